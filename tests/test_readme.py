"""The README and the pages of `docs/` are true: their commands print what is shown (tests/cli runs all they mention)."""

from __future__ import annotations

import re
import shlex

import pytest
from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    page.name: page.read_text(encoding="utf-8") for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
}
PRINTS = {"tables.md": "down IKZF3 (Aiolos) neosubstrate"}  # what the examples in Python of a page print, in part
SHOWN = [
    (name, *found)
    for name, text in PAGES.items()
    for found in re.findall(r"```console\n\$ lenaowl ([^\n]*)\n(.*?)```", text, re.DOTALL)
]


@pytest.mark.parametrize(("page", "command", "output"), SHOWN)
def test_shown_outputs_are_real(run, monkeypatch, page, command, output):
    monkeypatch.chdir(ROOT)
    assert run(*shlex.split(command)).stdout == output, page


def test_there_are_shown_outputs():
    assert {name for name, _, _ in SHOWN} >= {"README.md", "new-compound.md"}


@pytest.mark.slow
@pytest.mark.parametrize("page", [name for name, text in PAGES.items() if "```python" in text])
def test_the_python_examples_run(capsys, monkeypatch, page):
    monkeypatch.chdir(ROOT)
    for code in re.findall(r"```python\n(.*?)```", PAGES[page], re.DOTALL):
        exec(compile(code, page, "exec"), {})
    assert PRINTS.get(page, "interleukin-2") in capsys.readouterr().out


@pytest.mark.parametrize("example", ["new-compound.ttl", "claims-that-disagree.ttl"])
def test_examples_are_shown_as_they_are(example):
    text = (ROOT / "examples" / example).read_text(encoding="utf-8")
    assert f"```turtle\n{text}```" in PAGES["new-compound.md"]


def test_the_limits_list_each_experiment_that_is_out_of_reach(kb):
    out_of_reach = [p.experiment for p in kb.predict() if p.experiment.reach]
    listed = re.findall(r"^\| (X\d+) \|.*\| ([^|]*) \|$", PAGES["limits.md"], re.MULTILINE)
    assert listed == [(e.id, e.reach) for e in out_of_reach]
