"""'Did you mean': words are corrected, symbols of genes, proteins and compounds never are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenaowl.rdf.suggestions import did_you_mean, is_symbol, nearest, symbols, unknown_symbol
from lenaowl.rdf.vocabulary import local_name


@pytest.fixture(scope="module")
def known(kb):
    return [local_name(iri) for iri in kb.catalogue.shown]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lenalidomid", "lenalidomide"), ("IMid", "IMiD"), ("ikzf-3", "IKZF3"), ("t cell", "T-cell"),
        ("inducesDegradationof", "inducesDegradationOf"), ("Drugg", "Drug"), ("Crbn", "CRBN"),
    ],
)  # fmt: skip
def test_misspelt_words_and_other_cases_find_their_term(known, typed, first):
    assert nearest(typed, known)[0] == first


@pytest.mark.parametrize(
    "typed", ["DTWD1", "IKZF33", "IL21", "CC-4048", "TP53", "CRBM", "DKY710", "dtwd1", "IKZF8-increase"]
)
def test_no_symbol_is_taken_for_another(known, typed):
    for name in nearest(typed, known, most=20):
        assert symbols(name) <= symbols(typed.upper()), name


@settings(deadline=None)
@given(st.from_regex(r"[A-Z]{2,5}[0-9]{1,2}", fullmatch=True))
def test_whatever_the_symbol(known_names, typed):
    for name in nearest(typed, known_names, most=20, cutoff=0):
        assert symbols(name) <= {typed.casefold()}, name


@pytest.fixture(scope="module")
def known_names(known):
    return known


def test_what_is_said_of_an_unknown_symbol():
    assert unknown_symbol("DTWD1", 47) == "'DTWD1' is not in lenaowl, which knows 47 proteins"
    assert all(map(is_symbol, ("DTWD1", "TP53", "HLA-DRB1", "CC-885")))
    assert not any(map(is_symbol, ("IMiD", "lenalidomide", "T-cell", "", "X")))


def test_nothing_is_suggested_for_what_is_no_name(known):
    assert nearest("", known) == nearest("x" * 100_000, known) == []
    assert did_you_mean([]) == ""
