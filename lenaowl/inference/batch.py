"""What follows in many exposures at once: sets of exposures as integers, one bit an exposure.

What `Prover.best` proves of one exposure is proved here of all together: a proof is made once for all exposures that it
is the best one in, and belongs to a set of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from heapq import heappop, heappush
from itertools import count
from operator import and_

from lenaowl.inference.proofs import Cost, Proof
from lenaowl.inference.prover import Prover
from lenaowl.inference.sets import Sets, having, union
from lenaowl.inference.steps import FUNCTIONAL, Facts, FormNeed, Presence, Step

# What the proofs are about: any of the exposures.
ANY = "urn:lenaowl:any-exposure"
_Chosen = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Present:
    """What is there in many exposures; each field but `size` and `all` gives, by IRI, the set that a thing is in.

    Attributes:
        size: how many exposures there are.
        agents, contexts, forms, sole_forms, losses: as in `Presence`.
    """

    size: int
    agents: Sets
    contexts: Sets
    forms: Sets
    sole_forms: Sets
    losses: Sets

    @property
    def all(self) -> int:
        """The set of all exposures."""
        return (1 << self.size) - 1

    @classmethod
    def of(cls, presences: Sequence[Presence]) -> Present:
        """Return what is there in some exposures, in their order."""
        parts = ("agents", "contexts", "forms", "sole_forms", "losses")
        return cls(len(presences), *(having([getattr(one, part) for one in presences]) for part in parts))


@dataclass(frozen=True)
class Proved:
    """A state (or degraded protein, by IRI) with its best proof, and the set of exposures in which it is the best."""

    state: str
    proof: Proof
    where: int


@dataclass
class _Search:
    """A search under way: what waits for a state, what was settled where, and what comes next, the best first."""

    taken: Mapping[str, int]
    waiting: dict[str, list[Step]] = field(default_factory=lambda: defaultdict(list))
    settled: Sets = field(default_factory=lambda: Sets(int))
    pieces: dict[str, list[Proved]] = field(default_factory=lambda: defaultdict(list))
    queue: list[tuple[Cost, str, int, Proof, int]] = field(default_factory=list)
    number: Iterator[int] = field(default_factory=count)

    def offer(self, state: str, proof: Proof, where: int) -> None:
        if where & ~self.settled[state]:
            heappush(self.queue, (proof.cost, state, next(self.number), proof, where))


class BatchProver:
    """Finds the best proofs in many exposures at once; proofs are kept, and used again by later calls."""

    def __init__(self, facts: Facts, prover: Prover) -> None:
        self._facts = facts
        self._prover = prover
        self._made: dict[tuple[str, tuple[int, ...], _Chosen], Proof] = {}
        self._forms: dict[FormNeed, list[str]] = {}
        self._designs: dict[Presence, list[tuple[str, Proof]]] = {}

    def taken(self, present: Present, steps: Iterable[Step]) -> dict[str, int]:
        """Return by step the exposures in which all is present that it needs, apart from states that must follow.

        Steps that are taken nowhere are left out.
        """
        found = ((step.iri, self._needs_met(present, step)) for step in steps)
        return {iri: where for iri, where in found if where}

    def _needs_met(self, present: Present, step: Step) -> int:
        facts = self._facts
        met = [present.agents[agent] for agent in step.agents]
        met += [present.contexts[context] for context in step.contexts]
        met += [present.forms[form] for form in step.these_forms]
        met += [union(present.agents, facts.of_class(kind) & present.agents.keys()) for kind in step.agent_kinds]
        met += [self.meeting(present.forms, need) for need in step.forms]
        met += [self.meeting(present.sole_forms, need) for need in step.sole_forms]
        return reduce(and_, met, present.all)

    def meeting(self, forms: Sets, need: FormNeed) -> int:
        """Return the exposures in which a form meets a need."""
        return union(forms, self._facts.meeting(need, forms))

    def best(self, present: Present, taken: Mapping[str, int], within: int) -> dict[str, list[Proved]]:
        """Return the best proofs by state, each with the exposures that it is of; see `Prover.best`.

        Args:
            present: what is there.
            taken: the steps that proofs may take, each with the exposures where.
            within: the exposures to look at.
        """
        search = _Search(taken)
        for loss in sorted(present.losses):
            self._by_design(search, Presence(ANY, losses=frozenset({loss})), present.losses[loss] & within)
        for agent in sorted(present.agents):
            self._by_design(search, Presence(ANY, agents=frozenset({agent})), present.agents[agent] & within)
        for step in self._facts.steps:
            where = taken.get(step.iri, 0) & within
            if where:
                for state in step.states:
                    search.waiting[state].append(step)
                if not step.states:
                    self._offer(search, present, step, (), where)
        while search.queue:
            _, state, _, proof, where = heappop(search.queue)
            if new := where & ~search.settled[state]:
                search.settled[state] |= new
                search.pieces[state].append(Proved(state, proof, new))
                for step in search.waiting[state]:
                    self._follow(search, present, step, search.pieces[state][-1])
        return dict(search.pieces)

    def _by_design(self, search: _Search, presence: Presence, where: int) -> None:
        if where and presence not in self._designs:
            self._designs[presence] = list(self._prover.by_design(presence))
        for state, proof in self._designs[presence] if where else ():
            search.offer(state, proof, where)

    def _follow(self, search: _Search, present: Present, step: Step, last: Proved) -> None:
        """Offer what a step leads to where its states have followed, the last of them just now."""
        ways: list[tuple[tuple[Proof, ...], int]] = [((), search.taken[step.iri] & last.where)]
        for state in step.states:
            pieces = [last] if state == last.state else search.pieces.get(state, ())
            ways = [
                ((*before, one.proof), both) for before, where in ways for one in pieces if (both := where & one.where)
            ]
        for before, where in ways:
            self._offer(search, present, step, before, where)

    def _offer(self, search: _Search, present: Present, step: Step, before: tuple[Proof, ...], where: int) -> None:
        where &= ~search.settled[step.conclusion]
        for chosen, these in self._chosen(present, step, where):
            search.offer(step.conclusion, self._proof(step, before, chosen), these)

    def _proof(self, step: Step, before: tuple[Proof, ...], chosen: _Chosen) -> Proof:
        """Return the proof by a step with these agents, forms and sole forms: always the same object."""
        key = (step.iri, tuple(map(id, before)), chosen)
        if key not in self._made:
            agents, forms, alone = map(frozenset, chosen)
            presence = Presence(ANY, agents, frozenset(step.contexts), forms, alone)
            self._made[key] = self._prover.step(presence, step, list(before))
        return self._made[key]

    def _chosen(self, present: Present, step: Step, where: int) -> Iterator[tuple[_Chosen, int]]:
        """Part exposures by the agents and forms of which a proof by a step speaks there."""
        kinds = [(sorted(self._facts.of_class(kind)), present.agents) for kind in step.agent_kinds]
        forms = [(self._ranked(need), present.forms) for need in step.forms if need.form_class != FUNCTIONAL]
        alone = [(self._ranked(need), present.sole_forms) for need in step.sole_forms if need.form_class != FUNCTIONAL]
        ways: list[tuple[tuple[str, ...], int]] = [((), where)]
        for names, sets in (*kinds, *forms, *alone):
            ways = [((*so_far, name), these) for so_far, rest in ways for name, these in _first(names, sets, rest)]
        for so_far, these in ways:
            if these:
                a, b = len(kinds), len(kinds) + len(forms)
                yield (so_far[:a], so_far[a:b], so_far[b:]), these

    def _ranked(self, need: FormNeed) -> list[str]:
        """Return the forms that meet a need and are proved to, the one with the best proof first."""
        if need not in self._forms:
            forms = self._facts.meeting(need, self._facts.of_class(need.form_class))
            proofs = {form: self._prover.membership(form, need.form_class) for form in forms}
            proved = {form: proof.cost for form, proof in proofs.items() if proof}
            self._forms[need] = sorted(proved, key=lambda form: (proved[form], form))
        return self._forms[need]


def _first(names: Collection[str], sets: Mapping[str, int], where: int) -> Iterator[tuple[str, int]]:
    """Part exposures by the first of some things that is there; an empty name where none is."""
    for name in names:
        if name in sets and (these := where & sets[name]):
            yield name, these
            where &= ~these
    if where:
        yield "", where
