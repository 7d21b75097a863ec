"""Comma-, tab- and semicolon-separated text as a table, with the line of each row."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from pathlib import Path

from lenaowl.analysis.tables.table import LeftOut, Table, TableStream
from lenaowl.errors import DataError
from lenaowl.rdf.bytes_in import packed, read_pieces

_MARKS = {"\t": "tabs", ",": "commas", ";": "semicolons"}
_CELL_LIMIT = 10_000_000  # characters; a group of proteins can be long
_FIRST = 10_000  # rows that show how many cells a row has
_TO_EXCEL = re.compile("sep=.?", re.IGNORECASE)

Row = tuple[int, int, list[str]]  # its first line, its last, and its cells


def stream_delimited(file: Path) -> TableStream:
    """Open separated text in UTF-8 or UTF-16; what separates the cells is found out from the first line.

    Raises:
        DataError: if the file cannot be read, is not text, is empty, or has one column only; later, as rows are read,
            if it is not text there.
    """
    lines = _Lines(file)
    before = list(_up_to_heading(lines))
    heading = before[-1].rstrip("\r\n") if before else ""
    if _is_aside(heading):
        raise DataError(f"{file}: the file is empty. A table needs a line of column names and rows below it.")
    mark = max(_MARKS, key=heading.count)
    if not heading.count(mark):
        raise DataError(
            f"{file}, line {len(before)}: only one column was found, so this is not a table of CSV or TSV."
            " Separate the cells by commas, tabs or semicolons."
        )
    found = _rows(chain(before, lines), mark, file)
    columns = [cell.strip() for cell in next(found, (0, 0, [""]))[2]]
    first = list(islice(found, _FIRST))
    columns = _as_wide(columns, [cells for *_, cells in first])
    said = f"cells separated by {_MARKS[mark]}"
    table = Table(str(file), "line", tuple(columns), [], [], said, decimal_comma=mark == ";")
    left_out: list[LeftOut] = []
    return TableStream(table, _whole(chain(first, found), table, lines, left_out), left_out)


def read_delimited(file: Path) -> Table:
    """Read separated text; see `stream_delimited`."""
    return stream_delimited(file).whole()


class _Lines:
    """The lines of a file with their ends, as a table has them: not at each character that Unicode calls one.

    Attributes:
        cut: whether the last line that was read had no end.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lines = self._read()
        self.cut = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.cut = not line.endswith(("\n", "\r"))
        return line

    def _read(self) -> Iterator[str]:
        waiting: list[str] = []
        for text in self._texts():
            if "\0" in text:
                raise DataError(
                    f"{self._file}: not text. Save the table as CSV or TSV, or give .parquet or .xlsx by that ending."
                )
            waiting.append(text)
            if "\n" in text or "\r" in text:
                lines = io.StringIO("".join(waiting), newline="").readlines()
                waiting = [] if lines[-1].endswith("\n") else [lines.pop()]  # \r may be half of a line's end
                yield from lines
        yield from io.StringIO("".join(waiting), newline="")

    def _texts(self) -> Iterator[str]:
        decoder: codecs.IncrementalDecoder | None = None
        done, line = 0, 1  # bytes, and the line that they lead to
        for piece in chain(read_pieces(self._file), [b""]):
            if decoder is None:
                if kind := "packed with gzip" if piece.startswith(b"\x1f\x8b") else packed(piece):
                    raise DataError(
                        f"{self._file}: is {kind}; unpack it, as tables are read as they are (.xlsx and .parquet too)."
                    )
                encoding = "utf-16" if piece[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
                decoder = codecs.getincrementaldecoder(encoding)()
            waiting = len(decoder.getstate()[0])
            try:
                yield decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                line += bytes(error.object).count(b"\n", 0, error.start)
                raise DataError(
                    f"{self._file}, line {line}: neither UTF-8 text nor a known kind of table (byte"
                    f" {done - waiting + error.start}). Save it as UTF-8 CSV or TSV, or give .parquet or .xlsx by that"
                    " ending."
                ) from None
            done, line = done + len(piece), line + piece.count(b"\n")


def _up_to_heading(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if not _is_aside(line):
            return


def _is_aside(line: str) -> bool:
    """Whether a line is empty, a comment, as Perseus writes them with types, or says to Excel what separates cells."""
    return not line.strip() or line.startswith("#") or _TO_EXCEL.fullmatch(line.strip()) is not None


def _as_wide(columns: list[str], rows: Sequence[list[str]]) -> list[str]:
    """Return the names of columns, of which there may be one more or one less than most rows have cells.

    R writes no name above the names of rows, of which each is there once. Others end their rows, or the heading alone,
    with a mark that separates nothing.
    """
    width = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    if width == len(columns) - 1 and not columns[-1]:
        return columns[:-1]
    if width != len(columns) + 1:
        return columns
    such = [cells for cells in rows if len(cells) == width]
    if not any(cells[-1].strip() for cells in such):
        return [*columns, ""]
    return ["", *columns] if len({cells[0] for cells in such}) == len(such) else columns


def _rows(lines: Iterable[str], mark: str, file: Path) -> Iterator[Row]:
    """Yield the rows, the heading too, but nothing that is an aside."""
    csv.field_size_limit(_CELL_LIMIT)
    reader = csv.reader(lines, delimiter=mark)
    before = 0
    try:
        for cells in reader:
            first, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells) and not _is_aside(mark.join(cells[:2])):
                yield first, before, cells
    except csv.Error as error:
        raise DataError(f"{file}, line {reader.line_num}: not a table: {error}.") from None


def _whole(
    found: Iterable[Row], table: Table, lines: _Lines, left_out: list[LeftOut]
) -> Iterator[tuple[int, list[str]]]:
    """Yield line and cells of the rows that have as many as the heading; the others are left out."""
    wanted = len(table.columns)
    for row, following in pairwise(chain(found, [None])):
        if row is None:
            return
        first, last, cells = row
        if len(cells) == wanted:
            yield first, cells
            continue
        why = "the row is damaged"
        if last > first:
            why = f"the row goes on to line {last}, as where a quotation mark is not closed"
        elif lines.cut and following is None:
            why = "the file ends in the middle of this row and may be cut off"
        what = f"{len(cells)} cells where the heading has {wanted}: {why}."
        left_out.append(LeftOut(table.source, first, "line", "", what, damaged=True))
