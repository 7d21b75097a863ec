"""The one way in for RDF of others: any syntax, from files, folders, standard input, text or rdflib graphs.

Nothing is fetched, nothing is run, and a parser sees a text only when it is within the limits (`lenaowl.rdf.limits`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import compress, count
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf import json_text, limits
from lenaowl.rdf.bytes_in import STANDARD_INPUT, files_of, left_out, shown
from lenaowl.rdf.bytes_in import read_text as read_text
from lenaowl.rdf.scanning import LineFeed, line_at
from lenaowl.rdf.sparql_text import resolved
from lenaowl.rdf.syntaxes import NAMES, is_named, syntax
from lenaowl.rdf.texts import Source as Source
from lenaowl.rdf.texts import marks as marks

if TYPE_CHECKING:
    from rdflib import Graph

    Foreign = str | Path | Graph  # what users hand over
# JSON-LD contexts that are put in place of their IRI, each made when it is needed; no other is read.
Contexts = Mapping[str, Callable[[], str]]

_TEXT = re.compile(r"\s*(@prefix\b|@base\b|(?i:prefix|base)\s|<|\{|\[|_:)")
# Relative IRIs are resolved against this where a parser would pass over them, so that they are seen.
_NO_BASE = "relative-iri://-/"
_PLACE = re.compile(r"^Parser error [^:]*: ")
_BUFFER = 16_777_216  # bytes that the parsers hold at once


def read(what: Foreign, form: ox.RdfFormat | None = None, contexts: Contexts | None = None) -> list[ox.Triple]:
    """Return the statements of RDF of others, whichever graph they are in.

    Args:
        what: path of a file or folder, `-` for standard input, RDF as text, or an rdflib graph.
        form: its syntax; found from beginning and name if left out.
        contexts: JSON-LD contexts by IRI, each as a function that returns its text.

    Raises:
        DataError: if it cannot be read, is not of its syntax, is beyond a limit, or holds no statement; the text
            names file and line and says how to correct it.
    """
    sources = read_sources(what, form)
    return [
        quad.triple
        for source, mark in zip(sources, marks(sources), strict=True)
        for quad in quads(source, contexts, mark)
    ]


def read_sources(what: Foreign, form: ox.RdfFormat | None = None) -> list[Source]:
    """Return the texts of RDF of others, not parsed yet; see `read`."""
    if isinstance(what, str) and ("\n" in what or _TEXT.match(what[:1000])):
        return [source("text", what, form)]
    if isinstance(what, (str, Path)):
        return read_files([Path(what)], form)
    if not hasattr(what, "serialize"):
        raise DataError(f"RDF is given as a path, as text or as an rdflib graph, not as {type(what).__name__}.")
    if hasattr(what, "quads"):
        return [Source("graph", what.serialize(format="nquads"), ox.RdfFormat.N_QUADS)]
    return [Source("graph", what.serialize(format="nt"), ox.RdfFormat.N_TRIPLES)]


def read_files(paths: Iterable[Path], form: ox.RdfFormat | None = None, base: str = "") -> list[Source]:
    """Return the texts of files, and of the RDF files in folders; what is left out of a folder is warned of.

    Args:
        paths: files, folders, `-` for standard input.
        form: their syntax; found from beginning and name if left out.
        base: the IRI that relative IRIs are relative to; the place of each file if left out.

    Raises:
        DataError: if the base is not an IRI, if a path is not there or cannot be read, is in a syntax that is not read
            here, or if a folder holds no RDF.
    """
    found: list[Source] = []
    for path in paths:
        before = len(found)
        for file, in_folder in files_of(path, is_named):
            one = source(STANDARD_INPUT if str(file) == "-" else shown(file), read_text(file), form)
            if in_folder and one.form == ox.RdfFormat.JSON_LD and not json_text.is_jsonld(one.text):
                left_out(path, [file], "as no key of JSON-LD is in it")
                continue
            found.append(replace(one, base=base_of(file, base)))
        if len(found) == before:
            raise DataError(f"{shown(path)}: the folder holds no RDF; {NAMES} are read")
    return found


def base_of(file: Path, base: str = "") -> str:
    """Return what relative IRIs in a file are relative to: a base that was given, or its own place.

    Standard input has no place.

    Raises:
        DataError: if the base is not an IRI.
    """
    if not base:
        return "" if str(file) == "-" else file.absolute().as_uri()
    try:
        return ox.NamedNode(base).value
    except ValueError:
        raise DataError(f"the base '{base[:60]}' is not an IRI; write one such as https://example.org/") from None


def source(name: str, text: str, form: ox.RdfFormat | None = None) -> Source:
    """Return a text with its syntax, found from its beginning and name if it is not given.

    Raises:
        DataError: if it is in a syntax that is not read here.
    """
    text = text.removeprefix("\ufeff")
    limits.check_characters(name, text)
    return Source(name, text, form or syntax(name, text))


def parse(text: str, name: str, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> list[ox.Triple]:
    """Return the statements of a text in a known syntax; see `read`."""
    return [quad.triple for quad in quads(Source(name, text, form))]


def quads(one: Source, contexts: Contexts | None = None, mark: str = "") -> Iterator[ox.Quad]:
    """Yield the statements of a text, each with its graph.

    Args:
        one: the text.
        contexts: JSON-LD contexts by IRI.
        mark: what the labels of blank nodes begin with, so that those of several texts stay apart.

    Raises:
        DataError: while it is read; see `read`.
    """
    text = checked(one, contexts)
    found, room = 0, limits.most_written_out(text)
    with _faults(one, text):
        for quad in _parsed(text.encode(), one):
            found += 1
            room -= sum(map(_length, quad))
            if room < 0:
                raise limits.too_long_written_out(one.name, quad)
            if one.form == ox.RdfFormat.JSON_LD:
                _check_relative(one, quad)
            yield _marked(quad, mark) if mark else quad
    if not found and not one.is_part:
        why = " (JSON-LD passes over keys that no @context explains)" if one.form == ox.RdfFormat.JSON_LD else ""
        raise DataError(f"{one.name}: the file holds no statement{why}")


def into(extend: Callable[[Iterable[ox.Quad]], None], one: Source) -> int:
    """Put the statements of N-Triples into a store, without a call for each; return how many were read.

    Args:
        extend: puts them there.
        one: the text.

    Raises: DataError: as `quads`.
    """
    text, number = checked(one), count(1)
    with _faults(one, text):
        extend(compress(_parsed(text.encode(), one), number))
    if not (read := next(number) - 1) and not one.is_part:
        raise DataError(f"{one.name}: the file holds no statement")
    return read


@contextmanager
def _faults(one: Source, text: str) -> Iterator[None]:
    """Say of what a parser raises where it is, and how to correct it."""
    try:
        yield
    except SyntaxError as error:
        raise _not_valid(one, error, text) from None
    except MemoryError:
        line = limits.long_literal(text, _BUFFER // 4) if one.form not in _OTHERS else None
        where = f"{one.name}, line {line + one.line_before}" if line else one.name
        raise DataError(
            f"{where}: a text of more than {_BUFFER // 1_000_000} MB; put it into a file of its own"
        ) from None


def _length(term: object) -> int:
    value: str = getattr(term, "value", "")
    return len(value or str(term))


_OTHERS = (ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML)


def checked(one: Source, contexts: Contexts | None = None) -> str:
    """Return a text as parsers may see it: within the limits, with contexts in place of their IRIs.

    Raises:
        DataError: if it is beyond a limit, or names a context that is not here.
    """
    if one.form == ox.RdfFormat.JSON_LD:
        limits.check_json(one.name, one.text)
        return json_text.with_contexts(one.name, one.text, contexts or {})
    if one.form == ox.RdfFormat.RDF_XML:
        limits.check_xml(one.name, one.text)
    else:
        limits.check_triple_terms(one.name, one.text)
    return one.text


def _parsed(data: bytes | IO[bytes], one: Source) -> Iterator[ox.Quad]:
    base = one.base or (_NO_BASE if one.form == ox.RdfFormat.JSON_LD else None)
    return iter(ox.parse(data, format=one.form, base_iri=base))


def lined(one: Source) -> Iterator[tuple[ox.Quad, int]]:
    """Yield the statements of a text that was read before, each with the line that the parser had then come to."""
    feed = LineFeed(one.text)
    for quad in _parsed(cast("IO[bytes]", feed), one):
        yield quad, feed.line


def stated_base(one: Source) -> str:
    """Return what the relative IRIs of a text are relative to: what Turtle says ahead of all else, or its place."""
    head = one.text.partition('"')[0] if one.form in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG) else ""
    said = re.search(r"(?im)^\s*@?base\s+<([^<>\s]*)>", head)
    return resolved(said[1], one.base) if said else one.base


def _check_relative(one: Source, quad: ox.Quad) -> None:
    for term in (quad.subject, quad.predicate, quad.object):
        if isinstance(term, ox.NamedNode) and term.value.startswith(_NO_BASE):
            iri = term.value.removeprefix(_NO_BASE)
            at = one.text.find(f'"{iri}"')
            raise DataError(
                f"{one.name}, line {line_at(one.text, max(at, 0))}: {_relative(iri, 'an @base to the @context')}"
            )


def _relative(iri: str, base: str) -> str:
    return f"the IRI '{iri}' is relative, and nothing says to what; add {base}, or write it out"


def _marked(quad: ox.Quad, mark: str) -> ox.Quad:
    def term(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> object:
        if isinstance(node, ox.BlankNode):
            return ox.BlankNode(mark + node.value)
        if isinstance(node, ox.Triple):
            return ox.Triple(term(node.subject), node.predicate, term(node.object))  # type: ignore[arg-type]
        return node

    return ox.Quad(term(quad.subject), quad.predicate, term(quad.object), quad.graph_name)  # type: ignore[arg-type]


def _not_valid(one: Source, error: SyntaxError, text: str) -> DataError:
    """Return what is wrong with a text, and where; how to correct it, if that is known."""
    line, message = error.lineno and error.lineno + one.line_before, _PLACE.sub("", error.msg)
    if not line and one.form == ox.RdfFormat.RDF_XML:
        line = _line_reached(replace(one, text=text))
    where = f"{one.name}, line {line}" if line else one.name
    if "No scheme found" in message:
        lines = text.splitlines()
        found = re.search(r"'([^']*)': No scheme|<([^<>\s:]*)>", message if "IRI '" in message else _at(lines, line))
        iri = next(filter(None, found.groups()), "") if found else ""
        bases = {ox.RdfFormat.RDF_XML: 'xml:base="https://example.org/" to the root element'}
        return DataError(f"{where}: {_relative(iri, bases.get(one.form, '@base <https://example.org/> .'))}")
    half = json_text.half_pair(text) if one.form == ox.RdfFormat.JSON_LD else None
    if half is not None:
        return DataError(
            f"{one.name}, line {line_at(text, half)}: {text[half : half + 6]} is half a character; correct it"
        )
    told = f"{where}: not valid {one.form.name}: {message}"
    if is_named(one.name):
        return DataError(f"{told}. Correct it there.")
    return DataError(
        f"{told}. Correct it there; or, if it is not {one.form.name}, name its syntax or the file as it is."
    )


def _at(lines: list[str], line: int | None) -> str:
    return lines[line - 1] if line and line <= len(lines) else ""


def _line_reached(one: Source) -> int | None:
    feed = LineFeed(one.text)
    try:
        for _ in _parsed(cast("IO[bytes]", feed), one):
            pass
    except SyntaxError:
        return feed.line
    return None
