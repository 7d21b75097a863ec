"""Text in pictures, which does not wrap by itself."""

from __future__ import annotations

from textwrap import wrap


def lines_of(text: str, letters: int, most: int) -> list[str]:
    """Return a text in lines, and dots where it has more of them than there is room for.

    Args:
        text: the text.
        letters: how many there may be in a line.
        most: how many lines there may be.
    """
    found = wrap(text, letters)
    return [*found[: most - 1], f"{found[most - 1]} …"] if len(found) > most else found
