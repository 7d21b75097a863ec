"""False statements that the ontology once made by silence or by inert claims; each answers rightly now."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from worlds import HUMAN, OWN, with_vocabulary_only

import lenaowl
from lenaowl import Exposure
from lenaowl.rdf.vocabulary import lena


def states(effects):
    return {effect.state.name for effect in effects}


def test_bortezomib_blocks_the_loss_of_sall4_as_our_own_claim_says(kb):
    answer = kb.what_if(agents=["bortezomib", "thalidomide"])
    assert "SALL4-decrease" in states(item.effect for item in answer.lost)
    assert "SALL4-decrease" not in states(answer.effects)


@pytest.mark.parametrize("inhibitor", ["bortezomib", "carfilzomib", "ixazomib", "MG-132"])
def test_what_a_drug_stops_is_lost_while_both_act_at_once_and_that_is_said(kb, inhibitor):
    answer = kb.what_if(agents=["lenalidomide", inhibitor])
    lost = {item.effect.state.name: item for item in answer.lost}
    assert lost["IKZF1-decrease"].failure.blockers == (lena(inhibitor),)
    assert lost["IKZF1-decrease"].failure.reason.endswith("stops its work, as in cells that get both at once")
    synergy = {"claim-lenalidomide-synergy-bortezomib"} if inhibitor == "bortezomib" else set()
    for item in lost.values():
        assert {claim["id"].removeprefix("lena:") for claim in item.as_dict()["against"]} == synergy, (
            "what speaks against a loss in treatment is shown beside it"
        )


def test_what_was_taken_out_is_not_said_to_be_stopped_by_a_drug(kb):
    answer = kb.what_if(agents=["lenalidomide", "bortezomib"], without="proteasome")
    assert all(item.failure.blockers == () == item.against for item in answer.lost)
    knocked = kb.what_if(agents=["lenalidomide", "CRBN-knockdown"], contexts="MM1S")
    assert all(item.failure.blockers == () for item in knocked.lost)


def test_the_text_shows_what_speaks_against_a_loss(run):
    text = " ".join(run("what-if", "lenalidomide", "bortezomib").stdout.split())
    assert "but lenalidomide is synergistic with bortezomib" in text
    assert "lost while both act at once" in text
    assert "act at once" not in run("what-if", "lenalidomide", "--without", "proteasome").stdout


@pytest.mark.parametrize("finding", ["limb-malformation", "developmental-malformation"])
def test_phocomelia_is_a_malformation(kb, finding):
    found = [e for e in kb.effects("thalidomide", context="human") if e.state.name == f"{finding}-increase"]
    assert [(e.steps, e.standing.shown) for e in found] == [(1, "seen")], "it was seen with its subtype, in one step"
    assert {leaf.object for leaf in found[0].proof.leaves} == {lena("phocomelia")}


def test_more_of_what_does_not_say_so_does_not_follow(kb):
    assert "adverse-event-increase" not in states(kb.effects("thalidomide"))
    assert "immune-cell-function-increase" not in states(kb.effects("lenalidomide", context="T-cell"))


@pytest.mark.slow
def test_a_denial_of_the_broader_denies_the_narrower():
    kb = lenaowl.load(
        OWN.format(
            claims="""
    ex:denial a lena:Claim ; lena:subject ex:rival ; lena:predicate lena:increases ; lena:object lena:limb-malformation ;
        lena:context lena:human ; lena:polarity lena:negative ; lena:status lena:established ;
        lena:evidence [ lena:method eco:0000033 ; lena:publication lena:publication-kronke2014 ] ."""
        )
    )
    assert str(kb.explain("rival", "increases", "phocomelia").standing) == "denied"
    assert str(kb.explain("rival", "increases", "developmental-malformation").standing) == "not recorded"


@pytest.mark.parametrize("context", ["regulatory-T-cell", "CD4-T-cell", "CLL-T-cell"])
def test_what_was_seen_in_t_cells_is_a_prediction_in_a_kind_of_them(kb, context):
    for found in (
        kb.effects("lenalidomide", context=context), kb.what_if(agents="lenalidomide", contexts=context).still_follows
    ):  # fmt: skip
        shown = {e.state.name: e.standing.shown for e in found}
        assert (shown["IL2-increase"], shown["T-cell-activation-increase"]) == ("predicted", "predicted")
        assert shown["IKZF1-decrease"] == "seen", "that was shown in no cells in particular"
    assert {e.state.name: e.standing.shown for e in kb.effects("lenalidomide", context="T-cell")}[
        "IL2-increase"
    ] == "seen"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("predicate", "context", "polarity", "answer"),
    [
        ("decreases", "regulatory-T-cell", "positive", "opposed"), ("increases", "regulatory-T-cell", "negative", "opposed"),
        ("decreases", "CLL-T-cell", "positive", "follows"), ("increases", "CD4-T-cell", "negative", "follows"),
    ],
)  # fmt: skip
def test_a_claim_on_the_narrower_cells_speaks_against_what_they_inherit(predicate, context, polarity, answer):
    claims = f"""
    ex:broad a lena:Claim ; lena:subject ex:rival ; lena:predicate lena:increases ; lena:object lena:T-cell-activation ;
        lena:context lena:T-cell ; lena:polarity lena:positive ; lena:status lena:established ;
        lena:evidence [ lena:method eco:0000033 ; lena:publication lena:publication-kronke2014 ] .
    ex:narrow a lena:Claim ; lena:subject ex:rival ; lena:predicate lena:{predicate} ; lena:object lena:T-cell-activation ;
        lena:context lena:{context} ; lena:polarity lena:{polarity} ; lena:status lena:established ;
        lena:evidence [ lena:method eco:0000033 ; lena:publication lena:publication-kronke2014 ] ."""
    kb = lenaowl.load(OWN.format(claims=claims))
    found = kb.what_if(agents="rival", contexts="regulatory-T-cell").effects
    (up,) = [e for e in found if e.state.name == "T-cell-activation-increase"]
    assert up.standing.answer == answer


def test_a_form_is_not_spared_because_its_wild_type_is(kb):
    for drug in ("lenalidomide", "pomalidomide", "IMiD"):
        gained = kb.what_if(agents=drug, forms="IKZF4-H188Q").gained
        assert [e.standing.answer for e in gained if e.state.name == "IKZF4-decrease"] == ["follows"]
        assert kb.query("is-degraded", drug=drug, protein="IKZF4-H188Q")[0]["answer"] == "follows"
    assert str(kb.explain("IKZF4-H188Q", "is-a", "IMiDSensitiveForm").standing) == "follows (predicted)"
    (eos,) = [e for e in kb.what_if(agents="lenalidomide", forms="IKZF4-H188Q").gained if e.entity.name == "IKZF4"]
    assert eos.standing.shown == "seen", "with this drug it was"
    assert str(kb.explain("lenalidomide", "degrades", "IKZF4").standing) == "denied", "of the wild type"


def test_no_question_gives_a_denial_as_a_finding(kb):
    rows = list(kb.query("safety-claims", drug="lenalidomide"))
    assert {str(row["polarity"]).rpartition("/")[2] for row in rows} >= {"positive", "negative"}


# -- readouts made at random ---------------------------------------------------------------------------

HEAD = (
    HUMAN
    + """
