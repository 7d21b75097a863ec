"""Reads cohorts: tables, FHIR, Phenopackets and OMOP, told from how files begin and are named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lenaowl.analysis.tables.cohorts.from_fhir import read_fhir
from lenaowl.analysis.tables.cohorts.from_omop import read_omop, table_of
from lenaowl.analysis.tables.cohorts.from_phenopackets import read_phenopackets
from lenaowl.analysis.tables.cohorts.from_tables import read_rows
from lenaowl.analysis.tables.cohorts.json_records import beginning
from lenaowl.analysis.tables.cohorts.mapping import CohortMapping
from lenaowl.analysis.tables.cohorts.records import Row, Source
from lenaowl.errors import DataError

_JSON = (".json", ".ndjson", ".jsonl")
_TABLES = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_BEGINNING = 100_000  # bytes in which a record says what it is


def read_cohort(paths: Sequence[Path], mapping: CohortMapping) -> Source:
    """Read files, and folders of them, as one cohort.

    Raises:
        DataError: if a file cannot be read or is of no known kind.
        MissingEngineError: if it takes what is not installed.
    """
    files = [file for path in paths for file in _files(path)]
    omop = [file for file in files if table_of(file)]
    concepts = [file for file in omop if table_of(file) == "concept"]
    if not concepts and mapping.columns:
        omop = []  # a table of the user's own by that name
    beside = {file.parent for file in concepts if not mapping.columns}
    others = [file for file in files if file.parent in beside and file not in omop and not _is_json(file)]
    files = [file for file in files if file not in others]
    fhir = [file for file in files if file not in omop and _is_json(file) and _is_fhir(file)]
    found = [read_omop(omop, others)] if omop else []
    found += [read_fhir(fhir)] if fhir else []
    for file in files:
        if file not in omop and file not in fhir:
            found.append(read_phenopackets(file) if _is_json(file) else read_rows(file, mapping))
    whole = Source(
        [file for one in found for file in one.files], " and ".join(dict.fromkeys(one.kind for one in found))
    )
    for one in found:
        whole.counts.update(one.counts)
        whole.surrogates |= one.surrogates
    whole.rows = _together(found, whole)
    return whole


def _together(sources: Sequence[Source], whole: Source) -> Iterator[Row]:
    """Yield the rows of several sources, and note what was not read of each."""
    for one in sources:
        yield from one.rows
        whole.left_out += one.left_out
        for place, times in one.identifying.items():
            whole.identifying[place] = whole.identifying.get(place, 0) + times


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise DataError(f"{path}: there is no such file or folder.")
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.iterdir() if file.is_file() and (_is_json(file) or _ending(file) in _TABLES))
    if not files:
        raise DataError(f"{path}: the folder holds no table and no JSON.")
    return files


def _ending(file: Path) -> str:
    return Path(file.name.removesuffix(".gz")).suffix.casefold()


def _is_json(file: Path) -> bool:
    return _ending(file) in _JSON


def _is_fhir(file: Path) -> bool:
    return re.search(r'"resourceType"\s*:', beginning(file, _BEGINNING)) is not None
