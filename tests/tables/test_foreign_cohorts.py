"""Records that no one here made: examples of HL7, of a toolkit for Phenopackets, and synthetic tables of OMOP.

`.ci/cohort-files FOLDER` brings them; LENAOWL_COHORT_FILES is that folder. Each is read here a second time, plainly.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from lenaowl.analysis.tables.cohorts.mapping import read_mapping
from lenaowl.render.cohort import cohort as shown

FOLDER = Path(os.environ.get("LENAOWL_COHORT_FILES") or "not-given")
NOT_HERE = "LENAOWL_COHORT_FILES does not say where the records of others are: .ci/cohort-files FOLDER"
ABSENT = {"refuted", "entered-in-error", "not-done", "not-taken", "cancelled", "draft", "stopped-in-error", "declined"}
MEDICATIONS = ("MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense")
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


def brought(name):
    if not (FOLDER / name).is_dir():
        pytest.skip(NOT_HERE if not FOLDER.is_dir() else f"{FOLDER} has no {name}: .ci/cohort-files FOLDER --all")
    return FOLDER / name


def judged_as_what_if(kb, found):
    """Whether each different patient is answered as by itself, and whether there is one at all."""
    for expected, exposure in zip(found.by_exposure, found.exposures, strict=True):
        follows = {e.state for e in expected if e.answer in ("follows", "opposed")}
        assert follows == {effect.state for effect in kb.what_if(exposure).effects}
    return bool(found.exposures)


def on_account(found):
    """Codes without a term; those that are not repeated count as one."""
    return {one.code for one in found.unmapped}


def resources(folder: Path) -> Iterator[dict]:
    for file in sorted(folder.glob("*.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        entries = record.get("entry", []) if record.get("resourceType") == "Bundle" else [{"resource": record}]
        yield from (entry["resource"] for entry in entries if "resource" in entry)


def is_said(resource):
    verified = resource.get("verificationStatus", {}).get("coding", [])
    return ABSENT.isdisjoint({str(resource.get("status")), *(one.get("code") for one in verified)})


def codes_of_drugs(folder):
    """The codes in RxNorm of medications that are coded where they are named, those of one medication together."""
    for one in resources(folder):
        if one["resourceType"] in MEDICATIONS and is_said(one):
            concept = one.get("medicationCodeableConcept") or one.get("medication", {}).get("concept") or {}
            if codes := [c for c in concept.get("coding", []) if c.get("system") == RXNORM]:
                yield tuple(f"{RXNORM}:{c['code']}" for c in codes)


def of_persons(folder):
    """What identifies the (invented) persons of FHIR: their names, and the days of their birth."""
    for one in resources(folder):
        if one["resourceType"] == "Patient":
            names = one.get("name", [])
            yield from (name["family"] for name in names if name.get("family"))
            yield from (" ".join(name["given"]) for name in names if name.get("given"))
            yield from filter(None, [one.get("birthDate")])


def text_of(found):
    forms = [shown(found, rows) for rows in ("expected", "claims", "trials", "patients")]
    return json.dumps(forms[0].json()["patients"]) + "".join(str(list(one.rows())) for one in forms)


def test_examples_of_mcode_are_read(kb):
    folder = brought("mcode")
    found = kb.cohort(folder)
    persons = {one["id"] for one in resources(folder) if one["resourceType"] == "Patient"}
    assert len(persons) <= found.persons <= len(persons) + 3, "some subjects are not among the files"
    assert not [item for item in found.left_out if item.damaged]
    drugs = set(codes_of_drugs(folder))
    assert len(drugs) > 8
    coder, used, account = kb.cohorts.coder(read_mapping({})), set(), on_account(found)
    for codes in drugs:
        known = [code for code in codes if coder.has("drugs", code)]
        used.update(known)
        assert known or account & set(codes), "a code has a term or is on the account"
    terms = {agent for exposure in found.exposures for agent in exposure.agents}
    assert terms == {kb.ontology.agent(f"rxnorm:{code.rpartition(':')[2]}") for code in used}
    assert judged_as_what_if(kb, found)
    text = text_of(found)
    assert not [name for name in of_persons(folder) if len(name) > 3 and name in text]
    assert found.identifying


@pytest.mark.long
@pytest.mark.parametrize("release", ["r4", "r5"])
def test_all_examples_of_fhir_are_read(kb, release):
    folder = brought(release)
    found = kb.cohort(folder)
    assert found.persons > 20
    account = on_account(found)
    assert all(account & set(codes) for codes in set(codes_of_drugs(folder)))
    assert {item.reason for item in found.left_out if item.damaged} == {"it names no patient."}


def test_examples_of_phenopackets_are_read(kb):
    folder = brought("phenopackets")
    read = 0
    for file in sorted(folder.glob("*.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        packets = [record["proband"], *record.get("relatives", [])] if "proband" in record else [record]
        found = kb.cohort(file)
        assert not [item for item in found.left_out if item.damaged]
        assert found.persons == len(packets)
        terms = {
            part["id"]
            for packet in packets
            for kind, key in (("diseases", "term"), ("phenotypicFeatures", "type"))
            for one in packet.get(kind, [])
            if not one.get("excluded") and (part := one.get(key)) and part["id"]
        }
        assert {one.code for one in found.unmapped if one.kind != "variants"} == terms
        read += len(packets)
    assert read > 4


def omop(folder):
    """Vocabulary and code of each concept that the tables name, by kind, and the persons that they name."""
    tables = {file.stem.casefold(): file for file in folder.glob("*.csv")}

    def rows(name):
        if name in tables:
            with tables[name].open(encoding="utf-8", newline="") as file:
                heading = next(file).rstrip().split(mark := "\t" if "\t" in (first := next(file)) else ",")
                yield from csv.DictReader(itertools.chain([first], file), heading, delimiter=mark)

    concepts = {row["concept_id"]: f"{row['vocabulary_id']}:{row['concept_code']}" for row in rows("concept")}
    found, persons, unknown = {}, {row["person_id"] for row in rows("person")}, 0
    for table, column in (
        ("drug_exposure", "drug_concept_id"), ("drug_era", "drug_concept_id"), ("condition_occurrence", "condition_concept_id"),
        ("measurement", "measurement_concept_id"), ("observation", "observation_concept_id"),
    ):  # fmt: skip
        for row in rows(table):
            if (code := concepts.get(row[column])) and row[column] != "0":
                found.setdefault(table.partition("_")[0], set()).add(code)
                persons.add(row["person_id"])
            else:
                unknown += 1
    return found, persons, unknown


@pytest.mark.parametrize("name", ["omop", pytest.param("omop-1000", marks=pytest.mark.long)])
def test_synthetic_tables_of_omop_are_read(kb, name):
    folder = brought(name)
    found = kb.cohort(folder)
    codes, persons, unknown = omop(folder)
    assert found.persons == len(persons)
    assert "not read: " in found.kind
    assert sum(item.damaged for item in found.left_out) <= unknown
    coder = kb.cohorts.coder(read_mapping({}))
    used = {code for code in codes["drug"] if coder.has("drugs", code)}
    assert codes["drug"] - used <= on_account(found)
    assert codes["condition"] <= on_account(found) | {c for c in codes["condition"] if coder.has("diagnoses", c)}
    agents = {agent for exposure in found.exposures for agent in exposure.agents}
    assert agents == {kb.ontology.agent(code.replace("RxNorm", "rxnorm")) for code in used}
    assert judged_as_what_if(kb, found) == bool(used)
    for one in found.unmapped[:20]:
        line = Path(one.file).read_text(encoding="utf-8").splitlines()[one.number - 1]
        assert line, "the place of a code is in the file that says it"
        assert one.column in Path(one.file).read_text(encoding="utf-8").partition("\n")[0]
