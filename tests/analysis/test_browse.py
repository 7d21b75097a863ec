"""`search` finds words, `tree` shows what stands below what."""

from __future__ import annotations

import csv
import io
import json

import pytest

import lenaowl
from lenaowl.rdf.vocabulary import lena


def names(hits):
    return [hit.iri.removeprefix(lena("")) for hit in hits]


def test_the_best_hit_comes_first(kb):
    assert names(kb.search("IRF4"))[0] == "IRF4"
    assert names(kb.search("t cell"))[0] == "T-cell"
    assert names(kb.search("lenalidomide"))[0] == "lenalidomide"
    assert names(kb.search("pmid:24292625")) == ["publication-kronke2014"]


@pytest.mark.parametrize(
    ("text", "name", "field"),
    [
        ("revlimid", "lenalidomide", "synonym"),
        ("chebi:63791", "lenalidomide", "identifier"),
        ("IKZF3", "IKZF3", "name"),
        ("thalidomide family", "IMiD", "definition"),
        ("depletion of cd4 t cells", "claim-IL2-drives-NK-proliferation", "note"),
        ("aiolos represses", "claim-IKZF3-represses-IL2", "sentence"),
        ("killer proliferation natural", "claim-IL2-drives-NK-proliferation", "sentence"),
    ],
)
def test_where_it_looks(kb, text, name, field):
    found = {hit.as_dict()["id"]: hit for hit in kb.search(text)}
    assert found[f"lena:{name}"].field == field


def test_kinds(kb):
    assert {hit.kind for hit in kb.search("ikaros", "class")} == {"class"}
    assert names(kb.search("represses", "property"))[0] == "represses"
    assert {hit.kind for hit in kb.search("represses", "property")} == {"property"}
    assert names(kb.search("NCT00774345", "Trial")) == ["trial-CONTINUUM"]
    assert names(kb.search("imide", "Drug")) == []
    claims = kb.search("cereblon", "claim")
    assert claims
    assert {hit.kind for hit in claims} <= {"claim", "observation"}
    with pytest.raises(lenaowl.UnknownNameError, match="Protein"):
        kb.search("x", "protin")


def test_states_and_exposures_are_found_only_when_asked_for(kb):
    assert not [hit for hit in kb.search("Aiolos") if hit.kind in ("increase", "decrease", "exposure")]
    assert "IKZF3-decrease" in names(kb.search("Aiolos", "State"))


def test_search_prints_and_nothing_found_is_no(run):
    answer = run("search", "natural", "killer", "--kind", "claim", "--wide")
    assert answer.returncode == 0
    assert "claim-IL2-drives-NK-proliferation" in answer.stdout
    rows = list(csv.DictReader(io.StringIO(run("search", "revlimid", "-f", "csv").stdout)))
    assert (rows[0]["id"], rows[0]["text"]) == ("lena:lenalidomide", "Revlimid")
    answer = run("search", "interleukn")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "Did you mean" in answer.stderr
    assert "IL2" in answer.stderr
    assert json.loads(run("search", "interleukn", "-f", "json").stdout) == []


def below(branch):
    return {b.iri.removeprefix(lena("")): b for b in branch.branches}


def test_classes_with_their_members(kb):
    drug = kb.tree("Drug")
    assert drug.members == len(kb.ontology.members(drug.iri))
    assert {"thalidomide", "lenalidomide", "pomalidomide"} <= below(below(drug)["IMiD"]).keys()
    assert "IkarosFamilyDegrader" in below(drug)  # below by its definition
    assert "lenalidomide" not in below(drug)  # it stands below a subclass
    assert "PocketCRBN" not in below(kb.tree("ProteinForm"))  # it stands below a closer class


def everything(branch):
    for inner in branch.branches:
        yield inner.iri.removeprefix(lena("")), inner
        yield from everything(inner)


def test_contexts_and_diseases_by_breadth(kb):
    malignant = dict(everything(kb.tree("malignant-cell")))
    assert malignant["CLL-cell"].relation == "subtype"
    assert "stimulated-CLL-cell" in below(malignant["CLL-cell"])
    assert "multiple-myeloma-cell" in malignant
    assert "T-cell" not in malignant
    assert "del5q-MDS" in below(kb.tree("myelodysplastic-syndrome"))
    assert "del5q-MDS" not in below(kb.tree("Disease"))  # it stands below a broader disease


def test_complexes_and_forms(kb):
    ligase = below(kb.tree("CRL4-CRBN"))
    assert ligase["DDB1"].relation == "part"
    assert below(ligase["CRBN"])["CRBN-YWAA"].relation == "form"


def test_the_whole_tree_holds_each_entity_and_counts_claims(kb):
    whole = kb.tree()
    found = {branch.iri for _, branch in everything(whole)}
    for kind in ("Entity", "Context", "ProteinForm"):
        assert set(kb.ontology.members("https://w3id.org/lenaowl/" + kind)) <= found
    assert not found & set(kb.ontology.claims)
    claims = next(branch for _, branch in everything(whole) if branch.iri == lena("Claim"))
    assert claims.members == len(kb.ontology.claims)
    assert all(branch.label and not branch.iri.startswith("_") for branch in whole.branches)


def test_depth(kb, run):
    assert kb.tree("Drug", depth=0).branches == ()
    shallow = kb.tree("Drug", depth=1)
    assert shallow.branches
    assert not any(branch.branches for branch in shallow.branches)
    text = run("tree", "Drug", "--depth", "1").stdout
    assert "immunomodulatory imide drug (lena:IMiD" in text
    assert "- dexamethasone" in text
    assert "lena:lenalidomide)" not in text
    roots = run("tree", "--depth", "0").stdout.splitlines()
    assert any(line.startswith("entity (lena:Entity") for line in roots)
    assert not any(line.startswith(" ") for line in roots)
    content = json.loads(run("tree", "CLL-cell", "-f", "json").stdout)
    assert "lena:stimulated-CLL-cell" in {branch["id"] for branch in content["branches"]}


def test_a_user_may_build_a_circle_of_contexts():
    circle = """@prefix lena: <https://w3id.org/lenaowl/> . @prefix ex: <https://example.org/> .
        ex:a a lena:CellType ; lena:subtypeOf ex:b . ex:b a lena:CellType ; lena:subtypeOf ex:a ."""
    tree = lenaowl.load(circle).tree("https://example.org/a")
    assert [(b.iri, b.branches) for b in tree.branches] == [("https://example.org/b", ())]


@pytest.mark.parametrize("command", ["term", "search", "tree"])
def test_help_has_examples(run, command):
    answer = run(command, "--help")
    assert "Examples:" in answer.stdout
    assert f"lenaowl {command} " in answer.stdout
