"""Excel files that would take all memory: small in the archive, large when they are unpacked or laid out as a table."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lenaowl.errors import DataError
from lenaowl.rdf.limits import max_bytes

_MOST_CELLS = 50_000_000  # that the smallest rectangle around all cells of a sheet may have
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_PIECE, _OVERLAP = 1 << 20, 32  # bytes


def check_workbook(file: Path) -> None:
    """Refuse an Excel file that is too large once it is read; what is no archive is left to the reader.

    Raises:
        DataError: if it is.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            most = max_bytes()
            if sum(part.file_size for part in archive.infolist()) > most:
                raise DataError(
                    f"{file}: larger than {most // 1_000_000:,} million bytes when it is unpacked; split it, or set "
                    "LENAOWL_MAX_MEGABYTES"
                )
            for part in archive.namelist():
                if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    _check_extent(archive, part, file)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return


def _check_extent(archive: zipfile.ZipFile, part: str, file: Path) -> None:
    columns = rows = 1
    for text in _pieces(archive, part):
        for column, row in _CELL.findall(text):
            columns, rows = max(columns, _number(column)), max(rows, int(row))
    if columns * rows > _MOST_CELLS:
        raise DataError(
            f"{file}: a sheet has cells so far apart that it is {rows:,} rows by {columns:,} columns; delete what is "
            "far from the table, or save the table as CSV"
        )


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    before = b""
    with archive.open(part) as opened:
        while piece := opened.read(_PIECE):
            yield before + piece
            before = piece[-_OVERLAP:]


def _number(column: bytes) -> int:
    """Return the number of a column.

    >>> _number(b"A"), _number(b"XFD")
    (1, 16384)
    """
    found = 0
    for letter in column:
        found = found * 26 + letter - 64
    return found
