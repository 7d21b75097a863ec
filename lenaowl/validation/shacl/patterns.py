"""Regular expressions of shapes: which engine reads them, and whether it comes to an end with them.

Oxigraph and shifty match in time that grows with the text. Python tries one way after the other: an expression that
can match a text in many ways takes time by their number.
"""

from __future__ import annotations

import importlib
import math
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

_SUBTRACTION = re.compile(r"\[[^\]]*-\[")  # of classes of characters, as XML Schema writes it
_MANY = 100  # repetitions that are as bad as any number
_WAYS = math.log(1_000_000)  # the logarithm of in how many ways a repetition may repeat another
_STEPS = math.log(1_000_000_000)  # the same of the steps that a match may take: some ten seconds
# What characters are judged by: those of ASCII, and some letters, blanks and signs beside them.
_SAMPLE = frozenset(map(chr, (*range(128), 0xA0, 0xDF, 0xE9, 0x663, 0x2003, 0x4E2D, 0x1F600)))
_CATEGORIES = {"DIGIT": r"\d", "NOT_DIGIT": r"\D", "SPACE": r"\s", "NOT_SPACE": r"\S", "WORD": r"\w", "NOT_WORD": r"\W"}


def is_for_oxigraph(pattern: str, flags: str = "") -> bool:
    """Whether Oxigraph reads a pattern as SPARQL means it; it answers nothing at all to one that it does not read.

    >>> is_for_oxigraph("^a+$"), is_for_oxigraph("(?=b)"), is_for_oxigraph("[a-z-[aeiou]]")
    (True, False, False)
    """
    if _SUBTRACTION.search(pattern):
        return False
    query = f'SELECT (REGEX("", {ox.Literal(pattern)}, {ox.Literal(flags)}) AS ?x) WHERE {{}}'
    try:
        return any(row["x"] is not None for row in ox.Store().query(query))  # type: ignore[union-attr]
    except SyntaxError:
        return False


