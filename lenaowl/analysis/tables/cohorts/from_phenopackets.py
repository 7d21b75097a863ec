"""Patients from Phenopackets, version 2, as JSON: one a file, a list, or one a line; families and cohorts too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lenaowl.analysis.tables.cohorts.amounts import Amount
from lenaowl.analysis.tables.cohorts.from_fhir import variant_names
from lenaowl.analysis.tables.cohorts.json_records import Record, json_records, listed, number_text, part, text
from lenaowl.analysis.tables.cohorts.records import ANY, BESIDE, DIAGNOSES, DRUGS, LOSSES, VARIANTS, Row, Said, Source
from lenaowl.analysis.tables.table import LeftOut

_DELETIONS = {"SO:0000159", "SO:0001743", "SO:0001893", "EFO:0030067", "EFO:0030069"}
_HETEROZYGOUS = {"GENO:0000135", "GENO:0000402", "GENO:0000458", "GENO:0000606"}
# What a phenopacket has; a record without any of it is something else.
_ELEMENTS = {
    "subject", "phenotypicFeatures", "measurements", "biosamples", "interpretations", "diseases", "medicalActions",
    "files", "metaData",
}  # fmt: skip
_IDENTIFYING = ("dateOfBirth", "alternateIds")


def read_phenopackets(file: Path) -> Source:
    """Read phenopackets.

    Raises:
        DataError: if the file cannot be read, or is not JSON.
    """
    source = Source([str(file)], "Phenopackets")
    rows = []
    for number, record in json_records(file, source.left_out):
        for packet in _packets(record):
            subject = part(packet, "subject")
            for name in _IDENTIFYING:
                if part(subject, name):
                    key = f"subject.{name}"
                    source.identifying[key] = source.identifying.get(key, 0) + 1
            patient = text(part(subject, "id")) or text(packet.get("id"))
            if not patient:
                other = _ELEMENTS.isdisjoint(packet)
                reason = "it is neither a phenopacket nor of FHIR." if other else "it names no patient."
                column = "" if other else "subject.id"
                source.left_out.append(LeftOut(str(file), number, "record", column, reason, damaged=True))
                continue
            rows.append(Row(patient, "", str(file), number, tuple(dict.fromkeys(_said(packet)))))
    source.rows = rows
    return source


def _packets(record: Record) -> list[Record]:
    """Return the packets of a record: those of a cohort, of a family with the relatives, or itself."""
    of_family = [*listed(record.get("proband")), *listed(record.get("relatives"))]
    return listed(record.get("members")) or of_family or [record]


def _said(packet: Record) -> Iterator[Said]:
    for disease in listed(packet.get("diseases")):
        if not disease.get("excluded"):
            yield from _coded(DIAGNOSES, disease.get("term"), "diseases.term")
    for action in listed(packet.get("medicalActions")):
        yield from _coded(DRUGS, part(action, "treatment", "agent"), "medicalActions.treatment.agent")
    for feature in listed(packet.get("phenotypicFeatures")):
        if not feature.get("excluded"):
            yield from _coded(ANY, feature.get("type"), "phenotypicFeatures.type")
    for measurement in listed(packet.get("measurements")):
        yield from _measured(measurement)
    for interpretation in listed(packet.get("interpretations")):
        diagnosis = part(interpretation, "diagnosis")
        yield from _coded(DIAGNOSES, part(diagnosis, "disease"), "interpretations.diagnosis.disease")
        for one in listed(part(diagnosis, "genomicInterpretations")):
            if one.get("interpretationStatus") != "REJECTED":
                yield from _variant(one)


def _coded(kind: str, term: object, where: str) -> list[Said]:
    code = text(part(term, "id"))
    return [Said(kind, (code,), where)] if code else []


def _measured(measurement: Record) -> Iterator[Said]:
    """Yield what was measured: an amount, or a finding by its code."""
    value = measurement.get("value")
    codes = (text(part(value, "ontologyClass", "id")), text(part(measurement, "assay", "id")))
    quantity, amount = part(value, "quantity"), None
    if isinstance(quantity, dict):
        units = (text(part(quantity, "unit", key)) for key in ("id", "label"))
        spelt = (form for unit in units if unit for form in (unit.removeprefix("UCUM:"), unit))
        amount = Amount(number_text(quantity.get("value")), tuple(dict.fromkeys(spelt)))
    if any(codes):
        yield Said(ANY, tuple(filter(None, codes)), "measurements.assay", amount)


def _variant(interpretation: Record) -> Iterator[Said]:
    described = part(interpretation, "variantInterpretation", "variationDescriptor")
    where = "variantInterpretation.variationDescriptor"
    if not isinstance(described, dict):
        return
    gene = described.get("geneContext")
    symbol, identifier = text(part(gene, "symbol")), text(part(gene, "valueId"))
    genes = tuple(name for name in (symbol, identifier) if name)
    proteins = [
        text(one.get("value")) for one in listed(described.get("expressions")) if text(one.get("syntax")) == "hgvs.p"
    ]
    if proteins:
        kind = BESIDE if text(part(described, "allelicState", "id")) in _HETEROZYGOUS else VARIANTS
        yield Said(kind, variant_names(genes, proteins), where)
    elif text(part(described, "structuralType", "id")) in _DELETIONS:
        yield Said(LOSSES, (*genes[::-1],), where)
    else:
        yield Said(VARIANTS, variant_names(genes, ["with no change of the protein given"]), where)
