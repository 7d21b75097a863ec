"""What the model expects of the proteins in a table: which change under an agent, and whose knock-out is enriched."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from lenaowl.analysis.effects import Effect
from lenaowl.analysis.exposures import Exposure
from lenaowl.analysis.interpretation import DOWNSTREAM, NEOSUBSTRATE, RESISTANCE, KnownDegrader, Liability
from lenaowl.analysis.standing import FOLLOWS, PREDICTED, SEEN, Standing
from lenaowl.analysis.tables.columns import PROTEIN
from lenaowl.analysis.what_if import WhatIfs
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Citation, Records
from lenaowl.ontology.states import DECREASE, INCREASE, OPPOSITE, State
from lenaowl.rdf.vocabulary import STATUSES, lena

_DEGRADES, _RESISTANCE = lena("inducesDegradationOf"), lena("confersResistanceTo")
_SAME, _OTHER = frozenset(map(lena, ("promotes", "activates"))), frozenset(map(lena, ("inhibits", "represses")))
_RESPONSE = (State(lena("cell-death"), INCREASE).iri, State(lena("cell-proliferation"), DECREASE).iri)
_CLAIMED = ("established", "suggested")


@dataclass(frozen=True)
class Expected:
    """What is expected of a protein.

    Attributes:
        direction: increase or decrease: of the protein, or of cells without it in a screen.
        verdict: what a row is that changes so: `neosubstrate`, `downstream` or `resistance`.
        standing: how it stands.
        reason: why, in a sentence without a full stop.
        citations: publications.
        proof: the proof, if there is one.
    """

    direction: str
    verdict: str
    standing: Standing
    reason: str
    citations: tuple[Citation, ...] = ()
    proof: Proof | None = field(default=None, repr=False)


Expectations = dict[str, dict[str, Expected]]


def of_effects(effects: Iterable[Effect], kind: str) -> Expectations:
    """Return what is expected of entities by some effects, by IRI and direction.

    In a table of RNA a protein that is only degraded is not expected to change.
    """
    found: Expectations = {}
    for effect in effects:
        degraded = is_degradation(effect)
        if kind == PROTEIN or not degraded:
            made = Expected(
                effect.direction, NEOSUBSTRATE if degraded else DOWNSTREAM, effect.standing, _why(effect),
                effect.first_citations, effect.proof,
            )  # fmt: skip
            found.setdefault(effect.entity.iri, {}).setdefault(effect.direction, made)
    return found


def is_degradation(effect: Effect) -> bool:
    """Whether an effect is the loss of a protein that the agent degrades, in one step."""
    claims = effect.proof.step_claims
    return effect.direction == DECREASE and effect.steps == 1 and any(c.predicate == _DEGRADES for c in claims)


def _why(effect: Effect) -> str:
    """Return the last step in words, with the number of those before it."""
    last = next((claim.sentence for claim in effect.proof.step_claims), effect.proof.conclusion)
    return f"{last} (step {effect.steps} of {effect.steps})" if effect.steps > 1 else last


def in_screen(
    ontology: InferredOntology, what_ifs: WhatIfs, exposure: Exposure, proteins: Iterable[str]
) -> Expectations:
    """Return whose knock-out is expected to be enriched under an agent, as cells without it resist.

    They are expected to where an established claim says so, or where the agent kills or slows the cells by the model,
    and without the protein nothing leads from the agent to that.
    """
    usual = what_ifs.proved(exposure)
    proofs = {state: proof for found in usual.judged.values() for state, proof in found.items() if state in _RESPONSE}
    (presence,) = usual.presences.values()
    agents = ontology.facts.with_classes(presence.agents)
    agents.update(ontology.stands_for.get(agent, agent) for agent in presence.agents)
    claimed = _resistance_claims(ontology, agents, presence.contexts)
    found: Expectations = {}
    for protein in proteins:
        if claim := claimed.get(protein):
            standing = Standing(FOLLOWS, SEEN, claim.status, Records([claim]))
            found[protein] = {INCREASE: Expected(INCREASE, RESISTANCE, standing, claim.sentence, claim.citations)}
        elif proofs and (proof := _needing(what_ifs, exposure, protein, proofs)):
            name = ontology.words.label(protein)
            reason = f"without {name} nothing leads from the agent to '{proof.conclusion}'"
            standing = Standing(FOLLOWS, PREDICTED, proof.status)
            found[protein] = {INCREASE: Expected(INCREASE, RESISTANCE, standing, reason, proof.citations, proof)}
    return found


def _needing(what_ifs: WhatIfs, exposure: Exposure, protein: str, proofs: dict[str, Proof]) -> Proof | None:
    """Return the proof of the cells' response, if without a protein there is no response at all."""
    without = what_ifs.proved(Exposure(exposure.agents, exposure.contexts, (protein,)))
    left = {state for found in without.whole.values() for state in found}
    return None if left.intersection(_RESPONSE) else next(iter(proofs.values()))


