"""Names: whatever a user types leads to the term, or to a helpful error."""

from __future__ import annotations

import pytest

import lenaowl


@pytest.mark.parametrize(
    "name",
    ["lenalidomide", "Lenalidomide", "LENALIDOMIDE", "Revlimid", "cc-5013", "CHEBI:63791", "chebi:63791",
     "lena:lenalidomide", "https://w3id.org/lenaowl/lenalidomide", " lenalidomide "],
)  # fmt: skip
def test_names_of_a_drug(kb, name):
    assert kb.effects(name) == kb.effects("lenalidomide")


@pytest.mark.parametrize(
    "name", ["IKZF3", "ikzf3", "Aiolos", "uniprot:Q9UKT9", "UNIPROT:q9ukt9", "HGNC:13178", "hgnc:13178"]
)
def test_names_of_a_protein(kb, name):
    assert kb.explain("lenalidomide", "decreases", name)


@pytest.mark.parametrize("name", ["IL2", "IL-2", "interleukin-2", "Interleukin 2"])
def test_hyphens_and_spaces(kb, name):
    assert kb.explain("lenalidomide", "increases", name)


def test_an_unknown_name_gets_suggestions(kb, run):
    with pytest.raises(lenaowl.UnknownNameError) as error:
        kb.effects("lenalidomde")
    assert "lenalidomide" in error.value.suggestions
    answer = run("effects", "lenalidomde")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "Did you mean: lenalidomide" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_name_of_another_kind_is_told_apart(kb):
    with pytest.raises(lenaowl.WrongKindError, match="IKZF3-knockdown"):
        kb.effects("Aiolos")
    with pytest.raises(lenaowl.UnknownNameError, match="context"):
        kb.effects("lenalidomide", context="lenalidomide")


def test_an_ambiguous_name_lists_the_choices():
    two = """
    @prefix ex: <https://example.org/> . @prefix lena: <https://w3id.org/lenaowl/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ex:A-1 a lena:IMiD ; rdfs:label "twin" . ex:A-2 a lena:IMiD ; rdfs:label "twin" .
    """
    with pytest.raises(lenaowl.AmbiguousNameError, match="A-1, A-2"):
        lenaowl.load(two).effects("twin")


@pytest.mark.parametrize("name", ["", " ", "\x00", "💊", "a" * 5000, "CHEBI:", ":::", "x' OR '1'='1", "lena:"])
def test_odd_names_are_only_unknown(kb, name):
    with pytest.raises(lenaowl.UnknownNameError):
        kb.effects(name)


@pytest.mark.parametrize("name", ["pmid:1", "HGNC:99999999"])
def test_an_unknown_identifier_resembles_nothing(kb, name):
    with pytest.raises(lenaowl.UnknownNameError, match="Look for words with: lenaowl search") as caught:
        kb.term(name)
    assert caught.value.suggestions == ()
    with pytest.raises(lenaowl.UnknownNameError, match=r"Did you mean: .*claim-IKZF3-represses-IL2"):
        kb.term("lena:claim-IKZF3-represses-IL")
