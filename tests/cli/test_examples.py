"""Every command and option runs through the installed program, as its help and the documents show it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import urllib.request
from pathlib import Path

import click
import pyoxigraph as ox
import pytest
from cli.examples import PAGES, PROGRAMS, commands, fill, of_help, of_pages, shell, used, words
from click.core import UNSET
from conftest import ROOT
from servers.servers import SERVERS, MissingServerError
from web.clients import served

from lenaowl import Endpoint

EXAMPLES = list(dict.fromkeys([*of_help(), *of_pages()]))
_RECORDS = "lenaowl cohort records my-patients.csv --mapping mapping.yaml"
# Options that no example shows, or only one that needs a server.
MORE = [
    "lenaowl --version",
    "lenaowl effects lenalidomide --wide",
    "lenaowl explain lenalidomide increases IL2 --full --wide",
    "lenaowl compare lenalidomide pomalidomide --wide",
    "lenaowl what-if lenalidomide --without CRBN --wide",
    "lenaowl experiments --wide",
    "lenaowl reason --wide",
    "lenaowl term IRF4 --wide",
    "lenaowl search degron --wide",
    "lenaowl tree Drug --wide",
    "lenaowl diff shipped --wide",
    "lenaowl quality --wide",
    "lenaowl validate patients.ttl --wide --base https://example.org/ --language de --timeout 600",
    "lenaowl query list --wide",
    "lenaowl query show drugs-degrading --wide",
    "lenaowl query run drugs-degrading --protein IKZF3 --wide",
    "lenaowl sparql 'SELECT ?d { ?d a lena:IMiD }' --wide",
    "lenaowl effects LO-1 --extra my-compound.ttl --format csv",
    "lenaowl explain LO-1 degrades IKZF1 --extra my-compound.ttl --admit open",
    "lenaowl reason --admit suggested --format ttl",
    "lenaowl what-if LO-1 --extra my-compound.ttl --also IKZF3-Q147H --context T-cell --admit suggested",
    "lenaowl compare LO-1 lenalidomide --extra my-compound.ttl --admit hypothesis",
    "lenaowl experiments --extra my-compound.ttl --admit open",
    "lenaowl term LO-1 --extra my-compound.ttl --admit suggested",
    "lenaowl search LO-1 --extra my-compound.ttl --admit suggested",
    "lenaowl tree Drug --extra my-compound.ttl --admit suggested",
    "lenaowl sparql 'ASK { lena:lenalidomide a lena:IMiD }' --limit 1 --timeout 600 --admit open --extra my-compound.ttl",
    "lenaowl query run drugs-degrading --protein IKZF3 --timeout 600 --admit open --extra my-compound.ttl",
    "lenaowl query run drugs-degrading --protein IKZF3 --explain-query",
    "lenaowl quality my-ontology.ttl --namespace https://example.org/",
    "lenaowl shapes example assay --format jsonld",
    "lenaowl cohort judge my-patients.csv --mapping mapping.yaml --wide --extra my-compound.ttl --admit suggested",
    "lenaowl cohort template patients.xlsx --sheet Patients",
    f"{_RECORDS} --wide",
]
# A server is started for each of these addresses, and the examples with it run in this order.
OF_SERVERS = {"oxigraph": "http://localhost:7878/query", "fuseki": "http://localhost:3030/dataset", "virtuoso": "http://localhost:8890/sparql"}  # fmt: skip
THE_THREE = " ".join(f"-g https://w3id.org/lenaowl/graph/{part}" for part in ("ontology", "claims", "inferred"))
ON_SERVERS = [
    "lenaowl push http://localhost:7878/query --update-url http://localhost:7878/update --store-url http://localhost:7878/store --timeout 600",
    "lenaowl infer --endpoint http://localhost:3030/dataset --graph https://w3id.org/lenaowl/graph/claims --into https://example.org/follows "
    "--admit suggested --update-url http://localhost:3030/dataset/update --store-url http://localhost:3030/dataset/data --timeout 600",
    f"lenaowl sparql 'ASK {{ lena:lenalidomide a lena:IMiD }}' -e http://localhost:7878/query {THE_THREE}",
    f"lenaowl query run drugs-degrading --protein IKZF3 -e http://localhost:7878/query {THE_THREE}",
    f"lenaowl validate --endpoint http://localhost:7878/query --graph https://example.org/my-records "
    f"{THE_THREE.replace('-g ', '--graph ')} --timeout 600",
]
# They take long and write into the package: tests/release/test_build.py and tests/test_contributing.py run them.
BUILDS = [
    "lenaowl build",
    "lenaowl build --check",
    "lenaowl build --out dist/ontology",
    "lenaowl build --out dist/ontology --docs dist/pages",
]
JUDGES = {"riot", "hermit"}
# The exit code where it is not 0, and why.
CODES = {
    "lenaowl experiments --strict": 1,  # some published experiments are predicted wrongly, as docs/limits.md says
    # no dates are in the first, and rows of the other are faulty on purpose
    f"{_RECORDS} --wide": 1,
    f"{_RECORDS} --format ttl --output records.ttl": 1,
    "lenaowl cohort records examples/cohort-records.csv --mapping examples/cohort-records-mapping.yaml": 1,
    'lenaowl chemistry "CC(=O)Oc1ccccc1C(=O)O" --format json': 1,  # aspirin is related to nothing here
}


def kind(line: str) -> str:
    """What it takes to run an example."""
    if line in BUILDS:
        return "build"
    if line.startswith("lenaowl serve"):
        return "serve"
    if "http://localhost" in line:
        return next(name for name, address in OF_SERVERS.items() if address in line)
    return "judge" if JUDGES & set(re.findall(r"\w+", line)) else "local"


def marks(line: str) -> list[pytest.MarkDecorator]:
    """Mark what a judge is needed for, and what reasons or reads all that is stated."""
    if kind(line) == "judge":
        return [pytest.mark.judge]
    return [pytest.mark.slow] if re.search(r"--(extra|admit|strict)|lenaowl (reason|quality|experiments)", line) else []


LOCAL = [pytest.param(line, marks=marks(line)) for line in [*EXAMPLES, *MORE] if kind(line) in ("local", "judge")]


@pytest.fixture(scope="session")
def example_files(once) -> Path:
    return once("examples", fill)


@pytest.fixture
def folder(example_files, tmp_path) -> Path:
    """A folder with the files that examples name, to be written to."""
    return Path(shutil.copytree(example_files, tmp_path / "here"))


def test_the_program_is_installed():
    assert shutil.which("lenaowl", path=PROGRAMS), "pip install '.[test]' in the environment that runs pytest"


def test_examples_are_found():
    assert len(of_help()) > 60
    assert len(of_pages()) > 20
    assert {kind(line) for line in EXAMPLES} == {"local", "judge", "build", "serve", *OF_SERVERS}
    assert set(CODES) <= {*EXAMPLES, *MORE}


@pytest.mark.parametrize("path", [path for path, _ in commands() if path[:2] != ("query", "run")], ids=" ".join)
def test_each_command_has_help_with_an_example(path):
    from click.testing import CliRunner

    from lenaowl.cli import app

    answer = CliRunner().invoke(app, [*path, "--help"])
    assert answer.exit_code == 0
    assert "Usage: " in answer.output
    if path not in ((), ("query",)):
        assert "Examples:" in answer.output


def test_each_option_accepts_its_own_default():
    """`lenaowl infer` once refused to start for want of this."""
    seen = 0
    for path, command in commands():
        context = click.Context(command)
        for param in command.params:
            default = param.get_default(context)
            if default is None or default is UNSET:
                continue
            assert param.type_cast_value(context, default) is not None, (path, param.name)
            seen += 1
    assert seen > 50


def test_each_option_is_in_an_example_that_runs():
    given: dict[tuple[str, ...], set[str]] = {}
    for line in [*EXAMPLES, *MORE, *BUILDS, *ON_SERVERS]:
        for arguments in words(line):
            if arguments == ["--version"]:
                continue
            path, names = used(arguments)
            of_template = path[:2] == ("query", "run")
            given.setdefault(path[:2] if of_template else path, set()).update(names)
    missing = {
        (" ".join(path), param.name)
        for path, command in commands()
        for param in command.params
        if path and not (param.name or "").startswith("value_")
        and param.name not in given.get(path[:2] if path[:2] == ("query", "run") else path, set())
    }  # fmt: skip
    assert missing == set()
    called = {path for path in given if path}
    assert {path for path, command in commands() if path and path[:2] != ("query", "run")} - called == {("query",)}


def test_the_page_of_questions_shows_calls_that_are_understood():
    page = ROOT / "docs" / "pages" / "queries.md"
    calls = re.findall(r"^    (lenaowl .*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(calls) > 80
    for line in calls:
        for arguments in words(line):
            used(arguments)


@pytest.mark.parametrize("line", LOCAL)
def test_an_example_runs(line, folder, request):
    env = {}
    if kind(line) == "judge":
        env["PATH"] = f"{riot(folder)}{os.pathsep}{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    done = shell(line, folder, **env)
    assert done.returncode == CODES.get(line, 0), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout or re.search(r"eval|riot|>|--out", line)


def riot(folder: Path) -> Path:
    """A folder with Jena's program, from the jars that `.ci/judges` brings."""
    from programs import absent, judges

    jars = judges() / "jena"
    if not jars.is_dir():
        absent(jars)
    (folder / "bin").mkdir()
    program = folder / "bin" / "riot"
    program.write_text(f"#!/bin/sh\nexec java -cp '{jars}/*' riotcmd.riot \"$@\"\n", encoding="utf-8")
    program.chmod(0o755)
    return program.parent


