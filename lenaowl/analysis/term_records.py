"""Records of what is known of a term: its words, its identifiers, the claims about it, and what changes it."""

from __future__ import annotations

from dataclasses import dataclass

from lenaowl.analysis.effects import Effect
from lenaowl.ontology.claims import Claim

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ClaimFate:
    """What became of a claim.

    Attributes:
        claim: the claim.
        axioms: the OWL axioms compiled from it, in the Manchester syntax; empty if it does not compile.
        reason: why it does not compile, in words; empty if it does.
    """

    claim: Claim
    axioms: tuple[str, ...]
    reason: str

    @property
    def compiles(self) -> bool:
        """Whether an axiom was compiled from it."""
        return bool(self.axioms)


@dataclass(frozen=True)
class Change:
    """An effect on a term, and the agent (or class of agents) under which it follows: IRI and label."""

    agent: str
    label: str
    effect: Effect


@dataclass(frozen=True)
class TermSummary:
    """What is known of a term: a class, a property, an entity, a claim or a publication.

    Attributes:
        iri: the term.
        name: it as a CURIE.
        label: its label; the sentence, of a claim.
        kind: what kind of thing it is, in words.
        definition: its definition, or an empty text.
        examples: examples of its usage.
        types: labels of the classes that it is a member or a subclass of, the closest first.
        synonyms: other names.
        identifiers: (`exactMatch`, `chebi:63791`) and the like: relation and CURIE.
        links: web pages that tell more.
        relations: (`subtype of`, IRI) and the like: label of the property, and the other term.
        referrers: the same the other way round: label of the property, and the term that has this one as value.
        values: (`phase`, `3`) and the like: label of the property, and value.
        axioms: the axioms that define it (a class) or that are compiled from it (a claim), in Manchester syntax.
        fate: itself, if it is a claim.
        claims: the claims about it, or that rest on it if it is a publication; those that compile come first.
        changes: the effects on it, each with its agent.
    """

    iri: str
    name: str
    label: str
    kind: str
    definition: str
    examples: tuple[str, ...]
    types: tuple[str, ...]
    synonyms: tuple[str, ...]
    identifiers: Pairs
    links: tuple[str, ...]
    relations: Pairs
    referrers: Pairs
    values: Pairs
    axioms: tuple[str, ...]
    fate: ClaimFate | None
    claims: tuple[ClaimFate, ...]
    changes: tuple[Change, ...]
