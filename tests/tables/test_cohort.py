"""Cohorts: the same patients by whatever way they come, each as `what_if` answers, and nothing that names a person."""

from __future__ import annotations

import csv
import html
import importlib
import io
import json
import random
import re
from pathlib import Path

import generated_cohort as generated
import pyoxigraph as ox
import pytest
import yaml
from conftest import ROOT
from fake_server import say

from lenaowl import DataError
from lenaowl.analysis.cohort_frames import expected_frames, write_parquet
from lenaowl.analysis.tables.cohorts.from_omop import concepts
from lenaowl.analysis.tables.cohorts.mapping import read_mapping
from lenaowl.analysis.tables.cohorts.template import template
from lenaowl.rdf.vocabulary import lena, local_name
from lenaowl.render.cohort import cohort as shown
from lenaowl.render.tables import UNLIMITED, Screen

MANY = 300
OTHERS = {"ids": "keep", "present": generated.MAPPING["present"]}


@pytest.fixture(scope="module")
def patients():
    return generated.patients(MANY)


@pytest.fixture(scope="module")
def of_csv(kb, patients, tmp_path_factory):
    return kb.cohort(generated.write_csv(patients, tmp_path_factory.mktemp("csv") / "c.csv"), generated.MAPPING)


def rows(found):
    return sorted(json.dumps({k: v for k, v in row.items() if k != "row"}) for row in found.rows())


def test_each_patient_is_answered_as_what_if_does(kb, patients, of_csv):
    by_exposure = of_csv.by_exposure
    assert [person.patient for person in of_csv.listed] == [p.id for p in patients]
    asked = {}
    for person in of_csv.listed:
        asked[person.exposure] = of_csv.exposures[person.exposure]
    assert len(asked) > 100
    for place, exposure in asked.items():
        answer = kb.what_if(exposure)
        assert {e.state for e in by_exposure[place] if e.answer in ("follows", "opposed")} == {
            e.state for e in answer.effects
        }
        lost = {e.state for e in by_exposure[place] if e.answer == "lost"}
        assert lost == {x.effect.state for x in answer.lost if not x.absent} - {e.state for e in answer.effects} - {
            u.effect.state for u in answer.not_judged
        }


def test_a_patient_is_the_drugs_the_cells_and_the_changes_that_are_said(kb, patients, of_csv):
    cells = {"C90.00": "multiple-myeloma-cell", "C91.10": "CLL-cell", "C83.30": "DLBCL-cell", "D46.C": "del5q-MDS-cell"}
    for p, person in zip(patients, of_csv.listed, strict=True):
        told = of_csv.exposures[person.exposure]
        assert told.agents == tuple(sorted(map(lena, p.drugs)))
        assert {lena(cells[p.disease]), lena("T-cell"), lena("human")} <= set(told.contexts)
        assert bool(told.forms) == bool(p.variant and not p.beside)
        assert bool(told.also) == bool(p.variant and p.beside)
        assert [kb.ontology.words.label(thing).partition(" ")[0] for thing in told.without] == (
            [p.loss] if p.loss else []
        )


@pytest.mark.parametrize("kind", ["parquet", "excel", "fhir_bundle", "fhir_ndjson", "phenopackets", "omop"])
def test_the_same_patients_by_another_way_give_the_same(kb, patients, of_csv, kind, tmp_path):
    endings = {"parquet": ".parquet", "excel": ".xlsx", "fhir_bundle": ".json", "phenopackets": ".ndjson"}
    source = getattr(generated, f"write_{kind}")(patients, tmp_path / f"c{endings.get(kind, '')}")
    mapping = generated.MAPPING if kind in ("parquet", "excel") else OTHERS
    if kind == "omop":  # its persons have numbers, and what is not in a vocabulary of ours has codes of one's own
        beside = {f"LOCAL:{v} beside": {"variants_beside": v} for v in generated.VARIANTS}
        mapping = {**OTHERS, "codes": {**generated.CODES, **beside}}
    found = kb.cohort(source, mapping)
    if kind == "omop":
        names = {str(n): p.id for n, p in enumerate(patients, 1)}
        told = sorted(
            json.dumps({**{k: v for k, v in row.items() if k != "row"}, "patient": names[row["patient"]]})
            for row in found.rows()
        )
    else:
        told = rows(found)
    assert told == rows(of_csv)
    assert not [item for item in found.left_out if item.damaged]


