"""The search for proofs. It only walks over what the rules have inferred; it infers nothing itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

from lenaowl.claims import Claim, Words
from lenaowl.definitions import Definitions, HasValue, SomeValues
from lenaowl.proofs import Proof, Statement, minimal, split_given
from lenaowl.steps import FUNCTIONAL, Facts, FormNeed, Step
from lenaowl.vocabulary import lena, local_name

_THROUGH_PROFILES = frozenset(lena(name) for name in ("induces", "increases", "decreases", "inducesDegradationOf"))
LIMIT = 1000
HAS_EFFECT, DEGRADES = lena("hasEffect"), lena("degrades")


class Prover:
    """Finds proofs in what holds in a store."""

    def __init__(self, facts: Facts, definitions: Definitions, words: Words) -> None:
        self._facts = facts
        self._definitions = definitions
        self._words = words
        self._best: dict[str, dict[str, Proof]] = {}
        self._memberships: dict[tuple[str, str], Proof | None] = {}
        self._asserting: dict[Statement, list[Claim]] = {}
        for claim in facts.claims.values():
            if claim.iri in definitions.accepted:
                self._asserting.setdefault((claim.subject, claim.predicate, claim.object), []).append(claim)

    # -- leaves ---------------------------------------------------------------------------------

    def _leaf(self, claim: Claim) -> Proof:
        return Proof(claim.sentence, "claim", (claim.subject, claim.predicate, claim.object), claim=claim)

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
        statement = (individual, "rdf:type", cls)
        says = f"{self._words.label(individual)} is a kind of {self._words.label(cls)}"
        stated = self._stated((individual, lena("isKindOf"), cls))
        if not stated and cls in self._definitions.asserted_types.get(individual, ()):
            return Proof(says, "given", statement)
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
        says = f"{self._words.label(individual)} is a kind of {self._words.label(cls)}"
        statement = (individual, "rdf:type", cls)
        if inner.rule == "given" and not link:
            return Proof(says, "given", statement)
        return Proof(says, "membership", statement, tuple(p for p in (inner, link) if p and p.rule != "given"))

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
        says = f"{self._words.label(individual)} is a kind of {self._words.label(cls)}"
        shown, given = split_given(premises)
        return Proof(says, "definition", (individual, "rdf:type", cls), shown, given)

    def _value(self, individual: str, prop: str, value: str, seen: frozenset[str]) -> Proof | None:
        """Prove that an individual has a value: through profiles, by a claim, as given, or by what defines a class."""
        if prop in _THROUGH_PROFILES:
            return next(self.agent_statement(individual, prop, value), None)
        statement = (individual, prop, value)
        says = f"{self._words.label(individual)} {self._words.label(prop)} {self._words.label(value)}"
        if stated := self._stated(statement):
            return stated
        if self._definitions.asserts(*statement):
            return Proof(says, "given", statement)
        inner = (self._membership(individual, cls, seen) for cls in self._definitions.giving(prop, value))
        found = min((proof for proof in inner if proof), key=lambda p: p.cost, default=None)
        return Proof(says, "definition", statement, (found,)) if found else None

    def _some(self, individual: str, part: SomeValues, seen: frozenset[str]) -> Proof | None:
        found = []
        for value in self._definitions.values(individual, part.property):
            inner, member = self._value(individual, part.property, value, seen), self.membership(value, part.filler)
            if inner and member:
                says = f"{inner.conclusion}, {member.conclusion}"
                found.append(Proof(says, "definition", inner.statement, *split_given([inner, member])))
        return min(found, key=lambda p: p.cost, default=None)

    # -- exposures ------------------------------------------------------------------------------

    def best(self, exposure: str) -> dict[str, Proof]:
        """Return the best proof of each state (and degraded protein, by IRI) of an exposure."""
        if exposure not in self._best:
            best: dict[str, Proof] = {}
            taken = self._facts.taken(exposure)
            improved = True
            while improved:
                improved = False
                for conclusion, proof in self._one_round(exposure, taken, best):
                    if conclusion not in best or proof.cost < best[conclusion].cost:
                        best[conclusion] = proof
                        improved = True
            self._best[exposure] = best
        return self._best[exposure]

    def _one_round(self, exposure: str, taken: list[Step], best: dict[str, Proof]) -> Iterator[tuple[str, Proof]]:
        for step in taken:
            if all(state in best for state in step.states):
                proof = self._step(exposure, step, [best[s] for s in step.states])
                yield step.state, proof
                if step.degraded:
                    yield step.degraded, replace(proof, statement=(exposure, DEGRADES, step.degraded))
        yield from self._by_design(exposure)

    def _by_design(self, exposure: str) -> Iterator[tuple[str, Proof]]:
        for agent in self._facts.agents.get(exposure, ()):
            for protein in self._facts.depletes.get(agent, ()):
                says = f"{self._words.label(agent)} takes {self._words.label(protein)} away by design"
                yield protein + "-decrease", Proof(says, "design", (exposure, HAS_EFFECT, protein + "-decrease"))

    def _step(self, exposure: str, step: Step, before: list[Proof]) -> Proof:
        given = [f"in {self._words.one(context)}" for context in step.contexts]
        members = []
        for kind in step.agent_kinds:
            agent = self._facts.agents_of_kind(exposure, kind)[0]
            members.append(self.membership(agent, kind))
        for need in step.forms:
            if need.form_class == FUNCTIONAL:
                given.append(f"functional {self._words.label(need.protein)} is present")
            else:
                members.append(self._form(exposure, need))
        shown, stated = split_given([member for member in members if member])
        premises = (*before, *shown, self._leaf(self._facts.claims[step.claim]))
        says = f"{self._words.label(step.degraded)} is degraded" if step.degraded else self.state_words(step.state)
        return Proof(says, "step", (exposure, HAS_EFFECT, step.state), premises, (*given, *stated))

    def _form(self, exposure: str, need: FormNeed) -> Proof | None:
        present = self._facts.forms.get(exposure, ())
        found = (self.membership(form, need.form_class) for form in present if self._facts.meets(form, need))
        return min((proof for proof in found if proof), key=lambda p: p.cost, default=None)

    def state_words(self, state: str) -> str:
        """Return what a state says, in words."""
        entity, _, direction = state.rpartition("-")
        return f"there is {'more' if direction == 'increase' else 'less'} {self._words.label(entity)}"

    def every(self, exposure: str, conclusion: str) -> list[Proof]:
        """Return the proofs of a state or degraded protein that go round no circle, best first.

        At most `LIMIT` ways are looked at, for in a dense network there is no end of them.
        """
        taken = self._facts.taken(exposure)
        found = list(islice(self._enumerate(exposure, conclusion, taken, frozenset()), LIMIT))
        return minimal(found)

    def _enumerate(self, exposure: str, goal: str, taken: list[Step], path: frozenset[str]) -> Iterator[Proof]:
        if goal in path:
            return
        path |= {goal}
        for step in taken:
            if goal in (step.state, step.degraded):
                ways = [list(islice(self._enumerate(exposure, state, taken, path), LIMIT)) for state in step.states]
                for before in product(*ways):
                    yield self._step(exposure, step, list(before))
        yield from (proof for state, proof in self._by_design(exposure) if state == goal)

    # -- agents ---------------------------------------------------------------------------------

    def agent_statement(self, agent: str, prop: str, target: str, every: bool = False) -> Iterator[Proof]:
        """Prove `agent prop target` through its profiles, best proofs first.

        `prop` is increases or decreases (target an entity), induces (a state) or inducesDegradationOf (a protein).
        """
        suffix = {"increases": "-increase", "decreases": "-decrease"}.get(local_name(prop), "")
        goal = target + suffix
        inner: list[Proof] = []
        for exposure in sorted(self._facts.profiles.get(agent, ())):
            if goal in self.best(exposure):
                inner += self.every(exposure, goal) if every else [self.best(exposure)[goal]]
        says = f"{self._words.label(agent)} {self._words.label(prop)} {self._words.label(target)}"
        for proof in minimal(inner):
            yield Proof(says, "profile", (agent, prop, target), (proof,))
