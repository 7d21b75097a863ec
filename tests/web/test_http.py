"""How HTTP is spoken: slow clients are left, others are answered, each response in one packet."""

from __future__ import annotations

import http.client
import socket
import threading
from contextlib import contextmanager

import uvicorn
from conftest import HANGS

from lenaowl.web.http import Http


class Impatient(Http):
    patience = 0.3


async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


@contextmanager
def running(protocol=Impatient):
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, http=protocol, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield listening.getsockname()
    finally:
        server.should_exit = True
        thread.join(HANGS)
        listening.close()


def test_who_does_not_finish_the_head_of_a_request_is_left():
    with running() as place:
        for begun in (b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "):
            with socket.create_connection(place, timeout=HANGS) as slow:
                slow.sendall(begun)
                assert slow.recv(100) == b"", "the server closes the connection"
        with socket.create_connection(place, timeout=HANGS) as kept:
            kept.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert kept.recv(1000).endswith(b"hello"), "head and body come in one packet"
            kept.sendall(b"GET / HTTP/1.1\r\nHost:")
            assert kept.recv(100) == b""


def test_a_head_without_end_is_refused():
    """It is read as fast as it comes, so that within the time for a head it could fill the memory."""
    with running(Http) as place, socket.create_connection(place, timeout=HANGS) as endless:
        endless.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: ")
        sent = 0
        try:
            while sent < 200_000_000:
                sent += endless.send(b"a" * 100_000)
        except OSError:
            pass  # the server has closed the connection
        assert sent < 50_000_000
    with running(Http) as place, socket.create_connection(place, timeout=HANGS) as long:
        long.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 60_000 + b"\r\n\r\n")
        assert long.recv(1000).endswith(b"hello")


def test_many_requests_on_one_connection_are_answered():
    with running() as place:
        connection = http.client.HTTPConnection(*place, timeout=HANGS)
        for _ in range(20):
            connection.request("GET", "/")
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (200, b"hello")
        connection.close()
