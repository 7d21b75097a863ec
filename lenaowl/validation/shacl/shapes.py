"""SHACL shapes: those of the package and those of users, read into records.

The records say what each shape demands; `shapes_sparql` compiles them, and reports and documentation take paths,
messages and hints from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import NAMESPACE, compact

SH = "http://www.w3.org/ns/shacl#"
SHAPES = NAMESPACE + "shapes/"
SEVERITIES = ("Violation", "Warning", "Info", "Debug", "Trace")  # of SHACL 1.2, from worst to least
MADE = "urn:lenaowl:shape:"  # how the IRIs begin that shapes and constraints without one are given

Term = ox.NamedNode | ox.BlankNode | ox.Literal
NESTING = ("not", "and", "or", "xone", "node", "qualifiedValueShape")


PathStep = tuple[str, bool]  # a predicate, and whether it is walked from object to subject


@dataclass(frozen=True)
class PropertyPath:
    """A property path.

    Attributes:
        sparql: as SPARQL writes it.
        text: as people read it, with prefixes.
        steps: the predicates that it walks.
        onward: those that it walks from nodes that it has reached.
        may_stay: whether it may lead from a node to itself without a step.
    """

    sparql: str
    text: str
    steps: tuple[PathStep, ...]
    onward: tuple[PathStep, ...] = ()
    may_stay: bool = False

    @property
    def firsts(self) -> tuple[str, ...]:
        """The predicates that may come first."""
        return tuple(predicate for predicate, back in self.steps if (predicate, back) not in self.onward and not back)

    @property
    def predicate(self) -> str:
        """The predicate, if the path is nothing else; or empty."""
        return self.steps[0][0] if self.sparql == f"<{self.steps[0][0]}>" else ""

    @property
    def is_chain(self) -> bool:
        """Whether the path is a few predicates, one after the other, and nothing else."""
        return self.sparql == f"({'/'.join(f'<{predicate}>' for predicate, _ in self.steps)})"


@dataclass(frozen=True)
class Constraint:
    """One parameter of a shape, such as minCount, with its value; several for lists.

    Attributes:
        name: of the parameter.
        values: its value, or those of the list that is its value.
        message: what a SPARQL constraint says of itself, with its variables in braces; empty if it says nothing.
        messages: the same as it is written, in all languages.
        source: the IRI of a SPARQL constraint; empty for all others.
    """

    name: str
    values: tuple[Term, ...]
    message: str = ""
    messages: tuple[ox.Literal, ...] = ()
    source: str = ""

    @property
    def value(self) -> Term:
        """The only value."""
        return self.values[0]


@dataclass(frozen=True)
class Shape:
    """A node shape or, if it has a path, a property shape.

    Attributes:
        iri: its IRI; shapes without one are given one when they are read.
        path: the path to the values, of a property shape.
        targets: pairs of a kind of target (targetClass, ...) and a term.
        constraints: what it demands of nodes or values.
        properties: the IRIs of its property shapes.
        severity: one of SEVERITIES, or the IRI of another.
        message: what is wrong; empty if the shape does not tell.
        hint: how to fix it; empty if the shape does not tell.
        messages: what is wrong as it is written, in all languages.
    """

    iri: str
    path: PropertyPath | None
    targets: tuple[tuple[str, Term], ...]
    constraints: tuple[Constraint, ...]
    properties: tuple[str, ...]
    severity: str
    message: str
    hint: str
    messages: tuple[ox.Literal, ...] = ()

    @property
    def name(self) -> str:
        """A short name."""
        return self.iri.removeprefix(SHAPES) if self.iri.startswith(SHAPES) else compact(self.iri)

    def get(self, name: str) -> Constraint | None:
        """Return the first constraint of a name."""
        return next((c for c in self.constraints if c.name == name), None)

    def of_source(self, source: str) -> Constraint | None:
        """Return the SPARQL constraint of an IRI; the only one if the IRI is not known."""
        found = [c for c in self.constraints if c.name == "sparql"]
        return next((c for c in found if c.source == source), found[0] if len(found) == 1 else None)


@dataclass(frozen=True)
class Shapes:
    """A set of shapes.

    Attributes:
        name: where it is from.
        by_iri: the shapes that are in force.
        off: the IRIs of those that are deactivated.
        triples: the statements that they were read from, with literals as the store of the data keeps them.
        written: how literals that are targets were written, by how they are kept, where that is known.
        apart: whether the data has literals of which a store would change the datatype, so that it keeps them apart.
        are_users: whether some of them are not of the package.
    """

    name: str
    by_iri: dict[str, Shape]
    off: frozenset[str]
    triples: tuple[ox.Triple, ...]
    written: Mapping[ox.Literal, ox.Literal] = field(default_factory=dict)
    apart: bool = False
    are_users: bool = False

    def only(self, shape: Shape) -> Shapes:
        """Return the set with one of its shapes."""
        return replace(self, by_iri={shape.iri: shape})

    def targeted(self) -> tuple[Shape, ...]:
        """Return the shapes that have targets."""
        return tuple(shape for shape in self.by_iri.values() if shape.targets)

    @cached_property
    def onward(self) -> frozenset[PathStep]:
        """What shapes walk from nodes that a path has reached: what must be known of terms that data mentions."""
        found = {step for shape in self.by_iri.values() if shape.path for step in shape.path.onward}
        for shape in self.by_iri.values():
            if shape.path:
                found |= {step for inner in self.within(shape) if inner.path for step in inner.path.steps}
        return frozenset(found)

    def within(self, shape: Shape) -> Iterator[Shape]:
        """Yield the shapes that a shape refers to, and those that these refer to."""
        queue, seen = [shape], set[str]()
        while queue:
            now = queue.pop()
            nested = [str(v.value) for c in now.constraints if c.name in NESTING for v in c.values]
            for iri in {*nested, *now.properties} & self.by_iri.keys() - seen:
                seen.add(iri)
                queue.append(self.by_iri[iri])
                yield self.by_iri[iri]


def rank(severity: str) -> int:
    """Return the place of a severity from worst (0) to least; one that SHACL does not know is as bad as a violation."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else 0


def component(name: str) -> str:
    """Return the IRI of the constraint component of a parameter.

    >>> component("minCount").removeprefix(SH)
    'MinCountConstraintComponent'
    """
    if ":" in name:  # a component that is defined in SPARQL
        return name
    special = {"sparql": "SPARQL"}
    stem = special.get(name, re.sub(r"^.", lambda first: first[0].upper(), name))
    return f"{SH}{stem}ConstraintComponent"


class Raw(NamedTuple):
    """What an engine found: a node that breaks a parameter of a shape, with the value if there is one.

    The IRI of a `path` is told only by a query of a shape that chooses it; elsewhere it is that of the shape. The
    `message` is that of the engine, for shapes that tell none. Of a SPARQL constraint, `constraint` is its IRI, and
    `cells` are the values of the variables that its message names.
    """

    focus: Term
    shape: str
    parameter: str
    value: Term | None
    path: str = ""
    message: str = ""
    constraint: str = ""
    cells: tuple[tuple[str, Term], ...] = ()
