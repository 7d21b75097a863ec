"""The shapes: valid SHACL, each with a message and a hint; our ontology conforms; broken records are found."""

from __future__ import annotations

import pyshacl
import pytest
import rdflib
from rdflib import RDF, SH

import lenaowl
from lenaowl.validation.shacl.reading import load_shapes, packaged
from lenaowl.validation.shacl.shapes import SHAPES

LENA = rdflib.Namespace("https://w3id.org/lenaowl/")


@pytest.fixture(scope="module")
def graph():
    found = rdflib.Graph()
    for file in packaged().values():
        found.parse(file)
    return found


def test_every_shape_tells_what_is_wrong_how_badly_and_how_to_mend_it(graph):
    shapes = load_shapes()
    reporting = [s for s in shapes.by_iri.values() if s.iri.startswith(SHAPES) and (s.path or s.constraints)]
    assert len(reporting) > 150
    assert [s.name for s in reporting if not (s.message and s.hint)] == []
    severities = {str(s) for s in graph.subjects(SH.severity, None)}
    assert [s.name for s in reporting if s.iri not in severities] == []
    assert {s.severity for s in reporting} == {"Violation", "Warning", "Info"}


def test_sparql_constraints_are_few(graph):
    assert len(list(graph.subjects(RDF.type, SH.SPARQLConstraint))) <= 4


@pytest.mark.slow
def test_the_shapes_are_valid_shacl(graph):
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=graph, meta_shacl=True)
    assert conforms, text


@pytest.mark.slow
def test_terms_in_shapes_exist(graph):
    release = rdflib.Graph().parse(lenaowl.path("lenaowl.ttl")).parse(lenaowl.path("lenaowl-trials.ttl"))
    known = {s for s in release.subjects() if isinstance(s, rdflib.URIRef)}
    used = {t for triple in graph for t in triple if isinstance(t, rdflib.URIRef) and t.startswith(LENA)}
    assert {str(t) for t in used - known if not t.startswith(SHAPES)} == set()
