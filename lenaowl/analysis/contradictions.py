"""Whether what follows contradicts what was established: each claim that can be is run as an exposure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from lenaowl.analysis.exposures import Exposure, Resolver
from lenaowl.analysis.needs import effect_of
from lenaowl.analysis.standing import Judge
from lenaowl.errors import DataError, LenaowlError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.steps import Presence
from lenaowl.ontology.citations import support
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Record
from lenaowl.ontology.states import DECREASE, INCREASE, OPPOSITE, State
from lenaowl.rdf.vocabulary import lena, local_name

# What "the cells respond to a drug" means where a claim says that something makes them resist it.
_RESPONSE = (State(lena("cell-death"), INCREASE).iri, State(lena("cell-proliferation"), DECREASE).iri)


@dataclass(frozen=True)
class Contradiction(Record):
    """An established claim, and a proof from established claims of what cannot be true with it.

    Attributes:
        claim: what was established.
        expected: what follows from it for the exposure, in words.
        proof: of what follows instead.
    """

    claim: Claim
    expected: str
    proof: Proof

    def in_words(self) -> str:
        """Return the claim, and the claims that prove the contrary, each with its citations."""
        lines = [f"{_cited(self.claim)}: {self.expected}", f"but {self.proof.conclusion}, because:"]
        lines += [f"  {_cited(leaf)}" for leaf in self.proof.leaves]
        return "\n".join(lines)

    @property
    def claims(self) -> frozenset[str]:
        """The IRIs of all claims that take part."""
        return frozenset({self.claim.iri, *(leaf.iri for leaf in self.proof.leaves)})


def refuse(found: Sequence[Contradiction]) -> None:
    """Refuse statements with which the ontology contradicts itself.

    Raises:
        DataError: if there are contradictions; it gives for each the claim and the proof of the contrary.
    """
    if found:
        told = "\n".join(contradiction.in_words() for contradiction in found)
        raise DataError(
            f"what follows contradicts what is established:\n{told}\n"
            "Narrow a claim (a context, a form that it requires), or give it a weaker status and use --admit."
        )


def _cited(claim: Claim) -> str:
    return f'{local_name(claim.iri)} "{claim.sentence}" {support(claim)}'


class Checker:
    """Runs the claims that what follows can contradict, as exposures."""

    def __init__(self, ontology: InferredOntology, resolver: Resolver, judge: Judge) -> None:
        self._ontology = ontology
        self._resolver = resolver
        self._judge = judge
        self._agents = {*ontology.members(lena("Agent")), *ontology.arbitrary_members}
        self._proved = cache(self._in_human)  # several claims are on one exposure

    def contradictions(self) -> Iterator[Contradiction]:
        """Yield what contradicts each other: denials, observations, resistance and antagonism against what follows."""
        for claim in self._ontology.claims.values():
            disputed = any(item.stance == "disputing" for item in claim.evidence)
            if claim.status == "established" and not disputed:
                yield from self._check(claim)

    def _check(self, claim: Claim) -> Iterator[Contradiction]:
        state = self._effect(claim)
        if state and claim.polarity == "negative":
            yield from self._unexpected(claim, self._exposure(claim), state, "it does not happen")
        elif state and claim.observation and claim.polarity == "positive":
            observed = State.named(state)
            opposite = State(observed.entity, OPPOSITE[observed.direction]).iri
            if not self._follows(self._exposure(claim), state):
                yield from self._unexpected(claim, self._exposure(claim), opposite, "the opposite was observed")
        elif claim.predicate == lena("confersResistanceTo"):
            yield from self._resistance(claim)
        elif claim.predicate == lena("antagonises") and claim.polarity == "positive":
            yield from self._antagonism(claim)

    def _effect(self, claim: Claim) -> str:
        """Return the state that a claim about an agent speaks of; for a form, that of its protein."""
        return effect_of(claim.predicate, self._ontology.facts.whole_of(claim.object))

    def _exposure(self, claim: Claim) -> Exposure:
        form = (claim.object,) if claim.object in self._ontology.facts.form_of else ()
        return Exposure((claim.subject,), claim.contexts, (), form)

    def _resistance(self, claim: Claim) -> Iterator[Contradiction]:
        alone = Exposure((claim.object,), claim.contexts)
        resistant = replace(alone, agents=(claim.subject, *alone.agents))
        if self._ontology.facts.form_of.get(claim.subject):
            resistant = replace(alone, forms=(claim.subject,))
        loss = replace(resistant, agents=(claim.subject,))
        for state in _RESPONSE:
            if claim.polarity == "positive" and not self._follows(loss, state):
                yield from self._unexpected(claim, resistant, state, "the cells resist the drug")
            usual = self._follows(alone, state) if claim.polarity == "negative" else None
            if usual and not self._follows(resistant, state):
                yield Contradiction(claim, "the cells do not resist the drug, but it has no effect on them", usual)

    def _antagonism(self, claim: Claim) -> Iterator[Contradiction]:
        antagonised = self._ontology.claims.get(claim.object)
        state = self._effect(antagonised) if antagonised else ""
        if antagonised and state:
            both = self._exposure(antagonised)
            if self._ontology.facts.form_of.get(claim.subject):
                both = replace(both, forms=(*both.forms, claim.subject))
            elif claim.subject in self._ontology.facts.of_class(lena("Agent")):
                both = replace(both, agents=(*both.agents, claim.subject))
            else:
                return  # more or less of a protein: an amount cannot be given to an exposure
            yield from self._unexpected(claim, both, state, "it is antagonised")

    # -- exposures --------------------------------------------------------------------------------

    def _unexpected(self, claim: Claim, exposure: Exposure, state: str, expected: str) -> Iterator[Contradiction]:
        """Yield a contradiction if a state follows in an exposure, from established claims and unopposed."""
        if proof := self._follows(exposure, state):
            yield Contradiction(claim, expected, proof)

    def _follows(self, exposure: Exposure, state: str) -> Proof | None:
        """Return a proof from established claims that a state follows, in human systems if no contexts are told."""
        if not self._agents.issuperset(exposure.agents):
            return None
        try:
            presence, proved = self._proved(exposure)
        except LenaowlError:  # what was taken for a form is none, or it is there already
            return None
        proof = proved.get(state)
        if proof is None or proof.rank or (proof.contexts and not exposure.contexts):
            return None
        return None if self._judge.antagonists(presence, proof, proved) else proof

    def _in_human(self, exposure: Exposure) -> tuple[Presence, dict[str, Proof]]:
        """Return what is there in an exposure and the best proofs, in one human system if no contexts are told.

        What needs no context follows in any of them, so that one is enough.
        """
        presences = self._resolver.presences(exposure)
        human = [p for system, p in presences.items() if not system or self._ontology.facts.is_human(system)]
        presence = min(human, key=lambda p: (len(p.contexts), p.exposure))
        return presence, self._ontology.prover.best(presence)
