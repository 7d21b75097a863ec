"""What a text may hold before a parser sees it. All scans take time in proportion to the text, however it is made.

Measured with pyoxigraph 0.5: 50,000 nested triple terms (900 kB), 5,000 nested objects of JSON-LD (30 kB) or 5,000
prefixes of a JSON-LD context that lead to each other bring the whole process down; RDF/XML takes time by the square
of its depth and of its attributes, and 50,000 references to an entity of 50,000 characters take all memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from lenaowl.errors import DataError
from lenaowl.rdf import json_text
from lenaowl.rdf.scanning import end_of_quoted, line_at
from lenaowl.rdf.settings import whole_number

MAX_DEPTH = 500  # of triple terms, elements and objects in each other
MAX_ATTRIBUTES = 1_000  # of one XML element
MAX_NAMESPACES = 2_000_000  # written into the elements of XML literals: in each, all that are declared around it
MAX_CHAIN = 100  # of terms of a JSON-LD context that are defined by each other
MAX_EXPANSION = 20  # how many times as long a text may become when its XML entities are put in
_SPARE = 1_000_000  # characters that entities may always add
MAX_WRITTEN_OUT = 100  # how many times as long a text may become when each statement is written out
_SPARE_WRITTEN_OUT = 100_000_000  # characters that it may always have then
_MEGABYTE = 1_000_000
_DEFAULT_SIZE = 1_000  # megabytes

_TURTLE = re.compile(
    r"""\\. | \#[^\r\n]* | <(?!<)[^<>\s]*>? | (?P<quote>\"{3}|'{3}|"|') | (?P<open><<\() | (?P<close>\)>>)""",
    re.VERBOSE | re.DOTALL,
)
_REFERENCE = re.compile(r"&([^;&<#\s]{1,100});")


def max_bytes() -> int:
    """Return how many bytes a file may have, unpacked: those of LENAOWL_MAX_MEGABYTES, or 1,000 million.

    Raises:
        DataError: if the variable is not a number above 0.
    """
    return whole_number("LENAOWL_MAX_MEGABYTES", _DEFAULT_SIZE) * _MEGABYTE


def check_characters(name: str, text: str) -> None:
    """Refuse a text that holds NUL bytes, as UTF-16 and binary files do.

    Raises:
        DataError: with the line.
    """
    at = text.find("\0")
    if at >= 0:
        raise DataError(f"{name}, line {line_at(text, at)}: holds a NUL byte, so it is not text; save it as UTF-8")


def check_triple_terms(name: str, text: str) -> None:
    """Refuse Turtle and its relatives whose triple terms are nested too deeply; brackets may be.

    Raises:
        DataError: with the line.
    """
    if text.count("<<(") <= MAX_DEPTH:
        return
    depth = 0
    for kind, start, _ in _turtle(text):
        depth = max(0, depth + (kind == "open") - (kind == "close"))
        if depth > MAX_DEPTH:
            raise _too_deep(name, line_at(text, start), "name inner statements with reifiers")


