"""Why a step cannot be taken in an exposure: the first one that fails of a reference proof."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from lenaowl.analysis.remembered import Remembered
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.steps import FUNCTIONAL, FormNeed, Presence, Step
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Record, Records, Ref
from lenaowl.rdf.vocabulary import lena

_TOGETHER = (lena("synergisesWith"), lena("complements"))


@dataclass(frozen=True)
class Failure(Record):
    """The first step of a proof that cannot be taken.

    Attributes:
        step: what it would have led to, in words.
        claim: the claim behind it; none where an agent is missing that takes something out.
        reason: what is missing, in words.
        absent: the contexts that are missing, if that is a reason.
        elsewhere: whether nothing else is missing, so that the claim only speaks of other cells.
        blockers: the drugs that stop what is missing from working, while they act at the same time.
    """

    step: str
    claim: Claim | None
    reason: str
    absent: tuple[Ref, ...] = ()
    elsewhere: bool = False
    blockers: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class _Scope:
    """What of an exposure it can depend on why a step is not taken: agents, protein forms, and what was taken out."""

    agents: frozenset[str]
    forms: frozenset[str]
    losses: frozenset[str]


class Failures:
    """Finds why reference proofs fail; what was found of a step serves all exposures that are alike in its scope."""

    def __init__(self, ontology: InferredOntology) -> None:
        self._ontology = ontology
        self._scopes: dict[str, _Scope] = {}
        self._known = Remembered[tuple[object, ...], "Failure | None"]()

    def of(
        self, proof: Proof, presences: Mapping[str, Presence], proved: Mapping[str, Collection[str]]
    ) -> Failure | None:
        """Return the first step of a reference proof that cannot be taken in an exposure, if there is one.

        The exposure is looked at in the reference system that the proof is from, or as a whole. What holds in it all
        the same, for another reason, is no failure; `proved` tells what holds, by IRI of the presence.
        """
        ontology = self._ontology
        presence = presence_for(ontology, proof, presences)
        if presence is None:
            system = "".join(ontology.facts.systems.get(proof.statement[0], ()))
            species = " or ".join(map(ontology.words.label, ontology.facts.species.get(system, ())))
            return Failure(proof.conclusion, None, f"it is known in the {species} only")
        found = self.first(proof, presence, proved[presence.exposure])
        if found or proof.contexts <= presence.contexts:
            return found
        absent = sorted(proof.contexts - presence.contexts)  # what leads to it holds here, but not in these cells
        reason = "; ".join(f"no {ontology.words.label(context)} is present" for context in absent)
        return Failure(proof.conclusion, None, reason, tuple(map(ontology.words.ref, absent)), elsewhere=True)

    def first(self, proof: Proof, presence: Presence, proved: Collection[str]) -> Failure | None:
        """Return the first step of a proof that cannot be taken, but for those to what is proved."""
        for premise in proof.premises:
            fails = not premise.claim and premise.statement[2] not in proved
            if fails and (found := self.first(premise, presence, proved)):
                return found
        if proof.rule == "design" and proof.statement[2] not in proved:
            return Failure(proof.conclusion, None, "nothing takes it out")
        return self._of_step(proof.step, proof.conclusion, presence) if proof.rule == "step" and proof.step else None

    def _of_step(self, step: Step, conclusion: str, presence: Presence) -> Failure | None:
        """Return why a step cannot be taken, apart from the states that it needs."""
        scope = self._scope(step)
        there = presence.contexts.intersection(step.contexts)
        key = (
            step.iri, conclusion, there, presence.agents & scope.agents, presence.forms & scope.forms,
            presence.sole_forms & scope.forms, presence.losses & scope.losses,
        )  # fmt: skip
        if key in self._known:
            return self._known[key]
        found = self._known[key] = _why_not(self._ontology, step, conclusion, presence)
        return found

    def _scope(self, step: Step) -> _Scope:
        if step.iri not in self._scopes:
            facts, needs = self._ontology.facts, (*step.forms, *step.sole_forms)
            proteins = set[str]().union(*(_proteins(self._ontology, need) for need in needs))
            parts = {part for part, wholes in facts.complexes.items() if proteins.intersection(wholes)}
            self._scopes[step.iri] = _Scope(
                frozenset({*step.agents, *facts.depletes}),
                frozenset(form for protein in proteins for form in facts.forms_of.get(protein, ())),
                frozenset(proteins | parts),
            )
        return self._scopes[step.iri]


def presence_for(ontology: InferredOntology, proof: Proof, presences: Mapping[str, Presence]) -> Presence | None:
    """Return what is present in the reference system that a proof is from, or in the exposure as a whole."""
    system = "".join(ontology.facts.systems.get(proof.statement[0], ()))
    return presences.get(system) or presences.get("")


def _why_not(ontology: InferredOntology, step: Step, conclusion: str, presence: Presence) -> Failure | None:
    absent = tuple(sorted(set(step.contexts) - presence.contexts))
    reasons = [f"no {ontology.words.label(context)} is present" for context in absent]
    reasons += [f"{ontology.words.label(a)} is absent" for a in step.agents if a not in presence.agents]
    missing = _missing(ontology, step.forms, presence.forms)
    missing_alone = _missing(ontology, step.sole_forms, presence.sole_forms)
    reasons += list(_unmet(ontology, missing, presence, alone=False))
    reasons += list(_unmet(ontology, missing_alone, presence, alone=True))
    if not reasons:
        return None
    elsewhere = len(reasons) == len(absent)
    things = set[str]().union(*missing.values(), *missing_alone.values())
    blockers = tuple(map(ontology.words.ref, _blockers(ontology, presence, things)))
    if blockers:
        named = " and ".join(drug.label for drug in blockers)
        reasons.append(f"{named} stops its work, as in cells that get both at once")
    refs = tuple(map(ontology.words.ref, absent))
    claim = ontology.claims.get(step.claim)
    return Failure(conclusion, claim, "; ".join(dict.fromkeys(reasons)), refs, elsewhere, blockers)


def _blockers(ontology: InferredOntology, presence: Presence, things: set[str]) -> tuple[str, ...]:
    """Return the drugs in an exposure that stop some things from working, if these were not taken out anyway."""
    facts = ontology.facts

    def gone(taken_out: Collection[str]) -> bool:
        return any(whole in things for thing in taken_out for whole in facts.with_complexes(thing))

    drugs = presence.agents & facts.of_class(lena("Drug"))
    others = {thing for agent in presence.agents - drugs for thing in facts.depletes.get(agent, ())}
    if gone(presence.losses | others):
        return ()
    return tuple(sorted(drug for drug in drugs if gone(facts.depletes.get(drug, ()))))


def working_together(ontology: InferredOntology, blockers: Collection[str], agents: Iterable[str]) -> Records[Claim]:
    """Return the established claims that drugs which stop something work the better with the other agents."""
    if not blockers:
        return Records()

    kinds = ontology.facts.with_classes
    stopping, others = kinds(blockers), kinds(set(agents).difference(blockers))
    return Records(
        claim
        for claim in ontology.claims.values()
        if claim.predicate in _TOGETHER
        and (claim.status, claim.polarity) == ("established", "positive")
        and any(a in stopping and b in others for a, b in permutations((claim.subject, claim.object)))
    )


def _missing(
    ontology: InferredOntology, needs: tuple[FormNeed, ...], present: Collection[str]
) -> dict[FormNeed, set[str]]:
    """Return the needs for protein forms that are not met, each with the proteins of which a form would meet it."""
    return {need: _proteins(ontology, need) for need in needs if not ontology.facts.meeting(need, present)}


def _proteins(ontology: InferredOntology, need: FormNeed) -> set[str]:
    """Return the proteins of which a form would meet a need."""
    facts = ontology.facts
    if need.protein:
        return {need.protein}
    return {protein for form in facts.of_class(need.form_class) for protein in facts.form_of.get(form, ())}


def _unmet(
    ontology: InferredOntology, missing: Mapping[FormNeed, set[str]], presence: Presence, *, alone: bool
) -> Iterator[str]:
    """Yield in words which needs for protein forms are not met."""
    facts, words = ontology.facts, ontology.words
    taken_out = presence.losses.union(*(facts.depletes.get(agent, ()) for agent in presence.agents))
    gone = {thing for protein in taken_out for thing in facts.with_complexes(protein)}
    lost_with_a_part = {
        whole for proteins in missing.values() for p in proteins for whole in facts.complexes.get(p, ())
    }
    for need, proteins in missing.items():
        if proteins <= lost_with_a_part:
            continue
        present = sorted(set[str]().union(*(facts.forms_of.get(p, ()) for p in proteins)) & presence.forms)
        if not present:
            named = " or ".join(words.label(p) for p in sorted(proteins))
            yield f"no functional {named} is present" if proteins & gone else f"no form of {named} is known to be there"
        elif alone and len(present) > 1:
            yield f"{' and '.join(words.label(f) for f in present)} are present together"
        elif need.form_class == FUNCTIONAL:
            yield f"{words.label(present[0])} is not known to work"
        else:
            yield f"{' and '.join(words.label(f) for f in present)} is not known to be {words.one(need.form_class)}"
