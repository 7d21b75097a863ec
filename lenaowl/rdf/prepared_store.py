"""A store that was made before: what is asked of it often is looked up, and all is loaded for anything else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from lenaowl.rdf.store import INFERRED, EmbeddedStore, Row, as_text

_ASSERTED, _INFERRED, _ROWS = "asserted", "inferred", "rows"
Table = dict[str, list[str]]


class PreparedStore(EmbeddedStore):
    """A store that was inferred before; what was inferred stays apart until `add_inferred`.

    Args:
        trig: reads the dataset, as TriG: what was inferred in a graph of its own.
        index: what `RecordingStore.index` made of the same dataset.
    """

    def __init__(self, trig: Callable[[], bytes], index: bytes) -> None:
        self._trig = trig
        self._index: dict[str, Any] = json.loads(index)
        self._terms: list[str] = self._index["terms"]
        self._parts: tuple[str, ...] = (_ASSERTED,)
        self._tables: dict[str, Table] = {}

    @cached_property
    def _store(self) -> ox.Store:  # type: ignore[override] # made when it is needed
        """The dataset itself; its blank nodes are called as in the index."""
        whole = len(self._parts) == 2
        store = ox.Store()
        store.bulk_extend(
            ox.Quad(quad.subject, quad.predicate, quad.object) if whole and quad.graph_name == INFERRED else quad
            for quad in ox.parse(self._trig(), format=ox.RdfFormat.TRIG)
        )
        return store

    @property
    def _loaded(self) -> bool:
        return "_store" in self.__dict__

    def add_inferred(self) -> None:
        """Put what was inferred before to the statements."""
        self._parts, self._tables = (_ASSERTED, _INFERRED), {}
        if self._loaded:
            super().add_inferred()

    def rows(self, select: str) -> list[Row]:
        """Return the rows of a SELECT query as strings, IRIs bare; our prefixes are declared."""
        answers = self._index[_ROWS][self._parts[-1]]
        if self._loaded or select not in answers:
            return super().rows(select)
        return [tuple(None if n is None else self._terms[n] for n in row) for row in answers[select]]

    def objects(self, predicate: str) -> Table:
        """Return subject → objects of one predicate in the default graph, as strings; the same table each time."""
        if self._loaded:
            return super().objects(predicate)
        if predicate not in self._tables:
            found = self._tables[predicate] = {}
            for part in self._parts:
                subjects, objects = self._index[part].get(predicate, ((), ()))
                for subject, n in zip(subjects, objects, strict=True):
                    found.setdefault(self._terms[subject], []).append(self._terms[n])
        return self._tables[predicate]


class RecordingStore(EmbeddedStore):
    """A store that remembers what was asked of it, to make an index of its statements and those answers."""

    def __init__(self, trig: bytes) -> None:
        self._store = ox.Store()
        self._store.extend(ox.parse(trig, format=ox.RdfFormat.TRIG))
        self._asked: dict[str, dict[str, list[Row]]] = {_ASSERTED: {}, _INFERRED: {}}
        self._part = _ASSERTED
        self._before = set(self.triples())

    def add_inferred(self) -> None:
        """Put what was inferred before to the statements; answers are remembered apart from now on."""
        super().add_inferred()
        self._part = _INFERRED

    def rows(self, select: str) -> list[Row]:
        """Return the rows of a SELECT query, and remember them."""
        found = self._asked[self._part][select] = super().rows(select)
        return found

    def index(self) -> dict[str, object]:
        """Return the statements by predicate and subject, before and after inference, and the answers."""
        after = [triple for triple in self.triples() if triple not in self._before]
        parts = {_ASSERTED: _tables(self._before), _INFERRED: _tables(after)}
        said = {term for tables in parts.values() for pairs in tables.values() for pair in pairs for term in pair}
        found = [rows for asked in self._asked.values() for rows in asked.values()]
        answered = {term for rows in found for row in rows for term in row if term is not None}
        terms = sorted(said | answered)
        numbers = {term: n for n, term in enumerate(terms)}
        made = {
            part: {
                predicate: [[numbers[subject] for subject, _ in pairs], [numbers[obj] for _, obj in pairs]]
                for predicate, pairs in sorted(tables.items())
            }
            for part, tables in parts.items()
        }
        answers = {
            part: {
                select: [[None if term is None else numbers[term] for term in row] for row in rows]
                for select, rows in sorted(asked.items())
            }
            for part, asked in self._asked.items()
        }
        return {"terms": terms, **made, _ROWS: answers}


def _tables(triples: Iterable[ox.Triple]) -> dict[str, list[tuple[str, str]]]:
    """Return subject and object of each statement as strings, sorted, by predicate."""
    found: dict[str, list[tuple[str, str]]] = {}
    for triple in triples:
        pair = as_text(triple.subject), as_text(triple.object)
        found.setdefault(triple.predicate.value, []).append(pair)
    return {predicate: sorted(pairs) for predicate, pairs in found.items()}
