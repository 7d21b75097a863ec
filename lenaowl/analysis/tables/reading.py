"""Reads users' tables: text, Parquet and Excel files, data frames, and columns or rows of Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lenaowl.analysis.tables.delimited import stream_delimited
from lenaowl.analysis.tables.table import Table, TableStream
from lenaowl.analysis.tables.workbooks import check_workbook
from lenaowl.errors import DataError, LenaowlError, MissingEngineError
from lenaowl.rdf.bytes_in import check_is_file

_PARQUET, _EXCEL = (".parquet", ".pq"), (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_AT_ONCE = 65_536  # rows of Parquet

Row = tuple[int, Sequence[object]]


def read_table(given: object, sheet: str = "") -> Table:
    """Read a table; see `stream_table`.

    Raises:
        DataError: if it cannot be read, or holds no rows; it says where and why.
        MissingEngineError: if Parquet or Excel is given, and `lenaowl[tables]` is not installed.
        LenaowlError: if it is no table.
    """
    return stream_table(given, sheet).whole()


def stream_table(given: object, sheet: str = "") -> TableStream:
    """Open a table, of which text and Parquet are read as the rows are asked for.

    Args:
        given: the path of a file (CSV, TSV, Parquet, Excel); a data frame of pandas, polars or Apache Arrow; or a
            mapping from names of columns to their values; or rows, each a mapping from names of columns to a value, as
            a SPARQL endpoint answers.
        sheet: the sheet of an Excel file; the first if left out.

    Raises:
        DataError: if it cannot be read; it says where and why. Of text and Parquet also later, as rows are read.
        MissingEngineError: if Parquet or Excel is given, and `lenaowl[tables]` is not installed.
        LenaowlError: if it is nothing of these.
    """
    if isinstance(given, str | Path):
        return _of_file(Path(given), sheet)
    if isinstance(given, Mapping):
        return _of_columns("data frame", dict(given), "columns of a mapping", first=1)
    return _of_rows(given) if isinstance(given, Sequence) else _of_frame(given)


def _of_file(file: Path, sheet: str) -> TableStream:
    ending = file.suffix.casefold()
    if sheet and ending not in _EXCEL:
        raise LenaowlError(f"a sheet is named, but {file} is not an Excel file.")
    if file.is_dir():
        raise DataError(f"{file}: a folder, not a table. Give one file.")
    if ending not in (*_PARQUET, *_EXCEL):
        return stream_delimited(file)
    check_is_file(file)
    polars = _polars(file)
    if ending in _PARQUET:
        return _parquet(polars, file)
    check_workbook(file)
    with _readable(file):
        return _excel(polars, file, sheet)


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Say of any error of a reader that the file cannot be read."""
    try:
        yield
    except (DataError, MissingEngineError):
        raise
    except Exception as error:  # the readers raise many kinds
        ending = file.suffix.casefold().removeprefix(".")
        what = " ".join(str(error).split())[:200]
        raise DataError(f"{file}: cannot be read as {ending}; it may be cut off or another format: {what}") from None


def _polars(file: Path) -> Any:  # noqa: ANN401 - it is there only with the extra
    try:
        import polars
    except ImportError:
        raise MissingEngineError(
            f"{file}: Parquet and Excel are read by polars and fastexcel. Get them with: pip install 'lenaowl[tables]'."
        ) from None
    return polars


def _parquet(polars: Any, file: Path) -> TableStream:  # noqa: ANN401
    with _readable(file):
        lazy = polars.scan_parquet(file, glob=False)
        names = lazy.collect_schema().names()
        many = lazy.select(polars.len()).collect().item()

    def rows() -> Iterator[Row]:
        for start in range(0, many, _AT_ONCE):
            with _readable(file):
                cells = lazy.slice(start, _AT_ONCE).collect().rows()
            yield from _filled(start + 1, cells)

    return _stream(str(file), names, "Parquet", rows())


def _excel(polars: Any, file: Path, sheet: str) -> TableStream:  # noqa: ANN401
    try:
        import fastexcel
    except ImportError:
        raise MissingEngineError(
            f"{file}: Excel is read by fastexcel. Get it with: pip install 'lenaowl[tables]'."
        ) from None
    names = fastexcel.read_excel(str(file)).sheet_names
    if sheet and sheet not in names:
        raise DataError(f"{file}: there is no sheet '{sheet}'. It has: {', '.join(names)}.")
    chosen = sheet or names[0]
    # All as text: one faulty cell must not decide what a column is.
    frame = polars.read_excel(
        file, sheet_name=chosen, engine="calamine", infer_schema_length=0, drop_empty_rows=False,
        raise_if_empty=False,
    )  # fmt: skip
    others = f", of {len(names)} sheets" if len(names) > 1 else ""
    return _of_columns(str(file), frame.to_dict(as_series=False), f"sheet '{chosen}'{others}", first=2)


def _of_frame(given: object) -> TableStream:
    try:
        import narwhals
    except ImportError:
        raise MissingEngineError(
            "Data frames are read by narwhals. Get it with: pip install 'lenaowl[tables]'."
        ) from None
    try:
        frame = narwhals.from_native(given, eager_only=True)  # type: ignore[call-overload]
    except TypeError:
        raise LenaowlError(
            f"a table is a path, a data frame or a mapping of columns, not {type(given).__name__}."
        ) from None
    columns = {str(name): frame[name].to_list() for name in frame.columns}
    index: Any = getattr(given, "index", None)  # pandas keeps the names of rows apart, as R does
    if str(getattr(index, "dtype", "")) in ("object", "str", "string"):
        columns = {str(index.name or ""): list(index), **columns}
    return _of_columns("data frame", columns, "a data frame", first=1)


def _of_rows(given: Sequence[object]) -> TableStream:
    rows = [row for row in given if isinstance(row, Mapping)]
    if not rows or len(rows) < len(given):
        raise DataError("rows: a row is a mapping from names of columns to values, and there is at least one.")
    names = dict.fromkeys(name for row in rows for name in row)
    return _of_columns("rows", {name: [row.get(name) for row in rows] for name in names}, "rows", first=1)


def _of_columns(source: str, columns: Mapping[str, Sequence[object]], said: str, first: int) -> TableStream:
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise DataError(f"{source}: the columns are of different lengths: {', '.join(map(str, sorted(lengths)))}.")
    return _stream(source, columns, said, _filled(first, zip(*columns.values(), strict=True)))


def _filled(first: int, rows: Iterable[Sequence[object]]) -> Iterator[Row]:
    """Return rows with their numbers, without those in which nothing stands."""
    return ((n, cells) for n, cells in enumerate(rows, first) if any(cell is not None and cell != "" for cell in cells))


def _stream(source: str, columns: Iterable[object], said: str, rows: Iterator[Row]) -> TableStream:
    names = tuple(str(name).strip() for name in columns)
    if not names:
        raise DataError(f"{source}: the table is empty.")
    return TableStream(Table(source, "row", names, [], [], said), rows)
