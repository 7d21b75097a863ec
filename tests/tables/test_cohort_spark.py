"""Cohorts in the workers of Spark: the same rows as on one machine, though an executor is killed in the middle."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import generated_cohort as generated
import pytest
from conftest import HANGS, ROOT

pytestmark = [
    pytest.mark.server,
    pytest.mark.long,
    pytest.mark.skipif(
        not importlib.util.find_spec("pyspark") or not shutil.which("java") or sys.platform != "linux",
        reason="it takes Linux, a Java and: pip install 'lenaowl[spark]'",
    ),
]
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
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
    import pyspark

    home = Path(pyspark.__file__).parent
    conf = {
        "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "512m", "spark.sql.shuffle.partitions": "1", "spark.local.dir": source / "local",
        # what takes time to compile pays off only in longer work
        "spark.driver.extraJavaOptions": f"'{_JAVA}'", "spark.executor.extraJavaOptions": f"'{_JAVA}'",
        "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.adaptive.enabled": "false", "spark.shuffle.compress": "false", "spark.eventLog.enabled": "false",
    }  # fmt: skip
    options = " ".join(f"--conf {key}={value}" for key, value in conf.items())
    env = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(source / "work"),
        "PYSPARK_PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", ""))),
        "PYSPARK_SUBMIT_ARGS": f"--master local-cluster[2,1,1024] {options} pyspark-shell",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, Path(__file__).parent / "on_spark.py", source], env=env, cwd=source, capture_output=True,
        text=True, timeout=HANGS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-5000:]
    return source


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
