"""Comparisons that pyshacl passes over: of values of different kinds, which SHACL counts as broken constraints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.vocabulary import PREFIXES, compact
from lenaowl.validation.shacl.constraints import LESS, RANGES
from lenaowl.validation.shacl.shapes import Raw, Shape, Shapes, Term

_XSD = PREFIXES["xsd"]
_NUMBERS = {_XSD + name for name in ("integer", "decimal", "double", "float")}
_NEVER = ("node", "text for a number")  # kinds of which nothing is less than another
_TELL = ("datatype", "nodeKind", "class", "in", *LESS, *RANGES)


def check_compared(shapes: Shapes, triples: Sequence[ox.Triple], found: Iterable[Raw]) -> None:
    """Refuse what pyshacl found if it passed over a comparison, and no other finding speaks of the value.

    Raises:
        DataError: with the value.
    """
    told = {raw.value for raw in found if raw.parameter in _TELL}
    for value, others, predicate in _doubtful(shapes, triples):
        if told.isdisjoint((value, *others)):
            raise DataError(
                f"{shapes.name}: pyshacl passes over the comparison of {compact(predicate)} with a value of another "
                f"kind, {str(value)[:80]}; use --engine sparql or shifty"
            )


def _doubtful(shapes: Shapes, triples: Sequence[ox.Triple]) -> Iterator[tuple[Term, list[Term], str]]:
    """Yield the values that are compared with some of another kind, with those and the predicate."""
    values: dict[str, list[ox.Triple]] = {}
    for triple in triples:
        values.setdefault(triple.predicate.value, []).append(triple)
    for shape in shapes.by_iri.values():
        predicate = _last(shape)
        for constraint in shape.constraints if predicate else ():
            here = values.get(predicate, [])
            if constraint.name in RANGES:
                wanted = _kind(constraint.value)
                yield from ((t.object, [], predicate) for t in here if _kind(t.object) != wanted)  # type: ignore[misc]
            elif constraint.name in LESS:
                other = values.get(str(constraint.value.value), [])
                yield from _of_pairs(here, other, predicate, together=shape.path.predicate != "")  # type: ignore[union-attr]


def _of_pairs(
    here: list[ox.Triple], other: list[ox.Triple], predicate: str, *, together: bool
) -> Iterator[tuple[Term, list[Term], str]]:
    """Yield the values that are compared with others; with those of their own subject, if they stand together."""
    by_subject: dict[object, list[ox.Triple]] = {}
    for triple in other:
        by_subject.setdefault(triple.subject if together else None, []).append(triple)
    for triple in here:
        kind = _kind(triple.object)
        found = by_subject.get(triple.subject if together else None, [])
        if different := [t.object for t in found if _kind(t.object) != kind or kind in _NEVER]:
            yield triple.object, different, predicate  # type: ignore[misc]


def _last(shape: Shape) -> str:
    """Return the predicate that leads to the values of a shape; empty if it has no path, or one that leads back."""
    if shape.path is None or not shape.path.steps or shape.path.steps[-1][1]:
        return ""
    return shape.path.steps[-1][0]


def _kind(term: object) -> str:
    if not isinstance(term, ox.Literal):
        return "node"
    datatype = term.datatype.value
    if datatype in _NUMBERS:
        return "number" if _is_number(term.value) else "text for a number"
    return datatype


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False


def is_truth_value(term: object) -> bool:
    """Whether a term is `true` or `false`."""
    return isinstance(term, ox.Literal) and term.datatype.value == _XSD + "boolean"
