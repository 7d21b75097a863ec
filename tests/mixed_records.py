"""Thousands of generated records of every kind that the shapes are about, about half of them damaged. All is made up.

Records of patients come from `benchmarks/patients.py`, the others from `examples/` and the text below, with names of
their own. They share one graph, so that a statement moved by chance may end in a node of its record only.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import NamedTuple

import patients
import pyoxigraph as ox
from conftest import ROOT

Statement = tuple[str, str, str]  # subject, predicate and object, as N-Triples writes them


class Record(NamedTuple):
    """A record: its kind, what was done to it (nothing if it is as it should be), and its statements."""

    kind: str
    damage: str
    statements: list[Statement]


# Values that records of the real world hold where others belong.
ODD = ['"x"', '"mg"@de', '"2020-13-01"^^<http://www.w3.org/2001/XMLSchema#date>', "<https://example.org/x>", "_:b",
       '"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '"-0.5"^^<http://www.w3.org/2001/XMLSchema#decimal>', '""',
       f"<{patients.LENA}IKZF1>", f"<{patients.LENA}IMWG-CR>", f"<{patients.LENA}neutropenia>",
       '"2015-06-01"^^<http://www.w3.org/2001/XMLSchema#date>', '"1e5"^^<http://www.w3.org/2001/XMLSchema#double>']  # fmt: skip

# What is changed in the example of a patient, each of which must be found.
DAMAGE = {
    "a statement dropped": ('lena:doseUnit "mg" ; lena:schedule "days 1 to 21 of 28"', 'lena:schedule "days 1 to 21 of 28"'),
    "a statement doubled": ("lena:lineNumber 1 ;", "lena:lineNumber 1, 3 ;"),
    "a number as text": ("lena:ctcaeGrade 3", 'lena:ctcaeGrade "3"'),
    "a number with exponent": ("lena:dose 25.0", "lena:dose 2.5e1"),
    "a wrong unit": ('lena:doseUnit "mg"', 'lena:doseUnit "g"'),
    "dates swapped": ('"2019-04-01"^^xsd:date ; lena:endedOn "2021-06-30"^^xsd:date', '"2021-06-30"^^xsd:date ; lena:endedOn "2019-04-01"^^xsd:date'),
    "a language tag": ('lena:sex "female"', 'lena:sex "female"@fr'),
    "a huge literal": ('lena:sex "female"', f'lena:sex "{"f" * 1_000_000}"'),
    "a date that is none": ('"2019-03-04"^^xsd:date', '"2019-02-29"^^xsd:date'),
    "a date as text": ('"2019-03-04"^^xsd:date', '"2019-03-04"'),
    "another type": ("a lena:Diagnosis", "a lena:TreatmentLine"),
    "no type": ("ex:patient-1-event-1 a lena:AdverseEventRecord ;", "ex:patient-1-event-1"),
    "a node that is not there": ("lena:hasResponse ex:patient-1-response-1", "lena:hasResponse ex:patient-1-response-9"),
    "a cycle": ("lena:hasResponse ex:patient-1-response-1", "lena:hasResponse ex:patient-1-line-1"),
    "a node of itself": ("lena:hasDiagnosis ex:patient-1-diagnosis", "lena:hasDiagnosis ex:patient-1"),
    "a text for a node": ("lena:hasDrug lena:lenalidomide", 'lena:hasDrug "lenalidomide"'),
    "a list for a node": ("lena:hasDrug lena:lenalidomide", "lena:hasDrug ( lena:lenalidomide )"),
    "an empty node": ("lena:responseCategory lena:IMWG-VGPR", "lena:responseCategory []"),
    "a control character": ('lena:sex "female"', 'lena:sex "fe\\u0007male"'),
    "a term of another case": ("lena:lenalidomide ; lena:dose", "lena:LENALIDOMIDE ; lena:dose"),
    "another namespace": ("<https://w3id.org/lenaowl/>", "<https://w3id.org/lenaowl#>"),
    "no namespace at all": ("<https://w3id.org/lenaowl/>", "<https://example.org/vocabulary/>"),
}  # fmt: skip


def mutated(triples: list[Statement], changes: list[tuple[int, int, int]]) -> list[Statement]:
    """Return statements with some dropped, doubled with odd values, given odd values, or moved to other nodes."""
    triples = list(triples)
    for kind, place, odd in changes:
        at = place % len(triples)
        s, p, o = triples[at]
        if kind == 0 and len(triples) > 1:
            del triples[at]
        elif kind == 1:
            triples.append((s, p, ODD[odd % len(ODD)]))
        elif kind == 2:
            triples[at] = (s, p, ODD[odd % len(ODD)])
        else:
            triples[at] = (triples[odd % len(triples)][0], p, o)
    return triples


# -- records of each kind -----------------------------------------------------------------------------------

_PREFIXES = """
@prefix chebi: <http://purl.obolibrary.org/obo/CHEBI_> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix eco: <http://purl.obolibrary.org/obo/ECO_> . @prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_TEXTS = {
    "compound": 'ex:compound-1 a lena:Drug ; rdfs:label "LO-1" ; lena:InChIKey "GOTYRUGSSMKFNF-UHFFFAOYSA-N" ; skos:exactMatch chebi:63791 .',
    "exposure": "ex:exposure-1 a lena:Exposure ; lena:hasAgent lena:lenalidomide ; lena:inContext lena:T-cell ; lena:lacks lena:CRBN .",
    "exposure of a form": "ex:exposure-1 a lena:Exposure ; lena:hasAgent lena:pomalidomide ; lena:hasForm lena:IKZF3-WT .",
    "claim": """ex:claim-1 a lena:Claim ; lena:subject lena:pomalidomide ; lena:predicate lena:increases ; lena:object lena:IL2 ;
        lena:context lena:T-cell ; lena:polarity lena:positive ; lena:status lena:suggested ; lena:note "made up" ;
        lena:evidence [ lena:method eco:0000112 ; lena:publication ex:publication-1 ] .""",
    "claims that disagree": """ex:claim-1 a lena:Claim ; lena:subject lena:thalidomide ; lena:predicate lena:increases ; lena:object lena:IL2 ;
        lena:polarity lena:positive ; lena:status lena:established ; lena:contradicts ex:claim-2 ;
        lena:evidence [ lena:method eco:0000112 ; lena:publication ex:publication-1 ; lena:stance lena:supporting ] .
        ex:claim-2 a lena:Claim ; lena:subject lena:thalidomide ; lena:predicate lena:increases ; lena:object lena:IL2 ;
        lena:polarity lena:negative ; lena:status lena:contradicted ; lena:contradicts ex:claim-1 ; lena:decisionDate "2019-04" ;
        lena:evidence [ lena:method eco:0000112 ; lena:publication ex:publication-1 ; lena:stance lena:disputing ] .""",
    "publication": 'ex:publication-1 a lena:Publication ; rdfs:label "made up" ; dcterms:identifier "doi:10.1000/made.up" .',
    "entity": """ex:protein-1 a lena:Protein ; rdfs:label "XYZ1" ; skos:exactMatch <http://purl.uniprot.org/uniprot/Q96SW2> ;
        skos:closeMatch <https://identifiers.org/hgnc:13178> .""",
    "form": 'ex:form-1 a lena:ProteinForm ; rdfs:label "Q147H" ; lena:formOf lena:IKZF3 ; lena:variant "p.Gln147His" ; lena:wildTypeIn lena:human .',
    "state": "ex:state-1 a lena:Increase ; lena:increaseOf lena:IL2 . ex:state-2 a lena:Decrease ; lena:decreaseOf lena:IKZF1 .",
}  # fmt: skip
_EXAMPLES = {"assay": "assay", "trial": "trial"}
_PATIENT = "patient"
_NAMES = re.compile(r"^<https://example\.org/(.*)>$")


