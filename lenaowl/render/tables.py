"""Rows as text: tables that fit the terminal, CSV, TSV, JSON, Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lenaowl.render.control_characters import not_a_formula

if TYPE_CHECKING:
    from rich.console import RenderableType

UNLIMITED = 100_000  # columns: wide enough for any line of ours
_WORD = 18  # columns: longer words are cut where a table would be too wide otherwise


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
        style: how rich shows it in colour; a name in `_CELL_STYLES` colours each cell after what it says.
        right: whether it is aligned to the right, as numbers are.
    """

    name: str
    style: str = ""
    right: bool = False


_CELL_STYLES = {
    "direction": {"up": "green", "down": "red", "up and down": "yellow"},
    "verdict": {"right": "green", "wrong": "red", "unanswered": "yellow"},
    "basis": {"seen": "green", "predicted": "yellow", "opposed": "red"},
    "status": {"established": "green", "suggested": "yellow", "hypothesis": "yellow", "contradicted": "red"},
}


def table(
    columns: Sequence[Column | str],
    rows: Iterable[Sequence[str] | str],
    screen: Screen,
    *,
    indent: int = 0,
    heading: bool = True,
) -> str:
    """Return rows as a table that is no wider than the screen: long cells are wrapped, at spaces where there are any.

    Args:
        columns: columns, or just their names.
        rows: as many texts as there are columns; or one text, which is a heading above the rows that follow.
        screen: where it will be read.
        indent: how many spaces each line begins with.
        heading: whether the names of the columns are shown.
    """
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    named = [column if isinstance(column, Column) else Column(column) for column in columns]
    rows = list(rows)
    full = [row for row in rows if not isinstance(row, str)]
    inside = 2 if len(full) < len(rows) else 0
    cells = [[column.name, *(" " * inside * (n == 0) + row[n] for row in full)] for n, column in enumerate(named)]
    cells[0] += [word for row in rows if isinstance(row, str) for word in row.split()]  # a heading is not cut in words
    made = Table(box=None, show_header=heading, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    widths = _widths(cells, screen.width - indent)
    for column, width in zip(named, widths, strict=True):
        style = "" if column.style in _CELL_STYLES else column.style
        justify: Literal["right", "left"] = "right" if column.right else "left"
        made.add_column(Text(column.name), justify=justify, style=style, overflow="fold", width=width)
    for row in rows:
        if isinstance(row, str):
            made.add_row(*[""] * len(named))
            made.add_row(Text(row, style="bold"), *[""] * (len(named) - 1))
            continue
        inner = [widths[0] - inside, *widths[1:]]
        texts = [
            Text(_hyphenated(text, width), style=_CELL_STYLES.get(column.style, {}).get(text, ""))
            for column, width, text in zip(named, inner, row, strict=True)
        ]
        made.add_row(Padding(texts[0], (0, 0, 0, inside)), *texts[1:])
    return drawn(Padding(made, (0, 0, 0, indent)) if indent else made, screen)


def _hyphenated(text: str, width: int) -> str:
    """Return a text with line breaks, at hyphens too, if one of its words is too long for a line."""
    import textwrap

    return textwrap.fill(text, width) if any(len(word) > width for word in text.split()) else text


def _widths(columns: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return how wide each column is, so that all fit and few words are cut; the widest give way first."""
    wanted = [max(map(len, cells)) for cells in columns]
    words = [max((len(word) for cell in cells for word in cell.split()), default=1) for cells in columns]
    room = max(width - 2 * (len(columns) - 1), len(columns))
    cut = next(cap for cap in range(_WORD, 0, -1) if cap == 1 or sum(min(word, cap) for word in words) <= room)
    least = [min(word, cut) for word in words]
    caps = range(min(max(wanted), room), 0, -1)
    found = ([max(low, min(want, cap)) for low, want in zip(least, wanted, strict=True)] for cap in caps)
    made = next((widths for widths in found if sum(widths) <= room), least)
    for place, want in enumerate(wanted):
        made[place] += min(want - made[place], room - sum(made)) if room > sum(made) else 0
    return made


def paragraph(
    text: str,
    screen: Screen,
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
        text, max(screen.width, len(after) + 10), initial_indent=first, subsequent_indent=after, break_on_hyphens=False,
        break_long_words=False,  # a path or an IRI is copied, so it stays whole
    )  # fmt: skip
    return "".join(f"{styled(line, style, screen)}\n" for line in lines or [first.rstrip()])


def indented(lines: Iterable[str], screen: Screen) -> str:
    """Return lines that fit the screen; what is broken off stands two columns further in than its line."""
    found = ((line[: len(line) - len(line.lstrip())], line.strip()) for line in lines)
    return "".join(paragraph(text, screen, first=before, rest=f"{before}  ") for before, text in found)


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
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(
        [not_a_formula(cell) for cell in row] for row in rows
    )
    return out.getvalue()


def as_json(content: object) -> str:
    """Return JSON types as text; control characters that JSON would let stand are escaped."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines, the columns aligned, however wide."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)] if rows else []
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, [*widths, 0], strict=True)).rstrip() for row in rows
    ]
