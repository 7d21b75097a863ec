"""Runs the SPARQL rules of `queries/rules/` on a store: first compilation, then inference to a fixpoint."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from lenaowl.ontology.drug_classes import drug_classes
from lenaowl.ontology.packaged import rules
from lenaowl.rdf.store import STEPS, EmbeddedStore, Updatable
from lenaowl.rdf.vocabulary import ADMITTABLE, RDF_TYPE, lena

# The stages of inference: domains and ranges, types, property chains, steps that begin with an agent, steps that begin
# with what has happened, and what works against them. After the number of passes that a stage needs (one, where its
# rules do not feed each other) comes the next; a stage is run again only if something was added since.
INFERENCE = {
    "schema": "once", "types": "repeat", "chains": "repeat", "starts": "once", "effects": "onward",
    "oppositions": "once",
}  # fmt: skip

_LENA = f"PREFIX lena: <{lena('')}>\n"
_ALL_NEW = _LENA + "INSERT { GRAPH lena:new { ?x lena:hasEffect ?s } } WHERE { ?x lena:hasEffect ?s }"
_NEXT_PASS = _LENA + "MOVE SILENT GRAPH lena:next TO GRAPH lena:new"
_DONE = _LENA + "DROP SILENT GRAPH lena:new"


def compile_claims(store: Updatable, admit: str = "established") -> None:
    """Compile the claims in the store to states, profiles, statements and steps.

    Args:
        store: holds the claims; gets what they compile to.
        admit: the weakest status to accept: established, suggested, hypothesis or open.
    """
    admitted = ADMITTABLE[: ADMITTABLE.index(admit) + 1]
    kind = ox.NamedNode(lena("AdmittedStatus"))
    store.add((ox.Triple(ox.NamedNode(lena(s)), ox.NamedNode(RDF_TYPE), kind) for s in admitted), STEPS)
    store.update(*(sparql for _, sparql in rules("compile")))


def compiled(fill: Callable[[EmbeddedStore], None], admit: str = "established") -> EmbeddedStore:
    """Return a store with what is authored and of the user, and what its claims compile to, drug classes among it.

    Args:
        fill: puts the authored statements, and those of the user, into a store.
        admit: the weakest status to accept: established, suggested, hypothesis or open.
    """
    store = EmbeddedStore()
    fill(store)
    store.add(triple for cls in drug_classes(store) for triple in cls.triples())
    compile_claims(store, admit)
    return store


def infer(store: Updatable) -> int:
    """Run the rules of inference, stage after stage, to a fixpoint; return how many statements were added."""
    total, saturated = 0, dict.fromkeys(INFERENCE, -1)
    while any(at != total for at in saturated.values()):
        for stage, manner in INFERENCE.items():
            if saturated[stage] != total:
                total += _onward(store, stage) if manner == "onward" else _repeat(store, stage, manner == "once")
                saturated[stage] = total
    return total


def publish(store: Updatable) -> None:
    """Turn what was inferred into what is shown: classes get what follows of their arbitrary members, which then go.

    With them go the profiles: what follows in a profile is stated of its agent.
    """
    store.update(*(sparql for _, sparql in rules("publish")))


def _repeat(store: Updatable, stage: str, once: bool) -> int:
    """Run the rules of a stage until they add nothing more, or once; return how many statements were added."""
    total = 0
    while added := store.update(*(sparql for _, sparql in rules(stage))):
        total += added
        if once:
            break
    return total


def _onward(store: Updatable, stage: str) -> int:
    """Run the rules of a stage, each pass on what the last one added; return how many statements were added."""
    total = 0
    store.update(_ALL_NEW)
    while added := store.update(*(sparql for _, sparql in rules(stage))):
        total += added // 2  # each is noted twice, in the default graph and for the next pass
        store.update(_NEXT_PASS)
    store.update(_DONE)
    return total
