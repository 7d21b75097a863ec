"""How it stands that states follow in many exposures at once: what `Judge.following` says of one, in sets of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import reduce
from operator import and_, or_

from lenaowl.analysis.batch_proofs import Pieces
from lenaowl.analysis.standing import Judge, of_a_loss
from lenaowl.inference.batch import BatchProver, Present, Proved
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.sets import union
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.states import OPPOSITE, State


class BatchJudge:
    """Says in which exposures of a batch a state is opposed, and in which it was seen.

    Args:
        ontology: what follows.
        judge: what says the same of one exposure.
        prover: what finds the steps that are taken.
        present: what is there.
        contexts: the sets of contexts that there are, each with the exposures that have it.
    """

    def __init__(
        self,
        ontology: InferredOntology,
        judge: Judge,
        prover: BatchProver,
        present: Present,
        contexts: Mapping[frozenset[str], int],
    ) -> None:
        self._ontology = ontology
        self._judge = judge
        self._present = present
        self._specific: dict[str, int] = {}
        for asked, where in contexts.items():
            for context in ontology.contexts.most_specific(asked):
                self._specific[context] = self._specific.get(context, 0) | where
        self._working_against = prover.taken(present, ontology.facts.oppositions)
        self._denied: dict[str, int] = {}
        self._reported: dict[str, int] = {}

    def opposed(self, pieces: Pieces) -> Callable[[Proved], int]:
        """Return what says of a piece of all that follows where something speaks against it."""
        backed = {
            state: reduce(or_, (one.where for one in found if one.proof.step_claims or one.proof.leaves), 0)
            for state, found in pieces.items()
        }
        followed = {state: reduce(or_, (one.where for one in found), 0) for state, found in pieces.items()}
        against = {
            one.iri: reduce(and_, (followed.get(s, 0) for s in one.states), self._working_against.get(one.iri, 0))
            for one in self._ontology.facts.oppositions
        }

        def find(piece: Proved) -> int:
            state = State.named(piece.state)
            opposite = State(state.entity, OPPOSITE[state.direction]).iri
            antagonists = (against[iri] for iri in self._antagonists(piece.proof))
            return piece.where & reduce(or_, antagonists, backed.get(opposite, 0) | self.denied(piece.state))

        return find

    def _antagonists(self, proof: Proof) -> Iterable[str]:
        return (one.iri for one in self._judge.antagonising(proof))

    def seen(self, piece: Proved) -> int:
        """Return where a piece was seen, and does not only follow by a chain of claims."""
        proof = piece.proof
        if proof.rule == "design" or (of_a_loss(proof) and proof.step_claims):
            return piece.where
        return piece.where & self._seen(piece.state)

    def _seen(self, state: str) -> int:
        """Return where claims report a state or a subtype of it, of these contexts or of narrower ones."""
        if state not in self._reported:
            states = (state, *self._ontology.meaning[1].get(state, ()))
            found = (
                self._speaking(claim) & self._comparable(frozenset(claim.contexts))
                for claim in self._claims(states)
                if claim.polarity == "positive" and claim.status == "established"
            )
            self._reported[state] = reduce(or_, found, 0)
        return self._reported[state]

    def _comparable(self, claimed: frozenset[str]) -> int:
        broader = self._ontology.contexts.with_broader(claimed)
        others = (there for context, there in self._present.contexts.items() if context not in broader)
        narrower = self._present.all & ~reduce(or_, others, 0)
        return reduce(and_, (self._specific.get(context, 0) for context in claimed), -1) | narrower

    def denied(self, state: str) -> int:
        """Return where an established claim says that a state is not brought about."""
        if state not in self._denied:
            states = (state, *self._ontology.meaning[0].get(state, ()))
            found = (
                self._speaking(claim) & reduce(and_, (self._present.contexts[c] for c in claim.contexts), -1)
                for claim in self._claims(states)
                if claim.polarity == "negative" and claim.status == "established"
            )
            self._denied[state] = reduce(or_, found, 0)
        return self._denied[state]

    def _claims(self, states: Collection[str]) -> Iterable[Claim]:
        return dict.fromkeys(claim for state in states for claim in self._judge.reports.by_state.get(state, ()))

    def _speaking(self, claim: Claim) -> int:
        """Return where a claim speaks of an agent that is there, and of the protein form that is there."""
        agents = (agent for agent in self._present.agents if self._judge.reports.speaks_for(claim, agent))
        return union(self._present.agents, agents) & self._of_what_is_there(claim.object)

    def _of_what_is_there(self, thing: str) -> int:
        facts, forms = self._ontology.facts, self._present.forms
        if thing in facts.form_of:
            return forms[thing]
        there = facts.forms_of.get(thing, frozenset()) & forms.keys()
        return self._present.all & ~union(forms, there) | union(forms, there & self._judge.reports.wild_types)
