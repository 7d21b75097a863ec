"""From the embedded store's terms to rdflib's, and back."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from lenaowl.vocabulary import PREFIXES


def to_rdflib(triples: Iterable[ox.Triple]) -> Graph:
    """Return the triples as a new rdflib graph with our prefixes bound."""
    graph = Graph(bind_namespaces="none")
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri)
    for triple in triples:
        graph.add((_term(triple.subject), _term(triple.predicate), _term(triple.object)))
    return graph


def _term(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        datatype = None if term.language else URIRef(term.datatype.value)
        plain = datatype is None or str(datatype) == PREFIXES["xsd"] + "string"
        return Literal(term.value, lang=term.language, datatype=None if plain else datatype)
    raise TypeError(f"not an RDF term: {term!r}")  # pragma: no cover