@pytest.mark.parametrize("release", ["R4B", "R5"])
def test_what_a_library_of_fhir_writes_is_read_the_same(kb, patients, release, tmp_path):
    made = [resource for p in patients[:60] for resource in generated.resources(p, release[:2])]
    package = "fhir.resources" if release == "R5" else f"fhir.resources.{release}"
    bundle = importlib.import_module(f"{package}.bundle").Bundle
    parsed = bundle.model_validate(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in made]}
    )
    (tmp_path / "f.json").write_text(parsed.model_dump_json(), encoding="utf-8")
    found = kb.cohort(tmp_path / "f.json", OTHERS)
    assert not found.left_out
    assert rows(found) == rows(kb.cohort(generated.write_csv(patients[:60], tmp_path / "c.csv"), generated.MAPPING))


def test_what_a_library_of_phenopackets_writes_is_read_the_same(kb, patients, tmp_path):
    from google.protobuf.json_format import MessageToJson, ParseDict
    from phenopackets.schema.v2 import Phenopacket

    made = [MessageToJson(ParseDict(generated.packet(p), Phenopacket()), indent=None) for p in patients[:60]]
    (tmp_path / "p.ndjson").write_text("\n".join(made), encoding="utf-8")
    found = kb.cohort(tmp_path / "p.ndjson", OTHERS)
    assert rows(found) == rows(kb.cohort(generated.write_csv(patients[:60], tmp_path / "c.csv"), generated.MAPPING))


def test_a_data_frame_is_read_as_a_table_is(kb, patients, of_csv):
    import pandas
    import polars
    import pyarrow

    columns = {name: [row[name] for row in generated.rows(patients)] for name in generated.rows(patients)[0]}
    for frame in (columns, pandas.DataFrame(columns), polars.DataFrame(columns), pyarrow.table(columns)):
        assert rows(kb.cohort(frame, generated.MAPPING)) == rows(of_csv)


def test_an_endpoint_gives_the_rows_of_a_query(run, server, patients, of_csv, tmp_path):
    store = ox.Store()
    ex = "https://example.org/"
    for row in generated.rows(patients):
        for name in filter(row.get, row):
            for one in row[name].split(";"):
                store.add(ox.Quad(ox.NamedNode(ex + row["id"]), ox.NamedNode(ex + name), ox.Literal(one)))
    parts = " ".join(f"OPTIONAL {{ ?p ex:{name} ?{name} }}" for name in ("icd", "variants", "beside", "losses"))
    query = tmp_path / "q.rq"
    query.write_text(f"PREFIX ex: <{ex}> SELECT * {{ ?p ex:id ?id ; ex:drugs ?drugs {parts} }}", encoding="utf-8")
    mapping = tmp_path / "m.json"
    mapping.write_text(json.dumps(generated.MAPPING), encoding="utf-8")
    server.answers = [lambda handler: say(200, answered(store, server.asked[-1]["query"][0]))(handler)]
    done = run(
        "cohort", "judge", "--endpoint", server.url, "--select", str(query), "-m", str(mapping), "--format", "json"
    )
    assert done.returncode == 0, done.stderr
    told = [
        json.dumps({"patient": one["patient"], "line": one["line"], **row})
        for one in json.loads(done.stdout)["patients"]
        for row in one["expected"]
    ]
    assert sorted(told) == rows(of_csv)


def answered(store, query):
    return store.query(query).serialize(format=ox.QueryResultsFormat.JSON)


@pytest.mark.parametrize(
    "given", [[], ["-e", "http://127.0.0.1:1/"], ["x.csv", "-e", "http://127.0.0.1:1/", "--select", "x"]]
)
def test_patients_come_from_files_or_from_an_endpoint(run, given):
    done = run("cohort", "judge", *given)
    assert done.returncode == 2
    assert "Give files, or --endpoint" in done.stderr


