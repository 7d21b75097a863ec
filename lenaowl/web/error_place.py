"""Where a query is wrong: what its parser says, in fewer words, and the line with a mark."""

from __future__ import annotations

import re
from dataclasses import dataclass

_AT = re.compile(r"error at (\d+):(\d+)")
_EXPECTED = re.compile(r"expected (?:one of )?(.*)", re.DOTALL)
_THING = re.compile(r"""\[(?:'[^']*'|[^\]])*\]|"(?:[^"\\]|\\.)*"|[^,\["]+""")  # letters, a sign, words
_SHOWN = 8


@dataclass(frozen=True)
class Place:
    """A place in a text.

    Attributes:
        line: number of the line, from 1.
        column: number of the character in it, from 1.
        text: the line.
    """

    line: int
    column: int
    text: str

    @property
    def marked(self) -> str:
        """The line, and under it a mark where the place is."""
        before = "".join("\t" if char == "\t" else " " for char in self.text[: self.column - 1])
        return f"{self.text}\n{before}^"


def place(query: str, message: str) -> Place | None:
    r"""Return where a query is wrong, if a message says it.

    >>> place("SELECT * {\n?s ; }", "error at 2:4: expected a verb").marked
    '?s ; }\n   ^'
    """
    found = _AT.search(message)
    lines = query.split("\n")
    if not found or not 1 <= int(found[1]) <= len(lines):
        return None
    line, column = int(found[1]), int(found[2])
    return Place(line, min(max(column, 1), len(lines[line - 1]) + 1), lines[line - 1])


def readable(message: str) -> str:
    r"""Return what a parser says with just some of the many things that it expected, as it lists each letter.

    >>> readable('error at 1:8: expected one of "*", "DISTINCT", [\'A\' ..= \'Z\'], Prefix not found')
    'error at 1:8: expected a prefix that is declared, "*", "DISTINCT" or something else'
    """
    found = _EXPECTED.search(message)
    if not found:
        return message
    things = found[1].replace("Prefix not found", "a prefix that is declared")
    named = sorted((one.strip() for one in _THING.findall(things)), key=lambda one: one.startswith('"'))
    listed = ", ".join([one for one in named if one and not one.startswith("[")][:_SHOWN])
    return f"{message[: found.start()]}{f'expected {listed} or something else' if listed else 'this is not expected'}"
