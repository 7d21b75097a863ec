"""Runs the SPARQL rules of `queries/rules/` on a store: first compilation, then inference to a fixpoint."""

from __future__ import annotations

import pyoxigraph as ox

from lenaowl.resources import rules
from lenaowl.store import STEPS, EmbeddedStore
from lenaowl.vocabulary import ADMITTABLE, RDF_TYPE, lena

# The stages of inference, and whether the rules of a stage feed each other, so that one pass is not enough.
INFERENCE = {"schema": False, "types": True, "starts": False, "consequences": True}


def compile_claims(store: EmbeddedStore, admit: str = "established") -> None:
    """Compile the claims in the store to states, profiles, statements and steps.

    Args:
        store: holds the claims; gets what they compile to.
        admit: the weakest status to accept: established, suggested, hypothesis or open.
    """
    admitted = ADMITTABLE[: ADMITTABLE.index(admit) + 1]
    kind = ox.NamedNode(lena("AdmittedStatus"))
    store.add((ox.Triple(ox.NamedNode(lena(s)), ox.NamedNode(RDF_TYPE), kind) for s in admitted), STEPS)
    for _, sparql in rules("compile"):
        store.update(sparql)


def infer(store: EmbeddedStore) -> int:
    """Run the rules of inference, stage after stage, to a fixpoint; return how many statements were added.

    The stages are domains and ranges, types, the steps that begin with an agent, and what follows from what
    has happened. A stage is run again only if something was added since.
    """
    total, saturated = 0, dict.fromkeys(INFERENCE, -1)
    while any(at != total for at in saturated.values()):
        for stage in INFERENCE:
            if saturated[stage] != total:
                total += _run(store, stage)
                saturated[stage] = total
    return total


def _run(store: EmbeddedStore, stage: str) -> int:
    """Run the rules of one stage until they add nothing more; return how many statements were added."""
    total = 0
    while added := sum(store.update(sparql) for _, sparql in rules(stage)):
        total += added
        if not INFERENCE[stage]:
            break
    return total