def _statements(turtle: str, number: int) -> list[Statement]:
    """Read Turtle, and give its nodes names of a record of their own."""

    def own(term: object) -> str:
        if isinstance(term, ox.BlankNode):
            return f"_:r{number}x{blank.setdefault(term.value, len(blank))}"
        return _NAMES.sub(rf"<https://example.org/r{number}-\1>", str(term))

    blank: dict[str, int] = {}
    quads = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    return [(own(quad.subject), str(quad.predicate), own(quad.object)) for quad in quads]


def _good(kind: str, number: int) -> list[Statement]:
    if kind == _PATIENT:
        return patients.record(number, random.Random(number)).triples
    if kind in _EXAMPLES:
        return _statements((ROOT / "examples" / f"{_EXAMPLES[kind]}.ttl").read_text(encoding="utf-8"), number)
    return _statements(_PREFIXES + _TEXTS[kind], number)


def records(of_patients: int, of_others: int, seed: int = 1) -> Iterator[Record]:
    """Yield records: of patients, and of each other kind in turn; and each known damage to a patient's at least once.

    Every second record is damaged; each kind of damage meets each kind of record.
    """
    rng = random.Random(seed)
    named = sorted(patients.CHANGES)
    others = [*_TEXTS, *_EXAMPLES]
    example = (ROOT / "examples" / "patient.ttl").read_text(encoding="utf-8")
    for number in range(of_patients + of_others):
        kind = _PATIENT if number < of_patients else others[number // 2 % len(others)]
        if kind == _PATIENT and number % 4 == 1:
            made, name = patients.record(number, random.Random(number)), named[number // 4 % len(named)]
            patients.CHANGES[name](made, rng)
            yield Record(kind, name, made.triples)
        elif number % 2:
            changes = [(rng.randrange(4), rng.randrange(500), rng.randrange(500)) for _ in range(rng.randrange(1, 5))]
            yield Record(kind, "mutation", mutated(_good(kind, number), changes))
        else:
            yield Record(kind, "", _good(kind, number))
    for place, (name, (old, new)) in enumerate(DAMAGE.items()):
        text = example.replace(old, new, 1)
        yield Record(_PATIENT, name, _statements(text, of_patients + of_others + place))
