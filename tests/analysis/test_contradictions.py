"""The ontology does not contradict itself, and data of users that would make it do so are refused, with both proofs."""

from __future__ import annotations

import pytest
from worlds import OWN

import lenaowl

CLAIM = """
ex:{name} a {kind} ; lena:subject {subject} ; lena:predicate lena:{predicate} ; lena:object {obj} ; {rest}
    lena:polarity lena:{polarity} ; lena:status lena:{status} ;
    lena:evidence [ lena:method eco:0000033 ; lena:publication lena:publication-kronke2014 ] .
"""
THINGS = """
ex:P a lena:Protein ; rdfs:label "P" . ex:Q a lena:Protein ; rdfs:label "Q" .
ex:P-loss a lena:GeneticPerturbation ; rdfs:label "loss of P" ; lena:depletes ex:P .
ex:blocker a lena:Drug ; rdfs:label "blocker" .
"""


def claim(name, subject, predicate, obj, rest="", polarity="positive", status="established", kind="lena:Claim"):
    return CLAIM.format(
        name=name, subject=subject, predicate=predicate, obj=obj, rest=rest, polarity=polarity, status=status, kind=kind
    )


def together(cases):
    """What contradicts each other where all cases are told at once, each with things of its own: none touches another."""
    texts = (
        OWN.replace("https://example.org/", f"https://example.org/{number}/").format(claims=THINGS + "".join(claims))
        for number, claims in enumerate(cases)
    )
    return lenaowl.load("".join(texts)).contradictions()


IN_T_CELLS = "lena:context lena:T-cell ;"
IN_MYELOMA = "lena:context lena:multiple-myeloma-cell ;"


def test_the_ontology_does_not_contradict_itself(kb):
    assert kb.contradictions() == ()


def test_there_is_much_that_could_contradict(kb):
    claims = kb.ontology.claims.values()
    assert sum(c.observation and c.status == "established" for c in claims) > 50


CONTRADICTING = {
    "a denial": [
        claim("a", "lena:lenalidomide", "increases", "lena:IL2", IN_T_CELLS, "negative"),
    ],
    "a denial of a degradation": [
        claim("a", "lena:lenalidomide", "inducesDegradationOf", "lena:IKZF3", "", "negative"),
    ],
    "a denial for a form": [
        claim("a", "lena:lenalidomide", "inducesDegradationOf", "lena:IKZF4-H188Q", "", "negative"),
    ],
    "a premise that denies a shipped observation": [
        claim("a", "lena:lenalidomide", "inducesDegradationOf", "lena:IKZF2"),
    ],
    "an observation of the opposite": [
        claim("a", "ex:rival", "increases", "ex:P", IN_T_CELLS),
        claim("b", "ex:rival", "decreases", "ex:P", IN_T_CELLS, kind="lena:Observation"),
    ],
    "a resistance that the chain does not know": [
        claim("a", "ex:P-loss", "confersResistanceTo", "lena:lenalidomide", IN_MYELOMA),
    ],
    "a resistance that is denied and needed": [
        claim("a", "ex:rival", "increases", "lena:cell-death", IN_MYELOMA + " lena:requires ex:P ;"),
        claim("b", "ex:P-loss", "confersResistanceTo", "ex:rival", IN_MYELOMA, "negative"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def contradictions():
    return together(CONTRADICTING.values())


@pytest.mark.slow
@pytest.mark.parametrize("what", CONTRADICTING)
def test_what_contradicts_is_found_with_both_proofs(contradictions, what):
    own = f"https://example.org/{list(CONTRADICTING).index(what)}/"
    found = [one for one in contradictions if any(iri.startswith(own) for iri in one.claims)]
    assert found
    for contradiction in found:
        assert contradiction.claim.iri not in {leaf.iri for leaf in contradiction.proof.leaves}
        text = contradiction.in_words()
        assert contradiction.claim.sentence in text
        assert all(leaf.sentence in text for leaf in contradiction.proof.leaves)


LET_IN = [
    [claim("a", "lena:lenalidomide", "increases", "lena:IL2", IN_T_CELLS, "negative", "suggested")],
    [claim("a", "lena:lenalidomide", "increases", "lena:IL2", "lena:context lena:B-cell ;", "negative")],
    [claim("a", "lena:lenalidomide", "inducesDegradationOf", "lena:IKZF3-Q147H", "", "negative")],
    [claim("a", "ex:rival", "increases", "ex:P", IN_T_CELLS, kind="lena:Observation")],
    # a loss that confers resistance is a need, and an antagonist opposes: then nothing contradicts
    [
        claim("a", "ex:rival", "increases", "lena:cell-death", IN_MYELOMA),
        claim("b", "ex:P-loss", "confersResistanceTo", "ex:rival", IN_MYELOMA),
    ],
    [
        claim("a", "ex:rival", "increases", "ex:Q", IN_T_CELLS),
        claim("b", "ex:blocker", "antagonises", "ex:a"),
    ],
]


@pytest.mark.slow
def test_what_does_not_contradict_is_let_in():
    assert together(LET_IN) == ()


@pytest.mark.slow
def test_users_are_told_by_an_error(run, tmp_path):
    file = tmp_path / "mine.ttl"
    file.write_text(
        OWN.format(claims=THINGS + claim("a", "lena:lenalidomide", "increases", "lena:IL2", IN_T_CELLS, "negative"))
    )
    answer = run("effects", "lenalidomide", "--extra", str(file))
    assert (answer.returncode, answer.stdout) == (3, "")
    assert "it is not so that lenalidomide increases IL2 (interleukin-2) in a T cell" in answer.stderr
    assert "IKZF1 (Ikaros) represses IL2 (interleukin-2) in a T cell" in answer.stderr
    assert "Traceback" not in answer.stderr
