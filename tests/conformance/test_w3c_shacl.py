"""W3C's SHACL suite: how the engines differ from it is what `docs/validation.md` says, and not in what our shapes use.

The suite is not shipped: `.ci/shacl-suite FOLDER` brings it from the package index; LENAOWL_SHACL_SUITE tells the
folder with its Core tests. What our shapes use is tested without it.
"""

from __future__ import annotations

import os
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from conftest import ROOT
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from lenaowl.errors import LenaowlError
from lenaowl.rdf.files import read_files
from lenaowl.render.validation import report_turtle
from lenaowl.validation.as_written import back
from lenaowl.validation.as_written import kept as kept_as
from lenaowl.validation.shacl.reading import load_shapes, packaged
from lenaowl.validation.user_data import UserData, filled
from lenaowl.validation.validate import run, validate

FOLDER = Path(os.environ["LENAOWL_SHACL_SUITE"]) if os.environ.get("LENAOWL_SHACL_SUITE") else None
PAGE = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
SUITE = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
ACTION = URIRef("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#action")
RESULT = URIRef("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#result")
NOT_HERE = pytest.mark.skipif(FOLDER is None, reason="LENAOWL_SHACL_SUITE does not tell where the W3C SHACL suite is")


def suite(test):
    """Mark a test that needs the suite."""
    return pytest.mark.judge(NOT_HERE(test))


class Case(NamedTuple):
    """A test of the suite: its data and shapes, and the report it expects; none where shapes are to be refused."""

    name: str
    file: Path
    data: Path
    shapes: Path
    report: Graph | None


def cases(folder: Path | None = None) -> Iterator[Case]:
    for file in sorted((folder or FOLDER).rglob("*.ttl")):
        graph = read(file)
        for test in graph.subjects(RDF.type, SUITE.Validate):
            action, result = graph.value(test, ACTION), graph.value(test, RESULT)
            data, shapes = (
                Path(file.parent, str(graph.value(action, name)).rsplit("/", 1)[1])
                for name in (SUITE.dataGraph, SUITE.shapesGraph)
            )
            report = None
            if result != SUITE.Failure:
                report = Graph()
                report.add((result, RDF.type, SH.ValidationReport))
                report.add((result, SH.conforms, Literal(not list(graph.objects(result, SH.result)))))
                for one in graph.objects(result, SH.result):
                    report.add((result, SH.result, one))
                    report += graph.cbd(one)
            yield Case(f"{file.parent.name}/{file.stem}", file, data, shapes, report)


@contextmanager
def verbatim() -> Iterator[None]:
    """Keep rdflib from writing literals anew: one that is written wrongly would become another that is not."""
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = True


def read(file: Path) -> Graph:
    with verbatim():
        return Graph().parse(file, publicID=file.as_uri(), format="turtle")


# -- what reports tell --------------------------------------------------------------------------------------


def by_pyshacl(data: Graph, shapes: Graph) -> Graph:
    return pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)[1]


def by_shifty(data: Graph, shapes: Graph) -> Graph:
    import shifty

    with verbatim(), warnings.catch_warnings():
        warnings.simplefilter("error", shifty.ShaclDiagnosticWarning)
        return shifty.validate(data, shapes, graph_mode="data", infer=False, on_unsupported="error")[1]


def results(report: object) -> Counter | None:
    """Return what a report tells of each result: node, path, value, severity and component."""
    if not isinstance(report, Graph):
        return None
    told = (SH.focusNode, SH.value, SH.resultSeverity, SH.sourceConstraintComponent)
    return Counter(
        (described(report, report.value(one, SH.resultPath)), *(plain(report.value(one, name)) for name in told))
        for one in report.objects(None, SH.result)
    )


def plain(node: object) -> object:
    return "a blank node" if isinstance(node, BNode) else node


def described(graph: Graph, node: object) -> object:
    """Return a term, and of a blank node what is said of it, as a path is described by its statements."""
    if not isinstance(node, BNode):
        return node
    return tuple(sorted((str(p), str(described(graph, o))) for p, o in graph.predicate_objects(node)))


def attempt(engine, case: Case) -> object:
    try:
        return engine(read(case.data), read(case.shapes))
    except (ValueError, RuntimeError, pyshacl.errors.ReportableRuntimeError):
        return None


@suite
@pytest.mark.filterwarnings("ignore")
def test_the_reports_differ_where_the_page_says_so():
    engines = {"pyshacl": by_pyshacl, "shifty": by_shifty}
    seen = list(cases())
    assert len(seen) > 90
    differ = {
        (case.name, name)
        for case in seen
        for name, engine in engines.items()
        if results(attempt(engine, case)) != results(case.report)
    }
    assert differ == documented("What reports say")


def documented(heading: str) -> set[tuple[str, str]]:
    """Return pairs of a test and an engine, from the table below a heading of the page."""
    table = PAGE.split(f"### {heading}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|", table, re.MULTILINE)
    return {
        (test, engine) for tests, engines in rows for test in re.findall(r"`(.*?)`", tests) for engine in engines.split(", ")
    }  # fmt: skip


# -- what lenaowl tells -------------------------------------------------------------------------------------

Told = set[tuple[str, str, str]]  # node, parameter and value


