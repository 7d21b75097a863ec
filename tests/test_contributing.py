"""CONTRIBUTING.md is true: its Turtle goes into a copy of the ontology, its commands run and say what it shows.

The copy has some themes of claims and trials only, so numbers differ; what stands in the document was true of all.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkouts import Checkout
from conftest import ROOT

DOCUMENT = ROOT / "CONTRIBUTING.md"
BLOCK = re.compile(r"(?<=\n)```(turtle|console)([^\n]*)\n(.*?)```", re.DOTALL)


def answer(checkout: Checkout, command: str) -> str:
    """Return what a command prints, paths as in the document."""
    program, *args = shlex.split(command)
    if program == "cp":
        shutil.copytree(checkout.folder / args[1], checkout.folder / args[2])
        return ""
    assert program == "lenaowl", command
    done = checkout.run(*args)
    text = (done.stdout + done.stderr).replace(f"{checkout.folder}{os.sep}", "").replace("\\", "/")
    assert "Traceback" not in text, text
    return "\n".join(map(str.rstrip, text.splitlines()))


def append(file: Path, turtle: str) -> None:
    with file.open("a", encoding="utf-8", newline="\n") as lines:
        lines.write(f"\n{turtle}")


def pattern(shown: str) -> str:
    """Return what an output has to match: any numbers will do, and `...` stands for any lines."""
    lines = (
        r"(?:.*\n)*?" if line == "..." else re.sub(r"\d[\d,]*", r"\\d[\\d,]*", re.escape(line)) + r"\n"
        for line in shown.splitlines()
    )
    return "".join(lines)


def told(checkout: Checkout) -> Iterator[tuple[str, str, str]]:
    """Follow the document in a copy; yield each command with the output that is shown and the real one."""
    folder = checkout.folder
    before: tuple[Path, bytes] | None = None
    for kind, info, body in BLOCK.findall(DOCUMENT.read_text(encoding="utf-8")):
        if kind == "turtle":
            *mistake, name = info.split()
            before = (folder / name, (folder / name).read_bytes()) if mistake else None
            append(folder / name, body)
            continue
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
            yield command, shown, answer(checkout, command)
        if before:
            before[0].write_bytes(before[1])


@pytest.mark.long
@pytest.mark.slow
def test_what_it_shows_is_what_happens(small, tmp_path):
    done = 0
    for command, shown, real in told(small.copy(tmp_path.resolve())):
        assert re.fullmatch(pattern(shown), f"{real}\n" if real else ""), f"$ {command}\n{real}"
        done += 1
    assert done >= 12


def test_names_of_commands_and_files_exist(run):
    text = DOCUMENT.read_text(encoding="utf-8")
    known = run("--help").stdout
    assert all(f"  {command} " in known for command in re.findall(r"lenaowl ([a-z]+) ", text))
    assert all((ROOT / name).exists() for name in re.findall(r"\b(?:ontology|tests|docs)/[\w./]+\w", text))
