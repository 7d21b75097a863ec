"""Compares agents: which effects they share, which are theirs alone, and where they act in opposite ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lenaowl.analysis.effects import Effects
from lenaowl.errors import LenaowlError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.rdf.vocabulary import LEVELS, STATUSES


@dataclass(frozen=True)
class ComparisonRow:
    """What each of several agents does to one entity in the same contexts.

    Attributes:
        entity: local name of what changes.
        label: its label.
        level: molecular, cellular, immune or clinical.
        contexts: local names of the contexts that must all be present.
        directions: for each agent `increase`, `decrease`, `increase and decrease`, or an empty text.
        statuses: for each agent the weakest status among the claims behind it, or an empty text.
        kind: `shared` if all agents do the same, `opposite` if some do the opposite of others, else `distinct`.
    """

    entity: str
    label: str
    level: str
    contexts: tuple[str, ...]
    directions: tuple[str, ...]
    statuses: tuple[str, ...]
    kind: str

    def as_dict(self, agents: Sequence[str]) -> dict[str, object]:
        """Return the row as JSON types, directions and statuses by agent."""
        return {
            "entity": self.entity, "label": self.label, "level": self.level, "contexts": list(self.contexts),
            "directions": dict(zip(agents, self.directions, strict=True)),
            "statuses": dict(zip(agents, self.statuses, strict=True)), "kind": self.kind,
        }  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """The effects of several agents side by side; what is shared is shared by the known agents only.

    Attributes:
        agents: labels of the agents.
        rows: what they do, by level and entity.
    """

    agents: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]

    def of_kind(self, kind: str) -> tuple[ComparisonRow, ...]:
        """Return the rows that are shared, distinct or opposite."""
        return tuple(row for row in self.rows if row.kind == kind)


def compare(ontology: InferredOntology, effects: Effects, names: Iterable[str]) -> Comparison:
    """Compare agents; see `KnowledgeBase.compare`."""
    names = (names,) if isinstance(names, str) else tuple(names)
    if len(names) < 2:
        raise LenaowlError("a comparison needs two agents or more.")
    profiles = [effects.of(ontology.agent(name)) for name in names]
    keys = {(e.entity, e.contexts): e for profile in profiles for e in profile}
    rows = []
    for (entity, contexts), example in keys.items():
        found = [[e for e in p if (e.entity, e.contexts) == (entity, contexts)] for p in profiles]
        directions = tuple(" and ".join(sorted(e.direction for e in listed)) for listed in found)
        statuses = tuple(max((e.status for e in listed), key=STATUSES.index, default="") for listed in found)
        rows.append(
            ComparisonRow(entity, example.label, example.level, contexts, directions, statuses, _kind(directions))
        )
    rows.sort(key=lambda r: (LEVELS.index(r.level), r.entity.casefold(), r.contexts))
    return Comparison(tuple(ontology.words.label(ontology.agent(name)) for name in names), tuple(rows))


def _kind(directions: tuple[str, ...]) -> str:
    """Return whether agents do the same, opposite or different things."""
    seen = {direction for text in directions for direction in text.split(" and ") if direction}
    if len(seen) > 1:
        return "opposite"
    return "shared" if all(directions) else "distinct"
