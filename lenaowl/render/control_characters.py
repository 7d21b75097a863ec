"""Characters that a terminal obeys and does not show, made visible: data of others must not command it."""

from __future__ import annotations

import re

_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # characters that turn the direction of text
_CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_TURNING}]")
_COLOUR = re.compile(r"(\x1b\[[0-9;]{0,20}m)")
# Wide signs count too: a spreadsheet in Japanese or Chinese reads them so.
_FORMULA = re.compile(r"[=+@\t\r\uff1d\uff0b\uff0d\uff20]|-(?![0-9.]+(?:[eE][-+]?[0-9]+)?$)")


def escaped(text: str, *, colour: bool = False) -> str:
    r"""Return a text with control characters as Python writes them; tabs and line ends stay.

    Args:
        text: what will be shown.
        colour: whether it holds codes for colours, which stay then.

    >>> escaped("a\x1b[2Jb")
    'a\\x1b[2Jb'
    """
    if not _CONTROL.search(text):
        return text
    parts = _COLOUR.split(text) if colour else [text]
    return "".join(part if n % 2 else _CONTROL.sub(_written, part) for n, part in enumerate(parts))


def _written(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def not_a_formula(cell: str) -> str:
    """Return a cell of a table that no spreadsheet takes for a formula: those get an apostrophe in front.

    >>> not_a_formula("=1+1"), not_a_formula("-1.5"), not_a_formula("-2+3"), not_a_formula("\uff1d1")
    ("'=1+1", '-1.5', "'-2+3", "'\uff1d1")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell
