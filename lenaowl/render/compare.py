"""Comparisons of agents as a matrix, CSV, JSON or Markdown."""

from __future__ import annotations

from lenaowl.analysis.compare import KINDS, Comparison, ComparisonRow
from lenaowl.analysis.standing import FOLLOWS, Standing
from lenaowl.render.tables import aligned, as_csv, as_json

_SHOWN = {"increase": "up", "decrease": "down", "decrease and increase": "up and down"}


def _cell(direction: str, standing: Standing) -> str:
    """Return what an agent does in a few words: each kind of answer has words of its own."""
    detail = standing.shown if standing.answer == FOLLOWS and direction else str(standing)
    return f"{_SHOWN[direction]}, {detail}" if direction else detail


def _cells(row: ComparisonRow) -> tuple[str, ...]:
    shown = map(_cell, row.directions, row.standings)
    return row.level, row.label, " + ".join(row.contexts) or "any cell", *shown, row.kind


def comparison_table(comparison: Comparison) -> str:
    """Return a matrix: a row an effect, a column an agent."""
    head = ("level", "what", "where", *comparison.agents, "")
    counts = ", ".join(f"{len(comparison.of_kind(kind))} {kind}" for kind in KINDS)
    lines = aligned([head, *(_cells(row) for row in comparison.rows)])
    legend = (
        "Shared means: by the agents given. Distinct means: its absence was measured where it does not follow.",
        "Seen means: reported of this agent or of the class it was shown for; predicted: by the chain of claims only.",
        "Denied means: measured or stated to be absent; not recorded: the ontology says nothing, which is not a no.",
    )
    return "\n".join([*lines, "", f"{len(comparison.rows)} effects: {counts}.", *legend, ""])


def comparison_markdown(comparison: Comparison) -> str:
    """Return the matrix as a Markdown table."""
    head = ("level", "what", "where", *comparison.agents, "kind")
    rows = [head, ("---",) * len(head), *(_cells(row) for row in comparison.rows)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def comparison_csv(comparison: Comparison) -> str:
    """Return the matrix as CSV: for each agent a column for the direction and one for the kind of answer."""
    answers = (f"{agent}: answer" for agent in comparison.agents)
    head = ("level", "entity", "label", "contexts", *comparison.agents, *answers, "kind")
    rows = (
        (r.level, r.entity, r.label, ";".join(r.contexts), *r.directions, *map(str, r.standings), r.kind)
        for r in comparison.rows
    )
    return as_csv([head, *rows])


def comparison_json(comparison: Comparison) -> str:
    """Return the matrix as JSON."""
    return as_json(
        {"agents": list(comparison.agents), "effects": [row.as_dict(comparison.agents) for row in comparison.rows]}
    )
