"""How a statement stands: the kinds of answer that every question gives, and how they are told apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lenaowl.analysis.reports import Reports
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.prover import HAS_EFFECT
from lenaowl.inference.steps import Presence, Step
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Json, Record, Records, Ref
from lenaowl.ontology.states import OPPOSITE, State
from lenaowl.rdf.vocabulary import STATUSES, lena

FOLLOWS, OPPOSED, DENIED, WEAKER = "follows", "opposed", "denied", "weaker"
NOT_RECORDED, UNKNOWN_NAME = "not recorded", "unknown name"
SEEN, PREDICTED = "seen", "predicted"


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

    Attributes:
        reports: what claims report of states.
    """

    def __init__(self, ontology: InferredOntology, weaker: Callable[[], InferredOntology]) -> None:
        self._ontology = ontology
        self._make_weaker = weaker
        self.reports = Reports(ontology)

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
        seen = self.reports.seen(presence.agents, state, contexts, presence.forms)
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
        denying = self.reports.denying(presence.agents, state, contexts, presence.forms)
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
        if denying := self.reports.denying(agents, state, contexts):
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
        proofs = (proof for profile in profiles for proof in profile.values() if proof.statement[1] == HAS_EFFECT)
        admitted = STATUSES.index(self._ontology.admitted)
        rank = min((proof.rank for proof in proofs if proof.rank > admitted), default=0)
        return STATUSES[rank] if rank else ""

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