def test_what_identifies_a_person_never_leaves(kb, tmp_path):
    patients = generated.patients(5)
    mapping = {**OTHERS, "ids": "number"}
    for source in (
        generated.write_fhir_bundle(patients, tmp_path / "f.json"), generated.write_phenopackets(patients, tmp_path / "p.json"),
    ):  # fmt: skip
        found = kb.cohort(source, mapping)
        assert found.identifying
        made = json.dumps(shown(found).json()) + str(list(shown(found, "patients").rows()))
        for secret in ("Mustermann", "Erika", "1951", "1234567", *(p.id for p in patients)):
            assert secret not in made
        assert {person.patient for person in found.listed} == {"1", "2", "3", "4", "5"}


# Made up, in the ways in which tables and records spell what identifies a person.
SECRETS = [
    "Xenia Quastenbrink", "Quastenbrink, Xenia", "QUASTENBRINK XENIA", "Dr. Xenia Quastenbrink", "Xenia.Quastenbrink",
    "xq@quasten.example", "mailto:xq@quasten.example", "1957-11-23", "23.11.1957", "11/23/1957", "geb. 23.11.1957",
    "19571123-1234", "+49 30 7654321", "(030) 765-4321", "MRN 00876543", "00876543", "987-65-4321", "943 476 5919",
    "DE89370400440532013000", "Quastenstrasse 17, 10999 Berlin", "A123456780",
]  # fmt: skip


@pytest.mark.parametrize("ids", ["keep", "number"])
@pytest.mark.parametrize("place", ["id", "line", "drug", "icd", "variant"])
def test_a_direct_identifier_in_whichever_column_never_leaves(kb, ids, place):
    good = {"id": "P-1", "line": "1", "drug": "lenalidomide", "icd": "C90.0", "variant": ""}
    rows = [good, *({**good, place: prefix + secret} for secret in SECRETS for prefix in ("", "LOCAL:"))]
    mapping = {"patient": "id", "line": "line", "ids": ids, "drugs": "drug", "variants": "variant", "codes": {"LOCAL:x": {"drugs": "lenalidomide"}},
               "diagnoses": {"column": "icd", "vocabulary": "icd10cm"}}  # fmt: skip
    found = kb.cohort(rows, mapping)
    made = [shown(found, rows) for rows in ("expected", "claims", "trials", "patients")]
    texts = [made[0].text(Screen(UNLIMITED)), made[0].html(), json.dumps(made[0].json()), str(list(made[0].triples()))]
    said = "".join([*texts, *(str(list(one.rows())) for one in made)])
    assert "P-1" in said or ids == "number"
    for secret in SECRETS:
        assert secret not in said


@pytest.mark.parametrize("secret", ["Mustermann", "erika-mustermann", "Mustermann1951"])
def test_only_what_looks_like_a_pseudonym_is_passed_on_from_records_too(kb, tmp_path, secret):
    packets = [
        {**generated.packet(p), "subject": {"id": name}}
        for p, name in zip(generated.patients(2), (secret, "P-2"), strict=True)
    ]
    (tmp_path / "p.ndjson").write_text("\n".join(map(json.dumps, packets)), encoding="utf-8")
    found = kb.cohort(tmp_path / "p.ndjson", OTHERS)
    assert [person.patient for person in found.listed] == ["P-2"]
    assert [item.number for item in found.left_out] == [1]
    assert secret not in json.dumps(shown(found).json())
    with pytest.raises(DataError, match="pseudonym"):
        kb.cohort(tmp_path / "p.ndjson", OTHERS, strict=True)


@pytest.mark.parametrize(
    "secret", ["Erika Mustermann", "erika@example.org", "1951-03-04", "0012345678", "+49 30 1234567"]
)
def test_identifiers_that_are_passed_on_must_be_pseudonyms(kb, tmp_path, secret):
    file = tmp_path / "c.csv"
    file.write_text(f'id,drug\nP1,lenalidomide\n"{secret}",lenalidomide\n', encoding="utf-8")
    found = kb.cohort(file, {"patient": "id", "ids": "keep", "drugs": "drug"})
    assert found.persons == 1
    [fault] = found.left_out
    assert (fault.number, fault.column, fault.damaged) == (3, "id", True)
    assert secret not in str(fault) + json.dumps(found.as_dict())


