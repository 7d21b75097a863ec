"""Files that are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; see `whole`.

    Raises:
        OSError: if it cannot be written; the name in it is that of the file.
    """
    with whole(file) as part:
        part.write_bytes(content)


@contextlib.contextmanager
def whole(file: Path) -> Iterator[Path]:
    """Give a file beside its place to write to, and put it there when it is whole; a full disk leaves what was there.

    What is not a file, such as `/dev/stdout` or a named pipe, is given itself.

    Raises:
        OSError: if it cannot be written; the name in it is that of the file.
    """
    target = Path(os.path.realpath(file))
    try:
        if target.exists() and not target.is_file():
            yield target
            return
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
        part = Path(name)
        try:
            os.close(handle)
            yield part
            part.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_mask())
            part.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
    except OSError as error:
        error.filename, error.filename2 = str(file), None
        raise


def _mask() -> int:
    """Return what rights new files of this process are denied; reading it sets it, so it is set back at once."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
