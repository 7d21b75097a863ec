"""What records show of themselves in notebooks: fragments of HTML, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as a table.

    >>> table(["what"], [["a < b"]])
    '<table><thead><tr><th>what</th></tr></thead><tbody><tr><td>a &lt; b</td></tr></tbody></table>'
    """
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(shown(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def shown(value: object) -> str:
    """Return a value as text: nothing for none, lists with commas."""
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value))
    return "" if value is None else str(value)


def items(texts: Iterable[str], *, numbered: bool = False) -> str:
    """Return texts as a list; nothing if there are none."""
    tag, inside = "ol" if numbered else "ul", "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<{tag}>{inside}</{tag}>" if inside else ""


def section(heading: str, *parts: str, level: int = 4) -> str:
    """Return parts that are HTML already below a heading that is text."""
    return f"<h{level}>{escape(heading)}</h{level}>" + "".join(parts)


def paragraph(text: str) -> str:
    """Return a text as a paragraph."""
    return f"<p>{escape(text)}</p>"
