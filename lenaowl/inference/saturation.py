"""Infers in the embedded store all that follows, each step in all exposures at once.

The rules of `queries/rules/` say the same: servers run them, and the tests hold the two against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

import pyoxigraph as ox

from lenaowl.inference.closure import Closure, Term, iri
from lenaowl.inference.sets import as_set, places, union
from lenaowl.inference.steps import FormNeed, Step, read_needs, read_steps
from lenaowl.rdf.store import STEPS, EmbeddedStore, as_text
from lenaowl.rdf.vocabulary import lena

_EFFECT, _DEGRADES, _AGAINST = lena("hasEffect"), lena("degrades"), lena("worksAgainst")


def saturate(store: EmbeddedStore) -> None:
    """Add all that follows to a store whose claims are compiled."""
    closure = Closure(store)
    steps, oppositions, needs = read_steps(store), read_steps(store, "Opposition"), read_needs(store)
    steps = [step for step in steps if step.agents or step.agent_kinds or step.states]
    fits: dict[FormNeed, set[Term]] = {}
    while closure.run():
        fits = _fitting(closure, needs.values())
        _take(closure, steps, oppositions, fits)
    store.add_quads(closure.added)
    store.add_quads(_noted("meets", closure.meets.items()))
    store.add_quads(_noted("fits", ((form, (iri(need),)) for need, of in needs.items() for form in fits[of])))
    for name, of_systems in (("hasFormFor", "systemForm"), ("hasSoleFormFor", "systemSoleForm")):
        for system, forms in closure.noted(of_systems).items():
            met = [iri(need) for need, of in needs.items() if not forms.isdisjoint(fits[of])]
            store.add_quads(_noted(name, [(system, met)]))


def _noted(name: str, table: Iterable[tuple[Term, Iterable[Term]]]) -> Iterator[ox.Quad]:
    """Yield the statements of a property that are noted beside the steps."""
    prop = iri(lena(name))
    for subject, found in table:
        if not isinstance(subject, ox.Literal):
            yield from (ox.Quad(subject, prop, obj, STEPS) for obj in found)


def _fitting(closure: Closure, needs: Iterable[FormNeed]) -> dict[FormNeed, set[Term]]:
    """Return the protein forms that meet each need."""
    members, form_of = closure.members(), closure.table(lena("formOf"))
    found = {}
    for need in set(needs):
        fitting = members.get(iri(need.form_class))
        protein = iri(need.protein) if fitting and need.protein else None
        found[need] = {form for form in fitting or () if protein is None or protein in form_of.get(form, ())}
    return found


def _take(closure: Closure, steps: list[Step], oppositions: list[Step], fits: Mapping[FormNeed, set[Term]]) -> None:
    """State what the steps lead to in each exposure, and what works against a state there."""
    exposed = _Exposures(closure, fits)
    happened = exposed.having(_EFFECT)
    following: dict[str, list[Step]] = defaultdict(list)  # the steps that begin with a state
    degraded: dict[str, int] = defaultdict(int)
    for step in steps:
        for state in step.states:
            following[state].append(step)
    ready = {step.iri: exposed.ready(step) for step in steps}
    queue = list(steps)
    while queue:
        step = queue.pop()
        taken = reduce(lambda where, state: where & happened[state], step.states, ready[step.iri])
        if step.degraded:
            degraded[step.degraded] |= taken
        elif taken & ~happened[step.state]:
            happened[step.state] |= taken
            queue += following[step.state]
    against: dict[str, int] = defaultdict(int)
    for one in oppositions:
        against[one.state] |= reduce(lambda where, state: where & happened[state], one.states, exposed.ready(one))
    for prop, found in ((_EFFECT, happened), (_DEGRADES, degraded), (_AGAINST, against)):
        exposed.state(prop, found)


class _Exposures:
    """Sets of exposures as integers, one bit an exposure: what a step needs is an AND of such sets."""

    def __init__(self, closure: Closure, fits: Mapping[FormNeed, set[Term]]) -> None:
        self._closure = closure
        self._members = closure.members()
        self._exposures = list(self._members.get(iri(lena("Exposure")), ()))
        self._places = {exposure: place for place, exposure in enumerate(self._exposures)}
        self._all = (1 << len(self._exposures)) - 1
        self._agents, self._contexts = self.having(lena("hasAgent")), self.having(lena("inContext"))
        self._forms = self._with_form("hasForm", "systemForm")
        sole_forms = self._with_form("hasSoleForm", "systemSoleForm")
        fitting = {need: [as_text(form) for form in found] for need, found in fits.items()}
        self._meeting = {need: union(self._forms, forms) for need, forms in fitting.items()}
        self._meeting_alone = {need: union(sole_forms, forms) for need, forms in fitting.items()}

    def having(self, name: str) -> dict[str, int]:
        """Return the exposures that have each of the objects of a property, by IRI."""
        found: dict[Term, list[int]] = defaultdict(list)
        for exposure, objects in self._closure.table(name).items():
            place = self._places.get(exposure)
            if place is not None:
                for obj in objects:
                    found[obj].append(place)
        size = len(self._exposures)
        return defaultdict(int, {as_text(obj): as_set(where, size) for obj, where in found.items()})

    def _with_form(self, own: str, of_systems: str) -> dict[str, int]:
        """Return the exposures that have each form, of their own or as it is in their reference system."""
        found, in_system = self.having(lena(own)), self.having(lena("inSystem"))
        for system, forms in self._closure.noted(of_systems).items():
            for form in forms:
                found[as_text(form)] |= in_system[as_text(system)]
        return found

    def ready(self, step: Step) -> int:
        """Return the exposures in which all is present that a step needs, apart from states that have followed."""
        found = self._all
        for agent in step.agents:
            found &= self._agents[agent]
        for kind in step.agent_kinds:
            found &= union(self._agents, (as_text(member) for member in self._members.get(iri(kind), ())))
        for context in step.contexts:
            found &= self._contexts[context]
        for form in step.these_forms:
            found &= self._forms[form]
        for need in step.forms:
            found &= self._meeting[need]
        for need in step.sole_forms:
            found &= self._meeting_alone[need]
        return found

    def state(self, prop: str, found: Mapping[str, int]) -> None:
        """State of each exposure what it has by a property."""
        known = self.having(prop)
        for obj, exposures in found.items():
            new = exposures & ~known[obj]
            if new:
                self._closure.add(iri(prop), [(self._exposures[place], iri(obj)) for place in places(new)])
