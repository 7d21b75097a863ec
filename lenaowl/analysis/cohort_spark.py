"""Cohorts beyond one machine: what `KnowledgeBase.cohort` says, over the partitions of a data frame of Spark.

The rows of a patient are brought together, and each partition is judged some patients at a time by the same code that
judges a table on one machine. A worker opens the knowledge base once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lenaowl.analysis.cohort_frames import expected_frames
from lenaowl.analysis.cohort_records import Cohort
from lenaowl.analysis.knowledge_base import KnowledgeBase
from lenaowl.analysis.loading import load
from lenaowl.analysis.tables.cohorts.from_tables import columns_of, read_rows
from lenaowl.analysis.tables.cohorts.mapping import CohortMapping, read_mapping
from lenaowl.analysis.tables.table import Table
from lenaowl.errors import DataError, MissingEngineError

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

    from lenaowl.rdf.files import Foreign

ROWS_AT_ONCE = 65_536
WRITTEN_AT_ONCE = 2_000  # patients: some seventy thousand rows of answers
_KEY, _FILE = "lenaowl:patient", "lenaowl:file"  # columns of ours; a mapping cannot name them by accident
_IN_PARTITION = 33  # bits of a number that are for the patients of one partition
_EXPECTED = (
    "patient string, line string, what string, entity string, change string, level string, `where` string,"
    " answer string, basis string, status string, steps int, because string, citations string"
)
_ACCOUNT = "what string, kind string, code string, column string, file string, reason string, times long"
# Both in one frame, for one pass: rows of the account have a struct, and the others have none.
_BOTH = f"{_EXPECTED}, account struct<{_ACCOUNT}>, part string"


@dataclass(frozen=True)
class InSpark:
    """A cohort as data frames of Spark, which are made when they are asked for. It is not treatment advice.

    Each of the two frames judges the cohort when it is used; `write` gives both in one pass.

    Attributes:
        expected: a row for each patient and each thing that is to be expected, with the columns that Parquet has, but
            no `row`: the rows of a data frame of Spark have no place.
        account: what was not used, and how often: codes without a term, damaged rows with file and column, patients of
            whom there is nothing to judge; and how many patients were judged.
        both: both in one frame, as they are written.
    """

    expected: DataFrame
    account: DataFrame
    both: DataFrame

    def write(self, folder: str) -> InSpark:
        """Judge once, and write both as Parquet: in `part=expected` and `part=account` of a folder.

        Args:
            folder: a folder that is not there yet; it may be in an object storage.

        Returns:
            The frames, as they are read from there.
        """
        self.both.write.partitionBy("part").parquet(folder)
        both = self.both.sparkSession.read.schema(_BOTH).parquet(folder)
        expected, account = (both.where(both.part == part) for part in ("expected", "account"))
        return InSpark(expected.drop("account", "part"), _totals(account.select("account.*")), both)


def cohort_in_spark(
    frame: DataFrame, mapping: object, *, partitions: int = 0, rows: int = ROWS_AT_ONCE, strict: bool = False,
    extra: Foreign | None = None, admit: str = "established",
) -> InSpark:  # fmt: skip
    """Judge a cohort in the workers of Spark.

    With `ids: number`, patients get numbers as elsewhere, but other ones: they are not counted across partitions.

    Args:
        frame: a table of patients.
        mapping: a YAML file, or a mapping with the same keys: `lenaowl cohort template FILE`.
        partitions: how many the work is parted into; `spark.sql.shuffle.partitions` if left out.
        rows: how many rows a worker judges together; fewer take less memory.
        strict: whether damaged rows make the cohort unusable, and not only the rows.
        extra: your own statements, as for `lenaowl.load`.
        admit: the weakest claim status to reason with, as for `lenaowl.load`.

    Raises:
        DataError: if the mapping, or a column that it names, cannot be used. What is found in rows, Spark reports.
        MissingEngineError: if `lenaowl[spark]` is not installed.
    """
    try:
        import narwhals  # noqa: F401
        import pandas  # noqa: F401 - Spark refuses to pass Arrow to Python without it
        import polars  # noqa: F401
        import pyarrow  # noqa: F401
        from pyspark.sql import functions
    except ImportError:
        raise MissingEngineError(
            "Spark takes pyspark, pandas, pyarrow and polars, here and in its workers. Get them with:"
            " pip install 'lenaowl[spark]'."
        ) from None
    given = read_mapping(mapping)
    if not given.columns:
        raise DataError(f"{given.source}: names no column. Get a mapping with: lenaowl cohort template FILE")
    own = None if extra is None else _as_text(extra)
    _opened(own, admit).cohorts.coder(given)  # what is wrong with it fails here, and not in each worker
    table = Table("data frame of Spark", "row", tuple(frame.columns), [], [], "")
    columns = columns_of(table, given)
    parts = partitions or int(str(frame.sparkSession.conf.get("spark.sql.shuffle.partitions")))
    cells = [functions.col("`" + name.replace("`", "``") + "`") for name in columns]
    chosen = frame.select(*cells, functions.input_file_name().alias(_FILE))
    if given.patient:
        text = cells[columns.index(table.columns[table.place(given.patient)])].cast("string")
        # A row that names no patient is one by itself, so that many of them do not meet in one partition.
        key = functions.regexp_replace(text, r"(?U)^\s+|\s+$", "")
        alone = functions.concat(functions.lit("\n"), functions.hash(*cells).cast("string"))
        keyed = chosen.withColumn(_KEY, functions.when(key == "", None).otherwise(key))
        keyed = keyed.withColumn(_KEY, functions.coalesce(_KEY, alone))
        parted = keyed.repartition(parts, _KEY).sortWithinPartitions(_KEY)
    else:
        parted = chosen.repartition(parts)
    judge = _Judge(given, own, admit, strict, rows)
    account = _totals(parted.mapInArrow(judge.account, _ACCOUNT))
    return InSpark(parted.mapInArrow(judge.expected, _EXPECTED), account, parted.mapInArrow(judge.both, _BOTH))


def _totals(account: DataFrame) -> DataFrame:
    """Return what was not used in all partitions together."""
    from pyspark.sql import functions

    file = functions.when(functions.col("what") == "damaged row", functions.col("file")).otherwise("")
    by = [functions.col(name) for name in ("what", "kind", "code", "column", "reason")]
    return account.groupBy(*by, file.alias("file")).agg(functions.sum("times").alias("times"))


@cache
def _opened(extra: str | None, admit: str) -> KnowledgeBase:
    """Return the knowledge base of this process, which serves all its partitions."""
    return load(extra, admit=admit)


def _as_text(extra: Foreign) -> str:
    """Return statements as text, for workers that do not see the file."""
    import pyoxigraph as ox

    from lenaowl.rdf.files import read
    from lenaowl.validation.record_context import CONTEXTS

    return str(ox.serialize(read(extra, contexts=CONTEXTS), format=ox.RdfFormat.N_TRIPLES), "utf-8")  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Judge:
    """What a worker does with a partition."""

    mapping: CohortMapping
    extra: str | None
    admit: str
    strict: bool
    rows: int

    def expected(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """Yield what is to be expected in the patients of a partition."""
        for cohort, _ in self._judged(batches):
            yield from _expected(cohort)

    def account(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """Yield what was not used of a partition, and how often."""
        times: Counter[tuple[str, ...]] = Counter()
        for cohort, files in self._judged(batches):
            times.update(_not_used(cohort, files))
        yield _account(times)

    def both(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """Yield both, each row with the part that it belongs to."""
        times: Counter[tuple[str, ...]] = Counter()
        for cohort, files in self._judged(batches):
            for batch in _expected(cohort):
                yield _as_part("expected", batch)
            times.update(_not_used(cohort, files))
        yield _as_part("account", _account(times))

    def _judged(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[tuple[Cohort, list[str]]]:
        """Yield the patients of a partition as cohorts, each with the files of its rows."""
        from pyspark import TaskContext

        cohorts = _opened(self.extra, self.admit).cohorts
        task = TaskContext.get()
        numbered = (task.partitionId() if task else 0) << _IN_PARTITION
        for table in _whole_patients(batches, self.rows):
            files = table.column(_FILE).to_pylist()
            named = [name for name in table.column_names if name not in (_FILE, _KEY)]
            source = read_rows(table.select(named), self.mapping)
            coder = cohorts.coder(self.mapping)
            cohort = cohorts.judged(source, self.mapping, coder, strict=self.strict, numbered=numbered)
            numbered += cohort.persons
            yield cohort, files


def _schema(columns: str) -> pyarrow.Schema:
    """Return the columns of a frame as Arrow has them."""
    import pyarrow

    kinds = {"string": pyarrow.string(), "int": pyarrow.int32(), "long": pyarrow.int64()}
    pairs = (column.replace("`", "").split() for column in columns.split(", "))
    return pyarrow.schema([(name, kinds[kind]) for name, kind in pairs])


def _expected(cohort: Cohort) -> Iterator[pyarrow.RecordBatch]:
    """Yield what is to be expected in a cohort."""
    import polars

    for some in expected_frames(cohort, WRITTEN_AT_ONCE):
        text = some.drop("row").with_columns(polars.col(polars.Categorical).cast(polars.String))
        yield from text.to_arrow().cast(_schema(_EXPECTED)).to_batches()


def _not_used(cohort: Cohort, files: Sequence[str]) -> Counter[tuple[str, ...]]:
    """Return how often something was not used: what, kind, code, column, file and reason."""
    times: Counter[tuple[str, ...]] = Counter({("judged patient", "", "", "", "", ""): cohort.judged})
    for one in cohort.unmapped:
        times["code without a term", one.kind, one.code, one.column, "", one.reason] += one.times
    for left in cohort.left_out:
        what = "damaged row" if left.damaged else "patient not judged"
        times[what, "", "", left.column, files[left.number - 1], left.reason] += 1
    return times


def _account(times: Counter[tuple[str, ...]]) -> pyarrow.RecordBatch:
    """Return an account as rows."""
    import pyarrow

    schema = _schema(_ACCOUNT)
    rows = [dict(zip(schema.names, (*key, many), strict=True)) for key, many in times.items()]
    return pyarrow.RecordBatch.from_pylist(rows, schema)


def _as_part(part: str, batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
    """Return rows of one of the two frames with the columns of both."""
    import pyarrow

    many, expected, account = len(batch), _schema(_EXPECTED), pyarrow.struct(list(_schema(_ACCOUNT)))
    if part == "expected":
        columns = [*batch.columns, pyarrow.nulls(many, account)]
    else:
        own = pyarrow.StructArray.from_arrays(batch.columns, fields=list(batch.schema))
        columns = [*(pyarrow.nulls(many, field.type) for field in expected), own]
    named = pyarrow.array([part] * many, pyarrow.string())
    return pyarrow.RecordBatch.from_arrays([*columns, named], [*expected.names, "account", "part"])


def _whole_patients(batches: Iterator[pyarrow.RecordBatch], many: int) -> Iterator[pyarrow.Table]:
    """Yield many rows at a time, all of a patient together: these follow each other."""
    import pyarrow
    import pyarrow.compute

    waiting: list[pyarrow.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(len(one) for one in waiting) < many:
            continue
        table = pyarrow.Table.from_batches(waiting)
        end = len(table)
        if _KEY in table.column_names:  # more rows of the last patient may follow
            keys = table.column(_KEY)
            end = pyarrow.compute.index(keys, keys[-1]).as_py()
        if end:
            yield table.slice(0, end)
        waiting = table.slice(end).to_batches()
    if any(len(one) for one in waiting):
        yield pyarrow.Table.from_batches(waiting)