@pytest.mark.parametrize("heading", ["Last name", "MRN", "date_of_birth", "E-Mail"])
def test_a_column_of_identifiers_is_not_read(kb, tmp_path, heading):
    file = tmp_path / "c.csv"
    file.write_text(f"{heading},drug\nSecret,lenalidomide\n", encoding="utf-8")
    with pytest.raises(DataError, match="direct identifier"):
        kb.cohort(file, {"drugs": ["drug", heading]})
    with pytest.raises(DataError, match="direct identifier"):
        kb.cohort(file, {"patient": heading, "ids": "keep", "drugs": "drug"})
    found = kb.cohort(file, {"drugs": "drug"})
    assert found.identifying == {f"column '{heading}'": 1}


def test_codes_without_a_term_are_on_the_account_and_the_rest_is_judged(kb, tmp_path):
    file = tmp_path / "c.csv"
    file.write_text(
        "drug,icd\nRev,C90.0\nmystery;lenalidomide,Z99\nmystery,C90.0\nnone,\nErika Mustermann,C90.0\n",
        encoding="utf-8",
    )
    mapping = {"drugs": {"column": "drug", "separator": ";", "values": {"rev": "lenalidomide", "none": None}},
               "diagnoses": {"column": "icd", "vocabulary": "ICD-10-CM"}}  # fmt: skip
    found = kb.cohort(file, mapping)
    assert [(u.kind, u.code, u.times, u.number) for u in found.unmapped] == [
        ("drugs", "mystery", 2, 3), ("diagnoses", "ICD-10-CM:Z99", 1, 3), ("drugs", "", 1, 6),
    ]  # fmt: skip
    assert (found.persons, found.judged) == (5, 2)
    assert [item.number for item in found.left_out] == [4, 5, 6]
    assert "Mustermann" not in json.dumps(found.as_dict())


def test_damaged_rows_and_records_are_reported_and_do_not_stop_the_rest(kb, tmp_path):
    table = tmp_path / "c.csv"
    table.write_text("id,drug\nP1,lenalidomide\n,lenalidomide\nP3,lenalidomide,7,8\n", encoding="utf-8")
    mapping = {"patient": "id", "drugs": "drug"}
    found = kb.cohort(table, mapping)
    assert [(item.number, item.column) for item in found.left_out] == [(3, "id"), (4, "")]
    assert found.judged == 1
    with pytest.raises(DataError, match="line 3"):
        kb.cohort(table, mapping, strict=True)
    lines = tmp_path / "p.ndjson"
    good = json.dumps(generated.packet(generated.patients(1)[0]))
    lines.write_text(f"{good}\n{{broken\n{good[:-9]}\n[]\n", encoding="utf-8")
    found = kb.cohort(lines)
    assert [(item.number, item.counts) for item in found.left_out] == [(2, "line"), (3, "line"), (4, "line")]
    assert found.judged == 1


def test_a_line_of_records_ends_where_json_says(kb, tmp_path):
    """U+2028 in a note ended the line, and the record was damaged."""
    records = generated.resources(generated.patients(1)[0], "R5")
    records[1]["note"] = [{"text": "one\u2028two\u0085three"}]
    lines = [json.dumps(record, ensure_ascii=False) + "\r\n" for record in records]
    (tmp_path / "f.ndjson").write_text("".join(lines), encoding="utf-8", newline="")
    found = kb.cohort(tmp_path / "f.ndjson", OTHERS)
    assert (found.persons, found.judged, list(found.left_out)) == (1, 1, [])


LOW = {"LOCAL:level": {"losses": "CRBN", "below": 10, "unit": "%"}}
# A number and its unit, whether CRBN counts as lost at it, and what is said where that cannot be told.
AMOUNTS = [
    ("3.5", "%", True, ""), ("10", "%", False, ""), ("55", "%", False, ""), ("-1e-3", "%", True, ""),
    ("3.5", "ng/mL", False, "its unit is 'ng/mL'"), ("3.5", "", False, "has no unit"), ("low", "%", False, "not a number"),
]  # fmt: skip


