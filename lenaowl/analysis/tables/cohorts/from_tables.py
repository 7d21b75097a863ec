"""Patients from a table, by a mapping of its columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from lenaowl.analysis.tables.cohorts.amounts import amount_of
from lenaowl.analysis.tables.cohorts.mapping import KEEP, CohortMapping, Column
from lenaowl.analysis.tables.cohorts.privacy import identifies
from lenaowl.analysis.tables.cohorts.records import Row, Said, Source
from lenaowl.analysis.tables.reading import stream_table
from lenaowl.analysis.tables.table import LeftOut, Table, TableStream, cell_text, no_rows
from lenaowl.errors import DataError

_KNOWN = 100_000  # different rows that are remembered
_NOTHING = {"", "na", "<na>", "nan", "n/a", "null", "none", "-"}


def read_rows(given: object, mapping: CohortMapping) -> Source:
    """Read a table.

    Args:
        given: a file (CSV, TSV, Parquet, Excel), a data frame, or a mapping from names of columns to values.
        mapping: which columns say what.

    Raises:
        DataError: if it cannot be read, has no column of the mapping, or the mapping names none; what is wrong further
            below in it is found as the rows are read.
        MissingEngineError: if it takes what is not installed.
    """
    if not mapping.columns:
        what, how = (str(given), str(given)) if isinstance(given, str | Path) else ("data frame", "FILE")
        raise DataError(f"{what}: a table needs a mapping of its columns. Get one with: lenaowl cohort template {how}")
    table = stream_table(given, mapping.sheet)
    heading = table.heading
    source = Source([heading.source], "a table", counts={heading.source: heading.counts})
    source.rows = _read(table, _Reader(heading, mapping), source)
    return source


def _read(table: TableStream, reader: _Reader, source: Source) -> Iterator[Row]:
    times = 0
    for number, cells in table.rows:
        times += 1
        row = reader.row(number, cells)
        if isinstance(row, LeftOut):
            source.left_out.append(row)
        else:
            yield row
    if not times and not table.left_out:
        raise no_rows(table.heading.source)
    source.left_out += table.left_out
    for name in table.heading.columns:
        if identifies(name) and name not in reader.read_columns:
            source.identifying[f"column '{name}'"] = times


def columns_of(table: Table, mapping: CohortMapping) -> list[str]:
    """Return the columns of a table that are read, as the table calls them.

    Raises:
        DataError: if there is no column of a name, or it looks like a direct identifier.
    """
    named = sorted(_Reader(table, mapping).read_columns - {""})
    return [table.columns[table.place(name)] for name in named]


class _Reader:
    def __init__(self, table: Table, mapping: CohortMapping) -> None:
        self._table = table
        self._patient = table.place(mapping.patient) if mapping.patient else None
        self._line = table.place(mapping.line) if mapping.line else None
        self._columns = [
            (kind, column, table.place(column.column))
            for kind, columns in mapping.columns.items()
            for column in columns
        ]
        self._fields = [(name, table.place(column)) for name, column in mapping.record.items()]
        said = [*(column.column for _, column, _ in self._columns), *mapping.record.values()]
        self.read_columns = {*said, mapping.patient, mapping.line}
        for column in said:
            if identifies(column):
                raise DataError(
                    f"{mapping.source}: the column '{column}' looks like a direct identifier, and is not read."
                    " Rename it if it is none."
                )
        if mapping.ids == KEEP and mapping.patient and identifies(mapping.patient):
            raise DataError(
                f"{mapping.source}: the column '{mapping.patient}' looks like a direct identifier, which is not passed"
                " on. Leave out `ids: keep`, or name a column of pseudonyms."
            )
        self._known: dict[tuple[object, ...], tuple[Said, ...]] = {}

    def row(self, number: int, cells: Sequence[object]) -> Row | LeftOut:
        """Read a row; what is wrong with it is not repeated."""
        alone = self._patient is None
        patient = str(number) if self._patient is None else cell_text(cells[self._patient])
        column = "" if self._patient is None else self._table.columns[self._patient]
        if not patient:
            return self._fault(number, column, "no patient is named.")
        line = "" if self._line is None else cell_text(cells[self._line])
        key = tuple(cells[place] for _, _, place in self._columns)
        if key not in self._known:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            self._known[key] = tuple(
                said
                for kind, column_, place in self._columns
                for said in said_in(kind, column_, cells[place], decimal_comma=self._table.decimal_comma)
            )
        texts = ((name, cell_text(cells[place])) for name, place in self._fields)
        fields = tuple((name, text) for name, text in texts if not is_nothing(text))
        return Row(patient, line, self._table.source, number, self._known[key], fields, alone=alone)

    def _fault(self, number: int, column: str, reason: str) -> LeftOut:
        return LeftOut(self._table.source, number, self._table.counts, column, reason, damaged=True)


def said_in(kind: str, column: Column, cell: object, *, decimal_comma: bool = False) -> list[Said]:
    """Return what a cell of a column says; amounts may have a decimal comma in it."""
    text = cell_text(cell)
    if column.means:
        text = text.replace(",", ".") if decimal_comma else text
        amount = amount_of(text, column.unit)
        return [] if is_nothing(text) else [Said(kind, (column.means,), column.column, amount, column.threshold)]
    found = []
    for part in codes(text, column.separator, column.values):
        code = f"{column.vocabulary}:{part}" if column.vocabulary else part
        found += [Said(kind, (meant,), column.column) for meant in column.values.get(part.casefold(), (code,))]
    return found


def codes(text: str, separator: str, but: Collection[str] = ()) -> list[str]:
    """Return the codes in a cell, without what stands for nothing.

    Args:
        text: the cell.
        separator: what stands between several codes; an empty text if there is one.
        but: what is a code although it usually stands for nothing.
    """
    whole = not separator or is_nothing(text)
    parts = map(str.strip, [text] if whole else split(text, separator))
    return [part for part in parts if part.casefold() in but or not is_nothing(part)]


def is_nothing(text: str) -> bool:
    """Whether a cell stands for nothing, as `n/a` does."""
    return text.strip().casefold() in _NOTHING


def split(text: str, separator: str) -> list[str]:
    """Split a text, but not within brackets.

    >>> split("del(17p); t(4;14)", ";")
    ['del(17p)', ' t(4;14)']
    """
    parts, depth = [""], 0
    for piece in re.split(f"([()]|{re.escape(separator)})", text):
        depth += (piece == "(") - (piece == ")")
        if piece == separator and depth <= 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts
