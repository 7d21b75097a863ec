"""The commands on cohorts: judge one, make records of it, and get a mapping to fill in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lenaowl.cli.options import answers, choice, data_options, examples, load_with, note, put, show, working

_EPILOG = (
    examples(
        "lenaowl cohort examples/cohort.csv --mapping examples/cohort-mapping.yaml",
        "lenaowl cohort template my-patients.csv > mapping.yaml",
        "lenaowl cohort bundle.json packets.ndjson",
        "lenaowl cohort judge --endpoint http://localhost:7878/query --select patients.rq -m mapping.yaml",
        "lenaowl cohort judge omop-tables/ --format parquet --output expected.parquet",
        "lenaowl cohort judge my-patients.csv --mapping mapping.yaml --rows claims --format csv --strict",
        "lenaowl cohort judge my-patients.csv --mapping mapping.yaml --format html --output summary.html",
    )
    + "\n\nParquet and Excel need: pip install 'lenaowl[tables]'."
    "\n\nExit code 3: a file or the mapping cannot be used; with --strict also if a row is damaged."
)


class _Commands(click.Group):
    """A group whose first command may be left out."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the first command in where none is named."""
        if args and args[0] not in (*self.commands, "-h", "--help"):
            args = ["judge", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Commands, epilog=_EPILOG)
def cohort() -> None:
    """Judge a cohort: what is to be expected in each patient. `cohort FILE...` is short for `cohort judge FILE...`.

    It is not treatment advice. FILE is a table (CSV, TSV, Parquet, Excel; it takes a --mapping), FHIR R4 or R5 or
    Phenopackets v2 as JSON or NDJSON, tables of OMOP with their `concept`, or a folder of them.
    """


@cohort.command(epilog=_EPILOG)
@click.argument("files", nargs=-1, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--mapping", "-m", metavar="FILE", type=click.Path(path_type=Path),
              help="YAML: which column says what, which code means what.")  # fmt: skip
@click.option("--endpoint", "-e", metavar="URL", help="Take the rows from this SPARQL endpoint; see --select.")
@click.option("--select", metavar="FILE", type=click.Path(path_type=Path),
              help="The query that gives the rows; its variables are the columns of the mapping.")  # fmt: skip
@click.option("--rows", type=choice("expected", "claims", "trials", "patients"), default="expected", show_default=True,
              help="What the rows of CSV and TSV are.")  # fmt: skip
@click.option("--strict", is_flag=True, help="Refuse a cohort with damaged rows.")
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
@data_options
@answers("parquet")
def judge(
    files: tuple[Path, ...], mapping: Path | None, endpoint: str | None, select: Path | None, rows: str, strict: bool,
    output: Path | None, admit: str, extra: Path | None, form: str, wide: bool,
) -> None:  # fmt: skip
    """Judge a cohort; it is not treatment advice."""
    from lenaowl.render.cohort import cohort as shown

    if form == "parquet" and output is None:
        raise click.UsageError("Parquet is not text: give a file with --output.")
    if bool(endpoint) != bool(select) or bool(endpoint) == bool(files):
        raise click.UsageError("Give files, or --endpoint with the --select that asks for rows.")
    kb = load_with(extra, admit)
    with working("judging the cohort"):
        given = _asked(endpoint, select) if endpoint and select else files
        found = kb.cohort(given, mapping, strict=strict)
    if form == "parquet" and output is not None:
        from lenaowl.analysis.cohort_frames import write_parquet

        write_parquet(found, output)
    else:
        put(shown(found, rows), form, wide, output)
    if form != "table" or output:
        note(found.caution)


@cohort.command(epilog=examples(
    "lenaowl cohort records examples/cohort-records.csv --mapping examples/cohort-records-mapping.yaml",
    "lenaowl cohort records my-patients.csv --mapping mapping.yaml --format ttl --output records.ttl",
))  # fmt: skip
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--mapping", "-m", metavar="FILE", type=click.Path(path_type=Path),
              help="YAML: which column says what, which code means what.")  # fmt: skip
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
@answers()
def records(files: tuple[Path, ...], mapping: Path | None, output: Path | None, form: str, wide: bool) -> None:
    """Make records of patients in RDF, and check them by the shapes: what is wrong is listed by row and column.

    Exit code 1: the shapes find something.
    """
    from lenaowl.analysis.loading import load
    from lenaowl.render.patient_records import patient_records as shown

    with working("making records"):
        found = load().cohorts.records(files, mapping)
    put(shown(found), form, wide, output)
    if found.findings:
        sys.exit(1)


def _asked(endpoint: str, select: Path) -> object:
    from lenaowl.endpoints.endpoint import Endpoint
    from lenaowl.rdf.files import read_text
    from lenaowl.rdf.sparql_text import with_prefixes

    return Endpoint(endpoint).sparql(with_prefixes(read_text(select)))


@cohort.command(epilog=examples("lenaowl cohort template my-patients.csv > mapping.yaml"))
@click.argument("table", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--sheet", metavar="NAME", default="", help="Of an Excel file.  [default: the first]")
def template(table: Path, sheet: str) -> None:
    """Write a mapping to fill in, from the header of a table; check each line of it."""
    from lenaowl.analysis.loading import load
    from lenaowl.analysis.tables.cohorts.mapping import CohortMapping
    from lenaowl.analysis.tables.cohorts.template import template as written

    known = load().cohorts.coder(CohortMapping()).has
    show(written(table, known, sheet))


@cohort.command(epilog=examples(
    "lenaowl cohort rml examples/cohort-records.csv --mapping examples/cohort-records-mapping.yaml --output rml",
))  # fmt: skip
@click.argument("table", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--mapping", "-m", metavar="FILE", required=True, type=click.Path(path_type=Path),
              help="YAML: which column says what, which code means what.")  # fmt: skip
@click.option("--output", "-o", metavar="FOLDER", required=True, type=click.Path(path_type=Path, file_okay=False),
              help="Where the mapping and what goes with it are written.")  # fmt: skip
def rml(table: Path, mapping: Path, output: Path) -> None:
    """Write how a table becomes records as RML, for engines of others, such as Morph-KGC.

    FILE is CSV or TSV. What cells mean is a table beside it, so no name is looked up again.
    """
    from lenaowl.analysis.loading import load
    from lenaowl.rdf.bytes_out import write_whole

    made = load().cohorts.rml(table, mapping, output)
    output.mkdir(parents=True, exist_ok=True)
    for name, text in made.files.items():
        write_whole(output / name, text.encode("utf-8"))
    for one in (*made.left_out, *(f"{u.kind} '{u.code}', {u.times:,} x: {u.reason}" for u in made.unmapped)):
        note(f"Not in it: {one}")
    show(f"Written to {output}: {', '.join(made.files)}.\n")
