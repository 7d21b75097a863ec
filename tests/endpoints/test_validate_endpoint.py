"""Data in an endpoint is checked there by compiled SPARQL, with the findings that pyshacl has on the same data."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import patients
import pyoxigraph as ox
import pytest

from lenaowl.ontology.packaged import path
from lenaowl.rdf.files import Source
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.validate import validate_sources

JSON = ox.QueryResultsFormat.JSON


@pytest.fixture
def endpoint():
    """A SPARQL endpoint over a store in memory."""
    store = ox.Store()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            answer = store.query(body["query"][0]).serialize(format=JSON)
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/query", store
    server.shutdown()
    server.server_close()


@pytest.mark.slow
@pytest.mark.parametrize("nodes", [2_000, pytest.param(6_000, marks=pytest.mark.judge)])
def test_data_in_an_endpoint_is_checked_there(endpoint, run, nodes):
    url, store = endpoint
    text, seeded = patients.records(nodes, 0.03)
    store.load(input=text.encode(), format=ox.RdfFormat.N_TRIPLES)
    without = run("validate", "--endpoint", url)
    assert without.returncode == 2
    assert "does not hold the ontology" in without.stderr
    store.load(path=str(path("lenaowl-inferred.ttl")), format=ox.RdfFormat.TURTLE)
    told = json.loads(run("validate", "--endpoint", url, "--format", "json").stdout)
    found = {(f["node"], f["shape"], f["parameter"], f["value"]) for f in told["findings"]}
    assert len(seeded) > nodes / 600
    assert {(node, shape) for node, shape, _, _ in found} == seeded
    local = validate_sources([Source("records.nt", text, ox.RdfFormat.N_TRIPLES)], load_shapes(), "pyshacl")
    assert {(f.node, f.shape, f.parameter) for f in local.findings} == {row[:3] for row in found}


def test_another_engine_is_refused_for_an_endpoint(run):
    refused = run("validate", "--endpoint", "http://127.0.0.1:9/query", "--engine", "pyshacl")
    assert refused.returncode == 2
    assert "only the engine sparql" in refused.stderr