def _resistance_claims(ontology: InferredOntology, agents: set[str], present: Collection[str]) -> dict[str, Claim]:
    """Return the established claims that the loss of a protein confers resistance to agents, by protein."""
    found = {}
    for claim in ontology.claims.values():
        holds = claim.polarity == "positive" and claim.status == "established" and set(claim.contexts) <= set(present)
        if claim.predicate == _RESISTANCE and holds and claim.object in agents:
            found.update(dict.fromkeys(ontology.facts.depletes.get(claim.subject, ()), claim))
    return found


def known_degraders(ontology: InferredOntology) -> dict[str, Records[KnownDegrader]]:
    """Return the agents that are claimed to degrade each protein, the firmest first; contradicted claims left out."""
    found: dict[str, dict[str, Claim]] = {}
    for claim in sorted(ontology.claims.values(), key=lambda claim: (claim.rank, claim.iri)):
        if claim.predicate == _DEGRADES and claim.polarity == "positive" and claim.status in _CLAIMED:
            found.setdefault(ontology.facts.whole_of(claim.object), {}).setdefault(claim.subject, claim)
    return {
        protein: Records(KnownDegrader(claim.subject, claim.status, claim.citations) for claim in claims.values())
        for protein, claims in found.items()
    }


class Liabilities:
    """Finds the clinical findings that claims lead to from a state, by signs, each path in one place."""

    def __init__(self, ontology: InferredOntology) -> None:
        self._ontology = ontology
        self._findings = ontology.facts.of_class(lena("ClinicalFinding"))
        self._steps: dict[str, list[tuple[str, Claim]]] = {}
        for claim in ontology.claims.values():
            if claim.polarity == "positive" and claim.status in _CLAIMED and not claim.observation:
                for start, end in _signs(claim):
                    self._steps.setdefault(start, []).append((end, claim))
        self._known: dict[str, Records[Liability]] = {}

    def of(self, state: str) -> Records[Liability]:
        """Return what becomes more in patients, animals or embryos after a state."""
        if state not in self._known:
            self._known[state] = Records(self._made(end, path) for end, path in self._reached(state).items())
        return self._known[state]

    def _reached(self, state: str) -> dict[str, tuple[Claim, ...]]:
        paths: dict[str, tuple[Claim, ...]] = {state: ()}
        queue = [state]
        while queue:
            here = queue.pop(0)
            for end, claim in self._steps.get(here, ()):
                if end not in paths:
                    paths[end] = (*paths[here], claim)
                    queue.append(end)
        ups = {iri: path for iri, path in paths.items() if path and State.named(iri).direction == INCREASE}
        ends = {State.named(iri).entity: path for iri, path in ups.items() if self._in_one_place(path)}
        return {finding: path for finding, path in ends.items() if finding in self._findings}

    def _in_one_place(self, path: tuple[Claim, ...]) -> bool:
        """Whether claims hold in the same place: what is so in cells of one kind adds nothing to an embryo."""
        all_of = {context for claim in path for context in claim.contexts}
        return any(all_of <= self._ontology.contexts.with_broader(claim.contexts) for claim in path)

    def _made(self, finding: str, path: tuple[Claim, ...]) -> Liability:
        contexts = {context: None for claim in path for context in claim.contexts}
        return Liability(
            self._ontology.words.ref(finding), tuple(contexts), STATUSES[max(claim.rank for claim in path)],
            tuple(dict.fromkeys(citation for claim in path for citation in claim.citations)),
        )  # fmt: skip


def _signs(claim: Claim) -> list[tuple[str, str]]:
    """Return the states that a claim leads from and to."""
    if claim.predicate == lena("leadsTo"):
        return [(claim.subject, claim.object)] if State.parse(claim.subject) and State.parse(claim.object) else []
    if claim.predicate in _SAME | _OTHER:
        flip = claim.predicate in _OTHER
        return [
            (State(claim.subject, d).iri, State(claim.object, other if flip else d).iri)
            for d, other in OPPOSITE.items()
        ]
    return []
