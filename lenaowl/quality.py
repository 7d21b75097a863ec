"""Checks the ontology against the rules in `queries/quality/`, and tells what became of each curated row."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from lenaowl.resources import folder
from lenaowl.vocabulary import lena, local_name

if TYPE_CHECKING:
    from lenaowl.knowledge import KnowledgeBase

_ROW = re.compile(r"[BF]\d{3}")


def findings(kb: KnowledgeBase) -> list[str]:
    """Return what breaks a rule, one line each: rule, then the terms concerned."""
    found = []
    for file in sorted((folder("queries") / "quality").glob("*.rq")):
        rows = kb.store.rows(file.read_text(encoding="utf-8"))
        found += [f"{file.stem}: {', '.join(local_name(term) for term in row if term)}" for row in rows]
    sentences = Counter(claim.sentence for claim in kb.claims.values())
    return found + [f"claims-that-say-the-same: {sentence}" for sentence, n in sentences.items() if n > 1]


def coverage(kb: KnowledgeBase) -> dict[str, tuple[str, str]]:
    """Return what became of the rows of the curation tables, as far as a term carries their key.

    For each row: the local names of the terms, joined with ';', and how they tell it: as an `axiom`
    (a claim that compiled to one), as a `claim` only, or in the `definition` of an entity.
    """
    compiled = {str(getattr(t.object, "value", "")) for t in kb.asserted() if t.predicate.value == lena("compiledFrom")}
    terms: dict[str, dict[str, str]] = defaultdict(dict)
    for iri, keys in kb.store.objects(lena("curationRow")).items():
        how = "axiom" if iri in compiled else "claim" if iri in kb.claims else "definition"
        for key in filter(_ROW.fullmatch, keys):
            terms[key][local_name(iri)] = how
    return {row: (";".join(sorted(found)), ";".join(sorted(set(found.values())))) for row, found in terms.items()}
