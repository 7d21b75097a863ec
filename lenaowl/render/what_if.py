"""Answers to "what if?" and comparisons of agents, as text, Markdown, JSON or Turtle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lenaowl.analysis.effects import Effect
from lenaowl.analysis.exposures import described
from lenaowl.analysis.what_if import LostEffect, UnjudgedEffect, WhatIf
from lenaowl.ontology.claims import Claim
from lenaowl.render.effects import effect_rows
from lenaowl.render.proofs import citation
from lenaowl.render.tables import as_json

if TYPE_CHECKING:
    from lenaowl.analysis.knowledge_base import KnowledgeBase


def what_if_text(answer: WhatIf, markdown: bool = False) -> str:
    """Return an answer in words: what is lost and why, what still follows, what nobody can judge, what is new."""
    lines = [f"{'# ' if markdown else ''}What if: {answer.label}", ""]
    outside = [lost for lost in answer.lost if lost.absent]
    inside = [lost for lost in answer.lost if not lost.absent]
    lines += [_heading("Lost", len(inside), markdown), *_lost(inside), ""]
    for name, effects in (("Gained", answer.gained), ("Still follows", answer.still_follows)):
        rows = effect_rows(effects) if effects else []
        fenced = ["```text", *rows, "```"] if markdown and rows else rows
        lines += [_heading(name, len(effects), markdown), *([""] if rows else []), *fenced, ""]
    lines += [_heading("Opposed", len(answer.opposed), markdown), *_opposed(answer.opposed), ""]
    lines += [_heading("Not judged", len(answer.not_judged), markdown), *_unjudged(answer.not_judged), ""]
    if outside:
        counted = Counter(context for lost in outside for context in lost.absent)
        among = ", ".join(f"{context} ({n})" for context, n in sorted(counted.items()))
        lines += [f"{len(outside)} effects of the reference profile need contexts that are absent: {among}.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _heading(name: str, count: int, markdown: bool) -> str:
    text = f"{name}, against the reference profile: {count or 'nothing'}"
    return f"## {text}\n" if markdown else text


def _lost(lost: list[LostEffect]) -> Iterator[str]:
    """Yield lost effects grouped by the step that fails."""
    groups: dict[tuple[str, str], list[LostEffect]] = {}
    for item in lost:
        groups.setdefault((item.failure.step, item.failure.reason), []).append(item)
    for (step, reason), items in groups.items():
        claim = items[0].failure.claim
        behind = f" {citation(claim)}" if claim else ""
        yield f"  * '{step}' fails: {reason}{behind}"
        yield from (f"      {_effect(item.effect)}" for item in items)


def _opposed(effects: Sequence[Effect]) -> Iterator[str]:
    """Yield effects that something speaks against, each with the claims that do."""
    for effect in effects:
        yield f"  * {_effect(effect)}, but:"
        yield from (f"      {claim.sentence} {citation(claim)}" for claim in effect.standing.claims)


def _unjudged(effects: Sequence[UnjudgedEffect]) -> Iterator[str]:
    """Yield effects that nobody can judge, grouped by the claims that are silent."""
    groups: dict[str, dict[tuple[Claim, ...], list[Effect]]] = {}
    for item in effects:
        groups.setdefault(item.reason, {}).setdefault(item.claims, []).append(item.effect)
    for reason, silent in groups.items():
        yield f"  * {reason}:"
        for claims, items in silent.items():
            yield from (f"      {claim.sentence} {citation(claim)}" for claim in claims)
            yield from (f"        {_effect(effect)}" for effect in items)


def _effect(effect: Effect) -> str:
    where = " + ".join(effect.contexts) or "any cell"
    return f"{'up' if effect.direction == 'increase' else 'down':<4}  {effect.label} ({where})"


def what_if_json(answer: WhatIf) -> str:
    """Return an answer as JSON: exposure, effects, lost, still_follows, not_judged, gained, opposed."""
    return as_json(answer.as_dict())


def what_if_turtle(kb: KnowledgeBase, answer: WhatIf) -> str:
    """Return the exposures as Turtle; any OWL reasoner with the ontology infers the effects from it."""
    from lenaowl.rdf.canonical import turtle

    triples: list[ox.Triple] = []
    arbitrary = {member: cls for cls, member in kb.ontology.arbitrary_members.items()}
    for system, presence in answer.presences.items():
        label = f"{answer.label} in {kb.ontology.words.label(system)}" if system else answer.label
        losses = [state for state, _ in kb.ontology.prover.by_design(presence)]
        triples += described(presence, label, losses, arbitrary)
    return turtle(triples)
