"""The publications that the ontology cites: how each is printed, and what identifies it."""

from __future__ import annotations

from collections import defaultdict

import pytest
import rdflib

from lenaowl.ontology.sources import data_files, source_files
from lenaowl.rdf.vocabulary import lena

SHORT = rdflib.URIRef(lena("shortCitation"))


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
