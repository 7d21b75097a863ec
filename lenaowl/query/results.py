"""Answers to queries: rows of typed values, a graph, or yes or no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, overload

import pyoxigraph as ox

from lenaowl.errors import LenaowlError, one_line
from lenaowl.ontology import html_text as html
from lenaowl.ontology.frames import frame
from lenaowl.ontology.records import Json
from lenaowl.rdf.sparql_text import fault
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import PREFIXES, compact

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Value = str | int | float | Decimal | bool | date | None
Row = dict[str, Value]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_XSD = PREFIXES["xsd"]
_INTEGERS = {_XSD + name for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger")}


@dataclass(frozen=True)
class Answer(Sequence[Row]):
    """The answer to a query. As a sequence it is its rows, each a dict of column to value.

    A value is an int, Decimal, float, bool, date or text as its datatype says, the IRI as text, or None.

    Attributes:
        query: the SPARQL text that was run.
        columns: the names of the columns.
        terms: the rows as RDF terms.
        triples: the graph, in an answer to CONSTRUCT or DESCRIBE.
        yes: the answer to ASK; None for other queries.
        partial: what a server says of rows that it left out; empty if the answer is whole.
    """

    query: str = field(repr=False)
    columns: tuple[str, ...] = ()
    terms: tuple[tuple[Term | None, ...], ...] = field(default=(), repr=False)
    triples: tuple[ox.Triple, ...] = field(default=(), repr=False)
    yes: bool | None = None
    partial: str = ""

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        """Return a row, or several."""
        return [self._row(t) for t in self.terms[index]] if isinstance(index, slice) else self._row(self.terms[index])

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.terms)

    def __bool__(self) -> bool:
        """Whether there is a row or a triple, or the answer is yes."""
        return bool(self.terms or self.triples or self.yes)

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        return map(self._row, self.terms)

    def _row(self, terms: tuple[Term | None, ...]) -> Row:
        return dict(zip(self.columns, map(value, terms), strict=True))

    def as_dict(self) -> Json:
        """Return the answer as JSON types: the rows with IRIs in full, the triples, or yes or no."""
        return {
            "columns": list(self.columns),
            "rows": [{column: _plain(value) for column, value in row.items()} for row in self],
            "triples": [[str(getattr(part, "value", part)) for part in triple] for triple in self.triples],
            "yes": self.yes,
        }

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a data frame of pandas.

        Raises:
            MissingEngineError: if pandas or narwhals is not installed.
        """
        found: pandas.DataFrame = frame(list(self), "pandas", self.columns)
        return found

    def to_polars(self) -> polars.DataFrame:
        """Return the rows as a data frame of polars.

        Raises:
            MissingEngineError: if polars or narwhals is not installed.
        """
        found: polars.DataFrame = frame(list(self), "polars", self.columns)
        return found

    def to_arrow(self) -> pyarrow.Table:
        """Return the rows as a table of Apache Arrow.

        Raises:
            MissingEngineError: if pyarrow or narwhals is not installed.
        """
        return frame(list(self), "pyarrow", self.columns)

    def _repr_html_(self) -> str:
        """Return the answer as HTML, for notebooks."""
        if self.yes is not None:
            return html.paragraph("yes" if self.yes else "no")
        if not self.columns:
            rows = [[compact(bare(part)) for part in triple] for triple in self.triples]
            return html.table(("subject", "predicate", "object"), rows)
        return html.table(self.columns, ([compact(html.shown(v)) for v in row.values()] for row in self))


def _plain(value: Value) -> object:
    """Return a value as JSON has it; dates and decimals as text."""
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def bare(term: Term) -> str:
    """Return a term without quotes and the like; a statement that is a term as Turtle writes it, in its brackets."""
    return f"<<( {term} )>>" if isinstance(term, ox.Triple) else str(term.value)


def value(term: Term | None) -> Value:
    """Return an RDF term as a Python value; a literal that is not what its datatype says stays text."""
    if not isinstance(term, ox.Literal):
        return None if term is None else bare(term)
    kind, text = term.datatype.value, term.value
    try:
        if kind in _INTEGERS:
            return int(text)
        if kind == _XSD + "decimal":
            return Decimal(text)
        if kind in (_XSD + "double", _XSD + "float"):
            return float(text)
        if kind == _XSD + "date":
            return date.fromisoformat(text)
        if kind == _XSD + "dateTime":
            return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (ValueError, ArithmeticError):
        return text
    return text in ("true", "1") if kind == _XSD + "boolean" else text


def filled(rows: Iterable[tuple[Term | None, ...]]) -> tuple[tuple[Term | None, ...], ...]:
    """Return rows; none where the only one has no value: so SPARQL says that an aggregate had nothing to count."""
    found = tuple(rows)
    return () if len(found) == 1 and found[0] and all(term is None for term in found[0]) else found


def answer(query: str, results: object, limit: int | None = None) -> Answer:
    """Return what Oxigraph answers, in this process or parsed from another server's bytes.

    Args:
        query: the text that was asked.
        results: solutions, triples or a boolean.
        limit: the greatest number of rows or triples to take.
    """
    if isinstance(results, ox.QuerySolutions):
        columns = tuple(variable.value for variable in results.variables)
        return Answer(query, columns, filled(tuple(row) for row in islice(results, limit)))
    if isinstance(results, (bool, ox.QueryBoolean)):
        return Answer(query, yes=bool(results))
    triples: Iterable[ox.Triple] = results  # type: ignore[assignment]
    return Answer(query, triples=tuple(islice(triples, limit)))


def ask(store: EmbeddedStore, query: str, limit: int | None = None) -> Answer:
    """Run a query on the embedded store.

    Raises:
        LenaowlError: if the text is not a query, or fails while it runs.
    """
    try:
        return answer(query, store.query(query), limit)
    except SyntaxError as error:
        raise LenaowlError(f"not a SPARQL query: {fault(query, error)}") from None
    except (ValueError, OSError, RuntimeError) as error:
        raise LenaowlError(f"the query failed: {one_line(error)}") from None
