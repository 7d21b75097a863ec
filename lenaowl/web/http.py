"""HTTP as uvicorn speaks it, but head and body of a response go in one packet, and a client has to begin in time."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class OnePacket:
    """A transport that sends what is written before the loop turns at once: sending costs more than all else here.

    Args:
        transport: the real one.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send data soon."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._send)
        self._waiting.append(data)

    def close(self) -> None:
        """Send what waits, and close."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            self._transport.write(b"".join(waiting))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the real one has
        return getattr(self._transport, name)


class Http(HttpToolsProtocol):
    """The protocol on such a transport; who does not finish the head of a request soon and in some bytes is left."""

    patience = 20.0  # seconds for the head of a request
    longest = 400_000  # bytes of the head of a request, with what came together with them
    _leaving: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to speak with a client."""
        super().connection_made(cast("asyncio.Transport", OnePacket(transport)))
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Read what came; a head without end is left."""
        super().data_received(data)
        self._head = self._head + len(data) if self._leaving else 0
        if self._head > self.longest and not self.transport.is_closing():
            if self.cycle is None or self.cycle.response_complete:
                self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Read the head of a request."""
        super().on_message_begin()
        self._wait()

    def on_headers_complete(self) -> None:
        """Answer a request, whose head is there."""
        self._stay()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """End, as the client has gone."""
        self._stay()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._stay()
        self._leaving = asyncio.get_running_loop().call_later(self.patience, self.transport.close)

    def _stay(self) -> None:
        if self._leaving:
            self._leaving.cancel()
        self._leaving = None
