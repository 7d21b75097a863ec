"""Comparisons of agents as a matrix, CSV, JSON or Markdown."""

from __future__ import annotations

from lenaowl.analysis.compare import Comparison, ComparisonRow
from lenaowl.render.tables import aligned, as_csv, as_json

_SHOWN = {"increase": "up", "decrease": "down", "decrease and increase": "up and down", "": "-"}


def _cells(row: ComparisonRow) -> tuple[str, ...]:
    shown = (_SHOWN[direction] for direction in row.directions)
    return row.level, row.label, " + ".join(row.contexts) or "any cell", *shown, row.kind


def comparison_table(comparison: Comparison) -> str:
    """Return a matrix: a row an effect, a column an agent."""
    head = ("level", "what", "where", *comparison.agents, "")
    counts = ", ".join(f"{len(comparison.of_kind(kind))} {kind}" for kind in ("shared", "distinct", "opposite"))
    lines = aligned([head, *(_cells(row) for row in comparison.rows)])
    return "\n".join([*lines, "", f"{len(comparison.rows)} effects: {counts}. Shared means: by the agents given.", ""])


def comparison_markdown(comparison: Comparison) -> str:
    """Return the matrix as a Markdown table."""
    head = ("level", "what", "where", *comparison.agents, "kind")
    rows = [head, ("---",) * len(head), *(_cells(row) for row in comparison.rows)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def comparison_csv(comparison: Comparison) -> str:
    """Return the matrix as CSV, directions in full."""
    head = ("level", "entity", "label", "contexts", *comparison.agents, "kind")
    rows = ((r.level, r.entity, r.label, ";".join(r.contexts), *r.directions, r.kind) for r in comparison.rows)
    return as_csv([head, *rows])


def comparison_json(comparison: Comparison) -> str:
    """Return the matrix as JSON."""
    return as_json(
        {"agents": list(comparison.agents), "effects": [row.as_dict(comparison.agents) for row in comparison.rows]}
    )
