"""The connection to a SPARQL 1.1 server: queries, updates and graphs."""

from __future__ import annotations

import time
import urllib.request
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlencode

import pyoxigraph as ox

from lenaowl.endpoints.addresses import check_url, place
from lenaowl.endpoints.answers import rows, triples
from lenaowl.endpoints.http import Remote
from lenaowl.endpoints.login import Login
from lenaowl.errors import EndpointError, LeftOutWarning
from lenaowl.query.results import Answer
from lenaowl.rdf.sparql_text import FORMS, query_form

_ROWS = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.8, text/tab-separated-values;q=0.5, "
    "text/csv;q=0.3"
)
_TIDYING = 30  # seconds to drop graphs
_GRAPHS = "text/turtle, application/n-triples;q=0.9, application/rdf+xml;q=0.7, application/ld+json;q=0.5"


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
        for address in (self.update_url, self.store_url):
            check_url(address)
        self.remote = Remote(Login.found(url), timeout, retries)

    def within(self, seconds: float) -> None:
        """Give up when this time is over from now, whatever is asked; each answer has its own time too."""
        self.remote = replace(self.remote, end=time.monotonic() + seconds)

    def sparql(self, text: str, limit: int | None = None) -> Answer:
        """Ask a query of your own, and take at most `limit` rows or triples of the answer.

        What is odd in the answer, and that it is not whole, is warned of.

        Raises:
            EndpointError: if the server refuses it, fails, or answers with something else than SPARQL results.
        """
        return self._asked(text, limit, self.graphs)

    def _asked(self, text: str, limit: int | None, graphs: Sequence[str]) -> Answer:
        form = query_form(text)
        if form not in ("", *FORMS):
            raise EndpointError("this changes data; it is not a query")
        is_graph = form in ("CONSTRUCT", "DESCRIBE")
        told = [("query", text), *(("default-graph-uri", graph) for graph in graphs)]
        body = self.remote.read(self._request(self.url, told, _GRAPHS if is_graph else _ROWS))
        if is_graph:
            found = Answer(text, triples=tuple(triples(body, self.url)[:limit]))
        else:
            found = rows(body, text, self.url, limit)
        partial = body.partial
        if body.most is not None and len(found) >= body.most:
            partial = f"at most {body.most} rows are answered"
        if not partial:
            return found
        warnings.warn(f"{place(self.url)}: the answer is not whole: {partial}", LeftOutWarning, stacklevel=3)
        return replace(found, partial=partial)

    def holds(self, pattern: str) -> bool:
        """Return whether a pattern is in what the server asks if no graph is named: its default graph."""
        # Virtuoso answers some ASK queries with a table; a row is a row everywhere
        return bool(self._asked(f"SELECT (1 AS ?yes) {{ {pattern} }} LIMIT 1", None, ()))

    def update(self, text: str) -> None:
        """Change data by SPARQL Update.

        Raises:
            EndpointError: if the server refuses it or fails.
        """
        self.remote.read(self._request(self.update_url, [("update", text)], "*/*"), repeatable=False)

    def drop(self, graphs: Iterable[str]) -> None:
        """Drop graphs that were needed for a while, also when the time is over; warn if that cannot be done."""
        told = list(graphs)
        with self.tidying():
            try:
                self.update(" ;\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in told))
            except EndpointError as error:  # what led here is the fault to tell
                warnings.warn(f"left behind {', '.join(told)}, as {error}", LeftOutWarning, stacklevel=3)

    @contextmanager
    def tidying(self) -> Iterator[None]:
        """Give a little time to clear up, also when the time of all is over."""
        before = self.remote
        self.within(_TIDYING)
        try:
            yield
        finally:
            self.remote = before

    def put(self, graph: str, content: Iterable[ox.Triple]) -> None:
        """Replace a named graph by these triples, through the Graph Store Protocol."""
        body = ox.serialize(content, format=ox.RdfFormat.N_TRIPLES)
        request = self._of_graph(graph, "PUT", {"Content-Type": "text/turtle"}, body)  # N-Triples are Turtle
        self.remote.read(request)

    def get(self, graph: str) -> list[ox.Triple]:
        """Return the triples of a named graph, through the Graph Store Protocol."""
        request = self._of_graph(graph, "GET", {"Accept": "application/n-triples, text/turtle;q=0.9"})
        return triples(self.remote.read(request), self.store_url)

    def _of_graph(
        self, graph: str, method: str, headers: dict[str, str], body: bytes | None = None
    ) -> urllib.request.Request:
        url = f"{self.store_url}{'&' if '?' in self.store_url else '?'}{urlencode({'graph': graph})}"
        return urllib.request.Request(url, data=body, method=method, headers={"User-Agent": _agent(), **headers})  # noqa: S310

    @staticmethod
    def _request(url: str, told: Sequence[tuple[str, str]], accepted: str) -> urllib.request.Request:
        headers = {"User-Agent": _agent(), "Accept": accepted, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            content = urlencode(told).encode()
        except UnicodeEncodeError:
            raise EndpointError("the query holds half a character, which cannot be sent; correct it") from None
        return urllib.request.Request(url, data=content, method="POST", headers=headers)  # noqa: S310 - checked


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
