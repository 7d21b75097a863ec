"""What is stated of each thing that has an IRI of ours, as RDF."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from lenaowl.rdf.store import as_text, described
from lenaowl.rdf.vocabulary import NAMESPACE, lena

_PREFIX = {"lena": NAMESPACE}  # no more than one, for the order of several is another on each run


class Descriptions:
    """Finds what is stated of a thing.

    Args:
        triples: all that is stated.
    """

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._about: dict[str, list[ox.Triple]] = {}
        for triple in triples:
            self._about.setdefault(as_text(triple.subject), []).append(triple)

    def __contains__(self, iri: str) -> bool:
        return iri.startswith(NAMESPACE) and iri in self._about

    def of(self, iri: str) -> list[ox.Triple]:
        """Return what is stated of a thing, of blank nodes that this leads to, and of the evidence if it is a claim."""
        return described(lambda node: self._about.get(node.value, ()), iri, onward=lena("evidence"))


def serialized(triples: Iterable[ox.Triple], form: ox.RdfFormat) -> bytes:
    """Return triples in a syntax: the same bytes on every run."""
    from lenaowl.rdf.canonical import canonical, canonical_turtle
    from lenaowl.release.jsonld import jsonld

    ordered = canonical(triples)
    if form == ox.RdfFormat.TURTLE:
        return canonical_turtle(ordered).encode()
    if form == ox.RdfFormat.JSON_LD:
        return jsonld(ordered)
    return ox.serialize(ordered, format=form, prefixes=_PREFIX) or b""
