"""The command that answers "why?" in each of its formats, and what it says when something does not follow."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
import rdflib

import lenaowl
from lenaowl.rdf.vocabulary import lena


def test_text_names_each_claim_with_its_citations(run):
    answer = run("explain", "lenalidomide", "increases", "IL-2")
    assert answer.returncode == 0
    assert "IKZF1 (Ikaros) represses IL2 (interleukin-2) in a T cell [Gandhi 2014]" in " ".join(answer.stdout.split())
    assert "2 steps" in answer.stdout


def test_json_is_a_tree_with_claims_on_its_leaves(run):
    (tree,) = json.loads(run("explain", "lenalidomide", "decreases", "MYC", "--format", "json").stdout)["proofs"]

    def leaves(node):
        assert {"conclusion", "rule", "premises"} <= set(node)
        if not node["premises"]:
            return [node]
        return [leaf for premise in node["premises"] for leaf in leaves(premise)]

    found = leaves(tree)
    assert len(found) > 5
    for leaf in found:
        assert leaf["claim"]["id"].startswith("lena:claim-")
        assert leaf["status"] == "established"
        assert leaf["citations"]


def test_all_proofs_as_json_are_an_array(run):
    told = json.loads(run("explain", "lenalidomide", "decreases", "MYC", "--all", "--format", "json").stdout)
    assert len(told["proofs"]) == 2


def test_turtle_loads_and_holds_conclusion_and_claims(run):
    graph = rdflib.Graph().parse(
        data=run("explain", "lenalidomide", "increases", "IL2", "-f", "ttl").stdout, format="turtle"
    )
    lena = rdflib.Namespace("https://w3id.org/lenaowl/")
    assert (lena.lenalidomide, lena.increases, lena.IL2) in graph
    claims = set(graph.objects(None, lena.restsOn))
    assert len(claims) > 5
    assert all((claim, lena.status, lena.established) in graph for claim in claims)


def test_markdown_and_mermaid(run):
    assert run("explain", "IMiD", "degrades", "IKZF1", "-f", "markdown").stdout.startswith("## ")
    chart = run("explain", "IMiD", "degrades", "IKZF1", "-f", "mermaid").stdout
    assert chart.startswith("flowchart BT\n")
    assert chart.count("-->") >= 8


def test_what_does_not_follow_is_not_denied_and_what_is_known_is_told(run):
    answer = run("explain", "lenalidomide", "degrades", "IKZF2")
    assert answer.returncode == 1
    assert "does not follow" in answer.stdout
    assert "It is not so that lenalidomide induces degradation of IKZF2 (Helios)" in answer.stdout


def test_the_opposite_is_told(kb):
    answer = kb.explain("lenalidomide", "increases", "IKZF1")
    assert not answer
    assert answer.opposite.statement[1].endswith("/decreases")


def test_contested_and_open_claims_are_nearby(kb):
    pomalidomide = kb.explain("pomalidomide", "increases", "limb-malformation")
    assert {proof.contexts for proof in pomalidomide.proofs} == {frozenset({lena("rabbit")})}
    assert any(claim.status == "suggested" and claim.polarity == "negative" for claim in pomalidomide.seen)
    inhibition = kb.explain("thalidomide", "decreases", "CRBN-activity")
    assert not inhibition
    assert any(claim.status == "contradicted" for claim in inhibition.nearby)
    p21 = kb.explain("pomalidomide", "increases", "p21")
    assert any(claim.status == "open" for claim in p21.nearby)


def test_an_observation_is_shown_beside_the_proof(kb):
    answer = kb.explain("lenalidomide", "decreases", "IRF4")
    assert any(claim.observation for claim in answer.seen)
    assert not any(leaf.observation for leaf in answer.proofs[0].leaves)


def test_induces_takes_states_and_findings(kb):
    assert kb.explain("lenalidomide", "induces", "IRF4-decrease")
    assert kb.explain("thalidomide", "induces", "phocomelia")
    assert not kb.explain("lenalidomide", "induces", "IRF4-increase")


def test_variants_are_told_apart_by_their_residues(kb):
    assert kb.explain("IKZF4-H188Q", "is-a", "IMiDSensitiveForm")
    for resistant in ("IKZF3-Q147H", "IKZF1 Q146H", "IKZF4-WT"):
        assert not kb.explain(resistant, "is-a", "IMiDSensitiveForm")
    assert kb.explain("CRBN-WT", "is-a", "GlueCompetentCRBN")
    for unfit in ("CRBN-YWAA", "mouse-CRBN-WT"):
        assert not kb.explain(unfit, "is-a", "GlueCompetentCRBN")


@pytest.mark.parametrize("call", [("lenalidomide", "raises", "IL2"), ("lenalidomide", "increases", "IL99")])
def test_wrong_calls(run, kb, call):
    answer = run("explain", *call)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    with pytest.raises(lenaowl.LenaowlError):
        kb.explain(*call)


def test_a_reader_that_stops_early_is_no_error(run):
    if shutil.which("head") is None:
        pytest.skip("needs the program 'head'")
    import sys

    command = f"'{sys.executable}' -m lenaowl reason --format csv | head -1"
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert answer.stdout.startswith("subject,")
    assert "Traceback" not in answer.stderr
    assert "Broken" not in answer.stderr
