"""The authored files of the ontology."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from lenaowl.resources import folder
from lenaowl.store import parse

SOURCES = ("*.ttl", "entities/*.ttl", "claims/*.ttl")
TRIALS = "trials/*.ttl"


def source_files() -> list[Path]:
    """Return the authored files that are reasoned with, in a stable order."""
    ontology = folder("ontology")
    return [file for pattern in SOURCES for file in sorted(ontology.glob(pattern))]


def trials() -> list[ox.Triple]:
    """Return the clinical trials with their vocabulary: data that nothing is inferred from.

    They are in the release and in `KnowledgeBase.graph`, but not in its store, which only reasoning needs.
    """
    files = sorted(folder("ontology").glob(TRIALS))
    return [triple for file in files for triple in parse(file.read_text(encoding="utf-8"), file.name)]
