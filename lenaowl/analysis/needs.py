"""What each claim says of its needs: that it needs a thing, that it does not, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.steps import Presence, Step
from lenaowl.ontology.states import State
from lenaowl.rdf.vocabulary import lena

NEEDED, INDEPENDENT, NOT_STATED = "needed", "independent", "not stated"
_DEGRADATION = lena("inducesDegradationOf")


class Needs:
    """Looks up what claims say of their needs. Nothing is concluded from a claim that says nothing.

    A need is *stated* where a claim names it (`requires`, `requiresSoleForm`, `targetForm`) or another one says that
    the thing is required for it. It is *stated to be absent* where an established claim denies that the thing is
    required. A step from a state to a state says by itself what it comes from, and a degradation whose claim lists
    its needs says what it takes; both are silent only on what is a need of other claims of their kind. The leap from
    an agent to an effect, over a mechanism that is not told, is silent on all that its claim does not name.
    """

    def __init__(self, ontology: InferredOntology) -> None:
        self._ontology = ontology
        self._facts = ontology.facts

    def of(self, step: Step, thing: str) -> str:
        """Return what the claim behind a step says of its need for a protein or complex: one of the three above."""
        if not self._named(step).isdisjoint(self._facts.with_complexes(thing)):
            return NEEDED
        return INDEPENDENT if thing in self._independent.get(step.claim, ()) else NOT_STATED

    def silent_on(self, step: Step, things: Iterable[str]) -> tuple[str, ...]:
        """Return those of some things that were changed of which nobody says whether a step needs them, sorted."""
        if not (step.agents or step.agent_kinds):
            return ()
        claim = self._ontology.claims.get(step.claim)  # none where the degradation is stated without one
        lists_needs = claim is None or (claim.predicate == _DEGRADATION and bool(claim.requires))
        asked = (t for t in things if not lists_needs or t in self._machinery)
        return tuple(sorted(thing for thing in asked if self.of(step, thing) == NOT_STATED))

    def independent(self, agents: Iterable[str], state: str, contexts: Iterable[str]) -> frozenset[str]:
        """Return what an established claim says not to be required for an effect of agents, as it was seen."""
        kinds = self._facts.with_classes(agents)
        found = self.unneeded(state, contexts)
        return frozenset(thing for subject, things in found if subject in kinds for thing in things)

    def unneeded(self, state: str, contexts: Iterable[str]) -> list[tuple[str, frozenset[str]]]:
        """Return the agents and classes of which claims say that things are not required for an effect, with these."""
        there = set(contexts)
        return [
            (claim.subject, things)
            for iri, things in self._independent.items()
            for claim in [self._ontology.claims[iri]]
            if there.issuperset(claim.contexts) and effect_of(claim.predicate, claim.object) == state
        ]

    def _named(self, step: Step) -> frozenset[str]:
        """Return the proteins and complexes that a step names, as they are or by a class of their forms."""
        return frozenset(
            protein
            for need in (*step.forms, *step.sole_forms)
            for protein in ([need.protein] if need.protein else self._proteins_of(need.form_class))
        )

    def _proteins_of(self, form_class: str) -> set[str]:
        return {p for form in self._facts.of_class(form_class) for p in self._facts.form_of.get(form, ())}

    @cached_property
    def _independent(self) -> dict[str, frozenset[str]]:
        """What claims were shown not to require, by IRI of the claim."""
        found: dict[str, set[str]] = {}
        for claim in self._ontology.claims.values():
            denies = claim.polarity == "negative" and claim.status == "established"
            if denies and claim.predicate == lena("isRequiredFor") and claim.object in self._ontology.claims:
                things = self._proteins_of(claim.subject) or {claim.subject}
                found.setdefault(claim.object, set()).update(things)
        return {iri: frozenset(things) for iri, things in found.items()}

    @cached_property
    def _machinery(self) -> frozenset[str]:
        """All that some claim of an agent's degradation requires, with the parts of complexes among it."""
        required = {
            thing
            for step in self._facts.steps
            if step.claim and (claim := self._ontology.claims[step.claim]).predicate == _DEGRADATION
            for required in claim.requires
            for thing in (self._proteins_of(required) or {required})
        }
        parts = {part for part, wholes in self._facts.complexes.items() if required.intersection(wholes)}
        return frozenset(required | parts)


def effect_of(predicate: str, obj: str) -> str:
    """Return the IRI of the state that a claim says an agent brings about, or an empty text if it says of none."""
    direction = {lena("increases"): "increase", lena("decreases"): "decrease", _DEGRADATION: "decrease"}.get(predicate)
    return State(obj, direction).iri if direction else ""


def begins_with(ontology: InferredOntology, step: Step, agent: str) -> bool:
    """Whether a step is one of an agent, or of a class of agents that it is a member of."""
    return agent in step.agents or any(agent in ontology.facts.of_class(kind) for kind in step.agent_kinds)


def changed(presence: Presence, usual: Presence, ontology: InferredOntology) -> frozenset[str]:
    """Return the proteins and complexes that differ from a usual system: taken out, exchanged or added.

    A complex that differs by a part of it is left out: the part is what was changed.
    """
    facts = ontology.facts
    lost = {*presence.losses, *depleted(presence, ontology)} - set(depleted(usual, ontology))
    exchanged = {p for form in presence.forms ^ usual.forms for p in facts.form_of.get(form, ())}
    found = lost | exchanged
    return frozenset(thing for thing in found if not any(thing in facts.complexes.get(part, ()) for part in found))


def depleted(presence: Presence, ontology: InferredOntology) -> list[str]:
    """Return what the agents of an exposure take out."""
    return [thing for agent in presence.agents for thing in ontology.facts.depletes.get(agent, ())]
