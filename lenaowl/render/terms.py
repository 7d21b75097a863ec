"""What is known of a term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lenaowl.analysis.term_records import Change, ClaimFate, Identifier, Relation, TermSummary
from lenaowl.ontology.citations import said
from lenaowl.ontology.claim_rdf import claim_triples
from lenaowl.ontology.claims import Claim, Evidence
from lenaowl.ontology.records import Ref
from lenaowl.rdf.vocabulary import compact
from lenaowl.render.formats import Shown
from lenaowl.render.tables import UNLIMITED, Column, Screen, markdown_table, paragraph, styled, table

_SHOWN = 10  # terms in a line, where not all are asked for
_EFFECTS = (
    Column("agent"), Column("change", style="direction"), Column("where"), Column("steps", right=True),
    Column("status", style="status"), Column("shown for"),
)  # fmt: skip
_SOURCES = {"own": "this drug", "class": "its class"}


def term(told: TermSummary) -> Shown:
    """Return what is known of a term, in whatever it can be written as."""
    return Shown(
        what="What is known of a term",
        text=lambda screen: _text(told, screen),
        json=told.as_dict,
        rows=lambda: [{"field": name, "value": value} for name, value in _facts(told, everything=True)],
        triples=lambda: [*told.statements, *claim_triples(fate.claim for fate in told.claims)],
        markdown=lambda: _markdown(told),
        html=told._repr_html_,
    )


def _heading(told: TermSummary) -> str:
    return f"{told.label} ({compact(told.iri)})"


def _text(told: TermSummary, screen: Screen) -> str:
    everything = screen.width >= UNLIMITED
    blocks = [
        paragraph(_heading(told), screen, style="bold"),
        table(("field", "value"), list(_facts(told, everything)), screen, heading=False),
    ]
    for heading, fates in _claims(told):
        lines = (paragraph(_claim(fate), screen, first="  * ") for fate in fates)
        blocks.append(styled(f"{heading} ({len(fates)})\n", "bold", screen) + "".join(lines))
    if told.changes:
        changes = table(_EFFECTS, map(_change, told.changes), screen, indent=2)
        blocks.append(styled("Effects on it\n", "bold", screen) + changes)
    return "\n".join(blocks)


def _markdown(told: TermSummary) -> str:
    blocks = [f"# {_heading(told)}\n"]
    blocks.append("".join(f"- {name}: {value}\n" for name, value in _facts(told, everything=True)))
    for heading, fates in _claims(told):
        blocks.append(f"## {heading} ({len(fates)})\n\n" + "".join(f"- {_claim(fate)}\n" for fate in fates))
    if told.changes:
        blocks.append(f"## Effects on it\n\n{markdown_table(_EFFECTS, map(_change, told.changes))}")
    return "\n".join(blocks)


def _facts(told: TermSummary, everything: bool) -> Iterator[tuple[str, str]]:
    """Yield name and value of each short fact."""
    return ((name, value) for name, value in _pairs(told, None if everything else _SHOWN) if value)


def _pairs(told: TermSummary, shown: int | None) -> Iterator[tuple[str, str]]:
    above = ", ".join(name for name in told.types if name != told.kind)
    yield "kind", f"{told.kind} ({above})" if above else told.kind
    yield "definition", told.definition
    yield "synonyms", ", ".join(told.synonyms)
    yield "identifiers", ", ".join(map(_identifier, told.identifiers))
    yield "read it at", " ".join(told.links)
    for example in told.examples:
        yield "example", example
    yield from ((value.property, value.value) for value in told.values)
    yield from _related(told.relations, shown)
    yield from ((f"<- {name}", others) for name, others in _related(told.referrers, shown))
    if told.fate:
        yield from _claim_pairs(told.fate)
    for axiom in told.axioms:
        yield "axiom", axiom


def _related(relations: Iterable[Relation], shown: int | None) -> Iterator[tuple[str, str]]:
    """Yield each property with the labels of the terms, at most so many."""
    found: dict[str, list[str]] = {}
    for relation in relations:
        found.setdefault(relation.property, []).append(relation.term.label)
    for name, labels in found.items():
        more = len(labels) - (shown or len(labels))
        yield name, ", ".join(labels[:shown]) + (f" and {more} more" if more > 0 else "")


def _identifier(identifier: Identifier) -> str:
    name = compact(identifier.iri)
    return name if identifier.relation == "exactMatch" else f"{name} ({identifier.relation})"


def _claim_pairs(fate: ClaimFate) -> Iterator[tuple[str, str]]:
    claim = fate.claim
    for name, terms in _parts(claim):
        yield name, ", ".join(f"{one.label} ({one.id})" for one in terms if one)
    yield "setting", claim.setting
    yield "polarity", claim.polarity
    yield "status", claim.status
    for item in claim.evidence:
        yield "evidence", _evidence(item)
    yield "note", claim.note
    yield "compiles", "yes" if fate.compiles else f"no: {fate.reason}"


def _evidence(item: Evidence) -> str:
    method = f"{item.method.label} ({item.method.id})" if item.method else ""
    against = "disputing" if item.stance == "disputing" else ""
    details = (item.citation, method, item.seen_in.label, item.locator, against)
    return f"{item.publication.label} [{'; '.join(filter(None, details))}]"


def _parts(claim: Claim) -> Iterator[tuple[str, Sequence[Ref]]]:
    """Yield the parts of a claim that are terms."""
    yield "subject", (claim.subject,)
    yield "predicate", (claim.predicate,)
    yield "object", (claim.object,)
    yield "contexts", claim.contexts
    yield "requires", claim.requires
    yield "requires as the only form", claim.requires_sole_forms
    yield "given", claim.given_states
    yield "target form", (claim.target_form,)


def _claims(told: TermSummary) -> Iterator[tuple[str, list[ClaimFate]]]:
    lists = {
        "It contradicts": [*told.contradicts],
        "Claims used for inference": [fate for fate in told.claims if fate.compiles],
        "Claims not used for inference": [fate for fate in told.claims if not fate.compiles],
    }
    return ((heading, fates) for heading, fates in lists.items() if fates)


def _claim(fate: ClaimFate) -> str:
    reason = f" Not used: {fate.reason}." if fate.reason else ""
    return f"{said(fate.claim)} ({compact(fate.claim.iri)}).{reason}"


def _change(change: Change) -> tuple[str, ...]:
    effect = change.effect
    return (
        change.agent.label, effect.change, effect.where, str(effect.steps), effect.status, _SOURCES[effect.source]
    )  # fmt: skip