def as_observation(number, unit):
    quantity = {"value": float(number)} if number != "low" else {"comparator": "<", "value": 5}
    coded = generated.coded("LOCAL", "level")
    return {"resourceType": "Observation", "status": "final", "subject": {"reference": "Patient/P"}, "code": coded,
            "valueQuantity": {**quantity, **({"unit": "percent" if unit == "%" else unit, "code": unit} if unit else {})}}  # fmt: skip


def as_packet(number, unit):
    quantity = {"value": float(number) if number != "low" else number, "unit": {"id": f"UCUM:{unit}"} if unit else {}}
    return {"id": "P", "measurements": [{"assay": {"id": "LOCAL:level"}, "value": {"quantity": quantity}}]}


@pytest.mark.parametrize(("number", "unit", "lost", "says"), AMOUNTS)
def test_units_of_amounts_are_checked_in_every_source(kb, tmp_path, number, unit, lost, says):
    omop = tmp_path / "omop"
    omop.mkdir()
    concepts = [(1, "LOCAL", "level"), (2, "UCUM", unit or "none")]
    generated.write(omop / "concept.csv", [dict(zip(("concept_id", "vocabulary_id", "concept_code"), c, strict=True)) for c in concepts])  # fmt: skip
    generated.write(omop / "measurement.csv", [{"person_id": 1, "measurement_concept_id": 1, "value_as_number": number, "unit_concept_id": 2 if unit else ""}])  # fmt: skip
    for name, record in (("f.json", as_observation(number, unit)), ("p.json", as_packet(number, unit))):
        (tmp_path / name).write_text(json.dumps(record), encoding="utf-8")
    column = {"column": "level", "means": "CRBN", "below": 10, "unit": "%"}
    read = [
        kb.cohort([{"level": f"{number} {unit}"}], {"losses": column if unit else {**column, "unit": "ng"}}),
        *(kb.cohort(tmp_path / name, {"codes": LOW}) for name in ("f.json", "p.json", "omop")),
    ]
    for found in read if unit else read[1:]:
        assert [len(e.without) for e in found.exposures] == [1] * lost, found.files
        assert [says in one.reason for one in found.unmapped] == ([True] if says else []), found.files


def test_an_amount_by_itself_says_no_finding(kb, tmp_path):
    (tmp_path / "f.json").write_text(json.dumps(as_observation("3.5", "%")), encoding="utf-8")
    found = kb.cohort(tmp_path / "f.json", {"codes": {"LOCAL:level": {"losses": "CRBN"}}})
    assert not found.judged
    assert "no finding by itself" in found.unmapped[0].reason


ODD = [None, "", 1, 2.5, True, [], {}, ["x"], [[{}]], {"coding": [1, {"code": 5, "system": 7}]}, {"reference": 5}]


def with_oddities(record, rng):
    """A copy of a record, some parts of it replaced by what they should not be."""
    record = json.loads(json.dumps(record))
    for _ in range(rng.randint(1, 3)):
        at, place = record, rng.choice(list(record))
        while isinstance(at[place], dict | list) and at[place] and rng.random() < 0.8:
            at = at[place]
            place = rng.choice(list(at)) if isinstance(at, dict) else rng.randrange(len(at))
        at[place] = rng.choice(ODD)
    return record


def test_records_that_are_not_as_they_should_be_do_not_stop_the_rest(kb, tmp_path):
    rng = random.Random(22)
    some = generated.patients(60)
    fhir = [resource for p in some for resource in generated.resources(p, "R4")]
    good = {"fhir": generated.resources(some[0], "R4"), "packets": [generated.packet(some[0])]}
    for name, records in (("fhir", fhir), ("packets", [generated.packet(p) for p in some])):
        lines = map(json.dumps, [*good[name], *(with_oddities(one, rng) for one in records)])
        file = tmp_path / f"{name}.ndjson"
        file.write_text("\n".join(lines), encoding="utf-8")
        alone = tmp_path / f"{name}-alone.ndjson"
        alone.write_text("\n".join(map(json.dumps, good[name])), encoding="utf-8")
        first = kb.cohort(alone, OTHERS)
        found = kb.cohort(file, OTHERS)
        assert found.persons > 10
        told = [row for row in rows(found) if json.loads(row)["patient"] == some[0].id]
        assert set(told) >= set(rows(first))


