"""Compiles steps and structural claims to OWL axioms, each annotated with the claim it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from hashlib import sha256

import pyoxigraph as ox

from lenaowl.inference.steps import FormNeed, Step
from lenaowl.ontology.claims import Claim
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, SUBCLASS_OF, lena

Node = ox.NamedNode | ox.BlankNode


def _owl(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["owl"] + name)


def _rdf(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["rdf"] + name)


_TYPE, _SUBCLASS = ox.NamedNode(RDF_TYPE), ox.NamedNode(SUBCLASS_OF)


class Builder:
    """Collects the triples of class expressions; blank nodes are named after the step, so they are stable."""

    def __init__(self, seed: str) -> None:
        self.triples: list[ox.Triple] = []
        self._seed = sha256(seed.encode()).hexdigest()[:12]
        self._count = 0

    def node(self) -> ox.BlankNode:
        """Return a new blank node."""
        self._count += 1
        return ox.BlankNode(f"x{self._seed}{self._count}")

    def add(self, subject: Node, predicate: ox.NamedNode, obj: Node) -> None:
        """State a triple."""
        self.triples.append(ox.Triple(subject, predicate, obj))

    def restriction(self, prop: str, kind: str, filler: Node) -> Node:
        """Return a restriction on a property, of the kind `hasValue` or `someValuesFrom`."""
        node = self.node()
        self.add(node, _TYPE, _owl("Restriction"))
        self.add(node, _owl("onProperty"), ox.NamedNode(prop))
        self.add(node, _owl(kind), filler)
        return node

    def value(self, prop: str, individual: str) -> Node:
        """Return the class of what has an individual as value of a property."""
        return self.restriction(prop, "hasValue", ox.NamedNode(individual))

    def some(self, prop: str, cls: Node) -> Node:
        """Return the class of what has some value of a property in a class."""
        return self.restriction(prop, "someValuesFrom", cls)

    def intersection(self, members: list[Node]) -> Node:
        """Return the class of what is in all of some classes."""
        node, tail = self.node(), _rdf("nil")
        for member in reversed(members):
            cell = self.node()
            self.add(cell, _rdf("first"), member)
            self.add(cell, _rdf("rest"), tail)
            tail = cell  # type: ignore[assignment]
        self.add(node, _TYPE, _owl("Class"))
        self.add(node, _owl("intersectionOf"), tail)
        return node

    def annotated(self, subject: Node, predicate: ox.NamedNode, obj: Node, claim: str) -> None:
        """State a triple and say which claim it was compiled from, if it was from one."""
        self.add(subject, predicate, obj)
        if not claim:
            return
        axiom = self.node()
        self.add(axiom, _TYPE, _owl("Axiom"))
        self.add(axiom, _owl("annotatedSource"), subject)
        self.add(axiom, _owl("annotatedProperty"), predicate)
        self.add(axiom, _owl("annotatedTarget"), obj)
        self.add(axiom, ox.NamedNode(lena("compiledFrom")), ox.NamedNode(claim))


def compiled_axioms(
    steps: Iterable[Step], accepted: Iterable[Claim], classes: Collection[str], assertable: Collection[str]
) -> Iterator[ox.Triple]:
    """Return the axioms that accepted claims compile to.

    Args:
        steps: the steps compiled from causal claims; each becomes one general class inclusion.
        accepted: the accepted claims; the structural ones become assertions and subclass axioms.
        classes: IRIs of classes, to tell these two apart.
        assertable: IRIs of the predicates whose claims become plain assertions.
    """
    for step in steps:
        yield from step_axiom(step)
    for claim in accepted:
        yield from _structural_axiom(claim, classes, assertable)


def step_axiom(step: Step, *, against: bool = False) -> list[ox.Triple]:
    """Return a step as one general class inclusion; or, what works `against` its state."""
    build = Builder(step.iri)
    condition = build.intersection([ox.NamedNode(lena("Exposure")), *_conditions(build, step)])
    follows = "worksAgainst" if against else "hasEffect" if step.state else "degrades"
    conclusion = build.value(lena(follows), step.conclusion)
    build.annotated(condition, _SUBCLASS, conclusion, step.claim)
    return build.triples


def _conditions(build: Builder, step: Step) -> Iterator[Node]:
    yield from (build.value(lena("hasAgent"), agent) for agent in step.agents)
    yield from (build.some(lena("hasAgent"), ox.NamedNode(kind)) for kind in step.agent_kinds)
    yield from (build.value(lena("inContext"), context) for context in step.contexts)
    yield from (build.value(lena("hasEffect"), state) for state in step.states)
    yield from (build.value(lena("hasForm"), form) for form in step.these_forms)
    yield from (build.some(lena("hasForm"), _form(build, need)) for need in step.forms)
    yield from (build.some(lena("hasSoleForm"), _form(build, need)) for need in step.sole_forms)


def _form(build: Builder, need: FormNeed) -> Node:
    cls = ox.NamedNode(need.form_class)
    return build.intersection([cls, build.value(lena("formOf"), need.protein)]) if need.protein else cls


def _structural_axiom(claim: Claim, classes: Collection[str], assertable: Collection[str]) -> list[ox.Triple]:
    build = Builder(claim.iri)
    subject, obj = ox.NamedNode(claim.subject), ox.NamedNode(claim.object)
    if claim.predicate == lena("isKindOf"):
        build.annotated(subject, _SUBCLASS if claim.subject in classes else _TYPE, obj, claim.iri)
    elif claim.predicate in assertable:
        build.annotated(subject, ox.NamedNode(claim.predicate), obj, claim.iri)
    return build.triples