def expected(case: Case) -> Told | None:
    """Return the findings that a test of the suite asks for, with numbers as the store writes them."""
    if case.report is None:
        return None
    rows = filled(UserData(read_files([case.file]))).store.query(
        f"PREFIX sh: <{SH}> SELECT * {{ ?x sh:result ?r . ?r sh:focusNode ?f ; sh:sourceConstraintComponent ?c "
        "OPTIONAL { ?r sh:value ?v } }"
    )
    names = [(row["f"], row["c"].value.removeprefix(str(SH)), row["v"]) for row in rows]
    return {(shown(f), c[0].lower() + c.removesuffix("ConstraintComponent")[1:], shown(v)) for f, c, v in names}


def shown(term: object) -> str:
    """Return a term as the store writes it, as shapes may name one in another way."""
    if isinstance(term, ox.Literal):
        written = back(term)
        term = kept_as([written])[written]
    return "a blank node" if isinstance(term, ox.BlankNode) else str(term)


def kept(term: ox.Literal) -> ox.Literal:
    """Return a literal as the store gives it back."""
    store, node = ox.Store(), ox.NamedNode("urn:n")
    store.add(ox.Quad(node, node, term))
    return next(iter(store)).object


def told(case: Case, engine: str, folder: Path) -> Told | None:
    """Return what lenaowl finds; none if it refuses the shapes."""
    data = filled(UserData(read_files([case.data])))
    shapes = folder / case.shapes.name
    shapes.write_text(f"@base <{case.shapes.as_uri()}> .\n{case.shapes.read_text(encoding='utf-8')}", encoding="utf-8")
    try:
        found = run(load_shapes([str(shapes)]), data.store, engine, apart=data.apart)[2]
    except LenaowlError:
        return None
    return {(shown(raw.focus), raw.parameter, shown(raw.value)) for raw in found}


@suite
@pytest.mark.filterwarnings("ignore")
def test_the_findings_differ_where_the_page_says_so(tmp_path):
    seen = list(cases())
    answers = {
        (case.name, engine): (told(case, engine, tmp_path), expected(case))
        for case in seen
        for engine in ("pyshacl", "shifty", "sparql")
    }
    refused = {key for key, (found, wanted) in answers.items() if found is None and wanted is not None}
    assert refused == documented("Shapes that are refused")
    wrong = {key for key, (found, wanted) in answers.items() if found is not None and found != wanted}
    assert wrong == documented("Findings that differ")
    checked = Counter(engine for (_, engine), (found, _) in answers.items() if found is not None)
    shown_counts = dict(re.findall(r"^\| `(\w+)` \|.*\| (\d+) of \d+ \|$", PAGE, re.MULTILINE))
    right = {engine: str(sum(e == engine and f == w for (_, e), (f, w) in answers.items())) for engine in checked}
    assert right == shown_counts
    assert len(seen) == len({case.name for case in seen})


# -- whole reports ------------------------------------------------------------------------------------------


def written(case: Case) -> Graph | None:
    """Return what lenaowl writes: the report with its results, and messages only where one is expected."""
    try:
        report = validate(case.data, shapes=[str(case.shapes)])
    except LenaowlError:
        return None
    with verbatim():
        whole, found = Graph().parse(data=report_turtle(report, "trace"), format="turtle"), Graph()
    root = whole.value(predicate=RDF.type, object=SH.ValidationReport)
    found += whole.cbd(root)
    if not any(case.report.triples((None, SH.resultMessage, None))):
        found.remove((None, SH.resultMessage, None))
    return found


@suite
@pytest.mark.filterwarnings("ignore")
def test_whole_reports_are_the_graphs_of_the_suite():
    """Compared as graphs, with paths, severities, languages, shapes and constraints; or the shapes are refused by name."""
    seen = [case for case in cases(FOLDER.parent) if case.report is not None]
    reports = {case.name: (written(case), case.report) for case in seen}
    refused = {name for name, (found, _) in reports.items() if found is None}
    assert refused == {name for name, _ in documented("Whole reports")}
    assert [name for name, (found, wanted) in reports.items() if found and not isomorphic(found, wanted)] == []
    assert len(seen) - len(refused) >= 112


# -- what our shapes use ------------------------------------------------------------------------------------


def test_our_shapes_use_nothing_on_which_engines_differ():
    avoided = re.search(r"None of our shapes uses (.*?)\.\n", PAGE, re.DOTALL)
    names = {URIRef(SH + name) for name in re.findall(r"`sh:(\w+)`", avoided[1])}
    assert len(names) > 5
    graph = Graph()
    for file in packaged().values():
        graph.parse(file)
    assert names & {*graph.predicates(), *graph.objects()} == set()
    datatypes = {str(datatype).rsplit("#", 1)[1] for datatype in graph.objects(None, SH.datatype)}
    assert datatypes == {"date", "decimal", "integer", "string"}
    for name, value in {"date": "2020-01-01", "decimal": "1", "integer": "1", "string": "1"}.items():
        datatype = ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}")
        assert kept(ox.Literal(value, datatype=datatype)).datatype == datatype
    assert run(load_shapes(), ox.Store(), "auto")[0] == "sparql"  # which refuses what it does not cover
