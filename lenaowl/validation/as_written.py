"""Literals as a store keeps them, by value, and as they were written: `1.0` is kept as `1`, `+00:00` as `Z`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import PREFIXES

_AS_THEY_ARE = (PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString")
_INTEGER = PREFIXES["xsd"] + "integer"
_TYPED = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"\^\^<[^<>\s]+>')


def may_change(literal: ox.Literal) -> bool:
    """Whether a store may keep a literal in another way than it was written."""
    datatype = literal.datatype.value
    if datatype == _INTEGER:
        return not literal.value.isdecimal() or literal.value[0] == "0"
    return datatype not in _AS_THEY_ARE


def in_ntriples(text: str) -> set[ox.Literal]:
    """Return the literals of N-Triples that a store may keep in another way."""
    written_so = "".join(f"<urn:n> <urn:n> {one} .\n" for one in set(_TYPED.findall(text)))
    try:
        found = {quad.object for quad in ox.parse(written_so.encode(), format=ox.RdfFormat.N_TRIPLES)}
    except SyntaxError:  # of a comment
        found = {quad.object for quad in ox.parse(text.encode(), format=ox.RdfFormat.N_TRIPLES)}
    return {one for one in found if isinstance(one, ox.Literal) and may_change(one)}


def kept(literals: Iterable[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """Return how a store keeps literals."""
    listed = list(dict.fromkeys(literals))
    store, node = ox.Store(), ox.NamedNode("urn:n")
    store.extend(ox.Quad(ox.NamedNode(f"urn:n{n}"), node, literal) for n, literal in enumerate(listed))
    return {listed[int(str(quad.subject.value)[5:])]: quad.object for quad in store}


def written(kept_as: Mapping[ox.Literal, ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """Return how literals were written, by how they are kept; without those that were written in several ways."""
    ways = Counter(kept_as.values())
    return {now: before for before, now in kept_as.items() if now != before and ways[now] == 1}
