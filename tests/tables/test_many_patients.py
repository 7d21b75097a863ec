"""Cohorts of any size: rows are read as they are needed, and those of a patient come together from wherever they stand."""

from __future__ import annotations

import csv
import random
import tracemalloc

import pytest

from lenaowl.analysis.cohort_persons import Described, Gathering
from lenaowl.analysis.tables import delimited, reading
from lenaowl.analysis.tables.cohorts.records import Row
from lenaowl.analysis.tables.reading import stream_table
from lenaowl.rdf.vocabulary import local_name

DRUGS = ("lenalidomide", "pomalidomide", "dexamethasone", "bortezomib", "daratumumab", "")
COLUMNS = ("id", "line", "drug")


def write(file, rows):
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([COLUMNS, *rows])
    return file


def by_hand(files, *, keep, lines):
    """Patients in the order in which they come first, each with the place and the drugs, as a plain dictionary has it."""
    found, numbers = {}, {}
    for name, rows in files.items():
        for number, (patient, line, drug) in enumerate(rows, 2):
            own = str(numbers.setdefault(patient, len(numbers) + 1))
            key = (patient if keep else own, line if lines else "")
            _, drugs = found.setdefault(key, ((name, number), set()))
            drugs.update([drug] if drug else [])
    return [(*key, *place, tuple(sorted(drugs))) for key, (place, drugs) in found.items()]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("lines", [False, True], ids=["patients", "lines of therapy"])
def test_rows_of_a_patient_come_together_from_several_files(kb, tmp_path, seed, lines):
    rng, keep = random.Random(seed), bool(seed % 2)
    files = {
        str(tmp_path / name): [
            (f"P{rng.randrange(40)}", rng.choice(("", "1", "2", "maintenance")), rng.choice(DRUGS)) for _ in range(80)
        ]
        for name in ("a.csv", "b.csv")
    }
    paths = [write(tmp_path / name.rpartition("/")[2], rows) for name, rows in files.items()]
    mapping = {
        "patient": "id",
        "drugs": "drug",
        "ids": "keep" if keep else "number",
        **({"line": "line"} if lines else {}),
    }
    found = kb.cohort(paths, mapping)
    drugs = [
        tuple(map(local_name, found.exposures[p.exposure].agents)) if p.exposure >= 0 else () for p in found.listed
    ]
    read = [(p.patient, p.line, p.file, p.row, given) for p, given in zip(found.listed, drugs, strict=True)]
    assert read == by_hand(files, keep=keep, lines=lines)
    assert found.judged == sum(map(bool, drugs))
    assert [(item.file, item.number) for item in found.left_out] == sorted(one[2:4] for one in read if not one[4])


def test_without_a_column_of_patients_each_row_of_each_file_is_one(kb, tmp_path):
    """Rows with the same number in two files were one patient."""
    paths = [write(tmp_path / name, [("", "", drug)]) for name, drug in (("a.csv", DRUGS[0]), ("b.csv", DRUGS[1]))]
    found = kb.cohort(paths, {"drugs": "drug"})
    assert [(p.patient, p.file) for p in found.listed] == [("1", str(paths[0])), ("2", str(paths[1]))]
    assert [len(exposure.agents) for exposure in found.exposures] == [1, 1]


def test_a_code_without_a_term_is_named_where_it_stands_first(kb, tmp_path):
    """It was the first row of the patient who came first: line 4 here."""
    rows = [("A", "", "lenalidomide"), ("B", "", "xyz"), ("A", "", "xyz")]
    [code] = kb.cohort(write(tmp_path / "c.csv", rows), {"patient": "id", "drugs": "drug"}).unmapped
    assert (code.code, code.number, code.times) == ("xyz", 3, 2)


@pytest.fixture(scope="module")
def gathered():
    gathering = Gathering()
    for number in range(1, 30_001):
        name = f"Erika {number % 25_000}"
        gathering.add(Row(name, "", "c.csv", number, ()), [("drugs", str(number % 7))], keep=False)
    text = "\n".join(gathering._database.iterdump())
    return text, gathering.persons(0, lambda terms: Described(int(terms[0][1]), (), ()))


def test_patients_are_a_sequence_in_the_order_in_which_they_come_first(gathered):
    persons = gathered[1]
    listed = list(persons)
    assert len(persons) == len(listed) == 25_000
    assert [int(person.patient) for person in listed] == list(range(1, 25_001))
    assert [person.row for person in listed] == list(range(1, 25_001))
    for part in (slice(0, 3), slice(9_999, 10_002), slice(None, None, 5_000), slice(-2, None), slice(30_000, None)):
        assert persons[part] == listed[part]
    assert (persons[0], persons[-1]) == (listed[0], listed[-1])
    with pytest.raises(IndexError):
        persons[25_000]
    assert sum(times for _, times in persons.alike) == 25_000


def test_what_is_held_of_patients_names_nobody(gathered):
    assert "INSERT" in gathered[0]
    assert "Erika" not in gathered[0]


def most(call):
    """The most memory that Python held in a call, in bytes."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_four_times_as_many_rows_are_read_in_the_same_memory(tmp_path, monkeypatch, ending):
    def read(many):
        rows = stream_table(tmp_path / f"{many}.{ending}").rows
        assert sum(1 for _ in rows) == many

    polars = pytest.importorskip("polars")
    monkeypatch.setattr(reading, "_AT_ONCE", 2_000)
    monkeypatch.setattr(delimited, "_FIRST", 1_000)
    few, many = 10_000, 40_000
    for number in (few, many):
        frame = polars.DataFrame({"id": range(number), "drug": ["lenalidomide"] * number})
        getattr(frame, f"write_{ending}")(tmp_path / f"{number}.{ending}")
    read(few)  # what is imported then is held for ever
    first, more = (most(lambda number=number: read(number)) for number in (few, many))
    assert more < 1.3 * first
