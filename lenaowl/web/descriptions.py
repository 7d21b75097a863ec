"""What is stated of each thing that has an IRI of ours, as RDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pyoxigraph as ox

from lenaowl.rdf.store import Node, as_text, described
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, lena

# The properties that name what replaces a deprecated term.
REPLACED = frozenset((f"{PREFIXES['dcterms']}isReplacedBy", f"{PREFIXES['iao']}0100001"))
_PREFIX = {"lena": NAMESPACE}  # no more than one, for the order of several is another on each run


class Descriptions:
    """Finds what is stated of a thing.

    Args:
        about: returns what is stated of a node.
    """

    def __init__(self, about: Callable[[Node], Iterable[ox.Triple]]) -> None:
        self._about = about

    @classmethod
    def listed(cls, triples: Iterable[ox.Triple]) -> Descriptions:
        """Return the descriptions that triples make."""
        found: dict[str, list[ox.Triple]] = {}
        for triple in triples:
            found.setdefault(as_text(triple.subject), []).append(triple)
        return cls(lambda node: found.get(node.value, ()))

    def __contains__(self, iri: str) -> bool:
        if not iri.startswith(NAMESPACE):
            return False
        try:
            return any(True for _ in self._about(ox.NamedNode(iri)))
        except ValueError:  # it is not an IRI
            return False

    def replaced_by(self, iri: str) -> list[str]:
        """Return the IRIs of what replaces a deprecated term."""
        stated = self._about(ox.NamedNode(iri))
        return sorted(
            t.object.value for t in stated if t.predicate.value in REPLACED and isinstance(t.object, ox.NamedNode)
        )

    def of(self, iri: str) -> list[ox.Triple]:
        """Return what is stated of a thing, of blank nodes that this leads to, and of the evidence if it is a claim."""
        return described(self._about, iri, onward=lena("evidence"))


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
