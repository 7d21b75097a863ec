"""The mapping of a table to records of patients as RML, for engines of others; what codes mean goes with it as a table.

RML itself neither splits cells nor joins several columns, so its sources are queries in SQL over the files, as
Morph-KGC reads them with DuckDB. Nodes have IRIs from the pseudonyms of patients; else the records are those of
`RecordMaker`.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lenaowl.analysis.tables.cohorts.coding import Coder
from lenaowl.analysis.tables.cohorts.from_tables import said_in, split
from lenaowl.analysis.tables.cohorts.mapping import KEEP, CohortMapping, Column
from lenaowl.analysis.tables.cohorts.privacy import identifies, is_line, is_pseudonym, looks_identifying
from lenaowl.analysis.tables.cohorts.records import (
    ABNORMALITIES,
    DATES,
    DIAGNOSES,
    DRUGS,
    FIELDS,
    OF_DIAGNOSES,
    OF_LINES,
    OF_PATIENTS,
    Row,
    Unmapped,
)
from lenaowl.analysis.tables.reading import read_table
from lenaowl.analysis.tables.table import LeftOut, Table, cell_text
from lenaowl.errors import DataError
from lenaowl.rdf.vocabulary import PREFIXES

CODES, MAPPING, SETTINGS = "codes.csv", "records.rml.ttl", "morph-kgc.ini"
# For Morph-KGC, which makes the text None of what is missing in the answer to a query.
_SETTINGS = f"""[CONFIGURATION]
output_file = records.nt
na_values = ,None

