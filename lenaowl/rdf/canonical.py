"""From the embedded store's terms to rdflib's, and to Turtle that is the same on every run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lenaowl.rdf.vocabulary import PREFIXES


def to_rdflib(triples: Iterable[ox.Triple], prefixes: Mapping[str, str] = PREFIXES) -> Graph:
    """Return the triples as a new rdflib graph with our prefixes bound, or with others."""
    graph = Graph(bind_namespaces="none")
    for prefix, iri in prefixes.items():
        graph.bind(prefix, iri)
    for triple in triples:
        graph.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    return graph


def canonical(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return triples with canonical blank node labels (RDFC-1.0), sorted."""
    return [quad.triple for quad in canonical_dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)]


def canonical_dataset(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return quads with canonical blank node labels (RDFC-1.0), sorted by graph and statement."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(dataset, key=lambda quad: (str(quad.graph_name), str(quad)))


def turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return triples as Turtle, the same text on every run."""
    return canonical_turtle(canonical(triples), prefixes)


def canonical_turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return triples that have canonical blank node labels already as Turtle."""
    return to_rdflib(triples, prefixes).serialize(format="turtle")


def _term(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        datatype = None if term.language else URIRef(term.datatype.value)
        plain = datatype is None or str(datatype) == PREFIXES["xsd"] + "string"
        return Literal(term.value, lang=term.language, datatype=None if plain else datatype, normalize=False)
    raise TypeError(f"not an RDF term: {term!r}")  # pragma: no cover
