"""In which line something stands, in every syntax."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenaowl.rdf.files import quads, source
from lenaowl.rdf.line_numbers import Places, blank_nodes, key

EX = "https://example.org/"
TURTLE = """@prefix ex: <https://example.org/> .
# ex:a is spoken of below
ex:a
    a ex:Kind ;
    ex:p "one",
        "two" ;
    ex:q [
        ex:r 3 ;
        ex:s ex:t
    ] .
<https://example.org/b> ex:p "three" .
"""
XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="https://example.org/">
  <ex:Kind
      rdf:about="https://example.org/a">
    <ex:p>one</ex:p>
    <ex:p>two</ex:p>
    <ex:q><rdf:Description>
        <ex:r>3</ex:r>
        <ex:s rdf:resource="https://example.org/t"/>
    </rdf:Description></ex:q>
  </ex:Kind>
  <rdf:Description rdf:about="https://example.org/b"><ex:p>three</ex:p></rdf:Description>
</rdf:RDF>
"""
JSON = """{"@context": {"ex": "https://example.org/", "p": "ex:p", "id": "@id",
    "q": {"@id": "ex:q"}, "@vocab": "https://example.org/"},
 "@graph": [
  {
   "@type": "Kind", "p": ["one",
      "two"],
   "q": {
      "r": "3",
      "ex:s": {"@id": "ex:t"}
   },
   "id": "ex:a"
  },
  {"@id": "https://example.org/b", "https://example.org/p": "three"}]}
"""
LINES = {
    "turtle": (TURTLE, {"a": 3, "b": 11, "one": 5, "two": 6, "r": 8, "s": 9, "Kind": 4, "t": 9, "three": 11}),
    "rdfxml": (XML, {"a": 4, "b": 12, "one": 5, "two": 6, "r": 8, "s": 9, "Kind": 3, "t": 9, "three": 12}),
    "jsonld": (JSON, {"a": 4, "b": 13, "one": 5, "two": 6, "r": 8, "s": 9, "Kind": 5, "t": 9, "three": 13}),
}


def found(*texts: str, wanted=()):
    sources = [source("text", text) for text in texts]
    triples = [
        [quad.triple for quad in quads(one, mark=f"f{number}x" if len(texts) > 1 else "")]
        for number, one in enumerate(sources)
    ]
    everything = [t for some in triples for t in some]
    nodes = {key(t.subject) for t in everything} | {*wanted, EX + "t", EX + "Kind"}
    return Places(sources, [blank_nodes(some) for some in triples], nodes), everything


@pytest.mark.parametrize("form", LINES)
def test_nodes_values_and_terms(form):
    text, lines = LINES[form]
    places, triples = found(text)
    for name in "ab":
        assert places.of(ox.NamedNode(EX + name)) == ("text", lines[name])
    for value in ("one", "two"):
        assert places.of(ox.NamedNode(EX + "a"), [EX + "p"], ox.Literal(value))[1] == lines[value]
    assert places.of(ox.NamedNode(EX + "b"), [EX + "p"])[1] == lines["three"]
    assert places.of(ox.NamedNode(EX + "b"), [EX + "none"])[1] == lines["b"]
    for term in ("t", "Kind"):
        assert places.of_term(EX + term)[1] == lines[term]
    (inner,) = {t.subject for t in triples if isinstance(t.subject, ox.BlankNode)}
    assert places.of(inner, [EX + "r"])[1] == lines["r"]
    assert places.of(inner, [EX + "s"])[1] == lines["s"]
    assert places.of(inner)[1] in (lines["r"] - 1, lines["r"])
    assert places.of(ox.NamedNode(EX + "unknown")) == ("text", None)


def test_blank_nodes_of_several_files():
    texts = [TURTLE, JSON.replace("ex:s", "ex:u"), XML.replace("ex:r", "ex:v")]
    places, triples = found(*texts)
    for name, line in (("r", 8), ("u", 9), ("v", 8)):
        (node,) = {t.subject for t in triples if t.predicate.value == EX + name and name != "r"} or {
            t.subject for t in triples if t.predicate.value == EX + "s" and t.subject.value.startswith("f0x")
        }
        assert places.of(node, [EX + name])[1] == line


SHAPES = st.recursive(
    st.none(), lambda inner: st.lists(st.tuples(st.sampled_from("pqr"), inner), max_size=3), max_leaves=12
)


@given(st.lists(SHAPES.filter(lambda shape: shape is not None), min_size=1, max_size=4))
def test_each_statement_of_any_tree_has_its_line(shapes):
    """One statement a line in Turtle, each with a number that is its line."""
    lines = ["@prefix ex: <https://example.org/> ."]

    def write(shape) -> None:
        for predicate, inner in shape:
            if inner:
                lines.append(f"ex:{predicate} [")
                write(inner)
                lines.append("] ;")
            else:
                lines.append(f"ex:{predicate} {len(lines) + 1} ;")

    for number, shape in enumerate(shapes):
        lines.append(f"ex:n{number} a ex:Kind ;")
        write(shape)
        lines.append(".")
    places, triples = found("\n".join(lines))
    for triple in triples:
        if isinstance(triple.object, ox.Literal):
            assert places.of(triple.subject, [triple.predicate.value], triple.object)[1] == int(triple.object.value)


@given(st.lists(SHAPES.filter(lambda shape: shape is not None), min_size=1, max_size=4))
def test_each_statement_of_any_tree_of_json_has_its_line(shapes):
    lines = ['{"@context": {"ex": "https://example.org/"}, "@graph": [']

    def write(shape) -> None:
        lines.append('{"@type": "ex:Kind"')
        for predicate, inner in dict(shape).items():
            if inner:
                lines.append(f', "ex:{predicate}":')
                write(inner)
            else:
                lines.append(f', "ex:{predicate}": {len(lines) + 1}')
        lines.append("}")

    for number, shape in enumerate(shapes):
        lines.append("," if number else "")
        write(shape)
    places, triples = found("\n".join([*lines, "]}"]))
    for triple in triples:
        if isinstance(triple.object, ox.Literal):
            assert places.of(triple.subject, [triple.predicate.value], triple.object)[1] == int(triple.object.value)


def test_lines_of_ntriples_are_told_however_terms_are_written():
    """Only lines that may speak of what is asked for are parsed; an IRI with an escape may be one of them."""
    text = (
        "# <https://example.org/b> is spoken of below\n"
        '<https://example.org/a> <https://example.org/p> "one" .\n\n'
        '\t<https://example.org/\\u0062>\t<https://example.org/p>\t"two" .\r\n'
        '_:x <https://example.org/p> "t" .\n'
        "_:x <https://example.org/q> <https://example.org/t> . # <https://example.org/last>\n"
        '<https://example.org/b> <https://example.org/p> "three" .\n'
    )  # fmt: skip
    one = source("a.nt", text)
    told = Places([one], [{}], [EX + "b", "_:x", EX + "t", EX + "last"])
    assert told.of(ox.NamedNode(EX + "b")) == ("a.nt", 4)
    assert told.of(ox.NamedNode(EX + "b"), [EX + "p"], ox.Literal("three")) == ("a.nt", 7)
    assert told.of(ox.BlankNode("x")) == ("a.nt", 5)
    assert told.of(ox.BlankNode("x"), [EX + "q"]) == ("a.nt", 6)
    assert told.of_term(EX + "t") == ("a.nt", 6)
    assert told.of_term(EX + "last") == ("a.nt", None)
