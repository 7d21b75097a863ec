"""The authored files of the ontology."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from lenaowl.ontology.packaged import folder
from lenaowl.rdf.files import parse

SOURCES = ("*.ttl", "entities/*.ttl", "claims/*.ttl")
DATA = ("trials/*.ttl", "records/*.ttl")


def source_files() -> list[Path]:
    """Return the authored files that are reasoned with, in a stable order."""
    ontology = folder("ontology")
    return [file for pattern in SOURCES for file in sorted(ontology.glob(pattern))]


def data_files() -> list[Path]:
    """Return the authored files that nothing is inferred from, in a stable order."""
    return [file for pattern in DATA for file in sorted(folder("ontology").glob(pattern))]


def trials() -> list[ox.Triple]:
    """Return what nothing is inferred from: trials, structures, measurements, and the vocabulary of users' records.

    They are in the release and in `KnowledgeBase.graph`, but not in its store, which only reasoning needs.
    """
    return [triple for file in data_files() for triple in parse(file.read_text(encoding="utf-8"), str(file))]
