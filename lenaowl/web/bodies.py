"""The bodies of requests: bounded in size and time; text is UTF-8."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from lenaowl.web.problems import ProblemError

T = TypeVar("T")
_SOON = 0.05  # seconds after which it is looked whether a client is still there
_PATIENCE = 8  # times what is allowed are read before the connection is closed


async def body(request: Request, most: int, seconds: float) -> str:
    """Return the body of a request as text; see `content`.

    Raises:
        ProblemError: if it is longer, takes longer, or is no UTF-8.
    """
    return as_text(await content(request, most, seconds))


def as_text(sent: bytes) -> str:
    """Return a body as text.

    Raises:
        ProblemError: if it is no UTF-8.
    """
    try:
        return sent.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProblemError(400, f"the body is not UTF-8: byte {error.start} is wrong.") from None


async def content(request: Request, most: int, seconds: float) -> bytes:
    """Return the body of a request.

    Args:
        request: the request.
        most: how many bytes it may have.
        seconds: how long the client may take to send it.

    Raises:
        ProblemError: if it is longer, or takes longer.
    """
    told = request.headers.get("content-length", "0")
    if told.isdigit() and int(told) > most * _PATIENCE:
        raise _too_large(most)
    if request.headers.get("content-encoding", "identity") != "identity":
        raise ProblemError(415, "a body is sent as it is, not packed.")
    try:
        return await asyncio.wait_for(_bytes(request, most), seconds)
    except asyncio.TimeoutError:
        raise ProblemError(408, f"the body did not come within {seconds:g} s.", {"Connection": "close"}) from None
    except ClientDisconnect:
        raise ProblemError(400, "the body ended early.") from None


async def unless_gone(request: Request, answer: Coroutine[Any, Any, T]) -> T:
    """Return an answer; if the client goes before it is there, it is given up.

    Most answers are there before it is worth while to look whether the client still is.

    Raises:
        ProblemError: if the client has gone.
    """
    loop, gone = asyncio.get_running_loop(), _Gone(request, asyncio.current_task())
    looks = loop.call_later(_SOON, gone.look)
    try:
        return await answer
    except asyncio.CancelledError:
        if not gone.seen:
            raise
        raise ProblemError(400, "the client has gone.") from None
    finally:
        looks.cancel()
        gone.stop()


class _Gone:
    """Looks whether a client goes, and then cancels what is done for it."""

    def __init__(self, request: Request, task: asyncio.Task[Any] | None) -> None:
        self.seen = False
        self._request = request
        self._task = task
        self._looking: asyncio.Task[None] | None = None

    def look(self) -> None:
        """Begin to look."""
        self._looking = asyncio.get_running_loop().create_task(self._look())

    def stop(self) -> None:
        """Look no more."""
        if self._looking:
            self._looking.cancel()

    async def _look(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self.seen = True
        if self._task:
            self._task.cancel()


async def _bytes(request: Request, most: int) -> bytes:
    """Return the body; one that is too long is read to its end, if that is near, for else no client sees why."""
    come, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most * _PATIENCE:
            break
        if size <= most:
            come += chunk
    if size > most:
        raise _too_large(most)
    return bytes(come)


def _too_large(most: int) -> ProblemError:
    return ProblemError(413, f"a body has at most {most:,} bytes.", {"Connection": "close"})
