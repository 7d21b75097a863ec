"""Runs an input in a process of its own, with bounds on time and memory, and says how it ended."""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
import socket
import tempfile
import threading
import traceback
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from lenaowl.errors import LenaowlError
from lenaowl.query.runner import TemplateRunner

SECONDS = 30  # of CPU: a hundred times what the slowest input needs
WALL = 1_200  # seconds: more than inputs that only wait may take on a machine that others use too
MEMORY = 6_000_000_000  # bytes


def target(kind: str, about: str, content: bytes, folder: Path) -> None:
    """Do with an input of a kind what a command would."""
    from lenaowl.cli.options import screen
    from lenaowl.render.formats import written

    text = content.decode("utf-8", "replace")
    if kind == "file":
        from lenaowl.render.validation import validation
        from lenaowl.validation.quality import check_quality
        from lenaowl.validation.validate import validate

        file = folder / f"x{about}"
        file.write_bytes(content)
        report = validate(file)
        _says_something(report.size)
        for form in ("table", "json", "ttl", "sarif", "junit", "csv"):
            written(validation(report, "info"), form, screen()).encode()
        if len(content) % 40 == 0:
            check_quality(file)
    elif kind == "shapes":
        from lenaowl.validation.validate import validate

        file = folder / "s.ttl"
        file.write_bytes(content)
        (folder / "d.ttl").write_text(
            "@prefix lena: <https://w3id.org/lenaowl/> . <a:p> a lena:PatientRecord, <a:C> ; lena:sex 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' .",
            encoding="utf-8",
        )
        chosen = validate(folder / "d.ttl", shapes=[str(file)], engine=about).chosen
        _says_something(chosen and (chosen.by_iri or chosen.off))
    elif kind == "query":
        from lenaowl.query.runner import TemplateRunner
        from lenaowl.rdf.store import EmbeddedStore
        from lenaowl.render.answers import answer

        found = TemplateRunner(EmbeddedStore()).sparql(text, 100)
        for form in ("table", "json", "xml", "tsv", "csv", "ttl"):
            try:
                written(answer(found), form, screen()).encode("utf-8", "backslashreplace")
            except LenaowlError:
                continue  # a format that this kind of answer does not have
    elif kind == "answer":
        from lenaowl.endpoints.answers import rows, triples
        from lenaowl.endpoints.http import Body

        body = Body(content, about)
        (rows if len(content) % 2 else lambda *a: triples(a[0], a[2]))(body, "ASK {}", "http://localhost/x")
    elif kind == "template":
        from lenaowl.query.templates import read_templates
        from lenaowl.rdf.store import EmbeddedStore

        file = folder / "x.rq"
        file.write_bytes(content)
        for template in read_templates([file]).values():
            values = {param.name: about for param in template.params if param.required or about == param.default}
            EmbeddedStore().query(questions().binder.query(template, values, 5))
    elif kind == "server":
        ask(about, content)
    else:
        from lenaowl.analysis.tables.delimited import read_delimited

        file = folder / f"x{about}"
        file.write_bytes(content)
        _says_something(read_delimited(file).columns)


class SilentNothingError(Exception):
    """What was read holds nothing, and nothing was said of that."""


def _says_something(read: object) -> None:
    if not read:
        raise SilentNothingError


@cache
def questions() -> TemplateRunner:
    """The packaged questions: read once, before anything is forked."""
    from lenaowl.query.runner import released

    found = TemplateRunner(released())
    found.answer("drugs-degrading", {"protein": "IKZF3"})
    return found


def ask(how: str, said: bytes) -> None:
    """Ask a server that says the same whatever it is asked, and then cuts the connection."""
    from lenaowl import Endpoint

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        connection.settimeout(1)
                        connection.recv(65_536)
                        connection.sendall(said)

        threading.Thread(target=serve, daemon=True).start()
        endpoint = Endpoint(f"http://127.0.0.1:{listener.getsockname()[1]}/query", timeout=2, retries=1)
        asked: dict[str, Callable[[], object]] = {
            "select": lambda: list(endpoint.sparql("SELECT * { ?s ?p ?o }")),
            "construct": lambda: endpoint.sparql("CONSTRUCT WHERE { ?s ?p ?o }"),
            "template": lambda: endpoint.query("drugs-degrading", protein="https://w3id.org/lenaowl/IKZF3"),
            "get": lambda: endpoint.get("https://example.org/g"),
            "update": lambda: endpoint.update("DROP GRAPH <https://example.org/g>"),
            "infer": lambda: endpoint.infer(),
        }
        endpoint.remote = replace(endpoint.remote, pause=0.01)
        asking = endpoint.__dict__["questions"] = TemplateRunner(questions().store, endpoint._ask_template)
        asking.binder = questions().binder
        asked[how]()


def warm() -> None:
    """Load what every input needs, so that each is quick."""
    import shifty  # noqa: F401

    from lenaowl.analysis.tables import delimited  # noqa: F401
    from lenaowl.endpoints import answers  # noqa: F401
    from lenaowl.query import runner  # noqa: F401
    from lenaowl.validation.validate import validate

    questions()
    validate("examples/patient.ttl", engine="pyshacl")
    validate("examples/patient.ttl", engine="shifty")


def run(*inputs: tuple[str, str, bytes]) -> str:
    """Return what went wrong with one of some inputs: a signal, a traceback; empty if all were taken or refused."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        _in_child(inputs, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        said = told.read().decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code < 0:
        return f"{said} ended by {signal.Signals(-code).name}"
    return said or f"exit code {code}" if code else ""


def _in_child(inputs: Sequence[tuple[str, str, bytes]], writing: int) -> None:
    code = 70
    try:
        faulthandler.disable()
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(WALL)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        warnings.simplefilter("ignore")
        for one in inputs:
            with suppress(LenaowlError), tempfile.TemporaryDirectory() as folder:
                target(*one, Path(folder))
        code = 0
    except BaseException:  # all that is no refusal is what is looked for
        os.write(writing, traceback.format_exc()[-4_000:].encode("utf-8", "backslashreplace"))
    finally:
        os._exit(code)
