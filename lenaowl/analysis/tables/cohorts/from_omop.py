"""Patients from tables of the OMOP Common Data Model (CSV or Parquet), read by vocabulary and code.

A `concept_id` means nothing by itself: the user's own `concept` table says which vocabulary and code it stands for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lenaowl.analysis.tables.cohorts.amounts import Amount
from lenaowl.analysis.tables.cohorts.records import ANY, DIAGNOSES, DRUGS, Row, Said, Source
from lenaowl.analysis.tables.reading import read_table
from lenaowl.analysis.tables.table import LeftOut, Table, cell_text, listed
from lenaowl.errors import DataError

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
    codes = _concepts(read_table(by_table["concept"]))
    kind = f"OMOP (not read: {listed([file.stem for file in others])})" if others else "OMOP"
    source = Source([str(file) for file in files], kind, surrogates=set(map(str, files)))
    said: dict[str, dict[Said, tuple[str, int]]] = defaultdict(dict)
    first: dict[str, tuple[str, int]] = {}
    for name, columns in TABLES.items():
        if name in by_table:
            table = read_table(by_table[name])
            source.left_out += table.left_out
            source.counts[table.source] = table.counts
            for number, patient, found in _occurrences(table, columns, codes, source):
                first.setdefault(patient, (table.source, number))
                said[patient].setdefault(found, (table.source, number))
    if "person" in by_table:
        table = read_table(by_table["person"])
        person = table.place("person_id")
        source.counts[table.source] = table.counts
        for number, cells in table.rows:
            first.setdefault(cell_text(cells[person]), (table.source, number))
    for patient, place in first.items():
        own = said.get(patient, {})
        source.rows.append(Row(patient, "", *place, tuple(own), (), tuple(own.values())))
    return source


def _concepts(table: Table) -> dict[str, str]:
    """Return vocabulary and code of each concept, by its number; of a variant its code, which is its name."""
    number, vocabulary, code = (table.place(name) for name in ("concept_id", "vocabulary_id", "concept_code"))
    return {
        cell_text(cells[number]): cell_text(cells[code])
        if str(cells[vocabulary]).casefold() in _OF_VARIANTS
        else f"{cells[vocabulary]}:{cell_text(cells[code])}"
        for _, cells in table.rows
    }


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
