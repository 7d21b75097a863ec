"""Reports: what claims say of whether agents bring about states."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from lenaowl.analysis.needs import effect_of
from lenaowl.analysis.remembered import Remembered
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.claims import Claim
from lenaowl.rdf.vocabulary import lena


class Reports:
    """Looks up what claims report of states under agents, in contexts and with protein forms."""

    def __init__(self, ontology: InferredOntology) -> None:
        self._ontology = ontology
        self._subjects: dict[str, frozenset[str]] = {}
        self._reported = Remembered[tuple[frozenset[str], str], list[Claim]]()
        self._forms: dict[str, frozenset[str]] = {}

    def seen(
        self, agents: Collection[str], state: str, contexts: Collection[str] = (), forms: Collection[str] | None = None
    ) -> tuple[Claim, ...]:
        """Return the claims and observations that report a state, or a subtype of it, under agents.

        They are reports of the same contexts, or of narrower ones. What was reported of broader ones was not seen in
        these: that it holds here too is a prediction.

        Args:
            agents: IRIs of what acts.
            state: IRI of the state.
            contexts: the contexts; broader ones among them say nothing more.
            forms: the protein forms that are there; the wild types if left out.
        """
        reports = (
            c for s in (state, *self._ontology.meaning[1].get(state, ())) for c in self._reports(agents, s, forms)
        )
        found = (c for c in reports if c.polarity == "positive" and c.status == "established")
        asked = frozenset(contexts)
        return tuple(c for c in dict.fromkeys(found) if self._comparable(frozenset(c.contexts), asked))

    def _comparable(self, claimed: frozenset[str], asked: frozenset[str]) -> bool:
        known = self._ontology.contexts
        return claimed <= known.most_specific(asked) or asked <= known.with_broader(claimed)

    def denying(
        self,
        agents: Collection[str],
        state: str,
        contexts: Collection[str] | None,
        forms: Collection[str] | None = None,
    ) -> tuple[Claim, ...]:
        """Return what says that agents do not bring a state about: established denials, and measured absences.

        Contradicted claims deny nothing. A denial counts in the contexts it was made for, and in narrower ones; and one
        of what is broader by the meaning of the words denies its subtypes too. What was denied of a protein was denied
        of its wild type: of another form in its place nothing is said.
        """
        present = None if contexts is None else self._ontology.contexts.with_broader(contexts)
        reports = (
            c for s in (state, *self._ontology.meaning[0].get(state, ())) for c in self._reports(agents, s, forms)
        )
        return tuple(
            claim
            for claim in dict.fromkeys(reports)
            if claim.polarity == "negative"
            and (claim.status == "established" or (claim.observation and claim.status == "suggested"))
            and (present is None or present.issuperset(claim.contexts))
        )

    def _reports(self, agents: Collection[str], state: str, forms: Collection[str] | None) -> Iterator[Claim]:
        """Yield the claims that say of agents, or of classes they were shown for, that they bring a state about."""
        present = self.wild_types if forms is None else frozenset(forms)
        return (
            claim for claim in self._reported_of(frozenset(agents), state) if self._speaks_of(claim.object, present)
        )

    def _reported_of(self, agents: frozenset[str], state: str) -> list[Claim]:
        found = self._reported.get((agents, state))
        if found is None:
            reported = self.by_state.get(state, ())
            found = [claim for claim in reported if any(self.speaks_for(claim, agent) for agent in agents)]
            self._reported[agents, state] = found
        return found

    def speaks_for(self, claim: Claim, agent: str) -> bool:
        """Whether a claim on an effect is on an agent, or on a class and was shown with it."""
        if claim.subject == agent:
            return True
        tested = self.tested.get(claim.iri)
        shown = not tested or agent in tested or agent in self._ontology.stands_for
        return shown and claim.subject in self.shown_for(agent)

    def _speaks_of(self, thing: str, present: frozenset[str]) -> bool:
        """Whether a claim on a thing speaks of what is there: on a protein, of its wild type; on a form, of that."""
        if thing in self._ontology.facts.form_of:
            return thing in present
        there = present.intersection(self._ontology.facts.forms_of.get(thing, ()))
        return not there or not self.wild_types.isdisjoint(there)

    def forms_spoken_of(self, state: str) -> frozenset[str]:
        """Return the protein forms on which it can depend which claims speak of a state."""
        if state not in self._forms:
            facts = self._ontology.facts
            things = {claim.object for claim in self._speaking_of(state)}
            forms = {form for thing in things for form in facts.forms_of.get(thing, ())}
            self._forms[state] = frozenset(forms | things.intersection(facts.form_of))
        return self._forms[state]

    def reach(self, state: str, contexts: frozenset[str]) -> tuple[bool, ...]:
        """Return which claims on a state hold in some contexts, and which were made in comparable ones.

        In contexts where that is the same, a state stands the same, as far as it is up to claims on it.
        """
        present = self._ontology.contexts.with_broader(contexts)
        made = [frozenset(claim.contexts) for claim in self._speaking_of(state)]
        return (*(one <= present for one in made), *(self._comparable(one, contexts) for one in made))

    def _speaking_of(self, state: str) -> list[Claim]:
        """Return the claims that report a state, or one that it is, or that is it, by the meaning of the words."""
        broader, narrower = self._ontology.meaning
        states = (state, *broader.get(state, ()), *narrower.get(state, ()))
        return [claim for s in states for claim in self.by_state.get(s, ())]

    @cached_property
    def wild_types(self) -> frozenset[str]:
        """The protein forms that are the wild type of a species."""
        return frozenset(self._ontology.store.objects(lena("wildTypeIn")))

    @cached_property
    def tested(self) -> dict[str, frozenset[str]]:
        """The agents that a claim on a class was shown with, by IRI of the claim, where its evidence says so."""
        claims = self._ontology.claims.values()
        found = {c.iri: frozenset[str](a for item in c.evidence for a in item.tested_with) for c in claims}
        return {iri: agents for iri, agents in found.items() if agents}

    @cached_property
    def by_state(self) -> dict[str, list[Claim]]:
        """The claims that say of an agent that it brings a state about, or does not, by state."""
        found: dict[str, list[Claim]] = {}
        for claim in self._ontology.claims.values():
            if state := effect_of(claim.predicate, self._ontology.facts.whole_of(claim.object)):
                found.setdefault(state, []).append(claim)
        return found

    def shown_for(self, agent: str) -> frozenset[str]:
        """Return an agent and the classes whose claims were shown with it.

        Those are the classes that a claim with evidence puts it into. What is only said to be a member, as a
        compound of the user's, is a case that the claims on the class predict.
        """
        if agent not in self._subjects:
            types = self._ontology.facts.types.get(agent, ())
            claimed = {c.subject for claims in self.by_state.values() for c in claims}.intersection(types)
            rests = {cls for cls in claimed if (p := self._ontology.prover.membership(agent, cls)) and p.leaves}
            self._subjects[agent] = frozenset({agent, *rests, self._ontology.stands_for.get(agent, agent)})
        return self._subjects[agent]