def test_a_vocabulary_of_omop_is_read_as_its_makers_write_it(kb, tmp_path):
    """Between tabs, with quotation marks that open nothing, and with millions of concepts that nobody has."""
    heading = "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_code\n"
    rest = "".join(f'{n}\t"inch {n}\tDrug\tRxNorm\t{n}\n' for n in range(1, 50_000))
    (tmp_path / "CONCEPT.csv").write_text(
        f"{heading}{rest}60000\tlenalidomide\tDrug\tRxNorm\t342369\n", encoding="utf-8"
    )
    (tmp_path / "DRUG_ERA.csv").write_text("PERSON_ID\tDRUG_CONCEPT_ID\n1\t60000\n2\t7\n3\t70000\n", encoding="utf-8")
    assert concepts(tmp_path / "CONCEPT.csv", {"60000", "7"}) == {"60000": "RxNorm:342369", "7": "RxNorm:7"}
    found = kb.cohort(tmp_path)
    assert [exposure.agents for exposure in found.exposures] == [(lena("lenalidomide"),)]
    assert [(one.code, Path(one.file).name, one.number) for one in found.unmapped] == [("RxNorm:7", "DRUG_ERA.csv", 3)]
    assert [item.number for item in found.left_out if item.damaged] == [4]
    (tmp_path / "CONCEPT.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match=r"CONCEPT\.csv"):
        kb.cohort(tmp_path)


def test_omop_is_never_read_by_the_numbers_of_concepts_alone(kb, tmp_path):
    folder = generated.write_omop(generated.patients(3), tmp_path / "omop")
    (folder / "concept.csv").unlink()
    with pytest.raises(DataError, match="concept"):
        kb.cohort(folder)


def test_rows_of_one_patient_belong_together_and_lines_of_therapy_do_not(kb, tmp_path):
    file = tmp_path / "c.csv"
    file.write_text("id,line,drug\nA,1,lenalidomide\nA,1,dexamethasone\nA,2,pomalidomide\n", encoding="utf-8")
    found = kb.cohort(file, {"patient": "id", "line": "line", "drugs": "drug"})
    assert [(p.patient, p.line) for p in found.listed] == [("1", "1"), ("1", "2")]
    assert found.exposures[0].agents == (lena("dexamethasone"), lena("lenalidomide"))


def test_claims_on_drugs_warn_and_tell_of_resistance(kb, tmp_path):
    file = tmp_path / "c.csv"
    file.write_text("drug,icd,loss\nlenalidomide,C90.0,CRBN\nlenalidomide,C90.0,\n", encoding="utf-8")
    found = kb.cohort(
        file, {"drugs": "drug", "losses": "loss", "diagnoses": {"column": "icd", "vocabulary": "icd10cm"}}
    )
    resistant = "knock-down of CRBN confers resistance to lenalidomide in a multiple myeloma cell"
    told = {(row["patient"], row["claim"].partition(" (")[0]) for row in found.claim_rows()}
    assert {("1", resistant), ("1", "lenalidomide carries a boxed warning of embryo-fetal toxicity")} <= told
    assert ("2", resistant) not in told


def test_trials_of_a_patient_share_the_disease_and_half_of_the_drugs(kb):
    disease = {"column": "icd", "vocabulary": "icd10cm"}
    rows = [
        {"drug": "lenalidomide;dexamethasone", "icd": "C90.0"},
        {"drug": "lenalidomide", "icd": "C91.1"},
        {"drug": "lenalidomide", "icd": ""},
    ]
    found = kb.cohort(rows, {"drugs": {"column": "drug", "separator": ";"}, "diagnoses": disease})
    arms = {}
    for row in found.trial_rows():
        arms.setdefault(row["patient"], {})[row["arm"]] = row
    maia = arms["1"]["MAIA: lenalidomide with dexamethasone"]
    assert (maia["registry"], maia["overlap"], maia["shared"]) == (
        "NCT02252172",
        1.0,
        ["dexamethasone", "lenalidomide"],
    )
    assert "OPTIMISMM: pomalidomide, bortezomib and dexamethasone" not in arms["1"], "one of four drugs is shared"
    assert {row["disease"] for row in arms["1"].values()} == {"multiple myeloma"}
    assert "CONTINUUM: lenalidomide" in arms["2"]
    assert set(arms) == {"1", "2"}, "without a diagnosis no trial is alike"
    [first] = [one for one in shown(found).json()["patients"] if one["patient"] == "2"]
    assert first["trials"]


def test_the_page_shows_all_that_is_expected_and_fetches_nothing(kb, of_csv):
    page = shown(of_csv).html()
    assert "not treatment advice" in page
    assert not re.search(r"<script|<link|<img|(src|href)=", page)
    for expected, times in of_csv.summary():
        assert html.escape(expected.entity.label) in page
        assert f"<td>{times}</td>" in page
    hostile = kb.cohort([{"drug": "<script>alert(1)</script>"}, {"drug": "lenalidomide"}], {"drugs": "drug"})
    assert "<script" not in shown(hostile).html()


def test_parquet_holds_the_same_rows(of_csv, tmp_path):
    import polars

    assert write_parquet(of_csv, tmp_path / "e.parquet") == sum(1 for _ in of_csv.rows())
    read = polars.read_parquet(tmp_path / "e.parquet").with_columns(polars.col(polars.Categorical).cast(polars.String))
    text = csv.DictReader(io.StringIO(written_csv(of_csv)))
    key = ("patient", "entity", "change", "answer", "where", "because")
    assert [tuple(row[k] for k in key) for row in read.iter_rows(named=True)] == [
        tuple(row[k] for k in key) for row in text
    ]
    assert sum(map(len, expected_frames(of_csv))) == len(read)


def written_csv(found):
    from lenaowl.render.formats import written
    from lenaowl.render.tables import Screen

    return written(shown(found), "csv", Screen())


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("drug: x", "Did you mean 'drugs'?"), ("drugs: [", "line 1: not YAML"), ("ids: secret", "'ids' is one of"),
        ("drugs: {columns: x}", "'drugs' names a column"), ("- a", "a mapping needs keys"),
        ("codes: {A: {drug: x}}", "not one of: drugs"), ("codes: {A: {losses: CRBN, below: ten}}", "'below' of the code 'A' is a number"),
        ("losses: {column: x, below: 10}", "needs `means`"), ("losses: {column: x, means: CRBN}", "needs `means`"),
    ],
)  # fmt: skip
def test_a_mapping_that_is_wrong_says_where(tmp_path, mapping, says):
    file = tmp_path / "m.yaml"
    file.write_text(mapping, encoding="utf-8")
    with pytest.raises(DataError, match=r"m\.yaml") as caught:
        read_mapping(file)
    assert says in str(caught.value)


