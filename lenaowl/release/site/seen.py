"""In which part of its source the curators saw each statement, counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lenaowl.ontology.claims import Claim
from lenaowl.rdf.store import Statements
from lenaowl.rdf.vocabulary import lena

# From nearest to the work to farthest from it; the empty text stands for what is not recorded.
PARTS = (*map(lena, ("in-full-text", "in-abstract", "in-database-entry", "in-citing-text", "not-seen")), "")


@dataclass(frozen=True)
class PartSeen:
    """How often a part of a source is where the statement was seen.

    Attributes:
        part: IRI of the part; empty where it is not recorded.
        items: how many evidence items of claims were seen there.
        established: how many established claims have this as the nearest part among their evidence items.
    """

    part: str
    items: int
    established: int


def parts_seen(statements: Statements, claims: Mapping[str, Claim]) -> tuple[PartSeen, ...]:
    """Return the counts of each part, nearest first."""
    evidence, seen = statements.objects(lena("evidence")), statements.objects(lena("seenIn"))
    items: dict[str, int] = defaultdict(int)
    nearest: dict[str, int] = defaultdict(int)
    for iri, claim in claims.items():
        found = [next(iter(seen.get(item, ())), "") for item in evidence.get(iri, ())]
        for part in found:
            items[part] += 1
        if found and claim.status == "established":
            nearest[min(found, key=PARTS.index)] += 1
    return tuple(PartSeen(part, items[part], nearest[part]) for part in PARTS)
