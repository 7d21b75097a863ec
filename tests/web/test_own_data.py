"""Data of the operator's own is served with what follows from it; what cannot be read is refused."""

from __future__ import annotations

import pytest
from conftest import ROOT

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
