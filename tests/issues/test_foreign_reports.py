"""Reported faults with reports on shapes of others: lost paths and messages, false alarms, and data left unchecked."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import pytest
from foreign_shapes import DATA, ENGINES, OF, check
from rdflib import SH, Graph, Literal, Namespace, URIRef

from lenaowl.errors import LeftOutWarning, LenaowlError
from lenaowl.render.validation import report_turtle
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.validate import validate

EX = Namespace("https://example.org/")
EACH = pytest.mark.parametrize("engine", ENGINES)


def report(folder: Path, shapes: str, data: str = DATA, engine: str = "auto") -> Graph:
    return Graph().parse(data=report_turtle(check(folder, shapes, data, engine), "trace"), format="turtle")


@EACH
def test_a_report_keeps_paths_languages_and_severities(tmp_path, engine):
    """A path of several steps was a label, languages were dropped, and a severity of one's own became Violation."""
    shapes = f"""{OF} sh:property [ sh:path ( ex:q [ sh:inversePath ex:r ] ) ; sh:minCount 1 ; sh:severity ex:Urgent ;
        sh:message "is missing"@en, "fehlt"@de ] , [ sh:path ex:q ; sh:maxInclusive 5 ; sh:severity sh:Debug ] ."""
    graph = report(tmp_path, shapes, engine=engine)
    (lacking,) = graph.subjects(SH.resultSeverity, EX.Urgent)
    first, last = graph.items(graph.value(lacking, SH.resultPath))
    assert (first, graph.value(last, SH.inversePath)) == (EX.q, EX.r)
    assert {*graph.objects(lacking, SH.resultMessage)} == {Literal("is missing", "en"), Literal("fehlt", "de")}
    assert graph.value(graph.value(lacking, SH.sourceShape), SH.minCount) == Literal(1)
    (high,) = graph.subjects(SH.resultSeverity, URIRef(str(SH) + "Debug"))
    assert graph.value(high, SH.resultPath) == EX.q


def test_severities_of_ones_own_fail_and_those_for_debugging_do_not(tmp_path):
    for severity, conforms in (("ex:Urgent", False), ("sh:Info", False), ("sh:Debug", True), ("sh:Trace", True)):
        found = check(tmp_path, f"{OF} sh:property [ sh:path ex:r ; sh:minCount 1 ; sh:severity {severity} ] .")
        assert (found.conforms, len(found.findings)) == (conforms, 1), severity


ABOVE = """sh:sparql [ sh:message "{$this}: {?value} is {?by} above {?most}"@en, "{?value} ist um {?by} zu hoch"@de ;
    sh:prefixes <https://example.org/> ; sh:select '''SELECT $this ?value ?most ?by
        WHERE { $this ex:q ?value . BIND (5 AS ?most) BIND (?value - ?most AS ?by) FILTER (?value > ?most) }''' ] .
    <https://example.org/> sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] ."""


@EACH
def test_all_variables_of_a_message_are_filled_in_one_language(tmp_path, engine):
    """Only `this` and `value` were, where pyshacl or shifty checked."""
    data = "ex:a a ex:T ; ex:q 9, 11 . ex:b a ex:T ; ex:q 1 ."
    said = {finding.message for finding in check(tmp_path, OF + ABOVE, data, engine).findings}
    assert said == {"https://example.org/a: 9 is 4 above 5", "https://example.org/a: 11 is 6 above 5"}
    german = load_shapes([str(tmp_path / "s.ttl")], "de")
    said = {finding.message for finding in validate(tmp_path / "d.ttl", shapes=german, engine=engine).findings}
    assert said == {"9 ist um 4 zu hoch", "11 ist um 6 zu hoch"}
    graph = report(tmp_path, OF + ABOVE, data, engine)
    assert Literal("9 ist um 4 zu hoch", "de") in {*graph.objects(None, SH.resultMessage)}
    assert all(graph.value(one, SH.sourceConstraint) for one in graph.objects(None, SH.result))


@EACH
def test_a_query_may_say_its_message_itself(tmp_path, engine):
    query = (
        "SELECT $this ?message WHERE { $this <https://example.org/q> ?v BIND (CONCAT(STR(?v), ' it is') AS ?message) }"
    )
    (finding,) = check(tmp_path, f'{OF} sh:sparql [ sh:select "{query}" ] .', engine=engine).findings
    assert finding.message == "9 it is"


@EACH
@pytest.mark.parametrize(
    "group", ["{ FILTER (bound($this)) }", "{ { FILTER (false) } UNION { FILTER (bound($this)) } }"]
)
def test_this_is_bound_in_every_group(tmp_path, engine, group):
    """Compiled to SPARQL, such a query found nothing, so that all data seemed to conform."""
    try:
        found = check(tmp_path, f"{OF} sh:sparql [ sh:select 'SELECT $this WHERE {group}' ] .", engine=engine)
    except LenaowlError:
        assert engine == "sparql"  # by name
    else:
        assert [finding.node for finding in found.findings] == ["https://example.org/a"]


