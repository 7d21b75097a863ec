"""Clients that no one here wrote ask the endpoint, and get what they are used to."""

from __future__ import annotations

import shutil
import subprocess

import pytest
import rdflib
import sparql_dataframe
from conftest import HANGS
from programs import java
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, N3, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper

import lenaowl

pytestmark = pytest.mark.server

DRUGS = "SELECT ?d { ?d a <https://w3id.org/lenaowl/IMiD> } ORDER BY ?d"
ABOUT = "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { <https://w3id.org/lenaowl/IKZF3> } ?s ?p ?o }"
IMIDS = ["lenalidomide", "pomalidomide", "thalidomide"]


@pytest.mark.parametrize("method", [GET, POST, "directly"])
def test_sparqlwrapper(address, method):
    wrapper = SPARQLWrapper(f"{address}sparql")
    wrapper.setMethod(GET if method == GET else POST)
    if method == "directly":
        wrapper.setRequestMethod(POSTDIRECTLY)
    wrapper.setQuery(DRUGS)
    wrapper.setReturnFormat(JSON)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [row["d"]["value"].rpartition("/")[2] for row in rows] == IMIDS
    wrapper.setReturnFormat(XML)
    assert wrapper.queryAndConvert().toxml().count("<result>") == 3
    wrapper.setReturnFormat(CSV)
    assert len(wrapper.queryAndConvert().split()) == 4
    wrapper.setQuery(ABOUT)
    wrapper.setReturnFormat(RDFXML)
    graph = rdflib.Graph().parse(data=wrapper.query().response.read(), format="xml")
    assert len(graph) > 5
    for form in (TURTLE, N3):
        wrapper.setReturnFormat(form)
        assert len(rdflib.Graph().parse(data=wrapper.queryAndConvert(), format="turtle")) == len(graph)


def test_the_store_of_rdflib(address):
    graph = rdflib.Graph(SPARQLStore(f"{address}sparql"))
    imid = rdflib.URIRef("https://w3id.org/lenaowl/IMiD")
    assert sorted(str(s).rpartition("/")[2] for s in graph.subjects(rdflib.RDF.type, imid)) == IMIDS
    assert (rdflib.URIRef("https://w3id.org/lenaowl/lenalidomide"), rdflib.RDF.type, imid) in graph
    assert len(graph.query(ABOUT).graph) > 5


@pytest.mark.parametrize("post", [False, True])
def test_sparql_dataframe(address, post):
    frame = sparql_dataframe.get(f"{address}sparql", DRUGS, post=post)
    assert [iri.rpartition("/")[2] for iri in frame["d"]] == IMIDS


def test_our_own_endpoint(address, kb):
    endpoint = lenaowl.Endpoint(f"{address}sparql")
    assert list(endpoint.query("drugs-degrading", protein="IKZF3")) == list(
        kb.query("drugs-degrading", protein="IKZF3")
    )


ACCEPTED = {
    "text/turtle": "turtle", "application/ld+json": "json-ld", "application/n-triples": "nt", "application/rdf+xml": "xml",
    "text/html": "",
}  # fmt: skip


@pytest.mark.parametrize("media", ACCEPTED)
def test_curl_follows(address, media):
    program = shutil.which("curl")
    if not program:
        pytest.skip("curl is not installed")
    command = [program, "-sSfL", "-w", "\n%{content_type}", "-H", f"Accept: {media}", f"{address}IKZF3"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=HANGS, text=True)
    content, _, told = done.stdout.rpartition("\n")
    assert told.partition(";")[0] == media
    if media == "text/html":
        assert "<h1>IKZF3 (Aiolos)</h1>" in content
    else:
        assert len(rdflib.Graph().parse(data=content, format=ACCEPTED[media])) > 5


@pytest.mark.judge
def test_jena_asks(address):
    done = java("jena", "arq.rsparql", "--service", f"{address}sparql", "--results", "CSV", DRUGS)
    assert [line.strip().rpartition("/")[2] for line in done.stdout.splitlines()[1:]] == IMIDS, done.stderr
