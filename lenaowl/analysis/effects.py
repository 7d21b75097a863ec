"""What follows: the effects of each agent in its reference systems, as typed records."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from lenaowl.analysis.standing import Judge, Standing
from lenaowl.errors import LenaowlError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Cost, Proof
from lenaowl.ontology import html_text as html
from lenaowl.ontology.citations import cited
from lenaowl.ontology.records import INNER, Citation, Record, Records, Ref
from lenaowl.ontology.states import DECREASE, INCREASE, State
from lenaowl.rdf.vocabulary import LEVELS, lena


class InWords:
    """The words for a change in some contexts."""

    direction: str
    contexts: tuple[Ref, ...]

    @property
    def change(self) -> str:
        """The direction in a word: up or down."""
        return CHANGES[self.direction]

    @property
    def where(self) -> str:
        """The contexts in words."""
        return places(self.contexts)


@dataclass(frozen=True)
class Effect(InWords, Record):
    """One thing that there is more or less of under an agent.

    Attributes:
        entity: what changes.
        direction: `increase` or `decrease`.
        state: the state that follows.
        contexts: the contexts that must all be present; empty where any cell will do.
        level: molecular, cellular, immune or clinical.
        status: the weakest status among the claims of the best proof.
        steps: causal steps of the best proof.
        citations: publications of the best proof, as CURIEs.
        source: `class` if it follows for every member of a class of the agent, else `own`; `members` if it is what the
            known members of a class share.
        standing: whether it follows, seen with this agent or predicted by the chain only, or is opposed.
        proof: the best proof.
    """

    entity: Ref
    direction: str
    state: Ref
    contexts: tuple[Ref, ...]
    level: str
    status: str
    steps: int
    citations: tuple[Citation, ...]
    source: str
    standing: Standing
    proof: Proof = field(repr=False, metadata=INNER)

    @property
    def said(self) -> str:
        """The effect in a few words."""
        return f"{self.change:<4} {self.entity.label} ({self.where})"

    @property
    def basis(self) -> str:
        """What it rests on: `seen` with the agent, `predicted` by a chain of claims, or `opposed` by others."""
        return self.standing.shown or self.standing.answer

    @property
    def first_citations(self) -> tuple[Citation, ...]:
        """The citations, those of the claims behind the steps first."""
        behind_steps = (citation for claim in self.proof.step_claims for citation in claim.citations)
        return tuple(dict.fromkeys((*behind_steps, *self.citations)))

    @cached_property
    def place(self) -> tuple[int, int, str, str, tuple[Ref, ...]]:
        """What effects are ordered by: level, number of steps and name."""
        level = LEVELS.index(self.level)
        return level, self.steps, self.entity.name.casefold(), self.direction, self.contexts

    def _repr_html_(self) -> str:
        return EffectRecords([self])._repr_html_()


CHANGES = {INCREASE: "up", DECREASE: "down"}
Found = tuple[str, Proof, str]  # a state, its proof, and the exposure in which it follows


def places(contexts: Iterable[Ref]) -> str:
    """Return contexts that must all be present in words."""
    return " + ".join(context.label for context in contexts) or "any cell"


class EffectRecords(Records[Effect]):
    """Some effects."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        columns = ("level", "what", "change", "where", "steps", "basis", "status", "citations")
        return html.table(
            columns,
            (
                (e.level, e.entity.label, e.change, e.where, e.steps, e.basis, e.status, cited(e.first_citations, 3))
                for e in self
            ),
        )


def fewest_contexts(found: Iterable[Found], last: Collection[str] = ()) -> list[Found]:
    """Keep the best proof for each state in each least set of contexts.

    A proof about an exposure that is in `last` is kept only if there is no other as strong.
    """

    def rank(one: Found) -> tuple[int, bool, Cost, str]:
        _, proof, exposure = one
        return proof.rank, exposure in last, proof.cost, exposure

    best: dict[str, dict[frozenset[str], Found]] = {}
    for one in sorted(found, key=rank):
        best.setdefault(one[0], {}).setdefault(one[1].contexts, one)
    return [
        one
        for proofs in best.values()
        for contexts, one in proofs.items()
        if not any(other < contexts and proofs[other][1].rank <= one[1].rank for other in proofs)
    ]


def sort_effects(effects: Iterable[Effect]) -> EffectRecords:
    """Order effects by level, number of steps and name."""
    return EffectRecords(sorted(effects, key=lambda e: e.place))


def at_level(effects: Iterable[Effect], level: str | None) -> EffectRecords:
    """Return the effects at a level, or all of them if none is given.

    Raises:
        LenaowlError: if there is no such level.
    """
    if level is not None and level not in LEVELS:
        raise LenaowlError(f"'{level}' is not a level; choose one of: {', '.join(LEVELS)}.")
    return EffectRecords(effect for effect in effects if level in (None, effect.level))


