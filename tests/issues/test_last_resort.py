"""Reported faults with streams, names and tables: each was a traceback, with exit code 1 as if there were findings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

from lenaowl.errors import DataError

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX is needed")
PATIENT = ROOT / "examples" / "patient.ttl"


def shell(command: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", "-c", command.replace("lenaowl", f"{sys.executable} -m lenaowl")], capture_output=True, check=False,
        env={**os.environ, **env}, cwd=ROOT,
    )  # fmt: skip


PLAIN = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@POSIX
def test_names_with_other_letters_are_read_where_the_locale_has_none(tmp_path):
    """Paths were UnicodeEncodeErrors, and names were looked for as escapes."""
    folder = tmp_path / "Größe"
    folder.mkdir()
    shutil.copy(PATIENT, folder / "ä.ttl")
    done = shell(f"lenaowl validate '{folder / 'ä.ttl'}'; lenaowl path 'β'", **PLAIN)
    assert "Größe/ä.ttl: 54 statements".encode() in done.stdout.replace(b"\n  ", b" ")
    assert b"Conforms." in done.stdout
    assert "'β'".encode() in done.stderr


@POSIX
@pytest.mark.parametrize(
    ("command", "code", "env"),
    [
        ("lenaowl query list >&-", 0, {}),
        ("lenaowl query list >&- 2>&-", 0, {}),
        ("lenaowl validate - <&-", 3, {}),
        ("lenaowl query list >/dev/full", 3, {}),
        ("lenaowl query list | true; lenaowl --version", 0, {}),
        ("echo 'SELECT (\"größe\" AS ?x) {}' | lenaowl sparql -", 0, PLAIN),
        ("lenaowl sparql 'SELECT (\"größe\" AS ?x) {}'", 0, PLAIN),
        ("lenaowl sparql 'SELECT (\"größe 七\" AS ?x) {}'", 0, {"PYTHONIOENCODING": "cp1252"}),
        (r"printf '\357\273\277ASK {}' | lenaowl sparql -", 0, {}),
    ],
)
def test_streams_and_encodings(command, code, env):
    done = shell(command, **env)
    assert b"Traceback" not in done.stderr
    assert done.returncode == code, done.stderr


@POSIX
@pytest.mark.parametrize("command", ["validate", "quality"])
def test_a_name_that_is_not_utf_8(tmp_path, command):
    name = os.fsencode(tmp_path) + b"/\xff.ttl"
    try:
        shutil.copy(PATIENT, os.fsdecode(name))
    except OSError:
        pytest.skip("the file system takes no such name")
    done = subprocess.run(
        [sys.executable, "-m", "lenaowl", command, name, "--fail-on", "never"], capture_output=True, check=False
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)


def test_a_fault_of_ours_is_two_lines_and_has_a_code_of_its_own(monkeypatch, capsys):
    """Exit code 1 means findings, and nothing else."""
    from lenaowl import cli
    from lenaowl.query import templates

    def fail() -> None:
        raise KeyError("x\x1b[2J")

    monkeypatch.setattr(templates, "templates", fail)
    for arguments, shown in (
        (["query", "list"], "lenaowl: KeyError: 'x\\x1b[2J'\n"),
        (["query", "list", "--debug"], "Traceback"),
    ):
        monkeypatch.setattr(sys, "argv", ["lenaowl", *arguments])
        assert cli.call() == 70
        said = capsys.readouterr().err
        assert said.startswith(shown)
        assert ("please report it" in said) == ("--debug" not in arguments)


def experiments(text: str, tmp_path, kb):
    file = tmp_path / "x.tsv"
    file.write_bytes(text.encode())
    return kb.predict(file)


HEAD = "id\tagents\tcontexts\twithout\tforms\treadout\texpected\tcitation\tnote"
ROW = "X1\tlenalidomide\tmultiple-myeloma-cell\t\t\tIKZF1\tdecrease\t\ta note"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\r{ROW}\r",
        f"{HEAD}\r\n{ROW}\r\n",
        f"{HEAD}\n{ROW} of\rtwo lines\n",
        f"{HEAD}\n{ROW}{'x' * 200_000}\n",
        HEAD.replace("\t", " \t ") + f"\n{ROW}\n",
        f'{HEAD}\n{ROW}\n'.replace("lenalidomide", '"lenalidomide"'),
    ],
    ids=["CR", "CRLF", "CR in a cell", "long cell", "blanks", "quoted"],
)  # fmt: skip
def test_tables_as_spreadsheets_write_them(text, tmp_path, kb):
    (found,) = experiments(text, tmp_path, kb)
    assert found.experiment.exposure.agents == ("lenalidomide",)


def test_a_table_that_is_none_is_one_line(tmp_path, kb):
    for text in ("", "\0", f"{HEAD}\n{ROW}\tmore\tand more\n"):
        with pytest.raises(DataError):
            experiments(text, tmp_path, kb)


def test_numbers_that_are_none_and_formats_that_are_files(kb):
    """min_effect="a" was a TypeError, and the list of formats omitted parquet."""
    from lenaowl.errors import LenaowlError
    from lenaowl.render.formats import written
    from lenaowl.render.interpretation import interpretation
    from lenaowl.render.tables import Screen

    table = {"gene": ["IKZF1"], "log2FC": [-2.0]}
    for bad in ({"min_effect": "a"}, {"min_effect": float("nan")}, {"max_p": None}, {"min_effect": True}):
        with pytest.raises(LenaowlError, match="the least effect is a number above 0"):
            kb.interpret(table, "lenalidomide", **bad)
    with pytest.raises(LenaowlError, match=r"use one of: .*parquet"):
        written(interpretation(kb.interpret(table, "lenalidomide")), "ttl", Screen())


def test_yaml_and_json_of_others_are_one_line(tmp_path, kb):
    """Numbers of 5,000 digits, dates that are none and signs that YAML does not allow each were a traceback."""
    from lenaowl.query.templates import read_templates

    template, mapping, bundle = tmp_path / "x.rq", tmp_path / "m.yaml", tmp_path / "b.json"
    template.write_text("#+ summary: \ufffe\nASK {}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"x\.rq, line 1: not valid YAML: unacceptable character"):
        read_templates([template])
    template.write_text(f"#+ a: {'[' * 5_000}\nASK {{}}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"x\.rq, line 1: not valid YAML"):
        read_templates([template])
    table = tmp_path / "t.csv"
    table.write_text("id\n1\n", encoding="utf-8")
    for text in ("a: 2024-99-99", f"a: {'9' * 5_000}", "[" * 5_000):
        mapping.write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match=r"m\.yaml.*not YAML"):
            kb.cohort(table, mapping)
    bundle.write_text(f'{{"resourceType": "Bundle", "a": {"9" * 5_000}}}', encoding="utf-8")
    with pytest.raises(DataError, match=r"b\.json"):
        kb.cohort(bundle)
