"""The SPARQL 1.1 Protocol, read-only: how a query comes in, in which format the answer goes out, what is refused."""

from __future__ import annotations

import csv
import io
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import rdflib
from conftest import ROOT

from lenaowl.ontology.graphs import GRAPHS, parts

pytestmark = pytest.mark.server

ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
DRUGS = "SELECT ?d { ?d a lena:IMiD } ORDER BY ?d"
ABOUT = "DESCRIBE lena:lenalidomide"
FORM = "application/x-www-form-urlencoded"


def number(answer) -> int:
    assert answer.status == 200, answer.text
    return int(answer.json["results"]["bindings"][0]["n"]["value"])


@pytest.fixture(scope="module")
def released() -> ox.Store:
    store = ox.Store()
    store.load(path=str(ROOT / "ontology" / "release" / "lenaowl-inferred.ttl"), format=ox.RdfFormat.TURTLE)
    return store


def test_a_query_comes_in_three_ways(client):
    posted = client.ask("/sparql", "POST", urlencode({"query": ALL}).encode(), Content_Type=f"{FORM}; charset=UTF-8")
    found = [number(client.sparql(ALL)), number(client.post(ALL)), number(posted)]
    assert found == [sum(map(len, parts().values()))] * 3


def test_the_default_graph_is_all_of_them_and_each_can_be_asked(client):
    sizes = [number(client.sparql(ALL, **{"default-graph-uri": graph})) for graph in GRAPHS.values()]
    assert all(sizes)
    assert sum(sizes) == number(client.sparql(ALL))
    assert number(client.sparql(ALL, **{"default-graph-uri": list(GRAPHS.values())[:2]})) == sum(sizes[:2])
    of_claims = ALL.replace("{", f"FROM <{GRAPHS['claims']}> {{")
    assert number(client.sparql(of_claims)) == sizes[1]
    assert number(client.sparql(of_claims, **{"default-graph-uri": GRAPHS["ontology"]})) == sizes[0]


