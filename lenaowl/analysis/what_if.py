"""What if: what follows in an exposure that a user describes, against what follows as a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from lenaowl.analysis.effects import Effect, EffectRecords, Effects, fewest_contexts, sort_effects
from lenaowl.analysis.exposures import Exposure, Resolver, described
from lenaowl.analysis.failures import Failure, failure, presence_for, working_together
from lenaowl.analysis.needs import Needs, changed
from lenaowl.analysis.standing import OPPOSED, Judge
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.steps import Presence, Step
from lenaowl.ontology import html_text as html
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import INNER, Record, Records, Ref
from lenaowl.rdf.vocabulary import lena, local_name

HAS_EFFECT = lena("hasEffect")


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
        statements: the exposures as RDF; any OWL reasoner with the ontology infers the effects from it.
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
    statements: tuple[ox.Triple, ...] = field(repr=False, metadata=INNER)

    derived = ("effects",)

    @property
    def effects(self) -> EffectRecords:
        """What follows: what still does, what was gained, and what is opposed."""
        return sort_effects((*self.still_follows, *self.gained, *self.opposed))

    def _repr_html_(self) -> str:
        lost = html.items(f"{lost.effect.said}: {lost.failure.reason}" for lost in self.lost)
        unjudged = html.items(f"{item.effect.said}: {item.reason}" for item in self.not_judged)
        listed = (("Still follows", self.still_follows), ("Gained", self.gained), ("Opposed", self.opposed))
        against = dict.fromkeys(f"But {claim.sentence}." for item in self.lost for claim in item.against)
        parts = [html.section(f"Lost ({len(self.lost)})", lost, html.items(against))]
        parts += [html.section(f"{name} ({len(found)})", found._repr_html_()) for name, found in listed if found]
        parts += [html.section(f"Not judged ({len(self.not_judged)})", unjudged)] if unjudged else []
        return html.section(f"What if: {self.label}", *parts, level=3)


_Key = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Proved:
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


class WhatIfs:
    """Answers what-ifs."""

    def __init__(self, ontology: InferredOntology, effects: Effects, resolver: Resolver, judge: Judge) -> None:
        self._ontology = ontology
        self._effects = effects
        self._resolver = resolver
        self._judge = judge
        self._needs = Needs(ontology)

    def answer(self, exposure: Exposure) -> WhatIf:
        """Return what follows in an exposure; see `KnowledgeBase.what_if`."""
        ontology = self._ontology
        agents = [self._resolver.agent(name) for name in exposure.agents]
        proved = self.proved(exposure)
        presences, whole, judged = proved.presences, proved.whole, proved.judged
        here = self._listed(presences, judged)
        usual = {key(e): e for agent in agents for e in self._effects.of(agent)}
        lost: dict[_Key, Failure] = {}
        still: dict[_Key, Effect] = {}
        unjudged: dict[_Key, UnjudgedEffect] = {}
        proved_at_all = self._listed(presences, whole)  # silent steps too: by another agent, what one loses may follow
        for k, e in {**proved_at_all, **usual}.items():
            if k in here:
                still.update({k: here[k]} if k in usual else {})
            elif k in usual and k not in proved_at_all and (found := failure(ontology, e.proof, presences, whole)):
                lost[k] = found
            else:
                self._sort(k, e, proved, still, unjudged)
        told = presences[""].contexts if "" in presences else frozenset()
        known = {e.state for e in still.values()}
        opposed = {k: e for k, e in {**here, **still}.items() if e.standing.answer == OPPOSED}
        name = label(ontology, exposure, agents)
        return WhatIf(
            exposure=exposure,
            label=name,
            lost=Records(
                LostEffect(
                    e,
                    lost[key(e)],
                    self._refs(e.proof.contexts - told) if told else (),
                    working_together(ontology, lost[key(e)].blockers, agents),
                )
                for e in sort_effects(usual[k] for k in lost)
            ),
            still_follows=sort_effects(e for k, e in still.items() if k not in opposed),
            not_judged=Records(unjudged[key(e)] for e in sort_effects(u.effect for u in unjudged.values())),
            gained=sort_effects(
                e for k, e in here.items() if k not in usual and k not in opposed and e.state not in known
            ),
            opposed=sort_effects(opposed.values()),
            presences=presences,
            statements=tuple(self._described(presences, name)),
        )

    def _refs(self, iris: Iterable[str]) -> tuple[Ref, ...]:
        return tuple(map(self._ontology.words.ref, sorted(iris, key=local_name)))

    def _described(self, presences: dict[str, Presence], name: str) -> Iterator[ox.Triple]:
        """Yield the exposures as RDF."""
        for system, presence in presences.items():
            called = f"{name} in {self._ontology.words.label(system)}" if system else name
            losses = [state for state, _ in self._ontology.prover.by_design(presence)]
            yield from described(presence, called, losses, self._ontology.stands_for)

    def _listed(self, presences: dict[str, Presence], proofs: Mapping[str, Mapping[str, Proof]]) -> dict[_Key, Effect]:
        """Return the effects that proofs show, in fewest contexts."""
        found = [
            (state, proof)
            for proved in proofs.values()
            for state, proof in proved.items()
            if proof.statement[1] == HAS_EFFECT
        ]
        by_iri = {p.exposure: p for p in presences.values()}
        contexts = {p.exposure: p.contexts for system, p in presences.items() if not system}
        foreign = {
            p.exposure for system, p in presences.items() if system and not self._ontology.facts.is_human(system)
        }
        listed = (
            self._effects.record(
                state, proof, _source(proof),
                self._judge.following(by_iri[iri], state, proof, proofs[iri], contexts.get(iri, proof.contexts)),
            )
            for state, proof in fewest_contexts(found, foreign)
            for iri in [proof.statement[0]]
        )  # fmt: skip
        return {key(effect): effect for effect in listed}

    def _sort(
        self, k: _Key, effect: Effect, proved: Proved, still: dict[_Key, Effect], unjudged: dict[_Key, UnjudgedEffect]
    ) -> None:
        """Put an effect whose proof holds where it belongs: it still follows, or a claim behind it is silent."""
        silent = proved.silent
        presence = presence_for(self._ontology, effect.proof, proved.presences)
        iri = presence.exposure if presence else effect.proof.statement[0]
        state = effect.state
        proof = proved.whole[iri].get(state, effect.proof)
        on = {step: silent[iri][step.iri] for step in proof.all_steps if step.iri in silent[iri]}
        agents = presence.agents if presence else ()
        known = self._needs.independent(agents, state, proof.contexts)
        things = sorted({thing for found in on.values() for thing in found} - known)
        if presence and (other := proved.judged[iri].get(state)):  # it follows for another reason, in fewer contexts
            standing = self._judge.following(presence, state, other, proved.judged[iri], effect.proof.contexts)
            still[k] = replace(self._effects.record(state, other, effect.source, standing), contexts=effect.contexts)
            return
        if not things:
            still[k] = effect
            return
        silent_steps = [step for step, found in on.items() if step.claim and not known.issuperset(found)]
        claims = Records(self._ontology.claims[step.claim] for step in silent_steps)
        named = " or ".join(map(self._ontology.words.label, things))
        reason = f"no claim says whether it needs {named}"
        unjudged[k] = UnjudgedEffect(effect, claims, self._refs(things), reason)

    def proved(self, exposure: Exposure) -> Proved:
        """Return what can be proved in an exposure, with and without the steps that are silent on what was changed."""
        presences = self._resolver.presences(exposure)
        silent = self._silent_steps(exposure, presences)
        whole, judged = {}, {}
        for presence in presences.values():
            iri = presence.exposure
            whole[iri] = self._ontology.prover.best(presence)
            judged[iri] = self._ontology.prover.best(presence, silent[iri]) if silent[iri] else whole[iri]
        return Proved(presences, whole, judged, silent)

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
                    if self._begins_with(step, agent) and (on := self._needs.silent_on(step, things)):
                        silent[presence.exposure][step.iri] = on
        return silent

    def _begins_with(self, step: Step, agent: str) -> bool:
        return agent in step.agents or any(agent in self._ontology.facts.of_class(kind) for kind in step.agent_kinds)


def key(effect: Effect) -> _Key:
    """Return what makes two effects the same: state and contexts."""
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


def _source(proof: Proof) -> str:
    """Return whether an effect follows for every member of a class of the agent, as its proof shows."""
    return "own" if any(step.agents for step in proof.all_steps) else "class"
