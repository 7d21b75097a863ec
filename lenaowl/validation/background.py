"""What the ontology says of the terms that a user's data mentions: enough to judge the data, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import pyoxigraph as ox

from lenaowl.ontology.packaged import path
from lenaowl.rdf.vocabulary import NAMESPACE, RDF_TYPE, SUBCLASS_OF, lena
from lenaowl.validation.shacl.shapes import PathStep

_PROTEIN = ox.NamedNode(lena("Protein"))
_ROUNDS = 3  # as long as the longest path of a shape


class Ontology:
    """The statements of the release, looked up by subject and object."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._of: dict[str, list[ox.Triple]] = {}
        self._to: dict[str, list[ox.Triple]] = {}
        self._classes: list[ox.Triple] = []
        for quad in quads:
            subject, predicate, obj = quad.subject, quad.predicate.value, quad.object
            if not isinstance(subject, ox.NamedNode):
                continue
            triple = quad.triple
            self._of.setdefault(subject.value, []).append(triple)
            if isinstance(obj, ox.NamedNode):
                if predicate == SUBCLASS_OF:
                    self._classes.append(triple)
                elif predicate != RDF_TYPE:
                    self._to.setdefault(obj.value, []).append(triple)

    @property
    def terms(self) -> set[str]:
        """The IRIs of our namespace that the ontology describes."""
        return {iri for iri in self._of if iri.startswith(NAMESPACE)}

    @property
    def named(self) -> set[str]:
        """All IRIs that the ontology names, described or not."""
        return self._of.keys() | self._to.keys()

    @property
    def proteins(self) -> int:
        """How many proteins the ontology describes."""
        return sum(
            triple.predicate.value == RDF_TYPE and triple.object == _PROTEIN
            for triples in self._of.values()
            for triple in triples
        )

    def about(self, mentioned: Iterable[str], onward: frozenset[PathStep]) -> list[ox.Triple]:
        """Return the hierarchy of classes, the types of terms, and what shapes walk from them.

        Args:
            mentioned: the terms; those that are reached from them are taken in too.
            onward: the predicates that shapes walk, each with whether it is walked backwards.
        """
        found: dict[ox.Triple, None] = dict.fromkeys(self._classes)
        queue, seen = {iri for iri in mentioned if iri in self._of}, set[str]()
        for _ in range(_ROUNDS):
            seen |= queue
            more: set[str] = set()
            for iri in queue:
                found.update((triple, None) for triple in self._of[iri] if triple.predicate.value == RDF_TYPE)
                for triple, reached in self._walk(iri, onward):
                    found[triple] = None
                    more.add(str(getattr(reached, "value", "")))
            queue = {iri for iri in more - seen if iri in self._of}
        return list(found)

    def _walk(self, iri: str, onward: frozenset[PathStep]) -> Iterator[tuple[ox.Triple, object]]:
        for triple in self._of[iri]:
            if (triple.predicate.value, False) in onward:
                yield triple, triple.object
        for triple in self._to.get(iri, ()):
            if (triple.predicate.value, True) in onward:
                yield triple, triple.subject


@cache
def ontology() -> Ontology:
    """Read the release, once."""
    return Ontology(ox.parse(path=str(path("lenaowl-inferred.ttl")), format=ox.RdfFormat.TURTLE))
