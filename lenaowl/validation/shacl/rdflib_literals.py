"""How rdflib is kept from its habits with literals: it takes some for nothing, reads too much, writes others anew.

pyshacl asks a literal of rdflib whether it is written as its datatype allows, and what its value is. rdflib goes by
what Python reads, such as `1_000`, Arabic digits or a date of a dateTime.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timezone

import rdflib
from rdflib import XSD, Graph, Literal

from lenaowl.validation.lexical_forms import BOUNDS, FORMS, is_valid


class _There(Literal):
    """A literal that is there, though it is empty, zero or false."""

    def __bool__(self) -> bool:
        return True


def as_read(graph: Graph) -> Graph:
    """Put literals that rdflib reads wrongly in place of themselves, so that it sees them as they are.

    It would walk a path with `*` or `?` from anywhere where it should from `""`.
    """
    for s, p, o in [(s, p, o) for s, p, o in graph if isinstance(o, Literal) and (not o or _is_misread(o))]:
        made = _There if not o else Literal
        new = made(str(o), lang=o.language, datatype=o.datatype, normalize=False)
        if _is_misread(o):
            new._ill_typed = not is_valid(str(o), str(o.datatype))
            new._value = None if new._ill_typed else _nearest(o)
        graph.remove((s, p, o))
        graph.add((s, p, new))
    return graph


def _is_misread(literal: Literal) -> bool:
    datatype = str(literal.datatype)
    return (datatype in FORMS or datatype in BOUNDS) and bool(literal.ill_typed) == is_valid(str(literal), datatype)


def _nearest(literal: Literal) -> object:
    """Return the nearest value that Python has for one that it cannot hold: the year 0, or one after 9999."""
    text = str(literal)
    early = text.startswith(("-", "0000"))
    if literal.datatype == XSD.date:
        return date.min if early else date.max
    if literal.datatype != XSD.dateTime:
        return literal.value
    edge = datetime.min if early else datetime.max
    return edge.replace(tzinfo=timezone.utc if re.search(r"Z$|[+-]\d\d:\d\d$", text) else None)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib from writing a traceback to the log for each literal that is written wrongly: it is a finding."""
    log = logging.getLogger("rdflib.term")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


@contextmanager
def verbatim() -> Iterator[None]:
    """Keep rdflib from writing literals anew when it reads a report: 1e5 as 100000.0, a date without its time zone."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before