@pytest.mark.server
@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.long) if n == "fuseki" else n for n in OF_SERVERS])
def test_the_examples_for_servers_run(name, folder, tmp_path, monkeypatch):
    lines = [line for line in [*EXAMPLES, *ON_SERVERS] if kind(line) == name]
    changing = sorted(
        (line for line in lines if re.match("lenaowl (push|infer)", line)), reverse=True
    )  # push comes first
    asking = [line for line in lines if line not in changing]
    assert changing
    (tmp_path / "server").mkdir()
    try:
        with SERVERS[name](tmp_path / "server") as server:
            monkeypatch.setenv("LENAOWL_ENDPOINT_USER", server.user)
            monkeypatch.setenv("LENAOWL_ENDPOINT_PASSWORD", server.password)
            put(server, "https://example.org/my-patients", "new-compound")
            put(server, "https://example.org/my-records", "patient")
            run_on(server, name, changing, folder)
        if asking:
            # they name no graph, as where the default graph is the union of all; docs/pages/queries.md says so
            with SERVERS[name](tmp_path / "server", "--union-default-graph") as server:
                run_on(server, name, asking, folder)
    except MissingServerError as error:
        pytest.skip(str(error))


@pytest.mark.server
@pytest.mark.parametrize("line", [line for line in EXAMPLES if kind(line) == "serve"])
def test_the_examples_that_serve_run_until_they_are_stopped(line, folder):
    with served(*shlex.split(line)[2:], "--port", "0", cwd=folder, BROWSER="true") as (address, process):
        assert json.load(urllib.request.urlopen(f"{address}health"))["status"] == "ok"
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0


