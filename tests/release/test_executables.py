"""The catalogue of questions for programs, and the page of them for people."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from rdflib import RDF, Graph, Namespace

import lenaowl
from lenaowl.query.templates import templates
from lenaowl.release.query_catalogue import CATALOGUE, PAGE

SH = Namespace("http://www.w3.org/ns/shacl#")
QUERY = "https://w3id.org/lenaowl/queries/"


@pytest.fixture(scope="module")
def told() -> Graph:
    return Graph().parse(lenaowl.path(CATALOGUE))


def test_both_are_fresh(built):
    assert lenaowl.path(CATALOGUE).read_bytes() == (built / CATALOGUE).read_bytes()
    assert (ROOT / "docs" / "pages" / PAGE).read_bytes() == (built / "docs" / PAGE).read_bytes()


def test_each_template_is_an_executable_that_runs_as_it_is(kb, with_example, told):
    from lenaowl.query.results import ask

    found = {str(node).removeprefix(QUERY): node for node in told.subjects(RDF.type, SH.SPARQLExecutable)}
    assert found.keys() == templates().keys()
    for name, node in found.items():
        texts = [str(text) for part in (SH.select, SH.ask, SH.construct) for text in told.objects(node, part)]
        assert len(texts) == 1, name
        data = templates()[name].data
        asked = with_example(data) if data else kb
        assert ask(asked.questions.store, texts[0]), name
        assert {str(told.value(p, SH.name)) for p in told.objects(node, SH.parameter)} == {
            param.name for param in templates()[name].params
        }


def test_the_page_tells_each_template_and_links_to_it():
    text = (ROOT / "docs" / "pages" / PAGE).read_text(encoding="utf-8")
    sections = re.findall(r"^### (.*)$", text, re.MULTILINE)
    assert sorted(sections) == list(templates())
    assert set(re.findall(r"\(#([^)]*)\)", text)) == set(sections)
    for one in templates().values():
        assert one.summary in text


def test_the_page_tells_what_servers_get_wrong():
    from servers.test_servers import WRONG

    text = (ROOT / "docs" / "pages" / PAGE).read_text(encoding="utf-8")
    for name in WRONG["virtuoso"]:
        assert name.partition("-")[0] in text