def test_a_mapping_to_what_is_no_term_is_refused(kb, tmp_path):
    file = tmp_path / "c.csv"
    file.write_text("drug,x\nRev,\n", encoding="utf-8")
    with pytest.raises(DataError, match="the value 'rev' of column 'drug' means 'nonsense'"):
        kb.cohort(file, {"drugs": {"column": "drug", "values": {"Rev": "nonsense"}}})
    with pytest.raises(DataError, match="lenaowl cohort template"):
        kb.cohort(file)
    with pytest.raises(DataError, match="no such file"):
        kb.cohort(tmp_path / "not-there.csv")


def known(kb):
    return kb.cohorts.coder(read_mapping({"drugs": "x"})).has


def test_the_template_lists_what_has_no_term_and_reads_yes_and_no(kb, tmp_path):
    file = tmp_path / "c.csv"
    lines = ["VRd,pos,MM,n/a", "VRd,neg,C90.0,W386A", "lenalidomide,,multiple myeloma,", "Erika Mustermann,neg,n/a,"]
    file.write_text("\n".join(["Regimen,del17p,Diagnosis,CRBN variant", *lines]), encoding="utf-8")
    text = template(file, known(kb))
    assert '# "VRd": TERM        # 2 x' in text
    assert "Mustermann" not in text
    written = yaml.safe_load(text)
    assert written["abnormalities"] == [{"column": "del17p", "values": {"pos": "del17p", "neg": None}}]
    filled = yaml.safe_load(text.replace('# "VRd": TERM', '"VRd": [lenalidomide, bortezomib, dexamethasone]'))
    found = kb.cohort(file, filled)
    assert [len(e.agents) for e in found.exposures] == [3, 3, 1]
    assert [len(p.abnormalities) for p in found.listed] == [1, 0, 0, 0]
    assert not [one for one in found.unmapped if one.code == "VRd"]


