"""What can be proved in many exposures at once, with and without the steps that are silent on what was changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from lenaowl.analysis.needs import Needs, begins_with
from lenaowl.inference.batch import BatchProver, Present, Proved
from lenaowl.inference.inferred_ontology import InferredOntology

Pieces = Mapping[str, Sequence[Proved]]
Silent = Mapping[str, Mapping[str, int]]
Changes = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class ProvedTogether:
    """What can be proved in many exposures; see `ProvedHere` of one.

    Attributes:
        taken: by step the exposures that take it, apart from states that must follow.
        whole: the best proofs by state.
        judged: the same, without the steps that are silent on what was changed.
        silent: those steps, by what was changed, with the exposures in which they are.
    """

    taken: Mapping[str, int]
    whole: Pieces
    judged: Pieces
    silent: Silent


class BatchProofs:
    """Proves what follows in many exposures; proofs are kept, and used again by later calls."""

    def __init__(self, ontology: InferredOntology, prover: BatchProver, needs: Needs) -> None:
        self._ontology = ontology
        self._prover = prover
        self._needs = needs

    def of(self, present: Present, changes: Changes) -> ProvedTogether:
        """Return what can be proved in exposures.

        Args:
            present: what is there.
            changes: by agent and by what differs from the usual system of that agent, where it does.
        """
        taken = self._prover.taken(present, self._ontology.facts.steps)
        whole = self._prover.best(present, taken, present.all)
        silent = self._silent(changes, taken)
        return ProvedTogether(taken, whole, self._judged(present, taken, whole, silent), silent)

    def _silent(self, changes: Changes, taken: Mapping[str, int]) -> Silent:
        """Return by step and by what was changed where the step is silent on it; see `WhatIfs`."""
        found: dict[str, dict[str, int]] = {}
        for step in self._ontology.facts.steps if changes else ():
            for agent in changes if step.iri in taken else ():
                if begins_with(self._ontology, step, agent):
                    for thing in self._needs.silent_on(step, changes[agent]):
                        if where := taken[step.iri] & changes[agent][thing]:
                            things = found.setdefault(step.iri, {})
                            things[thing] = things.get(thing, 0) | where
        return found

    def _judged(self, present: Present, taken: Mapping[str, int], whole: Pieces, silent: Silent) -> Pieces:
        """Return what can be proved without the steps that are silent on what was changed."""
        left_out = {step: reduce(or_, things.values()) for step, things in silent.items()}
        affected = reduce(or_, left_out.values(), 0)
        if not affected:
            return whole
        usable = {step: where & ~left_out.get(step, 0) for step, where in taken.items()}
        found: dict[str, list[Proved]] = defaultdict(list)
        for pieces, within in ((whole, ~affected), (self._prover.best(present, usable, affected), affected)):
            for state, proved in pieces.items():
                found[state] += [Proved(state, p.proof, both) for p in proved if (both := p.where & within)]
        return found
