"""A cohort in the workers of Spark: patients are generated as a stream and judged; nothing is held but what is written.

    python benchmarks/cohort_spark.py --patients 1000000 --executors 1 2
    python benchmarks/cohort_spark.py --patients 10000000 --executors 2 --partitions 64

Each executor has one core; of several numbers each has a process of its own. The answers and the account are written as
Parquet, in one pass, to a folder that is deleted in the end, or the answers are only counted (`--count`). Some patients
are judged before, so that the start (Spark, the executors, the knowledge base in each worker) is told from the work.
Printed are for both the seconds on the clock and those of the processor of all processes, patients a second, the most
memory that a worker in Python and an executor have held, and the load of the machine before and after: times on the
clock say something only where nothing else runs. It takes Linux, a Java, and lenaowl[spark].
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MAPPING = {
    "patient": "id", "ids": "keep", "present": ["human", "T-cell", "NK-cell"],
    "drugs": {"column": "drugs", "separator": ";"}, "diagnoses": {"column": "icd", "vocabulary": "icd10cm"},
    "variants": "variants", "losses": "losses",
}  # fmt: skip
# Columns, and what their cells are, each as often as it stands here; an empty one means nothing.
CELLS = {
    "drugs": ("lenalidomide", "pomalidomide;dexamethasone", "lenalidomide;bortezomib", "ibrutinib",
              "thalidomide;dexamethasone", "daratumumab;lenalidomide", "iberdomide"),
    "icd": ("C90.00", "C91.10", "C83.30", "D46.C"),
    "variants": ("", "", "", "CRBN p.Trp386Ala", "IKZF3 p.Gln147His"),
    "losses": ("", "", "", "CRBN", "TP53", "IKZF1"),
}  # fmt: skip


def main() -> None:
    """Run the programme."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--executors", type=int, nargs="+", default=[2])
    parser.add_argument("--partitions", type=int, default=16)
    parser.add_argument("--count", action="store_true", help="count the rows, and do not write them")
    asked = parser.parse_args()
    if len(asked.executors) > 1:
        for executors in asked.executors:
            args = [
                "--patients",
                str(asked.patients),
                "--executors",
                str(executors),
                "--partitions",
                str(asked.partitions),
            ]
            subprocess.run([sys.executable, __file__, *args, *["--count"] * asked.count], check=True)
        return
    import pyspark

    os.environ.update(SPARK_HOME=str(Path(pyspark.__file__).parent), PYSPARK_PYTHON=sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SPARK_WORKER_DIR"] = f"{folder}/work"
        judge(asked, folder)


def processes(process: int) -> Iterator[Path]:
    """Yield what Linux says of a process and of those below it."""
    place = Path(f"/proc/{process}")
    yield place
    for file in place.glob("task/*/children"):
        with contextlib.suppress(OSError):  # it has ended
            for child in file.read_text(encoding="utf-8").split():
                yield from processes(int(child))


def processor() -> float:
    """Return the seconds of the processor that this process and those below it have taken, and those that ended."""
    stats = (place.joinpath("stat").read_text(encoding="utf-8") for place in processes(os.getpid()))
    return sum(sum(map(int, one.rpartition(")")[2].split()[11:15])) for one in stats) / os.sysconf("SC_CLK_TCK")


class Memory(threading.Thread):
    """Looks each second how much memory processes hold; `most` is the most of one of each kind, in megabytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = {b"pyspark.daemon": 0, b"CoarseGrainedExecutorBackend": 0}

    def run(self) -> None:
        """Look until the programme ends."""
        while True:
            for place in processes(os.getpid()):
                try:
                    command = place.joinpath("cmdline").read_bytes()
                    for kind in self.most:
                        if kind in command:
                            found = re.search(r"VmHWM:\s*(\d+)", place.joinpath("status").read_text(encoding="utf-8"))
                            self.most[kind] = max(self.most[kind], int(found[1]) // 1024 if found else 0)
                except OSError:
                    continue  # it has ended
            time.sleep(1)


def generated(spark: SparkSession, many: int, partitions: int) -> DataFrame:
    """Return patients, which are made where they are judged."""
    from pyspark.sql import functions

    return spark.range(many, numPartitions=partitions).select(
        functions.concat(functions.lit("P"), "id").alias("id"),
        *(
            functions.element_at(
                functions.array(*map(functions.lit, cells)),
                (functions.abs(functions.xxhash64("id", functions.lit(name))) % len(cells) + 1).cast("int"),
            ).alias(name)
            for name, cells in CELLS.items()
        ),
    )


def judge(asked: argparse.Namespace, folder: str) -> None:
    """Generate patients and judge them."""
    from pyspark.sql import SparkSession

    from lenaowl import cohort_in_spark

    [executors] = asked.executors
    load, begun, before = os.getloadavg()[0], time.perf_counter(), processor()
    spark = (
        SparkSession.builder.master(f"local-cluster[{executors},1,1024]")
        .config("spark.ui.enabled", "false").config("spark.local.dir", f"{folder}/local").getOrCreate()
    )  # fmt: skip
    memory = Memory()
    memory.start()
    first = 100 * executors
    assert cohort_in_spark(generated(spark, first, executors), MAPPING, partitions=executors).expected.count()
    started, busy_before = time.perf_counter(), processor()
    found = cohort_in_spark(generated(spark, asked.patients, asked.partitions), MAPPING, partitions=asked.partitions)
    if asked.count:
        rows = found.expected.count()
    else:
        found = found.write(f"{folder}/judged")
    seconds, busy = time.perf_counter() - started, processor() - busy_before
    if not asked.count:
        rows = found.expected.count()
        judged = found.account.where("what = 'judged patient'").first().times
        assert judged == asked.patients, "each patient once"
    python, java = memory.most.values()
    print(
        f"{asked.patients:,} patients, {executors} executors: started in {started - begun:.0f} s on the clock"
        f" ({busy_before - before:.0f} s of the processor); {rows:,} rows in {seconds:.0f} s on the clock"
        f" ({asked.patients / seconds:,.0f} patients a second), {busy:.0f} s of the processor"
        f" ({asked.patients / busy:,.0f} patients a second); at most {python:,} MB in a worker in Python and"
        f" {java:,} MB in an executor; load average {load:.1f} before and {os.getloadavg()[0]:.1f} after"
    )
    spark.stop()


if __name__ == "__main__":
    main()
