"""Effects of a class of drugs: what follows for any member, and, apart from it, what its known members share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from lenaowl.analysis.effects import Effect, EffectRecords, Effects, sort_effects
from lenaowl.analysis.standing import FOLLOWS, OPPOSED, PREDICTED, SEEN, WEAKER, Standing
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology import html_text as html
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Record, Records, Ref
from lenaowl.rdf.vocabulary import STATUSES

SHARED = "members"


@dataclass(frozen=True)
class ClassEffects(Record):
    """The effects of a class of drugs. The two kinds are kept apart: a new member need not have what the known share.

    Attributes:
        drug_class: the class.
        entailed: what follows for any member, of which no more is known than that it is one.
        shared: what follows for each known member, but not for any: their `source` is `members`, the proof that of the
            member with the longest. Empty if there are fewer than two members.
        members: the known members, sorted.
    """

    drug_class: Ref
    entailed: EffectRecords
    shared: EffectRecords
    members: tuple[Ref, ...]

    def _repr_html_(self) -> str:
        parts = [html.section(f"Any {self.drug_class.label} ({len(self.entailed)})", self.entailed._repr_html_())]
        if self.shared:
            parts.append(html.section(f"{self.sharing} ({len(self.shared)})", self.shared._repr_html_()))
        return "".join(parts)

    @property
    def sharing(self) -> str:
        """What the shared effects are, in words."""
        among = ", ".join(member.label for member in self.members)
        return f"Shared by all known members ({among}), but not entailed for any member"


def class_effects(
    ontology: InferredOntology, effects: Effects, cls: str, present: Collection[str] | None = None
) -> ClassEffects:
    """Return the effects of a class of drugs.

    Args:
        ontology: what follows.
        effects: the effects of each agent.
        cls: IRI of the class.
        present: only what follows where nothing but these contexts is, if given.
    """
    entailed = effects.of(ontology.arbitrary_members[cls], present)
    members = ontology.members(cls)
    common = set.intersection(*(_states(ontology, member) for member in members)) if len(members) > 1 else set()
    by_member = {member: effects.of(member, present) for member in members} if common else {}
    candidates = [effect for found in by_member.values() for effect in found if effect.state in common]
    shared: dict[tuple[str, frozenset[str]], Effect] = {}
    for candidate in candidates:
        contexts = ontology.contexts.with_broader(candidate.proof.contexts)
        if not any(_covers(e, candidate.state, contexts) for e in entailed):
            found = _shared(candidate, contexts, by_member)
            if found:
                shared.setdefault((candidate.state, contexts), found)
    fewest = [
        effect
        for (state, contexts), effect in shared.items()
        if not any(other == state and fewer < contexts for other, fewer in shared)
    ]
    return ClassEffects(
        ontology.words.ref(cls), entailed, sort_effects(fewest), tuple(map(ontology.words.ref, members))
    )


def _states(ontology: InferredOntology, agent: str) -> set[str]:
    """Return the states that follow of an agent in some reference system."""
    profiles = ontology.facts.profiles.get(agent, ())
    return {state for profile in profiles for state in ontology.facts.effects.get(profile, ())}


def _covers(effect: Effect, state: str, contexts: Collection[str]) -> bool:
    return effect.state == state and effect.proof.contexts <= set(contexts)


def _shared(candidate: Effect, contexts: Collection[str], by_member: Mapping[str, EffectRecords]) -> Effect | None:
    """Return an effect as one that all members have in these contexts, if they do."""
    each = []
    for found in by_member.values():
        here = [effect for effect in found if _covers(effect, candidate.state, contexts)]
        if not here:
            return None
        each.append(min(here, key=lambda effect: effect.proof.cost))
    longest = max(each, key=lambda effect: effect.proof.cost)
    return replace(
        longest, contexts=candidate.contexts, source=SHARED, standing=_together(each), status=_weakest(each),
        citations=tuple(sorted({citation for e in each for citation in e.citations})),
    )  # fmt: skip


def _together(each: list[Effect]) -> Standing:
    """Return how it stands that all have an effect: opposed if it is of one, seen if it was with each."""
    for answer in (OPPOSED, WEAKER):
        if found := [effect for effect in each if effect.standing.answer == answer]:
            return Standing(answer, "", _weakest(found), _claims(found))
    shown = SEEN if all(effect.standing.shown == SEEN for effect in each) else PREDICTED
    return Standing(FOLLOWS, shown, _weakest(each), _claims(each))


def _weakest(each: list[Effect]) -> str:
    return max((effect.status for effect in each), key=STATUSES.index)


def _claims(each: list[Effect]) -> Records[Claim]:
    return Records(dict.fromkeys(claim for effect in each for claim in effect.standing.claims))
