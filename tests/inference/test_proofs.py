"""A proof proves: its leaves alone re-derive its conclusion, and without any one of them they do not."""

from __future__ import annotations

import pytest
from worlds import with_claims_only

from lenaowl.inference.owl_reasoners import classify, inferred_facts
from lenaowl.rdf.vocabulary import RDF_TYPE, lena


def holds(kb, statement):
    subject, predicate, obj = statement
    predicate = RDF_TYPE if predicate == "rdf:type" else predicate
    return (subject, predicate, obj) in inferred_facts(kb.ontology)


def check(proof):
    leaves = [leaf.iri for leaf in proof.leaves]
    assert holds(with_claims_only(leaves), proof.statement), proof.conclusion
    for leaf in leaves:
        assert not holds(with_claims_only(set(leaves) - {leaf}), proof.statement), (proof.conclusion, leaf)


def test_just_what_is_inferred_of_an_exposure_is_proved(kb):
    exposures = kb.ontology.members(lena("Exposure"))
    assert len(exposures) > 100
    for exposure in exposures:
        inferred = {*kb.ontology.facts.effects.get(exposure, ()), *kb.ontology.facts.degraded.get(exposure, ())}
        assert set(kb.ontology.prover.profile(exposure)) == inferred


@pytest.mark.parametrize("agent", ["lenalidomide", "IMiD", "IKZF3-knockdown", "CRBN-knockdown"])
def test_leaves_are_enough_and_none_is_too_many(kb, agent):
    effects = kb.effects(agent)
    assert effects
    for effect in effects:
        check(effect.proof)


@pytest.mark.parametrize(
    ("agent", "relation", "target"),
    [
        ("lenalidomide", "decreases", "MYC"),
        ("pomalidomide", "increases", "NK-cell-proliferation"),
        ("lenalidomide", "induces", "cell-proliferation-decrease"),
        ("IMiD", "degrades", "IKZF1"),
    ],
)
def test_every_proof_proves(kb, agent, relation, target):
    answer = kb.explain(agent, relation, target, every=True)
    assert answer
    costs = [proof.cost for proof in answer.proofs]
    assert costs == sorted(costs), "the shortest comes first"
    assert len({proof.leaves for proof in answer.proofs}) == len(answer.proofs)
    for proof in answer.proofs:
        check(proof)


@pytest.mark.parametrize(
    ("individual", "cls"),
    [
        ("IKZF4-H188Q", "IMiDSensitiveForm"),
        ("lenalidomide", "IkarosDegrader"),
        ("pomalidomide", "IL2Inducer"),
        ("CRBN-WT", "GlueCompetentCRBN"),
        ("mouse-CRBN-I391V", "GlueCompetentCRBN"),
        ("thalidomide", "SALL4Degrader"),
    ],
)
def test_memberships_are_proved(kb, individual, cls):
    answer = kb.explain(individual, "is-a", cls)
    assert answer
    check(answer.proofs[0])


@pytest.mark.parametrize(("relation", "target"), [("increases", "IL2"), ("decreases", "cell-proliferation")])
def test_hermit_agrees_with_a_proof(kb, java, relation, target):
    proof = kb.explain("lenalidomide", relation, target).proofs[0]
    leaves = [leaf.iri for leaf in proof.leaves]
    assert proof.statement in classify(with_claims_only(leaves).asserted(), "hermit")
    for left_out in (leaves[0], leaves[-1]):
        rest = with_claims_only(set(leaves) - {left_out})
        assert proof.statement not in classify(rest.asserted(), "hermit")


def test_steps_and_weakest_status_are_those_of_the_tree(kb):
    proof = kb.explain("lenalidomide", "increases", "NK-cell-proliferation").proofs[0]
    assert proof.steps == 3
    assert proof.status == "established"
    assert {leaf.status for leaf in proof.leaves} == {"established"}
