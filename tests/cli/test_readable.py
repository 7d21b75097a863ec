"""Output that people can read: it fits the terminal, colours only where they show, and each format means one thing."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from functools import cache

import pytest
import rdflib
from click.testing import CliRunner

from lenaowl.analysis import loading
from lenaowl.cli import app
from lenaowl.errors import LenaowlError
from lenaowl.release import diff as differences
from lenaowl.render.tables import Column, Screen, paragraph, table
from lenaowl.validation import quality

ANSWERING = [(loading, "load"), (differences, "diff"), (quality, "check_quality")]
AGENTS = ["lenalidomide", "thalidomide", "pomalidomide", "CC-885", "IMiD", "CRBN-knockdown", "mezigdomide", "DKY709"]
CALLS = [
    *(("effects", agent) for agent in AGENTS),
    ("effects", "IkarosFamilyDegrader"),
    ("effects", "lenalidomide", "--admit", "open"),
    ("explain", "lenalidomide", "increases", "IL2"),
    ("explain", "lenalidomide", "decreases", "MYC", "--all"),
    ("explain", "lenalidomide", "decreases", "MYC", "--full"),
    ("explain", "pomalidomide", "increases", "NK-cell-proliferation", "--full"),
    ("explain", "lenalidomide", "degrades", "IKZF2"),
    ("explain", "lenalidomide", "increases", "IKZF1"),
    ("explain", "pomalidomide", "increases", "p21"),
    ("explain", "CRBN-WT", "is-a", "GlueCompetentCRBN"),
    ("explain", "lenalidomide", "is-a", "IkarosFamilyDegrader"),
    ("explain", "thalidomide", "induces", "phocomelia"),
    ("what-if", "lenalidomide", "--without", "CRBN"),
    ("what-if", "lenalidomide", "--form", "IKZF3-Q147H", "--context", "MM1S"),
    ("what-if", "thalidomide", "--species", "mouse"),
    ("what-if", "--without", "IKZF1", "--context", "MM1S"),
    ("compare", "lenalidomide", "pomalidomide"),
    ("compare", "thalidomide", "lenalidomide", "pomalidomide", "CC-885"),
    ("search", "degron"),
    ("search", "natural", "killer"),
    ("search", "kronke", "--kind", "publication"),
    *(("term", name) for name in ("IKZF3", "CRBN", "IMiD", "lenalidomide", "claim-IMiD-degrades-IKZF3", "pmid:24292625",
                                  "CONTINUUM", "induces", "IRF4-decrease", "T-cell", "IkarosFamilyDegrader", "CRBN-YWAA")),
    ("experiments",),
    ("query", "run", "drugs-degrading", "--protein", "IKZF3"),
    ("query", "run", "forest-plot", "--outcome", "PFS"),
    ("query", "run", "claims-with-words", "--text", "degron"),
    ("query", "run", "graph-of-claim", "--claim", "claim-IKZF3-represses-IL2"),
    ("query", "list"),
    ("query", "show", "forest-plot"),
    ("tree", "Drug"),
    ("tree",),
    ("diff", "shipped"),
    ("quality",),
    ("validate", "examples/patient-with-errors.ttl"),
]  # fmt: skip


@pytest.fixture(scope="module")
def answered():
    """What answers, each question once: formats and widths are what is tested here."""
    return [(home, name, cache(getattr(home, name))) for home, name in ANSWERING]


@pytest.fixture(autouse=True)
def at_home(monkeypatch, request, answered):
    monkeypatch.chdir(request.config.rootpath)
    for home, name, answer in answered:
        monkeypatch.setattr(home, name, answer)


def ask(*args, columns="80"):
    """Run a command in this process, as in a pipe or in a terminal of some width."""
    answer = CliRunner().invoke(app, args, env={"COLUMNS": columns})
    assert isinstance(answer.exception, SystemExit | LenaowlError | None), answer.exception
    return answer


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_no_line_is_wider_than_the_terminal(call):
    lines = ask(*call).stdout.splitlines()
    assert lines
    queries = call[:2] == ("query", "show")  # SPARQL is shown as it stands in its file
    wide = [line for line in lines if len(line) > 80 and not queries]
    assert not wide
    assert not any(line != line.rstrip() for line in lines)


def test_the_installed_program_keeps_to_80_columns_in_a_pipe(run):
    for call in (("effects", "lenalidomide"), ("what-if", "lenalidomide", "--without", "CRBN"), ("experiments",)):
        answer = run(*call, COLUMNS="")
        assert answer.returncode == 0
        assert max(map(len, answer.stdout.splitlines())) <= 80
        assert "\x1b" not in answer.stdout


@pytest.mark.parametrize("columns", ["60", "100", "140"])
def test_tables_fit_other_terminals(columns):
    for call in (("effects", "pomalidomide"), ("compare", "lenalidomide", "pomalidomide")):
        assert max(map(len, ask(*call, columns=columns).stdout.splitlines())) <= int(columns)


def test_wide_shows_everything():
    narrow, wide = ask("effects", "lenalidomide").stdout, ask("effects", "lenalidomide", "--wide").stdout
    assert "more" in narrow
    assert not re.search(r"and \d+ more", wide)
    assert "status" in wide.splitlines()[2]
    assert len(wide.splitlines()) < len(narrow.splitlines())


def test_every_column_has_a_name():
    for call in CALLS[:9] + [call for call in CALLS if call[0] in ("compare", "search", "experiments")]:
        for line in ask(*call, "--format", "markdown").stdout.splitlines():
            if re.match(r"\|( ---)", line):
                break
            if line.startswith("|"):
                assert all(cell.strip() for cell in line.strip("|").split("|")), line


def test_proofs_are_sentences():
    told = " ".join(ask("explain", "lenalidomide", "increases", "IL2").stdout.split())
    assert "1. There is less IKZF1 (Ikaros), because" in told
    assert "2. There is more IL2 (interleukin-2) in a T cell, because IKZF1 (Ikaros) represses" in told
    full = " ".join(ask("explain", "lenalidomide", "increases", "IL2", "--full").stdout.split())
    assert "wild-type CRBN is a form of CRBN" in full
    assert "cereblon form of cereblon" not in full
    assert len(full) > len(told)


# -- colours ----------------------------------------------------------------------------------------


def test_colours_show_on_a_terminal_and_not_against_the_users_will(monkeypatch):
    from lenaowl.cli.options import screen

    monkeypatch.setattr("sys.stdout", Terminal())
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert screen().colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not screen().colour
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not screen().colour


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_table_in_colour_says_the_same():
    rows = [("IKZF3", "down"), ("IL2", "up")]
    columns = (Column("what"), Column("change", style="direction"))
    coloured, plain = (table(columns, rows, Screen(40, colour)) for colour in (True, False))
    assert "\x1b[" in coloured
    assert "\x1b" not in plain
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()


def test_the_words_of_a_heading_above_rows_are_not_cut():
    text = table(("a", "b"), ["molecular", ("x", "y")], Screen(40))
    assert "molecular" in text.splitlines()


def test_long_words_and_narrow_screens_lose_nothing():
    words = ["a" * 50, "beta gamma-delta-epsilon-zeta", "x"]
    for width in range(12, 90, 7):
        text = table(("one", "two", "three"), [words], Screen(width))
        assert max(map(len, text.splitlines())) <= width
        told = sorted("".join(text.split()))
        assert told == sorted("onetwothree" + "".join("".join(words).split()))
        assert max(map(len, paragraph("beta gamma delta " * 9, Screen(width), first="  * ").splitlines())) <= max(
            width, 14
        )


# -- formats ----------------------------------------------------------------------------------------

FORMATS = ("table", "csv", "tsv", "json", "jsonld", "ttl", "markdown", "html")


@pytest.mark.parametrize("call", [
    ("effects", "lenalidomide"), ("explain", "lenalidomide", "increases", "IL2"),
    ("what-if", "lenalidomide", "--without", "CRBN"), ("compare", "lenalidomide", "pomalidomide"), ("search", "degron"),
    ("term", "IKZF3"), ("tree", "CRBN"), ("experiments",), ("query", "run", "drugs-degrading", "--protein", "IKZF3"),
    ("query", "run", "graph-of-claim", "--claim", "claim-IKZF3-represses-IL2"), ("sparql", "ASK { ?s ?p ?o }"),
    ("diff", "shipped"), ("quality",), ("validate", "examples/patient.ttl"), ("query", "list"),
], ids=" ".join)  # fmt: skip
def test_each_format_is_what_it_says_or_is_refused_in_plain_words(call):
    for form in FORMATS:
        answer = ask(*call, "--format", form)
        if isinstance(answer.exception, LenaowlError):
            assert re.fullmatch(r"[A-Z].* cannot be written as .*; use one of: [a-z, ]+\.", str(answer.exception))
            assert form not in ("table", "markdown"), (call, form)
            continue
        assert answer.exit_code == 0, (call, form)
        check(form, answer.stdout)


def check(form, text):
    if form == "json":
        json.loads(text)
    elif form in ("ttl", "jsonld"):
        data = text if form == "ttl" else without_context(text)
        assert len(rdflib.Graph().parse(data=data, format="turtle" if form == "ttl" else "json-ld"))
    elif form in ("csv", "tsv"):
        rows = list(csv.reader(io.StringIO(text), delimiter="," if form == "csv" else "\t"))
        assert all(len(row) == len(rows[0]) for row in rows)
        assert all(rows[0]) if rows else True
    elif form == "html":
        assert text.startswith("<!DOCTYPE html>")


def without_context(text):
    return json.dumps(json.loads(text))


def test_text_is_another_word_for_table():
    assert ask("effects", "IMiD", "-f", "text").stdout == ask("effects", "IMiD").stdout


def test_a_yes_or_no_is_not_a_table():
    answer = ask("sparql", "ASK { ?s ?p ?o }", "--format", "csv")
    assert str(answer.exception).startswith("A yes/no answer cannot be written as CSV")


def test_progress_is_shown_only_on_a_terminal(monkeypatch):
    from lenaowl.cli.options import working

    quiet, terminal = io.StringIO(), Terminal()
    for stream in (quiet, terminal):
        monkeypatch.setattr("sys.stderr", stream)
        monkeypatch.setenv("TERM", "xterm")
        with working("counting"):
            pass
    assert quiet.getvalue() == ""
    assert "counting" in terminal.getvalue()
    assert os.environ["TERM"] == "xterm"
