"""The user's own statements: taken whole, or refused with file, line and a way to mend it."""

from __future__ import annotations

import pytest
import rdflib

import lenaowl
from lenaowl.inference.owl_reasoners import inferred_facts

HEAD = """@prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
COMPOUND = HEAD + "ex:LO-1 a lena:IMiD .\n"
CLAIM = """ex:claim a lena:Claim ; lena:subject ex:LO-1 ; lena:predicate lena:inducesDegradationOf ; lena:object lena:ZFP91 ;
    lena:polarity lena:positive ; lena:status lena:established ; lena:evidence [ lena:publication ex:paper ] .
"""


def lowered(kb, name):
    return {e.entity.name: e.source for e in kb.effects(name) if e.direction == "decrease"}


def test_a_member_of_the_class_has_the_class_effects():
    kb = lenaowl.load(COMPOUND)
    assert lowered(kb, "LO-1")["IKZF3"] == "class"
    proof = kb.explain("LO-1", "increases", "IL2").proofs[0]
    assert proof.steps == 2


@pytest.mark.slow
def test_a_claim_of_ones_own():
    kb = lenaowl.load(HEAD + "ex:LO-1 a lena:Drug .\n" + CLAIM)
    assert lowered(kb, "LO-1") == {"ZFP91": "own"}
    assert kb.explain("LO-1", "degrades", "ZFP91").proofs[0].citations == ("https://example.org/paper",)


@pytest.mark.slow
def test_a_file_a_text_and_a_graph_are_the_same(tmp_path):
    file = tmp_path / "compound.ttl"
    file.write_text(COMPOUND, encoding="utf-8")
    graph = rdflib.Graph().parse(data=COMPOUND, format="turtle")
    size = len(graph)
    results = [lenaowl.load(extra).effects("LO-1") for extra in (file, str(file), COMPOUND, graph)]
    assert all(result == results[0] for result in results)
    assert len(graph) == size, "the caller's graph is left alone"


@pytest.mark.slow
def test_the_worked_example_of_the_documentation(with_example):
    kb = with_example("examples/new-compound.ttl")
    assert set(lowered(kb, "LO-1")) >= {"IKZF1", "SALL4"}
    for cls in ("CRBNModulator", "IkarosFamilyDegrader", "SALL4Degrader", "IL2Inducer"):
        assert kb.explain("LO-1", "is-a", cls), cls
    assert not kb.explain("LO-1", "is-a", "IMiD")


@pytest.mark.slow
def test_a_defined_class_of_ones_own():
    kb = lenaowl.load(
        COMPOUND
        + """ex:MycLowering a owl:Class ; rdfs:label "MYC-lowering drug" ; owl:equivalentClass [ a owl:Class ;
        owl:intersectionOf ( lena:Drug [ a owl:Restriction ; owl:onProperty lena:induces ; owl:hasValue lena:MYC-decrease ] ) ] ."""
    )
    assert kb.explain("LO-1", "is-a", "MYC-lowering drug")
    assert not kb.explain("ibrutinib", "is-a", "MycLowering")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + "ex:a a lena:IMid .", ["line 5", "lena:IMid is not a term", "lena:IMiD"]),
        (HEAD + "ex:a a lena:Drug ;\n lena:bindz lena:CRBN .", ["line 6", "lena:bindz", "lena:binds"]),
        (HEAD + "lena:mine a lena:Drug .", ["line 5", "lena:mine", "namespace"]),
        (HEAD + "ex:c a lena:Claim .", ["line 5", "lacks lena:subject", "lena:evidence"]),
        (HEAD + "ex:LO-1 a lena:Drug .\n" + CLAIM.replace("established", "certain"), ["line 7", "lena:certain"]),
        (HEAD + "ex:LO-1 a lena:Drug .\n" + CLAIM.replace("lena:status lena:established", "lena:status ex:sure"), ["must be one of"]),
        (HEAD + "ex:LO-1 a lena:Drug .\n" + CLAIM.replace("lena:ZFP91", "ex:nothing"), ["line 6", "not described anywhere"]),
        (HEAD + "ex:LO-1 a lena:Drug .\n" + CLAIM.replace("lena:publication ex:paper", "lena:note 'x'"), ["publication", "source"]),
        (HEAD + "ex:a owl:sameAs lena:lenalidomide .", ["line 5", "owl:sameAs"]),
        (HEAD + "ex:a rdfs:subClassOf [ a owl:Restriction ] .", ["line 5", "between two named classes"]),
        (HEAD + "ex:a a lena:Drug", ["line 5", "not valid Turtle"]),
        (HEAD + 'ex:a rdfs:label "no end .\n', ["line 5", "not valid Turtle"]),
        ("# nothing\n\n", ["no statement"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(text, told):
    with pytest.raises(lenaowl.DataError) as error:
        lenaowl.load(text)
    for part in told:
        assert part in str(error.value)


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(lenaowl.DataError) as error:
        lenaowl.load(HEAD + "ex:a a lena:IMid .\nex:b a lena:Drugg .\n")
    assert "line 5" in str(error.value)
    assert "line 6" in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x00" * 100, COMPOUND.encode()[:-3]])
def test_broken_files_are_errors_with_the_code_for_data(run, tmp_path, content):
    file = tmp_path / "broken.ttl"
    file.write_bytes(content)
    answer = run("effects", "lenalidomide", "--extra", str(file))
    assert (answer.returncode, answer.stdout) == (3, "")
    assert "broken.ttl" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_missing_files_and_folders_are_errors(run, tmp_path):
    for path in (tmp_path / "none.ttl", tmp_path):
        answer = run("effects", "lenalidomide", "--extra", str(path))
        assert answer.returncode == 3
        assert str(path) in answer.stderr


@pytest.mark.slow
def test_ntriples_and_rdf_xml_are_read_by_their_ending(tmp_path):
    graph = rdflib.Graph().parse(data=COMPOUND, format="turtle")
    for ending, form in (("nt", "nt"), ("rdf", "xml")):
        file = tmp_path / f"compound.{ending}"
        graph.serialize(file, format=form)
        assert lowered(lenaowl.load(file), "LO-1")["IKZF1"] == "class"


EVIDENCE = " ; lena:polarity lena:positive ; lena:status lena:established ; lena:evidence [ lena:publication ex:p ] .\n"
EQUAL = {
    "a subclass of a defined class": "ex:My a owl:Class ; rdfs:subClassOf lena:IkarosFamilyDegrader . ex:m a ex:My .",
    "a claim on a defined class": "ex:c a lena:Claim ; lena:subject lena:IL2Inducer ; lena:predicate lena:increases ; lena:object lena:TNF"
    + EVIDENCE,
    "a definition of named classes": "ex:N a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( lena:IMiD lena:IL2Inducer ) ] .",
    "a domain of ones own": "ex:p a owl:ObjectProperty ; rdfs:domain lena:IMiD . ex:x ex:p ex:y .",
    "a circle of contexts": """ex:a a lena:CellType ; lena:subtypeOf ex:b . ex:b a lena:CellType ; lena:subtypeOf ex:a .
        ex:s a lena:ReferenceSystem ; lena:systemContext ex:a ; lena:species lena:human .""",
    "a class of drugs": """ex:K a owl:Class ; rdfs:subClassOf lena:Drug . ex:k a ex:K .
        ex:c a lena:Claim ; lena:subject ex:K ; lena:predicate lena:inducesDegradationOf ; lena:object lena:IKZF2"""
    + EVIDENCE,
    "a form of ones own": """ex:F a lena:FunctionalForm ; lena:formOf lena:IKZF2 ; lena:wildTypeIn lena:human . ex:k a lena:IMiD .
        ex:c a lena:Claim ; lena:subject ex:F ; lena:predicate lena:hasResidue ; lena:object lena:degron-glutamine"""
    + EVIDENCE
    + """ex:d a lena:Claim ; lena:subject lena:IMiD ; lena:predicate lena:inducesDegradationOf ; lena:object lena:IKZF2 ;
        lena:targetForm lena:IMiDSensitiveForm"""
    + EVIDENCE,
    "an exposure of ones own": """ex:x a lena:Exposure ; lena:hasAgent lena:lenalidomide ; lena:inContext lena:T-cell ;
        lena:hasForm lena:CRBN-WT, lena:CRL4-CRBN-WT, lena:proteasome-WT, lena:IKZF1-WT, lena:IKZF3-Q147H, lena:IL2-WT .""",
    "a knock-down of ones own": "ex:kd a lena:GeneticPerturbation ; lena:depletes lena:IL2 .",
}


@pytest.mark.judge
def test_hermit_infers_the_same_of_what_is_taken(java):
    parts = [f"@prefix ex: <https://example.org/{number}/> .\n{text}\n" for number, text in enumerate(EQUAL.values())]
    kb = lenaowl.load(HEAD + "".join(parts))
    assert inferred_facts(kb.ontology, "hermit") == inferred_facts(kb.ontology)


REFUSED = {
    "an intersection": "ex:N a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty lena:induces ; owl:hasValue lena:IL2-increase ] .",
    "parts of a definition": """ex:N a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( lena:Drug
        [ a owl:Restriction ; owl:onProperty lena:induces ; owl:someValuesFrom [ a owl:Class ] ] ) ] .""",
    "subproperties": "ex:p a owl:ObjectProperty ; rdfs:subPropertyOf lena:binds .",
    "propertyChainAxiom": "ex:q a owl:ObjectProperty ; owl:propertyChainAxiom ( lena:induces lena:increaseOf ) .",
    "declared anew": "lena:lenalidomide a owl:Class .",
    "is inferred": "lena:lenalidomide lena:increases lena:TNF .",
    "from a state to a state": "ex:c a lena:Claim ; lena:subject lena:IKZF1-decrease ; lena:predicate lena:leadsTo ; lena:object lena:IRF4"
    + EVIDENCE,
    "use lena:leadsTo": "ex:c a lena:Claim ; lena:subject lena:IKZF1-decrease ; lena:predicate lena:activates ; lena:object lena:IRF4"
    + EVIDENCE,
    "nothing follows from the predicate": "ex:c a lena:Claim ; lena:subject lena:IKZF1 ; lena:predicate ex:likes ; lena:object lena:IRF4"
    + EVIDENCE,
    "several lena:subject": "ex:c a lena:Claim ; lena:subject lena:IKZF1, lena:IKZF3 ; lena:predicate lena:activates ; lena:object lena:IRF4"
    + EVIDENCE,
    "or another agent": "ex:c a lena:Claim ; lena:subject lena:IKZF1 ; lena:predicate lena:increases ; lena:object lena:IRF4"
    + EVIDENCE,
}


@pytest.mark.parametrize("told", REFUSED)
def test_what_the_rules_would_pass_over_is_refused(told):
    with pytest.raises(lenaowl.DataError, match=told):
        lenaowl.load(HEAD + REFUSED[told])
