"""A proof proves: its leaves alone re-derive its conclusion, and without any one of them they do not."""

from __future__ import annotations

from functools import lru_cache

import pytest
from worlds import with_claims_only

from lenaowl.inference.owl_reasoners import Fact, classify, facts_of
from lenaowl.rdf.vocabulary import lena


@lru_cache(maxsize=4096)
def derived(claims: frozenset[str], system: str | None) -> frozenset[Fact]:
    """What follows from a few claims, in one reference system or in all, for arbitrary members of classes too."""
    store = with_claims_only(claims, systems=system and [system]).ontology.store
    return frozenset(facts_of(map(_names, store.triples())))


def _names(triple):
    return getattr(triple.subject, "value", ""), triple.predicate.value, getattr(triple.object, "value", "")


def check(proof):
    subject, predicate, obj = proof.statement
    statement = (subject, predicate, obj)
    # what holds of an exposure in a reference system has nothing to do with the other systems
    system = f"system-{name}" if (name := subject.partition("-in-system-")[2]) else None
    leaves = frozenset(leaf.iri for leaf in proof.leaves)
    assert statement in derived(leaves, system), proof.conclusion
    for leaf in leaves:
        assert statement not in derived(leaves - {leaf}, system), (proof.conclusion, leaf)


def test_just_what_is_inferred_of_an_exposure_is_proved(kb):
    exposures = kb.ontology.members(lena("Exposure"))
    assert len(exposures) > 100
    for exposure in exposures:
        inferred = {*kb.ontology.facts.effects.get(exposure, ()), *kb.ontology.facts.degraded.get(exposure, ())}
        assert set(kb.ontology.prover.profile(exposure)) == inferred


@pytest.mark.slow
@pytest.mark.parametrize("agent", ["lenalidomide", "IMiD", "IKZF3-knockdown", "CRBN-knockdown"])
def test_leaves_are_enough_and_none_is_too_many(kb, agent):
    """One proof of each shape: as many steps, of a class or of the agent's own, up or down."""
    effects = kb.effects(agent)
    assert effects
    shapes = {(e.steps, e.source, e.direction): e for e in effects}
    for effect in shapes.values():
        check(effect.proof)


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("individual", "cls"),
    [
        ("IKZF4-H188Q", "IMiDSensitiveForm"),
        ("lenalidomide", "IkarosFamilyDegrader"),
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("relation", "target", "systems"),
    [
        ("increases", "IL2", ["system-T-cells"]),
        pytest.param("increases", "IL2", None, marks=pytest.mark.judge),
        pytest.param("decreases", "cell-proliferation", None, marks=pytest.mark.long),
    ],
)
def test_hermit_agrees_with_a_proof(kb, java, relation, target, systems):
    proof = kb.explain("lenalidomide", relation, target).proofs[0]
    leaves = [leaf.iri for leaf in proof.leaves]
    assert proof.statement in classify(with_claims_only(leaves, systems=systems).ontology.asserted(), "hermit")
    for left_out in (leaves[0], leaves[-1]):
        rest = with_claims_only(set(leaves) - {left_out}, systems=systems)
        assert proof.statement not in classify(rest.ontology.asserted(), "hermit")


def test_steps_and_weakest_status_are_those_of_the_tree(kb):
    proof = kb.explain("lenalidomide", "increases", "NK-cell-proliferation").proofs[0]
    assert proof.steps == 3
    assert proof.status == "established"
    assert {leaf.status for leaf in proof.leaves} == {"established"}
