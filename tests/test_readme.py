"""The README is true: its commands run and print what it shows."""

from __future__ import annotations

import re
import shlex

import pytest
from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ lenaowl ([^\n]*)\n(.*?)```", README, re.DOTALL)
MENTIONED = re.findall(r"`lenaowl ((?:effects|explain|path|term|search|tree|query|sparql) [^`]*)`", README)


@pytest.mark.parametrize(("command", "output"), SHOWN)
def test_shown_outputs_are_real(run, command, output):
    assert run(*shlex.split(command)).stdout == output


def test_there_are_shown_outputs():
    assert len(SHOWN) == 3
    assert len(MENTIONED) >= 10


@pytest.mark.parametrize("command", MENTIONED)
def test_mentioned_commands_run(run, command, monkeypatch):
    monkeypatch.chdir(ROOT)
    answer = run(*shlex.split(command))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout


def test_the_python_example_runs(capsys):
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL).group(1)
    exec(compile(code, "README.md", "exec"), {})
    assert "interleukin-2 increase" in capsys.readouterr().out
