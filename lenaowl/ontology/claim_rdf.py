"""Claims as RDF: the statements that a claim was read from, made from its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lenaowl.ontology.claims import Claim, Evidence
from lenaowl.rdf.vocabulary import RDF_TYPE, lena


def claim_triples(claims: Iterable[Claim]) -> Iterator[ox.Triple]:
    """Return claims with their evidence items as triples."""
    for claim in claims:
        yield from _claim(claim)


def _claim(claim: Claim) -> Iterator[ox.Triple]:
    node = ox.NamedNode(claim.iri)
    yield ox.Triple(node, ox.NamedNode(RDF_TYPE), _lena("Observation" if claim.observation else "Claim"))
    terms = {
        "subject": (claim.subject,), "predicate": (claim.predicate,), "object": (claim.object,),
        "context": claim.contexts, "requires": claim.requires, "requiresSoleForm": claim.requires_sole_forms,
        "givenState": claim.given_states,
        "targetForm": (claim.target_form,), "contradicts": claim.contradicts, "comparedWith": (claim.compared_with,),
        "agency": (claim.agency,), "polarity": (lena(claim.polarity),), "status": (lena(claim.status),),
    }  # fmt: skip
    for name, values in terms.items():
        yield from (ox.Triple(node, _lena(name), ox.NamedNode(value)) for value in values if value)
    for name, text in {"setting": claim.setting, "note": claim.note}.items():
        if text:
            yield ox.Triple(node, _lena(name), ox.Literal(text, language="en"))
    if claim.decision_date:
        yield ox.Triple(node, _lena("decisionDate"), ox.Literal(claim.decision_date))
    for item in claim.evidence:
        yield from _evidence(node, item)


def _evidence(claim: ox.NamedNode, item: Evidence) -> Iterator[ox.Triple]:
    node = ox.BlankNode()
    yield ox.Triple(claim, _lena("evidence"), node)
    yield ox.Triple(node, _lena("publication"), ox.NamedNode(item.publication))
    if item.method:
        yield ox.Triple(node, _lena("method"), ox.NamedNode(item.method))
    if item.seen_in:
        yield ox.Triple(node, _lena("seenIn"), ox.NamedNode(item.seen_in))
    yield from (ox.Triple(node, _lena("testedWith"), ox.NamedNode(agent)) for agent in item.tested_with)
    if item.locator:
        yield ox.Triple(node, _lena("locator"), ox.Literal(item.locator))
    if item.stance == "disputing":
        yield ox.Triple(node, _lena("stance"), _lena("disputing"))


def _lena(name: str) -> ox.NamedNode:
    return ox.NamedNode(lena(name))
