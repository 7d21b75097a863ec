"""Literals as a store keeps them, by value, and as they were written: `1.0` is kept as `1`, `+00:00` as `Z`.

A store would make an `xsd:integer` of an `xsd:int` too, which is another term with other rules. Such literals are put
into a store under a datatype of this module (`apart`) and taken out of it as they were written (`back`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, cast

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import PREFIXES
from lenaowl.validation.lexical_forms import BOUNDS, is_valid

APART = "urn:lenaowl:kept-as:"  # how the datatypes begin under which a store keeps such literals
BROKEN = "urn:lenaowl:broken:"  # the same, of those that are not written as their datatype allows
_XSD = PREFIXES["xsd"]
_AS_THEY_ARE = (_XSD + "string", PREFIXES["rdf"] + "langString")
_INTEGER = _XSD + "integer"
_TYPED = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"\^\^<[^<>\s]+>')
_DERIVED = frozenset((*BOUNDS, _XSD + "dateTimeStamp"))
_FLOATING = (_XSD + "double", _XSD + "float")
# What a store reads as INF or NaN, though it is written otherwise.
_WORD = r"[+-]?(?:[iI][nN][fF]|[nN][aA][nN])[a-zA-Z]*"
# Each by itself: one expression for both would be tried at each character, which takes five times as long.
_SIGNS = (
    re.compile(rf"XMLSchema#(?:{'|'.join(name.removeprefix(_XSD) for name in _DERIVED)})>"),
    re.compile(rf'"{_WORD}"\^\^'),
)


# -- datatypes that a store would change ----------------------------------------------------------------


def is_derived(term: object) -> bool:
    """Whether a term is a literal of which a store would change the datatype."""
    return isinstance(term, ox.Literal) and term.datatype.value in _DERIVED


def _is_read_too_far(term: object) -> bool:
    is_word = isinstance(term, ox.Literal) and term.datatype.value in _FLOATING and re.fullmatch(_WORD, term.value)
    return bool(is_word) and is_broken(term)


def is_broken(term: object) -> bool:
    """Whether a term is a literal that is not written as its datatype allows."""
    return isinstance(term, ox.Literal) and not is_valid(term.value, term.datatype.value)


def marked(term: Any) -> Any:  # noqa: ANN401 - any term
    """Return a literal that is not written as its datatype allows under one that no engine knows; others as they are.

    For engines that read more than the datatype allows; `back` takes it out.
    """
    if not is_broken(term):
        return term
    return ox.Literal(term.value, datatype=ox.NamedNode(BROKEN + term.datatype.value.removeprefix(_XSD)))


def may_be_apart(ntriples: str) -> bool:
    """Whether N-Triples may hold a literal that is kept apart."""
    return any(sign.search(ntriples) for sign in _SIGNS)


def apart(term: Any) -> Any:  # noqa: ANN401 - any term
    """Return a literal of which a store would change the datatype under one that it keeps; other terms as they are.

    So is kept what a store would read though the datatype does not allow it: `"inf"^^xsd:double`.

    >>> apart(ox.Literal("7", datatype=ox.NamedNode(_XSD + "byte"))).datatype.value
    'urn:lenaowl:kept-as:byte'
    """
    if not is_derived(term) and not _is_read_too_far(term):
        return term
    name = term.datatype.value.removeprefix(_XSD)
    return ox.Literal(term.value, datatype=ox.NamedNode((BROKEN if is_broken(term) else APART) + name))


def apart_datatype(term: Any) -> Any:  # noqa: ANN401 - any term
    """Return the datatype under which a store keeps the literals of a datatype."""
    return ox.NamedNode(APART + term.value.removeprefix(_XSD)) if term.value in _DERIVED else term


def back(term: Any) -> Any:  # noqa: ANN401 - any term
    """Return a literal as it was written that a store keeps under another datatype; other terms as they are."""
    if isinstance(term, ox.Literal) and term.datatype.value.startswith((APART, BROKEN)):
        return ox.Literal(term.value, datatype=ox.NamedNode(_XSD + term.datatype.value.rpartition(":")[2]))
    return term


def as_plain(store: ox.Store) -> tuple[ox.Store, dict[ox.Literal, ox.Literal]]:
    """Return a store in which such literals are numbers and times like others, and how each was written.

    Numbers that were written in several ways have none.
    """
    plain, ways = ox.Store(), dict[ox.Literal, set[ox.Literal]]()
    plain.extend(ox.Quad(q.subject, q.predicate, back(q.object)) for q in store)
    before = (one for quad in store if (one := back(quad.object)) is not quad.object)
    for literal, now in _by_value(before).items():
        ways.setdefault(now, set()).add(literal)
    return plain, {
        now: next(iter(found))
        for now, found in ways.items()
        if len(found) == 1 and next(store.quads_for_pattern(None, None, now), None) is None
    }


def stored(literal: ox.Literal) -> ox.Literal:
    """Return how a store keeps a literal by value."""
    return _by_value([literal])[literal]


def _by_value(literals: Iterable[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """Return how a store keeps literals."""
    listed = list(dict.fromkeys(literals))
    store, node = ox.Store(), ox.NamedNode("urn:n")
    store.extend(ox.Quad(ox.NamedNode(f"urn:n{n}"), node, literal) for n, literal in enumerate(listed))
    return {listed[int(str(quad.subject.value)[5:])]: cast("ox.Literal", quad.object) for quad in store}


# -- values that a store writes in its own way ----------------------------------------------------------


def may_change(literal: ox.Literal) -> bool:
    """Whether a store may keep a literal in another way than it was written."""
    datatype = literal.datatype.value
    if datatype == _INTEGER:
        return not literal.value.isdecimal() or literal.value[0] == "0"
    return datatype not in _AS_THEY_ARE and datatype not in _DERIVED


def in_ntriples(text: str) -> set[ox.Literal]:
    """Return the literals of N-Triples that a store may keep in another way."""
    written_so = "".join(f"<urn:n> <urn:n> {one} .\n" for one in set(_TYPED.findall(text)))
    try:
        found = {quad.object for quad in ox.parse(written_so.encode(), format=ox.RdfFormat.N_TRIPLES)}
    except SyntaxError:  # of a comment
        found = {quad.object for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)}
    return {one for one in found if isinstance(one, ox.Literal) and may_change(one)}


def kept(literals: Iterable[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """Return how a store keeps literals; those of which it would change the datatype as they were written."""
    put = {literal: apart(literal) for literal in literals}
    found = _by_value(put.values())
    return {literal: back(found[one]) for literal, one in put.items()}


def written(kept_as: Mapping[ox.Literal, ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """Return how literals were written, by how they are kept; without those that were written in several ways."""
    ways = Counter(kept_as.values())
    return {now: before for before, now in kept_as.items() if now != before and ways[now] == 1}
