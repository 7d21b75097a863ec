"""Answers of servers as rows and triples: SPARQL results as JSON, XML, TSV or CSV, and any syntax of RDF.

One term that is not RDF does not cost the answer: it is shown as text, with a warning.
"""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as Xml

import pyoxigraph as ox

from lenaowl.endpoints.addresses import place, without_secrets
from lenaowl.endpoints.http import Body
from lenaowl.endpoints.plain_words import fault_in, plain
from lenaowl.errors import DataError, EndpointError, LeftOutWarning
from lenaowl.query.results import Answer, Term, answer, filled
from lenaowl.rdf.files import Source, quads
from lenaowl.rdf.limits import check_xml
from lenaowl.rdf.syntaxes import syntax
from lenaowl.rdf.vocabulary import PREFIXES

_STRING = PREFIXES["xsd"] + "string"
_RESULTS = "{http://www.w3.org/2005/sparql-results#}"
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, SyntaxError, DataError,
           csv.Error, Xml.ParseError)  # fmt: skip
_PLAIN = ("text/plain", "application/octet-stream")


def rows(body: Body, query: str, url: str, limit: int | None = None) -> Answer:
    """Return the answer to a SELECT or ASK.

    Raises:
        EndpointError: if the body is not one, or breaks off in an error of the server.
    """
    reader = _Terms()
    try:
        found = _read(body, query, reader, limit)
    except _BROKEN:
        raise _not_an_answer(body, url) from None
    reader.warn(url)
    return found


def triples(body: Body, url: str) -> list[ox.Triple]:
    """Return the answer to a CONSTRUCT or DESCRIBE, or the content of a graph.

    Raises:
        EndpointError: if the body is not RDF, or beyond a limit.
    """
    form = None if body.media_type in _PLAIN else ox.RdfFormat.from_media_type(body.media_type)
    if form is None and body.media_type not in _PLAIN:
        raise _not_an_answer(body, url)
    try:
        text = _text(body)
        one = Source(f"the answer of {place(url)}", text, form or syntax("answer.ttl", text))
        return [quad.triple for quad in quads(one)] if text.strip() else []
    except DataError as error:
        if "holds no statement" in str(error):
            return []
        raise _not_an_answer(body, url) if "not valid" in str(error) else EndpointError(str(error)) from None


def _text(body: Body) -> str:
    try:
        return body.content.decode(body.charset or "utf-8-sig").removeprefix("\ufeff")
    except (LookupError, UnicodeDecodeError):
        return body.content.decode("utf-8", "replace")


def _not_an_answer(body: Body, url: str) -> EndpointError:
    fault = "" if "html" in body.media_type else fault_in(body.content)
    if fault:
        return EndpointError(f"{place(url)} broke its answer off: {without_secrets(fault, url)}")
    said = without_secrets(plain(body.content), url) or "nothing"
    if body.content.lstrip()[:1] == b"{" and not said.startswith("{"):
        return EndpointError(f"{place(url)} failed: {said}")
    return EndpointError(
        f"{place(url)} answered {plain(body.media_type.encode())} that is no SPARQL result; "
        f"is it the address of an endpoint? It says: {said}"
    )


# -- formats --------------------------------------------------------------------------------------------


def _read(body: Body, query: str, reader: _Terms, limit: int | None) -> Answer:
    text = _text(body)
    start = text.lstrip()[:1]
    if start == "{":
        return _json(json.loads(text, strict=False), query, reader, limit)
    if start == "<" and "html" not in body.media_type:
        return _json(_xml(text), query, reader, limit)
    if body.media_type == "text/tab-separated-values":
        solutions = ox.parse_query_results(text, format=ox.QueryResultsFormat.TSV)
        return answer(query, solutions, limit)
    if body.media_type == "text/csv":
        head, *lines = csv.reader(io.StringIO(text, newline=""))
        if any(line and len(line) != len(head) for line in lines):
            raise ValueError
        reader.untyped = True
        return Answer(query, tuple(head), tuple(tuple(map(ox.Literal, line)) for line in lines if line)[:limit])
    raise ValueError