def test_the_template_reads_cells_as_a_clinic_writes_them(kb, tmp_path):
    """Several marks in one column, the wild type, and abnormalities as headings were left to the user."""
    file = tmp_path / "c.csv"
    lines = [
        "MM1;lenalidomide + dexamethasone;wt;no",
        "MM2;Pomalidomide/Dexamethasone;W386A;yes",
        "MM2;bortezomib+Dex;;no",
    ]
    file.write_text("\n".join(['Pat-ID;Regimen;CRBN mutation;"t(4;14)"', *lines]), encoding="utf-8")
    written = yaml.safe_load(template(file, known(kb)))
    assert written["patient"] == "Pat-ID"
    assert written["drugs"][0]["separator"] == "+"
    found = kb.cohort(file, written)
    assert (found.persons, found.judged, list(found.unmapped)) == (2, 2, [])
    assert [len(e.agents) for e in found.exposures] == [2, 3]
    assert [len(e.forms) for e in found.exposures] == [0, 1]
    assert [[local_name(a) for a in p.abnormalities] for p in found.listed] == [[], ["t-4-14"]]


def test_the_template_asks_what_a_column_of_a_gene_says(kb, tmp_path):
    file = tmp_path / "c.csv"
    lines = ["lenalidomide,wt,60", "lenalidomide,W386A,61", "lenalidomide,lost,62"]
    file.write_text("\n".join(["Drug,CRBN status,Age", *lines]), encoding="utf-8")
    text = template(file, known(kb))
    assert "It names CRBN." in text
    assert not kb.cohort(file, yaml.safe_load(text)).exposures[0].forms
    taken = re.sub(r"(?m)^# (?=(variants|losses):\n#   - column: \"CRBN status\"|  )", "", text)
    taken = re.sub(r"(?m)^# (variants|losses|.*): \[COLUMN\].*$", "", taken)
    found = kb.cohort(file, yaml.safe_load(taken.replace('"lost": null        # or', '"lost": CRBN        # or')))
    assert [(len(e.forms), len(e.without)) for e in found.exposures] == [(0, 0), (1, 0), (0, 1)]
    assert not found.unmapped


def test_the_template_of_the_example_reads_it_as_its_mapping_does(kb, tmp_path):
    mapping = tmp_path / "m.yaml"
    mapping.write_text(template(ROOT / "examples" / "cohort.csv", known(kb)), encoding="utf-8")
    by_template = kb.cohort(ROOT / "examples" / "cohort.csv", {**yaml.safe_load(mapping.read_text()), "ids": "keep"})
    by_example = kb.cohort(ROOT / "examples" / "cohort.csv", ROOT / "examples" / "cohort-mapping.yaml")
    assert rows(by_template) == rows(by_example)
    assert by_example.persons == 21


def test_the_command(run):
    done = run("cohort", "examples/cohort.csv", "-m", "examples/cohort-mapping.yaml", "--format", "csv")
    assert done.returncode == 0, done.stderr
    lost = {
        row["what"]
        for row in csv.DictReader(io.StringIO(done.stdout))
        if (row["patient"], row["answer"]) == ("P04", "lost")
    }
    assert "IKZF3 (Aiolos)" in lost
    assert "not treatment advice" in done.stderr


def test_rdf_says_the_drugs_and_the_effects(of_csv):
    triples = list(shown(of_csv).triples())
    agents = sum(t.predicate.value == lena("hasAgent") for t in triples)
    assert agents == sum(len(of_csv.exposures[p.exposure].agents) for p in of_csv.listed)
