"""What the ontology defines: class hierarchy, definitions, and what was asserted before any rule ran."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import RDF_TYPE, SUBCLASS_OF, lena


@dataclass(frozen=True)
class HasValue:
    """A part of a definition: the property has this individual as value."""

    property: str
    value: str


@dataclass(frozen=True)
class SomeValues:
    """A part of a definition: the property has some value in this class."""

    property: str
    filler: str


Part = str | HasValue | SomeValues


class Definitions:
    """Class hierarchy, definitions and asserted types of a store; made after compilation, before inference."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store
        self.asserted_types = store.objects(RDF_TYPE)
        self.accepted = {
            str(row[0]) for row in store.rows("SELECT ?c { GRAPH lena:steps { ?c a lena:AcceptedClaim } }")
        }
        self.subclasses: dict[str, list[str]] = {}
        for below, above in store.objects(SUBCLASS_OF).items():
            for cls in above:
                self.subclasses.setdefault(cls, []).append(below)
        self.parts: dict[str, list[Part]] = {}
        for defined, part, prop, value, filler in store.rows(_PARTS):
            self.parts.setdefault(str(defined), []).append(_part(str(part), prop, value, filler))

        restricted = {part.property for parts in self.parts.values() for part in parts if isinstance(part, HasValue)}
        restricted.add(lena("inducesDegradationOf"))
        self._asserted_values = {prop: store.objects(prop) for prop in restricted}
        self._stated = store.rows(_STATED)

    def stated_effects(self, agent: str, systems: Collection[str]) -> list[str]:
        """Return the states that are stated to follow of an agent, without a claim, in reference systems or in any."""
        return [str(state) for who, state, system in self._stated if who == agent and system in (None, *systems)]

    def asserts(self, individual: str, prop: str, value: str) -> bool:
        """Whether a value was there before inference."""
        return value in self._asserted_values.get(prop, {}).get(individual, ())

    def giving(self, prop: str, value: str) -> list[str]:
        """Return the classes each member of which has this value by definition."""
        return [cls for cls, parts in self.parts.items() if HasValue(prop, value) in parts]

    def values(self, individual: str, prop: str) -> list[str]:
        """Return the values of a property of an individual, sorted."""
        return sorted(self._store.objects(prop).get(individual, ()))


_STATED = """
SELECT DISTINCT ?agent ?state ?system {
  { ?property lena:forSystem ?system ; rdfs:subPropertyOf lena:induces . ?agent ?property ?state }
  UNION
  { ?agent lena:effectInAnySystem ?state }
} ORDER BY ?agent ?state ?system
"""
_PARTS = """
SELECT ?class ?part ?property ?value ?filler {
  GRAPH lena:steps { ?class lena:definedBy ?part }
  OPTIONAL {
    ?part owl:onProperty ?property
    OPTIONAL { ?part owl:hasValue ?value }
    OPTIONAL { ?part owl:someValuesFrom ?filler }
  }
} ORDER BY ?class ?property ?value ?filler ?part
"""


def _part(part: str, prop: str | None, value: str | None, filler: str | None) -> Part:
    if prop and value:
        return HasValue(prop, value)
    if prop and filler:
        return SomeValues(prop, filler)
    return part
