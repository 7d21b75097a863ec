"""How `lenaowl serve` and Oxigraph's own read-only server do in W3C's tests of the SPARQL 1.1 Protocol.

    git clone https://github.com/w3c/rdf-tests
    python benchmarks/protocol_suite.py rdf-tests/sparql/sparql11/protocol/manifest.ttl

The suite is not part of this project. Both servers are read-only and hold the release with the data of the suite: a
test of updates passes if the server refuses the update (4xx), and of a test with several requests all up to an update
have to be answered as the suite says.
"""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection

from lenaowl.ontology.graphs import GRAPHS, parts

HT, CNT = rdflib.Namespace("http://www.w3.org/2011/http#"), rdflib.Namespace("http://www.w3.org/2011/content#")
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_DATA = "http://kasei.us/2009/09/sparql/data/"
_FORMATS = {"tabular": ("sparql-results", "csv", "tab-separated"), "boolean": ("sparql-results", "xml", "json"),
            "RDF": ("turtle", "rdf+xml", "n-triples", "ld+json", "trig", "n-quads")}  # fmt: skip


@dataclass(frozen=True)
class Request:
    """A request of the suite, with what is to be answered."""

    method: str
    query: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[str]
    boolean: bool | None
    form: str

    @property
    def is_update(self) -> bool:
        """Whether it asks for a change that the suite wants to be made."""
        text = (self.body or b"") + self.query.encode()
        return "2" in self.statuses and (b"update=" in text or "update" in self.headers.get("content-type", ""))


def tests(manifest: Path) -> Iterator[tuple[str, list[Request]]]:
    """Yield the tests of a manifest: name and requests."""
    graph = rdflib.Graph().parse(manifest)
    for entry in Collection(graph, next(graph.objects(None, MF.entries))):
        connection = graph.value(entry, MF.action)
        requests = [_request(graph, one) for one in Collection(graph, graph.value(connection, HT.requests))]
        yield str(graph.value(entry, MF.name)), requests


def _request(graph: rdflib.Graph, node: rdflib.term.Node) -> Request:
    named = graph.value(node, HT.headers)
    headers = {
        str(graph.value(one, HT.fieldName)).lower(): str(graph.value(one, HT.fieldValue))
        for one in (Collection(graph, named) if named else ())
    }
    content, answer = graph.value(node, HT.body), graph.value(node, HT.resp)
    text = graph.value(content, CNT.chars) if content else None
    encoding = str(graph.value(content, CNT.characterEncoding) or "utf-8") if content else ""
    statuses = {str(one)[-3] for one in graph.objects(answer, MF.expectedStatus)}
    boolean = graph.value(answer, MF.expectedBoolean)
    return Request(
        str(graph.value(node, HT.methodName)), urlsplit(str(graph.value(node, HT.absolutePath))).query, headers,
        None if text is None else str(text).encode(encoding), frozenset(statuses),
        None if boolean is None else bool(boolean.toPython()), str(graph.value(answer, MF.expectedFormat) or ""),
    )  # fmt: skip


def wrong(address: str, requests: list[Request]) -> str:
    """Return what a server answers otherwise than it should; an empty text if nothing."""
    place = urlsplit(address)
    for request in requests:
        connection = http.client.HTTPConnection(place.netloc, timeout=60)
        path = f"{place.path}?{request.query}" if request.query else place.path
        connection.request(request.method, path, request.body, request.headers)
        answer = connection.getresponse()
        body, status = answer.read(), str(answer.status)[0]
        if request.is_update:
            return "" if status == "4" else f"{answer.status} for an update"
        if status not in request.statuses:
            return f"{answer.status} where {'xx, '.join(sorted(request.statuses))}xx is wanted: {body[:80]!r}"
        media = answer.headers.get("content-type", "")
        if request.form and not any(part in media for part in _FORMATS[request.form]):
            return f"{media} where {request.form} is wanted"
        if request.boolean is not None and _said(body, media) != request.boolean:
            return f"the answer is {_said(body, media)}"
    return ""


def _said(body: bytes, media: str) -> bool | None:
    return json.loads(body).get("boolean") if "json" in media else b">true<" in body


@contextmanager
def running(command: list[str], address: str) -> Iterator[str]:
    """Run a server until the block ends."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                http.client.HTTPConnection(urlsplit(address).netloc, timeout=60).connect()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


def filled(folder: Path, data: Path) -> None:
    """Make a store with the release and the data of the suite."""
    store = ox.Store(str(folder))
    for name, triples in parts().items():
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(GRAPHS[name])) for t in triples)
    for file in sorted(data.glob("data?.nt")):
        store.load(path=str(file), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(f"{_DATA}{file.stem}.rdf"))
    store.flush()


def main() -> None:
    """Run the suite against both servers and print a line for each test."""
    manifest = Path(sys.argv[1])
    oxigraph = str(Path(sys.executable).parent / "oxigraph")
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        filled(store, manifest.parent)
        ours = [sys.executable, "-m", "lenaowl", "serve", "--port", "8811", "--store", str(store)]
        theirs = [oxigraph, "serve-read-only", "--location", str(store), "--bind", "127.0.0.1:8812"]
        servers = {
            "lenaowl": (ours, "http://127.0.0.1:8811/sparql"),
            "oxigraph": (theirs, "http://127.0.0.1:8812/query"),
        }
        for server, (command, address) in servers.items():
            passed = total = 0
            with running(command, address):
                for name, requests in tests(manifest):
                    said = wrong(address, requests)
                    passed, total = passed + (not said), total + 1
                    if said:
                        print(f"{server}: {name}: {said}")
            print(f"{server}: {passed} of {total}")


if __name__ == "__main__":
    main()
