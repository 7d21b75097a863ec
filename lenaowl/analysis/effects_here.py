"""The effects in exposures that users describe: what is the same in many of them is made once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import NamedTuple

from lenaowl.analysis.effects import Effect, Effects, Found, fewest_contexts
from lenaowl.analysis.standing import Judge
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.prover import HAS_EFFECT
from lenaowl.inference.steps import Facts, Presence
from lenaowl.ontology.records import Ref
from lenaowl.ontology.states import OPPOSITE, State

Key = tuple[str, tuple[Ref, ...]]  # what makes two effects the same: state and contexts


@dataclass(frozen=True)
class ProvedHere:
    """What can be proved in an exposure.

    Attributes:
        presences: what is present, by reference system; by an empty text if the contexts were told.
        whole: the best proofs by state, by IRI of the presence.
        judged: the same, without the steps that are silent on what was changed.
        silent: those steps, with the IRIs of what they are silent on.
    """

    presences: dict[str, Presence]
    whole: dict[str, dict[str, Proof]]
    judged: dict[str, dict[str, Proof]]
    silent: dict[str, dict[str, tuple[str, ...]]]

    @cached_property
    def systems(self) -> dict[str, str]:
        """The reference systems by IRI of the presence."""
        return {presence.exposure: system for system, presence in self.presences.items()}


@dataclass(frozen=True)
class Here:
    """What is there in an exposure with all that follows in it."""

    presence: Presence
    together: Mapping[str, Proof]
    facts: Facts = field(repr=False)

    @cached_property
    def against(self) -> tuple[str, ...]:
        """What works against a state there, by IRI."""
        return tuple(step.iri for step in self.facts.against(self.presence, self.together))


class Listed(NamedTuple):
    """An effect with the presence in which it follows."""

    effect: Effect
    here: Here


class EffectsHere:
    """Makes the records of effects; one is the same object for all that it is alike in.

    How an effect stands depends on its proof, that of its opposite, the agents, what works against it, and the cells
    and forms of which claims on it speak. It is looked at once for each of what these are together. Proofs are told
    apart as objects, and kept.
    """

    def __init__(self, ontology: InferredOntology, effects: Effects, judge: Judge) -> None:
        self._ontology = ontology
        self._effects = effects
        self._judge = judge
        self._made: dict[tuple[object, ...], tuple[Effect, Proof | None]] = {}  # with the proof of the opposite
        self._reach = cache(judge.reports.reach)
        self._broader = cache(ontology.contexts.with_broader)

    def listed(self, proved: ProvedHere, proofs: Mapping[str, Mapping[str, Proof]]) -> dict[Key, Listed]:
        """Return the effects that proofs show, in fewest contexts: all that was proved, or what was judged of it."""
        facts = self._ontology.facts
        here = {p.exposure: Here(p, proofs[p.exposure], facts) for p in proved.presences.values()}
        told = {iri: here[iri].presence.contexts for iri, system in proved.systems.items() if not system}
        foreign = {iri for iri, system in proved.systems.items() if system and not facts.is_human(system)}
        found = list(_effects_among(proofs))
        kept = found if len(proofs) == 1 else fewest_contexts(found, foreign)
        listed = (
            Listed(self.record(here[iri], state, proof, _source(proof), told.get(iri, proof.contexts)), here[iri])
            for state, proof, iri in kept
        )
        return {(one.effect.state, one.effect.contexts): one for one in listed}

    def record(
        self, here: Here, state: str, proof: Proof, source: str, contexts: frozenset[str], shown: tuple[Ref, ...] = ()
    ) -> Effect:
        """Return the record of a state that follows, as it stands in some contexts, or with others `shown`."""
        told = State.named(state)
        opposite = here.together.get(State(told.entity, OPPOSITE[told.direction]).iri)
        agents, forms = here.presence.agents, here.presence.forms & self._judge.reports.forms_spoken_of(state)
        there = self._reach(state, contexts), opposite and opposite.contexts <= self._broader(contexts)
        key = (state, id(proof), id(opposite), agents, there, here.against, forms, source, shown)
        if key not in self._made:
            standing = self._judge.following(here.presence, state, proof, here.together, contexts)
            made = self._effects.record(state, proof, source, standing)
            self._made[key] = replace(made, contexts=shown) if shown else made, opposite
        return self._made[key][0]


def _effects_among(proofs: Mapping[str, Mapping[str, Proof]]) -> Iterator[Found]:
    for iri, proved in proofs.items():
        for state, proof in proved.items():
            if proof.statement[1] == HAS_EFFECT:
                yield state, proof, iri


def _source(proof: Proof) -> str:
    """Return whether an effect follows for every member of a class of the agent, as its proof shows."""
    return "own" if any(step.agents for step in proof.all_steps) else "class"
