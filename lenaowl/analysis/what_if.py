"""What if: what follows in an exposure that a user describes, against what follows as a rule."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lenaowl.analysis.effects import Effect, Effects, fewest_contexts, sort_effects
from lenaowl.analysis.exposures import Exposure, Resolver
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.steps import FUNCTIONAL, FormNeed, Presence
from lenaowl.ontology.claims import Claim
from lenaowl.rdf.vocabulary import lena, local_name, local_names

HAS_EFFECT = lena("hasEffect")


@dataclass(frozen=True)
class Failure:
    """The first step of a proof that cannot be taken.

    Attributes:
        step: what it would have led to, in words.
        claim: the claim behind it; none where an agent is missing that takes something out.
        reason: what is missing, in words.
        absent: local names of the contexts that are missing, if that is a reason.
        elsewhere: whether nothing else is missing, so that the claim only speaks of other cells.
    """

    step: str
    claim: Claim | None
    reason: str
    absent: tuple[str, ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True)
class LostEffect:
    """An effect of the reference profile that does not follow in the exposure.

    Attributes:
        effect: the effect.
        failure: the first step that fails.
        absent: local names of the contexts of the effect that the exposure lacks, if contexts were told.
    """

    effect: Effect
    failure: Failure
    absent: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the effect as JSON types, with the step that fails, the claim behind it and the reason."""
        claim = self.failure.claim
        return {
            **self.effect.as_dict(), "failed_step": self.failure.step, "reason": self.failure.reason,
            "claim": local_name(claim.iri) if claim else None,
            "claim_citations": list(claim.citations) if claim else [], "absent": list(self.absent),
        }  # fmt: skip


@dataclass(frozen=True)
class WhatIf:
    """The answer to "what if?".

    Attributes:
        exposure: what was asked.
        label: what was asked, in words.
        effects: what follows.
        lost: what follows in the reference profiles of the agents, but not here.
        gained: what follows here, but in none of their reference profiles.
        kept: what follows in both.
        presences: what is present, by reference system; by an empty text if the contexts were told.
    """

    exposure: Exposure
    label: str
    effects: tuple[Effect, ...]
    lost: tuple[LostEffect, ...]
    gained: tuple[Effect, ...]
    kept: tuple[Effect, ...]
    presences: dict[str, Presence] = field(repr=False)

    def as_dict(self) -> dict[str, object]:
        """Return the answer as JSON types."""
        return {
            "exposure": self.exposure.as_dict(),
            "effects": [e.as_dict() for e in self.effects],
            "lost": [e.as_dict() for e in self.lost],
            "gained": [e.as_dict() for e in self.gained],
            "kept": [e.as_dict() for e in self.kept],
        }


def what_if(ontology: InferredOntology, effects: Effects, resolver: Resolver, exposure: Exposure) -> WhatIf:
    """Tell what follows in an exposure; see `KnowledgeBase.what_if`."""
    presences = resolver.presences(exposure)
    proved = {presence.exposure: ontology.prover.best(presence) for presence in presences.values()}
    found = (
        (state, proof)
        for proofs in proved.values()
        for state, proof in proofs.items()
        if proof.statement[1] == HAS_EFFECT
    )
    foreign = {p.exposure for system, p in presences.items() if system and not ontology.facts.is_human(system)}
    following = sort_effects(
        effects.record(state, proof, _source(proof)) for state, proof in fewest_contexts(found, foreign)
    )
    usual = {key(e): e for name in exposure.agents for e in effects.of(ontology.agent(name))}
    here = {key(e): e for e in following}
    here_only = presences[""].contexts if "" in presences else frozenset()
    failed = {k: f for k, e in usual.items() if k not in here and (f := failure(ontology, e.proof, presences, proved))}
    kept = sort_effects(here.get(k, e) for k, e in usual.items() if k not in failed)
    still = {e.state for e in kept}
    return WhatIf(
        exposure=exposure,
        label=label(ontology, exposure),
        effects=following,
        lost=tuple(
            LostEffect(e, failed[key(e)], local_names(e.proof.contexts - here_only) if here_only else ())
            for e in sort_effects(usual[k] for k in failed)
        ),
        gained=tuple(e for k, e in here.items() if k not in usual and e.state not in still),
        kept=kept,
        presences=presences,
    )


def key(effect: Effect) -> tuple[str, tuple[str, ...]]:
    """Return what makes two effects the same: state and contexts."""
    return effect.state, effect.contexts


