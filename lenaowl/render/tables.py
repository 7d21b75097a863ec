"""Rows as text: tables that fit the terminal, CSV, TSV, JSON, Markdown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

UNLIMITED = 100_000  # columns: wide enough for any line of ours
_WORD = 16  # columns: longer words are cut where a table would be too wide otherwise


@dataclass(frozen=True)
class Screen:
    """Where text will be read.

    Attributes:
        width: how many columns a line may have.
        colour: whether it shows colours, which are ANSI codes in the text then.
    """

    width: int = 80
    colour: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: its heading.
        style: how rich shows it in colour; `direction` and `status` colour each cell after what it says.
        right: whether it is aligned to the right, as numbers are.
    """

    name: str
    style: str = ""
    right: bool = False


_CELL_STYLES = {
    "direction": {"up": "green", "down": "red", "up and down": "yellow"},
    "status": {"established": "green", "suggested": "yellow", "hypothesis": "yellow", "contradicted": "red"},
}


def table(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[str]],
    screen: Screen = Screen(),
    *,
    indent: int = 0,
    gap_before: Callable[[Sequence[str]], bool] = lambda row: False,
    heading: bool = True,
) -> str:
    """Return rows as a table that is no wider than the screen: long cells are wrapped, at spaces where there are any.

    Args:
        columns: columns, or just their names.
        rows: texts, as many as there are columns.
        screen: where it will be read.
        indent: how many spaces each line begins with.
        gap_before: whether a row is set off by an empty line before it.
        heading: whether the names of the columns are shown.
    """
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    made = Table(box=None, show_header=heading, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    named = [column if isinstance(column, Column) else Column(column) for column in columns]
    for place, column in enumerate(named):
        made.add_column(
            Text(column.name), justify="right" if column.right else "left", overflow="fold",
            style=column.style if column.style not in _CELL_STYLES else "",
            min_width=_least([column.name, *(row[place] for row in rows)]),
        )  # fmt: skip
    for row in rows:
        if gap_before(row):
            made.add_row(*[""] * len(named))
        styles = (_CELL_STYLES.get(column.style, {}).get(text, "") for column, text in zip(named, row, strict=True))
        made.add_row(*(Text(text, style=style) for text, style in zip(row, styles, strict=True)))
    return drawn(Padding(made, (0, 0, 0, indent)) if indent else made, screen)


def _least(cells: Iterable[str]) -> int:
    """Return the fewest columns in which no short word is cut."""
    return min(max((len(word) for cell in cells for word in cell.split()), default=1), _WORD)


def paragraph(
    text: str,
    screen: Screen = Screen(),
    *,
    first: str = "",
    rest: str | None = None,
    style: str = "",
) -> str:
    """Return a text as lines that fit the screen.

    Args:
        text: words; where they are broken does not matter.
        screen: where it will be read.
        first: what the first line begins with, such as a bullet.
        rest: what the others begin with; as many spaces if left out.
        style: how rich shows it in colour.
    """
    import textwrap

    after = " " * len(first) if rest is None else rest
    lines = textwrap.wrap(
        text, max(screen.width, len(after) + 10), initial_indent=first, subsequent_indent=after, break_on_hyphens=False
    )
    return "".join(f"{styled(line, style, screen)}\n" for line in lines or [first.rstrip()])


def styled(text: str, style: str, screen: Screen) -> str:
    """Return a text in a style of rich, or as it is where no colour is shown."""
    if not (style and screen.colour):
        return text
    from rich.style import Style

    return Style.parse(style).render(text)


def drawn(renderable: RenderableType, screen: Screen) -> str:
    """Return what rich draws as text, without spaces at the ends of lines."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out, width=screen.width, force_terminal=screen.colour, no_color=not screen.colour, legacy_windows=False,
        color_system="standard" if screen.colour else None, highlight=False, markup=False, emoji=False,
        force_jupyter=False, soft_wrap=False, _environ={},
    )  # fmt: skip
    console.print(renderable)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def markdown_table(columns: Sequence[Column | str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a table of Markdown."""
    names = [column.name if isinstance(column, Column) else column for column in columns]
    lines = [names, ["---"] * len(names), *([_escaped(text) for text in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _escaped(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV."""
    return _separated(rows, ",")


def as_tsv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as tab-separated values."""
    return _separated(rows, "\t")


def _separated(rows: Iterable[Sequence[str]], mark: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(rows)
    return out.getvalue()


def as_json(content: object) -> str:
    """Return JSON types as text."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines, the columns aligned, however wide."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)] if rows else []
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, [*widths, 0], strict=True)).rstrip() for row in rows
    ]