[records]
mappings = {MAPPING}
"""
_KINDS = (DIAGNOSES, DRUGS, ABNORMALITIES)
_READ = "read_csv({file}, all_varchar = true, header = true, delim = {mark}, quote = '\"', ignore_errors = true)"
_NUMBERED = """numbered AS (
  SELECT patient, line, place, CASE WHEN regexp_full_match(line, '[0-9]+') THEN CAST(CAST(line AS BIGINT) AS VARCHAR)
    ELSE CAST(place AS VARCHAR) END AS number
  FROM (SELECT patient, line, row_number() OVER (PARTITION BY patient ORDER BY min(row_at)) AS place
    FROM of_table GROUP BY patient, line))"""
# By the triples map: what its rows are.
_ROWS = {
    "patients": "SELECT DISTINCT patient, {of_patients} FROM of_table",
    "diagnoses": "SELECT DISTINCT patient, name, term, {of_diagnoses} FROM said JOIN of_table USING (patient, line)"
    " WHERE kind = 'diagnoses'",
    "findings": "SELECT DISTINCT patient, disease.name AS disease, found.name AS name, found.term AS term"
    " FROM said AS disease JOIN said AS found USING (patient, line)"
    " WHERE disease.kind = 'diagnoses' AND found.kind = 'abnormalities'",
    # a line is for a diagnosis if it is the only one until then
    "lines": """SELECT DISTINCT patient, number, {of_lines}, (
    SELECT CASE WHEN count(DISTINCT said.name) = 1 THEN min(said.name) END
    FROM said JOIN numbered AS earlier USING (patient, line)
    WHERE said.kind = 'diagnoses' AND earlier.patient = numbered.patient AND earlier.place <= numbered.place) AS disease
  FROM of_table JOIN numbered USING (patient, line)
  WHERE EXISTS (
    FROM said WHERE said.kind = 'drugs' AND said.patient = of_table.patient AND said.line = of_table.line)""",
    "drugs": "SELECT DISTINCT patient, number, name, term FROM said JOIN numbered USING (patient, line)"
    " WHERE kind = 'drugs'",
}
_PATIENT = "urn:x-lenaowl:{patient}"
_DIAGNOSIS, _LINE = _PATIENT + "/diagnosis/", _PATIENT + "/line/{number}"
# By the triples map: its nodes, their class, and what is said of them: a column or a template with its datatype.
_NODES = {
    "patients": (_PATIENT, "PatientRecord", {}),
    "diagnoses": (_DIAGNOSIS + "{name}", "Diagnosis", {"diagnosedDisease": "term"}),
    "findings": (_DIAGNOSIS + "{disease}/{name}", "CytogeneticFinding", {"abnormality": "term"}),
    "lines": (_LINE, "TreatmentLine", {"lineNumber": "number", "forDiagnosis": _DIAGNOSIS + "{disease}"}),
    "drugs": (_LINE + "/{name}", "RegimenComponent", {"hasDrug": "term"}),
}  # fmt: skip
_LINKS = {  # what leads to nodes: from where, and by which property
    "diagnoses": (_PATIENT, "hasDiagnosis"), "findings": (_DIAGNOSIS + "{disease}", "hasCytogeneticFinding"),
    "lines": (_PATIENT, "hasTreatmentLine"), "drugs": (_LINE, "lineComponent"),
}  # fmt: skip
_TYPES = {"birthYear": "xsd:integer", "lineNumber": "xsd:integer", **dict.fromkeys(DATES, "xsd:date")}


@dataclass(frozen=True)
class Rml:
    """A mapping in RML, with what goes with it.

    Attributes:
        files: the mapping as Turtle, what cells mean as CSV, and settings of an engine, by their names.
        unmapped: codes without a term; they are not in it.
        left_out: rows and cells that are not in it.
    """

    files: Mapping[str, str]
    unmapped: Sequence[Unmapped]
    left_out: Sequence[LeftOut]


def rml(file: Path, mapping: CohortMapping, coder: Coder, folder: Path) -> Rml:
    """Return the mapping of a table to records as RML, to be run in a folder that holds it and the codes.

    Args:
        file: the table, as CSV or TSV.
        mapping: which columns say what. It must keep pseudonyms, since they are in the IRIs of nodes.
        coder: what looks codes up.
        folder: where the mapping will be.

    Raises:
        DataError: if the table cannot be read, is of another kind, or has what does not look like pseudonyms.
    """
    table = read_table(file)
    if table.counts != "line" or not mapping.patient or mapping.ids != KEEP:
        raise DataError(f"{file}: RML takes CSV or TSV, and a mapping with `patient` and `ids: keep`.")
    if not any(mapping.columns.get(kind) for kind in _KINDS):
        raise DataError(f"{mapping.source}: names no column of {', '.join(_KINDS)}, so there is nothing to map.")
    _refuse_identifiers(table, mapping)
    left_out = list(table.left_out)
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(("column", "cell", "kind", "term", "name"))
    rows.writerows(_codes(table, mapping, coder, left_out))
    text = "\n".join(_turtle(table, mapping, Path(os.path.relpath(file, folder)).as_posix()))
    return Rml({MAPPING: text, CODES: written.getvalue(), SETTINGS: _SETTINGS}, coder.unmapped, left_out)


def _refuse_identifiers(table: Table, mapping: CohortMapping) -> None:
    """Refuse what may name a person: an engine of others would write it into IRIs."""
    named = [mapping.patient, *mapping.record.values(), *(c.column for cs in mapping.columns.values() for c in cs)]
    for column in filter(identifies, named):
        raise DataError(f"{table.source}: the column '{column}' looks like a direct identifier, and is not read.")
    checks = [(mapping.patient, is_pseudonym, "a pseudonym")]
    checks += [(mapping.line, is_line, "a line of therapy")] if mapping.line else []
    for column, fine, what in checks:
        place = table.place(column)
        for number, cells in table.rows:
            if (text := cell_text(cells[place])) and not fine(text):
                raise DataError(
                    f"{table.source}, {table.counts} {number}, column '{column}': this does not look like {what}, and"
                    " is not repeated here. RML would write it into the records; fix it, or leave out the row."
                )


def _codes(
    table: Table, mapping: CohortMapping, coder: Coder, left_out: list[LeftOut]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield what each different cell of the columns means."""
    for kind in _KINDS:
        for column in mapping.columns.get(kind, ()):
            cells: dict[str, int] = {}
            for number, row in table.rows:
                cells.setdefault(cell_text(row[table.place(column.column)]), number)
            for cell, number in cells.items():
                said = tuple(said_in(kind, column, cell, decimal_comma=table.decimal_comma))
                terms = list(coder.terms(Row("", "", table.source, number, said), table.counts))
                if terms and any(map(looks_identifying, _parts(cell, column))):
                    reason = "a part of it looks like what identifies a person, so it is not repeated here."
                    left_out.append(LeftOut(table.source, number, table.counts, column.column, reason, damaged=True))
                    continue
                for meant, iri in terms:
                    if meant in _KINDS:
                        yield column.column, cell, meant, iri, re.split(r"[/#]", iri)[-1]


def _parts(cell: str, column: Column) -> list[str]:
    return split(cell, column.separator) if column.separator else [cell]


