"""Compiles steps to axioms about drugs and classes of drugs, by reference system, each annotated with its claim.

Contexts and protein forms are resolved here: a step becomes an axiom for each reference system that has what it
needs. So a reasoner need not know of exposures: for whatever is stated to be a member or a subclass of a class of
drugs the effects of the class follow, each with the system that it follows in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lenaowl.inference.axioms import Builder, Node
from lenaowl.inference.reference_systems import ReferenceSystem
from lenaowl.inference.steps import Facts, Presence, Step
from lenaowl.rdf.vocabulary import SUBCLASS_OF, lena

ANYWHERE = lena("effectInAnySystem")
_SUBCLASS = ox.NamedNode(SUBCLASS_OF)


def system_axioms(facts: Facts, steps: Iterable[Step], systems: Iterable[ReferenceSystem]) -> Iterator[ox.Triple]:
    """Return steps as axioms about agents, for each reference system in which they can be taken.

    Args:
        facts: what holds, to judge which systems have what a step needs.
        steps: steps compiled from claims.
        systems: the reference systems.
    """
    compiled = [step for step in steps if step.claim or step.by_meaning]
    for system in systems:
        for step in compiled:
            if can_be_taken(facts, step, system.presence) and not _is_loss(step):
                yield from _step_axiom(step, system)


def general_axioms(facts: Facts, stated: Iterable[Step], systems: Iterable[ReferenceSystem]) -> Iterator[ox.Triple]:
    """Return the axioms that no claim stands behind, but what the properties of agents mean.

    What induces a state increases or decreases its entity: the property chains say so of any state, and an axiom for
    each of the known ones says so to reasoners that do not read chains. What is degraded in a system is lost in it.
    What is taken out is lost in any system, with the complexes that it is part of. And where no more is said of an
    agent than that it degrades a protein, it does so wherever `stated` can be.
    """
    systems = list(systems)
    yield from _directions(facts)
    molecules = facts.of_class(lena("Protein")) | facts.of_class(lena("ProteinComplex"))
    for protein in sorted(molecules):
        for lost in facts.with_complexes(protein):
            if lost in facts.decreases:
                yield from _implies(lena("depletes"), protein, ANYWHERE, facts.decreases[lost])
        if protein in facts.decreases:
            for system in systems:
                yield from _implies(system.degrades_in, protein, system.effect_in, facts.decreases[protein])
    for step in stated:
        for system in systems:
            if can_be_taken(facts, step, system.presence):
                yield from _implies(lena("inducesDegradationOf"), step.degraded, system.degrades_in, step.degraded)


def _directions(facts: Facts) -> Iterator[ox.Triple]:
    for prop, states in ((lena("increases"), facts.increases), (lena("decreases"), facts.decreases)):
        for entity, state in sorted(states.items()):
            yield from _implies(lena("induces"), state, prop, entity)


def can_be_taken(facts: Facts, step: Step, system: Presence) -> bool:
    """Whether a system has the contexts and the protein forms that a step needs."""
    return system.contexts.issuperset(step.contexts) and all(
        facts.meeting(need, system.forms) for need in (*step.forms, *step.sole_forms)
    )


def _is_loss(step: Step) -> bool:
    """Whether a step is the second of a claim on degradation, which follows from the first in a reference system."""
    return step.iri == f"{step.claim}-loss"


def _step_axiom(step: Step, system: ReferenceSystem) -> list[ox.Triple]:
    prop = system.effect_in if step.state else system.degrades_in
    build = Builder(f"{step.iri} {system.iri}")
    for agent in step.agents:
        build.annotated(ox.NamedNode(agent), ox.NamedNode(prop), ox.NamedNode(step.conclusion), step.claim)
    if not step.agents:
        conditions: list[Node] = [ox.NamedNode(kind) for kind in step.agent_kinds]
        conditions += [build.value(system.effect_in, state) for state in step.states]
        condition = build.intersection(conditions) if len(conditions) > 1 else conditions[0]
        build.annotated(condition, _SUBCLASS, build.value(prop, step.conclusion), step.claim)
    return build.triples


def _implies(prop: str, value: str, then: str, conclusion: str) -> list[ox.Triple]:
    build = Builder(f"{prop} {value} {then} {conclusion}")
    build.add(build.value(prop, value), _SUBCLASS, build.value(then, conclusion))
    return build.triples
