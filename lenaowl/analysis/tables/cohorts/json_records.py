"""JSON of others: one record a file, a list of them, or one a line (NDJSON); what is damaged does not stop the rest."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from lenaowl.analysis.tables.table import LeftOut
from lenaowl.errors import DataError
from lenaowl.rdf.bytes_in import read_text

Record = Mapping[str, object]


def beginning(file: Path, size: int) -> str:
    """Return the first bytes of a file as text, unpacked; nothing if it cannot be read, which reading it will say."""
    try:
        with file.open("rb") as opened:
            packed = opened.peek(2).startswith(b"\x1f\x8b")
            return (gzip.GzipFile(fileobj=opened) if packed else opened).read(size).decode("utf-8", "replace")
    except (OSError, EOFError, zlib.error):
        return ""


def json_records(file: Path, left_out: list[LeftOut]) -> Iterator[tuple[int, Record]]:
    """Yield the records of a file, each with its place: the line of NDJSON, else the place in the list, from 1.

    Args:
        file: the file; it may be packed with gzip.
        left_out: where what is damaged is noted.

    Raises:
        DataError: if it cannot be read, or is neither JSON nor lines of it.
    """
    text = read_text(file)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        first = [line.lstrip() for line in islice(_lines_of(text), 2)]
        if not all(line.startswith("{") for line in first) or isinstance(error, RecursionError):
            where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
            raise DataError(f"{file}{where}: not JSON, nor one record a line.") from None
        yield from _lines(file, _lines_of(text), left_out)
        return
    for number, one in enumerate(found if isinstance(found, list) else [found], 1):
        if isinstance(one, dict):
            yield number, one
        else:
            left_out.append(LeftOut(str(file), number, "record", "", "it is not a JSON object.", damaged=True))


def _lines_of(text: str) -> Iterator[str]:
    """Yield lines one by one; a text in JSON may hold characters that Unicode calls ends of lines."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def _lines(file: Path, lines: Iterator[str], left_out: list[LeftOut]) -> Iterator[tuple[int, Record]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
        except (ValueError, RecursionError):
            one = None
        if isinstance(one, dict):
            yield number, one
        else:
            left_out.append(LeftOut(str(file), number, "line", "", "it is not a JSON object.", damaged=True))


def listed(value: object) -> list[Record]:
    """Return the objects in a value: a list of them, or one."""
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, dict)]


def part(record: object, *keys: str) -> object:
    """Return a value in nested objects, or none."""
    for key in keys:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def number_text(value: object) -> str:
    """Return a number as text, or what stands in place of one."""
    return repr(value) if isinstance(value, float) else text(value)


def text(value: object) -> str:
    """Return a text, or an empty one where it is none."""
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) else ""
