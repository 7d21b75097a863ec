"""Cohorts in the workers of Spark: the same rows as on one machine, though an executor is killed in the middle."""

from __future__ import annotations

import json
from collections import Counter

import generated_cohort as generated
import pytest
from spark_cluster import NO_SPARK, judged_on_spark

pytestmark = [pytest.mark.server, pytest.mark.long, NO_SPARK]
MANY, OFTEN = 200, 900  # patients, and rows of one of them
DAMAGED = {"id": "  ", "drugs": "342369", "icd": "", "variants": "", "beside": "", "losses": ""}
UNKNOWN = {**DAMAGED, "id": "P-99", "drugs": "0000"}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A table that is skewed: one patient has most of the rows, and rows of the others stand apart."""
    folder = tmp_path_factory.mktemp("spark")
    patients = generated.rows(generated.patients(MANY))
    several = [{**row, "id": f" {row['id']}", "icd": "C90.00"} for row in patients[::3]]
    often = [{**patients[7], "drugs": drug} for drug in ("342369", "3264", "1369713") for _ in range(OFTEN // 3)]
    generated.write(folder / "cohort.csv", [*patients, *often, *several, *[DAMAGED] * 3, UNKNOWN])
    (folder / "mapping.json").write_text(json.dumps(generated.MAPPING), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def on_spark(source):
    """The same table, judged on a small cluster."""
    return judged_on_spark(source)


def written(folder, without=()):
    import polars

    return Counter(
        tuple(value for name, value in row.items() if name not in without)
        for row in polars.read_parquet(folder / "*.parquet").iter_rows(named=True)
    )


def judged(found, without=("row",)):
    return Counter(
        tuple(";".join(v) if isinstance(v, list) else v for k, v in row.items() if k not in without)
        for row in found.rows()
    )


def test_the_rows_are_those_of_one_machine_though_an_executor_was_killed(kb, on_spark):
    executors = on_spark / "executors"
    killed = (executors / "killed").read_text(encoding="utf-8")
    begun = [file.name.split("-") for file in executors.iterdir() if "-" in file.name]
    again = {process for process, partition in begun if partition == "2"}
    assert len(again) == 2, "another began again what the killed one had begun"
    assert killed in again
    found = kb.cohort(on_spark / "cohort.csv", generated.MAPPING)
    assert written(on_spark / "expected") == judged(found)


def test_one_pass_writes_both_frames(on_spark):
    assert written(on_spark / "expected-again") == written(on_spark / "expected")
    accounts = (json.loads((on_spark / f"{name}.json").read_text("utf-8")) for name in ("account", "account-again"))
    first, again = (Counter(tuple(sorted(row.items())) for row in rows) for rows in accounts)
    assert first == again
    assert {file.name for file in (on_spark / "both").iterdir() if file.is_dir()} == {"part=expected", "part=account"}


def test_what_is_not_used_is_on_the_account(kb, on_spark):
    found = kb.cohort(on_spark / "cohort.csv", generated.MAPPING)
    account = {}
    for row in json.loads((on_spark / "account.json").read_text(encoding="utf-8")):
        account.setdefault(row["what"], []).append(row)
    assert [row["times"] for row in account["judged patient"]] == [found.judged]
    [damaged] = account["damaged row"]
    assert (damaged["column"], damaged["times"]) == ("id", 3)
    assert damaged["file"].endswith("cohort.csv")
    [code] = account["code without a term"]
    assert (code["kind"], code["code"], code["times"]) == ("drugs", "rxnorm:0000", 1)
    assert [row["times"] for row in account["patient not judged"]] == [1]
