"""What if: the answers are those that the literature gives, and those that the rules and HermiT give of the same RDF."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lenaowl
from lenaowl import Exposure
from lenaowl.inference.owl_reasoners import classify
from lenaowl.rdf.canonical import turtle
from lenaowl.rdf.vocabulary import lena

HAS_EFFECT = lena("hasEffect")


def states(effects):
    return {effect.state.name for effect in effects}


def reasons(answer):
    return {lost.effect.state.name: lost.failure.reason for lost in answer.lost}


def test_without_the_ligase_nothing_is_degraded(kb):
    answer = kb.what_if(Exposure(["lenalidomide"], without=["CRBN"]))
    assert {"IKZF1-decrease", "IKZF3-decrease", "IL2-increase"} <= set(reasons(answer))
    assert reasons(answer)["IL2-increase"] == "no functional CRBN (cereblon) is present"
    # cereblon is required for what these drugs do to myeloma cells
    assert states(answer.gained) == {"CRBN-decrease", "CRL4-CRBN-decrease", "antimyeloma-activity-decrease"}
    assert not {"IKZF1-decrease", "IKZF3-decrease"} & states(answer.effects)


def test_a_cereblon_that_does_not_bind_the_drug_does_not_help(kb):
    null = Exposure(["lenalidomide"], contexts=["MM1S"], without=["CRBN"])
    mutant = Exposure(["lenalidomide"], contexts=["MM1S"], without=["CRBN"], forms=["CRBN-YWAA"])
    restored = Exposure(["lenalidomide"], contexts=["MM1S"], without=["CRBN"], forms=["CRBN-WT"])
    assert "IKZF3-decrease" not in states(kb.what_if(null).effects) | states(kb.what_if(mutant).effects)
    assert "IKZF3-decrease" in states(kb.what_if(restored).effects)
    assert "glue-competent" in reasons(kb.what_if(mutant))["IKZF3-decrease"]


def test_a_resistant_form_replaces_or_joins_the_wild_type(kb):
    instead = kb.what_if(Exposure(["lenalidomide"], contexts=["multiple-myeloma-cell"], forms=["IKZF3-Q147H"]))
    beside = kb.what_if(Exposure(["lenalidomide"], contexts=["multiple-myeloma-cell"], also=["IKZF3-Q147H"]))
    assert "IKZF1-decrease" in states(instead.effects) & states(beside.effects)
    assert "IKZF3-decrease" not in states(instead.effects) | states(beside.effects)
    assert "cell-death-increase" not in states(beside.effects), "the resistant form supplies what is lost"
    assert "cell-death-increase" not in states(instead.effects), "nor does the loss of Ikaros kill if it is alone"
    assert reasons(instead)["IKZF3-decrease"] == "IKZF3 Q147H is not known to be an IMiD-sensitive form"
    assert "present together" in reasons(beside)["IKZF3-decrease"]


def test_what_another_drug_may_still_do_is_not_lost(kb):
    # pomalidomide needs the proteasome by its claims; what SJ7095 needs, no claim says
    together = kb.what_if(Exposure(["SJ7095", "pomalidomide"], contexts=["malignant-cell"], without=["proteasome"]))
    alone = kb.what_if(Exposure(["pomalidomide"], contexts=["malignant-cell"], without=["proteasome"]))
    assert "IKZF1-decrease" in {lost.effect.state.name for lost in alone.lost}
    assert "IKZF1-decrease" in {unjudged.effect.state.name for unjudged in together.not_judged}
    assert "IKZF1-decrease" not in {lost.effect.state.name for lost in together.lost}


def test_what_holds_for_another_reason_is_no_failure(kb):
    answer = kb.what_if(Exposure(["lenalidomide"], without=["IKZF1"]))
    assert not answer.lost
    there = kb.what_if(Exposure(["lenalidomide"], contexts=["MM1S"], without=["IKZF1"]))
    assert "IKZF1-decrease" in states(there.still_follows)
    lost = {lost.effect.state.name: lost for lost in there.lost}
    assert lost["IL2-increase"].failure.reason == "no T cell is present"
    assert all(item.absent for item in there.lost)
    assert "CLL-cell" not in {context.name for effect in there.still_follows for context in effect.contexts}


def test_what_is_not_described_is_told_from_what_was_taken_out(kb):
    rabbit = kb.what_if(Exposure(["thalidomide"], species="rabbit"))
    assert reasons(rabbit)["IKZF1-decrease"] == "no form of IKZF1 (Ikaros) is known to be there"
    knocked = kb.what_if(Exposure(["thalidomide"], without=["IKZF1"], contexts=["T-cell"], forms=["IKZF1-Q146H"]))
    assert "not known to be" in reasons(knocked)["IKZF1-decrease"]


@pytest.mark.parametrize("parts", [{"agents": None}, {"agents": 5}, {"forms": [None]}, {"species": ["mouse"]}])
def test_what_is_no_exposure_is_told(parts):
    with pytest.raises(lenaowl.LenaowlError, match="exposure"):
        Exposure(**parts)


def test_contexts_that_are_absent_are_told(kb):
    answer = kb.what_if(Exposure(["lenalidomide"], contexts=["NK-cell"]))
    failure = {lost.effect.state.name: lost.failure for lost in answer.lost}["NK-cell-proliferation-increase"]
    assert [context.name for context in failure.absent] == ["T-cell"]
    assert failure.elsewhere
    assert failure.reason == "no T cell is present"
    both = kb.what_if(Exposure(["lenalidomide"], contexts=["NK-cell", "T-cell"]))
    assert "NK-cell-proliferation-increase" in states(both.still_follows)


def test_the_reference_profile_is_kept_whole_where_nothing_is_changed(kb):
    answer = kb.what_if(Exposure(["lenalidomide"]))
    assert (answer.lost, answer.gained) == ((), ())
    assert [e.as_dict() | {"source": ""} for e in answer.effects] == [
        e.as_dict() | {"source": ""} for e in kb.effects("lenalidomide")
    ]


def test_species_is_told_by_the_contexts_or_by_the_user(kb):
    mouse = kb.what_if(Exposure(["lenalidomide"], contexts=["mouse"]))
    mended = kb.what_if(Exposure(["lenalidomide"], contexts=["mouse"], forms=["mouse-CRBN-I391V"]))
    assert "CK1alpha-decrease" not in states(mouse.effects)
    assert "CK1alpha-decrease" in states(mended.effects)
    told = kb.what_if(Exposure(["lenalidomide"], contexts=["T-cell"], species="mouse"))
    assert "IL2-increase" not in states(told.effects)


def test_agents_combine(kb):
    answer = kb.what_if(Exposure(["lenalidomide", "IRF4-knockdown"], contexts=["multiple-myeloma-cell"]))
    assert {"IKZF1-decrease", "IRF4-decrease"} <= states(answer.effects)
    assert not answer.gained


def test_nothing_but_a_loss(kb):
    answer = kb.what_if(Exposure(without=["IKZF1"], contexts=["MM1S"]))
    assert {"IKZF1-decrease", "cell-death-increase"} <= states(answer.gained) == states(answer.effects)


@pytest.mark.parametrize("part", ["RBX1", "CUL4A", "DDB1", "CRL4-CRBN"])
def test_nothing_is_degraded_without_a_part_of_the_ligase(kb, part):
    answer = kb.what_if(Exposure(["lenalidomide"], contexts=["MM1S"], without=[part]))
    assert {"IKZF1-decrease", "CK1alpha-decrease", "cell-death-increase"} <= set(reasons(answer))
    assert reasons(answer)["CK1alpha-decrease"] == "no functional CRL4-CRBN E3 ubiquitin ligase complex is present"


PARTS = {
    "agents": ["thalidomide", "lenalidomide", "pomalidomide", "IMiD", "CRBN-knockdown", "IKZF3-knockdown"],
    "contexts": ["multiple-myeloma-cell", "T-cell", "NK-cell", "CLL-cell", "stimulated-CLL-cell", "CD34-progenitor"],
    "without": ["CRBN", "DDB1", "IKZF1", "IKZF3", "IRF4", "p21", "IL2", "proteasome"],
    "forms": ["IKZF3-Q147H", "IKZF1-Q146H", "IKZF4-H188Q", "CRBN-YWAA", "mouse-CRBN-I391V"],
}


def some(name, least=0, most=3):
    return st.lists(st.sampled_from(PARTS[name]), min_size=least, max_size=most, unique=True)


@st.composite
def exposures(draw):
    forms = draw(some("forms", most=2))
    also = [form for form in draw(some("forms", most=1)) if form not in forms]
    return Exposure(draw(some("agents", 1, 2)), draw(some("contexts")), draw(some("without", most=2)), forms, also)


def described(answers):
    return turtle(triple for answer in answers for triple in answer.statements)


# Each exposure without a context is one in each reference system, so thirty of them are hundreds to infer for.
@pytest.mark.slow
@pytest.mark.parametrize("at_once", [4, pytest.param(30, marks=pytest.mark.long)])
def test_the_rules_infer_the_same_of_the_turtle(kb, at_once):
    @settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(asked=st.lists(exposures(), min_size=at_once, max_size=at_once + 10))
    def agree(asked):
        answers = [kb.what_if(exposure) for exposure in asked]
        read = lenaowl.load(described(answers))
        for answer in answers:
            for presence in answer.presences.values():
                proved = kb.ontology.prover.best(presence)
                inferred = {
                    *read.ontology.facts.effects.get(presence.exposure, ()),
                    *read.ontology.facts.degraded.get(presence.exposure, ()),
                }
                assert set(proved) == inferred

    agree()


@pytest.mark.long
@pytest.mark.judge
def test_hermit_infers_the_same_of_the_turtle(kb, java):
    asked = (
        Exposure(["lenalidomide"], contexts=["multiple-myeloma-cell"], also=["IKZF3-Q147H"]),
        Exposure(["lenalidomide"], contexts=["multiple-myeloma-cell", "T-cell"], without=["CRBN"], forms=["CRBN-YWAA"]),
        Exposure(["pomalidomide", "IRF4-knockdown"], contexts=["T-cell", "NK-cell"], without=["IKZF1"]),
        Exposure(["lenalidomide"], contexts=["mouse"], forms=["mouse-CRBN-I391V"]),
    )
    answers = [kb.what_if(exposure) for exposure in asked]
    read = lenaowl.load(described(answers))
    facts = classify([*read.ontology.core(), *read.ontology.exposure_module()], "hermit")
    for answer in answers:
        for presence in answer.presences.values():
            judged = {o for s, p, o in facts if (s, p) == (presence.exposure, HAS_EFFECT)}
            assert {
                state for state, proof in kb.ontology.prover.best(presence).items() if proof.statement[1] == HAS_EFFECT
            } == judged


# -- needs: stated, stated to be absent, not stated ---------------------------------------------------

NOBODY_SAYS = {  # each followed without cereblon once, though its claims do not say what they need
    ("CEBPB-decrease", ("multiple-myeloma-cell",)), ("stromal-support-decrease", ("malignant-cell",)),
    ("tumour-flare-reaction-increase", ("CLL-patient",)), ("limb-malformation-increase", ("chicken-embryo",)),
    ("limb-malformation-increase", ("cynomolgus-monkey",)),
}  # fmt: skip


def keys(effects):
    return {(effect.state.name, tuple(context.name for context in effect.contexts)) for effect in effects}


def test_nothing_still_follows_because_nobody_says_that_it_does_not(kb):
    answer = kb.what_if(agents="lenalidomide", without="CRBN")
    assert keys(item.effect for item in answer.not_judged) >= NOBODY_SAYS
    assert not keys(answer.effects) & NOBODY_SAYS
    # the loss of cereblon does these itself
    assert keys(answer.still_follows) == {
        ("limb-malformation-increase", ("zebrafish-embryo",)),
        ("developmental-malformation-increase", ("zebrafish-embryo",)),
        ("MEIS2-ubiquitination-decrease", ()),
    }
    for item in answer.not_judged:
        assert [thing.name for thing in item.things] == ["CRBN"]
        assert item.claims
        assert all(kb.ontology.claims[c.iri].predicate != lena("inducesDegradationOf") for c in item.claims)


@pytest.mark.parametrize("part", ["DDB1", "proteasome", "UBE2M"])
def test_a_claim_that_names_cereblon_says_nothing_of_the_rest_of_the_ligase(kb, part):
    answer = kb.what_if(agents="lenalidomide", without=part, contexts="CLL-cell")
    assert "p21-increase" in states(item.effect for item in answer.not_judged)
    assert "p21-increase" not in states(answer.effects)


def test_a_degradation_that_lists_its_needs_is_silent_only_on_needs_of_other_degradations(kb):
    other = kb.what_if(agents="lenalidomide", without="IKZF3", contexts="MM1S")
    assert "IKZF1-decrease" in states(other.still_follows)
    machinery = kb.what_if(agents="lenalidomide", without="COP9-signalosome", contexts="MM1S")
    assert "IKZF1-decrease" in reasons(machinery)
    assert "CK1alpha-decrease" in states(item.effect for item in machinery.not_judged)


def test_what_was_shown_not_to_be_needed_is_not(kb):
    answer = kb.what_if(agents="lenalidomide", without="p53", contexts="stimulated-CLL-cell")
    assert "cell-proliferation-decrease" in states(answer.still_follows)
    silent = {item.effect.state.name: item for item in answer.not_judged}
    assert silent["p21-increase"].things == (lena("p53"),), "that was shown of the slowing of cells, not of p21"


def test_what_was_supplied_again_is_not_changed(kb):
    answer = kb.what_if(agents="lenalidomide", without="CRBN", forms="CRBN-WT", contexts="MM1S")
    assert (answer.not_judged, answer.gained) == ((), ())
    assert {"p21-increase", "IKZF1-decrease"} <= states(answer.still_follows)


def test_a_form_that_its_residues_make_sensitive_is_degraded(kb):
    for drug in ("lenalidomide", "pomalidomide"):
        answer = kb.what_if(agents=drug, forms="IKZF4-H188Q", contexts="HEK293T")
        assert "IKZF4-decrease" in states(answer.gained)
        assert "IKZF4-decrease" not in states(kb.what_if(agents=drug, contexts="HEK293T").effects)


@pytest.mark.slow
def test_a_variant_of_a_user_gets_its_answer_from_its_residues_alone():
    kb = lenaowl.load("""
        @prefix lena: <https://w3id.org/lenaowl/> . @prefix ex: <https://example.org/> .
        ex:variant a lena:FunctionalForm ; lena:formOf lena:IKZF5 ; lena:hasResidue lena:degron-glutamine .""")
    assert "IKZF5-decrease" in states(kb.what_if(agents="IMiD", forms="variant", contexts="T-cell").gained)
    answer = kb.query("is-degraded", drug="thalidomide", protein="https://example.org/variant")
    assert list(answer) == [{"answer": "follows", "shown": "predicted"}]


def test_another_species_is_another_system(kb):
    answer = kb.what_if(agents="lenalidomide", contexts="CLL-cell", species="mouse")
    assert "p21-increase" in reasons(answer), "its claim names a cereblon that the mouse lacks"
    assert "stromal-support-decrease" in states(item.effect for item in answer.not_judged)


# -- the command line -------------------------------------------------------------------------------


def test_json_has_what_was_promised(run):
    answer = run("what-if", "lenalidomide", "--without", "CRBN", "--format", "json")
    content = json.loads(answer.stdout)
    assert set(content) == {
        "exposure", "label", "effects", "lost", "still_follows", "not_judged", "gained", "opposed"
    }  # fmt: skip
    assert {"entity", "direction", "state", "contexts", "level", "status", "steps", "citations", "source"} <= set(
        content["still_follows"][0]
    )
    assert {"effect", "claims", "things", "reason"} <= set(content["not_judged"][0])
    assert content["still_follows"][0]["standing"]["answer"] == "follows"
    assert {"step", "reason", "claim"} <= set(content["lost"][0]["failure"])


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["lenalidomde"], "Did you mean: lenalidomide"),
        (["lenalidomide", "--without", "T-cell"], "'T-cell' is not a protein or complex but a cell type context"),
        (["lenalidomide", "--form", "IKZF3-Q148H"], "The forms of IKZF3 in lenaowl are: IKZF3-Q147H, IKZF3-WT"),
        (["lenalidomide", "--also", "IKZF3-WT"], "is present already"),
        (["lenalidomide", "--context", "mouse", "--context", "zebrafish-embryo"], "several species"),
        (["lenalidomide", "--context", "mouse", "--species", "human"], "several species"),
        ([], "needs an agent"),
    ],
)
def test_mistakes_are_told(run, args, words):
    answer = run("what-if", *args)
    assert answer.returncode == 2
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stdout == ""


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_the_reasons_are_in_the_text(run, form):
    answer = run(
        "what-if", "lenalidomide", "-c", "multiple-myeloma-cell", "--form", "IKZF3-Q147H", "--format", form, "--wide"
    )
    assert "IKZF3 Q147H is not known to be an IMiD-sensitive form" in answer.stdout
    assert "effects of the reference profile need contexts that are absent" in answer.stdout


def test_comparison(kb, run):
    found = kb.compare(["thalidomide", "lenalidomide", "pomalidomide"])
    rows = {(row.entity.name, tuple(context.name for context in row.contexts)): row for row in found.rows}
    assert rows["IKZF1", ()].kind == "shared"
    assert rows["CK1alpha", ()].directions == ("", "decrease", "")
    assert rows["CK1alpha", ()].kind == "distinct"
    assert [str(s) for s in rows["CK1alpha", ()].standings] == ["denied", "follows (seen)", "denied"]
    angiogenesis = rows["angiogenesis", ("mouse",)]
    assert (angiogenesis.kind, angiogenesis.directions) == ("not tested", ("decrease", "", ""))
    assert [s.answer for s in angiogenesis.standings] == ["follows", "not recorded", "not recorded"]
    p21 = rows["p21", ("CLL-cell",)]
    assert [str(s) for s in p21.standings] == ["weaker (open)", "follows (seen)", "weaker (open)"]
    for row in found.of_kind("distinct"):
        assert "denied" in {s.answer for s in row.standings}, "distinct only where an absence was measured"
    content = json.loads(run("compare", "lenalidomide", "pomalidomide", "--format", "json").stdout)
    assert [agent["id"] for agent in content["agents"]] == ["lena:lenalidomide", "lena:pomalidomide"]
    assert run("compare", "lenalidomide").returncode == 2


@pytest.mark.slow
def test_opposite_effects_are_told(kb):
    text = """
    @prefix lena: <https://w3id.org/lenaowl/> . @prefix ex: <https://example.org/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix eco: <http://purl.obolibrary.org/obo/ECO_> .
    ex:rival a lena:Drug ; rdfs:label "rival" .
    ex:claim-rival a lena:Claim ; lena:subject ex:rival ; lena:predicate lena:decreases ; lena:object lena:IL2 ;
        lena:context lena:T-cell ; lena:polarity lena:positive ; lena:status lena:established ;
        lena:evidence [ lena:method eco:0000033 ; lena:publication lena:publication-kronke2014 ] .
    """
    found = lenaowl.load(text).compare(["rival", "lenalidomide"])
    assert [(row.entity.name, row.directions) for row in found.of_kind("opposite")] == [
        ("IL2", ("decrease", "increase"))
    ]
