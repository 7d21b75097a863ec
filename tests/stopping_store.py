"""A SPARQL server with a store of its own that stops in the midst of what it is asked: before it does it, or after."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox


class StoppingStore:
    """A server.

    Args:
        at: the number of the request at which it stops, from 0; none if it does not.
        does: whether it does first what that request asks for.
        dead: whether it answers nothing any more from then on.
    """

    def __init__(self, at: int | None = None, does: bool = False, dead: bool = False) -> None:
        self.store = ox.Store()
        self.asked = 0
        self.waiting = threading.Event()  # set when a graph has been put
        lock, whole = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with lock:
                    number, whole.asked = whole.asked, whole.asked + 1
                    stops = number == at or (dead and at is not None and number > at)
                    said = whole._answer(self.command, self.path, body) if not stops or (does and number == at) else b""
                if stops:
                    self.close_connection = True
                    return
                kind = "application/sparql-results+json" if self.command == "POST" else "application/n-triples"
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_POST = do_PUT = handle_any  # noqa: N815

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/both"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def _answer(self, method: str, path: str, body: bytes) -> bytes:
        if method == "POST":
            told = parse_qs(body.decode())
            if "update" in told:
                self.store.update(told["update"][0])
                return b""
            found = self.store.query(told["query"][0])
            return bytes(found.serialize(format=ox.QueryResultsFormat.JSON))  # type: ignore[union-attr]
        graph = ox.NamedNode(parse_qs(urlsplit(path).query)["graph"][0])
        if method == "PUT":
            self.store.remove_graph(graph)
            self.store.load(body, format=ox.RdfFormat.TURTLE, to_graph=graph)
            self.waiting.set()
            return b""
        return bytes(ox.serialize(self.triples(graph), format=ox.RdfFormat.N_TRIPLES))

    def triples(self, graph: ox.NamedNode) -> list[ox.Triple]:
        return [quad.triple for quad in self.store.quads_for_pattern(None, None, None, graph)]

    def held(self) -> dict[str, frozenset[str]]:
        """The objects in each graph that holds anything."""
        found: dict[str, set[str]] = {}
        for quad in self.store:
            graph = getattr(quad.graph_name, "value", "the default graph")
            found.setdefault(graph, set()).add(str(quad.object.value))  # type: ignore[union-attr]
        return {graph: frozenset(values) for graph, values in found.items()}

    def __enter__(self) -> StoppingStore:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
