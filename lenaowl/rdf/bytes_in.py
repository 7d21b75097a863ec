"""Texts from outside: files, packed ones too, folders and standard input, with a bound on their size."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import re
import stat
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from lenaowl.errors import DataError, LeftOutWarning
from lenaowl.rdf.limits import max_bytes

STANDARD_INPUT = "standard input"
_OPEN = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")  # what the caller has opened, as <(...) does in a shell
_KINDS = (
    (stat.S_ISFIFO, "a named pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)  # fmt: skip
_PACKED = {b"PK\x03\x04": "a zip archive", b"BZh": "packed with bzip2", b"\xfd7zXZ": "packed with xz",
           b"\x28\xb5\x2f\xfd": "packed with zstd"}  # fmt: skip
_MARKS = {b"\xff\xfe\0\0": "UTF-32", b"\0\0\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
# How XML says that it is written in one byte a letter; the parsers read UTF-8 alone.
_DECLARED = re.compile(
    rb"""<\?xml\b[^>]*?\bencoding\s*=\s*["']((?:iso-8859|windows-125|us-ascii|latin)[\w-]*)["']""", re.IGNORECASE
)
_PIECE = 1 << 16  # bytes
_NAMED = 5  # files that are named when more are left out


def shown(path: Path) -> str:
    """Return a path as it can be printed."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def read_text(file: str | Path) -> str:
    """Return the text of a file, unpacked if it is packed with gzip; of standard input for `-`.

    Raises:
        DataError: if it is not there or cannot be read, is no file, too large, cut off or not UTF-8.
    """
    return _decoded(_unpacked(read_bytes(file), _name(file)), _name(file))


def read_bytes(file: str | Path) -> bytes:
    """Return what a file holds, as it is; what standard input holds for `-`.

    Raises:
        DataError: if it is not there or cannot be read, is no file, or too large.
    """
    return b"".join(read_pieces(file))


def read_pieces(file: str | Path) -> Iterator[bytes]:
    """Yield what a file holds, as it is, piece by piece; see `read_bytes`."""
    name = _name(file)
    try:
        with _opened(file, name) as opened:
            yield from _bounded(opened, name)
    except OSError as error:
        raise DataError(f"{name}: cannot be read: {error.strerror or error}") from None
    except ValueError:  # a NUL in the path
        raise DataError(f"{name}: cannot be the name of a file") from None


def _name(file: str | Path) -> str:
    return STANDARD_INPUT if str(file) == "-" else shown(Path(file))


def check_is_file(file: Path) -> None:
    """Make sure that something is a file, before a library waits for it.

    Raises:
        DataError: if it is not there, or a folder, a device or the like.
    """
    name = shown(file)
    try:
        _kind(file, name)
    except OSError as error:
        raise DataError(f"{name}: cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise DataError(f"{name}: cannot be the name of a file") from None


def _kind(file: Path, name: str) -> int:
    """Return the mode of a file.

    Raises:
        DataError: if it is none.
    """
    mode = file.stat().st_mode
    if not str(file).startswith(_OPEN):
        for is_kind, kind in _KINDS:
            if is_kind(mode):
                raise DataError(f"{name}: is {kind}, not a file; give - and pipe its content to standard input")
    if stat.S_ISDIR(mode):
        raise DataError(f"{name}: is a folder, and a file is needed here")
    return mode


@contextlib.contextmanager
def _opened(file: str | Path, name: str) -> Iterator[BinaryIO]:
    if str(file) == "-":
        if sys.stdin is None:
            raise DataError(f"{STANDARD_INPUT}: is closed, so there is nothing to read")
        yield sys.stdin.buffer
        return
    regular = stat.S_ISREG(_kind(Path(file), name))
    with open(file, "rb", opener=_without_waiting if regular else None) as opened:
        yield opened


def _without_waiting(path: str, flags: int) -> int:
    """Open a file, and do not wait for what it has not: some files of a system are devices in truth."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _bounded(opened: BinaryIO | io.BufferedIOBase, name: str) -> Iterator[bytes]:
    """Yield pieces to the end.

    Raises:
        DataError: if there is more than a file may have.
    """
    most, total = max_bytes(), 0
    piece: bytes | None
    while piece := opened.read(_PIECE):
        total += len(piece)
        if total > most:
            raise DataError(
                f"{name}: larger than {most // 1_000_000:,} million bytes; split it, or set LENAOWL_MAX_MEGABYTES"
            )
        yield piece
    if piece is None:
        raise DataError(f"{name}: has nothing to read now; give - and pipe its content to standard input")


def packed(data: bytes) -> str:
    """Return how bytes are packed that gzip does not unpack, such as `a zip archive`; empty if they are not."""
    return next((kind for mark, kind in _PACKED.items() if data.startswith(mark)), "")


def _unpacked(data: bytes, name: str) -> bytes:
    if kind := packed(data):
        raise DataError(f"{name}: is {kind}, which is not read here; unpack it, or pack it with gzip")
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as opened:
            return b"".join(_bounded(opened, f"{name}, unpacked"))
    except EOFError:
        raise DataError(f"{name}: the packed file is cut off; fetch it again") from None
    except (OSError, zlib.error) as error:
        raise DataError(f"{name}: cannot be unpacked: {error}") from None


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            raise DataError(f"{name}: is {encoding}, not UTF-8 text; save it as UTF-8")
    try:
        if found := _DECLARED.match(data):
            before, after = data[: found.start(1)], data[found.end(1) :]
            return (before + b"UTF-8" + after).decode(found[1].decode())
        return data.decode("utf-8-sig")
    except LookupError:
        raise DataError(f"{name}, line 1: declares an encoding that is not known here; save it as UTF-8") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError(f"{name}, line {line}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None


def files_of(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[Path, bool]]:
    """Yield a file as it is, and of a folder all files in it with a wanted name; each with whether it is of a folder.

    What is left out of a folder is warned of.

    Raises:
        DataError: if a path is not there, or a folder in it cannot be read.
    """
    if str(path) != "-" and path.is_dir():
        inside, others = _walked(path, wanted)
        if others:
            left_out(path, others, "as its name does not say that it is RDF")
        yield from ((file, True) for file in sorted(inside))
    elif str(path) != "-" and not os.path.lexists(path):
        if found := re.fullmatch(r"(https?):/+(.*)", str(path)):
            address = f"{found[1]}://{found[2]}"
            raise DataError(f"{address}: nothing is fetched here; download it, and give the file")
        raise DataError(f"{shown(path)}: there is no such file or folder")
    else:
        yield path, False


def left_out(folder: Path, files: Sequence[Path], why: str) -> None:
    """Warn that files of a folder are not read."""
    more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
    listed = ", ".join(shown(file.relative_to(folder)) for file in sorted(files)[:_NAMED])
    warnings.warn(f"{shown(folder)}: left out {listed}{more}, {why}", LeftOutWarning, stacklevel=3)


def _walked(folder: Path, wanted: Callable[[str], bool]) -> tuple[list[Path], list[Path]]:
    """Return the wanted files of a folder, and what else is in it: other files, hidden folders, links to folders."""

    def fail(error: OSError) -> None:
        raise DataError(f"{shown(Path(error.filename or folder))}: cannot be read: {error.strerror}")

    inside: list[Path] = []
    others: list[Path] = []
    for where, folders, files in os.walk(folder, onerror=fail):
        here = Path(where)
        apart = [name for name in folders if name.startswith(".") or (here / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(apart))
        others += [here / name for name in apart]
        for name in files:
            (inside if wanted(name) else others).append(here / name)
    return inside, others
