"""The same 10,000 patients by each way in: each gives the same, row for row. What CI runs of it is in `test_cohort.py`."""

from __future__ import annotations

import hashlib
import json
import urllib.request

import generated_cohort as generated
import pyoxigraph as ox
import pytest
from servers.servers import oxigraph
from spark_cluster import NO_SPARK, judged_on_spark

from lenaowl import Endpoint

pytestmark = [pytest.mark.long, pytest.mark.server]
MANY = 10_000
EX = "https://example.org/"
KEEP = {"ids": "keep", "present": generated.MAPPING["present"]}


@pytest.fixture(scope="module")
def patients():
    return generated.patients(MANY)


@pytest.fixture(scope="module")
def of_csv(kb, patients, tmp_path_factory):
    found = kb.cohort(generated.write_csv(patients, tmp_path_factory.mktemp("csv") / "c.csv"), generated.MAPPING)
    assert found.judged == MANY
    print(f"{len(found.pairs[0]):,} answers of {len(found.exposures):,} different patients")
    return digest(found.rows())


def digest(rows):
    """How many rows there are, and a hash of them in order, each with its values as texts; places in files differ."""
    lines = sorted(
        json.dumps({k: ";".join(v) if isinstance(v, list) else v for k, v in row.items() if k != "row"}, sort_keys=True)
        for row in rows
    )
    return len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.mark.parametrize("kind", ["parquet", "fhir_bundle", "fhir_ndjson", "phenopackets"])
def test_files_of_each_kind_give_the_same(kb, patients, of_csv, kind, tmp_path):
    ending = {"parquet": ".parquet", "fhir_bundle": ".json", "phenopackets": ".ndjson"}.get(kind, "")
    source = getattr(generated, f"write_{kind}")(patients, tmp_path / f"c{ending}")
    found = kb.cohort(source, generated.MAPPING if kind == "parquet" else KEEP)
    assert digest(found.rows()) == of_csv


def test_tables_of_omop_give_the_same(kb, patients, of_csv, tmp_path):
    beside = {f"LOCAL:{variant} beside": {"variants_beside": variant} for variant in generated.VARIANTS}
    found = kb.cohort(generated.write_omop(patients, tmp_path / "o"), {**KEEP, "codes": {**generated.CODES, **beside}})
    names = {str(number): patient.id for number, patient in enumerate(patients, 1)}
    assert digest({**row, "patient": names[row["patient"]]} for row in found.rows()) == of_csv


def test_a_sparql_endpoint_gives_the_same(kb, patients, of_csv, tmp_path):
    with oxigraph(tmp_path) as server:
        triples = [
            ox.Triple(ox.NamedNode(EX + row["id"]), ox.NamedNode(EX + name), ox.Literal(one))
            for row in generated.rows(patients)
            for name in filter(row.get, row)
            for one in row[name].split(";")
        ]
        body, kind = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), {"Content-Type": "application/n-triples"}
        urllib.request.urlopen(urllib.request.Request(f"{server.store}?default", body, kind)).close()
        parts = " ".join(f"OPTIONAL {{ ?p ex:{name} ?{name} }}" for name in ("icd", "variants", "beside", "losses"))
        query = f"PREFIX ex: <{EX}> SELECT * {{ ?p ex:id ?id ; ex:drugs ?drugs {parts} }}"
        found = kb.cohort(Endpoint(server.query).sparql(query), generated.MAPPING)
    assert digest(found.rows()) == of_csv


@NO_SPARK
def test_spark_gives_the_same_though_an_executor_is_killed(patients, of_csv, tmp_path):
    import polars

    generated.write_csv(patients, tmp_path / "cohort.csv")
    (tmp_path / "mapping.json").write_text(json.dumps(generated.MAPPING), encoding="utf-8")
    judged_on_spark(tmp_path)
    assert (tmp_path / "executors" / "killed").exists()
    assert digest(polars.read_parquet(tmp_path / "expected" / "*.parquet").iter_rows(named=True)) == of_csv
