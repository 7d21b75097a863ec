"""A table as it was read, before anything is made of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lenaowl.errors import DataError
from lenaowl.ontology.records import Record
from lenaowl.rdf.suggestions import nearest


@dataclass(frozen=True)
class LeftOut(Record):
    """A row of a table that is not judged, or a cell of it that cannot be used. Nothing is lost without one.

    Attributes:
        file: the table.
        number: the line of a text file, the row of a sheet, or the place in a data frame or Parquet file, from 1.
        counts: what the number counts: `line` or `row`.
        column: the column, or an empty text where it is the whole row.
        reason: what is wrong, in a sentence.
        damaged: whether the row is faulty; else it is left out for what it is, as a contaminant is.
    """

    file: str
    number: int
    counts: str
    column: str
    reason: str
    damaged: bool

    def __str__(self) -> str:
        """Return the place and the reason in a line."""
        column = f", column '{self.column}'" if self.column else ""
        return f"{self.file}, {self.counts} {self.number}{column}: {self.reason}"


def cell_text(cell: object) -> str:
    """Return the text of a cell: whole numbers without a point, as spreadsheets and Parquet keep them with one."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


@dataclass(frozen=True)
class Table:
    """Rows under the names of their columns.

    Attributes:
        source: the file, or `data frame`.
        counts: what the numbers of its rows count: `line` or `row`.
        columns: the names of the columns.
        rows: number and cells of each row, as many as there are columns.
        left_out: rows that could not be read.
        said: how it was read, in words.
        decimal_comma: whether numbers may have a comma, as where semicolons separate the cells.
    """

    source: str
    counts: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[object]]]
    left_out: Sequence[LeftOut]
    said: str
    decimal_comma: bool = False

    def place(self, column: str) -> int:
        """Return the place of a column that a user named.

        Raises:
            DataError: if there is none of the name, or several; it lists what there is.
        """
        exact = [n for n, name in enumerate(self.columns) if name == column]
        found = exact or [n for n, name in enumerate(self.columns) if name.casefold() == column.casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            raise DataError(f"{self.source}: {len(found)} columns are named '{column}'. Rename them.")
        near = list(nearest(column, self.columns, most=3, cutoff=60))
        hint = f"Did you mean: {', '.join(near)}?" if near else f"It has: {listed(self.columns)}."
        raise DataError(f"{self.source}: the table has no column '{column}'. {hint}")


@dataclass(frozen=True)
class TableStream:
    """A table whose rows are read when they are asked for, once.

    Attributes:
        heading: the table without its rows.
        rows: number and cells of each row.
        left_out: rows that could not be read; there are more of them as the rows are read.
    """

    heading: Table
    rows: Iterator[tuple[int, Sequence[object]]]
    left_out: list[LeftOut] = field(default_factory=list)

    def whole(self) -> Table:
        """Read all rows.

        Raises:
            DataError: if there are none.
        """
        rows = list(self.rows)
        if not rows and not self.left_out:
            raise no_rows(self.heading.source)
        return replace(self.heading, rows=rows, left_out=tuple(self.left_out))


def no_rows(source: str) -> DataError:
    """Return the error for a table that has column names only."""
    return DataError(f"{source}: the table has column names, but no rows.")


def listed(names: Sequence[str], most: int = 12) -> str:
    """Return names in a line; of many the first."""
    shown = ", ".join(name or "(no name)" for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")
