"""CONTRIBUTING.md is true: its Turtle goes into a copy of the ontology, its commands run and say what it shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from conftest import HANGS, ROOT

DOCUMENT = ROOT / "CONTRIBUTING.md"
BLOCK = re.compile(r"(?<=\n)```(turtle|console)([^\n]*)\n(.*?)```", re.DOTALL)


class Checkout:
    """A copy of what `lenaowl build` needs, to be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in ("lenaowl", "ontology", "queries", "shapes"):
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))

    def append(self, name: str, turtle: str) -> None:
        with (self.folder / name).open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n{turtle}")

    def run(self, command: str) -> str:
        """Return what a command prints, paths as in the document."""
        program, *args = shlex.split(command)
        if program == "cp":
            shutil.copytree(self.folder / args[1], self.folder / args[2])
            return ""
        assert program == "lenaowl", command
        env = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONIOENCODING": "utf-8"}
        call = [sys.executable, "-m", "lenaowl", *args]
        answer = subprocess.run(
            call, cwd=self.folder, env=env, capture_output=True, encoding="utf-8", timeout=HANGS, check=False
        )
        text = (answer.stdout + answer.stderr).replace(f"{self.folder}{os.sep}", "").replace("\\", "/")
        assert "Traceback" not in text, text
        return "\n".join(map(str.rstrip, text.splitlines()))


def pattern(shown: str) -> str:
    """Return what an output has to match: any numbers will do, and `...` stands for any lines."""
    lines = (
        r"(?:.*\n)*?" if line == "..." else re.sub(r"\d[\d,]*", r"\\d[\\d,]*", re.escape(line)) + r"\n"
        for line in shown.splitlines()
    )
    return "".join(lines)


def told(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Follow the document in a copy; yield each command with the output that is shown and the real one."""
    checkout = Checkout(folder)
    before: tuple[Path, bytes] | None = None
    for kind, info, body in BLOCK.findall(DOCUMENT.read_text(encoding="utf-8")):
        if kind == "turtle":
            *mistake, name = info.split()
            before = (folder / name, (folder / name).read_bytes()) if mistake else None
            checkout.append(name, body)
            continue
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
            yield command, shown, checkout.run(command)
        if before:
            before[0].write_bytes(before[1])


def test_what_it_shows_is_what_happens(tmp_path):
    done = 0
    for command, shown, real in told(tmp_path.resolve()):
        assert re.fullmatch(pattern(shown), f"{real}\n" if real else ""), f"$ {command}\n{real}"
        done += 1
    assert done >= 12


def test_names_of_commands_and_files_exist(run):
    text = DOCUMENT.read_text(encoding="utf-8")
    known = run("--help").stdout
    assert all(f"  {command} " in known for command in re.findall(r"lenaowl ([a-z]+) ", text))
    assert all((ROOT / name).exists() for name in re.findall(r"\b(?:ontology|tests|docs)/[\w./]+\w", text))
