"""Texts of RDF that are not parsed yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

import pyoxigraph as ox


@dataclass(frozen=True)
class Source:
    """One text with its name and syntax, and what relative IRIs in it are relative to (nothing, if that is empty).

    `line_before` is the number of the line before its first, if it `is_part` of a file.
    """

    name: str
    text: str
    form: ox.RdfFormat
    base: str = ""
    line_before: int = 0
    is_part: ClassVar[bool] = False


def marks(sources: Sequence[Source]) -> list[str]:
    """Return what the labels of blank nodes of each source begin with, so that those of several files stay apart."""
    files = list(accumulate(one.line_before == 0 for one in sources))
    return [f"f{number - 1}x" if files[-1] > 1 else "" for number in files]
