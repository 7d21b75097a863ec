"""What a query can be completed with: the classes and properties that the description of the dataset counts."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import compact

_VOID = "http://rdfs.org/ns/void#"
# what a partition is of, and what tells its size
_PARTITIONS = {"class": "entities", "property": "triples"}


@dataclass(frozen=True)
class Word:
    """A class or a property.

    Attributes:
        name: its CURIE.
        kind: "class" or "property".
        count: of how many things, or in how many triples, it is used.
    """

    name: str
    kind: str
    count: int

    def as_dict(self) -> dict[str, str | int]:
        """Return it as JSON types."""
        return asdict(self)


def words(void: bytes) -> list[Word]:
    """Return the classes and properties in the partitions of a description in VoID, those used most first.

    Args:
        void: the description, in Turtle.
    """
    told: dict[ox.NamedNode | ox.BlankNode | ox.Triple, dict[str, str]] = {}
    for quad in ox.parse(void, format=ox.RdfFormat.TURTLE):
        if quad.predicate.value.startswith(_VOID) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            told.setdefault(quad.subject, {})[quad.predicate.value.removeprefix(_VOID)] = quad.object.value
    found: dict[tuple[str, str], int] = {}
    for partition in told.values():
        for kind, size in _PARTITIONS.items():
            if kind in partition:
                name = compact(partition[kind])
                found[name, kind] = max(found.get((name, kind), 0), int(partition.get(size, 0)))
    listed = (Word(name, kind, count) for (name, kind), count in found.items() if "://" not in name)
    return sorted(listed, key=lambda word: (-word.count, word.name))