@EACH
def test_unique_language_is_asked_for_by_true_alone(tmp_path, engine):
    for value, conforms in (("'1'^^xsd:boolean", True), ("false", True), ("true", False)):
        shapes = f"{OF} sh:property [ sh:path ex:p ; sh:minCount 1 ; sh:uniqueLang {value} ] ."
        try:
            found = check(tmp_path, shapes, "ex:a a ex:T ; ex:p 'a'@en, 'b'@en .", engine)
        except LenaowlError:
            assert (engine, value) == ("sparql", "true")
        else:
            assert found.conforms == conforms, value


def test_a_shape_may_be_its_own_sparql_constraint(tmp_path):
    """It was taken for a constraint only, and refused as having no target."""
    shapes = (
        OF + "a sh:SPARQLConstraint ; sh:sparql ex:S ; sh:select 'SELECT $this { $this <https://example.org/q> ?v }' ."
    )
    graph = report(tmp_path, shapes)
    (result,) = graph.objects(None, SH.result)
    assert (graph.value(result, SH.sourceConstraint), graph.value(result, SH.sourceShape)) == (EX.S, EX.S)


def test_a_report_names_components_that_are_written_in_sparql(tmp_path):
    """`--format ttl` ended in a traceback: Invalid IRI code point '#'."""
    shapes = """ex:Most a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ;
        sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER ($value < $most) }" ] .
        ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:q ; ex:most 5 ] ."""
    assert {*report(tmp_path, shapes).objects(None, SH.sourceConstraintComponent)} == {EX.Most}


def test_values_are_reported_as_they_were_written(tmp_path):
    shapes = f"{OF} sh:property [ sh:path ex:p ; sh:maxInclusive 2 ] ."
    assert {finding.value for finding in check(tmp_path, shapes, "ex:a a ex:T ; ex:p 3.50, 1.0, 07 .").findings} == {
        "3.50",
        "07",
    }


# -- imports and ontologies ---------------------------------------------------------------------------------

IMPORTING = "<https://example.org/shapes> a <http://www.w3.org/2002/07/owl#Ontology> ; <http://www.w3.org/2002/07/owl#imports> {} ."
INNER = f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
<https://example.org/more> a <http://www.w3.org/2002/07/owl#Ontology> . {OF} sh:property [ sh:path ex:r ; sh:minCount 1 ] ."""
CATALOG = """<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
<uri name="https://example.org/elsewhere" uri="inner/a.ttl"/></catalog>"""


def importing(folder: Path, iri: str, *places: Path) -> int:
    """Return how many findings there are of shapes that others import."""
    (folder / "s.ttl").write_text(IMPORTING.format(iri), encoding="utf-8")
    (folder / "d.ttl").write_text(f"@prefix ex: <https://example.org/> . {DATA}", encoding="utf-8")
    shapes = load_shapes([str(folder / "s.ttl"), "trials"], import_from=places)
    return sum(finding.parameter == "minCount" for finding in validate(folder / "d.ttl", shapes=shapes).findings)


def test_imported_shapes_are_found_in_local_files_and_catalogs(tmp_path):
    """They were left out with a warning; nothing is fetched."""
    (tmp_path / "inner").mkdir()
    inner, catalog = tmp_path / "inner" / "a.ttl", tmp_path / "catalog-v001.xml"
    inner.write_text(INNER, encoding="utf-8")
    catalog.write_text(CATALOG, encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert importing(tmp_path, "<https://example.org/more>", inner) == 1  # by the IRI in the file
        assert importing(tmp_path, "<https://example.org/more>", inner.parent) == 1
        assert importing(tmp_path, "<https://example.org/elsewhere>", catalog) == 1
        assert importing(tmp_path, "<https://example.org/x/a.ttl>", inner.parent) == 1  # by its name
        assert importing(tmp_path, "<inner/a.ttl>") == 1  # beside the file
    (deep := tmp_path / "deep").mkdir()
    for folder, iri in ((tmp_path, "<https://example.org/other>"), (deep, "<../inner/a.ttl>")):
        with pytest.warns(LeftOutWarning, match="nothing is fetched here; if it holds shapes, say with --import-from"):
            assert importing(folder, iri) == 0


@EACH
def test_an_ontology_beside_the_data_is_known_and_not_checked(tmp_path, engine):
    shapes, ontology = f"{OF} sh:property [ sh:path ex:q ; sh:class ex:Good ] .", tmp_path / "o.ttl"
    data = "ex:a a ex:Sub ; ex:q ex:fine . ex:b a ex:Sub ; ex:q ex:bad ."
    assert {finding.shape for finding in check(tmp_path, shapes, data, engine).findings} == {"coverage"}
    ontology.write_text(
        "@prefix ex: <https://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
        "ex:Sub rdfs:subClassOf ex:T . ex:fine a ex:Good . ex:theirs a ex:T ; ex:q ex:bad .",
        encoding="utf-8",
    )
    found = validate(tmp_path / "d.ttl", shapes=[str(tmp_path / "s.ttl")], engine=engine, beside=[ontology])
    assert [(finding.node, finding.value) for finding in found.findings] == [
        ("https://example.org/b", "https://example.org/bad")
    ]
    assert (found.nodes, found.size) == (2, 4)


@pytest.fixture(autouse=True)
def quiet():
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
