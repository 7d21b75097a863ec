"""What follows: the effects of an agent in the reference systems, as typed records."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from lenaowl.inference.proofs import Cost, Proof
from lenaowl.rdf.vocabulary import LEVELS, local_name


@dataclass(frozen=True)
class Effect:
    """One thing that there is more or less of under an agent.

    Attributes:
        entity: local name of what changes.
        label: its label.
        iri: its IRI.
        direction: `increase` or `decrease`.
        state: local name of the state.
        contexts: local names of the contexts that must all be present; empty where any cell will do.
        level: molecular, cellular, immune or clinical.
        status: the weakest status among the claims of the best proof.
        steps: causal steps of the best proof.
        citations: publications of the best proof, as CURIEs.
        source: `class` if it follows for every member of a class of the agent, else `own`.
        proof: the best proof.
    """

    entity: str
    label: str
    iri: str
    direction: str
    state: str
    contexts: tuple[str, ...]
    level: str
    status: str
    steps: int
    citations: tuple[str, ...]
    source: str
    proof: Proof = field(repr=False)

    def as_dict(self) -> dict[str, object]:
        """Return the record as JSON types, without the proof."""
        return {
            "entity": self.entity, "label": self.label, "iri": self.iri, "direction": self.direction,
            "state": self.state, "contexts": list(self.contexts), "level": self.level, "status": self.status,
            "steps": self.steps, "citations": list(self.citations), "source": self.source,
        }  # fmt: skip


def fewest_contexts(found: Iterable[tuple[str, Proof]], last: Collection[str] = ()) -> list[tuple[str, Proof]]:
    """Keep of (state, proof) pairs the best proof for each state in each least set of contexts.

    A proof about a subject that is in `last` is kept only if there is no other as strong.
    """

    def rank(pair: tuple[str, Proof]) -> tuple[int, bool, Cost, str]:
        exposure = pair[1].statement[0]
        return pair[1].rank, exposure in last, pair[1].cost, exposure

    best: dict[str, dict[frozenset[str], Proof]] = {}
    for state, proof in sorted(found, key=rank):
        best.setdefault(state, {}).setdefault(proof.contexts, proof)
    return [
        (state, proof)
        for state, proofs in best.items()
        for contexts, proof in proofs.items()
        if not any(other < contexts and proofs[other].rank <= proof.rank for other in proofs)
    ]


def sort_effects(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Order effects by level, number of steps and name."""
    return tuple(
        sorted(effects, key=lambda e: (LEVELS.index(e.level), e.steps, e.entity.casefold(), e.direction, e.contexts))
    )


def names(iris: Iterable[str]) -> tuple[str, ...]:
    """Return the local names of IRIs, sorted."""
    return tuple(sorted(local_name(iri) for iri in iris))
