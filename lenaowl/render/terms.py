"""A term as text, Markdown, JSON or Turtle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lenaowl.analysis.term_records import Change, ClaimFate, TermSummary
from lenaowl.ontology.claims import Claim
from lenaowl.rdf.vocabulary import compact, curie
from lenaowl.render.proofs import citation
from lenaowl.render.tables import aligned, as_json

if TYPE_CHECKING:
    from lenaowl.analysis.knowledge_base import KnowledgeBase


def term_text(kb: KnowledgeBase, term: TermSummary, markdown: bool = False) -> str:
    """Return a term in words."""
    blocks = [
        [f"{'# ' if markdown else ''}{term.label} ({term.name})"],
        _facts(kb, term, markdown),
        *_claim_blocks(kb, term, markdown),
        _changes(term.changes, markdown),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _facts(kb: KnowledgeBase, term: TermSummary, markdown: bool) -> list[str]:
    rows = [(name, value) for name, value in _pairs(kb, term) if value]
    if markdown:
        return [f"- {name}: {value}" for name, value in rows]
    return aligned(rows)


def _pairs(kb: KnowledgeBase, term: TermSummary) -> Iterator[tuple[str, str]]:
    """Yield name and value of each short fact, empty values too."""
    above = ", ".join(name for name in term.types if name != term.kind)
    yield "kind", f"{term.kind} ({above})" if above else term.kind
    yield "definition", term.definition
    yield "synonyms", ", ".join(term.synonyms)
    yield "identifiers", ", ".join(_identifier(*pair) for pair in term.identifiers)
    yield "read it at", " ".join(term.links)
    for example in term.examples:
        yield "example", example
    yield from term.values
    for name, others in grouped(term.relations):
        yield name, _some(kb, others)
    for name, others in grouped(term.referrers):
        yield f"<- {name}", _some(kb, others)
    if term.fate:
        yield from _claim_pairs(kb, term.fate)
    for axiom in term.axioms:
        yield "axiom", axiom


def grouped(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Return pairs by their first member, in the order they come in."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return list(found.items())


def _some(kb: KnowledgeBase, iris: list[str], shown: int = 10) -> str:
    labels = [kb.catalogue.label(iri) for iri in iris[:shown]]
    return ", ".join(labels) + (f" and {len(iris) - shown} more" if len(iris) > shown else "")


def _identifier(relation: str, name: str) -> str:
    return name if relation == "exactMatch" else f"{name} ({relation})"


def _claim_pairs(kb: KnowledgeBase, fate: ClaimFate) -> Iterator[tuple[str, str]]:
    claim = fate.claim
    for name, iris in _parts(claim):
        yield name, ", ".join(f"{kb.ontology.words.label(iri)} ({curie(iri)})" for iri in iris)
    yield "setting", claim.setting
    yield "polarity", claim.polarity
    yield "status", claim.status
    for item in claim.evidence:
        against = ", disputing" if item.stance == "disputing" else ""
        yield (
            "evidence",
            f"{kb.ontology.words.label(item.publication)} [{item.citation}; {compact(item.method)}{against}]",
        )
    yield "note", claim.note
    yield "compiles", "yes" if fate.compiles else f"no: {fate.reason}"


def _parts(claim: Claim) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the parts of a claim that are terms."""
    yield "subject", (claim.subject,)
    yield "predicate", (claim.predicate,)
    yield "object", (claim.object,)
    yield "contexts", claim.contexts
    yield "requires", claim.requires
    yield "given", claim.given_states
    yield "target form", (claim.target_form,) if claim.target_form else ()


def _claim_blocks(kb: KnowledgeBase, term: TermSummary, markdown: bool) -> Iterator[list[str]]:
    if term.fate:
        others = [kb.catalogue.fates[iri] for iri in term.fate.claim.contradicts]
        yield _claims("It contradicts", others, markdown)
    about = [v for v in term.claims if not term.fate or v.claim.iri not in term.fate.claim.contradicts]
    yield _claims("Claims that compile", [v for v in about if v.compiles], markdown)
    yield _claims("Claims that do not compile", [v for v in about if not v.compiles], markdown)


