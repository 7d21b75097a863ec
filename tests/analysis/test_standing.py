"""Each question gives one of the same kinds of answer, and silence is never a no."""

from __future__ import annotations

import json

import pytest
from worlds import OWN

import lenaowl

CLAIM = """
ex:claim-{number} a lena:Claim ; lena:subject ex:rival ; lena:predicate lena:{predicate} ; lena:object lena:{entity} ;
    lena:context lena:{context} ; lena:polarity lena:{polarity} ; lena:status lena:{status} ;
    lena:evidence [ lena:method eco:0000033 ; lena:publication lena:publication-kronke2014 ] .
"""


DECIDES = [
    ("established", "negative", "denied"),
    ("suggested", "negative", "not recorded"),
    ("suggested", "positive", "weaker (suggested)"),
    ("hypothesis", "positive", "weaker (hypothesis)"),
    ("open", "undetermined", "weaker (open)"),
    ("contradicted", "positive", "not recorded"),
]
# What is claimed of each rival, all of them in one knowledge base: none has to do with another.
RIVALS = {
    "both": [
        ("increases", "IL2", "T-cell", "positive", "established"),
        ("decreases", "IL2", "T-cell", "positive", "established"),
    ],
    "apart": [
        ("increases", "IL2", "T-cell", "positive", "established"),
        ("decreases", "IL2", "CLL-cell", "positive", "established"),
    ],
    **{f"{status}-{polarity}": [("increases", "IL2", "T-cell", polarity, status)] for status, polarity, _ in DECIDES},
}


def rival(name):
    return f"https://example.org/{name}/rival"


@pytest.fixture(scope="module")
def own():
    """The shipped ontology with the rivals, and with a compound of which nothing is claimed for each."""
    fields = ("predicate", "entity", "context", "polarity", "status")
    texts = []
    for name, claims in RIVALS.items():
        told = (CLAIM.format(number=n, **dict(zip(fields, c, strict=True))) for n, c in enumerate(claims))
        texts.append(OWN.replace("https://example.org/", f"https://example.org/{name}/").format(claims="".join(told)))
    return lenaowl.load("".join(texts))


def answer(kb, *question):
    return str(kb.explain(*question).standing)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (("lenalidomide", "decreases", "IKZF3"), "follows (seen)"),
        (("golcadomide", "decreases", "IKZF3"), "follows (seen)"),
        (("golcadomide", "increases", "IL2"), "follows (predicted)"),
        (("thalidomide", "increases", "IL2"), "follows (predicted)"),
        (("IKZF3-knockdown", "increases", "IL2"), "follows (seen)"),
        (("IKZF3-knockdown", "decreases", "IKZF3"), "follows (seen)"),
        (("lenalidomide", "degrades", "IKZF2"), "denied"),
        (("pomalidomide", "increases", "limb-malformation"), "follows (seen)"),  # in the rabbit
        (("lenalidomide", "increases", "ADCC"), "weaker (suggested)"),
        (("pomalidomide", "increases", "p21"), "weaker (open)"),
        (("lenalidomide", "increases", "GSPT1"), "not recorded"),
        (("thalidomide", "decreases", "CRBN"), "not recorded"),
        (("IKZF4-H188Q", "is-a", "IMiDSensitiveForm"), "follows (predicted)"),
        (("lenalidomide", "is-a", "IMiD"), "follows (seen)"),
        (("IKZF3-Q147H", "is-a", "IMiDSensitiveForm"), "denied"),
        (("IKZF5-WT", "is-a", "IMiDSensitiveForm"), "not recorded"),
    ],
)
def test_explain_gives_the_kind_of_answer(kb, question, expected):
    assert answer(kb, *question) == expected


def test_nothing_downstream_of_golcadomide_is_called_seen(kb):
    shown = {e.entity.name: e.standing.shown for e in kb.effects("golcadomide")}
    assert {entity for entity, how in shown.items() if how == "seen"} == {"IKZF1", "IKZF3"}
    assert len(shown) >= 12


@pytest.mark.slow
def test_a_class_shows_what_holds_for_the_members_it_was_shown_with(kb, own):
    assert answer(kb, "IMiD", "degrades", "IKZF1") == "follows (seen)"
    assert answer(own, "https://example.org/both/LO-1", "degrades", "IKZF1") == "follows (predicted)", (
        "nobody has tested it"
    )


def test_both_directions_are_opposed_and_say_by_what(own):
    (up,) = [e for e in own.effects(rival("both")) if e.state.name == "IL2-increase"]
    assert up.standing.answer == "opposed"
    assert [c.predicate.rpartition("/")[2] for c in up.standing.claims] == ["decreases"]
    assert {e.state.name for e in own.what_if(agents=rival("both")).opposed} >= {"IL2-increase", "IL2-decrease"}
    assert answer(own, rival("both"), "increases", "IL2") == "opposed"


def test_an_opposition_in_other_cells_is_none(own):
    assert answer(own, rival("apart"), "increases", "IL2") == "follows (seen)"


@pytest.mark.parametrize(("status", "polarity", "expected"), DECIDES)
def test_status_and_polarity_decide(own, status, polarity, expected):
    assert answer(own, rival(f"{status}-{polarity}"), "increases", "IL2") == expected


def test_what_takes_a_weaker_claim_is_called_weaker_where_that_is_admitted():
    kb = lenaowl.load(admit="suggested")
    (effect,) = [e for e in kb.effects("lenalidomide") if e.state.name == "ADCC-increase"]
    assert str(effect.standing) == "weaker (suggested)"
    assert {c.status for c in effect.standing.claims} == {"suggested"}


def test_the_kinds_are_in_the_json(run):
    effects = json.loads(run("effects", "golcadomide", "--format", "json").stdout)
    assert {(e["standing"]["answer"], e["standing"]["shown"]) for e in effects} == {
        ("follows", "seen"),
        ("follows", "predicted"),
    }
    tree = json.loads(run("explain", "lenalidomide", "decreases", "IKZF3", "--format", "json").stdout)
    assert (tree["standing"]["answer"], tree["standing"]["shown"]) == ("follows", "seen")
    no = json.loads(run("explain", "lenalidomide", "degrades", "IKZF2", "--format", "json").stdout)
    assert no["standing"]["answer"] == "denied"
    assert [claim["id"] for claim in no["standing"]["claims"]] == ["lena:claim-lenalidomide-spares-IKZF2"]
    compared = json.loads(run("compare", "thalidomide", "lenalidomide", "--format", "json").stdout)
    answers = {row["entity"]["id"]: row["agents"][0]["standing"]["answer"] for row in compared["rows"]}
    assert (answers["lena:CK1alpha"], answers["lena:FAM83F"]) == ("denied", "not recorded")


def words(text):
    """A text without its line breaks."""
    return " ".join(text.split())


def test_the_text_says_which_silence_it_is(run):
    assert "It is denied" in words(run("explain", "lenalidomide", "degrades", "IKZF2").stdout)
    assert "may be so" in words(run("explain", "lenalidomide", "increases", "GSPT1").stdout)
    assert "weaker claims were admitted" in words(run("explain", "pomalidomide", "increases", "p21").stdout)
    assert "the chain of claims predicts it" in words(run("explain", "golcadomide", "increases", "IL2").stdout)
    table = run("compare", "thalidomide", "lenalidomide").stdout
    assert " - " not in table
    assert "not recorded" in table
