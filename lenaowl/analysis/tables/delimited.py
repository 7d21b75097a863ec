"""Comma-, tab- and semicolon-separated text as a table, with the line of each row."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from lenaowl.analysis.tables.table import LeftOut, Table
from lenaowl.errors import DataError
from lenaowl.rdf.bytes_in import packed, read_bytes

_MARKS = {"\t": "tabs", ",": "commas", ";": "semicolons"}
_LINE_END = re.compile("\r\n|\r|\n")
_CELL_LIMIT = 10_000_000  # characters; a group of proteins can be long


def read_delimited(file: Path) -> Table:
    """Read separated text in UTF-8 or UTF-16; what separates the cells is found out from the first line.

    Raises:
        DataError: if the file cannot be read, is not text, is empty, or has one column only.
    """
    text = _decoded(read_bytes(file), file)
    lines = _LINE_END.split(text)  # as a table has them: not at each character that Unicode calls one
    heading = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    if not heading:
        raise DataError(f"{file}: the file is empty. A table needs a line of column names and rows below it.")
    mark = max(_MARKS, key=heading.count)
    if not heading.count(mark):
        raise DataError(
            f"{file}, line {lines.index(heading) + 1}: only one column was found, so this is not a table of CSV or TSV."
            " Separate the cells by commas, tabs or semicolons."
        )
    return _table(text, mark, file)


def _decoded(content: bytes, file: Path) -> str:
    if kind := "packed with gzip" if content.startswith(b"\x1f\x8b") else packed(content):
        raise DataError(f"{file}: is {kind}; unpack it, as tables are read as they are (.xlsx and .parquet too).")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{file}: neither UTF-8 text nor a known kind of table (byte {error.start}). Save it as UTF-8 CSV or TSV,"
            " or give .parquet or .xlsx by that ending."
        ) from None
    if "\0" in text:
        raise DataError(f"{file}: not text. Save the table as CSV or TSV, or give .parquet or .xlsx by that ending.")
    return text


def _table(text: str, mark: str, file: Path) -> Table:
    csv.field_size_limit(_CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    header: list[str] = []
    found: list[tuple[int, int, list[str]]] = []
    before = 0
    try:
        for cells in reader:
            first, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue  # empty lines and comments, such as those with types that Perseus writes
            if header:
                found.append((first, reader.line_num, cells))
            else:
                header = [cell.strip() for cell in cells]
    except csv.Error as error:
        raise DataError(f"{file}, line {reader.line_num}: not a table: {error}.") from None
    widths = Counter(len(cells) for *_, cells in found)
    if widths and widths.most_common(1)[0][0] == len(header) + 1:
        header = ["", *header]  # R writes no name above the names of rows
    cut = not text.endswith(("\n", "\r"))
    rows, left_out = [], []
    for first, number, cells in found:
        if len(cells) == len(header):
            rows.append((first, cells))
            continue
        why = "the row is damaged"
        if number > first:
            why = f"the row goes on to line {number}, as where a quotation mark is not closed"
        elif cut and number == found[-1][1]:
            why = "the file ends in the middle of this row and may be cut off"
        what = f"{len(cells)} cells where the heading has {len(header)}: {why}."
        left_out.append(LeftOut(str(file), first, "line", "", what, damaged=True))
    return Table(str(file), "line", tuple(header), rows, left_out, f"cells separated by {_MARKS[mark]}", mark == ";")
