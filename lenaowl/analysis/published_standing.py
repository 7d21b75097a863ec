"""How it stands that agents induce states, as plain triples: what the release says beside the effects that follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lenaowl.analysis.effects import Effect, Effects
from lenaowl.analysis.standing import DENIED, FOLLOWS, OPPOSED, PREDICTED, SEEN, WEAKER, Judge
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.rdf.vocabulary import lena

# How it stands that an agent induces a state, as a property between the two. What is not recorded has none.
PROPERTIES = {
    OPPOSED: lena("opposedInInducing"), SEEN: lena("seenToInduce"), PREDICTED: lena("predictedToInduce"),
    DENIED: lena("deniedToInduce"), WEAKER: lena("mayInduce"),
}  # fmt: skip
# Of what follows in some contexts, the first of these that holds in any is said.
_ORDER = (*PROPERTIES, FOLLOWS)


def published_standing(ontology: InferredOntology, effects: Effects, judge: Judge) -> Iterator[ox.Triple]:
    """Yield a triple for each agent or class of drugs and each state of which anything is recorded.

    The classes stand in place of their arbitrary members. Where there is no triple, nothing is recorded.

    Args:
        ontology: what follows.
        effects: the effects of each agent.
        judge: says how it stands that an agent brings a state about.
    """
    deniable = _deniable(ontology, judge)
    for agent in (*ontology.members(lena("Agent")), *ontology.arbitrary_members.values()):
        following = _following(effects.of(agent))
        others = deniable.union(_if_weaker(judge, agent)).difference(following)
        answers = {**following, **{state: judge.absent([agent], state, None).answer for state in others}}
        subject = ox.NamedNode(ontology.stands_for.get(agent, agent))
        for state, answer in answers.items():
            if answer in PROPERTIES:
                yield ox.Triple(subject, ox.NamedNode(PROPERTIES[answer]), ox.NamedNode(state))


def _following(effects: Iterable[Effect]) -> dict[str, str]:
    """Return how each state stands that follows, by IRI."""
    found: dict[str, str] = {}
    for effect in effects:
        state = effect.state.iri
        found[state] = min(found.get(state, FOLLOWS), effect.basis, key=_ORDER.index)
    return found


def _deniable(ontology: InferredOntology, judge: Judge) -> set[str]:
    """Return the states that are denied of something, and those that are these by the meaning of the words."""
    reported = judge.reports.by_state.items()
    denied = {state for state, claims in reported if any(c.polarity == "negative" for c in claims)}
    return denied.union(*(ontology.meaning[1].get(state, ()) for state in denied))


def _if_weaker(judge: Judge, agent: str) -> set[str]:
    """Return the states that follow under an agent if weaker claims are admitted."""
    facts = judge.weaker.facts
    return {state for exposure in facts.profiles.get(agent, ()) for state in facts.effects.get(exposure, ())}
