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
    from lenaowl.analysis.compare import Comparison
    from lenaowl.analysis.effects import Effect
    from lenaowl.analysis.explain import Explanation
    from lenaowl.analysis.exposures import Exposure
    from lenaowl.analysis.knowledge_base import KnowledgeBase, load
    from lenaowl.analysis.search import Hit
    from lenaowl.analysis.term_records import Change, ClaimFate, TermSummary
    from lenaowl.analysis.tree import Branch
    from lenaowl.analysis.what_if import WhatIf
    from lenaowl.endpoints.endpoint import Endpoint
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
    from lenaowl.query.results import Answer
    from lenaowl.release.diff import Diff, EffectChange, FieldChange, TermChange, diff


_HOMES = {
    "lenaowl.query.results": ("Answer",),
    "lenaowl.ontology.claims": ("Claim", "Evidence"),
    "lenaowl.analysis.compare": ("Comparison",),
    "lenaowl.release.diff": ("Diff", "EffectChange", "FieldChange", "TermChange", "diff"),
    "lenaowl.analysis.effects": ("Effect",),
    "lenaowl.endpoints.endpoint": ("Endpoint",),
    "lenaowl.errors": (
        "AmbiguousNameError",
        "DataError",
        "EndpointError",
        "LenaowlError",
        "MissingEngineError",
        "UnknownNameError",
        "WrongKindError",
    ),
    "lenaowl.analysis.explain": ("Explanation",),
    "lenaowl.analysis.exposures": ("Exposure",),
    "lenaowl.analysis.knowledge_base": ("KnowledgeBase", "load"),
    "lenaowl.inference.proofs": ("Proof",),
    "lenaowl.ontology.packaged": ("path",),
    "lenaowl.analysis.search": ("Hit",),
    "lenaowl.analysis.term_records": ("Change", "TermSummary", "ClaimFate"),
    "lenaowl.analysis.tree": ("Branch",),
    "lenaowl.analysis.what_if": ("WhatIf",),
}

__all__ = [
    "AmbiguousNameError",
    "Answer",
    "Branch",
    "Change",
    "Claim",
    "ClaimFate",
    "Comparison",
    "DataError",
    "Diff",
    "Effect",
    "EffectChange",
    "Endpoint",
    "EndpointError",
    "Evidence",
    "Explanation",
    "Exposure",
    "FieldChange",
    "Hit",
    "KnowledgeBase",
    "LenaowlError",
    "MissingEngineError",
    "Proof",
    "TermChange",
    "TermSummary",
    "UnknownNameError",
    "WhatIf",
    "WrongKindError",
    "__version__",
    "diff",
    "load",
    "path",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module's attribute can be anything
    """Import a public name when it is first asked for, so that importing the package costs nothing."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module 'lenaowl' has no attribute '{name}'")
