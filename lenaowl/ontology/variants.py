"""Variants: protein forms by the names of their substitutions, as HGVS and as papers write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LETTER = {
    "ala": "A", "arg": "R", "asn": "N", "asp": "D", "cys": "C", "gln": "Q", "glu": "E", "gly": "G", "his": "H",
    "ile": "I", "leu": "L", "lys": "K", "met": "M", "phe": "F", "pro": "P", "ser": "S", "thr": "T", "trp": "W",
    "tyr": "Y", "val": "V", "ter": "X", "x": "X", "*": "X",
}  # fmt: skip
_LETTER.update({letter.lower(): letter for letter in _LETTER.values()})
_SUBSTITUTION = re.compile(
    r"(?<![A-Za-z0-9])(?:p\.)?\(?([A-Za-z]{3}|[A-Za-z])(\d{1,5})([A-Za-z]{3}|[A-Za-z]|\*)(?![A-Za-z0-9])\)?"
)

Substitution = tuple[str, int, str]


def read_variant(name: str) -> tuple[str, frozenset[Substitution]]:
    """Return the protein that a name of a variant begins with, or an empty text, and the substitutions in it.

    One-letter and three-letter codes are the same, and so are `X`, `*` and `Ter` for a stop.

    >>> read_variant("CRBN:p.[Tyr384Ala;Trp386Ala]") == ("CRBN", {("Y", 384, "A"), ("W", 386, "A")})
    True
    >>> read_variant("W386A") == ("", {("W", 386, "A")})
    True
    >>> read_variant("IKZF3")
    ('IKZF3', frozenset())
    """
    found = set()

    def take(match: re.Match[str]) -> str:
        old, position, new = match.groups()
        if {old.lower(), new.lower()} - _LETTER.keys():
            return match[0]
        found.add((_LETTER[old.lower()], int(position), _LETTER[new.lower()]))
        return " "

    rest = _SUBSTITUTION.sub(take, name)
    return re.sub(r"\bp\.", " ", rest).strip(" -_:;,/[]()"), frozenset(found)


def substitutions(names: Iterable[str]) -> frozenset[Substitution]:
    """Return the substitutions of a form, of all its names those of the one that gives the most."""
    return max((read_variant(name)[1] for name in names), key=len, default=frozenset())
