"""The rows of a table as measurements: names, effect as log2, p value. Each row that cannot be one is accounted for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lenaowl.analysis.tables.columns import LINEAR, SCREEN, Choice, Decided, decide, is_ncbi
from lenaowl.analysis.tables.reading import read_table
from lenaowl.analysis.tables.table import LeftOut, Table, listed
from lenaowl.errors import DataError
from lenaowl.ontology.records import Records

_NOTHING = {"", "na", "<na>", "nan", "n/a", "#n/a", "null", "none", "-", "nd", "filtered", "inf", "-inf"}
_DATE = re.compile(
    r"(\d{1,2}-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))|((Mar|Sep|Dec)-\d{1,2})", re.IGNORECASE
)
# Columns of MaxQuant that mark rows which are no protein of the sample.
_FLAGS = {
    "Reverse": "a decoy", "Potential contaminant": "a potential contaminant", "Contaminant": "a contaminant",
    "Only identified by site": "only identified by a modification site",
}  # fmt: skip


@dataclass(frozen=True)
class Measurement:
    """One row.

    Attributes:
        row: its number in the table.
        names: its texts in the columns that name the gene or protein.
        effect: log2 of treatment over control; none if there is no value.
        p: the p or q value; none if there is none.
    """

    row: int
    names: tuple[str, ...]
    effect: float | None
    p: float | None


@dataclass(frozen=True)
class Measurements:
    """A table that was read.

    Attributes:
        source: the file, or `data frame`.
        decided: how its columns are read.
        said: what was decided, in sentences.
        rows: the rows that can be judged.
        left_out: those that cannot, with the reason.
    """

    source: str
    decided: Decided
    said: tuple[str, ...]
    rows: tuple[Measurement, ...]
    left_out: Records[LeftOut]


def read_measurements(given: object, choice: Choice) -> Measurements:
    """Read a table of effects; `given` as `read_table` takes it.

    Raises:
        DataError: if it cannot be read, a column cannot be told, or no row can be judged.
        MissingEngineError: if it takes what is not installed.
    """
    table = read_table(given, choice.sheet)
    decided = decide(table, choice)
    compared, table = _of_one_comparison(table, decided, choice)
    rows: list[Measurement] = []
    left_out = list(table.left_out)
    for found in _Reader(table, decided, choice.invert).rows():
        if isinstance(found, Measurement):
            rows.append(found)
        else:
            left_out.append(found)
    if not rows:
        first = f" The first: {left_out[0]}" if left_out else ""
        raise DataError(f"{table.source}: no row of the table can be judged.{first}")
    said = tuple(_said(table, decided, compared))
    left_out.sort(key=lambda item: item.number)
    if choice.strict and (damaged := [str(item) for item in left_out if item.damaged]):
        raise DataError("\n".join(damaged))
    return Measurements(table.source, decided, said, tuple(rows), Records(left_out))


def _of_one_comparison(table: Table, decided: Decided, choice: Choice) -> tuple[str, Table]:
    """Return the comparison that the rows are of, and the table with only these."""
    if not decided.comparison_column:
        if choice.comparison:
            raise DataError(f"{table.source}: no column says which comparison a row is of.")
        return "", table
    place = table.place(decided.comparison_column)
    known = list(dict.fromkeys(str(cells[place]).strip() for _, cells in table.rows))
    if choice.comparison and choice.comparison not in known:
        raise DataError(f"{table.source}: there is no comparison '{choice.comparison}'. It has: {listed(known)}.")
    if not choice.comparison and len(known) > 1:
        raise DataError(
            f"{table.source}: the rows are of {len(known)} comparisons: {listed(known)}. Choose one with --comparison."
        )
    chosen = choice.comparison or (known[0] if known else "")
    rows = [(number, cells) for number, cells in table.rows if str(cells[place]).strip() == chosen]
    return chosen, Table(
        table.source, table.counts, table.columns, rows, table.left_out, table.said, table.decimal_comma
    )


def _said(table: Table, decided: Decided, compared: str) -> Iterator[str]:
    program = f", columns as of {decided.program}" if decided.program else ""
    yield f"{table.source}: {table.said}{program}"
    yield f"names    {' and '.join(repr(name or '(names of rows)') for name in decided.id_columns)}"
    unit = "log2" if decided.unit != LINEAR else "a plain ratio, made log2"
    what = "knock-outs more or less frequent" if decided.kind == SCREEN else f"amount of {decided.kind}"
    yield f"effect   '{decided.effect_column}', {unit}: {what.replace('rna', 'RNA')}"
    if decided.p_columns:
        named = " (decrease) and ".join(map(repr, decided.p_columns)) + " (increase)" * (len(decided.p_columns) > 1)
        yield f"p        {named}, {'adjusted' if decided.adjusted else 'not adjusted'}"
    if compared:
        yield f"compared '{compared}'"
    yield from (f"note     {note}" for note in decided.notes)


class _Reader:
    """Makes measurements of rows."""

    def __init__(self, table: Table, decided: Decided, invert: bool) -> None:
        self._table = table
        self._linear = decided.unit == LINEAR
        self._log_p = decided.p_is_log
        self._sign = -1 if invert else 1
        self._ids = [table.place(name) for name in decided.id_columns]
        self._effect = table.place(decided.effect_column)
        self._ps = [table.place(name) for name in decided.p_columns]
        self._flags = [(n, name, _FLAGS[name]) for n, name in enumerate(table.columns) if name in _FLAGS]

    def rows(self) -> Iterator[Measurement | LeftOut]:
        """Yield each row as a measurement, or why it is none."""
        for number, cells in self._table.rows:
            try:
                yield self._row(number, cells)
            except _NotUsableError as error:
                yield LeftOut(self._table.source, number, self._table.counts, error.column, str(error), error.damaged)

    def _row(self, number: int, cells: Sequence[object]) -> Measurement:
        for place, column, what in self._flags:
            if str(cells[place] or "").strip() == "+":
                raise _NotUsableError(f"it is marked as {what}.", column, damaged=False)
        names = tuple(
            f"ncbigene:{text}" if text.isdigit() and is_ncbi(self._table.columns[place]) else text
            for place in self._ids
            for text in [_text(cells[place])]
        )
        if not any(names):
            raise _NotUsableError("no gene or protein is named.", self._table.columns[self._ids[0]])
        for place, name in zip(self._ids, names, strict=True):
            if _DATE.fullmatch(name):
                what = f"'{name}' is a date, which spreadsheets make of names such as SEPTIN2 or MARCHF1; restore it."
                raise _NotUsableError(what, self._table.columns[place])
        effect = self._number(cells, self._effect)
        if effect is not None and self._linear:
            if effect <= 0:
                raise _NotUsableError("a plain ratio is above 0.", self._table.columns[self._effect])
            effect = math.log2(effect)
        p = self._p(cells, effect)
        return Measurement(number, names, None if effect is None else self._sign * effect, p)

    def _p(self, cells: Sequence[object], effect: float | None) -> float | None:
        if not self._ps:
            return None
        place = self._ps[-1] if (effect or 0) > 0 else self._ps[0]
        p = self._number(cells, place)
        if p is not None and self._log_p:
            p = 10**-p
        if p is not None and not 0 <= p <= 1:
            raise _NotUsableError(f"{p:g} is not between 0 and 1, as a p value is.", self._table.columns[place])
        return p

    def _number(self, cells: Sequence[object], place: int) -> float | None:
        """Return a number; none for what stands for no value."""
        given = cells[place]
        text = "" if given is None else str(given).strip()
        if text.casefold() in _NOTHING:
            return None
        try:
            number = float(text.replace(",", ".") if self._table.decimal_comma else text)
        except ValueError:
            comma = " Write numbers with a point." if re.fullmatch(r"-?\d+,\d+", text) else ""
            raise _NotUsableError(f"'{text[:40]}' is not a number.{comma}", self._table.columns[place]) from None
        return number if math.isfinite(number) else None


class _NotUsableError(Exception):
    """Why a row is not a measurement."""

    def __init__(self, reason: str, column: str, *, damaged: bool = True) -> None:
        super().__init__(reason)
        self.column = column
        self.damaged = damaged


def _text(given: object) -> str:
    text = "" if given is None else str(given).strip()
    return "" if text.casefold() in ("na", "<na>", "nan", "none") else text
