"""The public interface: short, complete, and listed by dir()."""

from __future__ import annotations

import ast
import subprocess
import sys

from conftest import ROOT

import lenaowl

CALLED = {
    "Endpoint",
    "Exposure",
    "KnowledgeBase",
    "check_quality",
    "cohort_in_spark",
    "diff",
    "load",
    "path",
    "validate",
}
ERRORS = {
    "AmbiguousNameError", "DataError", "EndpointError", "LenaowlError", "MissingEngineError", "UnknownNameError",
    "UnsupportedShapeError", "WrongKindError",
}  # fmt: skip
RECORDS = {
    "AgentEffect", "Answer", "Branch", "Change", "Claim", "ClaimFate", "ClassEffects", "Cohort", "Comparison", "ComparisonRow",
    "Contradiction", "Control", "Decided", "Degradation", "Diff", "Effect", "EffectChange", "Enrichment", "Evidence", "Expected", "Experiment",
    "Explanation", "Failure", "FieldChange", "Finding", "Hit", "Identifier", "Interpretation", "JudgedRow",
    "KnownDegrader", "LeftOut", "Liability", "Loaded", "LostEffect", "ManyWhatIfs", "Prediction", "Proof", "Property",
    "QualityReport", "RefusedExposure", "Relation", "Report", "RuleBreach", "Score", "Standing", "TermChange", "TermSummary",
    "UnjudgedEffect", "Unmapped", "Version", "WhatIf",
}  # fmt: skip
PARTS = {"Citation", "InSpark", "Record", "Records", "Ref"}


def test_dir_lists_the_public_names_and_nothing_else():
    assert dir(lenaowl) == sorted(lenaowl.__all__)
    assert set(lenaowl.__all__) == {"__version__"} | CALLED | ERRORS | RECORDS | PARTS


def test_each_name_is_there_for_programs_and_for_checkers_of_types():
    for name in lenaowl.__all__:
        assert getattr(lenaowl, name) is not None
    tree = ast.parse((ROOT / "lenaowl" / "__init__.py").read_text(encoding="utf-8"))
    typed = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert set(lenaowl.__all__) <= typed


def test_records_are_records_and_errors_are_errors():
    for name in RECORDS - {"Answer"}:
        assert issubclass(getattr(lenaowl, name), lenaowl.Record), name
    for name in ERRORS:
        assert issubclass(getattr(lenaowl, name), lenaowl.LenaowlError), name


def test_an_import_loads_nothing_that_takes_time():
    code = "import sys, lenaowl; print([m for m in ('pyoxigraph', 'rdflib', 'rich', 'narwhals') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
