"""Builds small ontologies for tests: the authored files with some claims only, or claims made at random."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from lenaowl.knowledge import KnowledgeBase
from lenaowl.sources import source_files
from lenaowl.store import EmbeddedStore


def with_claims_only(kept: Iterable[str], admit: str = "established") -> KnowledgeBase:
    """The shipped ontology without its claims, save those of these IRIs."""
    wanted = set(kept)

    def fill(store: EmbeddedStore) -> None:
        for file in source_files():
            if file.parent.name != "claims":
                store.load_file(file)
        store.add(t for t in _claim_triples() if t.subject.value in wanted)

    return KnowledgeBase(fill, admit)


def _claim_triples() -> list[ox.Triple]:
    files = [file for file in source_files() if file.parent.name == "claims"]
    return [q.triple for file in files for q in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)]


def with_vocabulary_only(turtle: str) -> KnowledgeBase:
    """The classes and properties alone, with these statements."""

    def fill(store: EmbeddedStore) -> None:
        for file in source_files():
            if file.name in ("vocabulary.ttl", "metadata.ttl"):
                store.load_file(file)
        store.add(q.triple for q in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))

    return KnowledgeBase(fill)
