"""How a statement stands: the kinds of answer that every question gives, and how they are told apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lenaowl.analysis.needs import effect_of
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.steps import Presence, Step
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Json, Record, Records, Ref
from lenaowl.ontology.states import OPPOSITE, State
from lenaowl.rdf.vocabulary import STATUSES, lena

FOLLOWS, OPPOSED, DENIED, WEAKER = "follows", "opposed", "denied", "weaker"
NOT_RECORDED, UNKNOWN_NAME = "not recorded", "unknown name"
SEEN, PREDICTED = "seen", "predicted"
_REMEMBERED = 50_000  # what is reported of a state under some agents: some ten megabytes


@dataclass(frozen=True)
class Standing(Record):
    """The answer to whether something is so. Silence is an answer of its own, and never a no.

    Attributes:
        answer: `follows` (there is a proof), `opposed` (the opposite follows as well, or a claim speaks against it),
            `denied` (an established claim or a measurement says that it is not so), `weaker` (only if weaker claims
            are admitted), `not recorded` (the ontology says nothing), `unknown name` (it has no such term).
        shown: for what follows `seen` (reported of this agent, or of the class that it was shown for) or
            `predicted` (by the chain of claims only); else an empty text.
        status: the weakest status among the claims that the answer rests on, or an empty text.
        claims: the claims that report it, that deny it, that oppose it, or that it would rest on, as the answer is.
    """

    answer: str
    shown: str = ""
    status: str = ""
    claims: Records[Claim] = field(default=Records(), repr=False)

    def __str__(self) -> str:
        """Return the answer in words."""
        detail = self.shown or (self.status if self.answer == WEAKER else "")
        return f"{self.answer} ({detail})" if detail else self.answer

    def as_dict(self) -> Json:
        """Return the record as JSON types; claims by identifier and sentence."""
        claims = [Ref(claim.iri, claim.sentence).as_dict() for claim in self.claims]
        return {"answer": self.answer, "shown": self.shown or None, "status": self.status or None, "claims": claims}


class Judge:
    """Tells how it stands that an agent brings about a state.

    Args:
        ontology: what follows.
        weaker: makes what would follow if weaker claims were admitted; called when that is first asked for.
    """

    def __init__(self, ontology: InferredOntology, weaker: Callable[[], InferredOntology]) -> None:
        self._ontology = ontology
        self._make_weaker = weaker
        self._subjects: dict[str, frozenset[str]] = {}
        self._reported: dict[tuple[frozenset[str], str], list[Claim]] = {}
        self._forms: dict[str, frozenset[str]] = {}

    @cached_property
    def weaker(self) -> InferredOntology:
        """What would follow if weaker claims were admitted."""
        return self._make_weaker()

    def following(
        self, presence: Presence, state: str, proof: Proof, together: Mapping[str, Proof], contexts: Collection[str]
    ) -> Standing:
        """Return how something stands that follows in an exposure.

        Args:
            presence: what is there.
            state: IRI of the state that follows.
            proof: its proof.
            together: all that follows in the exposure.
            contexts: the contexts in which it follows.
        """
        against = self._against(presence, state, proof, together, contexts)
        if against:
            return Standing(OPPOSED, "", proof.status, Records(against))
        if proof.rank:  # weaker claims are admitted, and it takes one
            return Standing(WEAKER, "", proof.status, Records(c for c in proof.leaves if c.rank == proof.rank))
        seen = self.seen(presence.agents, state, contexts, presence.forms)
        if of_a_loss(proof):
            seen = (*proof.step_claims, *seen)
        by_design = proof.rule == "design"
        return Standing(FOLLOWS, SEEN if seen or by_design else PREDICTED, proof.status, Records(seen))

    def _against(
        self, presence: Presence, state: str, proof: Proof, together: Mapping[str, Proof], contexts: Collection[str]
    ) -> tuple[Claim, ...]:
        """Return the claims that oppose a state that follows."""
        other = State.named(state)
        opposite = together.get(State(other.entity, OPPOSITE[other.direction]).iri)
        here = opposite and opposite.contexts <= self._ontology.contexts.with_broader(contexts)
        behind = opposite.step_claims or opposite.leaves if opposite and here else ()
        denying = self.denying(presence.agents, state, contexts, presence.forms)
        denied = (c for c in denying if c.status == "established")
        return tuple(dict.fromkeys((*behind, *denied, *self.antagonists(presence, proof, together))))

    def antagonists(self, presence: Presence, proof: Proof, together: Collection[str]) -> tuple[Claim, ...]:
        """Return the claims that something present works against a state of a proof, as its agent brings it about."""
        found = self._ontology.facts.against(presence, together)
        speaking = {opposition.iri for opposition in self.antagonising(proof)} if found else ()
        return tuple(self._ontology.claims[one.claim] for one in found if one.iri in speaking)

    def antagonising(self, proof: Proof) -> list[Step]:
        """Return the oppositions to a state of a proof, as its agent brings it about, wherever they hold."""
        facts = self._ontology.facts
        steps = {step.conclusion for step in proof.all_steps}
        begins = {agent for step in proof.all_steps for agent in (*step.agents, *step.agent_kinds)}
        kinds = begins.union(*(facts.of_class(kind) for kind in begins))
        working = facts.with_classes(kinds)
        return [
            one
            for one in facts.oppositions
            if one.state in steps and (not (agents := {*one.agents, *one.agent_kinds}) or agents & working)
        ]

    def absent(self, agents: Collection[str], state: str, contexts: Collection[str] | None) -> Standing:
        """Return how something stands that does not follow; in some contexts, or (None) in any that were looked at."""
        if denying := self.denying(agents, state, contexts):
            return Standing(DENIED, "", _weakest(denying), Records(denying))
        proofs = (p for agent in agents for p in self._weaker_proofs(agent, state, contexts))
        if proof := min(proofs, key=lambda p: p.cost, default=None):
            return Standing(WEAKER, "", proof.status, Records(c for c in proof.leaves if c.rank == proof.rank))
        return Standing(NOT_RECORDED)

    def _weaker_proofs(self, agent: str, state: str, contexts: Collection[str] | None) -> Iterator[Proof]:
        for exposure in self.weaker.facts.profiles.get(agent, ()):
            proof = self.weaker.prover.profile(exposure).get(state)
            if proof and proof.rank and (contexts is None or proof.contexts <= set(contexts)):
                yield proof

    def weaker_status(self, agent: str) -> str:
        """Return the strongest status that must be admitted for something more to follow under an agent, or nothing."""
        profiles = map(self.weaker.prover.profile, self.weaker.facts.profiles.get(agent, ()))
        rank = min((proof.rank for profile in profiles for proof in profile.values() if proof.rank), default=0)
        return STATUSES[rank] if rank else ""

    # -- claims -----------------------------------------------------------------------------------

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
        if (agents, state) not in self._reported:
            if len(self._reported) >= _REMEMBERED:
                self._reported.clear()
            reported = self.reported.get(state, ())
            found = [claim for claim in reported if any(self.speaks_for(claim, agent) for agent in agents)]
            self._reported[agents, state] = found
        return self._reported[agents, state]

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
        return [claim for s in states for claim in self.reported.get(s, ())]

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
    def reported(self) -> dict[str, list[Claim]]:
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
            claimed = {c.subject for claims in self.reported.values() for c in claims}.intersection(types)
            rests = {cls for cls in claimed if (p := self._ontology.prover.membership(agent, cls)) and p.leaves}
            self._subjects[agent] = frozenset({agent, *rests, self._ontology.stands_for.get(agent, agent)})
        return self._subjects[agent]

    # -- memberships ------------------------------------------------------------------------------

    def membership(self, individual: str, cls: str, proof: Proof | None) -> Standing:
        """Return how it stands that an individual is a member of a class; `proof` is of what follows."""
        denying = self._denied_memberships(individual, cls)
        if proof and denying:
            return Standing(OPPOSED, "", proof.status, Records(denying))
        if proof and proof.rank:
            return Standing(WEAKER, "", proof.status, Records(proof.leaves))
        if proof:
            stated = tuple(c for c in proof.leaves if (c.subject, c.object) == (individual, cls))
            return Standing(FOLLOWS, SEEN if stated or not proof.leaves else PREDICTED, proof.status, Records(stated))
        if denying:
            return Standing(DENIED, "", _weakest(denying), Records(denying))
        weaker = self.weaker.prover.membership(individual, cls)
        return Standing(WEAKER, "", weaker.status, Records(weaker.leaves)) if weaker else Standing(NOT_RECORDED)

    def _denied_memberships(self, individual: str, cls: str) -> tuple[Claim, ...]:
        """Return the established claims that an individual, or a class it belongs to, is not of a class."""
        subjects = {individual, *self._ontology.facts.types.get(individual, ())}
        return tuple(
            claim
            for claim in self._ontology.claims.values()
            if (claim.predicate, claim.object) == (lena("isKindOf"), cls)
            and claim.subject in subjects
            and (claim.polarity, claim.status) == ("negative", "established")
        )


def of_a_loss(proof: Proof) -> bool:
    """Whether a proof is what a loss does in one step: that is reported of the loss."""
    first = proof.premises[:1]
    return proof.rule == "step" and proof.steps == 1 and bool(first) and first[0].rule == "design"


def _weakest(claims: Iterable[Claim]) -> str:
    return max(claims, key=lambda claim: claim.rank).status
