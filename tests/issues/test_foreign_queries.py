"""Reported faults with queries of others: a request went out, a query hung, one was read wrongly, output obeyed."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest

from lenaowl.errors import LenaowlError
from lenaowl.query.bounds import no_connections
from lenaowl.query.results import ask
from lenaowl.rdf.sparql_text import check_query, query_form, tokens
from lenaowl.rdf.store import EmbeddedStore

OTHER = "PREFIX : <http://127.0.0.1:9/> PREFIX x: <http://127.0.0.1:9/> "
# Oxigraph and rdflib see a keyword at the beginning of what looks like one name, behind a value, or behind an escape.
REACHING_OUT = [
    "SELECT * { SERVICE:x { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE:x { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE:x { ?s ?p ?o } }",
    "SELECT * { {}SeRvIcE<http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT:x { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER(?a<?b)SERVICE:x#>\n{ ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE :x { ?s ?p ?o } }",
    "SELECT * { \\u00000053ERVICE :x { ?s ?p ?o } }",
    "SELECT * { FILTER EXISTS { SERVICE x:x { ?s ?p ?o } } }",
    "SELECT *FROM:x { ?s ?p ?o }",
    "ASKFROM:x { ?s ?p ?o }",
    "SELECT * FROM NAMED:x { ?s ?p ?o }",
    "SELECT * FROMNAMED:x { ?s ?p ?o }",
]


@pytest.mark.parametrize("query", REACHING_OUT)
def test_no_query_reaches_out(query):
    with pytest.raises(LenaowlError, match=r"asks another server|names its data"):
        check_query(OTHER + query)


def test_names_that_only_look_like_it_are_taken():
    query = """PREFIX sd: <http://a/service#> # SERVICE
    SELECT ?service { ?service a lena:SERVICE, <http://a/SERVICE> ; rdfs:label 'SERVICE', \"\"\"FROM\"\"\" ; sd:from ?from }"""
    assert check_query(query) == "SELECT"


@pytest.mark.skipif(sys.platform == "win32", reason="the system cannot take the ability away")
def test_the_ability_to_connect_is_taken_away():
    """Whatever a parser reads: with what stands around the query, no request goes out."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

        do_GET = do_POST  # noqa: N815

    with HTTPServer(("127.0.0.1", 0), Handler) as listener:

        def serve() -> None:
            with suppress(OSError):  # this process is the one that may open nothing
                listener.serve_forever(0.01)

        threading.Thread(target=serve, daemon=True).start()
        urllib.request.urlopen(f"http://127.0.0.1:{listener.server_port}/").close()  # it listens, and can be seen to
        assert asked.pop() == "/"
        query = f"SELECT * {{ SERVICE <http://127.0.0.1:{listener.server_port}/x> {{ ?s ?p ?o }} }}"
        with no_connections(), pytest.raises((OSError, RuntimeError)):
            list(ox.Store().query(query))
        listener.shutdown()
    assert not asked


PIECES = ["a.", '\\"', "'''\\'", "_:-", "a:.", ":.-", "a-", "@a-", "<a", "?", "\\u0041", "# "]


@pytest.mark.parametrize("piece", PIECES)
def test_no_query_takes_time_by_its_square(piece):
    """Words with dots took minutes, and --timeout had no effect on them."""

    def seconds(times: int) -> float:
        text, start = piece * times, time.process_time()
        assert "".join(value for _, value in tokens(text)) == text
        return time.process_time() - start

    assert seconds(64_000) < 250 * max(seconds(2_000), 0.002)  # its square would be 1,000 times as much


def test_the_kind_of_a_query_is_that_of_its_first_word():
    asked = "PREFIX ask: <a:>\n# select all\nBASE <a:insert> CONSTRUCT { ?s ask:x 'DELETE' } WHERE { SELECT * {} }"
    assert query_form(asked) == "CONSTRUCT"
    assert query_form("PREFIX l: <a:> DESCRIBE l:a") == "DESCRIBE"


def test_text_that_is_a_query_is_not_taken_for_a_file(run):
    assert run("sparql", "PREFIX l: <https://w3id.org/lenaowl/> DESCRIBE l:lenalidomide").returncode == 0


ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6)) + " }"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_ctrl_c_ends_a_query_at_once():
    command = [sys.executable, "-m", "lenaowl", "sparql", ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode in (-signal.SIGINT, 130)
    assert b"Traceback" not in said


@pytest.mark.parametrize("seconds", ["inf", "nan", "0"])
def test_a_time_that_no_clock_counts_is_a_wrong_call(run, seconds):
    done = run("sparql", "ASK {}", "--timeout", seconds)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_an_option_that_is_given_twice_is_refused(run):
    """The last one was taken in silence."""
    done = run("query", "run", "drugs-degrading", "--protein", "IKZF1", "--protein", "IKZF3")
    assert (done.returncode, "--protein is given 2 times" in done.stderr) == (2, True)


@pytest.fixture(scope="module")
def shown():
    """Print an answer with a statement that is a term and with control characters, in a format."""
    from lenaowl.query.results import answer
    from lenaowl.render.answers import answer as rendered
    from lenaowl.render.formats import written
    from lenaowl.render.tables import Screen

    query = "SELECT (TRIPLE(<a:a>,<a:b>,<a:c>) AS ?x) ('\\u0001\\u001b[2J\\u009b\\u202e' AS ?y) ('=1+1' AS ?z) ('-1.5' AS ?n) {}"
    return lambda form: written(rendered(answer(query, ox.Store().query(query))), form, Screen())


@pytest.mark.parametrize("form", ["table", "markdown", "html", "json", "xml"])
def test_control_characters_command_no_terminal(shown, form):
    bad = {"\x01", "\x1b"} if form == "xml" else {"\x01", "\x1b", "\x9b"}
    assert not bad & set(shown(form))


def test_statements_that_are_terms_have_their_brackets(shown):
    assert "<<( <a:a> <a:b> <a:c> )>>" in shown("tsv")
    assert '"type": "triple"' in shown("json")


def test_cells_are_no_formulas(shown):
    assert shown("csv").splitlines()[1].endswith(",'=1+1,-1.5")


def test_arguments_command_no_terminal(run):
    done = run("effects", "\x1b[2Jx")
    assert (done.returncode, "\x1b" in done.stderr) == (2, False)


def test_what_is_written_is_whole_or_not_at_all(run, tmp_path):
    if Path("/dev/full").exists():
        done = run("sparql", "ASK {}", "--out", "/dev/full")
        assert (done.returncode, done.stderr) == (3, "lenaowl: /dev/full: No space left on device\n")
    kept = tmp_path / "kept.txt"
    kept.write_text("old", encoding="utf-8")
    assert run("sparql", "ASK {}", "--out", str(kept)).returncode == 0
    assert (kept.read_text(encoding="utf-8"), [p.name for p in tmp_path.iterdir()]) == ("yes\n", ["kept.txt"])


def test_an_aggregate_of_nothing_is_no_row():
    """Its only row has no value, and was printed as `,,`."""
    store = EmbeddedStore()
    assert not ask(store, "SELECT (MAX(?o) AS ?most) (SAMPLE(?s) AS ?one) { ?s ?p ?o }")
    assert list(ask(store, "SELECT (COUNT(?o) AS ?n) (MAX(?o) AS ?most) { ?s ?p ?o }")) == [{"n": 0, "most": None}]


def test_data_keep_what_looks_like_colour():
    """In a pipe the escape sequences were cut out of values, in CSV too."""
    done = subprocess.run(
        [sys.executable, "-m", "lenaowl", "sparql", 'SELECT ("\\u001b[31mred" AS ?x) {}', "-f", "csv"],
        capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout.split() == [b"x", b"\x1b[31mred"]


@pytest.mark.parametrize("form", ["html", "table", "csv", "tsv", "markdown"])
def test_a_statement_that_is_a_term_keeps_its_brackets(form):
    """HTML, and rows in Python, showed three terms."""
    from html import unescape

    from lenaowl.render.answers import answer
    from lenaowl.render.formats import written
    from lenaowl.render.tables import Screen

    for query in ('SELECT (TRIPLE(<urn:a>, <urn:b>, "c") AS ?t) {}', "CONSTRUCT { <urn:x> <urn:y> ?t } { %s }"):
        text = query % 'BIND (TRIPLE(<urn:a>, <urn:b>, "c") AS ?t)' if "%s" in query else query
        found = ask(ox.Store(), text)
        if form in ("html", "table") or found.columns:
            shown = unescape(written(answer(found), form, Screen(200))).replace('""', '"')
            assert '<<( <urn:a> <urn:b> "c" )>>' in shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?x { ?x foo:bar ?y }", "nothing declares foo:; declare it, or write whole IRIs"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y }", "neither bound nor in GROUP BY"),
    ],
)
def test_what_is_wrong_with_a_query_is_said_in_words(query, said):
    """The parser lists what it would have taken, character by character."""
    with pytest.raises(LenaowlError, match=said):
        ask(ox.Store(), query)
