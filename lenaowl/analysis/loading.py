"""Loads the ontology, with data of a user where there are any."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lenaowl.analysis.knowledge_base import KnowledgeBase
from lenaowl.inference import prebuilt
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.drug_classes import drug_classes
from lenaowl.rdf.store import EmbeddedStore

if TYPE_CHECKING:
    from rdflib import Graph


def load(extra: str | Path | Graph | None = None, *, admit: str = "established") -> KnowledgeBase:
    """Load the ontology, optionally with data of your own, and infer what follows.

    Args:
        extra: your own statements: the path of a Turtle file, Turtle text, or an rdflib graph. They may
            describe a new compound, make claims, or both. Nothing is read halfway.
        admit: the weakest claim status to reason with: established, suggested, hypothesis or open.

    Raises:
        DataError: if `extra` cannot be used; it says where and why.
        LenaowlError: if `admit` is not one of the four.

    >>> kb = load()
    >>> [e.entity.name for e in kb.effects("lenalidomide", context="T-cell") if e.level == "immune"]
    ['T-cell-activation']
    """
    if extra is None:
        return KnowledgeBase(InferredOntology(prebuilt.fill, admit, prebuilt.read))
    from lenaowl.validation.user_statements import read_extra

    known = EmbeddedStore()
    prebuilt.fill(known)
    known.add(triple for cls in drug_classes(known) for triple in cls.triples())
    checked = read_extra(extra, known.triples())

    def fill(store: EmbeddedStore) -> None:
        prebuilt.fill(store)
        store.add(checked)

    return KnowledgeBase(InferredOntology(fill, admit))
