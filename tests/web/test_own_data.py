"""Data of the operator's own is served with what follows from it; what cannot be read is refused."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from cli.examples import with_release
from conftest import ROOT

from lenaowl.rdf.vocabulary import PREFIXES
from web.clients import Client, served

pytestmark = pytest.mark.server


def test_data_is_served_with_what_follows(tmp_path):
    more = tmp_path / "more.nt"
    more.write_text(
        '<https://example.org/note> <http://www.w3.org/2000/01/rdf-schema#label> "a note" .\n'
        "<https://example.org/LO-9> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/lenaowl/IMiD> .\n",
        encoding="utf-8",
    )
    compound = ROOT / "examples" / "new-compound.ttl"
    with served("--port", "0", "--data", str(compound), "--data", str(more)) as (address, _):
        client = Client(address)
        graphs = client.sparql("SELECT DISTINCT ?g { GRAPH ?g { ?s rdfs:label 'a note' } }").json["results"]["bindings"]
        assert [row["g"]["value"] for row in graphs] == ["https://w3id.org/lenaowl/graph/data"]
        degraded = client.sparql(
            "SELECT ?p { GRAPH lena:graph\\/inferred { ?d lena:inducesDegradationOf ?p } ?d rdfs:label ?l FILTER(CONTAINS(STR(?l), 'LO-1')) }"
        )
        assert degraded.status == 200, degraded.text
        found = {row["p"]["value"].rpartition("/")[2] for row in degraded.json["results"]["bindings"]}
        assert {"IKZF1", "SALL4"} <= found
        effects = client.ask("/api/effects?agent=LO-1&limit=1000").json["items"]
        assert {"lena:IKZF1", "lena:SALL4"} <= {effect["entity"]["id"] for effect in effects}
        matrix = client.ask("/matrix", Accept="text/html").text
        for drug, protein, said in (
            ("LO-1", "SALL4", "seen"),
            ("LO-9", "IKZF1", "predicted"),
            ("LO-9", "WIZ", "not recorded"),
        ):
            place = f"/explain?agent={drug}&amp;relation=degrades&amp;target={protein}"
            assert f'href="{place}" aria-label="{said}"' in matrix


def test_data_that_cannot_be_read_is_refused(run):
    done = run("serve", "--port", "0", "--data", str(ROOT / "examples" / "nothing-here.ttl"))
    assert (done.returncode, done.stdout) == (3, "")
    assert "nothing-here.ttl" in done.stderr
    assert "Traceback" not in done.stderr


def test_where_data_is_wrong_is_said(run, tmp_path):
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text("<urn:a> <urn:b> <urn:c> .\n<https://w3id.org/lenaowl/mine> a <https://w3id.org/lenaowl/Drug> .\n")
    done = run("serve", "--port", "0", "--data", str(wrong))
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{wrong}, line 2" in done.stderr


OLD = """INSERT DATA { GRAPH <https://example.org/mine> {
  lena:oldAiolos rdfs:label "old Aiolos" ; owl:deprecated true ; dcterms:isReplacedBy lena:IKZF3 . } <urn:a> <urn:b> <urn:c> }"""


def test_a_store_on_a_disk_is_served_as_one_graph_and_is_not_changed(tmp_path):
    with_release(tmp_path / "store")
    store = ox.Store(str(tmp_path / "store"))
    store.update(OLD, prefixes=PREFIXES)
    size = len(store)
    del store
    with served("--port", "0", "--store", str(tmp_path / "store")) as (address, _):
        client = Client(address)
        count = "SELECT (COUNT(*) AS ?n) %s { ?s ?p ?o }"
        assert number(client.sparql(count % "")) == size
        assert number(client.sparql(count % "FROM <https://example.org/mine>")) == 3
        assert number(client.sparql(count % "", **{"default-graph-uri": "https://example.org/mine"})) == 3
        assert number(client.sparql("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }")) == 4
        assert client.sparql("PREFIX : <x:> SELECT * FROM:g { ?s ?p ?o }").status == 400
        assert client.sparql("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }").status == 403
        assert client.post("CLEAR ALL", "application/sparql-update").status == 403
        assert client.ask("/api/effects?agent=pomalidomide").json["items"]
        old = client.ask("/oldAiolos")
        assert old.headers["link"] == '<https://w3id.org/lenaowl/IKZF3>; rel="successor-version"'
        told = client.ask(old.headers["location"])
        assert 'rel="successor-version"' in told.headers["link"]
        assert "old Aiolos" in told.text
        page = client.ask("/page/oldAiolos")
        assert page.status == 404
        assert "/data/oldAiolos.ttl" in page.json["detail"]
        assert "https://example.org/mine" in client.ask("/sparql").text
    assert len(ox.Store.read_only(str(tmp_path / "store"))) == size


def test_a_store_without_this_release_is_refused(tmp_path, run):
    done = run("serve", "--port", "0", "--store", str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert "not the folder of an Oxigraph store" in done.stderr
    store = ox.Store(str(tmp_path / "store"))
    store.flush()
    del store
    done = run("serve", "--port", "0", "--store", str(tmp_path / "store"))
    assert (done.returncode, done.stdout) == (3, "")
    assert "no version of the ontology" in done.stderr
    assert "lenaowl push" in done.stderr


def number(answer) -> int:
    return int(answer.json["results"]["bindings"][0]["n"]["value"])
