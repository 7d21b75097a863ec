"""Records of patients as RDF, from a table, and what the SHACL shapes for records find in them, by row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

import pyoxigraph as ox

from lenaowl.analysis.tables.cohorts.coding import Coder
from lenaowl.analysis.tables.cohorts.records import (
    ABNORMALITIES,
    DATES,
    DIAGNOSES,
    DRUGS,
    OF_DIAGNOSES,
    OF_LINES,
    OF_PATIENTS,
    Row,
    Source,
    Unmapped,
)
from lenaowl.analysis.tables.table import LeftOut
from lenaowl.ontology.records import INNER, Record, Records
from lenaowl.rdf.files import Source as Text
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, lena
from lenaowl.validation.findings import Finding
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.validate import validate_sources

_XSD = PREFIXES["xsd"]
_SEXES = {"f": "female", "m": "male", "o": "other", "u": "unknown"}
_DATE, _YEAR = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}")


@dataclass(frozen=True)
class RowFinding(Record):
    """Something that is wrong in a record, by the shapes for records of patients.

    Attributes:
        file: the table.
        number: the line of a text file, or the row.
        counts: what the number counts: `line` or `row`.
        column: the column at fault; an empty text if no column says it.
        patient: the patient, as in a cohort.
        severity: Violation, Warning or Info.
        message: what is wrong.
        hint: how to fix it.
        shape: the name of the shape.
    """

    file: str
    number: int
    counts: str
    column: str
    patient: str
    severity: str
    message: str
    hint: str
    shape: str

    def __str__(self) -> str:
        """Return place and message in a line."""
        column = f", column '{self.column}'" if self.column else ""
        return f"{self.file}, {self.counts} {self.number}{column}: {self.severity}: {self.message}"


@dataclass(frozen=True)
class PatientRecords(Record):
    """Records of patients, checked.

    Attributes:
        files: the tables.
        persons: how many patients there are.
        findings: what the shapes find, by row.
        unmapped: the codes without a term; they are not in the records.
        left_out: rows and cells that could not be used; cells of another form than they must have are among them.
        triples: the records.
    """

    files: tuple[str, ...]
    persons: int
    findings: Records[RowFinding]
    unmapped: Records[Unmapped]
    left_out: Records[LeftOut]
    triples: tuple[ox.Triple, ...] = field(repr=False, metadata=INNER)


class RecordMaker:
    """Makes the records of the patients of a source.

    Args:
        source: what was read.
        coder: what looks codes up.
        columns: by property, the column that says it.
    """

    def __init__(self, source: Source, coder: Coder, columns: dict[str, str]) -> None:
        self._source = source
        self._coder = coder
        self._columns = columns
        self._triples: dict[ox.Triple, None] = {}
        self._places: dict[str, tuple[Row, str]] = {}
        self._persons = 0

    def add(self, patient: str, lines: Sequence[tuple[str, Sequence[Row]]]) -> None:
        """Add a patient with the rows of each line of therapy."""
        self._persons += 1
        first = lines[0][1][0]
        person = self._node("PatientRecord", patient, first, patient, first.file)
        diagnoses: list[ox.NamedNode] = []
        for place, (line, rows) in enumerate(lines, 1):
            terms = [term for row in rows for term in self._coder.terms(row, self._source.counted(row.file))]
            for row in rows:
                self._fields(person, row, OF_PATIENTS)
            own = [self._diagnosis(person, patient, iri, rows, terms) for kind, iri in terms if kind == DIAGNOSES]
            diagnoses += [one for one in dict.fromkeys(own) if one not in diagnoses]
            if drugs := dict.fromkeys(iri for kind, iri in terms if kind == DRUGS):
                self._line(person, patient, (place, line), rows, diagnoses, list(drugs))

    def _diagnosis(
        self, person: ox.NamedNode, patient: str, iri: str, rows: Sequence[Row], terms: Sequence[tuple[str, str]]
    ) -> ox.NamedNode:
        node = self._node("Diagnosis", patient, rows[0], person.value, iri)
        self._say(person, "hasDiagnosis", node)
        self._say(node, "diagnosedDisease", ox.NamedNode(iri))
        for row in rows:
            self._fields(node, row, OF_DIAGNOSES)
        for kind, abnormality in terms:
            if kind == ABNORMALITIES:
                finding = self._node("CytogeneticFinding", patient, rows[0], node.value, abnormality)
                self._say(node, "hasCytogeneticFinding", finding)
                self._say(finding, "abnormality", ox.NamedNode(abnormality))
                self._say(finding, "detection", ox.Literal("detected"))
        return node

    def _line(
        self, person: ox.NamedNode, patient: str, line: tuple[int, str], rows: Sequence[Row],
        diagnoses: Sequence[ox.NamedNode], drugs: Sequence[str],
    ) -> None:  # fmt: skip
        place, name = line
        number = int(name) if name.isdigit() else place
        node = self._node("TreatmentLine", patient, rows[0], person.value, str(number))
        self._say(person, "hasTreatmentLine", node)
        self._say(node, "lineNumber", ox.Literal(number))
        if len(diagnoses) == 1:
            self._say(node, "forDiagnosis", diagnoses[0])
        for row in rows:
            self._fields(node, row, OF_LINES)
        for drug in drugs:
            part = self._node("RegimenComponent", patient, rows[0], node.value, drug)
            self._say(node, "lineComponent", part)
            self._say(part, "hasDrug", ox.NamedNode(drug))

    def _node(self, kind: str, patient: str, row: Row, *names: str) -> ox.NamedNode:
        node = ox.NamedNode(uuid5(NAMESPACE_URL, " ".join((kind, *names))).urn)
        self._triples[ox.Triple(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(lena(kind)))] = None
        self._places.setdefault(node.value, (row, patient))
        return node

    def _fields(self, node: ox.NamedNode, row: Row, properties: Sequence[str]) -> None:
        for name, text in row.fields:
            if name in properties:
                if literal := _literal(name, text):
                    self._say(node, name, literal)
                    self._places.setdefault(f"{node.value} {lena(name)}", self._places[node.value])
                    self._places[f"{node.value} {lena(name)}"] = (row, self._places[node.value][1])
                else:  # the cell may hold anything, so it is neither written nor repeated
                    form = {"birthYear": "a year such as 1951", "sex": "female, male, other or unknown"}
                    reason = f"this is not {form.get(name, 'a date such as 2019-03-04')}."
                    counted = self._source.counted(row.file)
                    fault = LeftOut(row.file, row.number, counted, self._columns[name], reason, damaged=True)
                    self._source.left_out.append(fault)

    def _say(self, subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> None:
        self._triples[ox.Triple(subject, ox.NamedNode(lena(name)), value)] = None

    def made(self) -> PatientRecords:
        """Return the records with what the shapes find in them."""
        triples = tuple(self._triples)
        found: list[RowFinding] = []
        if triples:
            content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
            text = Text("records", str(content, "utf-8"), ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
            found = list(self._findings(validate_sources([text], load_shapes(["patients"])).findings))
        return PatientRecords(
            tuple(self._source.files), self._persons,
            Records(sorted(found, key=lambda one: (one.file, one.number, one.column, one.shape))),
            Records(self._coder.unmapped),
            Records(sorted(dict.fromkeys(self._source.left_out), key=lambda item: (item.file, item.number))),
            triples,
        )  # fmt: skip

    def _findings(self, findings: Sequence[Finding]) -> Iterator[RowFinding]:
        for one in findings:
            focus = str(getattr(one.raw.focus, "value", "")) if one.raw else ""
            key = f"{focus} {one.predicate}"
            row, patient = self._places.get(key) or self._places[focus]
            column = self._columns.get(one.predicate.removeprefix(lena("")), "")
            yield RowFinding(
                row.file, row.number, self._source.counted(row.file), column, patient,
                one.severity, one.message, one.hint, one.shape,
            )  # fmt: skip


def _literal(name: str, text: str) -> ox.Literal | None:
    """Return a cell as the literal that its property takes, or nothing if it is of another form."""
    if name in DATES:
        day = text.partition("T")[0].partition(" ")[0]
        return ox.Literal(day, datatype=ox.NamedNode(_XSD + "date")) if _DATE.fullmatch(day) else None
    if name == "birthYear":
        return ox.Literal(text, datatype=ox.NamedNode(_XSD + "integer")) if _YEAR.fullmatch(text) else None
    sex = _SEXES.get(text.casefold(), text.casefold())
    return ox.Literal(sex) if sex in _SEXES.values() else None
