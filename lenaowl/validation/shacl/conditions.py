"""Truth-valued SPARQL expressions, and how they are written as filters that stores evaluate fast.

An EXISTS within a larger expression is evaluated anew for each row, and by some stores not from the row; one that is
a filter by itself is a join. So negations are pushed inwards, and what must hold together becomes filters of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_FEW = 100  # parts of an expression that may stand in a row


@dataclass(frozen=True)
class Condition:
    """An expression without parts, a pattern that must or must not match, or parts that must all or in part hold.

    Attributes:
        kind: plain, exists, and, or.
        text: the expression or the pattern.
        parts: of and, or.
        negated: whether it must not hold; only of plain and exists.
    """

    kind: str
    text: str = ""
    parts: tuple[Condition, ...] = ()
    negated: bool = False


def plain(text: str) -> Condition:
    """Return a test that is an expression."""
    return Condition("plain", text)


def exists(pattern: str) -> Condition:
    """Return the test for: a pattern matches."""
    return Condition("exists", pattern)


def every(tests: Iterable[Condition]) -> Condition:
    """Return the test for: all hold."""
    parts = tuple(tests)
    return parts[0] if len(parts) == 1 else Condition("and", parts=parts)


def some(tests: Iterable[Condition]) -> Condition:
    """Return the test for: at least one holds."""
    parts = tuple(tests)
    return parts[0] if len(parts) == 1 else Condition("or", parts=parts)


def no(test: Condition) -> Condition:
    """Return the test for: it does not hold."""
    if test.kind in ("plain", "exists"):
        return Condition(test.kind, test.text, negated=not test.negated)
    return Condition("or" if test.kind == "and" else "and", parts=tuple(map(no, test.parts)))


def expression(test: Condition) -> str:
    """Return a test as one expression.

    >>> expression(no(some([plain("?a = 1"), exists("?a ?b ?c")])))
    '(!(?a = 1) && NOT EXISTS { ?a ?b ?c })'
    """
    if test.kind == "exists":
        return f"{'NOT ' if test.negated else ''}EXISTS {{ {test.text} }}"
    if test.kind == "plain":
        return f"!({test.text})" if test.negated else f"({test.text})"
    if not test.parts:
        return "true" if test.kind == "and" else "false"
    return f"({_joined(' && ' if test.kind == 'and' else ' || ', list(map(expression, test.parts)))})"


def _joined(mark: str, parts: list[str]) -> str:
    """Join many parts two by two: stores read `a || b || c` as a tree as deep as it is long, and go down with it."""
    if len(parts) <= _FEW:
        return mark.join(parts)
    half = len(parts) // 2
    return f"({_joined(mark, parts[:half])}){mark}({_joined(mark, parts[half:])})"


def filters(test: Condition) -> str:
    """Return a test as filters.

    >>> filters(no(some([plain("?a = 1"), exists("?a ?b ?c")])))
    'FILTER (!(?a = 1)) FILTER NOT EXISTS { ?a ?b ?c }'
    """
    if test.kind == "and" and test.parts and not (len(test.parts) > _FEW and is_plain(test)):
        return " ".join(map(filters, test.parts))
    if test.kind == "exists":
        return f"FILTER {expression(test)}"
    return f"FILTER ({expression(test)})"


def patterns(test: Condition) -> str:
    """Return a test as patterns and filters, for queries that ask for distinct rows.

    A pattern that must match is joined, as stores plan that better than EXISTS.

    >>> patterns(some([exists("?a ?b ?c"), exists("?a ?d ?e")]))
    '{ ?a ?b ?c } UNION { ?a ?d ?e }'
    """
    if test.kind == "and" and test.parts and not (len(test.parts) > _FEW and is_plain(test)):
        return " ".join(map(patterns, test.parts))
    if test.kind == "exists" and not test.negated:
        return f"{test.text.rstrip(' .')} ."
    if test.kind == "or" and test.parts and all(part.kind == "exists" and not part.negated for part in test.parts):
        return " UNION ".join(f"{{ {part.text} }}" for part in test.parts)
    return filters(test)


def is_plain(test: Condition) -> bool:
    """Whether a test needs no pattern."""
    return test.kind == "plain" or (test.kind != "exists" and all(map(is_plain, test.parts)))
