"""Reasoners that load the shipped file with a new drug, class or protein form infer of it what the rules infer."""

from __future__ import annotations

import re
import shutil

import pytest
import rdflib
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from random_claims import RESIDUES, claim, for_reasoners, turtle
from reasoners import by_reasonable, by_robot, by_rules, shipped_with
from worlds import with_vocabulary_only

import lenaowl
from lenaowl.inference.owl_reasoners import classify, inferred_facts, logical
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, SUBCLASS_OF

EXAMPLE = "https://example.org/"


@pytest.fixture(scope="module")
def rules():
    """What follows by the rules; that `load` takes what is new shows in that there is something."""
    return by_rules()


@pytest.fixture(scope="module")
def triples():
    return shipped_with()


def of_known(found, rules):
    """Leave out what is not reasoned with here, such as publications of trials."""
    known = {fact[0] for fact in rules}
    return {fact for fact in found if fact[0] in known}


@pytest.mark.slow
def test_the_new_things_are_not_idle(rules):
    of_new = {fact for fact in rules if fact[0].startswith(EXAMPLE)}
    assert len(of_new) > 200
    assert (f"{EXAMPLE}LO-1", f"{NAMESPACE}effectIn-T-cells", f"{NAMESPACE}IL2-increase") in of_new
    assert (f"{EXAMPLE}LO-3", RDF_TYPE, f"{NAMESPACE}IkarosFamilyDegrader") in of_new
    assert (f"{EXAMPLE}CRBN-variant", RDF_TYPE, f"{NAMESPACE}GlueCompetentCRBN") in of_new


def test_an_rl_engine_infers_the_same(rules, triples):
    pytest.importorskip("reasonable")
    assert of_known(by_reasonable(triples), rules) == rules


def test_an_rl_engine_needs_the_axioms(rules, triples):
    """Without those of one system nothing follows in it: what agrees above is inferred, not copied."""
    pytest.importorskip("reasonable")
    prop = rdflib.URIRef(f"{NAMESPACE}effectIn-T-cells")
    restrictions = {t.subject for t in triples if str(getattr(t.object, "value", "")) == str(prop)}
    less = [t for t in triples if t.subject not in restrictions and t.object not in restrictions]
    found = {fact for fact in by_reasonable(less) if fact[0] == f"{EXAMPLE}LO-1" and fact[1] == str(prop)}
    assert found == set()


@pytest.mark.judge
@pytest.mark.parametrize("reasoner", ["hermit", pytest.param("pellet", marks=pytest.mark.long)])
def test_dl_reasoners_infer_the_same(rules, triples, reasoner, java):
    assert of_known(classify(triples, reasoner), rules) == rules


@pytest.mark.judge
def test_elk_infers_the_same_of_individuals_and_classes(robot, rules, triples, tmp_path):
    values = {fact for fact in rules if fact[1] != RDF_TYPE}
    of_individuals, of_classes = by_robot("ELK", triples, values, tmp_path)
    assert {fact for fact in of_known(of_individuals, rules) if fact[1] != RDF_TYPE} == values
    of_mine = {fact[1:] for fact in of_classes if fact[0] == f"{EXAMPLE}Mine" and fact[1] != SUBCLASS_OF}
    assert of_mine == {fact[1:] for fact in values if fact[0] == f"{EXAMPLE}LO-2"}
    above = {fact[2] for fact in of_classes if fact[0] == f"{EXAMPLE}Mine" and fact[1] == SUBCLASS_OF}
    assert {f"{NAMESPACE}IkarosFamilyDegrader", f"{NAMESPACE}IL2Inducer"} <= above


# New variants: the protein, and the residues that are described. New drugs and classes are in what `turtle` begins with.
variant = st.tuples(st.sampled_from(["lena:CRBN", "ex:p0", "ex:p2"]), st.sets(st.sampled_from(RESIDUES), max_size=5))


def random_world(claims, variants):
    lines = [turtle(claims)]
    for number, (protein, residues) in enumerate(variants):
        told = [f"lena:formOf {protein}", *(f"lena:hasResidue lena:{residue}" for residue in sorted(residues))]
        lines.append(f'ex:v{number} a owl:NamedIndividual, lena:ProteinForm ; rdfs:label "v" ; {" ; ".join(told)} .')
    ontology = with_vocabulary_only("\n".join(lines)).ontology
    return logical(ontology.core()), inferred_facts(ontology)


def on_any_claims(examples, agree):
    """Judge worlds made at random, and return the facts of all."""
    found = []

    @for_reasoners(examples)
    @given(claims=st.lists(claim, min_size=12, max_size=40), variants=st.lists(variant, max_size=4))
    def run(claims, variants):
        core, rules = random_world(claims, variants)
        found.append(rules)
        agree(core, rules)

    run()
    return set().union(*found)