def not_for(engine: str, pattern: str, longest: int, *, line_ends: bool = False) -> str:
    """Return why an engine cannot check a pattern, which pyshacl does with Python's expressions; empty if it can.

    Args:
        engine: the engine.
        pattern: the pattern.
        longest: how many characters the longest text has.
        line_ends: whether a text ends in a line end, before which Python finds the end of the text too.
    """
    if _SUBTRACTION.search(pattern):
        return f"with a subtraction of characters, which {engine} reads otherwise"
    if engine != "pyshacl":  # shifty reads what Oxigraph reads, and takes nothing to match any other pattern
        return "" if is_for_oxigraph(pattern) else f"which {engine} does not read"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = _parser().parse(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"which Python does not read ({error})"
    if line_ends and re.search(r"(?<!\\)(?:\\\\)*\$", pattern):
        return "by which Python finds a text right that has a line end at its end, as one of the data"
    if _may_hang(parsed, 1):
        return "in which a repetition repeats a repetition or a choice, so that a check may never end"
    if longest > 1 and _power(parsed) * math.log(longest) > _STEPS:
        return f"in which repetitions share characters, so that a check of {longest:,} characters may never end"
    return ""


def is_broken(pattern: str) -> bool:
    """Whether a text is not a regular expression of any kind, such as one with an open bracket.

    >>> is_broken("("), is_broken("(?=b)")
    (True, False)
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (OverflowError, RecursionError):
        return True
    except re.error as error:
        return not str(error).startswith("bad escape") and not is_for_oxigraph(pattern)
    return False


def _parser() -> Any:  # noqa: ANN401 - a module of the standard library without types
    return importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")


def _may_hang(parsed: Any, times: int) -> bool:  # noqa: ANN401 - as above
    """Whether an expression holds a repetition, or a choice, within another repetition, in far too many ways.

    Args:
        parsed: the expression.
        times: how often it is repeated.
    """
    if times > 1 and _is_ambiguous(parsed, times):
        return True
    for kind, content in parsed:
        name = str(kind)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = (content[0], min(int(content[1]), _MANY), content[2])
            if most > 1 and times * math.log(max(most - int(least), 0) + 1) > _WAYS:
                return True
            if _may_hang(inner, times * max(most, 1)):
                return True
        elif name == "BRANCH":
            if times * math.log(len(content[1])) > _WAYS or any(_may_hang(part, times) for part in content[1]):
                return True
        elif name in ("SUBPATTERN", "ASSERT", "ASSERT_NOT") and _may_hang(content[-1], times):
            return True
    return False


def _is_ambiguous(parsed: Any, times: int) -> bool:  # noqa: ANN401 - as above
    """Whether what is repeated may be read in several ways, as an item that may be left out is like another."""
    items = list(_items(parsed))
    left_out = [item for item in items if not item.needed]
    if len(left_out) == len(items) == 1:
        return times < _MANY and times * math.log(2) > _WAYS
    return times * math.log(2) > _WAYS and any(
        item.characters & other.characters for item in left_out for other in items if other is not item
    )


# -- what may be repeated beside each other -------------------------------------------------------------


@dataclass(frozen=True)
class _Item:
    """A part of an expression: the characters it may match, whether many of them, and whether it must match."""

    characters: frozenset[str]
    many: bool = False
    needed: bool = True


def _power(parsed: Any) -> int:  # noqa: ANN401 - as above
    """Return the power of the length of a text that a search may take time by, 1 for what is in proportion."""
    begins = bool(parsed) and str(parsed[0][0]) == "AT" and str(parsed[0][1]).startswith("AT_BEGINNING")
    return _power_here(parsed, () if begins else (_Item(_SAMPLE, many=True, needed=False),))


def _power_here(parsed: Any, before: tuple[_Item, ...]) -> int:  # noqa: ANN401 - as above
    """Return the same of an expression, and of what a search passes over before it."""
    items = [*before, *_items(parsed)]
    best = max((_power_here(inner, before if looks else ()) for looks, inner in _apart(parsed)), default=0)
    for character in _SAMPLE:
        run = 0
        for item in items:
            if character in item.characters:
                run += item.many
                best = max(best, run)
            elif item.needed:
                run = 0
    return best


def _apart(parsed: Any) -> Iterator[tuple[bool, Any]]:  # noqa: ANN401 - as above
    """Yield what is matched apart from what stands beside it: choices and look-aheads, and whether it is the latter."""
    for kind, content in parsed:
        name = str(kind)
        if name == "BRANCH":
            yield from ((False, choice) for choice in content[1])
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield True, content[1]
        elif name == "SUBPATTERN":
            yield from _apart(content[-1])


def _items(parsed: Any) -> Iterator[_Item]:  # noqa: ANN401 - as above
    """Yield the parts of an expression in a row, groups resolved; a choice is one part of all that it may be."""
    for kind, content in parsed:
        name = str(kind)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, most, inner = content
            parts = list(_items(inner))
            if int(most) >= _MANY:
                yield _Item(_all(parts), True, least > 0)
            else:
                yield from (_Item(part.characters, part.many, part.needed and least > 0) for part in parts)
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            yield from _items(content[-1] if name == "SUBPATTERN" else content)
        elif name == "BRANCH":
            choices = [list(_items(part)) for part in content[1]]
            parts = [part for choice in choices for part in choice]
            yield _Item(_all(parts), any(part.many for part in parts), all(choices))
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):
            yield _Item(_characters(name, content), name.startswith("GROUPREF"))


def _all(parts: Sequence[_Item]) -> frozenset[str]:
    return frozenset().union(*(part.characters for part in parts))


def _characters(name: str, content: Any) -> frozenset[str]:  # noqa: ANN401 - as above
    """Return the characters, of some, that one part of an expression matches, in either case of letters."""
    if name == "LITERAL":
        return frozenset({chr(content), chr(content).swapcase()})
    if name == "NOT_LITERAL":
        return _SAMPLE - {chr(content)}
    if name == "RANGE":
        return frozenset(
            c for c in _SAMPLE if content[0] <= ord(c) <= content[1] or content[0] <= ord(c.swapcase()[0]) <= content[1]
        )
    if name == "CATEGORY":
        category = _CATEGORIES[str(content).removeprefix("CATEGORY_")]
        return frozenset(c for c in _SAMPLE if re.match(category, c))
    if name == "IN":
        inside = frozenset().union(*(_characters(str(kind), what) for kind, what in content if str(kind) != "NEGATE"))
        return _SAMPLE - inside if str(content[0][0]) == "NEGATE" else inside
    return _SAMPLE  # any, and what a group has matched
