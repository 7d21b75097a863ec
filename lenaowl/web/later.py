"""A part of the server that is made when it is first asked for, so that the server is ready sooner."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send


class Later:
    """An application that is made when the first request comes for it.

    Args:
        make: makes it.
    """

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._made: ASGIApp | None = None
        self._lock = asyncio.Lock()

    async def app(self) -> ASGIApp:
        """Return the application, made once."""
        async with self._lock:
            if self._made is None:
                self._made = await asyncio.get_running_loop().run_in_executor(None, self._make)
            return self._made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await (await self.app())(scope, receive, send)
