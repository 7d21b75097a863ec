"""What is there in a batch of exposures: names are resolved once, and what is alike in many exposures is made once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lenaowl.analysis.exposures import Exposure, Resolver, refuse_empty
from lenaowl.analysis.needs import changed
from lenaowl.errors import LenaowlError
from lenaowl.inference.batch import Present
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.sets import as_set, having
from lenaowl.inference.steps import Presence

_NOTHING = frozenset[str]()


@dataclass(frozen=True)
class Resolved:
    """A batch of exposures, by IRIs.

    Attributes:
        present: what is there.
        by_contexts: the sets of contexts that there are, each with the exposures that have it.
        changes: by agent and by what differs from the usual system of that agent, where it does.
        refused: by place, why an exposure makes no sense.
    """

    present: Present
    by_contexts: Mapping[frozenset[str], int]
    changes: Mapping[str, Mapping[str, int]]
    refused: dict[int, str]


@dataclass(frozen=True, eq=False)
class _System:
    """The proteins of a system, as they are there: one object for all exposures that are alike in it.

    Attributes:
        usual: whether nothing differs from what is usual in the species of the contexts.
    """

    agents: frozenset[str]
    forms: frozenset[str]
    sole_forms: frozenset[str]
    losses: frozenset[str]
    place: str
    usual: bool


_NO_SYSTEM = _System(_NOTHING, _NOTHING, _NOTHING, _NOTHING, "", True)


class Parts:
    """Resolves batches of exposures."""

    def __init__(self, ontology: InferredOntology, resolver: Resolver) -> None:
        self._ontology = ontology
        self._resolver = resolver
        self._agents: dict[tuple[str, ...], frozenset[str]] = {}
        self._places: dict[tuple[tuple[str, ...], str], tuple[frozenset[str], str]] = {}
        self._systems: dict[tuple[object, ...], _System] = {}
        self._usual: dict[tuple[str, str], Presence] = {}
        self._changed: dict[tuple[str, _System], frozenset[str]] = {}

    def resolve(self, exposures: Sequence[Exposure]) -> Resolved:
        """Return what is there in exposures that state their contexts."""
        refused: dict[int, str] = {}
        found = []
        for place, exposure in enumerate(exposures):
            try:
                found.append(self._resolved(exposure))
            except LenaowlError as error:
                refused[place] = str(error)
                found.append((_NOTHING, _NOTHING, _NO_SYSTEM))
        agents, contexts, systems = (list(part) for part in zip(*found, strict=True)) if found else ([], [], [])
        present = Present(
            len(exposures),
            having(agents),
            having(contexts),
            having([system.forms for system in systems]),
            having([system.sole_forms for system in systems]),
            having([system.losses for system in systems]),
        )
        changes = self._changes(agents, systems)
        return Resolved(present, dict(_alike(contexts)), changes, refused)

    def _resolved(self, exposure: Exposure) -> tuple[frozenset[str], frozenset[str], _System]:
        if exposure.agents not in self._agents:
            self._agents[exposure.agents] = frozenset(map(self._resolver.agent, exposure.agents))
        agents = self._agents[exposure.agents]
        refuse_empty(exposure)
        if not exposure.contexts:
            raise LenaowlError("no context is given: a batch is asked of cells that are stated.")
        told = exposure.contexts, exposure.species
        if told not in self._places:
            self._places[told] = self._resolver.place(*told)
        contexts, species = self._places[told]
        return agents, contexts, self._system(agents, exposure, species)

    def _system(self, agents: frozenset[str], exposure: Exposure, species: str) -> _System:
        taking_out = frozenset(agent for agent in agents if agent in self._ontology.facts.depletes)
        key = (taking_out, exposure.without, exposure.forms, exposure.also, exposure.species, species)
        if key not in self._systems:
            forms, sole, losses = self._resolver.forms(taking_out, exposure, species)
            place = self._resolver.place(exposure.contexts)[1]
            usual = not (taking_out or exposure.without or exposure.forms or exposure.also) and place == species
            self._systems[key] = _System(taking_out, forms, sole, losses, place, usual)
        return self._systems[key]

    def _changes(self, agents: Sequence[frozenset[str]], systems: Sequence[_System]) -> dict[str, dict[str, int]]:
        places: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, (these, system) in enumerate(zip(agents, systems, strict=True)):
            for agent in these if not system.usual else ():
                for thing in self._differing(agent, system):
                    places[agent][thing].append(place)
        return {
            agent: {thing: as_set(where, len(agents)) for thing, where in things.items()}
            for agent, things in places.items()
        }

    def _differing(self, agent: str, system: _System) -> frozenset[str]:
        """Return what differs from the system that an agent acts on alone; see `needs.changed`."""
        if (agent, system) not in self._changed:
            here = Presence("", system.agents, _NOTHING, system.forms, system.sole_forms, system.losses)
            self._changed[agent, system] = changed(here, self._alone(agent, system.place), self._ontology)
        return self._changed[agent, system]

    def _alone(self, agent: str, species: str) -> Presence:
        """Return the usual system that an agent acts on, in a species."""
        if (agent, species) not in self._usual:
            forms, sole, losses = self._resolver.forms(frozenset({agent}), Exposure((agent,)), species)
            self._usual[agent, species] = Presence("", frozenset({agent}), _NOTHING, forms, sole, losses)
        return self._usual[agent, species]


def _alike(contexts: Sequence[frozenset[str]]) -> Iterator[tuple[frozenset[str], int]]:
    places: dict[frozenset[str], list[int]] = defaultdict(list)
    for place, found in enumerate(contexts):
        places[found].append(place)
    return ((found, as_set(where, len(contexts))) for found, where in places.items())
