"""Runs the server: its socket, its logs, its end."""

from __future__ import annotations

import logging
import os
import socket
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from lenaowl.errors import LenaowlError, MissingEngineError
from lenaowl.web.limits import Limits


def serve(
    host: str, port: int, data: Sequence[Path] = (), store: Path | None = None, limits: Limits | None = None,
    ready: Callable[[str], None] = lambda _: None, browser: bool = False,
) -> None:  # fmt: skip
    """Serve until the process is interrupted or terminated; what runs then is ended.

    Args:
        host: the address to listen on.
        port: the port; 0 for one that is free.
        data: RDF files to serve with the release.
        store: the folder of an Oxigraph store to serve in place of the packaged files.
        limits: what is allowed.
        ready: is called with the address when the server answers.
        browser: whether to open it there.

    Raises:
        MissingEngineError: if what the server is made of is not installed.
        LenaowlError: if the port cannot be had.
        DataError: if a file or the store cannot be used.
    """
    try:
        import uvicorn

        from lenaowl.web.app import application
        from lenaowl.web.http import Http
    except ImportError as error:
        hint = "pip install 'lenaowl[server]'"
        raise MissingEngineError(f"the server needs {error.name}, which is not installed: {hint}") from None
    from lenaowl.web.dataset import read

    listening = _listening(host, port)
    address = _address(host, listening.getsockname()[1])

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready(address)
                if browser:
                    webbrowser.open(address)

    with listening:
        _log()
        app = application(read(data, store), limits or Limits())
        # not how the system names itself, no lines with addresses of clients, and no request in parts for ever
        config = uvicorn.Config(
            app, http=Http, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5,
            h11_max_incomplete_event_size=65536, limit_concurrency=1000, backlog=256,
        )  # fmt: skip
        with suppress(KeyboardInterrupt):  # it has stopped as it should
            Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        LenaowlError: if it cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind, protocol)
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise LenaowlError(f"cannot listen on {host}:{port}: {why}; choose another with --port.") from None
    return made


def _address(host: str, port: int) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}/"


def _log() -> None:
    """Log a line of JSON for each request, on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    ours, theirs = logging.getLogger("lenaowl.web"), logging.getLogger("uvicorn.error")
    ours.handlers, theirs.handlers = [handler], [handler]
    ours.setLevel(logging.INFO)
    theirs.setLevel(logging.ERROR)
    ours.propagate = theirs.propagate = False