@pytest.mark.judge
def test_an_rl_engine_infers_the_same_on_any_claims():
    pytest.importorskip("reasonable")

    def agree(core, rules):
        assert of_known(by_reasonable(core), rules) == rules

    rules = on_any_claims(12, agree)
    assert {f"{EXAMPLE}new", f"{EXAMPLE}stated"} <= {fact[0] for fact in rules if "In-" in fact[1]}
    assert {fact[2] for fact in rules if fact[0].startswith(f"{EXAMPLE}v")} > {f"{NAMESPACE}ProteinForm"}


@pytest.mark.judge
def test_elk_infers_the_same_on_any_claims(robot, tmp_path):
    def agree(core, rules):
        values = {fact for fact in rules if fact[1] != RDF_TYPE}
        of_individuals, of_classes = by_robot("ELK", core, values, tmp_path)
        assert {fact for fact in of_known(of_individuals, rules) if fact[1] != RDF_TYPE} == values
        of_class = {fact[1:] for fact in of_classes if fact[0] == f"{EXAMPLE}below" and fact[1] != SUBCLASS_OF}
        assert of_class == {fact[1:] for fact in values if fact[0] == f"{EXAMPLE}new"}

    rules = on_any_claims(2, agree)
    assert {f"{EXAMPLE}new", f"{EXAMPLE}stated"} <= {fact[0] for fact in rules if "In-" in fact[1]}


def test_the_release_says_of_a_class_what_holds_of_its_bare_member(rules):
    graph = rdflib.Graph().parse(lenaowl.path("lenaowl-inferred.ttl"))
    owl, imid = PREFIXES["owl"], rdflib.URIRef(f"{NAMESPACE}IMiD")
    told = {
        (str(prop), str(value))
        for restriction in graph.objects(imid, rdflib.RDFS.subClassOf)
        for prop in graph.objects(restriction, rdflib.URIRef(owl + "onProperty"))
        for value in graph.objects(restriction, rdflib.URIRef(owl + "hasValue"))
    }
    by_system = {fact[1:] for fact in rules if fact[0] == f"{EXAMPLE}LO-1" and "In-" in fact[1]}
    assert told == by_system != set()
    members = set(graph.subjects(rdflib.RDF.type, imid))
    assert members == {rdflib.URIRef(NAMESPACE + name) for name in ("lenalidomide", "pomalidomide", "thalidomide")}


@pytest.mark.judge
@pytest.mark.parametrize(
    ("axiom", "relation", "target"),
    [
        ("lena:IMiD SubClassOf lena:IL2Inducer", "increases", "IL2"),
        ("lena:IMiD SubClassOf lena:CellDeathInducer", "increases", "cell-death"),
        ("lena:IMiD SubClassOf lena:IKZF1Degrader", "degrades", "IKZF1"),
    ],
)
def test_an_explanation_by_robot_names_the_claims_of_a_proof(kb, robot, tmp_path, axiom, relation, target):
    out = tmp_path / "explained.ttl"
    robot(
        "--prefix", f"lena: {NAMESPACE}", "explain", "--input", lenaowl.path("lenaowl.owl"), "--reasoner", "ELK",
        "--axiom", axiom, "--explanation", tmp_path / "explained.md",
        "annotate", "--ontology-iri", "https://example.org/explained", "--output", out,
    )  # fmt: skip
    claims = {
        str(claim) for claim in rdflib.Graph().parse(out).objects(None, rdflib.URIRef(f"{NAMESPACE}compiledFrom"))
    }
    proofs = kb.explain("IMiD", relation, target, every=True).proofs
    assert claims
    assert claims in [{claim.iri for claim in proof.step_claims} for proof in proofs]


def guide(kind, holding=""):
    """The block of the guide, of a kind, that holds something."""
    blocks = re.findall(
        rf"```{kind}\n(.*?)```", (ROOT / "docs" / "reasoners.md").read_text(encoding="utf-8"), re.DOTALL
    )
    return next(block for block in blocks if holding in block)


def test_the_guide_shows_what_an_rl_engine_finds(tmp_path, monkeypatch, capsys):
    pytest.importorskip("reasonable")
    (tmp_path / "new.ttl").write_text(guide("turtle"), encoding="utf-8")
    shutil.copy(lenaowl.path("lenaowl.ttl"), tmp_path)
    monkeypatch.chdir(tmp_path)
    exec(compile(guide("py", "reasonable"), "reasoners.md", "exec"), {})
    assert set(guide("text", "rdf-syntax").splitlines()) <= set(capsys.readouterr().out.splitlines())


@pytest.mark.parametrize(
    ("holding", "found"),
    [
        ("a lena:IMiD", {"lenalidomide", "pomalidomide", "thalidomide"}),
        ("?class rdfs", {"IMiD", "IKZF1Degrader", "IKZF3Degrader"}),
    ],
)
def test_the_release_answers_the_queries_of_the_guide(holding, found):
    graph = rdflib.Graph().parse(lenaowl.path("lenaowl-inferred.ttl"))
    assert {str(row[0]).removeprefix(NAMESPACE) for row in graph.query(guide("sparql", holding))} == found
