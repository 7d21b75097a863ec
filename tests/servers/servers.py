"""SPARQL servers for tests: each is started in an empty folder on a free port of this machine, and ended."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Jena Fuseki is one file of Maven Central: `python tests/servers/servers.py` gets it.
FUSEKI = "org/apache/jena/jena-fuseki-server/5.2.0/jena-fuseki-server-5.2.0.jar"
FUSEKI_SHA256 = "a437520f68a763a18d96aa56fa4fde967f41b9d9a8cb8571b1e15d99624f83bd"
MAVEN = os.environ.get("LENAOWL_MAVEN", "https://repo1.maven.org/maven2")
CACHE = Path(os.environ.get("LENAOWL_TEST_CACHE", Path.home() / ".cache" / "lenaowl-tests"))


@dataclass(frozen=True)
class Server:
    """A running server: where to ask, to change and to store, which graph is the default one, and who may write."""

    name: str
    query: str
    update: str
    store: str
    graph: str = ""
    user: str = ""
    password: str = ""


class MissingServerError(Exception):
    """The server's program is not there; the text says how to get it."""


def fuseki_jar() -> Path:
    """Return the Fuseki jar that was fetched."""
    jar = CACHE / Path(FUSEKI).name
    if not jar.is_file():
        raise MissingServerError("no Fuseki: python tests/servers/servers.py fetches it")
    return jar


def fetch_fuseki() -> Path:
    """Fetch the pinned Fuseki jar, once."""
    jar = CACHE / Path(FUSEKI).name
    if not jar.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        part = jar.with_suffix(f".part{os.getpid()}")
        with urllib.request.urlopen(f"{MAVEN}/{FUSEKI}", timeout=300) as answer, part.open("wb") as out:
            shutil.copyfileobj(answer, out)
        if hashlib.sha256(part.read_bytes()).hexdigest() != FUSEKI_SHA256:
            part.unlink()
            raise SystemExit(f"{FUSEKI} is not the file that was expected")
        part.replace(jar)
    return jar


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(command: list[str], folder: Path, ready: str, **env: str) -> Iterator[None]:
    """Run a server until the block ends; `ready` is a URL that answers when it has started."""
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env={**os.environ, **env})
    try:
        for _ in range(9_000):  # in a quarter of an hour the slowest machine has started it
            if process.poll() is not None:
                raise RuntimeError(f"{command[0]} ended: {log.read_text(errors='replace')[-2000:]}")
            try:
                urllib.request.urlopen(ready, timeout=2).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError(f"{command[0]} did not start: {log.read_text(errors='replace')[-2000:]}")
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def oxigraph(folder: Path, *options: str) -> Iterator[Server]:
    """Run the Oxigraph server of the wheel `oxigraph`, with more options of its own."""
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        raise MissingServerError("no Oxigraph server: pip install oxigraph")
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [program, "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}", *options]
    with running(command, folder, f"{url}/query?query=ASK%7B%7D"):
        yield Server("oxigraph", f"{url}/query", f"{url}/update", f"{url}/store")


@contextmanager
def fuseki(folder: Path) -> Iterator[Server]:
    """Run Jena Fuseki with a dataset in memory."""
    if shutil.which("java") is None:
        raise MissingServerError("no Java for Fuseki: apt-get install default-jre-headless")
    jar, port = fuseki_jar(), free_port()
    url = f"http://127.0.0.1:{port}/data"
    command = ["java", "-Xmx2g", "-jar", str(jar), "--port", str(port), "--localhost", "--mem", "/data"]
    with running(command, folder, f"{url}?query=ASK%7B%7D", FUSEKI_BASE=str(folder / "base")):
        yield Server("fuseki", url, url, url)


VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {sql_port}
DisableUnixSocket = 1
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = {port}
ServerRoot = {folder}
ServerThreads = 10
HTTPLogFile =
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 300
"""
# The default graph of a Virtuoso is the union of all graphs, and nothing can be added to it.
VIRTUOSO_GRAPH = "https://example.org/data"


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Run Virtuoso; writing needs digest authentication."""
    program = shutil.which("virtuoso-t")
    if program is None:
        raise MissingServerError("no Virtuoso: apt-get install virtuoso-opensource")
    port = free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO.format(folder=folder, port=f"127.0.0.1:{port}", sql_port=f"127.0.0.1:{free_port()}"))
    url = f"http://127.0.0.1:{port}"
    with running([program, "+foreground", "+configfile", str(ini)], folder, f"{url}/sparql?query=ASK%7B%7D"):
        yield Server("virtuoso", f"{url}/sparql", f"{url}/sparql-auth", f"{url}/sparql-graph-crud-auth",
                     VIRTUOSO_GRAPH, "dba", "dba")  # fmt: skip


SERVERS: dict[str, Callable[..., object]] = {"oxigraph": oxigraph, "fuseki": fuseki, "virtuoso": virtuoso}

if __name__ == "__main__":
    print(fetch_fuseki())
