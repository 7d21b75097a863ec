"""What if: what follows in an exposure that a user describes, against what follows as a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from lenaowl.analysis.effects import Effect, EffectRecords, Effects, sort_effects
from lenaowl.analysis.effects_here import EffectsHere, Here, Key, ProvedHere
from lenaowl.analysis.exposures import Described, Exposure, Resolver
from lenaowl.analysis.failures import Failure, Failures, presence_for, working_together
from lenaowl.analysis.needs import Needs, begins_with, changed
from lenaowl.analysis.remembered import Remembered
from lenaowl.analysis.standing import OPPOSED, Judge
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.steps import Presence
from lenaowl.ontology import html_text as html
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import INNER, Record, Records, Ref
from lenaowl.rdf.vocabulary import local_name

_NOTHING = frozenset[str]()


@dataclass(frozen=True)
class LostEffect(Record):
    """An effect of the reference profile that does not follow in the exposure.

    Attributes:
        effect: the effect.
        failure: the first step that fails.
        absent: the contexts of the effect that the exposure lacks, if contexts were told.
        against: established claims that the agents work better together, where one of them stops what another needs:
            what is lost where both act at once is then not lost in every use of both.
    """

    effect: Effect
    failure: Failure
    absent: tuple[Ref, ...] = ()
    against: Records[Claim] = field(default=Records())


@dataclass(frozen=True)
class UnjudgedEffect(Record):
    """An effect of the reference profile of which nobody says whether it needs what was changed.

    Attributes:
        effect: the effect.
        claims: the claims that are silent on it.
        things: what was changed and may or may not be needed.
        reason: the same in words.
    """

    effect: Effect
    claims: Records[Claim]
    things: tuple[Ref, ...]
    reason: str


@dataclass(frozen=True)
class WhatIf(Record):
    """The answer to "what if?". Nothing still follows because nobody says that it does not.

    Attributes:
        exposure: what was asked.
        label: what was asked, in words.
        lost: what follows in the reference profiles of the agents, but not here, each with the step that fails.
        still_follows: what follows in both, by a proof whose claims state what they need, and all of that is there.
        not_judged: what follows in the reference profiles; whether it needs what was changed, no claim says.
        gained: what follows here, but in none of the reference profiles.
        opposed: what follows here, and the opposite too, or a claim speaks against it.
        presences: what is present, by reference system; by an empty text if the contexts were told.
        described: the exposures as they can be told to a reasoner.
        statements: the same as RDF; any OWL reasoner with the ontology infers the effects from it.
        effects: all that follows.
    """

    exposure: Exposure
    label: str
    lost: Records[LostEffect]
    still_follows: EffectRecords
    not_judged: Records[UnjudgedEffect]
    gained: EffectRecords
    opposed: EffectRecords
    presences: dict[str, Presence] = field(repr=False, metadata=INNER)
    described: tuple[Described, ...] = field(repr=False, metadata=INNER)

    derived = ("effects",)

    @property
    def effects(self) -> EffectRecords:
        """What follows: what still does, what was gained, and what is opposed."""
        return sort_effects((*self.still_follows, *self.gained, *self.opposed))

    @cached_property
    def statements(self) -> tuple[ox.Triple, ...]:
        """The exposures as RDF."""
        return tuple(triple for one in self.described for triple in one.triples())

    def _repr_html_(self) -> str:
        lost = html.items(f"{lost.effect.said}: {lost.failure.reason}" for lost in self.lost)
        unjudged = html.items(f"{item.effect.said}: {item.reason}" for item in self.not_judged)
        listed = (("Still follows", self.still_follows), ("Gained", self.gained), ("Opposed", self.opposed))
        against = dict.fromkeys(f"But {claim.sentence}." for item in self.lost for claim in item.against)
        parts = [html.section(f"Lost ({len(self.lost)})", lost, html.items(against))]
        parts += [html.section(f"{name} ({len(found)})", found._repr_html_()) for name, found in listed if found]
        parts += [html.section(f"Not judged ({len(self.not_judged)})", unjudged)] if unjudged else []
        return html.section(f"What if: {self.label}", *parts, level=3)


class WhatIfs:
    """Answers what-ifs."""

    def __init__(self, ontology: InferredOntology, effects: Effects, resolver: Resolver, judge: Judge) -> None:
        self._ontology = ontology
        self._effects = effects
        self._resolver = resolver
        self._judge = judge
        self._needs = Needs(ontology)
        self._failures = Failures(ontology)
        self._losses = Remembered[tuple[object, ...], LostEffect]()  # each keeps the effect it is known by

    def answer(self, exposure: Exposure) -> WhatIf:
        """Return what follows in an exposure; see `KnowledgeBase.what_if`."""
        return self.told(exposure, self.proved(exposure), self.effects_here())

    def effects_here(self) -> EffectsHere:
        """Return what makes the records of effects; what answers are to have in common, they have through it."""
        return EffectsHere(self._ontology, self._effects, self._judge)

    def told(self, exposure: Exposure, proved: ProvedHere, records: EffectsHere) -> WhatIf:
        """Return the answer for an exposure, from what was proved in it."""
        ontology = self._ontology
        agents = [self._resolver.agent(name) for name in exposure.agents]
        presences = proved.presences
        judged = records.listed(proved, proved.judged)
        here = {k: one.effect for k, one in judged.items()}
        usual = {key(e): e for agent in agents for e in self._effects.of(agent)}
        lost: dict[Key, Failure] = {}
        still: dict[Key, Effect] = {}
        unjudged: dict[Key, UnjudgedEffect] = {}
        # silent steps too: by another agent, what one loses may follow
        proved_at_all = records.listed(proved, proved.whole) if any(proved.silent.values()) else judged
        for k, e in usual.items():
            if k in here:
                still[k] = here[k]
            elif k not in proved_at_all and (found := self._failures.of(e.proof, presences, proved.whole)):
                lost[k] = found
            else:
                presence = presence_for(ontology, e.proof, presences) or proved_at_all[k].here.presence
                self._sort(k, e, presence, proved, records, still, unjudged)
        for k, one in proved_at_all.items():
            if k not in here and k not in usual:
                self._sort(k, one.effect, one.here.presence, proved, records, still, unjudged)
        told = presences[""].contexts if "" in presences else frozenset()
        known = {e.state for e in still.values()}
        opposed = {k: e for k, e in {**here, **still}.items() if e.standing.answer == OPPOSED}
        name = label(ontology, exposure, agents)
        return WhatIf(
            exposure=exposure,
            label=name,
            lost=Records(
                self._lost(e, lost[key(e)], e.proof.contexts - told if told else _NOTHING, agents)
                for e in sort_effects(usual[k] for k in lost)
            ),
            still_follows=sort_effects(e for k, e in still.items() if k not in opposed),
            not_judged=Records(unjudged[key(e)] for e in sort_effects(u.effect for u in unjudged.values())),
            gained=sort_effects(
                e for k, e in here.items() if k not in usual and k not in opposed and e.state not in known
            ),
            opposed=sort_effects(opposed.values()),
            presences=presences,
            described=tuple(self._described(presences, name)),
        )

    def _lost(self, effect: Effect, why: Failure, absent: frozenset[str], agents: Sequence[str]) -> LostEffect:
        """Return the record of what was lost: the same object for the same."""
        told = (why.step, why.claim.iri if why.claim else "", why.reason, why.absent, why.elsewhere, why.blockers)
        key = (id(effect), told, absent, tuple(agents) if why.blockers else ())
        if key in self._losses:
            return self._losses[key]
        against = working_together(self._ontology, why.blockers, agents)
        found = self._losses[key] = LostEffect(effect, why, self._refs(absent), against)
        return found

    def _refs(self, iris: Iterable[str]) -> tuple[Ref, ...]:
        return tuple(map(self._ontology.words.ref, sorted(iris, key=local_name)))

    def _described(self, presences: Mapping[str, Presence], name: str) -> Iterator[Described]:
        """Yield the exposures as they can be told to a reasoner."""
        ontology = self._ontology
        for system, presence in presences.items():
            called = f"{name} in {ontology.words.label(system)}" if system else name
            losses = tuple(state for state, _ in ontology.prover.by_design(presence))
            arbitrary = {agent: kind for agent in presence.agents if (kind := ontology.stands_for.get(agent))}
            yield Described(presence, called, losses, arbitrary)

    def _sort(
        self, k: Key, effect: Effect, presence: Presence, proved: ProvedHere, records: EffectsHere,
        still: dict[Key, Effect], unjudged: dict[Key, UnjudgedEffect],
    ) -> None:  # fmt: skip
        """Put an effect whose proof holds where it belongs: it still follows, or a claim behind it is silent."""
        iri, state = presence.exposure, effect.state
        proof = proved.whole[iri].get(state, effect.proof)
        if other := proved.judged[iri].get(state):  # it follows for another reason, in fewer contexts
            here = Here(presence, proved.judged[iri], self._ontology.facts)
            still[k] = records.record(here, state, other, effect.source, effect.proof.contexts, effect.contexts)
            return
        silent = proved.silent[iri]
        on = {step: silent[step.iri] for step in proof.all_steps if step.iri in silent}
        known = self._needs.independent(presence.agents, state, proof.contexts)
        things = sorted({thing for found in on.values() for thing in found} - known)
        if not things:
            still[k] = effect
            return
        silent_steps = [step for step, found in on.items() if step.claim and not known.issuperset(found)]
        claims = Records(self._ontology.claims[step.claim] for step in silent_steps)
        named = " or ".join(map(self._ontology.words.label, things))
        reason = f"no claim says whether it needs {named}"
        unjudged[k] = UnjudgedEffect(effect, claims, self._refs(things), reason)

    def proved(self, exposure: Exposure) -> ProvedHere:
        """Return what can be proved in an exposure, with and without the steps that are silent on what was changed."""
        presences = self._resolver.presences(exposure)
        silent = self._silent_steps(exposure, presences)
        whole, judged = {}, {}
        for presence in presences.values():
            iri = presence.exposure
            whole[iri] = self._ontology.prover.best(presence)
            judged[iri] = self._ontology.prover.best(presence, silent[iri]) if silent[iri] else whole[iri]
        return ProvedHere(presences, whole, judged, silent)

    def _silent_steps(
        self, exposure: Exposure, presences: Mapping[str, Presence]
    ) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return the steps that are silent on what was changed, by IRI of the presence and of the step.

        Each comes with the IRIs of what was changed. A step is looked at as one of the agent that it begins with.
        """
        silent: dict[str, dict[str, tuple[str, ...]]] = {p.exposure: {} for p in presences.values()}
        for name in exposure.agents:
            agent = self._resolver.agent(name)
            usual = self._resolver.presences(Exposure((name,), exposure.contexts))
            for system, presence in presences.items():
                if system not in usual:
                    continue
                things = changed(presence, usual[system], self._ontology)
                for step in self._ontology.facts.taken(presence) if things else ():
                    if begins_with(self._ontology, step, agent) and (on := self._needs.silent_on(step, things)):
                        before = silent[presence.exposure].get(step.iri, ())
                        silent[presence.exposure][step.iri] = tuple(sorted({*before, *on}))
        return silent


def key(effect: Effect) -> Key:
    """Return what makes two effects the same."""
    return effect.state, effect.contexts


def label(ontology: InferredOntology, exposure: Exposure, agents: Iterable[str]) -> str:
    """Return what an exposure is, in words; its agents are given by IRI."""
    parts = [" and ".join(map(ontology.words.label, agents)) or "no agent"]
    told = (
        ("without", exposure.without), ("with", exposure.forms), ("and also", exposure.also),
        ("in", exposure.contexts), ("in the species", (exposure.species,) if exposure.species else ()),
    )  # fmt: skip
    parts += [f"{word} {' and '.join(names)}" for word, names in told if names]
    return " ".join(parts)
