"""Compares agents: which effects they share, which are theirs alone, and where they act in opposite ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lenaowl.analysis.effects import CHANGES, Effect, Effects, places
from lenaowl.analysis.standing import DENIED, FOLLOWS, NOT_RECORDED, OPPOSED, WEAKER, Judge, Standing
from lenaowl.errors import LenaowlError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology import html_text as html
from lenaowl.ontology.records import Json, Record, Records, Ref
from lenaowl.ontology.states import DECREASE, INCREASE, State
from lenaowl.rdf.vocabulary import LEVELS

KINDS = ("shared", "distinct", "opposite", "not tested")


@dataclass(frozen=True)
class AgentEffect(Record):
    """What one agent does to the entity of a row.

    Attributes:
        agent: the agent.
        direction: `increase`, `decrease`, `decrease and increase`, or an empty text.
        status: the weakest status among the claims behind it, or an empty text.
        standing: the kind of answer.
    """

    agent: Ref
    direction: str
    status: str
    standing: Standing

    @property
    def shown(self) -> str:
        """What the agent does in a few words: each kind of answer has words of its own."""
        change = " and ".join(CHANGES[direction] for direction in self.direction.split(" and ") if direction)
        detail = self.standing.shown if self.standing.answer == FOLLOWS and change else str(self.standing)
        return f"{change}, {detail}" if change else detail


@dataclass(frozen=True)
class ComparisonRow(Record):
    """What each of several agents does to one entity in the same contexts.

    Attributes:
        entity: what changes.
        level: molecular, cellular, immune or clinical.
        contexts: the contexts that must all be present.
        agents: what each agent does.
        kind: `shared` if all agents do the same, `opposite` if some do the opposite of others, `distinct` if others are
            known not to, else `not tested`.
    """

    entity: Ref
    level: str
    contexts: tuple[Ref, ...]
    agents: Records[AgentEffect]
    kind: str

    @property
    def directions(self) -> tuple[str, ...]:
        """What each agent does: `increase`, `decrease`, `decrease and increase`, or an empty text."""
        return tuple(agent.direction for agent in self.agents)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The kind of answer for each agent."""
        return tuple(agent.standing for agent in self.agents)

    def row(self) -> Json:
        """Return the record as one row of a table, with two columns for each agent: direction, and kind of answer."""
        found = {key: value for key, value in super().row().items() if key not in ("agents", "kind")}
        for each in self.agents:
            found |= {each.agent.id: each.direction, f"{each.agent.id} answer": str(each.standing)}
        return {**found, "kind": self.kind}


@dataclass(frozen=True)
class Comparison(Record):
    """The effects of several agents side by side; what is shared is shared by the known agents only.

    Attributes:
        agents: the agents.
        rows: what they do, by level and entity.
    """

    agents: tuple[Ref, ...]
    rows: Records[ComparisonRow]

    def of_kind(self, kind: str) -> Records[ComparisonRow]:
        """Return the rows of a kind: shared, distinct, opposite or not tested."""
        return Records(row for row in self.rows if row.kind == kind)

    def _repr_html_(self) -> str:
        return html.table(
            ("level", "what", "where", *(agent.label for agent in self.agents), "kind"),
            (
                (r.level, r.entity.label, places(r.contexts), *(each.shown for each in r.agents), r.kind)
                for r in self.rows
            ),
        )


def compare(ontology: InferredOntology, effects: Effects, judge: Judge, names: Iterable[str]) -> Comparison:
    """Compare agents; see `KnowledgeBase.compare`."""
    names = (names,) if isinstance(names, str) else tuple(names)
    if len(names) < 2:
        raise LenaowlError("a comparison needs two agents or more.")
    agents = [ontology.agent(name) for name in names]
    refs = tuple(map(ontology.words.ref, agents))
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
                level=example.level,
                contexts=contexts,
                agents=Records(
                    AgentEffect(agent, direction, standing.status if listed else "", standing)
                    for agent, direction, standing, listed in zip(refs, directions, standings, found, strict=True)
                ),
                kind=_kind(directions, standings),
            )
        )
    rows.sort(key=lambda r: (LEVELS.index(r.level), r.entity.name.casefold(), r.contexts))
    return Comparison(refs, Records(rows))


def _standing(
    judge: Judge, agent: str, listed: Sequence[Effect], profile: Sequence[Effect], example: Effect, asked: Sequence[str]
) -> Standing:
    """Return how it stands that an agent changes an entity in the contexts of a row."""
    if listed:
        return max((e.standing for e in listed), key=lambda s: s.answer == OPPOSED)
    states = {direction: State(example.entity, direction).iri for direction in asked}
    contexts = example.proof.contexts
    for effect in profile:  # in fewer contexts, so in these too
        if effect.entity == example.entity and effect.direction in asked and effect.proof.contexts < contexts:
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
