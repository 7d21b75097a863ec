"""The search for proofs. It only walks over what the rules have inferred; it infers nothing itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from heapq import heappop, heappush
from itertools import count

from lenaowl.inference.proofs import Cost, Proof, Statement, minimal, split_given
from lenaowl.inference.steps import FUNCTIONAL, Facts, FormNeed, Presence, Step
from lenaowl.ontology.claims import Claim, Words
from lenaowl.ontology.class_definitions import Definitions, HasValue, SomeValues
from lenaowl.ontology.states import DECREASE, INCREASE, State
from lenaowl.rdf.vocabulary import RDF_TYPE, lena, local_name

_THROUGH_PROFILES = frozenset(lena(name) for name in ("induces", "increases", "decreases", "inducesDegradationOf"))
HAS_EFFECT, DEGRADES = lena("hasEffect"), lena("degrades")


class Prover:
    """Finds proofs in what holds in a store."""

    def __init__(self, facts: Facts, definitions: Definitions, words: Words) -> None:
        self._facts = facts
        self._definitions = definitions
        self._words = words
        self._profiles: dict[str, dict[str, Proof]] = {}
        self._memberships: dict[tuple[str, str], Proof | None] = {}
        self._asserting: dict[Statement, list[Claim]] = {}
        for claim in facts.claims.values():
            if claim.iri in definitions.accepted:
                self._asserting.setdefault((claim.subject, claim.predicate, claim.object), []).append(claim)

    def _proof(
        self, conclusion: str, rule: str, statement: Statement, premises: tuple[Proof, ...] = (),
        given: tuple[str, ...] = (), claim: Claim | None = None, step: Step | None = None,
    ) -> Proof:  # fmt: skip
        """Return a node of a proof, the terms of its statement with their labels."""
        subject, predicate, obj = map(self._words.ref, statement)
        return Proof(conclusion, rule, (subject, predicate, obj), premises, given, claim, step)

    # -- leaves ---------------------------------------------------------------------------------

    def _leaf(self, claim: Claim) -> Proof:
        return self._proof(claim.sentence, "claim", (claim.subject, claim.predicate, claim.object), claim=claim)

    def _stated(self, statement: Statement) -> Proof | None:
        """Prove a statement by the strongest claim that makes it."""
        claims = self._asserting.get(statement, ())
        return self._leaf(min(claims, key=lambda c: (c.rank, c.iri))) if claims else None

    # -- membership -----------------------------------------------------------------------------

    def membership(self, individual: str, cls: str) -> Proof | None:
        """Prove that an individual is a member of a class."""
        key = (individual, cls)
        if key not in self._memberships:
            self._memberships[key] = self._membership(individual, cls, frozenset())
        return self._memberships[key]

    def _membership(self, individual: str, cls: str, seen: frozenset[str]) -> Proof | None:
        if cls in seen or cls not in self._facts.types.get(individual, ()):
            return None
        seen |= {cls}
        statement = (individual, RDF_TYPE, cls)
        says = self._words.says(individual, RDF_TYPE, cls)
        stated = self._stated((individual, lena("isKindOf"), cls))
        if not stated and cls in self._definitions.asserted_types.get(individual, ()):
            return self._proof(says, "given", statement)
        candidates = [stated]
        candidates += [
            self._inherited(individual, below, cls, seen)
            for below in self._definitions.subclasses.get(cls, ())
            if below in self._facts.types.get(individual, ())
        ]
        candidates.append(self._by_definition(individual, cls, seen))
        return min((c for c in candidates if c), key=lambda p: p.cost, default=None)

    def _inherited(self, individual: str, below: str, cls: str, seen: frozenset[str]) -> Proof | None:
        inner = self._membership(individual, below, seen)
        if inner is None:
            return None
        link = self._stated((below, lena("isKindOf"), cls))
        says = self._words.says(individual, RDF_TYPE, cls)
        statement = (individual, RDF_TYPE, cls)
        if inner.rule == "given" and not link:
            return self._proof(says, "given", statement)
        return self._proof(says, "membership", statement, tuple(p for p in (inner, link) if p and p.rule != "given"))

    def _by_definition(self, individual: str, cls: str, seen: frozenset[str]) -> Proof | None:
        parts = self._definitions.parts.get(cls)
        if not parts:
            return None
        premises = []
        for part in parts:
            if isinstance(part, HasValue):
                proof = self._value(individual, part.property, part.value, seen)
            elif isinstance(part, SomeValues):
                proof = self._some(individual, part, seen)
            else:
                proof = self._membership(individual, part, seen)
            if proof is None:
                return None
            premises.append(proof)
        says = self._words.says(individual, RDF_TYPE, cls)
        shown, given = split_given(premises)
        return self._proof(says, "definition", (individual, RDF_TYPE, cls), shown, given)

    def _value(self, individual: str, prop: str, value: str, seen: frozenset[str]) -> Proof | None:
        """Prove that an individual has a value: through profiles, by a claim, as given, or by what defines a class."""
        if prop in _THROUGH_PROFILES:
            return next(iter(self.agent_statement(individual, prop, value)), None)
        statement = (individual, prop, value)
        says = self._words.says(individual, prop, value)
        if stated := self._stated(statement):
            return stated
        if self._definitions.asserts(*statement):
            return self._proof(says, "given", statement)
        inner = (self._membership(individual, cls, seen) for cls in self._definitions.giving(prop, value))
        found = min((proof for proof in inner if proof), key=lambda p: p.cost, default=None)
        return self._proof(says, "definition", statement, (found,)) if found else None

    def _some(self, individual: str, part: SomeValues, seen: frozenset[str]) -> Proof | None:
        found = []
        for value in self._definitions.values(individual, part.property):
            inner, member = self._value(individual, part.property, value, seen), self.membership(value, part.filler)
            if inner and member:
                says = f"{inner.conclusion}, {member.conclusion}"
                found.append(self._proof(says, "definition", inner.statement, *split_given([inner, member])))
        return min(found, key=lambda p: p.cost, default=None)

    # -- exposures ------------------------------------------------------------------------------

    def profile(self, exposure: str) -> dict[str, Proof]:
        """Return the best proof of each state (and degraded protein, by IRI) of an exposure in the store."""
        if exposure not in self._profiles:
            self._profiles[exposure] = self.best(self._facts.presence(exposure))
        return self._profiles[exposure]

    def best(self, presence: Presence, left_out: Collection[str] = ()) -> dict[str, Proof]:
        """Return the best proof of each state (and degraded protein, by IRI) that follows from what is present.

        What is proved in fewest steps is settled first, so each proof is built from settled ones only
        (Knuth's generalisation of Dijkstra's algorithm, 1977).

        Args:
            presence: what is there.
            left_out: IRIs of steps that no proof may take.
        """
        settled: dict[str, Proof] = {}
        waiting: dict[str, list[Step]] = defaultdict(list)
        queue: list[tuple[Cost, str, int, Proof]] = []
        number = count()

        def offer(conclusion: str, proof: Proof) -> None:
            heappush(queue, (proof.cost, conclusion, next(number), proof))

        for state, proof in self.by_design(presence):
            offer(state, proof)
        for step in (step for step in self._facts.taken(presence) if step.iri not in left_out):
            for state in step.states:
                waiting[state].append(step)
            if not step.states:
                offer(step.conclusion, self.step(presence, step, []))
        while queue:
            _, conclusion, _, proof = heappop(queue)
            if conclusion in settled:
                continue
            settled[conclusion] = proof
            for step in waiting[conclusion]:
                if all(state in settled for state in step.states):
                    offer(step.conclusion, self.step(presence, step, [settled[s] for s in step.states]))
        return settled

    def by_design(self, presence: Presence) -> Iterator[tuple[str, Proof]]:
        """Yield the states that hold because something was taken out, each with its proof."""
        for lost in sorted(presence.losses):
            yield from self._lost(presence, lost, f"{self._words.label(lost)} was taken out")
        for agent in sorted(presence.agents):
            for lost in sorted(self._facts.depletes.get(agent, ())):
                inhibits = self._stated((agent, lena("inhibits"), lost))
                verb = "stops the work of {}" if inhibits else "takes {} away by design"
                says = f"{self._words.label(agent)} {verb.format(self._words.label(lost))}"
                yield from self._lost(presence, lost, says, (inhibits,) if inhibits else ())
            for state in self._definitions.stated_effects(agent, self._facts.systems.get(presence.exposure, ())):
                says = f"{self._words.says(agent, lena('induces'), state)}, as stated"
                yield state, self._proof(says, "given", (presence.exposure, HAS_EFFECT, state))

    def _lost(
        self, presence: Presence, protein: str, says: str, because: tuple[Proof, ...] = ()
    ) -> Iterator[tuple[str, Proof]]:
        """Yield the loss of a protein, and of the complexes it is part of."""
        loss = self._proof(says, "design", (presence.exposure, HAS_EFFECT, _loss_of(protein)), because)
        yield _loss_of(protein), loss
        for complex_ in sorted(self._facts.complexes.get(protein, ())):
            part = self._stated((protein, lena("partOf"), complex_))
            statement = (presence.exposure, HAS_EFFECT, _loss_of(complex_))
            conclusion = f"{self._words.label(complex_)} is lost with {self._words.label(protein)}"
            yield _loss_of(complex_), self._proof(conclusion, "design", statement, (loss, part) if part else (loss,))

    def step(self, presence: Presence, step: Step, before: list[Proof]) -> Proof:
        """Return the proof that a step which an exposure takes leads to its conclusion, after proofs of its states."""
        given = [f"in {self._words.one(context)}" for context in step.contexts]
        members = []
        for kind in step.agent_kinds:
            agent = min(self._facts.of_class(kind) & presence.agents)
            members.append(self.membership(agent, kind))
        for need in step.forms:
            if need.form_class == FUNCTIONAL:
                given.append(f"functional {self._words.label(need.protein)} is present")
            else:
                members.append(self._form(presence.forms, need))
        for need in step.sole_forms:
            if need.form_class == FUNCTIONAL:
                given.append(f"{self._words.label(need.protein)} is present in one form only")
            else:
                members.append(self._form(presence.sole_forms, need))
        shown, stated = split_given([*(member for member in members if member), *self._stated_degradations(step)])
        claim = (self._leaf(self._facts.claims[step.claim]),) if step.claim else ()
        premises = (*before, *shown, *claim)
        if step.degraded:
            says, statement = f"{self._words.label(step.degraded)} is degraded", (DEGRADES, step.degraded)
        else:
            says, statement = self.state_words(step.state), (HAS_EFFECT, step.state)
        return self._proof(says, "step", (presence.exposure, *statement), premises, (*given, *stated), step=step)

    def _stated_degradations(self, step: Step) -> Iterator[Proof]:
        """Yield what a step without a claim begins with: the statement that its agent degrades a protein."""
        prop = lena("inducesDegradationOf")
        for agent in () if step.claim else step.agents:
            for protein in self._definitions.values(agent, prop):
                if step.conclusion in (protein, self._facts.decreases.get(protein)):
                    yield self._proof(
                        f"{self._words.says(agent, prop, protein)}, as stated", "given", (agent, prop, protein)
                    )

    def _form(self, present: Collection[str], need: FormNeed) -> Proof | None:
        found = (self.membership(form, need.form_class) for form in self._facts.meeting(need, present))
        return min((proof for proof in found if proof), key=lambda p: p.cost, default=None)

    def state_words(self, state: str) -> str:
        """Return what a state says, in words."""
        told = State.named(state)
        return f"there is {'more' if told.direction == INCREASE else 'less'} {self._words.label(told.entity)}"

    # -- agents ---------------------------------------------------------------------------------

    def agent_statement(self, agent: str, prop: str, target: str) -> list[Proof]:
        """Prove `agent prop target` by the best proof in each of its profiles, best first.

        `prop` is increases or decreases (target an entity), induces (a state) or inducesDegradationOf (a protein).
        """
        profiles = map(self.profile, sorted(self._facts.profiles.get(agent, ())))
        goal = goal_of(prop, target)
        inner = minimal((best[goal] for best in profiles if goal in best), self._facts.other_species)
        return self.of_agent((agent, prop, target), inner)

    def of_agent(self, statement: Statement, inner: Iterable[Proof]) -> list[Proof]:
        """Return the proofs of a statement about an agent from those in its profiles."""
        says = self._words.says(*statement)
        return [self._proof(says, "profile", statement, (proof,)) for proof in inner]


def goal_of(prop: str, target: str) -> str:
    """Return what must follow in a profile, that an agent has a property."""
    direction = {"increases": INCREASE, "decreases": DECREASE}.get(local_name(prop))
    return State(target, direction).iri if direction else target


def _loss_of(thing: str) -> str:
    return State(thing, DECREASE).iri
