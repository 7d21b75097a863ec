"""lenaowl tells, in standard OWL, what a cereblon-modulating drug does, and why.

>>> import lenaowl
>>> kb = lenaowl.load()
>>> bool(kb.explain("lenalidomide", "decreases", "IKZF3"))
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lenaowl.version import __version__

if TYPE_CHECKING:
    from lenaowl.compare import Comparison
    from lenaowl.differences import Diff, EffectChange, FieldChange, TermChange, diff
    from lenaowl.effects import Effect
    from lenaowl.endpoint import Endpoint
    from lenaowl.errors import (
        AmbiguousNameError,
        DataError,
        EndpointError,
        LenaowlError,
        MissingEngineError,
        UnknownNameError,
        WrongKindError,
    )
    from lenaowl.explain import Explanation
    from lenaowl.exposures import Exposure
    from lenaowl.inference.proofs import Proof
    from lenaowl.knowledge import KnowledgeBase, load
    from lenaowl.ontology.claims import Claim, Evidence
    from lenaowl.ontology.packaged import path
    from lenaowl.query.results import Answer
    from lenaowl.search import Hit
    from lenaowl.terms import Change, Term, Verdict
    from lenaowl.tree import Branch
    from lenaowl.whatif import WhatIf


_HOMES = {
    "lenaowl.query.results": ("Answer",),
    "lenaowl.ontology.claims": ("Claim", "Evidence"),
    "lenaowl.compare": ("Comparison",),
    "lenaowl.differences": ("Diff", "EffectChange", "FieldChange", "TermChange", "diff"),
    "lenaowl.effects": ("Effect",),
    "lenaowl.endpoint": ("Endpoint",),
    "lenaowl.errors": (
        "AmbiguousNameError",
        "DataError",
        "EndpointError",
        "LenaowlError",
        "MissingEngineError",
        "UnknownNameError",
        "WrongKindError",
    ),
    "lenaowl.explain": ("Explanation",),
    "lenaowl.exposures": ("Exposure",),
    "lenaowl.knowledge": ("KnowledgeBase", "load"),
    "lenaowl.inference.proofs": ("Proof",),
    "lenaowl.ontology.packaged": ("path",),
    "lenaowl.search": ("Hit",),
    "lenaowl.terms": ("Change", "Term", "Verdict"),
    "lenaowl.tree": ("Branch",),
    "lenaowl.whatif": ("WhatIf",),
}

__all__ = [
    "AmbiguousNameError",
    "Answer",
    "Branch",
    "Change",
    "Claim",
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
    "Term",
    "TermChange",
    "UnknownNameError",
    "Verdict",
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
