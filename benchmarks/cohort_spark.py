"""A cohort in the workers of Spark: patients are generated as a stream and judged; nothing is held but what is written.

    python benchmarks/cohort_spark.py --patients 1000000 --executors 1
    python benchmarks/cohort_spark.py --patients 1000000 --executors 2

Each executor has one core. The answers and the account are written as Parquet, in one pass, to a folder that is deleted
in the end, or the answers are only counted (`--count`). Printed are the seconds on the clock from the start of the job,
those of the processor of all processes of Spark (from before the job, so with the start of the executors), and patients
a second of each, and the most memory that a worker has held. It takes Linux, a Java, and lenaowl[spark].
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

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
    parser.add_argument("--executors", type=int, default=2)
    parser.add_argument("--partitions", type=int, default=16)
    parser.add_argument("--count", action="store_true", help="count the rows, and do not write them")
    asked = parser.parse_args()
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
    """Looks each second how much memory a worker in Python holds; `most` is the most, in megabytes."""

    most = 0

    def run(self) -> None:
        """Look until the programme ends."""
        while True:
            for place in processes(os.getpid()):
                try:
                    if b"pyspark.daemon" in place.joinpath("cmdline").read_bytes():
                        found = re.search(r"VmHWM:\s*(\d+)", place.joinpath("status").read_text(encoding="utf-8"))
                        self.most = max(self.most, int(found[1]) // 1024 if found else 0)
                except OSError:
                    continue  # it has ended
            time.sleep(1)


def judge(asked: argparse.Namespace, folder: str) -> None:
    """Generate patients and judge them."""
    from pyspark.sql import SparkSession, functions

    from lenaowl import cohort_in_spark

    spark = (
        SparkSession.builder.master(f"local-cluster[{asked.executors},1,1024]")
        .config("spark.ui.enabled", "false").config("spark.local.dir", f"{folder}/local").getOrCreate()
    )  # fmt: skip
    frame = spark.range(asked.patients, numPartitions=asked.partitions).select(
        functions.concat(functions.lit("P"), "id").alias("id"),
        *(
            functions.element_at(
                functions.array(*map(functions.lit, cells)),
                (functions.abs(functions.xxhash64("id", functions.lit(name))) % len(cells) + 1).cast("int"),
            ).alias(name)
            for name, cells in CELLS.items()
        ),
    )
    found = cohort_in_spark(frame, MAPPING, partitions=asked.partitions)
    memory = Memory(daemon=True)
    memory.start()
    start, before = time.perf_counter(), processor()
    if asked.count:
        rows = found.expected.count()
    else:
        found = found.write(f"{folder}/judged")
    seconds, busy = time.perf_counter() - start, processor() - before
    if not asked.count:
        rows = found.expected.count()
        judged = found.account.where("what = 'judged patient'").first().times
        assert judged == asked.patients, "each patient once"
    print(
        f"{asked.patients:,} patients, {asked.executors} executors: {rows:,} rows in {seconds:.0f} s on the clock"
        f" ({asked.patients / seconds:,.0f} patients a second), {busy:.0f} s of the processor"
        f" ({asked.patients / busy:,.0f} patients a second); a worker in Python held at most {memory.most:,} MB"
    )
    spark.stop()


if __name__ == "__main__":
    main()
