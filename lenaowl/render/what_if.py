"""Answers to "what if?"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lenaowl.analysis.effects import Effect
from lenaowl.analysis.what_if import LostEffect, UnjudgedEffect, WhatIf
from lenaowl.ontology.citations import capital, said, support
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Json
from lenaowl.render.effects import by_level, columns
from lenaowl.render.formats import Shown
from lenaowl.render.tables import Screen, markdown_table, paragraph, styled

Line = tuple[int, str]  # how deep a line stands, and what it says


def what_if(answer: WhatIf) -> Shown:
    """Return what the answer to a what-if can be written as."""
    return Shown(
        what="The answer to a what-if",
        text=lambda screen: _text(answer, screen),
        json=answer.as_dict,
        rows=lambda: list(_rows(answer)),
        triples=lambda: answer.statements,
        markdown=lambda: _markdown(answer),
        html=answer._repr_html_,
    )


def _rows(answer: WhatIf) -> Iterator[Json]:
    """Yield a row for each effect, with what becomes of it and why."""
    for lost in answer.lost:
        yield {"fate": "lost", "reason": lost.failure.reason, **lost.effect.row()}
    for item in answer.not_judged:
        yield {"fate": "not judged", "reason": item.reason, **item.effect.row()}
    for fate, found in _effects(answer):
        yield from ({"fate": fate, "reason": "", **effect.row()} for effect in found)


def _effects(answer: WhatIf) -> Iterator[tuple[str, Sequence[Effect]]]:
    yield "gained", answer.gained
    yield "still follows", answer.still_follows
    yield "opposed", answer.opposed


def _text(answer: WhatIf, screen: Screen) -> str:
    parts = [paragraph(f"What if: {answer.label}", screen, style="bold")]
    for heading, count, told in _parts(answer):
        head = styled(f"{heading}: {count or 'nothing'}\n", "bold", screen)
        if told and isinstance(told[0], Effect):
            parts.append(head + by_level([one for one in told if isinstance(one, Effect)], screen))
        else:
            parts.append(head + "".join(_line(one, screen) for one in told if isinstance(one, tuple)))
    if note := _elsewhere(answer):
        parts.append(paragraph(note, screen))
    return "\n".join(parts)


def _line(line: Line, screen: Screen) -> str:
    depth, text = line
    words = text.removeprefix("* ")
    first = f"{'  ' * depth}{'* ' if words != text else ''}"
    return paragraph(words, screen, first=first, rest=" " * (len(first) + (0 if words != text else 5)))


def _markdown(answer: WhatIf) -> str:
    parts = [f"# What if: {answer.label}\n"]
    for heading, count, told in _parts(answer):
        head = f"## {heading}: {count or 'nothing'}\n"
        effects = [one for one in told if isinstance(one, Effect)]
        lines = [one for one in told if isinstance(one, tuple)]
        parts.append(head)
        if effects:
            parts.append(markdown_table(*columns(effects, everything=True)))
        elif lines:
            parts.append("".join(f"{'  ' * (depth - 1)}- {text.removeprefix('* ')}\n" for depth, text in lines))
    if note := _elsewhere(answer):
        parts.append(f"{note}\n")
    return "\n".join(parts)


def _parts(answer: WhatIf) -> list[tuple[str, int, Sequence[Effect | Line]]]:
    """Return each part of the answer: heading, how many effects, and effects for a table or lines for a list."""
    inside = [lost for lost in answer.lost if not lost.absent]
    return [
        ("Lost, against the reference profile", len(inside), list(_lost(inside))),
        ("Gained, against the reference profile", len(answer.gained), answer.gained),
        ("Still follows", len(answer.still_follows), answer.still_follows),
        ("Opposed", len(answer.opposed), list(_opposed(answer.opposed))),
        ("Not judged", len(answer.not_judged), list(_unjudged(answer.not_judged))),
    ]


def _elsewhere(answer: WhatIf) -> str:
    """Return how many effects are lost only because their contexts are absent."""
    outside = [lost for lost in answer.lost if lost.absent]
    counted = Counter(context.label for lost in outside for context in lost.absent)
    among = ", ".join(f"{context} ({number})" for context, number in sorted(counted.items()))
    many = "effects of the reference profile need contexts that are absent"
    return f"{len(outside)} {many}: {among}." if outside else ""


def _lost(lost: Sequence[LostEffect]) -> Iterator[Line]:
    """Yield lost effects grouped by the step that fails."""
    groups: dict[tuple[str, str], list[LostEffect]] = {}
    for item in lost:
        groups.setdefault((item.failure.step, item.failure.reason), []).append(item)
    for (step, reason), items in groups.items():
        claim = items[0].failure.claim
        behind = f" {support(claim)}" if claim else ""
        yield 1, f"* {capital(reason)}, so it does not follow that {step}{behind}:"
        yield from ((3, f"but {against.sentence} {support(against)}") for against in items[0].against)
        yield from ((3, item.effect.said) for item in items)
    if any(item.failure.blockers for item in lost):
        yield 1, "What a drug stops is lost while both act at once; doses and the order of treatment are not modelled."


def _opposed(effects: Sequence[Effect]) -> Iterator[Line]:
    """Yield effects that something speaks against, each with the claims that do."""
    for effect in effects:
        yield 1, f"* {effect.said}, but:"
        yield from _supported(effect.standing.claims, 3)


def _unjudged(effects: Sequence[UnjudgedEffect]) -> Iterator[Line]:
    """Yield effects that nobody can judge, grouped by the claims that are silent."""
    groups: dict[str, dict[tuple[Claim, ...], list[Effect]]] = {}
    for item in effects:
        groups.setdefault(item.reason, {}).setdefault(item.claims, []).append(item.effect)
    for reason, silent in groups.items():
        yield 1, f"* {capital(reason)}:"
        for claims, items in silent.items():
            yield from _supported(claims, 3)
            yield from ((4, effect.said) for effect in items)


def _supported(claims: Sequence[Claim], depth: int) -> Iterator[Line]:
    return ((depth, said(claim)) for claim in claims)
