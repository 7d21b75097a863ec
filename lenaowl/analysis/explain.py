"""Answers "why?": proofs of what follows, and what is known nearby where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lenaowl.analysis.needs import effect_of
from lenaowl.analysis.standing import DENIED, OPPOSED, SEEN, WEAKER, Judge, Standing
from lenaowl.errors import LenaowlError
from lenaowl.inference.all_proofs import all_proofs
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.ontology import html_text as html
from lenaowl.ontology.citations import capital, said
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Record, Records
from lenaowl.ontology.states import INCREASE, State, states_of
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, lena

RELATIONS = ("increases", "decreases", "induces", "degrades", "is-a")
_OPPOSITE = {"increases": "decreases", "decreases": "increases"}
_OWL_CLASS = PREFIXES["owl"] + "Class"


@dataclass(frozen=True)
class Explanation(Record):
    """The answer to "why does it follow?".

    Attributes:
        question: what was asked, in words.
        standing: the kind of answer: it follows, is opposed, denied, weaker, or not recorded.
        proofs: its proofs, best first; empty if it does not follow.
        opposite: a proof that the opposite follows, if it does.
        seen: observations of just what was asked, whether they affirm or deny it.
        nearby: other claims about subject and target that are no premises here: negative, open or weaker.
        cut: whether all proofs were asked for and there may be more than the best that are listed.
    """

    question: str
    standing: Standing
    proofs: Records[Proof]
    opposite: Proof | None
    seen: Records[Claim]
    nearby: Records[Claim]
    cut: bool = False

    derived = ("follows",)

    @property
    def follows(self) -> bool:
        """Whether it follows."""
        return bool(self.proofs)

    def __bool__(self) -> bool:
        """Whether it follows."""
        return bool(self.proofs)

    @property
    def verdict(self) -> str:
        """What kind of answer it is, in a sentence."""
        answer, status = self.standing.answer, self.standing.status
        if self:
            shown = "reported" if self.standing.shown == SEEN else "not reported: the chain of claims predicts it"
            return {
                OPPOSED: "It follows, but something speaks against it:",
                WEAKER: f"It follows only because weaker claims are admitted; the weakest is {status}:",
            }.get(answer, f"It follows, and was {shown}.")
        why = {
            DENIED: "It is denied: an established claim or a measurement says that it is not so.",
            WEAKER: f"It would follow if weaker claims were admitted; the weakest is {status}:",
        }.get(answer, "It is not recorded, and nothing is concluded from this: it may be so.")
        return f"It does not follow that {self.question}. {why}"

    @property
    def behind(self) -> Records[Claim]:
        """The claims that the verdict names."""
        return self.standing.claims if self.standing.answer in (OPPOSED, WEAKER) else Records()

    def _repr_html_(self) -> str:
        parts = [
            html.section(f"{capital(proof.conclusion)} ({proof.summary})", html.items(proof.sentences, numbered=True))
            for proof in self.proofs
        ]
        parts += [html.paragraph(self.verdict), html.items(map(said, self.behind))]
        if self.opposite:
            parts.append(html.section("The opposite follows", html.items(self.opposite.sentences, numbered=True)))
        for heading, claims in (("Seen directly", self.seen), ("Known nearby", self.nearby)):
            listed = html.items(map(said, claims))
            parts += [html.section(heading, listed)] if listed else []
        return "".join(parts)


def explain(
    ontology: InferredOntology, judge: Judge, subject: str, relation: str, target: str, every: bool
) -> Explanation:
    """Explain a relation between what two names stand for; see `KnowledgeBase.explain`."""
    if relation not in RELATIONS:
        raise LenaowlError(f"'{relation}' is not a relation; choose one of: {', '.join(RELATIONS)}.")
    if relation == "is-a":
        return _explain_membership(ontology, judge, subject, target)
    agent = ontology.agent(subject)
    prop, goal = _property_and_target(ontology, relation, target)
    facts, prover = ontology.facts, ontology.prover
    best = prover.agent_statement(agent, prop, goal)
    proofs, cut = all_proofs(facts, prover, agent, prop, goal) if every else (best[:1], False)
    opposite = None
    if not proofs and relation in _OPPOSITE:
        opposite = next(iter(prover.agent_statement(agent, lena(_OPPOSITE[relation]), goal)), None)
    subjects = {agent, *_kinds(ontology, agent)}
    entity = State.named(goal).entity if relation == "induces" else goal
    seen, nearby = _other_claims(ontology, subjects, entity)
    return Explanation(
        question=ontology.words.says(agent, prop, goal),
        standing=standing_of(ontology, judge, agent, prop, goal, best),
        proofs=Records(proofs),
        opposite=opposite,
        seen=Records(c for c in seen if c.predicate == prop),
        nearby=Records(c for c in (*seen, *nearby) if c.predicate != prop or c not in seen),
        cut=cut,
    )


def standing_of(
    ontology: InferredOntology, judge: Judge, agent: str, prop: str, goal: str, proofs: Sequence[Proof]
) -> Standing:
    """Return how it stands that an agent does something, wherever it does; `proofs` are of this, best first."""
    state = goal if prop == lena("induces") else effect_of(prop, goal)
    if not proofs:
        return judge.absent([agent], state, None)
    (inner,) = proofs[0].premises  # the proof in the profile
    together = ontology.prover.profile(inner.statement[0])
    presence = ontology.facts.presence(inner.statement[0])
    return judge.following(presence, state, inner, together, inner.contexts)


def _property_and_target(ontology: InferredOntology, relation: str, target: str) -> tuple[str, str]:
    entities = ontology.members(lena("Entity"))
    if relation == "induces":
        goal = ontology.names.find(target, [*entities, *ontology.members(lena("State"))], "entity or state")
        return lena("induces"), goal if goal not in entities else State(goal, INCREASE).iri
    prop = "inducesDegradationOf" if relation == "degrades" else relation
    return lena(prop), ontology.names.find(target, entities, "entity")


def _explain_membership(ontology: InferredOntology, judge: Judge, subject: str, target: str) -> Explanation:
    classes = ontology.members(_OWL_CLASS)
    individual = ontology.names.find(
        subject, [iri for iri in ontology.facts.types if iri not in set(classes)], "individual"
    )
    cls = ontology.names.find(target, classes, "class")
    proof = ontology.prover.membership(individual, cls)
    seen, nearby = _other_claims(ontology, {individual}, cls)
    leaves = set(proof.leaves) if proof else set()
    return Explanation(
        question=ontology.words.says(individual, RDF_TYPE, cls),
        standing=judge.membership(individual, cls, proof),
        proofs=Records([proof] if proof else []),
        opposite=None,
        seen=Records(),
        nearby=Records(c for c in (*seen, *nearby) if c not in leaves),
    )


def _kinds(ontology: InferredOntology, agent: str) -> list[str]:
    return ontology.facts.types.get(agent, [])


def _other_claims(ontology: InferredOntology, subjects: set[str], target: str) -> tuple[list[Claim], list[Claim]]:
    """Return observations, and claims that did not compile, about the subjects and the target."""
    targets = {target, *states_of(target), *ontology.facts.forms_of.get(target, ())}
    about = [c for c in ontology.claims.values() if c.subject in subjects and c.object in targets]
    seen = [c for c in about if c.observation]
    others = [c for c in about if not c.observation and not ontology.accepts(c)]
    others += [
        c
        for c in ontology.claims.values()
        if c.object in targets and c.subject not in subjects and not ontology.accepts(c)
    ]
    return seen, [c for c in dict.fromkeys(others) if not c.observation]
