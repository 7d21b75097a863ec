"""A server of SPARQL for tests: it does what a test tells it to, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

YES = json.dumps({"head": {}, "boolean": True}).encode()


class Fake:
    """A server that does what a test tells it to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, object]] = []
        self.answers: list[Callable[[BaseHTTPRequestHandler], None]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                query = {**parse_qs(urlsplit(self.path).query)}
                if "form" in self.headers.get("Content-Type", ""):
                    query |= parse_qs(body.decode())
                fake.asked.append({"method": self.command, "path": urlsplit(self.path).path, "headers": dict(self.headers), **query})  # fmt: skip
                (fake.answers.pop(0) if len(fake.answers) > 1 else fake.answers[0])(self)

            do_GET = do_POST = do_PUT = do_HEAD = handle_any  # noqa: N815

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/query"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def say(status: int, body: bytes = b"", kind: str = "application/sparql-results+json", **headers: str):
    """Answer with this."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    return answer


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without an answer."""
    handler.connection.close()
    handler.close_connection = True


def halfway(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(YES)
    handler.close_connection = True


def slow(handler: BaseHTTPRequestHandler) -> None:
    """Answer late."""
    time.sleep(0.6)
    with suppress(OSError):  # nobody waits any more
        say(200, YES)(handler)
