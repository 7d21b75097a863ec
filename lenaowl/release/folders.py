"""Folders of generated files: what is stale in them, what is left over, and writing them whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lenaowl.analysis.loading import load
from lenaowl.ontology.packaged import folder
from lenaowl.rdf.bytes_out import write_whole
from lenaowl.release import quality_rules, query_catalogue
from lenaowl.release.build import artefacts
from lenaowl.release.site.pages import is_page, pages


@dataclass(frozen=True)
class GeneratedFolder:
    """A folder, and the files that belong into it.

    Attributes:
        path: the folder; it need not be there yet.
        files: content by file name.
    """

    path: Path
    files: dict[str, bytes]

    @property
    def stale(self) -> list[Path]:
        """The files that the folder lacks or holds with other content."""
        found = {self.path / name: content for name, content in self.files.items()}
        return [file for file, content in found.items() if not file.is_file() or _content(file) != content]

    @property
    def leftover(self) -> list[Path]:
        """The pages in the folder that were generated once and no longer are."""
        found = (file for file in self.path.glob("*.html") if file.name not in self.files)
        return sorted(file for file in found if is_page(_content(file)))

    def write(self) -> Iterator[tuple[str, Path, int]]:
        """Write each file whole or not at all, and remove what is left over.

        Yields what became of each: `written`, `unchanged` or `removed`, the file, and its size in bytes.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        stale, leftover = self.stale, self.leftover
        for name, content in self.files.items():
            write_whole(self.path / name, content)
            yield "written" if self.path / name in stale else "unchanged", self.path / name, len(content)
        for file in leftover:
            size = len(_content(file))
            with suppress(FileNotFoundError):  # another build at the same time removed it
                file.unlink()
                yield "removed", file, size


def _content(file: Path) -> bytes:
    """Return what is in a file, or nothing if it is gone."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def check_writable(folder: Path) -> None:
    """Make sure that files can be written to a folder, before time is spent on making them.

    Raises:
        OSError: if the folder, or the one in which it would be made, is a file or must not be written to.
    """
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
    if not os.access(there, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(there))


def generated(release: Path | None = None, docs: Path | None = None, *, to_write: bool = True) -> list[GeneratedFolder]:
    """Return the folders that `lenaowl build` makes: the release, and the pages that show it.

    Args:
        release: where the release goes; `ontology/release` if left out.
        docs: where the pages go; `docs` in `release` if that is given, else `docs/pages` beside the ontology.
        to_write: whether the folders will be written to; those that cannot be are found before anything is made.

    Raises:
        DataError: if the ontology breaks a rule of `queries/quality` or a shape; nothing is made then.
        OSError: if a folder cannot be written to.
    """
    target = release or folder("ontology") / "release"
    shown = docs or (release / "docs" if release else folder("ontology").parent / "docs" / "pages")
    for place in (target, shown) if to_write else ():
        check_writable(place)
    kb = load()
    reference = {
        query_catalogue.PAGE: query_catalogue.page(kb.questions),
        quality_rules.PAGE: quality_rules.page(),
    }
    return [
        GeneratedFolder(target, artefacts(kb)),
        GeneratedFolder(shown, {**pages(kb), **reference}),
    ]
