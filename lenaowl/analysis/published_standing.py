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
    for agent in (*ontology.members(lena("Agent")), *ontology.arbitrary_members.values()):
        following = _following(effects.of(agent))
        others = _candidates(ontology, judge, agent).difference(following)
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


def _candidates(ontology: InferredOntology, judge: Judge, agent: str) -> set[str]:
    """Return the states that may be denied of an agent, or follow if weaker claims are admitted."""
    reported = {s for s, claims in judge.reported.items() if any(c.polarity == "negative" for c in claims)}
    narrower = judge.meaning[1]
    weaker = judge.weaker
    follow = {s for x in weaker.facts.profiles.get(agent, ()) for s in weaker.facts.effects.get(x, ())}
    return reported.union(follow, *(narrower.get(state, ()) for state in reported))
