"""What shapes import (owl:imports): found in local files and catalogs that the user names; nothing is ever fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname
from xml.etree import ElementTree as Xml

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf import limits
from lenaowl.rdf.bytes_in import files_of, shown
from lenaowl.rdf.files import Source, quads, read_files, read_text
from lenaowl.rdf.syntaxes import is_named
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE

_OWL = PREFIXES["owl"]
_CATALOG = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}"


class LocalFiles:
    """Files that stand for IRIs: by a catalog, by the ontology IRI in them, or by their names."""

    def __init__(self, places: Iterable[str | Path] = ()) -> None:
        """Take RDF files, folders of them, and XML catalogs as Protégé and ROBOT use them (`catalog-v001.xml`)."""
        self._places = tuple(map(Path, places))

    def find(self, iri: str, importer: Path) -> Path | None:
        """Return the file that an import of another file means, or none.

        A `file:` IRI is followed within the folder of the file that imports it, without being named here.

        Raises:
            DataError: if a place is not there or cannot be read.
        """
        file = _beside(iri, importer)
        if file:
            return file
        name = unquote(urlsplit(iri).path.rstrip("/").rpartition("/")[2])
        return self._by_iri.get(iri) or (self._by_name.get(name) if name else None)

    @cached_property
    def _files(self) -> list[Path]:
        files = [file for place in self._places for file, _ in files_of(place, is_named)]
        return [file for file in files if file.suffix != ".xml" or not list(_entries(file))]

    @cached_property
    def _by_iri(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for place in self._places:
            catalogs = sorted(place.glob("catalog*.xml")) if place.is_dir() else [place]
            for catalog in (one for one in catalogs if one.suffix == ".xml"):
                found.update(_entries(catalog))
        for file in self._files:
            for iri in _named(file):
                found.setdefault(iri, file)
        return found

    @cached_property
    def _by_name(self) -> dict[str, Path]:
        return {name: file for file in reversed(self._files) for name in (file.name, file.stem)}


def _beside(iri: str, importer: Path) -> Path | None:
    """Return the file of a `file:` IRI that is in the folder of another file, or below it."""
    address = urlsplit(iri)
    if address.scheme != "file" or address.netloc:
        return None
    file = Path(url2pathname(address.path))
    return file if file.is_file() and importer.resolve().parent in file.resolve().parents else None


def _entries(catalog: Path) -> Iterator[tuple[str, Path]]:
    """Yield the IRIs of a catalog, each with its file; nothing of a file that is not a catalog.

    Raises:
        DataError: if it cannot be read, or names a file that is not there.
    """
    text = read_text(catalog)
    if _CATALOG[1:-1] not in text:
        return
    limits.check_xml(shown(catalog), text)
    try:
        root = Xml.fromstring(text)  # noqa: S314 - within the limits that were checked
    except Xml.ParseError as error:
        raise DataError(f"{shown(catalog)}: not a catalog: {error}") from None
    for entry in root.iter(f"{_CATALOG}uri"):
        file = Path(catalog.parent, unquote(entry.get("uri", "").removeprefix("file:")))
        if not file.is_file():
            raise DataError(f"{shown(catalog)}: names {shown(file)}, and there is no such file")
        yield entry.get("name", ""), file


def _named(file: Path) -> set[str]:
    """Return the ontology and version IRIs that a file says of itself."""
    triples = [quad.triple for source in read_files([file]) for quad in quads(source)]
    kind = ox.NamedNode(_OWL + "Ontology")
    ontologies = {t.subject for t in triples if t.predicate.value == RDF_TYPE and t.object == kind}
    versions = {t.object for t in triples if t.subject in ontologies and t.predicate.value == _OWL + "versionIRI"}
    return {node.value for node in ontologies | versions if isinstance(node, ox.NamedNode)}


def with_imports(
    sources: Sequence[Source], files: LocalFiles, missing: Callable[[str], None], base: str = ""
) -> list[Source]:
    """Return texts and those of the files that they import, and that these import.

    Args:
        sources: the texts, each with its file as its name.
        files: where imported files are looked for.
        missing: told of each import that is not found.
        base: the IRI that relative IRIs in files are relative to.

    Raises:
        DataError: if a file cannot be read.
    """
    found = list(sources)
    seen = {Path(source.name).resolve() for source in found}
    for source in found:  # which grows meanwhile
        for iri in sorted({_iri(q.object) for q in quads(source) if q.predicate.value == _OWL + "imports"} - {""}):
            file = files.find(iri, Path(source.name))
            if file is None:
                missing(iri)
            elif file.resolve() not in seen:
                seen.add(file.resolve())
                found += read_files([file], base=base)
    return found


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
