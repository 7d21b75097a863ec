"""Records of what is known of a term: its words, its identifiers, the claims about it, and what changes it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox

from lenaowl.analysis.effects import Effect
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import INNER, Record, Records, Ref


@dataclass(frozen=True)
class ClaimFate(Record):
    """What became of a claim.

    Attributes:
        claim: the claim.
        axioms: the OWL axioms compiled from it, in the Manchester syntax; empty if it does not compile.
        reason: why it does not compile, in words; empty if it does.
        compiles: whether an axiom was compiled from it.
    """

    claim: Claim
    axioms: tuple[str, ...]
    reason: str

    derived = ("compiles",)

    @property
    def compiles(self) -> bool:
        """Whether an axiom was compiled from it."""
        return bool(self.axioms)


@dataclass(frozen=True)
class Change(Record):
    """An effect on a term, and the agent, or the class of agents, under which it follows."""

    agent: Ref
    effect: Effect


@dataclass(frozen=True, order=True)
class Relation(Record):
    """A term that another has as value, or that has it as value: the label of the property, and the term."""

    property: str
    term: Ref


@dataclass(frozen=True, order=True)
class Property(Record):
    """A number or a text that a term has: the label of the property, and the value as it is written."""

    property: str
    value: str


@dataclass(frozen=True)
class Identifier(Record):
    """A term of another resource: how it relates (`exactMatch`, `closeMatch`, ...), and its IRI."""

    relation: str
    iri: str


@dataclass(frozen=True)
class TermSummary(Record):
    """What is known of a term: a class, a property, an entity, a claim or a publication.

    Attributes:
        iri: the term.
        label: its label, of a protein with the gene symbol first; the sentence, of a claim.
        kind: what kind of thing it is, in words.
        definition: its definition, or an empty text.
        examples: examples of its usage.
        types: labels of the classes that it is a member or a subclass of, the closest first.
        synonyms: other names.
        identifiers: the terms of other resources that it is mapped to.
        links: web pages that show more.
        relations: the terms that it has as values.
        referrers: the terms that have it as value.
        values: the numbers and texts that it has.
        axioms: the axioms that define it (a class) or that are compiled from it (a claim), in Manchester syntax.
        fate: itself, if it is a claim.
        contradicts: the claims that it contradicts, if it is a claim.
        claims: other claims about it, or that rest on it if it is a publication; those that compile come first.
        changes: the effects on it, each with its agent.
        statements: what is stated of it as RDF, with the axioms compiled from it if it is a claim.
    """

    iri: str
    label: str
    kind: str
    definition: str
    examples: tuple[str, ...]
    types: tuple[str, ...]
    synonyms: tuple[str, ...]
    identifiers: Records[Identifier]
    links: tuple[str, ...]
    relations: Records[Relation]
    referrers: Records[Relation]
    values: Records[Property]
    axioms: tuple[str, ...]
    fate: ClaimFate | None
    contradicts: Records[ClaimFate]
    claims: Records[ClaimFate]
    changes: Records[Change]
    statements: tuple[ox.Triple, ...] = field(default=(), repr=False, metadata=INNER)
