"""Statements packed as JSON: each term once, each set of objects once, so that a command reads them in a moment."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from typing import TypeVar

import pyoxigraph as ox

from lenaowl.rdf.store import Node

_IRI, _BLANK, _LANGUAGE = "iri", "blank", "@"
Term = ox.NamedNode | ox.BlankNode | ox.Literal
# The kinds of terms (IRIs, blank nodes, literals of each language and datatype), each with their texts, sorted.
Texts = list[tuple[str, list[str]]]
# Of each predicate the numbers of its subjects, and for each of these the number of the list of its objects.
Part = dict[str, tuple[list[int], list[int]]]
_T = TypeVar("_T")


class Terms:
    """The terms of packed statements by number, and the lists of numbers that statements share."""

    def __init__(self, texts: Texts, lists: list[list[int]]) -> None:
        self.texts = [text for _, some in texts for text in some]
        self.lists = lists
        self._kinds = [kind for kind, _ in texts]
        self._ends = list(accumulate(len(some) for _, some in texts))
        self._read: dict[int, list[str]] = {}

    def number(self, node: Node) -> int | None:
        """Return the number of an IRI or a blank node, or nothing if no statement has it."""
        kind = _kind(node)
        if kind not in self._kinds:
            return None
        at = self._kinds.index(kind)
        low, high = ([0, *self._ends][at], self._ends[at])
        place = bisect_left(self.texts, node.value, low, high)
        return place if place < high and self.texts[place] == node.value else None

    def term(self, number: int) -> Term:
        """Return a term by its number."""
        kind, text = self._kinds[bisect_right(self._ends, number)], self.texts[number]
        if kind == _IRI:
            return ox.NamedNode(text)
        if kind == _BLANK:
            return ox.BlankNode(text)
        if kind.startswith(_LANGUAGE):
            return ox.Literal(text, language=kind[1:])
        return ox.Literal(text, datatype=ox.NamedNode(kind))

    def listed(self, number: int) -> list[str]:
        """Return the texts of a list by its number; the same list each time."""
        if number not in self._read:
            texts = self.texts
            self._read[number] = [texts[n] for n in self.lists[number]]
        return self._read[number]


class PackedStatements:
    """Statements that are read from their packed form; see `Statements` in `store.py`."""

    def __init__(self, terms: Terms, part: Part) -> None:
        self._terms = terms
        self._part = part
        self._tables: dict[str, dict[str, list[str]]] = {}

    def objects(self, predicate: str) -> dict[str, list[str]]:
        """Return subject → objects of one predicate, as strings; the same table each time."""
        if predicate not in self._tables:
            texts, listed = self._terms.texts, self._terms.listed
            subjects, lists = self._part.get(predicate, ((), ()))
            self._tables[predicate] = {texts[s]: listed(n) for s, n in zip(subjects, lists, strict=True)}
        return self._tables[predicate]

    def triples(self, subject: Node | None = None, obj: Node | None = None) -> Iterator[ox.Triple]:
        """Iterate over the statements, or over those of a subject or an object."""
        wanted = None if obj is None else self._terms.number(obj)
        if obj is not None and wanted is None:
            return
        for predicate, s, n in self._rows(subject, wanted):
            for o in self._terms.lists[n]:
                if wanted in (None, o):
                    yield ox.Triple(self._node(s), ox.NamedNode(predicate), self._terms.term(o))

    def _rows(self, subject: Node | None, obj: int | None) -> Iterator[tuple[str, int, int]]:
        """Yield predicate, subject and list of what is stated of a subject, or may be with an object."""
        number = None if subject is None else self._terms.number(subject)
        if subject is None:
            lists = range(len(self._terms.lists)) if obj is None else self._lists_with[obj]
            yield from (row for n in lists for row in self._rows_of_list.get(n, ()))
        elif number is not None:
            for predicate, (subjects, lists) in self._part.items():
                place = bisect_left(subjects, number)
                if place < len(subjects) and subjects[place] == number:
                    yield predicate, number, lists[place]

    def _node(self, number: int) -> Node:
        term = self._terms.term(number)
        if isinstance(term, ox.Literal):  # pragma: no cover - packed as RDF allows
            raise TypeError("a literal is no subject")
        return term

    @cached_property
    def _lists_with(self) -> dict[int, list[int]]:
        return _inverse((n, o) for n, objects in enumerate(self._terms.lists) for o in objects)

    @cached_property
    def _rows_of_list(self) -> dict[int, list[tuple[str, int, int]]]:
        parts = self._part.items()
        return _inverse(((predicate, s, n), n) for predicate, columns in parts for s, n in zip(*columns, strict=True))


def packed(parts: Mapping[str, Iterable[ox.Triple]]) -> tuple[Texts, list[list[int]], dict[str, Part]]:
    """Pack collections of statements: their terms, the lists of objects, and each collection.

    Raises:
        ValueError: for a triple term, which cannot be packed.
    """
    stated = {name: _by_predicate(triples) for name, triples in parts.items()}
    pairs = [pair for tables in stated.values() for found in tables.values() for pair in found]
    by_kind: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        for term in pair:
            by_kind[_kind(term)].add(term.value)
    texts = [(kind, sorted(found)) for kind, found in sorted(by_kind.items())]
    terms = ((kind, text) for kind, found in texts for text in found)
    numbers = {term: n for n, term in enumerate(terms)}
    lists: dict[tuple[int, ...], int] = {}
    made: dict[str, Part] = {}
    for name, tables in stated.items():
        made[name] = {}
        for predicate, found in sorted(tables.items()):
            rows = _inverse((numbers[_kind(o), o.value], numbers[_kind(s), s.value]) for s, o in found)
            subjects = sorted(rows)
            columns = [lists.setdefault(tuple(sorted(rows[s])), len(lists)) for s in subjects]
            made[name][predicate] = (subjects, columns)
    return texts, [list(numbers) for numbers in lists], made


def _by_predicate(triples: Iterable[ox.Triple]) -> dict[str, list[tuple[Node, Term]]]:
    found: dict[str, list[tuple[Node, Term]]] = defaultdict(list)
    for triple in triples:
        subject, obj = triple.subject, triple.object
        if isinstance(subject, ox.Triple) or isinstance(obj, ox.Triple):
            raise ValueError(f"a triple term cannot be packed: {triple}")
        found[triple.predicate.value].append((subject, obj))
    return found


def _kind(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return _IRI
    if isinstance(term, ox.BlankNode):
        return _BLANK
    return _LANGUAGE + term.language if term.language else term.datatype.value


def _inverse(pairs: Iterable[tuple[_T, int]]) -> dict[int, list[_T]]:
    found: dict[int, list[_T]] = defaultdict(list)
    for value, key in pairs:
        found[key].append(value)
    return found
