"""Lists the effects of each agent over its reference profiles."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING

from lenaowl.analysis.effects import Effect, fewest_contexts, sort_effects
from lenaowl.inference.proofs import Proof
from lenaowl.rdf.vocabulary import LEVELS, lena, local_name

if TYPE_CHECKING:
    from lenaowl.analysis.knowledge_base import KnowledgeBase


class Profiles:
    """Makes records of effects, and remembers those of each agent."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._known: dict[str, tuple[Effect, ...]] = {}

    def effects(self, agent: str, present: Collection[str] | None = None) -> tuple[Effect, ...]:
        """Return the effects of an agent (an IRI), in fewest contexts; only those where nothing but `present` is."""
        if agent not in self._known:
            self._known[agent] = self._effects(agent)
        return tuple(e for e in self._known[agent] if present is None or e.proof.contexts <= set(present))

    def _effects(self, agent: str) -> tuple[Effect, ...]:
        found = (
            (state, proof)
            for exposure in self._kb.facts.profiles.get(agent, ())
            for state, proof in self._kb.prover.profile(exposure).items()
            if proof.statement[1] == lena("hasEffect")
        )
        return sort_effects(
            self.effect(state, proof, "class" if self._follows_for_class(agent, state, proof) else "own")
            for state, proof in fewest_contexts(found, self._kb.facts.other_species)
        )

    def effect(self, state: str, proof: Proof, source: str) -> Effect:
        """Return the record of an effect; `source` is class or own."""
        entity, _, direction = state.rpartition("-")
        return Effect(
            entity=local_name(entity),
            label=self._kb.words.label(entity),
            iri=entity,
            direction=direction,
            state=local_name(state),
            contexts=self._kb.contexts.narrowest(proof.contexts),
            level=self.level(entity),
            status=proof.status,
            steps=proof.steps,
            citations=proof.citations,
            source=source,
            proof=proof,
        )

    @cached_property
    def _levels(self) -> dict[str, str]:
        return {cls: level[0] for cls, level in self._kb.store.objects(lena("level")).items()}

    def level(self, entity: str) -> str:
        """Return the level at which effects on an entity are listed."""
        types = self._kb.facts.types.get(entity, ())
        return next((self._levels[t] for t in types if t in self._levels), LEVELS[0])

    def _follows_for_class(self, agent: str, state: str, proof: Proof) -> bool:
        """Whether an arbitrary member of some class of the agent has the effect in no more contexts."""
        types = self._kb.facts.types.get(agent, ())
        for member in (m for cls, m in self._kb.arbitrary_members.items() if cls in types):
            for exposure in self._kb.facts.profiles.get(member, ()):
                other = self._kb.prover.profile(exposure).get(state)
                if other and other.contexts <= proof.contexts and other.rank <= proof.rank:
                    return True
        return False