def test_named_graphs_are_those_of_the_request(client):
    asked = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number(client.sparql(asked)) == 3
    assert number(client.sparql(asked, **{"named-graph-uri": GRAPHS["claims"]})) == 1
    assert number(client.sparql(ALL, **{"named-graph-uri": GRAPHS["claims"]})) == 0
    assert client.sparql(ALL, **{"default-graph-uri": "not an IRI"}).status == 400


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/json", "application/json"),
        ("text/csv;q=0.9, text/tab-separated-values;q=0.8", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/sparql-results+json;q=0.1,text/*", "text/csv"),
    ],
)
def test_rows_come_in_the_format_that_is_asked_for(client, released, accept, media):
    answer = client.sparql(DRUGS, accept)
    assert (answer.status, answer.media) == (200, media)
    assert "accept" in answer.headers["vary"].lower()
    expected = sorted(q.subject.value for q in released.quads_for_pattern(None, ox.NamedNode(str(rdflib.RDF.type)), ox.NamedNode("https://w3id.org/lenaowl/IMiD")))  # fmt: skip
    if media == "text/csv":
        found = [row["d"] for row in csv.DictReader(io.StringIO(answer.text))]
    else:
        forms = {
            "json": ox.QueryResultsFormat.JSON,
            "xml": ox.QueryResultsFormat.XML,
            "values": ox.QueryResultsFormat.TSV,
        }
        form = next(form for name, form in forms.items() if media.endswith(name))
        found = [row["d"].value for row in ox.parse_query_results(answer.body, format=form)]
    assert found == expected


@pytest.mark.parametrize(
    "media", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig",
              "application/n-quads"],
)  # fmt: skip
def test_graphs_come_in_the_format_that_is_asked_for(client, released, media):
    answer = client.sparql(ABOUT, media)
    assert (answer.status, answer.media) == (200, media)
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=answer.text, format=media)
    expected = sum(
        1 for _ in released.quads_for_pattern(ox.NamedNode("https://w3id.org/lenaowl/lenalidomide"), None, None)
    )
    assert len(graph) == expected > 10


def test_yes_or_no(client):
    assert client.sparql("ASK { lena:lenalidomide a lena:IMiD }").json["boolean"] is True
    assert client.sparql("ASK { lena:lenalidomide a lena:Protein }").json["boolean"] is False
    xml = client.sparql("ASK {}", "application/sparql-results+xml")
    assert bool(ox.parse_query_results(xml.body, format=ox.QueryResultsFormat.XML)) is True


def test_what_is_not_offered_is_said_with_what_is(client):
    answer = client.sparql(DRUGS, "text/turtle")
    assert (answer.status, answer.media) == (406, "application/problem+json")
    assert "text/csv" in answer.json["offered"]
    assert client.sparql(ABOUT, "text/csv").status == 406


def test_without_a_query_the_service_describes_itself(client, address):
    for media in ("text/turtle", "application/rdf+xml"):
        answer = client.ask("/sparql", Accept=media)
        assert (answer.status, answer.media) == (200, media)
        told = rdflib.Graph().parse(data=answer.text, format=media)
        sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
        service = rdflib.URIRef(f"{address}sparql")
        assert (service, rdflib.RDF.type, sd.Service) in told
        assert {str(iri) for iri in told.objects(None, sd.name)} == set(GRAPHS.values())
    page = client.ask("/sparql", Accept="text/html,*/*;q=0.8")
    assert (page.status, page.headers["location"]) == (303, f"{address}query")


def test_the_dataset_is_described(client):
    told = rdflib.Graph().parse(data=client.ask("/.well-known/void").text, format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    assert list(told.subjects(rdflib.RDF.type, void.Dataset))
    assert client.ask("/.well-known/void", Accept="application/ld+json").media == "application/ld+json"


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (400, {"path": "/sparql?query=SELEKT"}),
        (400, {"path": "/sparql?query="}),
        (400, {"path": "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"}),
        (400, {"path": "/sparql?query=%FF"}),
        (400, {"path": "/sparql?query=ASK%7B%7D&using-graph-uri=http://x/"}),
        (400, {"path": "/sparql", "method": "POST", "body": b"", "Content_Type": FORM}),
        (400, {"path": "/sparql?query=ASK%7B%7D", "method": "POST", "body": b"ASK{}", "Content_Type": "application/sparql-query"}),
        (400, {"path": "/sparql", "method": "POST", "body": b"ASK{\xff}", "Content_Type": "application/sparql-query"}),
        (403, {"path": "/sparql", "method": "POST", "body": b"CLEAR ALL", "Content_Type": "application/sparql-update"}),
        (403, {"path": "/sparql", "method": "POST", "body": b"update=CLEAR+ALL", "Content_Type": FORM}),
        (403, {"path": "/sparql?update=CLEAR%20ALL"}),
        (400, {"path": "/sparql?query=CLEAR%20ALL"}),
        (400, {"path": "/sparql?query=LOAD%20%3Chttp://127.0.0.1:9/%3E"}),
        (405, {"path": "/sparql", "method": "PUT", "body": b"ASK{}"}),
        (405, {"path": "/sparql?query=ASK%7B%7D", "method": "DELETE"}),
        (413, {"path": "/sparql", "method": "POST", "body": b"#" * 1_000_001, "Content_Type": "application/sparql-query"}),
        (415, {"path": "/sparql", "method": "POST", "body": b"ASK{}"}),
        (415, {"path": "/sparql", "method": "POST", "body": b"ASK{}", "Content_Type": "text/plain"}),
        (415, {"path": "/sparql", "method": "POST", "body": b"ASK{}", "Content_Type": "application/sparql-query; charset=utf-16"}),
        (415, {"path": "/sparql", "method": "POST", "body": b"ASK{}", "Content_Type": "application/sparql-query", "Content_Encoding": "gzip"}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(client, status, request_):
    answer = client.ask(**request_)
    assert (answer.status, answer.media) == (status, "application/problem+json"), answer.text
    assert answer.json["status"] == status
    assert answer.json["detail"]


def test_browsers_of_other_sites_may_ask(client):
    assert (
        client.ask("/sparql?query=ASK%7B%7D", Origin="https://example.org").headers["access-control-allow-origin"]
        == "*"
    )
    asked = {
        "Origin": "https://example.org",
        "Access_Control_Request_Method": "POST",
        "Access_Control_Request_Headers": "content-type",
    }
    assert client.ask("/sparql", "OPTIONS", **asked).status == 200
    head = client.ask("/sparql?query=ASK%7B%7D", "HEAD")
    assert (head.status, head.body, head.media) == (200, b"", "application/sparql-results+json")