def run_on(server, name: str, lines: list[str], folder: Path) -> None:
    for line in lines:
        done = shell(at(line, name, server), folder)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        assert done.stdout, line


def at(line: str, name: str, server) -> str:
    """An example with the addresses of a server that runs."""
    places = {OF_SERVERS[name]: server.query}
    if name == "oxigraph":
        places |= {"http://localhost:7878/update": server.update, "http://localhost:7878/store": server.store}
    if name == "fuseki":
        places |= {
            "http://localhost:3030/dataset/update": server.update,
            "http://localhost:3030/dataset/data": server.store,
        }
    if name == "virtuoso":
        places = {
            "http://localhost:8890/sparql-graph-crud-auth": server.store,
            "http://localhost:8890/sparql-auth": server.update,
            **places,
        }
    for shown, real in places.items():
        line = re.sub(re.escape(shown) + r"(?=\s|$)", real, line)
    return line


def put(server, graph: str, example: str) -> None:
    """Load data of a user: infer refuses a graph that holds nothing, and validate wants something to check."""
    quads = ox.parse(path=str(ROOT / "examples" / f"{example}.ttl"), format=ox.RdfFormat.TURTLE)
    Endpoint(server.query, update_url=server.update, store_url=server.store).put(graph, [quad.triple for quad in quads])


def test_pages_are_there():
    assert {page.name for page in PAGES} >= {"README.md", "validation.md", "new-compound.md"}
