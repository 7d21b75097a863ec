"""What agencies decided: told with agency, date and source, and never a premise of anything."""

from __future__ import annotations

import pyshacl
import pytest
import rdflib
from worlds import with_what_it_names

import lenaowl
from lenaowl.rdf.vocabulary import NAMESPACE, lena

LENA = rdflib.Namespace(NAMESPACE)


@pytest.fixture(scope="module")
def graph():
    return rdflib.Graph().parse(lenaowl.path("ontology/claims/regulation.ttl"))


def test_approvals_tell_agency_date_and_setting(kb, graph):
    approvals = set(graph.subjects(LENA.predicate, LENA.isApprovedFor))
    assert len(approvals) >= 17
    assert all(graph.value(claim, LENA.agency) in (LENA.FDA, LENA.EMA) for claim in approvals)
    undated = {claim for claim in approvals if not graph.value(claim, LENA.decisionDate)}
    assert all(graph.value(claim, LENA.note) for claim in undated)  # the note says what is known instead
    assert all(kb.ontology.claims[str(claim)].setting for claim in approvals)


def test_approvals_can_be_asked_for_by_drug_and_agency(graph):
    found = {
        (str(disease).removeprefix(NAMESPACE), str(date))
        for claim in graph.subjects(LENA.predicate, LENA.isApprovedFor)
        if (claim, LENA.subject, LENA.lenalidomide) in graph and (claim, LENA.agency, LENA.FDA) in graph
        for disease in graph.objects(claim, LENA.object)
        for date in graph.objects(claim, LENA.decisionDate)
    }
    assert {("mantle-cell-lymphoma", "2013-06-05"), ("del5q-MDS", "2005-12")} <= found


def test_no_approval_or_warning_becomes_an_effect(kb, graph):
    for claim in graph.subjects(LENA.subject, None):
        assert str(claim) in kb.ontology.claims
        assert not [step for step in kb.ontology.facts.steps if step.claim == str(claim)]
    assert "increased-mortality" not in {effect.entity.name for effect in kb.effects("lenalidomide")}


@pytest.mark.slow
def test_a_date_that_is_no_date_is_caught(kb):
    claim = rdflib.URIRef(lena("claim-lenalidomide-FDA-maintenance"))
    data = with_what_it_names(kb, str(claim))
    assert pyshacl.validate(data, shacl_graph=str(lenaowl.path("shapes/claims.ttl")))[0]
    data.set((claim, LENA.decisionDate, rdflib.Literal("February 22, 2017")))
    conforms, _, report = pyshacl.validate(data, shacl_graph=str(lenaowl.path("shapes/claims.ttl")))
    assert not conforms
    assert "YYYY-MM-DD" in report