def label(ontology: InferredOntology, exposure: Exposure) -> str:
    """Return what an exposure is, in words."""
    parts = [" and ".join(ontology.words.label(ontology.agent(name)) for name in exposure.agents) or "no agent"]
    told = (
        ("without", exposure.without), ("with", exposure.forms), ("and also", exposure.also),
        ("in", exposure.contexts), ("in the species", (exposure.species,) if exposure.species else ()),
    )  # fmt: skip
    parts += [f"{word} {' and '.join(names)}" for word, names in told if names]
    return " ".join(parts)


def _source(proof: Proof) -> str:
    """Return whether an effect follows for every member of a class of the agent, as its proof shows."""
    return "own" if any(step.agents for step in proof.all_steps) else "class"


# -- why something does not follow any more ---------------------------------------------------------


def failure(
    ontology: InferredOntology, proof: Proof, presences: dict[str, Presence], proved: Mapping[str, Collection[str]]
) -> Failure | None:
    """Return the first step of a reference proof that cannot be taken in an exposure, if there is one.

    The exposure is looked at in the reference system that the proof is from, or as a whole. What holds in it all the
    same, for another reason, is no failure; `proved` tells what holds, by IRI of the presence.
    """
    system = "".join(ontology.facts.systems.get(proof.statement[0], ()))
    presence = presences.get(system) or presences.get("")
    if presence is None:
        species = " or ".join(map(ontology.words.label, ontology.facts.species.get(system, ())))
        return Failure(proof.conclusion, None, f"it is known in the {species} only")
    found = next(failures(ontology, proof, presence, proved[presence.exposure]), None)
    if found or proof.contexts <= presence.contexts:
        return found
    absent = sorted(proof.contexts - presence.contexts)  # what leads to it holds here, but not in these cells
    reason = "; ".join(f"no {ontology.words.label(context)} is present" for context in absent)
    return Failure(proof.conclusion, None, reason, local_names(absent), elsewhere=True)


def failures(
    ontology: InferredOntology, proof: Proof, presence: Presence, proved: Collection[str]
) -> Iterator[Failure]:
    """Yield the steps of a proof that cannot be taken, the first ones first, but for those to what is proved."""
    for premise in proof.premises:
        if premise.statement[2] not in proved:
            yield from failures(ontology, premise, presence, proved)
    if proof.rule == "design" and proof.statement[2] not in proved:
        yield Failure(proof.conclusion, None, "nothing takes it out")
    if proof.rule == "step" and proof.step:
        absent = tuple(sorted(set(proof.step.contexts) - presence.contexts))
        reasons = [f"no {ontology.words.label(context)} is present" for context in absent]
        reasons += [f"{ontology.words.label(a)} is absent" for a in proof.step.agents if a not in presence.agents]
        reasons += list(_unmet(ontology, proof.step.forms, presence, alone=False))
        reasons += list(_unmet(ontology, proof.step.sole_forms, presence, alone=True))
        if reasons:
            claim = ontology.claims[proof.step.claim]
            elsewhere = len(reasons) == len(absent)
            yield Failure(proof.conclusion, claim, "; ".join(reasons), tuple(map(local_name, absent)), elsewhere)


def _unmet(
    ontology: InferredOntology, needs: tuple[FormNeed, ...], presence: Presence, *, alone: bool
) -> Iterator[str]:
    """Yield in words which needs for protein forms are not met."""
    facts, words = ontology.facts, ontology.words
    missing = {
        need: {need.protein}
        if need.protein
        else {protein for form in facts.of_class(need.form_class) for protein in facts.form_of.get(form, ())}
        for need in needs
        if not facts.meeting(need, presence.sole_forms if alone else presence.forms)
    }
    taken_out = presence.losses.union(*(facts.depletes.get(agent, ()) for agent in presence.agents))
    gone = {thing for protein in taken_out for thing in facts.with_complexes(protein)}
    lost_with_a_part = {
        whole for proteins in missing.values() for p in proteins for whole in facts.complexes.get(p, ())
    }
    for need, proteins in missing.items():
        if proteins <= lost_with_a_part:
            continue
        present = sorted(f for f in presence.forms if proteins & set(facts.form_of.get(f, ())))
        if not present:
            named = " or ".join(words.label(p) for p in sorted(proteins))
            yield f"no functional {named} is present" if proteins & gone else f"no form of {named} is known to be there"
        elif alone and len(present) > 1:
            yield f"{' and '.join(words.label(f) for f in present)} are present together"
        elif need.form_class == FUNCTIONAL:
            yield f"{words.label(present[0])} is not known to work"
        else:
            yield f"{' and '.join(words.label(f) for f in present)} is not known to be {words.one(need.form_class)}"
