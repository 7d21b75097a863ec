"""A generated cohort, written as each kind of source. Nobody in it is real."""

from __future__ import annotations

import csv
import json
import random
from dataclasses import dataclass
from pathlib import Path

DRUGS = {  # by name: RxNorm, ATC
    "lenalidomide": ("342369", "L04AX04"), "pomalidomide": ("1369713", "L04AX06"), "dexamethasone": ("3264", "H02AB02"),
    "bortezomib": ("358258", "L01XG01"), "daratumumab": ("1721947", "L01FC01"), "ibrutinib": ("1442981", "L01EL01"),
}  # fmt: skip
DISEASES = {  # by ICD-10-CM: MONDO
    "C90.00": "MONDO:0009693", "C91.10": "MONDO:0004948", "C83.30": "MONDO:0018905", "D46.C": "MONDO:0007925",
}  # fmt: skip
VARIANTS = ("CRBN p.Trp386Ala", "IKZF3 p.Gln147His", "IKZF1 p.Gln146His")
LOSSES = {"CRBN": "HGNC:30185", "IKZF1": "HGNC:13176", "TP53": "HGNC:11998"}
MAPPING = {
    "patient": "id", "ids": "keep", "present": ["human", "T-cell", "NK-cell"],
    "drugs": {"column": "drugs", "separator": ";", "vocabulary": "rxnorm"},
    "diagnoses": {"column": "icd", "vocabulary": "icd10cm"},
    "variants": "variants", "variants_beside": "beside", "losses": "losses",
}  # fmt: skip
# Of what no vocabulary of ours has: the losses, in the codes of one's own that tables of OMOP carry.
CODES = {f"LOCAL:{symbol}-loss": {"losses": symbol} for symbol in LOSSES}


@dataclass(frozen=True)
class Patient:
    """A patient: drugs by name, a disease by ICD-10-CM, and perhaps a variant (beside the wild type or not) or a loss."""

    id: str
    drugs: tuple[str, ...]
    disease: str
    variant: str
    beside: bool
    loss: str


def patients(many: int, seed: int = 22) -> list[Patient]:
    rng = random.Random(seed)
    return [
        Patient(
            f"P{number:05}", tuple(sorted(rng.sample(sorted(DRUGS), rng.randint(1, 3)))), rng.choice(sorted(DISEASES)),
            rng.choice(("", "", *VARIANTS)), rng.random() < 0.5, rng.choice(("", "", "", *LOSSES)),
        )
        for number in range(many)
    ]  # fmt: skip


def rows(cohort: list[Patient]) -> list[dict[str, str]]:
    return [
        {
            "id": p.id, "drugs": ";".join(DRUGS[d][0] for d in p.drugs), "icd": p.disease,
            "variants": p.variant if not p.beside else "", "beside": p.variant if p.beside else "", "losses": p.loss,
        }
        for p in cohort
    ]  # fmt: skip


def write_csv(cohort: list[Patient], file: Path) -> Path:
    write(file, rows(cohort))
    return file


def write_parquet(cohort: list[Patient], file: Path) -> Path:
    import polars

    polars.DataFrame(rows(cohort)).write_parquet(file)
    return file


def write_excel(cohort: list[Patient], file: Path) -> Path:
    import polars

    polars.DataFrame(rows(cohort)).write_excel(file)
    return file


def write(file: Path, records: list[dict[str, object]] | list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(records[0]))
        writer.writeheader()
        writer.writerows(records)


def coded(system: str, code: str, display: str = "") -> dict[str, object]:
    return {"coding": [{"system": system, "code": code, **({"display": display} if display else {})}]}


ACTIVE = coded("http://terminology.hl7.org/CodeSystem/condition-clinical", "active")


def resources(p: Patient, release: str) -> list[dict[str, object]]:
    """The resources of FHIR R4 or R5; what identifies the (made up) patient must not be read."""
    subject = {"reference": f"Patient/{p.id}"}
    found: list[dict[str, object]] = [
        {"resourceType": "Patient", "id": p.id, "name": [{"family": "Mustermann", "given": ["Erika"]}],
         "birthDate": "1951-03-04", "telecom": [{"system": "phone", "value": "+49 30 1234567"}]},
        {"resourceType": "Condition", "id": f"{p.id}-c", "subject": subject,
         "clinicalStatus": ACTIVE, "code": coded("http://hl7.org/fhir/sid/icd-10-cm", p.disease)},
        {"resourceType": "Condition", "id": f"{p.id}-r", "subject": subject, "clinicalStatus": ACTIVE, "code": coded("http://loinc.org", "refuted"),
         "verificationStatus": coded("http://terminology.hl7.org/CodeSystem/condition-ver-status", "refuted")},
    ]  # fmt: skip
    for drug in p.drugs:
        concept = coded("http://www.nlm.nih.gov/research/umls/rxnorm", DRUGS[drug][0])
        given = {"medicationCodeableConcept": concept} if release == "R4" else {"medication": {"concept": concept}}
        kind = "MedicationStatement"
        found.append({"resourceType": kind, "id": f"{p.id}-{drug}", "status": "recorded", "subject": subject, **given})
    for gene, change in changes(p):
        parts = [{"code": coded("http://loinc.org", "48018-6"),
                  "valueCodeableConcept": coded("http://www.genenames.org", LOSSES.get(gene, "HGNC:13178"), gene)}]  # fmt: skip
        if change:
            value = coded("http://varnomen.hgvs.org", f"NP_000001.1:{change}")
            parts.append({"code": coded("http://loinc.org", "48005-3"), "valueCodeableConcept": value})
            alleles = coded("http://loinc.org", "LA6706-1" if p.beside else "LA6705-3")
            parts.append({"code": coded("http://loinc.org", "53034-5"), "valueCodeableConcept": alleles})
        else:
            deletion = coded("http://www.sequenceontology.org", "SO:0000159")
            parts.append({"code": coded("http://loinc.org", "48019-4"), "valueCodeableConcept": deletion})
        found.append(
            {"resourceType": "Observation", "id": f"{p.id}-{gene}", "status": "final", "subject": subject,
             "code": coded("http://loinc.org", "69548-6"), "valueCodeableConcept": coded("http://loinc.org", "LA9633-4"),
             "component": parts}
        )  # fmt: skip
    return found


