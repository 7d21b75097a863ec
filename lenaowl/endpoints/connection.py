"""The connection to a SPARQL 1.1 server: queries, updates and graphs."""

from __future__ import annotations

import json
import urllib.request
import warnings
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pyoxigraph as ox

from lenaowl.endpoints.http import Login, Remote, check_url, place, plain
from lenaowl.errors import EndpointError
from lenaowl.query.results import Answer, Term
from lenaowl.rdf.vocabulary import PREFIXES

if TYPE_CHECKING:
    from SPARQLWrapper import SPARQLWrapper


class Connection:
    """A connection to a SPARQL 1.1 endpoint; its arguments are those of `Endpoint`, which builds on it."""

    def __init__(
        self, url: str, *, update_url: str = "", store_url: str = "", graphs: Sequence[str] = (),
        timeout: float = 60.0, retries: int = 3,
    ) -> None:  # fmt: skip
        check_url(url)
        self.url = url
        self.update_url = update_url or _sibling(url, "/update", "/sparql")
        self.store_url = store_url or _sibling(url, "/store", "/sparql-graph-crud")
        self.graphs = tuple(graphs)
        self.remote = Remote(Login.found(url), timeout, retries)

    def sparql(self, text: str, limit: int | None = None) -> Answer:
        """Ask a query of your own, and take at most `limit` rows or triples of the answer.

        Raises:
            EndpointError: if the server refuses it, fails, or answers with something else than SPARQL results.
        """
        wrapper = self._wrapper(text)
        if wrapper.isSparqlUpdateRequest():
            raise EndpointError("this changes data; it is not a query")
        wrapper.setReturnFormat("turtle" if wrapper.queryType in ("CONSTRUCT", "DESCRIBE") else "json")
        for graph in self.graphs:
            wrapper.addDefaultGraph(graph)
        body, media_type = self.remote.read(wrapper._createRequest())
        if wrapper.queryType in ("CONSTRUCT", "DESCRIBE"):
            return Answer(text, triples=tuple(self._triples(body, media_type, self.url)[:limit]))
        return self._rows(text, body, media_type, limit)

    def update(self, text: str) -> None:
        """Change data by SPARQL Update.

        Raises:
            EndpointError: if the server refuses it or fails.
        """
        wrapper = self._wrapper(text)
        wrapper.queryType = "INSERT"  # any update: what it is called does not matter, and is not to be guessed
        self.remote.read(wrapper._createRequest(), repeatable=False)

    def put(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Replace a named graph by these triples, through the Graph Store Protocol."""
        body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        request = self._of_graph(graph, "PUT", {"Content-Type": "text/turtle"}, body)  # N-Triples are Turtle
        self.remote.read(request)

    def get(self, graph: str) -> list[ox.Triple]:
        """Return the triples of a named graph, through the Graph Store Protocol."""
        request = self._of_graph(graph, "GET", {"Accept": "application/n-triples, text/turtle;q=0.9"})
        return self._triples(*self.remote.read(request), self.store_url)

    def _of_graph(
        self, graph: str, method: str, headers: dict[str, str], body: bytes | None = None
    ) -> urllib.request.Request:
        url = f"{self.store_url}{'&' if '?' in self.store_url else '?'}{urlencode({'graph': graph})}"
        return urllib.request.Request(url, data=body, method=method, headers={"User-Agent": _agent(), **headers})  # noqa: S310

    def _wrapper(self, text: str) -> SPARQLWrapper:
        from SPARQLWrapper import POST, SPARQLWrapper

        wrapper = SPARQLWrapper(self.url, updateEndpoint=self.update_url, agent=_agent())
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        with warnings.catch_warnings():  # it warns of queries whose kind it does not see; the server will say more
            warnings.simplefilter("ignore")
            wrapper.setQuery(text)
        return wrapper

    def _rows(self, text: str, body: bytes, media_type: str, limit: int | None) -> Answer:
        try:
            told: dict[str, Any] = json.loads(body)
            if "boolean" in told:
                return Answer(text, yes=bool(told["boolean"]))
            columns = tuple(told["head"]["vars"])
            rows = told["results"]["bindings"][:limit]
            if columns == ("__ASK_RETVAL",):  # Virtuoso
                return Answer(text, yes=rows[0]["__ASK_RETVAL"]["value"] == "1")
            return Answer(text, columns, tuple(tuple(_term(row.get(column)) for column in columns) for row in rows))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise EndpointError(self._no_answer(body, media_type, self.url)) from None

    def _triples(self, body: bytes, media_type: str, url: str) -> list[ox.Triple]:
        form = ox.RdfFormat.from_media_type(media_type)
        try:
            if form is None:
                raise ValueError
            return [quad.triple for quad in ox.parse(body, format=form)]
        except (ValueError, SyntaxError):
            raise EndpointError(self._no_answer(body, media_type, url)) from None

    @staticmethod
    def _no_answer(body: bytes, media_type: str, url: str) -> str:
        said = f"{media_type} that is no SPARQL result; is it the address of an endpoint? It says: {plain(body)}"
        return f"{place(url)} answered {said}"


def _sibling(url: str, oxigraph: str, virtuoso: str) -> str:
    """Return the address beside that of queries: as Oxigraph has it, as Virtuoso has it, or the same."""
    if url.endswith("/query"):
        return url.removesuffix("/query") + oxigraph
    return url.removesuffix("/sparql") + virtuoso if url.endswith("/sparql") else url


def _agent() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"lenaowl/{version('lenaowl')}"
    except PackageNotFoundError:
        return "lenaowl"


def _term(told: dict[str, str] | None) -> Term | None:
    """Return a term of SPARQL JSON results; Virtuoso's older `typed-literal` too."""
    if told is None:
        return None
    value = told["value"]
    if told["type"] == "uri":
        return ox.NamedNode(value)
    if told["type"] == "bnode":
        return ox.BlankNode(value.removeprefix("_:").replace(":", ""))
    if language := told.get("xml:lang"):
        return ox.Literal(value, language=language)
    return ox.Literal(value, datatype=ox.NamedNode(told.get("datatype", PREFIXES["xsd"] + "string")))
