"""What all scanners of text share: where a quoted text ends, and which line a place is in."""

from __future__ import annotations

import re
from bisect import bisect_right
from io import RawIOBase

# A backslash with what it stands for, or what ends the text; a text in single quotes ends with its line too.
_STOPS = {
    quote: re.compile(rf"\\.|{quote}" if len(quote) == 3 else rf"\\.|[{quote}\r\n]", re.DOTALL)
    for quote in ('"', "'", '"""', "'''")
}
_JSON = re.compile(r'\\.|"', re.DOTALL)


def end_of_quoted(text: str, at: int, quote: str) -> int:
    """Return where a text of Turtle ends whose opening quote ends at a place; where all ends, if it has no end."""
    return _end(_STOPS[quote], text, at)


def end_of_json(text: str, at: int) -> int:
    """Return where a text of JSON ends whose opening quote ends at a place."""
    return _end(_JSON, text, at)


def _end(stops: re.Pattern[str], text: str, at: int) -> int:
    # One search a stop, not one expression for the whole text: that would keep every backslash in memory.
    while found := stops.search(text, at):
        at = found.end()
        if found[0][0] != "\\":
            return at
    return len(text)


def line_at(text: str, at: int) -> int:
    """Return the line of a place in a text, from 1."""
    return text.count("\n", 0, at) + 1


class LineEnds:
    """Where the lines of a text end, to look many places up."""

    def __init__(self, text: str) -> None:
        self._ends = [found.end() for found in re.finditer("\n", text)]

    def line(self, at: int) -> int:
        """Return the line of a place."""
        return bisect_right(self._ends, at) + 1


class LineFeed(RawIOBase):
    """Hands a text to a parser line by line, so that the line it has come to is known."""

    def __init__(self, text: str) -> None:
        self._lines = iter(text.encode().splitlines(keepends=True))
        self._rest = b""
        self.line = 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next line, or as much of it as is asked for; nothing at the end."""
        if not self._rest:
            self._rest = next(self._lines, b"")
            self.line += bool(self._rest)
        part, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return part