def changes(p: Patient) -> list[tuple[str, str]]:
    """Gene and change of the protein; of a loss no change."""
    found = [tuple(p.variant.split())] if p.variant else []
    return [*found, *([(p.loss, "")] if p.loss else [])]  # type: ignore[list-item]


def write_fhir_bundle(cohort: list[Patient], file: Path) -> Path:
    entries = [
        {"fullUrl": f"https://example.org/fhir/{r['resourceType']}/{r['id']}", "resource": r}
        for p in cohort
        for r in resources(p, "R4")
    ]
    file.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}), encoding="utf-8")
    return file


def write_fhir_ndjson(cohort: list[Patient], folder: Path) -> Path:
    """A bulk export of R5: a file for each kind of resource."""
    folder.mkdir()
    by_kind: dict[str, list[str]] = {}
    for p in cohort:
        for resource in resources(p, "R5"):
            by_kind.setdefault(str(resource["resourceType"]), []).append(json.dumps(resource))
    for kind, lines in by_kind.items():
        (folder / f"{kind}.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def write_phenopackets(cohort: list[Patient], file: Path) -> Path:
    with file.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(packet(p)) + "\n" for p in cohort)
    return file


def packet(p: Patient) -> dict[str, object]:
    variants = []
    for gene, change in changes(p):
        described: dict[str, object] = {"id": f"{p.id}-{gene}", "geneContext": {"symbol": gene}}
        if change:
            described["expressions"] = [{"syntax": "hgvs.c", "value": "NM_000001.1:c.1A>T"},
                                        {"syntax": "hgvs.p", "value": f"NP_000001.1:{change}"}]  # fmt: skip
            described["allelicState"] = {"id": "GENO:0000135" if p.beside else "GENO:0000136"}
        else:
            described["geneContext"] = {"symbol": gene, "valueId": LOSSES[gene]}
            described["structuralType"] = {"id": "SO:0000159", "label": "deletion"}
        call = {"variantInterpretation": {"variationDescriptor": described}}
        variants.append({"subjectOrBiosampleId": p.id, "interpretationStatus": "CAUSATIVE", **call})
    disease = {"id": DISEASES[p.disease], "label": "a disease"}
    return {
        "id": f"packet-{p.id}",
        "subject": {"id": p.id, "dateOfBirth": "1951-03-04T00:00:00Z"},
        "diseases": [{"term": disease}, {"term": {"id": "MONDO:0000001", "label": "none"}, "excluded": True}],
        "medicalActions": [{"treatment": {"agent": {"id": f"ATC:{DRUGS[d][1]}", "label": d}}} for d in p.drugs],
        "interpretations": [
            {
                "id": "i",
                "progressStatus": "SOLVED",
                "diagnosis": {"disease": disease, "genomicInterpretations": variants},
            }
        ],
        "metaData": {"created": "2026-01-01T00:00:00Z", "createdBy": "a test", "resources": []},
    }


def write_omop(cohort: list[Patient], folder: Path) -> Path:
    """Tables of OMOP; the numbers of the concepts are ours alone, so only the table `concept` says what they are."""
    folder.mkdir()
    concepts = [("RxNorm", DRUGS[d][0]) for d in DRUGS] + [("ICD10CM", code) for code in DISEASES]
    concepts += [("OMOP Genomic", v) for v in VARIANTS] + [("LOCAL", f"{symbol}-loss") for symbol in LOSSES]
    concepts += [("LOCAL", f"{v} beside") for v in VARIANTS]
    number = {code: place for place, code in enumerate(concepts, 9_000_001)}
    write(folder / "concept.csv", [
        {"concept_id": n, "concept_name": code, "vocabulary_id": vocabulary, "concept_code": code}
        for (vocabulary, code), n in number.items()
    ])  # fmt: skip
    ids = {p.id: place for place, p in enumerate(cohort, 1)}
    write(folder / "person.csv", [{"person_id": n, "year_of_birth": 1951} for n in ids.values()])
    write(folder / "drug_exposure.csv", [
        {"person_id": ids[p.id], "drug_concept_id": number["RxNorm", DRUGS[d][0]]} for p in cohort for d in p.drugs
    ])  # fmt: skip
    write(folder / "condition_occurrence.csv", [
        {"person_id": ids[p.id], "condition_concept_id": number["ICD10CM", p.disease]} for p in cohort
    ])  # fmt: skip
    seen = [
        (p, ("LOCAL", f"{p.variant} beside") if p.beside else ("OMOP Genomic", p.variant)) for p in cohort if p.variant
    ]
    seen += [(p, ("LOCAL", f"{p.loss}-loss")) for p in cohort if p.loss]
    write(folder / "measurement.csv", [
        {"person_id": ids[p.id], "measurement_concept_id": number[code]} for p, code in seen
    ])  # fmt: skip
    return folder
