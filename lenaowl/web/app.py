"""The application: all routes, what they share, and how it starts and stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from lenaowl.release.version import __version__
from lenaowl.web.dataset import Dataset
from lenaowl.web.errors import HANDLERS
from lenaowl.web.front import Front
from lenaowl.web.later import Later
from lenaowl.web.limits import Limits
from lenaowl.web.linked_data import LinkedData
from lenaowl.web.page_routes import Pages
from lenaowl.web.problems import ProblemError
from lenaowl.web.protocol import Protocol
from lenaowl.web.responses import as_json
from lenaowl.web.services import Services

Endpoint = Callable[[Request], Awaitable[Response]]


def application(dataset: Dataset, limits: Limits) -> Starlette:
    """Return the application that serves some data."""
    folder = TemporaryDirectory(prefix="lenaowl-")
    file = Path(folder.name) / "data.nq"
    services = Services.of(dataset, limits, file)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        with folder:
            if not dataset.disk:
                await asyncio.get_running_loop().run_in_executor(None, dataset.write, file)
            await services.pool.start()
            warming = asyncio.get_running_loop().create_task(_warm(services, api, pages))
            yield
            warming.cancel()
            await services.pool.stop()

    def make_api() -> ASGIApp:
        from lenaowl.web.api import api

        return api(services)

    api = Later(make_api)
    middleware = [
        Middleware(Front, metrics=services.metrics),
        Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD", "POST"], allow_headers=["*"],
                   expose_headers=["ETag", "Link", "Retry-After"]),
    ]  # fmt: skip
    linked_data = LinkedData(services.descriptions, dataset.version, dataset.modified)

    async def description() -> dict[str, Any]:
        told: dict[str, Any] = (await api.app()).openapi()  # type: ignore[attr-defined] # it is one of FastAPI
        return told

    pages = Pages(services, linked_data, description)
    routes = [*_routes(services, api), *pages.routes(), *linked_data.routes()]
    app = Starlette(routes=routes, middleware=middleware, exception_handlers=HANDLERS, lifespan=lifespan)
    app.state.pages = pages
    return app


async def _warm(services: Services, api: Later, pages: Pages) -> None:
    """Make what the first client would wait for."""
    with suppress(ProblemError):
        await services.analyst.ask(pages.first)
        await services.analyst.ask(lambda: services.dataset.kb.search("cereblon"))
        await api.app()
        await services.analyst.ask(services.runner)
        await services.analyst.ask(lambda: services.dataset.kb.degradation("Drug"))


def _routes(services: Services, api: Later) -> list[BaseRoute]:
    return [
        Route(
            "/sparql",
            Protocol(services.answers, services.limits, services.dataset.sizes()).answer,
            methods=["GET", "POST"],
        ),
        Route("/health", _health(services)),
        Route("/metrics", _metrics(services)),
        Mount("/api", api),
    ]


def _health(services: Services) -> Endpoint:
    async def health(_: Request) -> Response:
        return as_json({"status": "ok", "version": __version__, "waiting": services.pool.waiting})

    return health


def _metrics(services: Services) -> Endpoint:
    async def metrics(_: Request) -> Response:
        return Response(services.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return metrics
