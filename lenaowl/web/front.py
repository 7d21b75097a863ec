"""What every request passes through: HEAD, headers, counting, and errors as problems."""

from __future__ import annotations

from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lenaowl.web.metrics import Metrics

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"))
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'self'"),
]


class Front:
    """Wraps an application: HEAD is answered as GET, and every answer is counted and carries the same headers."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, method = perf_counter(), scope["method"]
        status = 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        inner = {**scope, "method": "GET"} if method == "HEAD" else scope
        try:
            await self._app(inner, receive, sent)
        finally:
            told = method if method in _METHODS else "other"
            self._metrics.answered(_route(inner), told, status, perf_counter() - began)


def _route(scope: Scope) -> str:
    """Return the pattern of the path, or the name of what answered; never the path, in which a client can write."""
    path: str = getattr(scope.get("route"), "path", "") or getattr(scope.get("endpoint"), "__name__", "none")
    return path
