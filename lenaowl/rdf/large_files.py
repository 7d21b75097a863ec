"""Files of N-Triples that are larger than what is held in memory: they are read in parts, each when it is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.bytes_in import shown
from lenaowl.rdf.files import Source, read_files
from lenaowl.rdf.limits import MAX_DEPTH
from lenaowl.rdf.settings import whole_number

IN_MEMORY = "LENAOWL_IN_MEMORY_MEGABYTES"
_DEFAULT = 256
_MEGABYTE = 1_000_000
_PART = 16 * _MEGABYTE  # bytes; the rest of a line follows
_NAMES = (".nt", ".ntriples")


class Part(Source):
    """A part of a file, from the beginning of a line to the end of one."""

    is_part = True
    _file: Path
    _start: int
    _size: int

    def __init__(self, name: str, file: Path, start: int, size: int, line_before: int) -> None:
        """Take the name, the file, how many bytes are before the part and in it, and the last line before it."""
        told = {"name": name, "form": ox.RdfFormat.N_TRIPLES, "base": "", "line_before": line_before}
        for attribute, value in {**told, "_file": file, "_start": start, "_size": size}.items():
            object.__setattr__(self, attribute, value)  # a source does not change

    @property
    def text(self) -> str:
        """The text of the part, read each time that it is asked for."""
        with self._file.open("rb") as opened:
            opened.seek(self._start)
            content = opened.read(self._size)
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            line = self.line_before + content.count(b"\n", 0, error.start) + 1
            raise DataError(f"{self.name}, line {line}: is not UTF-8; save it as UTF-8") from None


def in_memory() -> int:
    """Return how many megabytes of one file are held in memory: those of LENAOWL_IN_MEMORY_MEGABYTES, or 256.

    Raises:
        DataError: if the variable is not a number above 0.
    """
    return whole_number(IN_MEMORY, _DEFAULT)


def read_parts(paths: Iterable[Path], form: ox.RdfFormat | None = None, base: str = "") -> list[Source]:
    """Return the texts of files as `read_files` does, but those of large files of N-Triples in parts."""
    found: list[Source] = []
    for path in paths:
        found += _parts(shown(path), path) if _is_large(path, form) else read_files([path], form, base)
    return found


def _is_large(file: Path, form: ox.RdfFormat | None) -> bool:
    if form != ox.RdfFormat.N_TRIPLES and (form or file.suffix.lower() not in _NAMES):
        return False
    return os.path.isfile(file) and file.stat().st_size > in_memory() * _MEGABYTE


def _parts(name: str, file: Path) -> Iterator[Part]:
    """Yield the parts of a file of N-Triples, each of about 16 MB.

    Raises:
        DataError: for what the parts of a file may not hold, with the line.
    """
    start = line = 0
    with file.open("rb") as opened:
        while content := opened.read(_PART):
            content += opened.readline(_PART)
            where = f"{name}, line {line + 1}"
            if not content.endswith(b"\n") and opened.peek(1):
                raise DataError(f"{where}: from here on a line has more than {_PART // _MEGABYTE} MB; shorten it")
            if b"\0" in content:
                raise DataError(f"{where}: from here on there is a NUL byte, so it is not text; save it as UTF-8")
            if content.count(b"<<(") > MAX_DEPTH:
                raise DataError(
                    f"{where}: from here on there are more than {MAX_DEPTH} triple terms, which are read in memory "
                    f"only; set {IN_MEMORY} to more than the file has"
                )
            yield Part(name, file, start, len(content), line)
            start, line = start + len(content), line + content.count(b"\n")
