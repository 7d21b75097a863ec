"""How many queries a second `lenaowl serve` answers, beside rdflib-endpoint and Oxigraph's own server in the same run.

    pip install rdflib-endpoint && python benchmarks/serve.py
    python benchmarks/serve.py --seconds 1    # a shorter run

Eight connections ask one query each, again and again, all servers on this machine and with the same data. lenaowl
remembers answers; for what is asked anew, a comment in the query is another each time. The packaged questions are those
with the values of their examples. Nothing fails here but a wrong answer.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from lenaowl.ontology.packaged import path
from lenaowl.query.runner import TemplateRunner, released
from lenaowl.query.templates import template

CONNECTIONS = 8
_DRUGS = (
    "PREFIX lena: <https://w3id.org/lenaowl/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "SELECT ?drug ?label { ?drug a lena:Drug ; rdfs:label ?label }"
)
QUERIES = {"ASK": "ASK {}", "drugs": _DRUGS}
PACKAGED = ("neosubstrates", "drugs-degrading", "evidence-of-claim", "results-of-trial", "effects-of-agent")
_RDFLIB = """
import sys, rdflib, uvicorn
from rdflib_endpoint import SparqlEndpoint
graph = rdflib.Dataset(default_union=True)
graph.parse(sys.argv[1])
uvicorn.run(SparqlEndpoint(graph=graph, path="/"), port=int(sys.argv[2]), log_level="error")
"""


@contextmanager
def running(command: list[str], port: int, place: str) -> Iterator[str]:
    """Run a server until the block ends; give the address to ask it at when it answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            try:
                answer(f"127.0.0.1:{port}", place, QUERIES["ASK"])
                break
            except OSError:
                time.sleep(0.2)
        if process.poll() is not None:
            raise SystemExit(f"{' '.join(command[:3])} did not start")
        yield f"127.0.0.1:{port}{place}"
    finally:
        process.terminate()
        process.wait()


def answer(host: str, place: str, query: str, connection: http.client.HTTPConnection | None = None) -> object:
    """Return the answer to a query, as JSON types; none if it was sent away, as there was too much to do."""
    asked = connection or http.client.HTTPConnection(host)
    asked.request("GET", f"{place}?query={quote(query)}", headers={"Accept": "application/sparql-results+json"})
    found = asked.getresponse()
    text = found.read()
    if found.status == 429:
        return None
    if found.status != 200:
        raise SystemExit(f"{host}{place}: {found.status} {text[:200]!r}")
    return json.loads(text)


def queries() -> Iterator[tuple[str, str, bool]]:
    """Yield the name of each query, its text, and whether it is asked anew."""
    for anew in (False, True):
        for name, text in QUERIES.items():
            yield f"{name}, anew" if anew else name, text, anew
    runner = TemplateRunner(released())
    for name in PACKAGED:
        yield f"{name}, anew", runner.text(name, dict(template(name).example())), True


def ask_for(address: str, query: str, anew: bool, seconds: float, done: Callable[[list[float]], None]) -> None:
    """Ask one query again and again; hand over how long each answer took."""
    host, _, place = address.partition("/")
    connection, taken, end = http.client.HTTPConnection(host), [], time.monotonic() + seconds
    while (began := time.monotonic()) < end:
        mark = f"\n# {secrets.token_hex(8)}" if anew else ""
        if answer(host, f"/{place}", query + mark, connection) is not None:
            taken.append(time.monotonic() - began)
    done(taken)


def measured(address: str, query: str, anew: bool, seconds: float) -> tuple[float, str]:
    """Return how many answers a second there were, and in words how long they took."""
    queue: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    arguments = (address, query, anew, seconds, queue.put)
    clients = [multiprocessing.Process(target=ask_for, args=arguments) for _ in range(CONNECTIONS)]
    for one in clients:
        one.start()
    taken = sorted(time_ for _ in clients for time_ in queue.get())
    for one in clients:
        one.join()
    if not taken:
        return 0, "none was answered"
    half, most = (taken[int(len(taken) * part)] * 1000 for part in (0.5, 0.99))
    return len(taken) / seconds, f"half within {half:6.1f} ms, 99 % {most:6.1f} ms"


def main() -> None:
    """Start the servers, and print a line for each query and server."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=4, help="how long each query is asked")
    seconds = options.parse_args().seconds
    data = str(path("lenaowl-inferred.ttl"))
    oxigraph = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    with ExitStack() as stack:
        ours = [sys.executable, "-m", "lenaowl", "serve", "--port", "8801"]
        servers = {"lenaowl": stack.enter_context(running(ours, 8801, "/sparql"))}
        rdflib = [sys.executable, "-c", _RDFLIB, data, "8802"]
        servers["rdflib-endpoint"] = stack.enter_context(running(rdflib, 8802, "/"))
        if oxigraph:
            store = stack.enter_context(tempfile.TemporaryDirectory())
            subprocess.run([oxigraph, "load", "--location", store, "--file", data], check=True, capture_output=True)
            theirs = [oxigraph, "serve-read-only", "--location", store, "--bind", "127.0.0.1:8803"]
            servers["oxigraph"] = stack.enter_context(running(theirs, 8803, "/query"))
        time.sleep(5)  # until lenaowl has made what first clients would wait for
        for name, query, anew in queries():
            print(name)
            found = {server: measured(address, query, anew, seconds) for server, address in servers.items()}
            for server, (rate, taken) in found.items():
                times = rate / max(found["rdflib-endpoint"][0], 0.01)
                print(f"  {server:16}{rate:10,.0f} a second, {times:6.1f} times rdflib-endpoint; {taken}")


if __name__ == "__main__":
    main()
