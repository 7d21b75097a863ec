"""Tells what became of each row of the curation tables, as the terms themselves say."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from lenaowl.ontology.sources import trials
from lenaowl.rdf.vocabulary import lena, local_name

if TYPE_CHECKING:
    from lenaowl.analysis.knowledge_base import KnowledgeBase

_ROW = re.compile(r"[BFT]\d{3}")


def coverage(kb: KnowledgeBase) -> dict[str, tuple[str, str]]:
    """Return what became of the rows of the curation tables, as far as a term carries their key.

    For each row: the local names of the terms, joined with ';', and how they tell it: as an `axiom`
    (a claim that compiled to one), as a `claim` only, in the `definition` of an entity, or as `data` of a trial.
    """
    compiled = {
        str(getattr(t.object, "value", "")) for t in kb.ontology.asserted() if t.predicate.value == lena("compiledFrom")
    }
    terms: dict[str, dict[str, str]] = defaultdict(dict)
    for iri, keys in kb.ontology.store.objects(lena("curationRow")).items():
        how = "axiom" if iri in compiled else "claim" if iri in kb.ontology.claims else "definition"
        for key in filter(_ROW.fullmatch, keys):
            terms[key][local_name(iri)] = how
    for triple in trials():
        key = str(getattr(triple.object, "value", ""))
        if triple.predicate.value == lena("curationRow") and _ROW.fullmatch(key):
            terms[key][local_name(str(getattr(triple.subject, "value", "")))] = "data"
    return {row: (";".join(sorted(found)), ";".join(sorted(set(found.values())))) for row, found in terms.items()}
