"""The API reference: made from the docstrings, and it shows every public name with what it means."""

from __future__ import annotations

import subprocess
import sys

import pytest
from conftest import ROOT

import lenaowl


@pytest.mark.slow
def test_the_reference_shows_every_public_name(tmp_path):
    pytest.importorskip("pdoc", reason="pip install '.[docs]'")
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "api_reference.py", tmp_path], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "lenaowl.html").read_text(encoding="utf-8")
    assert [name for name in lenaowl.__all__ if name != "__version__" and f'id="{name}"' not in page] == []
    assert "The front door" in page
