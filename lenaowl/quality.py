"""Checks the ontology against the rules in `queries/quality/`: each is a query for what breaks the rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lenaowl.resources import folder
from lenaowl.vocabulary import local_name

if TYPE_CHECKING:
    from lenaowl.knowledge import KnowledgeBase


def findings(kb: KnowledgeBase) -> list[str]:
    """Return what breaks a rule, one line each: rule, then the terms concerned."""
    found = []
    for file in sorted((folder("queries") / "quality").glob("*.rq")):
        rows = kb.store.rows(file.read_text(encoding="utf-8"))
        found += [f"{file.stem}: {', '.join(local_name(term) for term in row if term)}" for row in rows]
    sentences = Counter(claim.sentence for claim in kb.claims.values())
    return found + [f"claims-that-say-the-same: {sentence}" for sentence, n in sentences.items() if n > 1]
