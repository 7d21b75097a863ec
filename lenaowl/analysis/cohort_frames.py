"""The rows of a cohort as Parquet: joined by polars, some patients at a time, so that millions fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lenaowl.analysis.cohort_records import Cohort, flat
from lenaowl.errors import DataError, MissingEngineError, one_line
from lenaowl.rdf.bytes_out import whole

if TYPE_CHECKING:
    import polars

PERSONS_AT_ONCE = 20_000


def expected_frames(cohort: Cohort, at_once: int = PERSONS_AT_ONCE) -> Iterator[polars.DataFrame]:
    """Yield what is to be expected, a row for each patient and thing, for some patients at a time.

    Args:
        cohort: the cohort.
        at_once: how many patients.

    Raises:
        MissingEngineError: if `lenaowl[tables]` is not installed.
    """
    try:
        import polars
    except ImportError:
        raise MissingEngineError("Parquet is written by polars. Get it with: pip install 'lenaowl[tables]'.") from None
    persons = cohort.listed
    expected = polars.DataFrame(
        [{"n": n, **flat(one), "citations": ";".join(one.citations)} for n, one in enumerate(cohort.expected)],
        schema={
            "n": polars.UInt32, **dict.fromkeys(("what", "entity", "change", "level", "where"), polars.Categorical),
            **dict.fromkeys(("answer", "basis", "status"), polars.Categorical), "steps": polars.UInt16,
            **dict.fromkeys(("because", "citations"), polars.Categorical),
        },
    )  # fmt: skip
    pairs = polars.DataFrame(
        {"exposure": cohort.pairs[0], "n": cohort.pairs[1]}, schema={"exposure": polars.Int32, "n": polars.UInt32}
    ).sort("exposure", "n")
    for start in range(0, max(len(persons), 1), at_once):
        some = persons[start : start + at_once]
        who = polars.DataFrame(
            {
                "patient": [one.patient for one in some], "line": [one.line for one in some],
                "row": [one.row for one in some], "exposure": [one.exposure for one in some],
            },
            schema={
                "patient": polars.String, "line": polars.String, "row": polars.UInt32, "exposure": polars.Int32,
            },
        )  # fmt: skip
        found = who.join(pairs, on="exposure", how="inner", maintain_order="left").drop("exposure")
        yield found.join(expected, on="n", how="left", maintain_order="left").drop("n")


def write_parquet(cohort: Cohort, file: Path) -> int:
    """Write the rows to a Parquet file; return how many there are.

    Raises:
        MissingEngineError: if `lenaowl[tables]` is not installed.
        DataError: if the file cannot be written.
    """
    frames = expected_frames(cohort)
    first = next(frames)
    from polars.exceptions import PolarsError
    from polars.io.plugins import register_io_source

    total = 0

    def source(*_: object) -> Iterator[polars.DataFrame]:
        nonlocal total
        frame: polars.DataFrame | None = first
        while frame is not None:
            total += len(frame)
            yield frame
            frame = next(frames, None)

    with whole(file) as part:
        try:
            register_io_source(source, schema=first.schema).sink_parquet(part)
        except PolarsError as error:
            raise DataError(f"{file}: cannot be written: {one_line(error)}; is there room for it?") from None
    return total
