"""Patients from FHIR R4 and R5: bundles and NDJSON, as JSON.

Only the few elements that lenaowl can use are read, which R4 and R5 name almost alike; that takes no library of the
standard, which would check much that is not read. Names, identifiers, addresses and birth dates are never read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from lenaowl.analysis.tables.cohorts.amounts import Amount
from lenaowl.analysis.tables.cohorts.json_records import Record, json_records, listed, number_text, part, text
from lenaowl.analysis.tables.cohorts.records import ANY, BESIDE, DIAGNOSES, DRUGS, LOSSES, VARIANTS, Row, Said, Source
from lenaowl.analysis.tables.table import LeftOut

_DRUG = (
    "MedicationAdministration",
    "MedicationStatement",
    "MedicationUsage",
    "MedicationRequest",
    "MedicationDispense",
)
_IDENTIFYING = ("name", "identifier", "telecom", "address", "birthDate", "photo", "contact")
_NOT_TRUE = {
    "entered-in-error",
    "not-done",
    "not-taken",
    "cancelled",
    "refuted",
    "draft",
    "stopped-in-error",
    "declined",
}
# LOINC codes of HL7's guide to genomics reporting: a variant, and of it the gene, the change of the protein, the kind
# of the change of the DNA, and the allelic state.
_VARIANT, _GENE, _PROTEIN, _CHANGE, _ALLELES = "69548-6", "48018-6", "48005-3", "48019-4", "53034-5"
_ABSENT, _HETEROZYGOUS = {"LA9634-2", "absent"}, {"LA6706-1", "heterozygous"}
_DELETIONS = {"SO:0000159", "SO:0001743", "SO:0001893", "LA6692-3", "LA14034-5"}


def read_fhir(files: Sequence[Path]) -> Source:
    """Read resources on patients; those of one file may refer to those of another, as in a bulk export.

    Raises:
        DataError: if a file cannot be read, or is not JSON.
    """
    source = Source(list(map(str, files)), "FHIR")
    reader = _Reader(source)
    for file in files:  # read twice, as all resources together take ten times the memory of the file
        for _, url, resource in _resources(file, source.left_out):
            reader.know(url, resource)
    for file in files:
        for place, _, resource in _resources(file, []):
            reader.read(place, resource)
    source.rows = reader.rows()
    source.identifying.update(reader.identifying)
    return source


def _resources(file: Path, left_out: list[LeftOut]) -> Iterator[tuple[tuple[str, int], str, Record]]:
    """Yield the resources of a file, those of bundles too, each with its place and the URL that a bundle gives it."""
    for number, record in json_records(file, left_out):
        entries = listed(record.get("entry")) if record.get("resourceType") == "Bundle" else [{"resource": record}]
        for entry in entries:
            resource = entry.get("resource")
            if isinstance(resource, dict):
                yield (str(file), number), text(entry.get("fullUrl")), resource


class _Reader:
    """Collects what resources say of each patient."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._medications: dict[str, object] = {}
        self._urls: dict[str, str] = {}
        self._said: dict[str, dict[Said, tuple[str, int]]] = defaultdict(dict)
        self._first: dict[str, tuple[str, int]] = {}
        self.identifying: Counter[str] = Counter()

    def know(self, url: str, resource: Record) -> None:
        """Note what others refer to: patients by their URLs, and medications with their codes."""
        kind, own = text(resource.get("resourceType")), text(resource.get("id"))
        names = [name for name in (url, f"{kind}/{own}" if own else "") if name]
        if kind == "Medication":
            self._medications.update({name: resource.get("code") for name in names})
        elif kind == "Patient" and names:
            self._urls.update(dict.fromkeys(names, own or url))

    def read(self, place: tuple[str, int], resource: Record) -> None:
        """Read a resource."""
        kind = text(resource.get("resourceType"))
        if kind == "Patient":
            self.identifying.update(f"Patient.{name}" for name in _IDENTIFYING if resource.get(name))
            patient = text(resource.get("id"))
            if patient:
                self._said[patient]  # a patient of whom nothing is said is one too
                self._first.setdefault(patient, place)
            return
        found = list(self._found(kind, resource))
        status = {text(resource.get("status")), *(_codes_only(resource.get("verificationStatus")))}
        if not found or not status.isdisjoint(_NOT_TRUE):
            return
        patient = self._patient(resource)
        if not patient:
            where = LeftOut(*place, "record", f"{kind}.subject", "it names no patient.", damaged=True)
            self._source.left_out.append(where)
            return
        self._first.setdefault(patient, place)
        for said in found:
            self._said[patient].setdefault(said, place)

    def rows(self) -> Iterator[Row]:
        """Yield what was found of each patient."""
        for patient, said in self._said.items():
            yield Row(patient, "", *self._first[patient], tuple(said), (), tuple(said.values()))

    def _patient(self, resource: Record) -> str:
        reference = text(part(resource.get("subject") or resource.get("patient"), "reference"))
        return self._urls.get(reference, reference.rpartition("/")[2].rpartition(":")[2])

    def _found(self, kind: str, resource: Record) -> Iterator[Said]:
        if kind in _DRUG:
            yield from _said(DRUGS, self._medication(resource), f"{kind}.medication")
        elif kind == "Condition":
            yield from _said(DIAGNOSES, resource.get("code"), "Condition.code")
        elif kind == "Observation":
            yield from _observed(resource)

    def _medication(self, resource: Record) -> object:
        """Return the concept, in R4 and R5: by its code, or by a reference to a Medication here or in the resource."""
        concept = resource.get("medicationCodeableConcept") or part(resource, "medication", "concept")
        if concept:
            return concept
        given = resource.get("medicationReference") or part(resource, "medication", "reference")
        reference = text(part(given, "reference"))
        for inner in listed(resource.get("contained")):
            if reference == f"#{text(inner.get('id'))}":
                return inner.get("code")
        return self._medications.get(reference, {"text": reference or "no code"})