def _claims(heading: str, fates: list[ClaimFate], markdown: bool) -> list[str]:
    if not fates:
        return []
    lines = [f"{'## ' if markdown else ''}{heading} ({len(fates)})"]
    lines += [""] if markdown else []
    for fate in fates:
        claim = fate.claim
        mark = "- " if markdown else "  * "
        reason = f" ({fate.reason})" if fate.reason else ""
        lines += [f"{mark}{claim.sentence}", f"{' ' * len(mark)}{citation(claim)} {curie(claim.iri)}{reason}"]
    return lines


_COLUMNS = ("agent", "", "where", "steps", "status", "from")


def _changes(changes: Iterable[Change], markdown: bool) -> list[str]:
    rows = [
        (
            change.label,
            "up" if change.effect.direction == "increase" else "down",
            " + ".join(change.effect.contexts) or "any cell",
            str(change.effect.steps),
            change.effect.status,
            change.effect.source,
        )
        for change in changes
    ]
    if not rows:
        return []
    if markdown:
        table = [" | ".join(row) for row in (_COLUMNS, ("---",) * len(_COLUMNS), *rows)]
        return ["## Effects on it", "", *(f"| {line} |" for line in table)]
    return ["Effects on it", *(f"  {line}" for line in aligned([_COLUMNS, *rows]))]


def term_json(term: TermSummary) -> str:
    """Return a term as a JSON object."""
    content: dict[str, Any] = {
        "name": term.name,
        "iri": term.iri,
        "label": term.label,
        "kind": term.kind,
        "definition": term.definition,
        "examples": list(term.examples),
        "types": list(term.types),
        "synonyms": list(term.synonyms),
        "identifiers": [{"relation": relation, "name": name} for relation, name in term.identifiers],
        "links": list(term.links),
        "relations": [{"property": name, "value": curie(value)} for name, value in term.relations],
        "referrers": [{"property": name, "term": curie(other)} for name, other in term.referrers],
        "values": [{"property": name, "value": value} for name, value in term.values],
        "axioms": list(term.axioms),
        "claim": _claim_dict(term.fate) if term.fate else None,
        "claims": [_claim_dict(fate) for fate in term.claims],
        "effects": [{"agent": curie(c.agent), "agentLabel": c.label, **c.effect.as_dict()} for c in term.changes],
    }
    return as_json(content)


def _claim_dict(fate: ClaimFate) -> dict[str, Any]:
    claim = fate.claim
    return {
        "claim": curie(claim.iri),
        "text": claim.sentence,
        "subject": curie(claim.subject),
        "predicate": curie(claim.predicate),
        "object": curie(claim.object),
        "contexts": [curie(iri) for iri in claim.contexts],
        "requires": [curie(iri) for iri in claim.requires],
        "givenStates": [curie(iri) for iri in claim.given_states],
        "targetForm": curie(claim.target_form) or None,
        "setting": claim.setting,
        "polarity": claim.polarity,
        "status": claim.status,
        "observation": claim.observation,
        "evidence": [
            {
                "citation": item.citation,
                "publication": curie(item.publication),
                "method": compact(item.method),
                "stance": item.stance,
            }
            for item in claim.evidence
        ],
        "note": claim.note,
        "contradicts": [curie(iri) for iri in claim.contradicts],
        "compiles": fate.compiles,
        "reason": fate.reason,
        "axioms": list(fate.axioms),
    }


def term_turtle(kb: KnowledgeBase, term: TermSummary) -> str:
    """Return a term as Turtle, with the claims about it and the axioms compiled from it, if it is a claim."""
    from lenaowl.rdf.canonical import turtle

    told = kb.ontology.describe([term.iri, *(fate.claim.iri for fate in term.claims)])
    return turtle([*told, *(kb.ontology.axioms([term.iri]) if term.fate else ())])
