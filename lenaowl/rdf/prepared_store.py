"""A store that was made before: what is asked of it often is looked up, and all is loaded for any other query."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from lenaowl.rdf.packed import PackedStatements, Terms, packed
from lenaowl.rdf.store import INFERRED, EmbeddedStore, Node, Row, Statements

_ASSERTED, _INFERRED, _DATA, _ROWS = "asserted", "inferred", "data", "rows"


class InferredBefore(EmbeddedStore):
    """A store that was inferred before; what was inferred stays apart until `add_inferred`.

    Attributes:
        data: the statements that nothing is inferred from, which the store does not hold.
    """

    data: Statements


class PreparedStore(InferredBefore):
    """A store with an index of what it holds, which is read first.

    Args:
        trig: reads the dataset, as TriG: what was inferred in a graph of its own.
        index: what `RecordingStore.index` made of the same dataset.
    """

    def __init__(self, trig: Callable[[], bytes], index: bytes) -> None:
        self._trig = trig  # in place of a store that is filled at once, see `_store`
        self._index: dict[str, Any] = json.loads(index)
        self._texts: list[str] = self._index["answered"]
        self._terms = Terms(self._index["terms"], self._index["lists"])
        self.data = PackedStatements(self._terms, self._index[_DATA])
        self._use(_ASSERTED)

    def _use(self, part: str) -> None:
        self._part = part
        self._packed = PackedStatements(self._terms, self._index[part])

    @cached_property
    def _store(self) -> ox.Store:  # type: ignore[override] # made when it is needed
        """The dataset itself; its blank nodes are called as in the index."""
        whole = self._part == _INFERRED
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
        self._use(_INFERRED)
        if self._loaded:
            super().add_inferred()

    def rows(self, select: str) -> list[Row]:
        """Return the rows of a SELECT query as strings, IRIs bare; our prefixes are declared."""
        answers = self._index[_ROWS][self._part]
        if self._loaded or select not in answers:
            return super().rows(select)
        return [tuple(None if n is None else self._texts[n] for n in row) for row in answers[select]]

    def objects(self, predicate: str) -> dict[str, list[str]]:
        """Return subject → objects of one predicate in the default graph, as strings; the same table each time."""
        return super().objects(predicate) if self._loaded else self._packed.objects(predicate)

    def triples(self, subject: Node | None = None, obj: Node | None = None) -> Iterator[ox.Triple]:
        """Iterate over the statements of the default graph, or over those of a subject or an object."""
        return super().triples(subject, obj) if self._loaded else self._packed.triples(subject, obj)


class RecordingStore(InferredBefore):
    """A store that remembers what was asked of it, to make an index of its statements and those answers.

    Args:
        trig: the dataset, as TriG: what was inferred in a graph of its own.
        data: the statements that nothing is inferred from.
    """

    def __init__(self, trig: bytes, data: Iterable[ox.Triple]) -> None:
        super().__init__()
        self.data = EmbeddedStore(data)
        self._store.extend(ox.parse(trig, format=ox.RdfFormat.TRIG))
        self._asked: dict[str, dict[str, list[Row]]] = {_ASSERTED: {}, _INFERRED: {}}
        self._part = _ASSERTED
        self._before = list(self.triples())

    def add_inferred(self) -> None:
        """Put what was inferred before to the statements; answers are remembered apart from now on."""
        super().add_inferred()
        self._part = _INFERRED

    def rows(self, select: str) -> list[Row]:
        """Return the rows of a SELECT query, and remember them."""
        found = self._asked[self._part][select] = super().rows(select)
        return found

    def index(self) -> dict[str, object]:
        """Return the statements, before and after inference, those that nothing follows from, and the answers."""
        terms, lists, parts = packed({_ASSERTED: self._before, _INFERRED: self.triples(), _DATA: self.data.triples()})
        found = [rows for asked in self._asked.values() for rows in asked.values()]
        answered = sorted({text for rows in found for row in rows for text in row if text is not None})
        numbers = {text: n for n, text in enumerate(answered)}
        answers = {
            part: {
                select: [[None if text is None else numbers[text] for text in row] for row in rows]
                for select, rows in sorted(asked.items())
            }
            for part, asked in self._asked.items()
        }
        return {"terms": terms, "lists": lists, **parts, "answered": answered, _ROWS: answers}
