"""`term` tells what is known of a term, a claim or a publication."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import rdflib

import lenaowl

LENA = rdflib.Namespace("https://w3id.org/lenaowl/")


UNIPROT = "http://purl.uniprot.org/uniprot/"


def pairs(relations):
    return [(relation.property, relation.term) for relation in relations]


def sentences(fates):
    return {fate.claim.iri.removeprefix(LENA): fate for fate in fates}


def test_an_entity_with_its_words_and_identifiers(kb):
    term = kb.term("Aiolos")
    assert (term.as_dict()["id"], term.kind) == ("lena:IKZF3", "Ikaros family protein")
    assert term.types == ("Ikaros family protein", "protein", "molecular entity", "entity", "material entity")
    assert {"relation": "exactMatch", "id": "uniprot:Q9UKT9", "iri": UNIPROT + "Q9UKT9"} in term.identifiers.as_dicts()
    assert kb.term("CHEBI:63791").label == "lenalidomide"
    assert "Revlimid" in kb.term("lenalidomide").synonyms
    assert pairs(kb.term("CD4-T-cell").relations) == [("subtype of", LENA + "T-cell")]
    assert ("subtype of", LENA + "CD4-T-cell") in pairs(kb.term("T-cell").referrers)


def test_claims_about_an_entity_name_it_its_states_or_its_forms(kb):
    claims = sentences(kb.term("IKZF3").claims)
    assert claims["claim-IKZF3-represses-IL2"].compiles  # as subject
    assert "claim-IKZF-loss-activates-T-cells" in claims  # by its decrease
    assert "claim-IKZF3-Q147H-histidine" in claims  # by its form
    assert "claim-IKZF1-represses-IL2" not in claims
    assert "claim-IKZF3-represses-IL2" in sentences(kb.term("T-cell").claims)  # as context
    assert "claim-IKZF3-represses-IL2" in sentences(kb.term("represses").claims)  # as predicate


def test_each_claim_either_compiles_or_tells_why_not(kb):
    for fate in kb.catalogue.fates(kb.ontology.claims):
        assert bool(fate.axioms) != bool(fate.reason)
        assert not fate.compiles or kb.ontology.accepts(fate.claim)
    reasons = {name: fate.reason for name, fate in sentences(kb.catalogue.fates(kb.ontology.claims)).items()}
    assert reasons["claim-CEBPB-activates-IRF4"] == "its status is suggested"
    assert "denies" in reasons["claim-histidine-degron-resists"]
    assert "observation" in reasons["claim-lenalidomide-raises-IL2"]
    assert reasons["claim-CRBN-required-antimyeloma"] == ""
    assert "a condition in the axioms of the claim" in reasons["claim-CRBN-needed-for-IKZF-loss"]
    assert "a condition in the axioms on what the drug does" in reasons["claim-UBE2G1-loss-resists-lenalidomide"]
    assert "nothing is inferred from 'is synergistic with'" in reasons["claim-ibrutinib-synergy-in-ABC"]


def test_a_claim_with_disputing_evidence_tells_so():
    disputed = """@prefix lena: <https://w3id.org/lenaowl/> . @prefix ex: <https://example.org/> .
        ex:c a lena:Claim ; lena:subject lena:lenalidomide ; lena:predicate lena:decreases ; lena:object lena:MYC ;
        lena:polarity lena:positive ; lena:status lena:established ;
        lena:evidence [ lena:publication ex:one ], [ lena:publication ex:two ; lena:stance lena:disputing ] ."""
    assert lenaowl.load(disputed).term("https://example.org/c").fate.reason == "evidence disputes it"


def test_effects_on_an_entity(kb):
    changes = {
        (c.agent.label, c.effect.direction, tuple(context.name for context in c.effect.contexts)): c.effect
        for c in kb.term("IL2").changes
    }
    effect = changes["lenalidomide", "increase", ("T-cell",)]
    assert (effect.source, effect.status) == ("class", "established")
    assert changes["knock-down of IKZF3", "increase", ("T-cell",)].source == "own"
    assert ("immunomodulatory imide drug", "increase", ("T-cell",)) in changes
    assert not any(direction == "decrease" for _, direction, _ in changes)


def test_a_claim_whole(kb):
    term = kb.term("claim-IMiD-degrades-IKZF3")
    assert term.label == term.fate.claim.sentence
    assert {item.citation for item in term.fate.claim.evidence} >= {"pmid:24292623", "pmid:24292625"}
    (condition, conclusion), (loss, decrease) = (axiom.split(" SubClassOf ") for axiom in term.axioms)
    assert condition.startswith("Exposure and (hasAgent some IMiD) and ")
    assert "(hasForm some (IMiDSensitiveForm and (formOf value IKZF3)))" in condition
    assert conclusion == "degrades value IKZF3"
    assert loss == condition.replace("hasForm some (IMiDSens", "hasSoleForm some (IMiDSens")
    assert decrease == "hasEffect value IKZF3-decrease"
    assert kb.term("claim-degron-residue-decides").axioms == ("GlutamineDegronForm SubClassOf IMiDSensitiveForm",)
    assert kb.term("claim-IKZF3-degron-glutamine").axioms == ("IKZF3-WT hasResidue degron-glutamine",)


def test_the_axioms_told_are_the_axioms_compiled(kb):
    told = {v.claim.iri: len(v.axioms) for v in kb.catalogue.fates(kb.ontology.claims) if v.compiles}
    core, exposures = (
        Counter(str(claim) for claim in rdflib.Graph().parse(lenaowl.path(file)).objects(None, LENA.compiledFrom))
        for file in ("lenaowl.ttl", "lenaowl-exposures.ttl")
    )
    # an axiom about exposures is told once; the core has it for each reference system in which it can be taken
    assert told == {**core, **exposures}


def test_definitions_of_classes(kb):
    assert kb.term("IkarosFamilyDegrader").axioms == (
        "IkarosFamilyDegrader EquivalentTo Drug and (inducesDegradationOf some IkarosFamilyProtein)",
    )
    assert kb.term("IMiD").axioms == ()


@pytest.mark.parametrize(
    "name",
    ["pmid:24292625", "PMID:24292625", "doi:10.1126/science.1244851", "https://pubmed.ncbi.nlm.nih.gov/24292625",
     "lena:publication-kronke2014"],
)  # fmt: skip
def test_a_publication_with_the_claims_that_rest_on_it(kb, name):
    term = kb.term(name)
    assert term.kind == "research article"
    resting = {c.iri for c in kb.ontology.claims.values() if "pmid:24292625" in c.citations}
    assert {v.claim.iri for v in term.claims} == resting


def test_a_trial_with_its_arms_and_results(kb):
    term = kb.term("CONTINUUM")
    assert ("phase", "3") in [(told.property, told.value) for told in term.values]
    assert ("studies disease", LENA + "chronic-lymphocytic-leukaemia") in pairs(term.relations)
    result = LENA + "result-CONTINUUM-PFS-Len-v-Pbo-chanankhan2017"
    assert ("result of", result) in pairs(term.referrers)
    assert ("value", "0.4") in [(told.property, told.value) for told in kb.term(result).values]


def test_contested_claims_tell_of_each_other(kb, run):
    contested = next(c for c in kb.ontology.claims.values() if c.contradicts)
    answer = run("term", contested.iri, "--wide")
    assert "It contradicts (" in answer.stdout
    assert all(kb.ontology.claims[other].sentence[1:] in answer.stdout for other in contested.contradicts)


def test_text_tells_what_compiles_and_what_does_not(run):
    answer = run("term", "IRF4", "--wide")
    assert answer.returncode == 0
    compiling, _, others = answer.stdout.partition("Claims not used for inference")
    assert "MYC activates IRF4 (interferon regulatory factor 4)" in compiling
    assert "Not used: its status is suggested." in others
    assert "Effects on it" in others


def test_json_is_whole(run):
    content = json.loads(run("term", "IRF4", "--format", "json").stdout)
    claim = next(c for c in content["claims"] if c["claim"]["id"] == "lena:claim-MYC-activates-IRF4-in-myeloma")
    assert claim["compiles"]
    assert claim["claim"]["evidence"][0]["citation"]["id"] == "pmid:18568025"
    assert {change["agent"]["id"] for change in content["changes"]} >= {"lena:lenalidomide", "lena:IMiD"}


def test_turtle_holds_the_claim_its_evidence_and_its_axioms(run):
    text = run("term", "claim-IKZF3-represses-IL2", "--format", "ttl").stdout
    graph = rdflib.Graph().parse(data=text)
    claim = LENA["claim-IKZF3-represses-IL2"]
    assert {str(p) for item in graph.objects(claim, LENA.evidence) for p in graph.objects(item, LENA.publication)} == {
        LENA + "publication-gandhi2014", LENA + "publication-kronke2014"
    }  # fmt: skip
    axiom = graph.value(predicate=LENA.compiledFrom, object=claim)
    source, target = graph.value(axiom, rdflib.OWL.annotatedSource), graph.value(axiom, rdflib.OWL.annotatedTarget)
    assert (source, rdflib.RDFS.subClassOf, target) in graph


def test_markdown_has_headings(run):
    lines = run("term", "pmid:24292625", "--format", "markdown").stdout.splitlines()
    assert lines[0].startswith("# Kronke")
    assert any(line.startswith("## Claims used for inference") for line in lines)


def test_an_unknown_name_gets_suggestions(kb, run):
    with pytest.raises(lenaowl.UnknownNameError) as error:
        kb.term("claim-IKZF3-represes-IL2")
    assert "claim-IKZF3-represses-IL2" in error.value.suggestions
    answer = run("term", "Aiolso")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "Aiolos" in answer.stderr or "IKZF3" in answer.stderr


def test_a_claim_is_no_agent(kb):
    with pytest.raises(lenaowl.WrongKindError, match="claim"):
        kb.effects("claim-IKZF3-represses-IL2")
