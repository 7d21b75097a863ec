"""Judges a cohort in the workers of Spark: spark-submit cohort_spark.py SOURCE MAPPING OUTPUT (see docs/cohorts.md).

SOURCE is a folder or a file of Parquet or CSV, OUTPUT a folder that is not there yet; both may be in an object storage.
"""

from __future__ import annotations

import sys

from pyspark.sql import SparkSession

from lenaowl import cohort_in_spark


def main(source: str, mapping: str, output: str) -> None:
    """Write what is to be expected in each patient, and what was not used, as Parquet."""
    spark = SparkSession.builder.appName("lenaowl cohort").getOrCreate()
    table = spark.read.csv(source, header=True) if source.endswith((".csv", ".csv.gz")) else spark.read.parquet(source)
    cohort_in_spark(table, mapping).write(output).account.show(truncate=False)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
