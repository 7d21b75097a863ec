"""Comparisons of agents."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from lenaowl.analysis.compare import KINDS, Comparison, ComparisonRow
from lenaowl.analysis.effects import places
from lenaowl.render.formats import Shown
from lenaowl.render.tables import Column, Screen, markdown_table, paragraph, table

_LEGEND = (
    "Shared means: by the agents given. Distinct means: its absence was measured where it does not follow.",
    "Seen means: reported of this agent or of the class it was shown for; predicted: by the chain of claims only.",
    "Denied means: measured or stated to be absent; not recorded: the ontology says nothing, which is not a no.",
)


def comparison(found: Comparison) -> Shown:
    """Return what a comparison can be written as."""
    return Shown(
        what="A comparison",
        text=lambda screen: _text(found, screen),
        json=found.as_dict,
        rows=found.rows.rows,
        markdown=lambda: markdown_table(["level", *_columns(found)], ([r.level, *_cells(r)] for r in found.rows)),
        html=found._repr_html_,
    )


def _columns(found: Comparison) -> list[Column | str]:
    return ["what", "where", *(agent.label for agent in found.agents), "kind"]


def _cells(row: ComparisonRow) -> list[str]:
    return [row.entity.label, places(row.contexts), *(each.shown for each in row.agents), row.kind]


def _text(found: Comparison, screen: Screen) -> str:
    rows: list[Sequence[str] | str] = []
    for level, group in groupby(found.rows, key=lambda row: row.level):
        rows += [level, *map(_cells, group)]
    counts = ", ".join(f"{len(found.of_kind(kind))} {kind}" for kind in KINDS)
    closing = (f"{len(found.rows)} effects: {counts}.", *_LEGEND)
    return f"{table(_columns(found), rows, screen)}\n" + "".join(paragraph(line, screen) for line in closing)
