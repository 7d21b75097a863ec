"""The addresses of the pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from lenaowl.ontology.packaged import path
from lenaowl.query import templates
from lenaowl.rdf.vocabulary import lena
from lenaowl.web.bodies import unless_gone
from lenaowl.web.completion import words
from lenaowl.web.dataset import now
from lenaowl.web.explorer import ROWS, SHARED, Explorer
from lenaowl.web.formats import HTML
from lenaowl.web.linked_data import LinkedData
from lenaowl.web.negotiation import choose
from lenaowl.web.problems import ProblemError
from lenaowl.web.protocol import client
from lenaowl.web.queries import Query
from lenaowl.web.responses import as_json, cacheable
from lenaowl.web.services import Services

_STATIC = {
    "style.css": SHARED / "style.css",
    **{name: Path(__file__).parent / "static" / name for name in ("explorer.css", "explorer.js", "editor.js")},
}
_PACKED = Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)  # pages, not answers of many megabytes
_LONGEST = 300  # characters of a name in a form


class Pages:
    """Answers for pages.

    Args:
        services: what they are made with.
        linked_data: leads to the ontology's files.
        description: returns the description of the REST interface.
    """

    def __init__(
        self, services: Services, linked_data: LinkedData, description: Callable[[], Awaitable[dict[str, Any]]]
    ) -> None:
        self._services = services
        self._linked_data = linked_data
        self._description = description
        self._explorer = Explorer(services.dataset, services.descriptions.replaced_by)
        self._started = now()  # pages depend on the program too, which has no date

    def routes(self) -> list[Route]:
        """Return the routes."""
        made = self._explorer
        routes: dict[str, Callable[[Request], Awaitable[Response]]] = {
            "/": self.start,
            "/search": self._form(made.search, "q", "kind"),
            "/effects": self._form(made.effects, "agent", "context", "level"),
            "/explain": self._form(made.explain, "agent", "relation", "target"),
            "/what-if": self._form(made.what_if, "agent", "context", "without", "form", "place", "protein"),
            "/matrix": self._form(made.matrix, "group"),
            "/trial-list": self._form(made.trials),
            "/query": self.query,
            "/query-words": self.words,
            "/rest": self.rest,
            "/page/{name}": self.term,
            "/static/{name}": self.static,
        }
        return [Route(path, endpoint, middleware=[_PACKED]) for path, endpoint in routes.items()]

    def first(self) -> bytes:
        """Return the first page."""
        return self._explorer.start()

    async def start(self, request: Request) -> Response:
        """Give the first page; programs are led to the ontology."""
        accept = request.headers.get("accept", "")
        if choose(accept, [HTML, "text/turtle", "application/rdf+xml", "application/ld+json"]) != HTML:
            return self._linked_data.ontology(accept)
        return await self._page(request, self._explorer.start)

    async def term(self, request: Request) -> Response:
        """Give the page of a term; what was made from another leads there."""
        name = request.path_params["name"]
        iri = lena(name)
        if iri not in self._services.descriptions:
            raise ProblemError(404, f"nothing is named '{name[:100]}' here.")
        if iri not in self._services.dataset:
            raise ProblemError(404, f"pages show the packaged release; the store says more: /data/{quote(name)}.ttl")
        place = await self._services.analyst.ask(lambda: self._explorer.href(iri))
        if place.startswith("/page/") and place != f"/page/{name}":
            return RedirectResponse(place, 303)
        found = await self._page(request, lambda: self._explorer.term(iri))
        found.headers["Link"] = f'<{iri}>; rel="canonical", </data/{name}.ttl>; rel="alternate"; type="text/turtle"'
        return found

    async def query(self, request: Request) -> Response:
        """Give the page for queries of one's own, with the answer to one."""
        text, template = (request.query_params.get(name, "") for name in ("query", "template"))
        if template:
            asked = await self._services.analyst.ask(lambda: self._example(template))
            return RedirectResponse(f"/query?{urlencode({'query': asked})}", 303)
        if not text.strip():
            return await self._page(request, lambda: self._explorer.query(""))
        try:
            accept = "application/sparql-results+json, application/n-triples;q=0.9"
            answered = await unless_gone(request, self._services.answers.answer(Query(text, accept), client(request)))
        except ProblemError as problem:
            wrong = problem.detail
            made = await self._services.analyst.ask(lambda: self._explorer.query(text, wrong=wrong))
            return Response(made, problem.status, media_type=HTML, headers=problem.headers)
        return await self._page(request, lambda: self._explorer.query(text, answered.read(text, ROWS)))

    async def words(self, _: Request) -> Response:
        """Give the classes and properties that a query can be completed with."""
        found = words(path("void.ttl").read_bytes())
        return as_json([word.as_dict() for word in found], headers={"Cache-Control": "max-age=3600"})

    def _example(self, name: str) -> str:
        """Return the query of a packaged question with the values of its example."""
        return self._services.runner().text(name, dict(templates.template(name).example()))

    async def rest(self, request: Request) -> Response:
        """Give the page on the REST interface."""
        description = await self._description()
        return await self._page(request, lambda: self._explorer.rest(description))

    async def static(self, request: Request) -> Response:
        """Give a style sheet or a script."""
        file = _STATIC.get(request.path_params["name"])
        if not file:
            raise ProblemError(404, "there is no such file.")
        return FileResponse(file)

    async def problem(self, error: ProblemError) -> Response:
        """Give a page that says what is wrong."""
        title = str(error.as_dict()["title"])
        made = await self._services.analyst.ask(lambda: self._explorer.problem(title, error.detail))
        return Response(made, error.status, media_type=HTML, headers={"Vary": "Accept", **error.headers})

    def _form(self, make: Callable[..., bytes], *fields: str) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint that makes a page with what is in a form."""

        async def endpoint(request: Request) -> Response:
            values = [request.query_params.get(field, "").strip()[:_LONGEST] for field in fields]
            return await self._page(request, partial(make, *values))

        return endpoint

    async def _page(self, request: Request, make: Callable[[], bytes]) -> Response:
        return cacheable(request, await self._services.analyst.ask(make), HTML, self._started)
