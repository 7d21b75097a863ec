"""lenaowl says, in standard OWL, what a cereblon-modulating drug does, and why.

>>> import lenaowl
>>> kb = lenaowl.load()
>>> bool(kb.explain("lenalidomide", "decreases", "IKZF3"))
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lenaowl.release.version import __version__

if TYPE_CHECKING:
    from lenaowl.analysis.batch import Expected
    from lenaowl.analysis.class_effects import ClassEffects
    from lenaowl.analysis.cohort_records import Cohort
    from lenaowl.analysis.cohort_spark import InSpark, cohort_in_spark
    from lenaowl.analysis.compare import AgentEffect, Comparison, ComparisonRow
    from lenaowl.analysis.contradictions import Contradiction
    from lenaowl.analysis.degradation import Degradation
    from lenaowl.analysis.effects import Effect
    from lenaowl.analysis.enrichment import Enrichment
    from lenaowl.analysis.experiment_table import Experiment
    from lenaowl.analysis.experiments import Control, Prediction
    from lenaowl.analysis.explain import Explanation
    from lenaowl.analysis.exposures import Exposure
    from lenaowl.analysis.failures import Failure
    from lenaowl.analysis.interpretation import Interpretation, JudgedRow, KnownDegrader, Liability
    from lenaowl.analysis.knowledge_base import KnowledgeBase
    from lenaowl.analysis.loading import load
    from lenaowl.analysis.many_what_ifs import ManyWhatIfs, RefusedExposure
    from lenaowl.analysis.scores import Score
    from lenaowl.analysis.search import Hit
    from lenaowl.analysis.standing import Standing
    from lenaowl.analysis.tables.cohorts.records import Unmapped
    from lenaowl.analysis.tables.columns import Decided
    from lenaowl.analysis.tables.table import LeftOut
    from lenaowl.analysis.term_records import Change, ClaimFate, Identifier, Property, Relation, TermSummary
    from lenaowl.analysis.tree import Branch
    from lenaowl.analysis.what_if import LostEffect, UnjudgedEffect, WhatIf
    from lenaowl.endpoints.endpoint import Endpoint
    from lenaowl.endpoints.push import Loaded
    from lenaowl.errors import (
        AmbiguousNameError,
        DataError,
        EndpointError,
        LenaowlError,
        MissingEngineError,
        UnknownNameError,
        WrongKindError,
    )
    from lenaowl.inference.proofs import Proof
    from lenaowl.ontology.claims import Claim, Evidence
    from lenaowl.ontology.packaged import path
    from lenaowl.ontology.records import Citation, Record, Records, Ref
    from lenaowl.query.results import Answer
    from lenaowl.release.diff import Diff, EffectChange, FieldChange, TermChange, Version, diff
    from lenaowl.validation.findings import Finding, Report
    from lenaowl.validation.quality import QualityReport, RuleBreach, check_quality
    from lenaowl.validation.shacl.constraints import UnsupportedShapeError
    from lenaowl.validation.validate import validate


# Where each public name is at home.
_HOMES = {
    "lenaowl.analysis.batch": ("Expected",),
    "lenaowl.analysis.class_effects": ("ClassEffects",),
    "lenaowl.analysis.cohort_records": ("Cohort",),
    "lenaowl.analysis.cohort_spark": ("InSpark", "cohort_in_spark"),
    "lenaowl.analysis.compare": ("AgentEffect", "Comparison", "ComparisonRow"),
    "lenaowl.analysis.contradictions": ("Contradiction",),
    "lenaowl.analysis.degradation": ("Degradation",),
    "lenaowl.analysis.effects": ("Effect",),
    "lenaowl.analysis.enrichment": ("Enrichment",),
    "lenaowl.analysis.experiment_table": ("Experiment",),
    "lenaowl.analysis.experiments": ("Control", "Prediction"),
    "lenaowl.analysis.explain": ("Explanation",),
    "lenaowl.analysis.exposures": ("Exposure",),
    "lenaowl.analysis.interpretation": ("Interpretation", "JudgedRow", "KnownDegrader", "Liability"),
    "lenaowl.analysis.knowledge_base": ("KnowledgeBase",),
    "lenaowl.analysis.loading": ("load",),
    "lenaowl.analysis.many_what_ifs": ("ManyWhatIfs", "RefusedExposure"),
    "lenaowl.analysis.scores": ("Score",),
    "lenaowl.analysis.search": ("Hit",),
    "lenaowl.analysis.term_records": ("Change", "ClaimFate", "Identifier", "Property", "Relation", "TermSummary"),
    "lenaowl.analysis.tree": ("Branch",),
    "lenaowl.analysis.failures": ("Failure",),
    "lenaowl.analysis.standing": ("Standing",),
    "lenaowl.analysis.what_if": ("LostEffect", "UnjudgedEffect", "WhatIf"),
    "lenaowl.endpoints.endpoint": ("Endpoint",),
    "lenaowl.endpoints.push": ("Loaded",),
    "lenaowl.errors": (
        "AmbiguousNameError", "DataError", "EndpointError", "LenaowlError", "MissingEngineError", "UnknownNameError",
        "WrongKindError",
    ),
    "lenaowl.inference.proofs": ("Proof",),
    "lenaowl.ontology.claims": ("Claim", "Evidence"),
    "lenaowl.ontology.packaged": ("path",),
    "lenaowl.ontology.records": ("Citation", "Record", "Records", "Ref"),
    "lenaowl.query.results": ("Answer",),
    "lenaowl.release.diff": ("Diff", "EffectChange", "FieldChange", "TermChange", "Version", "diff"),
    "lenaowl.analysis.tables.cohorts.records": ("Unmapped",),
    "lenaowl.analysis.tables.columns": ("Decided",),
    "lenaowl.analysis.tables.table": ("LeftOut",),
    "lenaowl.validation.findings": ("Finding", "Report"),
    "lenaowl.validation.quality": ("QualityReport", "RuleBreach", "check_quality"),
    "lenaowl.validation.shacl.constraints": ("UnsupportedShapeError",),
    "lenaowl.validation.validate": ("validate",),
}  # fmt: skip

__all__ = [
    "AgentEffect", "AmbiguousNameError", "Answer", "Branch", "Change", "Citation", "Claim", "ClaimFate", "ClassEffects",
    "Cohort", "Comparison", "ComparisonRow", "Contradiction", "Control", "DataError", "Decided", "Degradation", "Diff",
    "Effect", "EffectChange", "Endpoint", "EndpointError", "Enrichment", "Evidence", "Expected", "Experiment",
    "Explanation", "Exposure", "Failure", "FieldChange", "Finding", "Hit", "Identifier", "InSpark", "Interpretation",
    "JudgedRow", "KnowledgeBase", "KnownDegrader", "LeftOut", "LenaowlError", "Liability", "Loaded", "LostEffect",
    "ManyWhatIfs", "MissingEngineError", "Prediction", "Proof", "Property", "QualityReport", "Record", "Records", "Ref",
    "RefusedExposure", "Relation", "Report", "RuleBreach", "Score", "Standing", "TermChange", "TermSummary",
    "UnjudgedEffect", "UnknownNameError", "Unmapped", "UnsupportedShapeError", "Version", "WhatIf", "WrongKindError",
    "__version__", "check_quality", "cohort_in_spark", "diff", "load", "path", "validate",
]  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attribute can be anything
    """Import a public name when it is first asked for, so that importing the package costs nothing."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'lenaowl' has no attribute '{name}'")


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
