"""Effects as a table, CSV, JSON or Turtle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from lenaowl.analysis.effects import Effect
from lenaowl.rdf.vocabulary import RDF_TYPE, lena
from lenaowl.render.tables import aligned, as_csv, as_json


def effects_csv(effects: Sequence[Effect]) -> str:
    """Return effects as CSV; lists are joined with semicolons."""
    columns = (
        "level", "entity", "label", "direction", "state", "contexts", "steps", "answer", "shown", "status", "source",
        "citations",
    )  # fmt: skip
    records = (effect.as_dict() for effect in effects)
    rows = ([_cell(record[column]) for column in columns] for record in records)
    return as_csv([columns, *rows])


def _cell(value: object) -> str:
    return ";".join(value) if isinstance(value, list) else str(value or "")


def effects_json(effects: Sequence[Effect]) -> str:
    """Return effects as a JSON array of objects."""
    return as_json([effect.as_dict() for effect in effects])


def effects_turtle(agent: str, effects: Sequence[Effect]) -> str:
    """Return effects as Turtle: what the agent induces, and one exposure for each effect with its contexts."""
    from lenaowl.rdf.canonical import turtle

    return turtle(triple for effect in effects for triple in _effect_triples(agent, effect))


def _effect_triples(agent: str, effect: Effect) -> Iterator[ox.Triple]:
    subject, state = ox.NamedNode(agent), ox.NamedNode(f"{effect.iri}-{effect.direction}")
    exposure = ox.BlankNode()
    yield ox.Triple(subject, _lena("induces"), state)
    yield ox.Triple(subject, _lena(f"{effect.direction}s"), ox.NamedNode(effect.iri))
    yield ox.Triple(exposure, ox.NamedNode(RDF_TYPE), _lena("Exposure"))
    yield ox.Triple(exposure, _lena("hasAgent"), subject)
    yield ox.Triple(exposure, _lena("hasEffect"), state)
    for context in effect.proof.contexts:
        yield ox.Triple(exposure, _lena("inContext"), ox.NamedNode(context))


def _lena(name: str) -> ox.NamedNode:
    return ox.NamedNode(lena(name))


_COLUMNS = ("level", "what", "", "where", "steps", "answer", "weakest claim", "from", "citations")


def effects_table(label: str, effects: Sequence[Effect]) -> str:
    """Return effects as an aligned table, level by level."""
    if not effects:
        return f"Nothing follows for {label} from what is claimed here.\n"
    lines = [f"What follows under {label}", "", *effect_rows(effects)]
    return "\n".join([*lines, "", f"{len(effects)} effects. Ask why with: lenaowl explain", ""])


def effect_rows(effects: Sequence[Effect]) -> list[str]:
    """Return effects as aligned lines below a heading, level by level."""
    rows: list[tuple[str, ...]] = [_COLUMNS]
    starts, before = [], ""
    for effect in effects:
        row = _row(effect)
        if effect.level != before:
            starts.append(len(rows))
        rows.append(row if effect.level != before else ("", *row[1:]))
        before = effect.level
    lines = aligned(rows)
    for start in reversed(starts):
        lines.insert(start, "")
    return lines


def _row(effect: Effect) -> tuple[str, ...]:
    direction = "up" if effect.direction == "increase" else "down"
    where = " + ".join(effect.contexts) or "any cell"
    return (
        effect.level, effect.label, direction, where, str(effect.steps),
        effect.standing.shown or effect.standing.answer, effect.status, effect.source, _cited(effect),
    )  # fmt: skip


def _cited(effect: Effect, shown: int = 3) -> str:
    """Return the citations of the claims behind the steps first, and how many more there are."""
    behind_steps = (citation for claim in effect.proof.step_claims for citation in claim.citations)
    ordered = list(dict.fromkeys((*behind_steps, *effect.citations)))
    more = len(ordered) - shown
    return " ".join(ordered[:shown]) + (f" and {more} more" if more > 0 else "")
