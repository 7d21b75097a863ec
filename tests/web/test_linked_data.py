"""Linked data: each thing has an address that leads to its page or its data, as the client prefers."""

from __future__ import annotations

import json
import re
from datetime import datetime

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

import lenaowl
from lenaowl.rdf.vocabulary import NAMESPACE

pytestmark = pytest.mark.server

THINGS = ("IKZF3", "lenalidomide", "IMiD", "inducesDegradationOf", "claim-IMiD-degrades-IKZF1", "trial-APOLLO",
          "publication-donovan2018", "T-cell", "IKZF3-Q147H", "IKZF3-decrease")  # fmt: skip
SYNTAXES = {
    "text/turtle": ("ttl", "turtle"),
    "application/ld+json": ("jsonld", "json-ld"),
    "application/n-triples": ("nt", "nt"),
    "application/rdf+xml": ("rdf", "xml"),
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize("name", THINGS)
def test_a_thing_leads_to_page_or_data(client, name):
    for accept, place in {
        "": f"/data/{name}.ttl", "*/*": f"/data/{name}.ttl", BROWSER: f"/page/{name}",
        "application/rdf+xml, text/turtle;q=0.9": f"/data/{name}.rdf", "text/html;q=0.5, application/ld+json": f"/data/{name}.jsonld",
    }.items():  # fmt: skip
        answer = client.ask(f"/{name}", Accept=accept)
        assert (answer.status, answer.headers["location"]) == (303, place), accept
        assert "accept" in answer.headers["vary"].lower()
    assert client.ask(f"/page/{name}").status in (200, 303)


@pytest.mark.parametrize("name", THINGS)
def test_the_data_is_the_same_in_each_syntax(client, name):
    graphs = []
    for media, (ending, form) in SYNTAXES.items():
        answer = client.ask(f"/data/{name}.{ending}")
        assert (answer.status, answer.media) == (200, media)
        graphs.append(rdflib.Graph().parse(data=answer.body, format=form))
    assert len(graphs[0]) > 2
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def test_the_data_is_what_the_release_says(client):
    released = ox.Store()
    released.load(path=str(lenaowl.path("lenaowl-inferred.ttl")), format=ox.RdfFormat.TURTLE)
    expected = {q.triple for q in released.quads_for_pattern(ox.NamedNode(f"{NAMESPACE}IKZF3"), None, None)}
    found = {q.triple for q in ox.parse(client.ask("/data/IKZF3.nt").body, format=ox.RdfFormat.N_TRIPLES)}
    assert found == expected
    claim = client.ask("/data/claim-IMiD-degrades-IKZF1.nt").text
    assert f"<{NAMESPACE}publication>" in claim  # the evidence is there too


def test_what_was_had_before_is_not_sent_again(client):
    for path in (
        "/data/IKZF3.ttl",
        "/data/IKZF3.jsonld",
        "/page/IKZF3",
        "/",
        "/.well-known/void",
        "/lenaowl-trials.ttl",
    ):
        first = client.ask(path, Accept=BROWSER if path == "/" else "*/*")
        if path == "/.well-known/void":
            assert first.media == "text/turtle"
        again = client.ask(path, Accept=BROWSER if path == "/" else "*/*", If_None_Match=first.headers["etag"])
        assert (again.status, again.body) == (304, b""), path
        assert client.ask(path, Accept=BROWSER if path == "/" else "*/*", If_None_Match='"other"').status == 200
        since = first.headers["last-modified"]
        assert client.ask(path, Accept=BROWSER if path == "/" else "*/*", If_Modified_Since=since).status == 304
        other = client.ask(path, Accept=BROWSER if path == "/" else "*/*", If_Modified_Since=since, If_None_Match="x")
        assert other.status == 200, "the tag counts if both are sent"
        early = "Thu, 01 Jan 2026 00:00:00 GMT"
        assert client.ask(path, Accept=BROWSER if path == "/" else "*/*", If_Modified_Since=early).status == 200
        head = client.ask(path, "HEAD", Accept=BROWSER if path == "/" else "*/*")
        assert (head.status, head.body) == (200, b"")
        assert head.headers["etag"] == first.headers["etag"]


def test_what_there_is_not_is_said(client):
    missing = client.ask("/NoSuchThing")
    assert (missing.status, missing.media) == (404, "application/problem+json")
    page = client.ask("/NoSuchThing", Accept=BROWSER)
    assert (page.status, page.media) == (404, "text/html")
    other = client.ask("/IKZF3", Accept="image/png")
    assert other.status == 406
    assert {"text/html", *SYNTAXES} <= set(other.json["offered"])
    assert client.ask("/data/IKZF3.xyz").status == 404


def test_the_ontology_and_its_files_have_addresses(client):
    for accept, name in {"text/turtle": "lenaowl.ttl", "application/rdf+xml": "lenaowl.owl", "application/ld+json": "lenaowl.jsonld"}.items():  # fmt: skip
        answer = client.ask("/", Accept=accept)
        assert (answer.status, answer.headers["location"]) == (303, f"/{name}")
        file = client.ask(f"/{name}")
        assert (file.status, file.media) == (200, accept)
        assert file.body == lenaowl.path(name).read_bytes()
    assert client.ask("/trials").headers["location"] == "/lenaowl-trials.ttl"
    assert client.ask("/releases/latest/lenaowl.sssom.tsv").media == "text/tab-separated-values"
    released = client.ask("/data/" + "lenalidomide.ttl").headers["last-modified"]
    version = datetime.strptime(released, "%a, %d %b %Y %H:%M:%S GMT").strftime("%Y-%m-%d")
    by_version = client.ask(f"/releases/{version}/lenaowl-trials.ttl", "HEAD")
    assert (by_version.status, by_version.headers["last-modified"]) == (200, released)
    assert client.ask("/releases/1999-01-01/lenaowl.ttl").status == 404


def test_no_term_is_hidden_by_a_page(kb, client):
    """A term whose name is the address of a page could not be reached."""
    taken = {"sparql", "health", "metrics", "api", "search", "effects", "explain", "what-if", "matrix", "trial-list",
             "query", "rest", "page", "data", "static", "releases"}  # fmt: skip
    assert taken.isdisjoint(iri.removeprefix(NAMESPACE) for iri in kb.catalogue.terms)


def test_a_page_describes_its_term_in_the_words_of_schema_org(client, kb):
    expected = {
        "lenalidomide": "MolecularEntity",
        "ciltacabtagene-autoleucel": "Drug",
        "IKZF3": "Protein",
        "T-cell": "DefinedTerm",
    }
    for name, kind in expected.items():
        html = client.ask(f"/page/{name}", Accept=BROWSER).text
        head = html.partition("</head>")[0]
        text = re.search(r'<script type="application/ld\+json">(.*?)</script>', head).group(1)
        told = json.loads(text)
        assert (told["@context"], told["@type"]) == ("https://schema.org/", kind)
        context = {"@vocab": "https://schema.org/", "sameAs": {"@type": "@id"}}  # as its own says; there is no network
        graph = rdflib.Graph().parse(data=json.dumps({**told, "@context": context}), format="json-ld")
        same = {
            str(o) for o in graph.objects(rdflib.URIRef(NAMESPACE + name), rdflib.URIRef("https://schema.org/sameAs"))
        }
        assert same == {one.iri for one in kb.term(name).identifiers if one.relation == "exactMatch"}
        assert (told["name"], told["identifier"], told["url"]) == (
            kb.catalogue.label(NAMESPACE + name),
            f"lena:{name}",
            NAMESPACE + name,
        )
        assert {f'type="{media}"' for media in SYNTAXES} <= set(re.findall(r'rel="alternate" (type="[^"]+")', head))
    for name in ("claim-IMiD-degrades-IKZF1", "trial-MM-020", "publication-donovan2018"):
        assert 'application/ld+json">{' not in client.ask(f"/page/{name}", Accept=BROWSER).text
