"""Judges cohorts on a small cluster of Spark, an executor of which is killed: python on_spark.py FOLDER

FOLDER holds `cohort.csv` and `mapping.json`; written are `expected` (Parquet), `account.json`, both again in `both`, in
one pass, and from there in `expected-again` and `account-again.json`, and in
`executors` a file for each partition that was begun, with the process of its executor.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from pyspark import TaskContext
from pyspark.sql import SparkSession

from lenaowl import cohort_in_spark


def executor() -> int:
    """The process above the daemon that the workers are made by."""
    status = Path(f"/proc/{os.getppid()}/status").read_text(encoding="utf-8")
    return int(status.partition("PPid:")[2].split()[0])


def killing(folder: str) -> Callable[[Iterator[object]], Iterator[object]]:
    """What passes batches on, and kills the executor of the third partition once, when it has answers."""

    def passed(batches: Iterator[object]) -> Iterator[object]:
        partition, process = TaskContext.get().partitionId(), executor()
        for number, batch in enumerate(batches):
            Path(folder, f"{process}-{partition}").touch()
            dead = Path(folder, "killed")
            if partition == 2 and number == 0 and not dead.exists():
                dead.write_text(str(process), encoding="utf-8")
                os.kill(process, signal.SIGKILL)
            yield batch

    return passed


def main(folder: Path) -> None:
    mapping = json.loads((folder / "mapping.json").read_text(encoding="utf-8"))
    spark = SparkSession.builder.getOrCreate()
    table = spark.read.csv(str(folder / "cohort.csv"), header=True)
    found = cohort_in_spark(table, mapping, partitions=3, rows=100)
    (folder / "executors").mkdir()
    passed = found.expected.mapInArrow(killing(str(folder / "executors")), found.expected.schema)
    passed.write.parquet(str(folder / "expected"))
    rows = [row.asDict() for row in found.account.collect()]
    (folder / "account.json").write_text(json.dumps(rows), encoding="utf-8")
    again = found.write(str(folder / "both"))
    again.expected.write.parquet(str(folder / "expected-again"))
    rows = [row.asDict() for row in again.account.collect()]
    (folder / "account-again.json").write_text(json.dumps(rows), encoding="utf-8")
    spark.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