def _json(told: dict[str, Any], query: str, reader: _Terms, limit: int | None) -> Answer:
    if "boolean" in told:
        if not isinstance(told["boolean"], bool):
            raise ValueError
        return Answer(query, yes=told["boolean"])
    bindings: Sequence[Mapping[str, Any]] = told["results"]["bindings"][:limit]
    named = (told.get("head") or {}).get("vars")
    columns = tuple(named if named is not None else dict.fromkeys(name for row in bindings for name in row))
    if columns == ("__ASK_RETVAL",):  # Virtuoso, whose no may be no row
        return Answer(query, yes=any(row["__ASK_RETVAL"]["value"] == "1" for row in bindings))
    return Answer(query, columns, filled(tuple(reader.term(row.get(name)) for name in columns) for row in bindings))


def _xml(text: str) -> dict[str, Any]:
    """Return SPARQL XML results as the JSON that says the same."""
    check_xml("answer", text)
    root = Xml.fromstring(text)  # noqa: S314 - checked for what entities may do
    yes = root.find(f"{_RESULTS}boolean")
    if yes is not None:
        return {"boolean": (yes.text or "").strip() == "true"}
    if root.find(f"{_RESULTS}results") is None:
        raise ValueError
    names = [variable.attrib["name"] for variable in root.iter(f"{_RESULTS}variable")]
    bindings = [
        {binding.attrib["name"]: _xml_term(binding[0]) for binding in result}
        for result in root.iter(f"{_RESULTS}result")
    ]
    return {"head": {"vars": names}, "results": {"bindings": bindings}}


def _xml_term(node: Xml.Element) -> dict[str, Any]:
    kind = node.tag.removeprefix(_RESULTS)
    if kind == "triple":
        parts = {part.tag.removeprefix(_RESULTS): _xml_term(part[0]) for part in node}
        return {"type": "triple", "value": parts}
    language = node.attrib.get("{http://www.w3.org/XML/1998/namespace}lang")
    return {"type": kind, "value": node.text or "", "xml:lang": language, "datatype": node.attrib.get("datatype")}


# -- terms ----------------------------------------------------------------------------------------------


class _Terms:
    """Makes terms of what servers write, and remembers what none could be made of."""

    def __init__(self) -> None:
        self._odd: dict[str, None] = {}
        self.untyped = False

    def warn(self, url: str) -> None:
        """Warn of the terms that are shown as text."""
        for text in self._said():
            warnings.warn(f"{place(url)}: {text}", LeftOutWarning, stacklevel=4)

    def _said(self) -> Iterator[str]:
        if self.untyped:
            yield "answered CSV, which does not say what is an IRI, a number or a text; all is shown as text"
        if self._odd:
            count, first = len(self._odd), plain(next(iter(self._odd)).encode())
            are = "s are" if count > 1 else " is"
            yield f"{count} term{are} not as RDF demands, and shown as text, such as {first}"

    def term(self, told: Any) -> Term | None:  # noqa: ANN401 - what a server sent
        """Return a term of SPARQL JSON results; Virtuoso's older `typed-literal` too."""
        if told is None:
            return None
        kind, value = told["type"], told["value"]
        try:
            if kind == "uri":
                return ox.NamedNode(value)
            if kind == "bnode":
                return ox.BlankNode(re.sub(r"[^A-Za-z0-9_]", lambda c: f"_{ord(c[0]):x}", value.removeprefix("_:")))
            if kind == "triple":
                parts = [self.term(value[name]) for name in ("subject", "predicate", "object")]
                return ox.Triple(*parts)  # type: ignore[arg-type]
            if language := told.get("xml:lang"):
                return ox.Literal(value, language=language)
            datatype = told.get("datatype") or _STRING
            if ":" in datatype and not datatype.startswith(("http", "urn")):
                prefix, _, name = datatype.partition(":")
                datatype = PREFIXES.get(prefix, f"{prefix}:") + name
            return ox.Literal(value, datatype=ox.NamedNode(datatype))
        except (ValueError, TypeError):
            more = told.get("xml:lang") or told.get("datatype") or ""
            text = value if isinstance(value, str) else json.dumps(value)
            self._odd[f"'{text[:100]}'{f' ({str(more)[:40]})' if more else ''}"] = None
            return ox.Literal(text)