def _observed(resource: Record) -> Iterator[Said]:
    """Yield a variant with its gene, or a finding by its code, if it is said to be there."""
    if _VARIANT not in set(_codes_only(resource.get("code"))):
        value = resource.get("valueCodeableConcept")
        if _ABSENT.isdisjoint(_codes_only(value)) and resource.get("valueBoolean") is not False:
            codes = (*_codes(value), *_codes(resource.get("code")))
            yield from [Said(ANY, codes, "Observation.code", _amount(resource))] if codes else []
        return
    if not _ABSENT.isdisjoint(_codes_only(resource.get("valueCodeableConcept"))):
        return
    parts = {code: one for one in listed(resource.get("component")) for code in _codes_only(one.get("code"))}
    genes = _codes(part(parts.get(_GENE), "valueCodeableConcept"))
    named = _symbols(part(parts.get(_GENE), "valueCodeableConcept")) or genes
    changes = [*_codes_only(part(parts.get(_PROTEIN), "valueCodeableConcept"))]
    alleles = set(_codes_only(part(parts.get(_ALLELES), "valueCodeableConcept")))
    if changes:
        kind = BESIDE if alleles & _HETEROZYGOUS else VARIANTS
        yield Said(kind, variant_names(named, changes), "Observation.component (48005-3)")
    elif _DELETIONS & set(_codes_only(part(parts.get(_CHANGE), "valueCodeableConcept"))):
        yield Said(LOSSES, (*genes, *named), "Observation.component (48018-6)")
    else:
        yield Said(VARIANTS, variant_names(named, ["with no change of the protein given"]), "Observation.component")


def _amount(resource: Record) -> Amount | None:
    """Return the amount that was observed; a bound, such as 'less than 5', is no number."""
    quantity = resource.get("valueQuantity")
    if isinstance(quantity, dict):
        units = tuple(dict.fromkeys(unit for key in ("code", "unit") if (unit := text(quantity.get(key)))))
        return Amount(text(quantity.get("comparator")) + number_text(quantity.get("value")), units)
    whole = resource.get("valueInteger")
    return None if whole is None else Amount(number_text(whole))


def variant_names(genes: tuple[str, ...], changes: list[str]) -> tuple[str, ...]:
    """Return the names that a variant may have here: its gene with the change of the protein, without a transcript."""
    return tuple(f"{gene} {change.rpartition(':')[2]}" for gene in genes or ("",) for change in changes)


def _said(kind: str, concept: object, where: str) -> list[Said]:
    codes = _codes(concept)
    return [Said(kind, codes, where)] if codes else []


def _codes(concept: object) -> tuple[str, ...]:
    """Return the codes of a concept with their systems; its text where it has none."""
    found = tuple(
        f"{text(coding.get('system'))}:{text(coding.get('code'))}" if coding.get("system") else text(coding.get("code"))
        for coding in listed(part(concept, "coding"))
        if coding.get("code")
    )
    return found or _words(concept)


def _codes_only(concept: object) -> tuple[str, ...]:
    found = tuple(text(coding.get("code")) for coding in listed(part(concept, "coding")) if coding.get("code"))
    return found or _words(concept)


def _words(concept: object) -> tuple[str, ...]:
    """Return the text of a concept, if it has one."""
    return (words,) if (words := text(part(concept, "text"))) else ()


def _symbols(concept: object) -> tuple[str, ...]:
    """Return the symbols of genes that a concept displays."""
    return tuple(text(one.get("display")) for one in listed(part(concept, "coding")) if text(one.get("display")))
