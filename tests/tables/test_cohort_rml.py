"""A mapping in RML: an engine that others made gives the same records, from the same table, as we do."""

from __future__ import annotations

import shutil
import subprocess

import generated_cohort as generated
import pyoxigraph as ox
import pytest
from conftest import HANGS, ROOT

from lenaowl import DataError

ENGINE = shutil.which("morph-kgc")
EXAMPLE = ROOT / "examples" / "cohort-records.csv"
# All made up. Patients with several rows and lines, a line without a number, diagnoses that differ between lines, codes
# without a term and in quotation marks, cells that stand for nothing or are of another form, and times in place of days.
HEADING = (
    "id",
    'the "line"',
    "drugs, all",
    "icd",
    "del17p, %",
    "cyto",
    "year",
    "sex",
    "diagnosed",
    "start",
    "end",
    "seen",
)
ROWS = [
    ("P-1", "1", "lenalidomide;dexamethasone", "C90.00", "35 %", "t(4;14); gain(1q)", "1951", "F", "2019-03-04", "2019-04-01", "2020-06-30", ""),
    ("P-1", "1", "Revlimid", "C90.00", "5 %", "", "1951", "", "2019-03-05", "2019-04-01", "", "2023-01-15"),
    ("P-1", "maintenance", "lenalidomide", "D46.C", "", "n/a", "n/a", "female", "2019-03-04T10:00:00", "2020-08-02", "", "4 March 2023"),
    ("P-2", "2", "mystery; pomalidomide", "", "99 ng", "", "1948-05-11", "x", "2020-05-11", "2020-06-01", "", ""),
    (" P-3 ", "1", "none", "C91.10", "", "trisomy 12", "1950", "m", "2018-02-20", "", "", "2020-01-10"),
    ("P-3", "", "VRd", "", "", "", "", "", "", "2021-01-01 08:30", "", ""),
    ("", "1", "lenalidomide", "C90.0", "", "", "", "", "", "", "", ""),
]  # fmt: skip
MAPPING = {
    "patient": "id", "line": 'the "line"', "ids": "keep", "diagnoses": {"column": "icd", "vocabulary": "icd10cm"},
    "drugs": {"column": "drugs, all", "separator": ";", "values": {"VRd": ["lenalidomide", "bortezomib", "dexamethasone"]}},
    "abnormalities": [{"column": "cyto", "separator": ";"}, {"column": "del17p, %", "means": "del17p", "above": 20, "unit": "%"}],
    "record": {"birthYear": "year", "sex": "sex", "diagnosedOn": "diagnosed", "startedOn": "start", "endedOn": "end", "lastSeenOn": "seen"},
}  # fmt: skip


@pytest.fixture
def table(tmp_path):
    generated.write(tmp_path / "it's a table.csv", [dict(zip(HEADING, row, strict=True)) for row in ROWS])
    return tmp_path / "it's a table.csv"


def alike(triples):
    """Statements in which the names of the nodes do not matter."""
    nodes = {}

    def node(term):
        named = isinstance(term, ox.NamedNode) and term.value.startswith("urn:")
        return nodes.setdefault(term.value, ox.BlankNode()) if named else term

    found = ox.Dataset(ox.Quad(node(one.subject), one.predicate, node(one.object)) for one in triples)
    found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(one) for one in found}


def by_engine(folder):
    done = subprocess.run(
        [ENGINE, "morph-kgc.ini"], cwd=folder, capture_output=True, text=True, timeout=HANGS, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(ox.parse(path=folder / "records.nt", format=ox.RdfFormat.N_TRIPLES))


@pytest.mark.judge
@pytest.mark.skipif(not ENGINE, reason="there is no command morph-kgc that runs `python -m morph_kgc`: see .ci/run")
@pytest.mark.parametrize("name", ["table", pytest.param("example", marks=pytest.mark.long)])
def test_another_engine_makes_the_same_records_of_the_same_table(kb, table, tmp_path, name):
    file, mapping = (table, MAPPING) if name == "table" else (EXAMPLE, EXAMPLE.with_name("cohort-records-mapping.yaml"))
    ours = kb.cohorts.records(file, mapping)
    made = kb.cohorts.rml(file, mapping, tmp_path)
    for written, text in made.files.items():
        (tmp_path / written).write_text(text, encoding="utf-8")
    theirs = by_engine(tmp_path)
    assert len(ours.triples) > 50
    assert alike(theirs) == alike(ours.triples)
    assert {one.code for one in made.unmapped} == {one.code for one in ours.unmapped}


def test_the_command_writes_the_files(run, tmp_path):
    mapping = EXAMPLE.with_name("cohort-records-mapping.yaml")
    done = run("cohort", "rml", str(EXAMPLE), "--mapping", str(mapping), "--output", str(tmp_path / "rml"))
    assert done.returncode == 0, done.stderr
    assert {file.name for file in (tmp_path / "rml").iterdir()} == {"records.rml.ttl", "codes.csv", "morph-kgc.ini"}
    assert list(ox.parse(path=tmp_path / "rml" / "records.rml.ttl", format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("change", "mapping", "says"),
    [
        ({"id": "Xenia Quastenbrink"}, {}, "line 2, column 'id': this does not look like a pseudonym"),
        ({"line": "Quastenbrink"}, {}, "does not look like a line of therapy"),
        ({}, {"ids": "number"}, "`ids: keep`"), ({}, {"patient": ""}, "`patient`"), ({}, {"drugs": None}, "names no column"),
        ({}, {"drugs": "Last name"}, "direct identifier"),
    ],
)  # fmt: skip
def test_what_may_name_a_person_is_refused_and_not_repeated(kb, tmp_path, change, mapping, says):
    row = {"id": "P-1", "line": "1", "drug": "lenalidomide", "Last name": "Quastenbrink", **change}
    generated.write(tmp_path / "t.csv", [row])
    given = {"patient": "id", "line": "line", "ids": "keep", "drugs": "drug", **mapping}
    with pytest.raises(DataError, match=says) as caught:
        kb.cohorts.rml(tmp_path / "t.csv", given, tmp_path)
    assert "Quastenbrink" not in str(caught.value)


def test_a_cell_with_a_name_beside_a_drug_is_left_out(kb, tmp_path):
    generated.write(tmp_path / "t.csv", [{"id": "P-1", "drug": "lenalidomide; Xenia Quastenbrink"}])
    made = kb.cohorts.rml(
        tmp_path / "t.csv", {"patient": "id", "ids": "keep", "drugs": {"column": "drug", "separator": ";"}}, tmp_path
    )
    assert [(one.number, one.column) for one in made.left_out] == [(2, "drug")]
    assert not any("Quastenbrink" in text for text in (*made.files.values(), str(made.unmapped)))