class Effects:
    """The effects of each agent over its reference profiles; made when first asked for, and remembered."""

    def __init__(self, ontology: InferredOntology, judge: Judge) -> None:
        self._ontology = ontology
        self._judge = judge
        self._known: dict[tuple[str, frozenset[str]], EffectRecords] = {}

    def of(self, agent: str, present: Collection[str] | None = None) -> EffectRecords:
        """Return the effects of an agent (an IRI), in fewest contexts.

        Only those where nothing but `present` is, if that is given, as they stand there. What is present may be a
        system of another species, as a mouse: then what follows with the protein forms of that species.
        """
        if present is None:
            return self._listed(agent, frozenset())
        here = frozenset(present)
        return EffectRecords(
            replace(e, standing=self._standing(e.state.iri, e.proof, here))
            for e in self._listed(agent, self._of_other_species(here))
            if e.proof.contexts <= here
        )

    def on(self, agent: str, states: Collection[str]) -> EffectRecords:
        """Return those of the effects of an agent (an IRI) that are among some states, without making the others."""
        if known := self._known.get((agent, frozenset())):
            return EffectRecords(effect for effect in known if effect.state.iri in states)
        effects = self._ontology.facts.effects
        there = (exposure for exposure in self._profiles(agent) if set(states).intersection(effects.get(exposure, ())))
        return self._in(agent, there, states)

    def _of_other_species(self, present: frozenset[str]) -> frozenset[str]:
        """Return the reference systems of species other than the human, all of whose contexts are present."""
        is_human = self._ontology.facts.is_human
        systems = self._ontology.systems
        return frozenset(s.iri for s in systems if s.presence.contexts <= present and not is_human(s.iri))

    def _listed(self, agent: str, systems: frozenset[str]) -> EffectRecords:
        """Return the effects of an agent, in some systems or, where none are given, in all."""
        if (agent, systems) not in self._known:
            facts = self._ontology.facts
            there = (e for e in self._profiles(agent) if not systems or not systems.isdisjoint(facts.systems[e]))
            self._known[agent, systems] = self._in(agent, there)
        return self._known[agent, systems]

    def _profiles(self, agent: str) -> list[str]:
        return self._ontology.facts.profiles.get(agent, [])

    def _in(self, agent: str, exposures: Iterable[str], states: Collection[str] | None = None) -> EffectRecords:
        """Return the effects of an agent in some exposures to it; only some states, if they are given."""
        found = (
            (state, proof, exposure)
            for exposure in exposures
            for state, proof in self._ontology.prover.profile(exposure).items()
            if proof.statement[1] == lena("hasEffect") and (states is None or state in states)
        )
        return sort_effects(
            self.record(state, proof, self._source(agent, state, proof), self._standing(state, proof))
            for state, proof, _ in fewest_contexts(found, self._ontology.facts.other_species)
        )

    def _standing(self, state: str, proof: Proof, contexts: Collection[str] | None = None) -> Standing:
        together = self._ontology.prover.profile(proof.statement[0])
        presence = self._ontology.facts.presence(proof.statement[0])
        return self._judge.following(presence, state, proof, together, proof.contexts if contexts is None else contexts)

    def record(self, state: str, proof: Proof, source: str, standing: Standing) -> Effect:
        """Return the record of an effect; `source` is class or own."""
        told, words = State.named(state), self._ontology.words
        return Effect(
            entity=words.ref(told.entity),
            direction=told.direction,
            state=words.ref(state),
            contexts=tuple(map(words.ref, self._ontology.contexts.narrowest(proof.contexts))),
            level=self.level(told.entity),
            status=proof.status,
            steps=proof.steps,
            citations=proof.citations,
            source=source,
            standing=standing,
            proof=proof,
        )

    @cached_property
    def _levels(self) -> dict[str, str]:
        return {cls: level[0] for cls, level in self._ontology.store.objects(lena("level")).items()}

    def level(self, entity: str) -> str:
        """Return the level at which effects on an entity are listed."""
        types = self._ontology.facts.types.get(entity, ())
        return next((self._levels[t] for t in types if t in self._levels), LEVELS[0])

    def _source(self, agent: str, state: str, proof: Proof) -> str:
        """Return `class` if an arbitrary member of some class of the agent has the effect in no more contexts."""
        types = self._ontology.facts.types.get(agent, ())
        defined = self._ontology.definitions.parts  # a class of what a drug does says nothing of why it does it
        members = self._ontology.arbitrary_members.items()
        for member in (m for cls, m in members if cls in types and cls not in defined):
            for exposure in self._ontology.facts.profiles.get(member, ()):
                other = self._ontology.prover.profile(exposure).get(state)
                if other and other.contexts <= proof.contexts and other.rank <= proof.rank:
                    return "class"
        return "own"
