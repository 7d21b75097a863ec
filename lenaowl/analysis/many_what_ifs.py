"""Many what-ifs at once, in sets of exposures; one that makes no sense does not stop the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lenaowl.analysis.batch_proofs import BatchProofs, Pieces
from lenaowl.analysis.effects_here import ProvedHere
from lenaowl.analysis.exposures import Exposure, Resolver
from lenaowl.analysis.needs import Needs, changed
from lenaowl.analysis.what_if import WhatIf, WhatIfs
from lenaowl.errors import LenaowlError
from lenaowl.inference.batch import BatchProver, Present
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.sets import Sets, places
from lenaowl.inference.steps import Presence
from lenaowl.ontology.records import Record, Records

_AT_ONCE = 5_000  # exposures


@dataclass(frozen=True)
class RefusedExposure(Record):
    """An exposure of many that makes no sense.

    Attributes:
        number: its place among them, from 1.
        reason: what is wrong, in a sentence.
    """

    number: int
    reason: str

    def __str__(self) -> str:
        """Return place and reason in a line."""
        return f"exposure {self.number}: {self.reason}"


@dataclass(frozen=True)
class ManyWhatIfs(Record):
    """The answers to many what-ifs.

    Attributes:
        answers: in the order of the exposures; none in the place of one that was refused. Equal exposures share one.
        refused: those that make no sense, with the reason.
    """

    answers: tuple[WhatIf | None, ...]
    refused: Records[RefusedExposure]


class ManyAnswers:
    """Answers many exposures together: what can be proved is found for all of them at once, in sets of exposures."""

    def __init__(self, ontology: InferredOntology, resolver: Resolver, what_ifs: WhatIfs) -> None:
        self._ontology = ontology
        self._resolver = resolver
        self._what_ifs = what_ifs

    def answer(self, described: Iterable[Exposure | Mapping[str, str | Iterable[str]]]) -> ManyWhatIfs:
        """Answer exposures, or what describes them by keywords; see `KnowledgeBase.what_ifs`."""
        asked: list[Exposure | None] = []
        presences: dict[Exposure, dict[str, Presence]] = {}
        refused = []
        for number, one in enumerate(described, 1):
            try:
                exposure = one if isinstance(one, Exposure) else _of_keywords(one)
                if exposure not in presences:
                    presences[exposure] = self._resolver.presences(exposure)
                asked.append(exposure)
            except LenaowlError as error:
                asked.append(None)
                refused.append(RefusedExposure(number, str(error)))
        known: dict[Exposure, WhatIf] = {}
        together, records = _Together(self._ontology, self._resolver), self._what_ifs.effects_here()
        for some in _parts(list(presences), _AT_ONCE):
            for exposure, proved in zip(some, together.proved(some, presences), strict=True):
                known[exposure] = self._what_ifs.told(exposure, proved, records)
        return ManyWhatIfs(tuple(known[one] if one else None for one in asked), Records(refused))


def _of_keywords(described: object) -> Exposure:
    if not isinstance(described, Mapping) or not all(isinstance(name, str) for name in described):
        raise LenaowlError(f"an exposure is an Exposure or a mapping of its parts, not {described!r}.")
    return Exposure.of(**described)


class _Together:
    """Finds what can be proved in exposures, in sets of what is present in them."""

    def __init__(self, ontology: InferredOntology, resolver: Resolver) -> None:
        self._ontology = ontology
        self._resolver = resolver
        self._proofs = BatchProofs(ontology, BatchProver(ontology.facts, ontology.prover), Needs(ontology))
        self._usual: dict[tuple[str, tuple[str, ...]], dict[str, Presence]] = {}
        self._changed: dict[tuple[object, ...], frozenset[str]] = {}

    def proved(
        self, exposures: Sequence[Exposure], presences: Mapping[Exposure, dict[str, Presence]]
    ) -> Iterator[ProvedHere]:
        """Yield for each exposure what can be proved in it; see `WhatIfs.proved`."""
        there = [presence for exposure in exposures for presence in presences[exposure].values()]
        found = self._proofs.of(Present.of(there), self._changes(exposures, presences))
        whole = _by_place(found.whole, len(there))
        judged = whole if found.judged is found.whole else _by_place(found.judged, len(there))
        silent: list[dict[str, tuple[str, ...]]] = [{} for _ in there]
        for step, things in found.silent.items():
            for thing in sorted(things):
                for where in places(things[thing]):
                    silent[where][step] = (*silent[where].get(step, ()), thing)
        start = 0
        for exposure in exposures:
            mine = dict(enumerate(presences[exposure].values(), start))
            start += len(mine)
            yield ProvedHere(
                presences[exposure],
                {p.exposure: whole[where] for where, p in mine.items()},
                {p.exposure: judged[where] for where, p in mine.items()},
                {p.exposure: silent[where] for where, p in mine.items()},
            )

    def _changes(
        self, exposures: Sequence[Exposure], presences: Mapping[Exposure, dict[str, Presence]]
    ) -> dict[str, Sets]:
        """Return by agent and by what differs from the usual system that it acts on, where it does."""
        changes: dict[str, Sets] = defaultdict(lambda: Sets(int))
        everywhere = ((e, system, here) for e in exposures for system, here in presences[e].items())
        for place, (exposure, system, here) in enumerate(everywhere):
            for agent, thing in self._differing(exposure, system, here):
                changes[agent][thing] |= 1 << place
        return changes

    def _differing(self, exposure: Exposure, system: str, here: Presence) -> Iterator[tuple[str, str]]:
        """Yield by agent what differs from the usual system that it acts on; see `needs.changed`."""
        for name in exposure.agents:
            asked = (name, exposure.contexts)
            if asked not in self._usual:
                self._usual[asked] = self._resolver.presences(Exposure((name,), exposure.contexts))
            if usual := self._usual[asked].get(system):
                key = (usual.exposure, here.agents, here.forms, here.losses)
                if key not in self._changed:
                    self._changed[key] = changed(here, usual, self._ontology)
                agent = self._resolver.agent(name)
                yield from ((agent, thing) for thing in self._changed[key])


def _by_place(pieces: Pieces, size: int) -> list[dict[str, Proof]]:
    found: list[dict[str, Proof]] = [{} for _ in range(size)]
    for state, proved in pieces.items():
        for piece in proved:
            for place in places(piece.where):
                found[place][state] = piece.proof
    return found


def _parts(exposures: Sequence[Exposure], size: int) -> Iterator[Sequence[Exposure]]:
    return (exposures[start : start + size] for start in range(0, len(exposures), size))