def _turtle(table: Table, mapping: CohortMapping, file: str) -> Iterator[str]:
    yield f"# How {Path(table.source).name} becomes records of patients, in RML. Run it in the folder of this file and"
    yield f"# of {CODES}, with an engine that reads queries over files, such as: python -m morph_kgc {SETTINGS}"
    for prefix, iri in (("rml", "http://w3id.org/rml/"), *((p, PREFIXES[p]) for p in ("lena", "xsd"))):
        yield f"@prefix {prefix}: <{iri}> ."
    yield "@prefix map: <urn:x-lenaowl:mapping:> ."
    fields = {name: name for name in mapping.record}
    of = {"patients": OF_PATIENTS, "diagnoses": OF_DIAGNOSES, "lines": OF_LINES}
    for name, (subject, cls, properties) in _NODES.items():
        query = _query(table, mapping, file, name)
        own = {field: field for field in of.get(name, ()) if field in fields}
        parts = [f"map:{name} a rml:TriplesMap ;", f"  rml:logicalSource [ rml:query {_text(query)} ] ;"]
        parts += [f"  rml:subjectMap [ rml:template {_text(subject)} ; rml:class lena:{cls} ]"]
        parts += [_says(f"lena:{key}", value, _TYPES.get(key, "")) for key, value in {**properties, **own}.items()]
        if name == "findings":
            parts += ['  ; rml:predicateObjectMap [ rml:predicate lena:detection ; rml:object "detected" ]']
        yield "\n".join(["", *parts, "  ."])
        if name in _LINKS:
            start, link = _LINKS[name]
            parts = [f"map:{name}-link a rml:TriplesMap ;", f"  rml:logicalSource [ rml:query {_text(query)} ] ;"]
            parts += [f"  rml:subjectMap [ rml:template {_text(start)} ]", _says(f"lena:{link}", subject, "")]
            yield "\n".join(["", *parts, "  ."])
    yield ""


def _says(predicate: str, value: str, datatype: str) -> str:
    if "{" in value:
        how = f"rml:template {_text(value)}"
    else:
        kind = "" if value != "term" else " ; rml:termType rml:IRI"
        how = f"rml:reference {_text(value)}{kind}" + (f" ; rml:datatype {datatype}" if datatype else "")
    return f"  ; rml:predicateObjectMap [ rml:predicate {predicate} ; rml:objectMap [ {how} ] ]"


def _query(table: Table, mapping: CohortMapping, file: str, name: str) -> str:
    """Return the rows of a triples map, in SQL."""
    mark = {"commas": ",", "tabs": "\t", "semicolons": ";"}[table.said.rpartition(" ")[2]]
    source = _READ.format(file=_quoted(file), mark=_quoted(mark))
    codes = _READ.format(file=_quoted(CODES), mark="','")
    record = [f"{_value(field, _cell(table, column))} AS {_name(field)}" for field, column in mapping.record.items()]
    columns = dict.fromkeys(c.column for kind in _KINDS for c in mapping.columns.get(kind, ()))
    coded = [f"{_cell(table, column)} AS cell_{place}" for place, column in enumerate(columns)]
    patient, line = _cell(table, mapping.patient), _cell(table, mapping.line) if mapping.line else "''"
    chosen = ",\n    ".join([f"{patient} AS patient", f"{line} AS line", *record, *coded])
    used = dict.fromkeys(
        _cell(table, c) for c in (mapping.patient, mapping.line, *mapping.record.values(), *columns) if c
    )
    cells = ", ".join(f"trim(coalesce({cell}, '')) AS {cell}" for cell in used)
    said = "\n  UNION ALL ".join(
        f"SELECT patient, line, kind, term, name FROM of_table JOIN codes ON codes.cell = cell_{place}"  # noqa: S608
        f" AND codes.column = {_quoted(column)}"
        for place, column in enumerate(columns)
    )
    absent = {field: "NULL" for field in FIELDS if field not in mapping.record}
    of = {
        kind: ", ".join(absent.get(field, _name(field)) + f" AS {_name(field)}" for field in fields)
        for kind, fields in (("of_patients", OF_PATIENTS), ("of_diagnoses", OF_DIAGNOSES), ("of_lines", OF_LINES))
    }
    return (
        f"WITH codes AS (FROM {codes}),\n"  # noqa: S608
        f"cells AS (\n  SELECT row_number() OVER () AS row_at, {cells}\n  FROM {source}),\n"
        f"of_table AS (\n  SELECT row_at, {chosen}\n  FROM cells WHERE {patient} <> ''),\n"
        f"said AS (\n  {said}),\n{_NUMBERED}\n{_ROWS[name].format(**of)}"
    )


def _value(field: str, cell: str) -> str:
    """Return the value of a cell for a property in SQL, or nothing if it is of another form."""
    if field in DATES:
        cell = f"split_part(split_part({cell}, 'T', 1), ' ', 1)"
        return f"CASE WHEN regexp_full_match({cell}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') THEN {cell} END"
    if field == "birthYear":
        return f"CASE WHEN regexp_full_match({cell}, '[0-9]{{4}}') THEN {cell} END"
    sexes = ("female", "male", "other", "unknown")
    when = " ".join(f"WHEN '{sex}' THEN '{sex}' WHEN '{sex[0]}' THEN '{sex}'" for sex in sexes)
    return f"CASE lower({cell}) {when} END"


def _cell(table: Table, column: str) -> str:
    return _name(table.columns[table.place(column)])


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _text(text: str) -> str:
    """Return a text as Turtle has it."""
    escaped = text.replace("\\", "\\\\")
    if "\n" in text:
        return '"""' + escaped.replace('""', '\\"\\"') + '\n"""'
    return '"' + escaped.replace('"', '\\"').replace("\t", "\\t") + '"'
