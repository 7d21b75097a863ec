"""Engines that check data against shapes. Each returns the same raw findings; none is ever put in place of another.

- sparql: shapes compiled to SPARQL, on the embedded store or in a remote endpoint;
- pyshacl: the reference implementation in Python;
- shifty: an engine in Rust (extra `shacl`).
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lenaowl.errors import DataError, MissingEngineError, one_line
from lenaowl.validation.as_written import back, marked
from lenaowl.validation.shacl.comparisons import check_compared, incomparable, is_truth_value
from lenaowl.validation.shacl.compiler import Check, columns, compile_shapes, focus_query, staying, subclass_query
from lenaowl.validation.shacl.confined import alone
from lenaowl.validation.shacl.constraints import LESS, RANGES, refuse
from lenaowl.validation.shacl.coverage import advanced, check_covered
from lenaowl.validation.shacl.own_queries import cells, named, without_unbound
from lenaowl.validation.shacl.reports import results
from lenaowl.validation.shacl.shapes import SH, Raw, Shapes, Term

if TYPE_CHECKING:
    from rdflib import Graph

ENGINES = ("auto", "sparql", "pyshacl", "shifty")

# Runs a SELECT query and returns its rows as terms; an unbound variable is None.
Select = Callable[[str], Iterable[Sequence[Term | None]]]

# Returns the objects of a node and a predicate.
Objects = Callable[[Term, str], Iterable[Term]]


# -- compiled SPARQL ------------------------------------------------------------------------------------


def subclasses(shapes: Shapes, select: Select) -> Mapping[str, set[str]]:
    """Return the classes below those that shapes speak of."""
    found: dict[str, set[str]] = {}
    for cls, below in select(subclass_query(shapes)):
        if cls is not None and isinstance(below, ox.NamedNode):
            found.setdefault(str(cls.value), set()).add(below.value)
    return found


def with_sparql(
    shapes: Shapes, select: Select, present: frozenset[str] | None = None, by_value: Select | None = None
) -> list[Raw]:
    """Check the data that a function queries.

    Args:
        shapes: the shapes.
        select: runs a SELECT query on the data, which holds the classes of the ontology too.
        present: what occurs in the data as a class or a predicate, if that is known: other queries are not run.
        by_value: runs the queries that stand in shapes, where the data is kept for them in another way.

    Raises:
        UnsupportedShapeError: if a shape demands what is not compiled.
    """
    _check_targets(shapes, select)
    below = subclasses(shapes, select)
    found: dict[str, Counter[Raw]] = {}
    for check in compile_shapes(shapes, lambda cls: below.get(cls, ())):
        if present is None or all(need & present for need in check.needs):
            ask = by_value if by_value and check.parameter == "sparql" else select
            found.setdefault(check.target, Counter()).update(_raw(check, ask(check.query)))
    whole = Counter[Raw]()
    for one in found.values():
        whole |= one  # a node that is in several targets is told of once
    return list(whole.elements())


def _check_targets(shapes: Shapes, select: Select) -> None:
    """Refuse shapes with a path that may have no step from a target that is not in the data.

    Raises:
        UnsupportedShapeError: with the shape.
    """
    nodes = staying(shapes)
    if nodes:
        there = "{ ?n ?p ?o } UNION { ?s ?p ?n }"
        rows = select(f"SELECT DISTINCT ?n WHERE {{ VALUES ?n {{ {' '.join(nodes)} }} {there} }}")
        for node in nodes.keys() - {str(row[0]) for row in rows}:
            raise refuse(nodes[node], f"targetNode ({node}, which is not in the data, and a path without a step)")


def _raw(check: Check, rows: Iterable[Sequence[Term | None]]) -> Iterator[Raw]:
    names = list(columns(check.query))
    wanted = named(check.shape, check.constraint) if check.constraint else set()
    for row in rows:
        told = dict(zip(names, row, strict=True))
        focus, value = told["this"], told.get("value")
        path, broken = told.get("path"), told.get("broken")
        if focus is None:
            continue
        if check.parameter == "sparql" and value is None and check.shape.path is None:
            value = focus
        for parameter in str(broken.value).split() if broken is not None else [check.parameter]:
            yield Raw(
                focus, check.shape.iri, parameter, value, str(path.value) if path is not None else "",
                constraint=check.constraint.source if check.constraint else "", cells=cells(told, wanted),
            )  # fmt: skip


def focus_nodes(shapes: Shapes, select: Select) -> list[Term]:
    """Return the nodes that the shapes are about."""
    below = subclasses(shapes, select)
    return [row[0] for row in select(focus_query(shapes, lambda cls: below.get(cls, ()))) if row[0] is not None]


def independent(raw: list[Raw], shapes: Shapes, objects: Objects) -> list[Raw]:
    """Leave out comparisons with values of a wrong datatype: they say nothing until that is mended.

    SHACL asks for a finding there too, and engines differ on it.
    """
    wrong = {_value_of(one.value) for one in raw if one.parameter == "datatype"}
    if not wrong:
        return raw
    return [one for one in raw if not _rests_on(one, wrong, shapes, objects)]


def _rests_on(one: Raw, wrong: set[object], shapes: Shapes, objects: Objects) -> bool:
    if one.shape not in shapes.by_iri or one.parameter not in (*RANGES, *LESS):
        return False
    others = [
        other
        for constraint in shapes.by_iri[one.shape].constraints
        if constraint.name == one.parameter and one.parameter in LESS
        for other in objects(one.focus, str(constraint.value.value))
    ]
    return bool(wrong & set(map(_value_of, (one.value, *others))))


def _value_of(term: Term | None) -> object:
    """Return a number as a number, as engines write the same one in several ways; any other term as it is."""
    if isinstance(term, ox.Literal):
        try:
            return term.datatype.value, float(term.value)
        except ValueError:
            return term
    return term


# -- the other engines ----------------------------------------------------------------------------------


def with_pyshacl(shapes: Shapes, triples: Iterable[ox.Triple]) -> list[Raw]:
    """Check statements with pyshacl.

    pyshacl breaks off at a comparison with a blank node, or with a literal that is written as its datatype does not
    allow. Then what does not compare is checked first, and what compares without such values, of which `independent`
    tells nothing where a datatype is asked for.

    Raises:
        DataError: if pyshacl does not cover the shapes or the data, or refuses or fails.
    """
    triples = _plain(triples, "pyshacl")
    texts = [triple.object.value for triple in triples if isinstance(triple.object, ox.Literal)]
    longest = max((len(str(triple.object)) for triple in triples), default=0)
    check_covered(shapes, "pyshacl", longest, line_ends=any(text.endswith("\n") for text in texts))
    from rdflib import Literal, URIRef

    from lenaowl.rdf.canonical import to_rdflib
    from lenaowl.validation.shacl.rdflib_literals import as_read, quiet

    with quiet(), alone():
        data = as_read(to_rdflib(triples))
        compared = {URIRef(predicate) for predicate in _compared(shapes)}
        unfit = [
            triple
            for predicate in compared
            for triple in data.triples((None, predicate, None))
            if not isinstance(triple[2], Literal) or triple[2].ill_typed
        ]
        if not unfit:
            found = _pyshacl(shapes, data, triples)
            check_compared(shapes, triples, found)
            return found
        plain = [triple for triple in shapes.triples if triple.predicate.value.removeprefix(SH) not in LESS]
        found = _pyshacl(replace(shapes, triples=tuple(plain)), data, triples)
        for triple in unfit:
            data.remove(triple)
        found += [raw for raw in _pyshacl(shapes, data, triples) if raw.parameter in LESS]
        check_compared(shapes, triples, found)
        return found


def _compared(shapes: Shapes) -> set[str]:
    """Return the predicates whose values shapes compare with each other."""
    found: set[str] = set()
    for shape in shapes.by_iri.values():
        compared = {str(c.value.value) for c in shape.constraints if c.name in LESS}
        if compared and shape.path:
            found |= {*compared, shape.path.steps[-1][0]}
    return found


def _pyshacl(shapes: Shapes, data: Graph, known: Sequence[ox.Triple]) -> list[Raw]:
    import pyshacl
    from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, RuleLoadError, ShapeLoadError

    from lenaowl.rdf.canonical import to_rdflib

    try:
        _, report, said = pyshacl.validate(
            data, shacl_graph=to_rdflib(shapes.triples), inference="none", advanced=bool(advanced(shapes))
        )
    except (ConstraintLoadError, ReportableRuntimeError, RuleLoadError, ShapeLoadError) as error:
        raise DataError(f"{shapes.name}: pyshacl refuses the shapes: {one_line(error)}") from None
    except DataError:
        raise
    except Exception as error:  # whatever goes wrong in an engine, nothing was checked
        what = incomparable(shapes, known) if isinstance(error, (TypeError, ArithmeticError)) else ""
        if what:
            raise DataError(
                f"{shapes.name}: pyshacl cannot compare values of the data: {what}; "
                "use --engine sparql, or correct them"
            ) from None
        raise DataError(
            f"{shapes.name}: pyshacl failed: {type(error).__name__}: {one_line(error)}; use another engine"
        ) from None
    if not hasattr(report, "objects"):
        raise DataError(f"{shapes.name}: pyshacl refuses the shapes: {one_line(said)}")
    return results(report)


def _plain(triples: Iterable[ox.Triple], engine: str) -> list[ox.Triple]:
    """Return statements that have no statement as a term.

    Raises:
        DataError: if one has.
    """
    listed = list(triples)
    if any(isinstance(triple.object, ox.Triple) for triple in listed):
        raise DataError(f"the data has statements about statements (RDF 1.2), which {engine} does not read; "
                        "use --engine sparql, or take them out")  # fmt: skip
    return listed


def _marked(triple: ox.Triple) -> ox.Triple:
    """Return a statement with what shifty would read though its datatype does not allow it, such as " 5 ", apart."""
    return ox.Triple(triple.subject, triple.predicate, marked(triple.object))


def _unmarked(raw: Raw) -> Raw:
    return raw._replace(focus=back(raw.focus), value=back(raw.value))


def with_shifty(shapes: Shapes, triples: Iterable[ox.Triple]) -> list[Raw]:
    """Check statements with shifty.

    Raises:
        MissingEngineError: if it is not installed.
        DataError: if it does not cover the shapes or the data, or refuses or fails.
    """
    check_covered(shapes, "shifty")
    triples = _plain(triples, "shifty")
    try:
        import shifty
    except ImportError:
        raise MissingEngineError(
            "the engine shifty is not installed; get it with: pip install 'lenaowl[shacl]', or use --engine sparql"
        ) from None
    from lenaowl.rdf.canonical import to_rdflib
    from lenaowl.validation.shacl.rdflib_literals import quiet, verbatim

    try:
        with quiet(), verbatim(), warnings.catch_warnings():
            warnings.simplefilter("error", shifty.ShaclDiagnosticWarning)
            data, wanted = (to_rdflib(map(_marked, listed)) for listed in (triples, shapes.triples))
            _, report, _ = shifty.validate(data, wanted, graph_mode="data", infer=False, on_unsupported="error")
    except (ValueError, RuntimeError, shifty.ShaclDiagnosticWarning) as error:
        raise DataError(f"{shapes.name}: shifty refuses the shapes: {one_line(error)}") from None
    except Exception as error:  # whatever goes wrong in an engine, nothing was checked
        raise DataError(
            f"{shapes.name}: shifty failed: {type(error).__name__}: {one_line(error)}; use another engine"
        ) from None
    found = without_unbound([_unmarked(one) for one in results(report)], shapes, triples)
    if any(one.parameter in LESS and is_truth_value(one.value) for one in found):
        raise DataError(f"{shapes.name}: shifty does not compare truth values, as SPARQL does; use --engine sparql")
    return found
