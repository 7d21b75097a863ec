"""The publications that the ontology cites: how each is printed, and what identifies it."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest
import rdflib
from conftest import ROOT

from lenaowl.ontology.sources import data_files, source_files
from lenaowl.rdf.vocabulary import lena

SHORT = rdflib.URIRef(lena("shortCitation"))
# What was checked by hand: who wrote it, when, where, its identifier, and where that was seen with the title.
CHECKS = ROOT / "ontology" / "publication-checks.tsv"
KINDS = {
    "ResearchArticle",
    "ReviewArticle",
    "ConferenceAbstract",
    "ProductLabel",
    "AgencyDocument",
    "NewsItem",
    "DatabaseRecord",
}
ARTICLES = {"ResearchArticle", "ReviewArticle"}
NOT_VERIFIED = "not verified"
# An identifier that came with the first curation and was never seen beside the title.
NOT_SEEN = "not seen with its title"


@pytest.fixture(scope="module")
def authored() -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in (*source_files(), *data_files()):
        graph.parse(file)
    return graph


def publications(graph: rdflib.Graph) -> set[rdflib.URIRef]:
    return set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(lena("Publication"))))


def test_each_publication_has_one_short_citation_that_no_other_has(authored):
    printed = defaultdict(set)
    for publication in publications(authored):
        citations = list(authored.objects(publication, SHORT))
        assert len(citations) == 1, (publication, citations)
        assert citations[0].language is None
        assert citations[0].strip() == str(citations[0])
        assert len(citations[0]) <= 40, citations[0]
        printed[str(citations[0])].add(publication)
    assert len(printed) > 150
    assert {citation: found for citation, found in printed.items() if len(found) > 1} == {}


@pytest.fixture(scope="module")
def checked() -> dict[rdflib.URIRef, dict[str, str]]:
    with CHECKS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [row["publication"] for row in rows] == sorted({row["publication"] for row in rows})
    return {rdflib.URIRef(lena("publication-" + row["publication"])): row for row in rows}


def test_each_publication_is_checked_and_says_what_the_table_says(authored, checked):
    assert publications(authored) == set(checked)
    for publication, row in checked.items():
        (label,) = authored.objects(publication, rdflib.RDFS.label)
        identifiers = [str(value) for value in authored.objects(publication, rdflib.DCTERMS.identifier)]
        kinds = {str(kind).removeprefix(lena("")) for kind in authored.objects(publication, rdflib.RDF.type)} & KINDS
        assert kinds == {row["kind"]}, publication
        assert identifiers == ([row["identifier"]] if row["identifier"] else []), publication
        assert [row["cited_as"]] == [str(value) for value in authored.objects(publication, SHORT)], publication
        assert str(label).startswith(row["first_author"]), publication
        assert row["year"] in label, publication
        assert row["journal"] in label, publication
        if row["first_author"]:
            assert row["cited_as"].startswith(row["first_author"]), publication


def test_each_article_has_an_identifier_or_is_listed_as_not_verified(checked):
    articles = {publication: row for publication, row in checked.items() if row["kind"] in ARTICLES}
    without = {publication for publication, row in articles.items() if not row["identifier"]}
    assert without == {
        publication for publication, row in articles.items() if row["identifier_seen"].startswith(NOT_VERIFIED)
    }
    assert all(row["identifier_seen"] for row in articles.values())
    identifiers = [row["identifier"] for row in checked.values() if row["identifier"]]
    assert len(identifiers) == len(set(identifiers))


def test_no_identifier_is_called_seen_that_was_not(checked):
    unseen = {publication for publication, row in checked.items() if row["identifier_seen"] == NOT_SEEN}
    assert all(checked[publication]["identifier"] for publication in unseen)
    assert not any("earlier curation" in row["identifier_seen"] for row in checked.values())
