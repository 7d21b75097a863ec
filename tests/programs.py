"""Programs of others that read the release. `.ci/judges` brings them.

Without one, its tests are skipped; but they fail if LENAOWL_JUDGES names the folder where it should be.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest
from conftest import HANGS

LISTS = Path(__file__).parent / "conformance" / "judges"
Ran = subprocess.CompletedProcess[str]


def judges() -> Path:
    return Path(os.environ.get("LENAOWL_JUDGES") or Path(__file__).parents[1] / ".judges")


def absent(what: str | Path) -> NoReturn:
    message = f"{what} is not here; .ci/judges brings it"
    if "LENAOWL_JUDGES" in os.environ:
        pytest.fail(message)
    pytest.skip(message)


def command(name: str) -> str:
    """Return the path of a command."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    if found is None:
        absent(name)
    return found


def start(*args: str | Path) -> Ran:
    return subprocess.run([str(arg) for arg in args], capture_output=True, text=True, encoding="utf-8", timeout=HANGS)


def java(folder: str, main: str, *args: str | Path) -> Ran:
    """Start a program whose jars `.ci/judges` brought."""
    jars = judges() / folder
    if not jars.is_dir():
        absent(jars)
    return start(command("java"), "-Xmx4g", "-cp", f"{jars}{os.sep}*", main, *args)