ex:class a owl:Class ; rdfs:subClassOf lena:Drug ; rdfs:label "class" .
ex:d0 a owl:NamedIndividual, ex:class ; rdfs:label "d0" .
ex:s0 a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s0" ; lena:species lena:human .
"""
)
READOUTS = range(5)
below = st.sets(st.sampled_from([(a, b) for b in READOUTS for a in range(b)]), max_size=8)
claims = st.lists(
    st.tuples(st.sampled_from(["ex:d0", "ex:class"]), st.sampled_from(["increases", "decreases"]), st.sampled_from(READOUTS)),
    min_size=1, max_size=4,
)  # fmt: skip


def readouts(pairs, saying, told):
    lines = [HEAD]
    for number in READOUTS:
        lines.append(f'ex:q{number} a owl:NamedIndividual, lena:ClinicalFinding ; rdfs:label "q{number}" .')
    lines += [f"ex:q{a} lena:subtypeOf ex:q{b} ." for a, b in pairs]
    lines += [f"ex:q{number} lena:risesWithSubtypes true ." for number in saying]
    for n, (subject, predicate, number) in enumerate(told):
        lines.append(
            f"ex:k{n} a owl:NamedIndividual, lena:Claim ; lena:subject {subject} ; lena:predicate lena:{predicate} ;"
            f" lena:object ex:q{number} ; lena:polarity lena:positive ; lena:status lena:established ."
        )
    return with_vocabulary_only("\n".join(lines))


def expected(pairs, saying, told):
    """What rises and falls, read once more and plainly."""
    up = {number for _, predicate, number in told if predicate == "increases"}
    while more := {b for a, b in pairs if a in up and b in saying} - up:
        up |= more
    down = {number for _, predicate, number in told if predicate == "decreases"}
    return {f"q{n}-increase" for n in up} | {f"q{n}-decrease" for n in down}


SETTINGS = settings(
    deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)


@settings(SETTINGS, max_examples=40)
@given(pairs=below, saying=st.sets(st.sampled_from(READOUTS)), told=claims)
def test_more_of_a_subtype_is_more_of_what_says_so_and_nothing_else(pairs, saying, told):
    kb = readouts(pairs, saying, told)
    effects = kb.effects("d0")
    assert states(effects) == expected(pairs, saying, told)
    if {subject for subject, _, _ in told} == {"ex:d0"}:  # of a bare member of a class nothing was seen
        assert all(e.standing.shown == "seen" or e.standing.answer == "opposed" for e in effects)
    assert all(e.steps == 1 for e in effects), "the meaning of words is no causal step"
    assert states(kb.what_if(Exposure(["d0"])).effects) == expected(pairs, saying, told)


def test_no_stand_in_of_a_class_is_among_the_drugs(kb):
    assert {str(row["d"]).rpartition("/")[2] for row in kb.sparql("SELECT ?d { ?d a lena:IMiD }")} == {
        "lenalidomide", "pomalidomide", "thalidomide",
    }  # fmt: skip
    for triples in (kb.ontology.core(), kb.ontology.exposure_module(), kb.ontology.statements()):
        named = {str(getattr(term, "value", "")) for t in triples for term in (t.subject, t.object)}
        assert len(named) > 50
        assert named.isdisjoint(kb.ontology.arbitrary_members.values())