def _turtle(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the ends of triple terms, and quoted texts: kind, start and end of each."""
    at = 0
    while found := _TURTLE.search(text, at):
        at = found.end()
        if found.lastgroup == "quote":
            at = end_of_quoted(text, at, found[0])
        if found.lastgroup:
            yield found.lastgroup, found.start(), at


def most_written_out(text: str) -> int:
    """Return how many characters the statements of a text may have together.

    Parsers hold each statement with its terms written out, so that one long IRI with many objects, or a long prefix
    with many names, takes memory by the square of the text.
    """
    return _SPARE_WRITTEN_OUT + MAX_WRITTEN_OUT * len(text)


def too_long_written_out(name: str, statement: object) -> DataError:
    """Return the error for a text whose statements are longer together than that."""
    return DataError(
        f"{name}: its statements, written out, are more than {MAX_WRITTEN_OUT} times as long as it is; "
        f"use shorter IRIs than in {str(statement)[:100]}..."
    )


def _too_deep(name: str, line: int, advice: str) -> DataError:
    return DataError(f"{name}, line {line}: nested more than {MAX_DEPTH} deep; {advice}")


def long_literal(text: str, most: int) -> int | None:
    """Return the line where a text longer than `most` characters begins in Turtle; none if there is none."""
    places = (start for kind, start, end in _turtle(text) if kind == "quote" and end - start > most)
    return next((line_at(text, at) for at in places), None)


# -- JSON-LD --------------------------------------------------------------------------------------------


def check_json(name: str, text: str) -> None:
    """Refuse JSON that is nested too deeply, or whose contexts define terms by each other in long chains.

    Raises:
        DataError: with the line.
    """
    depth = 0
    for piece, start in json_text.tokens(text):
        depth += (piece in "{[") - (piece in "}]")
        if depth > MAX_DEPTH:
            raise _too_deep(name, line_at(text, start), "give inner nodes an @id and list them")
    for context in json_text.contexts(text):
        if _chain(context.content) > MAX_CHAIN:
            raise DataError(
                f"{name}, line {line_at(text, context.start)}: more than {MAX_CHAIN} terms of the @context are defined "
                "by each other; write their IRIs out"
            )


def _chain(content: object) -> int:
    """Return the length of the longest chain of terms that are defined by each other; circles count too."""
    found = 0
    for context in json_text.dicts(content):
        ahead = {term: list(_names(term, said, context)) for term, said in context.items()}
        lengths: dict[str, int] = {}
        for term in ahead:
            path = [term]
            while path:
                now = path[-1]
                waiting = [other for other in ahead[now] if other not in lengths]
                if not waiting or len(path) > MAX_CHAIN:
                    lengths[now] = 1 + max((lengths.get(other, len(path)) for other in ahead[now]), default=0)
                    path.pop()
                else:
                    path.append(waiting[0])
            found = max(found, lengths[term])
    return found


def _names(term: str, said: object, context: dict[str, object]) -> Iterator[str]:
    """Yield the other terms that the definition of a term names."""
    about = said if isinstance(said, dict) else {"@id": said}
    for name in (term, about.get("@id"), about.get("@reverse"), about.get("@type"), about.get("@index")):
        if isinstance(name, str):
            for other in (name, name.partition(":")[0]):
                if other != term and other in context:
                    yield other


# -- RDF/XML --------------------------------------------------------------------------------------------


class _Xml:
    """Reads XML to its end, and stops where it is broken or would be too much for a parser."""

    def __init__(self, name: str, text: str) -> None:
        self._name, self._text = name, text
        self._depth, self._elements = 0, 0
        self._declared: list[int] = [0]  # namespaces around each open element
        self._literal, self._copied = 0, 0  # where an open XML literal begins; namespaces in the elements of all
        self._entities: dict[str, int] = {}
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._entity

    def fail(self, what: str) -> DataError:
        """Return an error for the line that was reached."""
        return DataError(f"{self._name}, line {self.parser.CurrentLineNumber}: {what}")

    def _start(self, _name: str, attributes: dict[str, str]) -> None:
        if not self._elements and self._entities:
            self._check_references()
        self._elements += 1
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.fail(f"nested more than {MAX_DEPTH} deep; give inner nodes an rdf:about and list them")
        if len(attributes) > MAX_ATTRIBUTES:
            raise self.fail(f"an element with more than {MAX_ATTRIBUTES:,} attributes; write elements instead")
        self._declared.append(self._declared[-1] + sum(name.startswith("xmlns") for name in attributes))
        if self._literal:
            self._copied += self._declared[-1]
        elif any(name.endswith(":parseType") and value == "Literal" for name, value in attributes.items()):
            self._literal = self._depth
        if self._copied > MAX_NAMESPACES:
            raise self.fail("elements of XML literals in which too many namespaces are declared; declare fewer")

    def _end(self, _name: str) -> None:
        if self._literal == self._depth:
            self._literal = 0
        self._depth -= 1
        self._declared.pop()

    def _entity(
        self, name: str, is_parameter: int, value: str | None, _base: str | None, system: str | None,
        _public: str | None, _notation: str | None,
    ) -> None:  # fmt: skip
        if value is None:
            raise self.fail(f"the entity {name} stands in another file, {system}, and nothing is fetched; write it out")
        if is_parameter:
            return
        if _REFERENCE.search(value):
            raise self.fail(f"defines the entity {name} by other entities, which can grow without bound; write it out")
        self._entities.setdefault(name, len(value))

    def _check_references(self) -> None:
        allowed = _SPARE + MAX_EXPANSION * len(self._text)
        for found in _REFERENCE.finditer(self._text):
            allowed -= self._entities.get(found[1], 0)
            if allowed < 0:
                line = line_at(self._text, found.start())
                raise DataError(
                    f"{self._name}, line {line}: entities make the text more than {MAX_EXPANSION} times as long; "
                    "write them out"
                )


def check_xml(name: str, text: str) -> None:
    """Refuse XML that is broken or cut off, nested too deeply, or that its entities would make far longer.

    Raises:
        DataError: with the line.
    """
    reader = _Xml(name, text)
    try:
        reader.parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise DataError(f"{name}, line {error.lineno}: not valid RDF/XML: {expat.ErrorString(error.code)}") from None
