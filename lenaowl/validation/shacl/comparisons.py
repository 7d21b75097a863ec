"""Comparisons that pyshacl passes over: of values of different kinds, which SHACL counts as broken constraints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.vocabulary import PREFIXES, compact
from lenaowl.validation.as_written import is_broken, is_derived
from lenaowl.validation.lexical_forms import BOUNDS
from lenaowl.validation.shacl.constraints import LESS, RANGES
from lenaowl.validation.shacl.shapes import NESTING, Raw, Shape, Shapes, Term

_XSD = PREFIXES["xsd"]
_NUMBERS = {_XSD + name for name in ("integer", "decimal", "double", "float")}
_ZONE = re.compile(r"(Z|[+-]\d\d:\d\d)$")
_SHOWN = 3  # values that an error names
_NEVER = ("node", "ill-formed")  # kinds of which nothing is less than another

Doubt = tuple[
    str, object, Term, list[Term]
]  # parameter, node (none if it is not known), value, what it is compared with


def check_compared(shapes: Shapes, triples: Sequence[ox.Triple], found: Iterable[Raw]) -> None:
    """Refuse what pyshacl found if it passed over a comparison of a value whose datatype is not found wrong.

    Raises:
        DataError: with the value.
    """
    listed = list(found)
    said = {(raw.parameter, node, raw.value) for raw in listed for node in (raw.focus, None)}
    for parameter, node, value, _ in _open(shapes, triples, listed):
        if (parameter, node, value) not in said:
            raise DataError(
                f"{shapes.name}: pyshacl passes over the comparison sh:{parameter} with a value of another kind, "
                f"{_brief(value)}; use --engine sparql or shifty"
            )


def incomparable(shapes: Shapes, triples: Sequence[ox.Triple]) -> str:
    """Return the values that an engine may fail to compare, as text, the likeliest first; empty if none is known."""
    doubts = sorted(_doubtful(shapes, triples), key=lambda doubt: _kind(doubt[2]) not in _NEVER)
    names = {_brief(value): name for name, _, value, _ in reversed(doubts)}
    return ", ".join(f"{value} (sh:{name})" for value, name in list(reversed(names.items()))[:_SHOWN])


def _open(shapes: Shapes, triples: Sequence[ox.Triple], found: Iterable[Raw]) -> Iterator[Doubt]:
    """Yield the doubtful comparisons of values of which no datatype is found wrong."""
    wrong = {raw.value for raw in found if raw.parameter == "datatype"}
    for doubt in _doubtful(shapes, triples):
        if wrong.isdisjoint((doubt[2], *doubt[3])):
            yield doubt


def _brief(term: Term) -> str:
    if isinstance(term, ox.Literal):
        name = compact(term.datatype.value)
        return f'"{term.value[:80]}"' + ("" if name == "xsd:string" else f"^^{name}")
    return compact(str(term.value))[:80]


def _doubtful(shapes: Shapes, triples: Sequence[ox.Triple]) -> Iterator[Doubt]:
    """Yield the values that are compared with some of another kind."""
    values: dict[str, list[ox.Triple]] = {}
    for triple in triples:
        values.setdefault(triple.predicate.value, []).append(triple)
    for shape in shapes.by_iri.values():
        compared = [c for c in shape.constraints if c.name in RANGES or c.name in LESS]
        here = (
            [triple for predicate in _leading(shapes, shape) for triple in values.get(predicate, [])]
            if compared
            else []
        )
        together = shape.path is not None and shape.path.predicate != ""
        for constraint in compared:
            name, value = constraint.name, constraint.value
            if name in RANGES:
                nodes = () if shape.path else (term for kind, term in shape.targets if kind == "targetNode")
                terms = dict.fromkeys([*(t.object for t in here), *nodes])
                yield from ((name, None, term, []) for term in terms if _kind(term) != "node" and _unlike(term, value))
            else:
                yield from _of_pairs(name, here, values.get(str(value.value), []), together=together)


def _of_pairs(name: str, here: list[ox.Triple], other: list[ox.Triple], *, together: bool) -> Iterator[Doubt]:
    """Yield the values that are compared with others; with those of their own subject, if they stand together."""
    by_subject: dict[object, list[ox.Triple]] = {}
    for triple in other:
        by_subject.setdefault(triple.subject if together else None, []).append(triple)
    for triple in here:
        node = triple.subject if together else None
        found = by_subject.get(node, [])
        if different := [t.object for t in found if _unlike(triple.object, t.object)]:
            yield name, node, triple.object, different  # type: ignore[misc]


def _leading(shapes: Shapes, shape: Shape) -> set[str]:
    """Return the predicates that may lead to the values of a shape; of one without a path, those where it is used."""
    found, seen, queue = set[str](), {shape.iri}, [shape]
    while queue:
        now = queue.pop()
        if now.path is not None:
            steps = now.path.steps[-1:] if now.path.is_chain or now.path.predicate else now.path.steps
            found |= {predicate for predicate, back in steps if not back}
        if now.path is None or now.path.may_stay:
            found |= {str(term.value) for kind, term in now.targets if kind == "targetObjectsOf"}
            outer = [one for one in shapes.by_iri.values() if one.iri not in seen and _names(one, now.iri)]
            seen |= {one.iri for one in outer}
            queue += outer
    return found


def _names(shape: Shape, iri: str) -> bool:
    """Whether a shape refers to another."""
    nested = (value for c in shape.constraints if c.name in NESTING for value in c.values)
    return iri in shape.properties or any(value.value == iri for value in nested)


@lru_cache(maxsize=10_000)
def _kind(term: object) -> str:
    if not isinstance(term, ox.Literal):
        return "node"
    datatype = term.datatype.value
    if is_derived(term):
        return _NEVER[1] if is_broken(term) else "number" if datatype in BOUNDS else _XSD + "dateTime"
    if datatype in _NUMBERS:
        return "number" if _is_number(term.value) else "ill-formed"
    return datatype if _is_written(term) else _NEVER[1]


def _unlike(one: object, other: object) -> bool:
    """Whether SPARQL may not compare two values."""
    kind = _kind(one)
    return kind != _kind(other) or kind in _NEVER or _between_zones(one, other)


def _between_zones(one: object, other: object) -> bool:
    """Whether two dates, one with a time zone and one without, are too near to each other to be compared."""
    dates = [term for term in (one, other) if isinstance(term, ox.Literal) and term.datatype.value == _XSD + "date"]
    if len(dates) < 2 or len({bool(_ZONE.search(term.value)) for term in dates}) < 2:
        return False
    try:
        days = [date.fromisoformat(term.value[:10]).toordinal() for term in dates]
    except ValueError:
        return True
    return abs(days[0] - days[1]) <= 1


def _is_written(term: ox.Literal) -> bool:
    """Whether a literal is written as its datatype allows, as pyshacl sees it."""
    from rdflib import Literal, URIRef

    return not Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False).ill_typed


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False


def is_truth_value(term: object) -> bool:
    """Whether a term is `true` or `false`."""
    return isinstance(term, ox.Literal) and term.datatype.value == _XSD + "boolean"
