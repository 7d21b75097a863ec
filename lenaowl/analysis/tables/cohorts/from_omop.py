"""Patients from tables of the OMOP Common Data Model (CSV or Parquet), read by vocabulary and code.

A `concept_id` means nothing by itself: the user's own `concept` table says which vocabulary and code it stands for.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from lenaowl.analysis.tables.cohorts.amounts import Amount
from lenaowl.analysis.tables.cohorts.records import ANY, DIAGNOSES, DRUGS, Row, Said, Source
from lenaowl.analysis.tables.reading import read_table
from lenaowl.analysis.tables.table import LeftOut, Table, cell_text, listed
from lenaowl.errors import DataError, one_line

# The tables that are read, with their columns of concepts, and what these are of.
TABLES = {
    "drug_exposure": ("drug_concept_id", "drug_source_concept_id", DRUGS),
    "drug_era": ("drug_concept_id", "", DRUGS),  # what was given, by ingredient
    "condition_occurrence": ("condition_concept_id", "condition_source_concept_id", DIAGNOSES),
    "measurement": ("measurement_concept_id", "measurement_source_concept_id", ANY),
    "observation": ("observation_concept_id", "observation_source_concept_id", ANY),
}  # fmt: skip
_VALUE = "value_as_concept_id"
_NUMBER, _UNITS, _UNIT = "value_as_number", "unit_concept_id", "unit_source_value"
_ENDINGS = (".csv", ".tsv", ".parquet")
_OF_VARIANTS = {"hgvs", "omop genomic"}


def table_of(file: Path) -> str:
    """Return the table of the model that a file is by its name, or an empty text."""
    name = file.stem.casefold()
    return name if file.suffix.casefold() in _ENDINGS and name in (*TABLES, "concept", "person") else ""


def read_omop(files: Sequence[Path], others: Sequence[Path] = ()) -> Source:
    """Read tables of the model; `concept` must be among them.

    Args:
        files: the tables that say something of patients, and `concept`.
        others: tables beside them that are not read; they are named.

    Raises:
        DataError: if `concept` is missing, or a table cannot be read or lacks a column.
        MissingEngineError: if it takes what is not installed.
    """
    by_table = {table_of(file): file for file in files}
    if "concept" not in by_table:
        raise DataError(
            f"{files[0].parent}: the table `concept` is missing. Export it with the others: a concept_id means nothing"
            " without the vocabulary and the code that it stands for."
        )
    kind = f"OMOP (not read: {listed([file.stem for file in others])})" if others else "OMOP"
    source = Source([str(file) for file in files], kind, surrogates=set(map(str, files)))
    said: dict[str, dict[Said, tuple[str, int]]] = defaultdict(dict)
    first: dict[str, tuple[str, int]] = {}
    tables = {name: read_table(by_table[name]) for name in TABLES if name in by_table}
    codes = concepts(by_table["concept"], {text for name, table in tables.items() for text in _numbers(name, table)})
    for name, table in tables.items():
        source.left_out += table.left_out
        source.counts[table.source] = table.counts
        for number, patient, found in _occurrences(table, TABLES[name], codes, source):
            first.setdefault(patient, (table.source, number))
            said[patient].setdefault(found, (table.source, number))
    if "person" in by_table:
        table = read_table(by_table["person"])
        person = table.place("person_id")
        source.counts[table.source] = table.counts
        for number, cells in table.rows:
            first.setdefault(cell_text(cells[person]), (table.source, number))
    owns = ((patient, place, said.get(patient, {})) for patient, place in first.items())
    source.rows = (Row(patient, "", *place, tuple(own), (), tuple(own.values())) for patient, place, own in owns)
    return source


def _numbers(name: str, table: Table) -> Iterator[str]:
    """Yield the numbers of concepts in a table."""
    for column in (*TABLES[name][:2], _VALUE, _UNITS):
        if _has(table, column):
            place = table.place(column)
            yield from (cell_text(cells[place]) for _, cells in table.rows)


def concepts(file: Path, wanted: Collection[str]) -> dict[str, str]:
    """Return vocabulary and code of the concepts that are wanted, by their numbers; of a variant its code, its name.

    The table of a whole vocabulary has millions of rows, so they are read one by one, and others are not kept.

    Raises:
        DataError: if the file cannot be read, or lacks a column.
        MissingEngineError: if it takes what is not installed.
    """
    named = ("concept_id", "vocabulary_id", "concept_code")
    if file.suffix.casefold() == ".parquet":
        table = read_table(file)
        rows: Iterator[Sequence[object]] = (cells for _, cells in table.rows)
    else:
        heading, rows = _lines(file)
        table = Table(str(file), "line", tuple(heading), [], [], "")
    number, vocabulary, code = (table.place(name) for name in named)
    most = max(number, vocabulary, code)
    found = {}
    for cells in rows:
        if len(cells) > most and (key := cell_text(cells[number])) in wanted:
            bare = str(cells[vocabulary]).casefold() in _OF_VARIANTS
            found[key] = cell_text(cells[code]) if bare else f"{cells[vocabulary]}:{cell_text(cells[code])}"
    return found


def _lines(file: Path) -> tuple[Sequence[str], Iterator[Sequence[str]]]:
    """Return the heading of separated text, and its rows as they are read; between tabs quotation marks are text."""

    def rows() -> Iterator[Sequence[str]]:
        try:
            with file.open(encoding="utf-8-sig", newline="") as text:
                tabs = "\t" in text.readline()
                text.seek(0)
                quoting: Literal[0, 3] = csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL
                yield from csv.reader(text, delimiter="\t" if tabs else ",", quoting=quoting)
        except (OSError, ValueError, csv.Error) as error:
            raise DataError(f"{file}: cannot be read as UTF-8 text with commas or tabs: {one_line(error)}") from None

    found = rows()
    return [name.strip() for name in next(found, [])], found


def _occurrences(
    table: Table, columns: tuple[str, str, str], codes: Mapping[str, str], source: Source
) -> Iterator[tuple[int, str, Said]]:
    """Yield row, patient and what is said of it."""
    standard, own, kind = columns
    person, concept = table.place("person_id"), table.place(standard)
    others = [table.place(name) for name in (own, _VALUE) if _has(table, name)]
    for number, cells in table.rows:
        patient = cell_text(cells[person])
        numbers = [text for place in (concept, *others) if (text := cell_text(cells[place]))]
        known = [codes[text] for text in numbers if text in codes and text != "0"]
        reason, column = "", standard
        if not patient:
            reason, column = "no person is named.", "person_id"
        elif not known:
            reason = "the table `concept` has no such concept, or it is 0 (no matching concept)."
        if reason:
            source.left_out.append(LeftOut(table.source, number, table.counts, column, reason, damaged=True))
        else:
            yield number, patient, Said(kind, tuple(known), standard, _amount(table, cells, codes))


def _has(table: Table, column: str) -> bool:
    """Whether a table has a column; databases write them in capitals, too."""
    return column in map(str.casefold, table.columns)


def _amount(table: Table, cells: Sequence[object], codes: Mapping[str, str]) -> Amount | None:
    """Return the amount in a row of measurements or observations, with its unit by code and as the source spells it."""
    number, unit, spelt = (
        cell_text(cells[table.place(name)]) if _has(table, name) else "" for name in (_NUMBER, _UNITS, _UNIT)
    )
    units = (codes.get(unit, "").partition(":")[2], spelt)
    return Amount(number, tuple(dict.fromkeys(filter(None, units)))) if number else None
