"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest
from conftest import ROOT

MODULES = sorted(f"lenaowl.{file.stem}" for file in (ROOT / "lenaowl").glob("*.py") if not file.stem.startswith("__"))


@pytest.mark.parametrize("name", ["lenaowl", *MODULES])
def test_examples(name):
    assert doctest.testmod(import_module(name)).failed == 0


def test_there_are_examples():
    assert sum(doctest.testmod(import_module(name)).attempted for name in ("lenaowl", *MODULES)) >= 6
