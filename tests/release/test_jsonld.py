"""JSON-LD of any graph gives back the graph."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenaowl.rdf.canonical import canonical
from lenaowl.release.jsonld import context_document, jsonld

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIX = """
@prefix ex: <https://example.org/> . @prefix lena: <https://w3id.org/lenaowl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
"""


def read(text: str) -> list[ox.Triple]:
    return canonical(quad.triple for quad in ox.parse(PREFIX + text, format=ox.RdfFormat.TURTLE))


def back(content: bytes) -> list[ox.Triple]:
    return canonical(quad.triple for quad in ox.parse(content, format=ox.RdfFormat.JSON_LD))


@pytest.mark.parametrize(
    "text",
    [
        "ex:a ex:p (ex:b ex:c), (ex:d) .",
        "ex:a ex:p (ex:b), ex:c . ex:d ex:p () .",
        "ex:a ex:p (1 'x' [ ex:q 'y' ]) .",
        "ex:a ex:p _:l . ex:b ex:p _:l . _:l rdf:first ex:c ; rdf:rest () .",
        "ex:a ex:p [ rdf:first ex:c, ex:d ; rdf:rest () ] .",
        "ex:a ex:p [ rdf:first ex:c ; rdf:rest ex:e ] .",
        "_:a ex:p _:b . _:b ex:p _:a .",
        "_:a ex:p _:a . ex:x ex:p [] .",
        "ex:a ex:p 1, 2 . ex:b ex:p '007'^^<http://www.w3.org/2001/XMLSchema#integer> .",
        "ex:a ex:p true ; ex:q 1.50 ; ex:r 'a'@en, 'b'@de ; ex:s 'x', 1 , ex:a.",
        "lena:p a owl:ObjectProperty . lena:C a owl:Class . ex:a a lena:C, ex:D ; lena:p ex:b .",
        "lena:go a owl:AnnotationProperty . ex:a lena:go 'not the prefix' .",
    ],
)
def test_what_is_written_is_what_was_given(text):
    triples = read(text)
    assert back(jsonld(triples)) == triples


nodes = st.one_of(
    st.sampled_from([ox.NamedNode(f"https://example.org/{name}") for name in "abc"]),
    st.sampled_from([ox.BlankNode(name) for name in ("x", "y", "z")]),
)
values = st.one_of(
    nodes,
    st.just(ox.NamedNode(RDF + "nil")),
    st.sampled_from([ox.Literal("1", datatype=ox.NamedNode(XSD + t)) for t in ("integer", "decimal", "boolean")]),
    st.sampled_from([ox.Literal("a"), ox.Literal("a", language="en"), ox.Literal("a", language="de")]),
)
properties = st.sampled_from(
    [ox.NamedNode(i) for i in ("https://example.org/p", "https://w3id.org/lenaowl/note", RDF + "first", RDF + "rest")]
)
triple = st.one_of(
    st.builds(ox.Triple, nodes, properties, values),
    st.builds(ox.Triple, nodes, st.just(ox.NamedNode(RDF + "type")), nodes),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(triple, min_size=1, max_size=12))
def test_any_graph_comes_back(triples):
    triples = canonical(triples)
    assert back(jsonld(triples)) == triples


def test_the_context_alone_says_the_same_of_each_property():
    triples = read("lena:p a owl:ObjectProperty . ex:a lena:p ex:b ; lena:q 1 .")
    alone = json.loads(context_document(triples))["@context"]
    assert alone == json.loads(jsonld(triples))["@context"]
    assert alone["p"] == {"@id": "lena:p", "@type": "@id"}
