"""Compares agents: which effects they share, which are theirs alone, and where they act in opposite ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lenaowl.analysis.effects import Effect, Effects
from lenaowl.analysis.standing import DENIED, FOLLOWS, NOT_RECORDED, OPPOSED, WEAKER, Judge, Standing
from lenaowl.errors import LenaowlError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.states import DECREASE, INCREASE, State
from lenaowl.rdf.vocabulary import LEVELS

KINDS = ("shared", "distinct", "opposite", "not tested")


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
        standings: for each agent the kind of answer, which tells why a direction is empty.
        kind: `shared` if it follows for all agents in the same direction; `opposite` if some do the opposite of
            others; `distinct` if it follows for some and its absence was measured in others; else `not tested`.
    """

    entity: str
    label: str
    level: str
    contexts: tuple[str, ...]
    directions: tuple[str, ...]
    statuses: tuple[str, ...]
    standings: tuple[Standing, ...]
    kind: str

    def as_dict(self, agents: Sequence[str]) -> dict[str, object]:
        """Return the row as JSON types; directions, statuses and answers by agent."""
        return {
            "entity": self.entity, "label": self.label, "level": self.level, "contexts": list(self.contexts),
            "directions": dict(zip(agents, self.directions, strict=True)),
            "statuses": dict(zip(agents, self.statuses, strict=True)),
            "answers": {agent: s.as_dict() for agent, s in zip(agents, self.standings, strict=True)},
            "kind": self.kind,
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
        """Return the rows that are shared, distinct, opposite or not tested."""
        return tuple(row for row in self.rows if row.kind == kind)


def compare(ontology: InferredOntology, effects: Effects, judge: Judge, names: Iterable[str]) -> Comparison:
    """Compare agents; see `KnowledgeBase.compare`."""
    names = (names,) if isinstance(names, str) else tuple(names)
    if len(names) < 2:
        raise LenaowlError("a comparison needs two agents or more.")
    agents = [ontology.agent(name) for name in names]
    profiles = [effects.of(agent) for agent in agents]
    examples = {(e.entity, e.contexts): e for profile in profiles for e in profile}
    rows = []
    for (entity, contexts), example in examples.items():
        found = [[e for e in p if (e.entity, e.contexts) == (entity, contexts)] for p in profiles]
        directions = [" and ".join(sorted(e.direction for e in listed)) for listed in found]
        asked = sorted({e.direction for listed in found for e in listed})
        standings = [
            _standing(judge, agent, listed, profile, example, asked)
            for agent, listed, profile in zip(agents, found, profiles, strict=True)
        ]
        rows.append(
            ComparisonRow(
                entity=entity,
                label=example.label,
                level=example.level,
                contexts=contexts,
                directions=tuple(directions),
                statuses=tuple(s.status if listed else "" for s, listed in zip(standings, found, strict=True)),
                standings=tuple(standings),
                kind=_kind(directions, standings),
            )
        )
    rows.sort(key=lambda r: (LEVELS.index(r.level), r.entity.casefold(), r.contexts))
    return Comparison(tuple(map(ontology.words.label, agents)), tuple(rows))


def _standing(
    judge: Judge, agent: str, listed: Sequence[Effect], profile: Sequence[Effect], example: Effect, asked: Sequence[str]
) -> Standing:
    """Return how it stands that an agent changes an entity in the contexts of a row."""
    if listed:
        return max((e.standing for e in listed), key=lambda s: s.answer == OPPOSED)
    states = {direction: State(example.iri, direction).iri for direction in asked}
    contexts = example.proof.contexts
    for effect in profile:  # in fewer contexts, so in these too
        if effect.iri == example.iri and effect.direction in asked and effect.proof.contexts < contexts:
            return effect.standing
    absent = [judge.absent([agent], state, contexts) for state in states.values()]
    return min(absent, key=lambda s: (DENIED, WEAKER, NOT_RECORDED).index(s.answer))


def _kind(directions: Sequence[str], standings: Sequence[Standing]) -> str:
    """Return whether agents do the same, opposite or different things, or whether that is not known."""
    seen = {direction for text in directions for direction in text.split(" and ") if direction}
    if seen == {INCREASE, DECREASE}:
        return "opposite"
    answers = {standing.answer for standing in standings}
    if answers == {FOLLOWS}:
        return "shared"
    return "distinct" if {FOLLOWS, DENIED} <= answers else "not tested"
