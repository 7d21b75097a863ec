"""What is to be expected in many exposures at once, each in cells that are stated: what `WhatIfs` says of one.

The work grows with the proofs that differ, and hardly with the exposures: these are bits of integers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from lenaowl.analysis.batch_parts import Parts
from lenaowl.analysis.batch_proofs import BatchProofs, Pieces, Silent
from lenaowl.analysis.batch_standing import BatchJudge
from lenaowl.analysis.effects import Effects, InWords
from lenaowl.analysis.exposures import Exposure, Resolver
from lenaowl.analysis.needs import Needs
from lenaowl.analysis.standing import FOLLOWS, OPPOSED, PREDICTED, SEEN, WEAKER, Judge
from lenaowl.inference.batch import BatchProver, Present, Proved
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.prover import HAS_EFFECT
from lenaowl.inference.sets import union
from lenaowl.inference.steps import FUNCTIONAL, FormNeed, Step
from lenaowl.ontology.records import Citation, Record, Ref
from lenaowl.ontology.states import State

NOT_JUDGED, LOST = "not judged", "lost"


@dataclass(frozen=True)
class Expected(InWords, Record):
    """What is to be expected of one state, where one proof is the best one.

    Attributes:
        entity: what changes.
        direction: `increase` or `decrease`.
        state: the state.
        contexts: the contexts that the proof asks for.
        level: molecular, cellular, immune or clinical.
        answer: `follows`, `opposed`, `weaker`; `not judged` (whether it needs what was changed, no claim says); or
            `lost` (it follows where nothing was changed, but not here).
        shown: for what follows `seen` or `predicted`; else an empty text.
        status: the weakest status among the claims of the proof.
        steps: causal steps of the proof.
        because: of what was lost the step that is not taken, in words; else an empty text.
        citations: publications of the proof.
    """

    entity: Ref
    direction: str
    state: Ref
    contexts: tuple[Ref, ...]
    level: str
    answer: str
    shown: str
    status: str
    steps: int
    because: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Batch:
    """The answers to a batch of exposures.

    Attributes:
        expected: what is to be expected, each with the set of exposures (by place, as bits) of which it is.
        refused: by place, why an exposure makes no sense.
    """

    expected: tuple[tuple[Expected, int], ...]
    refused: dict[int, str]


class Batches:
    """Answers batches of exposures; what was made for one batch serves the next."""

    def __init__(self, ontology: InferredOntology, effects: Effects, resolver: Resolver, judge: Judge) -> None:
        self._ontology = ontology
        self._effects = effects
        self._judge = judge
        self._needs = Needs(ontology)
        self._prover = BatchProver(ontology.facts, ontology.prover)
        self._proofs = BatchProofs(ontology, self._prover, self._needs)
        self._parts = Parts(ontology, resolver)
        self._records: dict[tuple[str, int, str, str, str], Expected] = {}

    def answer(self, exposures: Sequence[Exposure]) -> Batch:
        """Return what is to be expected in exposures that state their contexts; what makes no sense is refused."""
        resolved = self._parts.resolve(exposures)
        present = resolved.present
        proved = self._proofs.of(present, resolved.changes)
        taken, whole, judged, silent = proved.taken, proved.whole, proved.judged, proved.silent
        judge = BatchJudge(self._ontology, self._judge, self._prover, present, resolved.by_contexts)
        found: dict[int, tuple[Expected, int]] = {}
        for expected, where in (
            *self._standing(judge, judged, judged),
            *self._without_judgement(judge, present, whole, judged, silent),
            *self._lost(present, taken, whole),
        ):
            found[id(expected)] = expected, where | found.get(id(expected), (expected, 0))[1]
        return Batch(tuple(found.values()), resolved.refused)

    def _standing(self, judge: BatchJudge, together: Pieces, pieces: Pieces) -> Iterator[tuple[Expected, int]]:
        """Yield how what was proved stands, `together` with all else that was."""
        opposed = judge.opposed(together)
        for piece in _effects_among(pieces):
            against = opposed(piece)
            rest = piece.where & ~against
            parts = {(OPPOSED, ""): against, (WEAKER, ""): rest}  # weaker claims are admitted, and it takes one
            if not piece.proof.rank:
                seen = rest & judge.seen(piece)
                parts = {(OPPOSED, ""): against, (FOLLOWS, SEEN): seen, (FOLLOWS, PREDICTED): rest & ~seen}
            for (answer, shown), where in parts.items():
                if where:
                    yield self._record(piece.state, piece.proof, answer, shown), where

    def _without_judgement(
        self, judge: BatchJudge, present: Present, whole: Pieces, judged: Pieces, silent: Silent
    ) -> Iterator[tuple[Expected, int]]:
        """Yield what takes silent steps: not judged, or as it stands where claims say that it needs nothing of that."""
        unneeding: dict[str, list[Proved]] = {}
        for piece in _effects_among(whole) if silent else ():
            if left := piece.where & ~_where(judged, piece.state):
                unsettled = left & reduce(or_, self._unsettled(present, piece, silent), 0)
                if unsettled:
                    yield self._record(piece.state, piece.proof, NOT_JUDGED), unsettled
                if settled := left & ~unsettled:
                    unneeding.setdefault(piece.state, []).append(Proved(piece.state, piece.proof, settled))
        if unneeding:
            yield from self._standing(judge, whole, unneeding)

    def _unsettled(self, present: Present, piece: Proved, silent: Silent) -> Iterator[int]:
        """Yield where a proof takes a step that is silent on a thing which no claim calls unneeded for the effect."""
        unneeded: dict[str, int] = {}
        for subject, things in self._needs.unneeded(piece.state, piece.proof.contexts):
            agents = (agent for agent in present.agents if subject in self._ontology.facts.with_classes([agent]))
            with_them = union(present.agents, agents)
            unneeded.update({thing: unneeded.get(thing, 0) | with_them for thing in things})
        for step in piece.proof.all_steps:
            for thing, where in silent.get(step.iri, {}).items():
                yield where & ~unneeded.get(thing, 0)

    def _lost(self, present: Present, taken: Mapping[str, int], whole: Pieces) -> Iterator[tuple[Expected, int]]:
        """Yield what the agents do in these cells where nothing was changed, and what does not follow here."""
        for agent in list(present.agents):
            for effect in self._effects.of(agent):
                there = reduce(and_, (present.contexts[c] for c in effect.proof.contexts), present.agents[agent])
                if where := there & ~_where(whole, effect.state):
                    for because, these in self._failing(present, taken, whole, effect.proof, where):
                        yield self._record(effect.state, effect.proof, LOST, "", because), these

    def _failing(
        self, present: Present, taken: Mapping[str, int], whole: Pieces, proof: Proof, where: int
    ) -> Iterator[tuple[str, int]]:
        """Part exposures by the first step of a usual proof that is not taken, and by what it needs; see `failures`."""
        for premise in proof.premises:
            missing = where & ~_where(whole, premise.statement[2])
            for because, these in self._failing(present, taken, whole, premise, missing) if missing else ():
                yield because, these
                where &= ~these
        if proof.rule == "design" and (missing := where & ~_where(whole, proof.statement[2])):
            yield "nothing takes it out", missing
        elif proof.step and (missing := where & ~taken.get(proof.step.iri, 0)):
            for needed, met in self._needed(present, proof.step):
                if these := missing & ~met:
                    yield f"that {proof.conclusion} needs {needed}", these
                    missing &= met

    def _needed(self, present: Present, step: Step) -> Iterator[tuple[str, int]]:
        """Yield in words each thing that a step needs, with the exposures that have it."""
        words = self._ontology.words
        yield from ((words.label(agent), present.agents[agent]) for agent in step.agents)
        yield from ((words.one(context), present.contexts[context]) for context in step.contexts)
        for need in step.forms:
            yield self._form(need), self._prover.meeting(present.forms, need)
        for need in step.sole_forms:
            yield f"{self._form(need)} as its only form", self._prover.meeting(present.sole_forms, need)

    def _form(self, need: FormNeed) -> str:
        words = self._ontology.words
        if need.form_class == FUNCTIONAL:
            return f"a functional {words.label(need.protein)}"
        return words.one(need.form_class) + (f" of {words.label(need.protein)}" if need.protein else "")

    def _record(self, state: str, proof: Proof, answer: str, shown: str = "", because: str = "") -> Expected:
        """Return the record of a state with its proof: always the same object for the same answer."""
        key = (state, id(proof), answer, shown, because)
        if key not in self._records:
            words, told = self._ontology.words, State.named(state)
            self._records[key] = Expected(
                words.ref(told.entity), told.direction, words.ref(state),
                tuple(map(words.ref, self._ontology.contexts.narrowest(proof.contexts))),
                self._effects.level(told.entity), answer, shown, proof.status, proof.steps, because, proof.citations,
            )  # fmt: skip
        return self._records[key]


def _effects_among(pieces: Pieces) -> Iterator[Proved]:
    return (one for found in pieces.values() for one in found if one.proof.statement[1] == HAS_EFFECT)


def _where(pieces: Pieces, state: str) -> int:
    return reduce(or_, (one.where for one in pieces.get(state, ())), 0)
