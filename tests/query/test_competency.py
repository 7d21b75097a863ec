"""The questions the ontology must answer are plain SPARQL over the shipped inferred Turtle, on two engines."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import lenaowl
from lenaowl.rdf.vocabulary import NAMESPACE, compact

QUESTIONS = sorted((Path(__file__).resolve().parents[2] / "queries" / "competency").glob("*.rq"))
INFERRED = lenaowl.path("lenaowl-inferred.ttl")
IDS = [
    f"CQ{number:02}"
    for number in (
        1, 2, 3, 4, 5, 6, 9, 10, 13, 16, 17, 18, 20, 21, 23, 24, 25, 27, 28, 29, 30, 33, 34, 36, 38, 39,
        41, 42, 43, 44, 47, 48, 49, 50, 51, 53, 55, 57, 58, 60,
    )
]  # fmt: skip
NUMBERS = {f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("decimal", "integer")}


@pytest.fixture(scope="module")
def graph():
    return rdflib.Graph().parse(INFERRED)


@pytest.fixture(scope="module")
def store():
    held = ox.Store()
    held.load(path=str(INFERRED), format=ox.RdfFormat.TURTLE)
    return held


def cell(text, datatype):
    """The way terms are written in the tables: CURIEs, numbers without trailing zeros, other literals as they are."""
    if datatype is None:
        return compact(text)
    return format(Decimal(text).normalize(), "f") if datatype in NUMBERS else text


def on_rdflib(graph, query):
    def shown(term):
        if term is None:
            return ""
        return cell(str(term), str(term.datatype) if isinstance(term, rdflib.Literal) else None)

    return Counter(tuple(map(shown, row)) for row in graph.query(query))


def on_oxigraph(store, query):
    def shown(term):
        if term is None:
            return ""
        return cell(term.value, term.datatype.value if isinstance(term, ox.Literal) else None)

    return Counter(tuple(map(shown, row)) for row in store.query(query))


def table(question):
    with question.with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    return header, Counter(map(tuple, rows))


def find(number):
    return next(question for question in QUESTIONS if question.name.startswith(f"{number}-"))


def text(question):
    return question.read_text(encoding="utf-8")


def test_each_question_has_a_query_and_a_table():
    assert [question.name.partition("-")[0] for question in QUESTIONS] == IDS
    for question in QUESTIONS:
        assert question.with_suffix(".csv").is_file()
        assert "# Question: " in text(question)
        assert "# Asked by: " in text(question)
        assert "Rests on: " in text(question)
        assert "VALUES" not in text(question), "an answer is selected on the model, not listed"
        assert bool(table(question)[1]) == (not question.name.startswith("CQ48"))


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.stem)
def test_the_answer_is_the_expected_one_on_both_engines(graph, store, question):
    header, expected = table(question)
    assert [v.value for v in store.query(text(question)).variables] == header
    assert on_oxigraph(store, text(question)) == expected
    assert on_rdflib(graph, text(question)) == expected


def lena(name):
    return ox.NamedNode(NAMESPACE + name)


def without(store, *subjects):
    """The data without all that is said of some subjects."""
    held = ox.Store()
    held.extend(quad for quad in store if quad.subject.value not in {NAMESPACE + subject for subject in subjects})
    return held


@pytest.mark.parametrize(
    ("number", "removed", "missing"),
    [
        ("CQ01", "iberdomide", "lena:iberdomide"),
        ("CQ04", "claim-RBX1-in-CRL4-CRBN", "lena:RBX1"),
        ("CQ05", "IKZF4-H188Q", "lena:IKZF4-H188Q"),
        ("CQ13", "claim-UBE2M-loss-resists-lenalidomide", "lena:UBE2M"),
        ("CQ16", "claim-CK1alpha-encoded-in-5q", "lena:CK1alpha"),
        ("CQ23", "claim-CLL-main-driver-open", "lena:claim-CLL-main-driver-open"),
        ("CQ38", "claim-IKZF3-represses-IL2", "lena:IKZF3"),
        ("CQ43", "result-MDS-004-RBC-TI-Pbo-fenaux2011", "lena:arm-MDS-004-Pbo"),
        ("CQ53", "claim-PDB-5FQD-depicts-CK1alpha", "lena:PDB-5FQD"),
    ],
)
def test_an_answer_rests_on_what_it_is_selected_from(store, number, removed, missing):
    question = find(number)
    left = on_oxigraph(without(store, removed), text(question))
    gone = table(question)[1] - left
    assert gone
    assert not left - table(question)[1]
    assert all(missing in row for row in gone)
    assert not any(missing in row for row in left)


def test_an_approval_takes_a_disease_from_those_without_one(store):
    held = ox.Store()
    held.extend(store)
    for predicate, value in (
        ("subject", "lenalidomide"), ("predicate", "isApprovedFor"), ("polarity", "positive"),
        ("object", "chronic-lymphocytic-leukaemia"),
    ):  # fmt: skip
        held.add(ox.Quad(lena("claim-of-this-test"), lena(predicate), lena(value)))
    assert on_oxigraph(held, text(find("CQ18"))) == Counter(
        {("lena:aggressive-B-cell-lymphoma", "lena:established"): 1}
    )


def test_a_number_without_a_publication_is_found(store):
    held = ox.Store()
    held.extend(store)
    result = lena("result-MM-010-TTP-LenDex-dimopoulos2007")
    (reported,) = held.quads_for_pattern(result, lena("reportedIn"), None)
    held.remove(reported)
    query = text(find("CQ48"))
    assert on_oxigraph(held, query) == Counter({("lena:result-MM-010-TTP-LenDex-dimopoulos2007",): 1})
    assert not on_oxigraph(store, query)
