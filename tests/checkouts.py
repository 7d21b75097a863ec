"""Copies of what `lenaowl build` needs, to be changed and built: with some claims and trials only, so a build is quick."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from conftest import HANGS, ROOT

# What the packaged questions ask about, what CONTRIBUTING.md adds to, and what its outputs name; each is whole by itself.
CLAIMS = {
    "blood-cells", "celmods", "cereblon", "classes", "cll", "degradation", "degron", "glues", "immune", "ligase",
    "neosubstrates", "teratogenicity",
}  # fmt: skip
TRIALS = {"endpoints", "myeloma", "publications", "vocabulary"}


class Checkout:
    """A folder with the package and the ontology."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def small(cls, folder: Path) -> Checkout:
        """Copy the package, and the ontology with some themes of claims and trials only; without a release."""
        for part in ("lenaowl", "ontology", "queries", "shapes"):
            shutil.copytree(ROOT / part, folder / part, ignore=_left_out)
        return cls(folder)

    def copy(self, folder: Path) -> Checkout:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Checkout(folder)

    def run(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run `lenaowl ARG ...` of this checkout, in it."""
        return subprocess.run(
            [sys.executable, "-m", "lenaowl", *args],
            cwd=self.folder, capture_output=True, text=True, encoding="utf-8", check=False, timeout=HANGS,
            env={**os.environ, "PYTHONPATH": str(self.folder), "PYTHONIOENCODING": "utf-8", **env},
        )  # fmt: skip


def _left_out(folder: str, names: list[str]) -> Collection[str]:
    kept = {"claims": CLAIMS, "trials": TRIALS}.get(Path(folder).name)
    if kept is not None:
        return {name for name in names if Path(name).stem not in kept}
    return {"__pycache__", "release"} if Path(folder).name == "ontology" else {"__pycache__"}
