"""Commands that are brought down from within: memory, time and libraries end a fork, and it is said in one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import HANGS, ROOT

from lenaowl.errors import LenaowlError
from lenaowl.query.bounds import in_time

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the bounds")

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(4)) + " }"


def test_what_takes_the_processor_without_end_is_one_line(run):
    done = run("sparql", ENDLESS, LENAOWL_MAX_CPU_SECONDS="2")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "LENAOWL_MAX_CPU_SECONDS sets how much" in done.stderr


@pytest.mark.parametrize("name", ["LENAOWL_MAX_CPU_SECONDS", "LENAOWL_MAX_MEMORY_MEGABYTES", "LENAOWL_MAX_MEGABYTES"])
@pytest.mark.parametrize("value", ["0", "-1", "much", ""])
def test_a_bound_that_is_no_number_is_named(run, name, value):
    done = run("validate", str(ROOT / "examples" / "patient.ttl"), **{name: value})
    assert (done.returncode, done.stderr) == (3, f"lenaowl: {name}: '{value}' is not a whole number above 0.\n")


DOING = """
import os, re, signal, sys
from lenaowl import cli
from lenaowl.query import templates
def done():
    {}
templates.templates = done
sys.argv = ["lenaowl", "query", "list"]
cli.main()
"""


def started(does: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DOING.format(does)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **env},
    )


@pytest.mark.parametrize(
    ("does", "code", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", 70, "was ended by SIGSEGV"),
        ("os.abort()", 3, "was ended by SIGABRT"),
        ("raise type('PanicException', (BaseException,), {})('x')", 70, "PanicException: x"),
        ("bytearray(10**9)", 3, "this takes more memory than there is"),
        ("raise KeyboardInterrupt", 130, "stopped."),
        ("os.kill(os.getpid(), signal.SIGINT)", 130, "stopped."),
    ],
)  # fmt: skip
def test_how_a_command_ends_is_said(does, code, said):
    """A fault of a library ended the process with its signal, or with a traceback and the code that means findings."""
    done = started(does, LENAOWL_MAX_MEMORY_MEGABYTES="500")
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_time_ends_what_lets_no_thread_run():
    """The clock was a thread of Python, which waits for an expression that is matched."""
    does = "from lenaowl.query.bounds import time_limit\n    with time_limit(1, 5): re.match('(a+)+$', 'a' * 60 + '!')"
    done = started(does)
    assert (done.returncode, done.stderr) == (
        5, "lenaowl: no answer in 1 s; ask for less, or give more time with --timeout.\n",
    )  # fmt: skip


SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix lena: <https://w3id.org/lenaowl/> .
[] a sh:NodeShape ; sh:targetClass lena:PatientRecord ; """
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o FILTER (?a = ?o && ?d = ?n)"
MULTIPLYING = {
    "constraint": f"sh:sparql [ sh:select '''SELECT $this WHERE {{ {PRODUCT} }}''' ] .",
    "target": f"sh:nodeKind sh:IRI ; sh:target [ a sh:SPARQLTarget ; sh:select '''SELECT ?this WHERE {{ ?this a ?x . {PRODUCT} }}''' ] .",
    "rule": f"sh:rule [ a sh:SPARQLRule ; sh:construct '''CONSTRUCT {{ $this a ?b }} WHERE {{ {PRODUCT} }}''' ] .",
}  # fmt: skip
OF_SHAPES = """from lenaowl.cli import validation; validation._OF_QUERIES = 1
    validation.validate([{data!r}, "--shapes", {shapes!r}], standalone_mode=False)"""


@pytest.mark.parametrize("kind", MULTIPLYING)
def test_queries_in_shapes_that_multiply_end_without_a_time_limit(tmp_path, kind):
    """They ran for an hour if no --timeout was given."""
    file = tmp_path / "s.ttl"
    file.write_text(SHAPES + MULTIPLYING[kind], encoding="utf-8")
    done = started(OF_SHAPES.format(data=str(ROOT / "examples" / "patient.ttl"), shapes=str(file)))
    assert (done.returncode, done.stderr) == (
        3, f"lenaowl: no answer in 1 s; let the patterns of each query in {file} share a variable, or their product is "
        "formed, or give more time with --timeout.\n",
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_runs_on_when_the_command_is_ended(number):
    """What waits for the output of a command that it has ended would wait for the fork."""
    with subprocess.Popen(
        [sys.executable, "-m", "lenaowl", "sparql", ENDLESS, "--timeout", "600"], stdout=subprocess.PIPE
    ) as process:
        while not (below := _children(process.pid)):
            time.sleep(0.02)
        time.sleep(0.5)
        process.send_signal(number)
        process.communicate()  # until no process has the output open
    end = time.monotonic() + HANGS
    while not {state(one) for one in below} <= {"", "Z"}:  # it closes its files before it is gone
        assert time.monotonic() < end
        time.sleep(0.01)


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


def state(pid: str) -> str:
    """The state of a process, Z if it has ended and nothing has asked for it yet, or nothing if there is none."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    return ""


# -- in Python -------------------------------------------------------------------------------------------


def test_a_query_in_python_has_a_time_limit(kb):
    """Nothing ended a query of a notebook."""
    threading.Thread(target=time.sleep, args=(1,), daemon=True).start()  # as in a notebook
    with pytest.raises(LenaowlError, match=r"no answer in 0\.5 s"):
        kb.sparql(ENDLESS, timeout=0.5)
    for query in ("SELECT ?d { ?d a lena:IMiD }", "ASK {}", "CONSTRUCT WHERE { ?d a lena:IMiD }"):
        assert kb.sparql(query, timeout=60) == kb.sparql(query)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_a_time_that_no_clock_counts_is_refused_in_python(kb, seconds):
    with pytest.raises(LenaowlError, match="a number of seconds above 0"):
        kb.sparql("ASK {}", timeout=seconds)


def test_faults_come_back_from_the_other_process(kb):
    with pytest.raises(LenaowlError, match="not a SPARQL query"):
        kb.sparql("SELECT {", timeout=60)
    with pytest.raises(LenaowlError, match="the query was ended by SIGKILL"):
        in_time(lambda: os.kill(os.getpid(), signal.SIGKILL), 60)
