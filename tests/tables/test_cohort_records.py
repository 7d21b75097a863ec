"""Records of a table: every fault is found by the shapes in its row and column, and nothing that names a person is written."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from conftest import ROOT

import lenaowl
from lenaowl import DataError
from lenaowl.render.formats import written
from lenaowl.render.patient_records import patient_records as shown
from lenaowl.render.tables import UNLIMITED, Screen

GOOD = {
    "id": "P-1", "line": "1", "drug": "lenalidomide;dexamethasone", "icd": "C90.0", "cyto": "del(17p)", "year": "1951",
    "sex": "f", "diagnosed": "2019-03-04", "start": "2019-04-01", "end": "2021-06-30", "seen": "2023-01-15", "died": "",
}  # fmt: skip
MAPPING = {
    "patient": "id", "line": "line", "ids": "keep", "drugs": {"column": "drug", "separator": ";"}, "abnormalities": "cyto",
    "diagnoses": {"column": "icd", "vocabulary": "icd10cm"},
    "record": {"birthYear": "year", "sex": "sex", "diagnosedOn": "diagnosed", "startedOn": "start", "endedOn": "end",
               "lastSeenOn": "seen", "diedOn": "died"},
}  # fmt: skip


def test_a_record_holds_what_the_row_says(kb):
    second = {**GOOD, "line": "2", "drug": "pomalidomide", "start": "2021-08-02", "end": "", "cyto": ""}
    found = kb.cohorts.records([GOOD, second], MAPPING)
    assert not found.findings
    said = Counter(triple.predicate.value.rpartition("/")[2] for triple in found.triples)
    assert said["hasTreatmentLine"] == said["startedOn"] == 2
    assert said["hasDiagnosis"] == said["birthYear"] == said["hasCytogeneticFinding"] == 1
    assert said["hasDrug"] == 3


# What is wrong in a second patient, the column that is named, and the shape.
FAULTS = [
    ({"year": "1851"}, "year", "Patient-birthYear"), ({"icd": ""}, "", "Patient-diagnosis"),
    ({"diagnosed": ""}, "diagnosed", "Diagnosis-date"), ({"start": ""}, "start", "Line-start"),
    ({"end": "2018-01-01"}, "start", "Line-order"), ({"died": "2018-01-01"}, "seen", "Patient-seenBeforeDeath"),
    ({"diagnosed": "2020-01-01"}, "", "Line-afterDiagnosis"), ({"line": "0"}, "", "Line-number"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "column", "shape"), FAULTS)
def test_a_fault_is_found_in_its_row_and_column(kb, change, column, shape):
    found = kb.cohorts.records([GOOD, {**GOOD, "id": "P-2", **change}], MAPPING)
    assert (2, column, shape, "P-2") in {(one.number, one.column, one.shape, one.patient) for one in found.findings}
    assert {one.number for one in found.findings} == {2}


@pytest.mark.parametrize(
    "change",
    [{"year": "1951-03-04"}, {"sex": "Quastenbrink"}, {"diagnosed": "4 March 2019"}, {"seen": "xq@quasten.example"}],
)
def test_a_cell_of_another_form_is_reported_and_not_repeated(kb, change):
    found = kb.cohorts.records([GOOD, {**GOOD, "id": "P-2", **change}], MAPPING)
    [(column, secret)] = change.items()
    assert [(item.number, item.column) for item in found.left_out] == [(2, column)]
    for form in ("table", "json", "csv", "ttl"):
        assert secret.casefold() not in written(shown(found), form, Screen(UNLIMITED)).casefold()


def test_another_engine_finds_the_same_in_the_records_as_written(kb, tmp_path):
    example = ROOT / "examples" / "cohort-records.csv"
    found = kb.cohorts.records(example, example.with_name("cohort-records-mapping.yaml"))
    file = tmp_path / "records.ttl"
    file.write_text(written(shown(found), "ttl", Screen(UNLIMITED)), encoding="utf-8")
    judged = lenaowl.validate(file, shapes=["patients"], engine="pyshacl")
    assert Counter(one.shape for one in judged.findings) == Counter(one.shape for one in found.findings)
    assert [(one.number, one.column) for one in found.findings] == [(4, "start"), (6, "diagnosed"), (7, "")]
    assert json.loads(written(shown(found), "json", Screen(UNLIMITED)))["persons"] == 5


def test_only_known_properties_are_mapped(kb):
    with pytest.raises(DataError, match="'record' gives columns for properties of a record: birthYear"):
        kb.cohorts.records([GOOD], {**MAPPING, "record": {"name": "id"}})
