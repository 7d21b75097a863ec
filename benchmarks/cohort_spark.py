"""A cohort in the workers of Spark: patients are generated as a stream and judged; nothing is held but what is written.

    python benchmarks/cohort_spark.py --patients 1000000 --executors 1
    python benchmarks/cohort_spark.py --patients 1000000 --executors 2

Each executor has one core. The answers are written as Parquet to a folder that is deleted in the end, or only counted
(`--count`). Printed are the seconds from the start of the job, and patients and rows a second. It takes Linux or macOS,
a Java, and lenaowl[spark].
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
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
    start = time.perf_counter()
    expected = cohort_in_spark(frame, MAPPING, partitions=asked.partitions).expected
    if asked.count:
        rows = expected.count()
    else:
        expected.write.parquet(f"{folder}/expected")
    seconds = time.perf_counter() - start
    if not asked.count:
        rows = spark.read.parquet(f"{folder}/expected").count()
    print(
        f"{asked.patients:,} patients, {asked.executors} executors: {rows:,} rows in {seconds:.0f} s"
        f" ({asked.patients / seconds:,.0f} patients and {rows / seconds:,.0f} rows a second)"
    )
    spark.stop()


if __name__ == "__main__":
    main()
