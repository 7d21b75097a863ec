"""Generated records of patients, some with errors that are known: for tests and benchmarks. All is made up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

LENA = "https://w3id.org/lenaowl/"
EX = "https://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
Seeded = set[tuple[str, str]]  # a node, and the shape that it breaks

# disease, its abnormalities, its drugs with doses, the categories of its response
DISEASES = {
    "multiple-myeloma": (
        ("del17p", "t-4-14", "gain1q"),
        (("lenalidomide", "25.0"), ("pomalidomide", "4.0"), ("dexamethasone", "40.0"), ("daratumumab", "1800.0")),
        ("IMWG-sCR", "IMWG-CR", "IMWG-VGPR", "IMWG-PR", "IMWG-MR", "IMWG-SD", "IMWG-PD"),
    ),
    "chronic-lymphocytic-leukaemia": (
        ("del13q", "del11q", "trisomy-12"),
        (("lenalidomide", "10.0"), ("ibrutinib", "420.0"), ("chlorambucil", "10.0")),
        ("iwCLL-CR", "iwCLL-CRi", "iwCLL-PR", "iwCLL-SD", "iwCLL-PD"),
    ),
    "del5q-MDS": (
        ("del5q", "monosomy-7"),
        (("lenalidomide", "10.0"), ("lenalidomide", "5.0")),
        ("IWG-CR", "IWG-PR", "IWG-SD", "IWG-HI-E", "IWG-cytogenetic-CR"),
    ),
}
FINDINGS = ("neutropenia", "thrombocytopenia", "anaemia", "fatigue", "deep-vein-thrombosis")


def lena(name: str) -> str:
    """Return a term of the ontology as N-Triples writes it."""
    return f"<{LENA}{name}>"


def text(value: str) -> str:
    """Return plain text as N-Triples writes it."""
    return f'"{value}"'


def typed(value: object, datatype: str) -> str:
    """Return a typed literal as N-Triples writes it."""
    return f'"{value}"^^<{XSD}{datatype}>'


def day(value: date) -> str:
    """Return a date as N-Triples writes it."""
    return typed(value.isoformat(), "date")


@dataclass
class Record:
    """The statements of one patient, and the nodes of each kind."""

    patient: str
    start: date
    triples: list[tuple[str, str, str]] = field(default_factory=list)
    nodes: dict[str, list[str]] = field(default_factory=dict)
    myeloma: bool = False

    def node(self, name: str, kind: str) -> str:
        """Add a node."""
        iri = f"<{EX}{self.patient}{name}>"
        self.nodes.setdefault(kind, []).append(iri)
        self.triples.append((iri, TYPE, lena(kind)))
        return iri

    def say(self, node: str, **values: str) -> None:
        """Add statements of a node."""
        self.triples += [(node, lena(name), value) for name, value in values.items()]

    def get(self, node: str, name: str) -> str:
        """Return a value."""
        return next(o for s, p, o in self.triples if s == node and p == lena(name))

    def put(self, node: str, name: str, value: str) -> None:
        """Change a value."""
        self.drop(node, lena(name))
        self.triples.append((node, lena(name), value))

    def drop(self, node: str, predicate: str) -> None:
        """Take a statement out."""
        self.triples = [t for t in self.triples if t[:2] != (node, predicate)]


def record(number: int, rng: random.Random) -> Record:
    """Return a record without errors."""
    disease = rng.choice(sorted(DISEASES))
    abnormalities, drugs, categories = DISEASES[disease]
    found = date(2012, 1, 1) + timedelta(days=rng.randrange(3000))
    made = Record(f"patient-{number}", found, myeloma=disease == "multiple-myeloma")
    patient, diagnosis = made.node("", "PatientRecord"), made.node("-diagnosis", "Diagnosis")
    made.say(patient, birthYear=typed(rng.randrange(1925, 1990), "integer"), sex=text(rng.choice(("female", "male"))))
    made.say(patient, hasDiagnosis=diagnosis)
    made.say(diagnosis, diagnosedDisease=lena(disease), diagnosedOn=day(found))
    for place, abnormality in enumerate(rng.sample(abnormalities, 2)):
        finding = made.node(f"-finding-{place}", "CytogeneticFinding")
        made.say(diagnosis, hasCytogeneticFinding=finding)
        made.say(finding, abnormality=lena(abnormality), detection=text("detected"), cytogeneticMethod=text("FISH"))
        made.say(finding, percentOfCells=typed(rng.randrange(100) + 0.5, "decimal"))
    begin = found + timedelta(days=rng.randrange(10, 60))
    for line in range(1, rng.randrange(2, 5)):
        begin = _line(made, patient, diagnosis, line, begin, drugs, categories, rng)
    made.say(patient, lastSeenOn=day(begin + timedelta(days=30)))
    return made


def _line(
    made: Record,
    patient: str,
    diagnosis: str,
    number: int,
    begin: date,
    drugs: object,
    categories: object,
    rng: random.Random,
) -> date:
    line = made.node(f"-line-{number}", "TreatmentLine")
    end = begin + timedelta(days=rng.randrange(100, 500))
    made.say(patient, hasTreatmentLine=line)
    made.say(line, lineNumber=typed(number, "integer"), forDiagnosis=diagnosis, startedOn=day(begin), endedOn=day(end))
    for place, (drug, dose) in enumerate(rng.sample(drugs, 2)):  # type: ignore[call-overload]
        part = made.node(f"-line-{number}-drug-{place}", "RegimenComponent")
        made.say(line, lineComponent=part)
        made.say(part, hasDrug=lena(drug), dose=typed(dose, "decimal"), doseUnit=text("mg"), schedule=text("daily"))
    for place in range(rng.randrange(1, 3)):
        response = made.node(f"-line-{number}-response-{place}", "ResponseAssessment")
        made.say(line, hasResponse=response)
        judged = begin + timedelta(days=30 + 20 * place)
        made.say(response, responseCategory=lena(rng.choice(categories)), assessedOn=day(judged))  # type: ignore[arg-type]
    for place in range(rng.randrange(1, 3)):
        event = made.node(f"-line-{number}-event-{place}", "AdverseEventRecord")
        made.say(line, hasAdverseEvent=event)
        onset = begin + timedelta(days=rng.randrange(5, 90))
        made.say(event, eventFinding=lena(rng.choice(FINDINGS)), ctcaeGrade=typed(rng.randrange(1, 5), "integer"))
        made.say(event, ctcaeVersion=text("5.0"), onsetOn=day(onset), resolvedOn=day(onset + timedelta(days=10)))
        made.say(event, attributedTo=lena(drugs[0][0]))  # type: ignore[index]
    return end + timedelta(days=20)


# -- errors: each changes a record and returns the nodes and shapes that must then be found -----------------

Change = Callable[[Record, random.Random], Seeded]


def _put(kind: str, name: str, value: str | Callable[[Record, str], str], *shapes: str) -> Change:
    """Return a change of one value of a node of a kind."""

    def change(made: Record, rng: random.Random) -> Seeded:
        node = rng.choice(made.nodes[kind])
        made.put(node, name, value if isinstance(value, str) else value(made, node))
        return {(node, shape) for shape in shapes}

    return change


def _add(kind: str, predicate: str, value: str, *shapes: str) -> Change:
    def change(made: Record, rng: random.Random) -> Seeded:
        node = rng.choice(made.nodes[kind])
        made.triples.append((node, predicate, value))
        return {(node, shape) for shape in shapes}

    return change


def _drop(kind: str, name: str, *shapes: str) -> Change:
    def change(made: Record, rng: random.Random) -> Seeded:
        node = rng.choice(made.nodes[kind])
        made.drop(node, lena(name))
        return {(node, shape) for shape in shapes}

    return change


def _before(name: str) -> Callable[[Record, str], str]:
    """Return a day before that of a property."""

    def value(made: Record, node: str) -> str:
        return day(date.fromisoformat(made.get(node, name)[1:11]) - timedelta(days=3))

    return value


def _same_number(made: Record, rng: random.Random) -> Seeded:
    lines = made.nodes["TreatmentLine"]
    copy = f"{lines[0][:-1]}-copy>"
    made.triples += [(copy, p, o) for s, p, o in made.triples if s == lines[0] and not o.startswith(f"<{EX}")]
    made.triples.append((copy, lena("lineComponent"), made.get(lines[0], "lineComponent")))
    made.say(f"<{EX}{made.patient}>", hasTreatmentLine=copy)
    return {(f"<{EX}{made.patient}>", "LineSequence")}


def _no_type(made: Record, rng: random.Random) -> Seeded:
    node = rng.choice(made.nodes["ResponseAssessment"])
    made.drop(node, TYPE)
    line = next(s for s, p, o in made.triples if p == lena("hasResponse") and o == node)
    return {(node, "ResponseSaid"), (line, "Line-response")}


def _other_criteria(made: Record, rng: random.Random) -> Seeded:
    node = rng.choice(made.nodes["ResponseAssessment"])
    disease = made.get(made.nodes["Diagnosis"][0], "diagnosedDisease")
    shape = {
        "multiple-myeloma": "ResponseMyeloma",
        "chronic-lymphocytic-leukaemia": "ResponseCLL",
        "del5q-MDS": "ResponseMDSdel5q",
    }
    made.put(node, "responseCategory", lena("iwCLL-CR" if made.myeloma else "IMWG-CR"))
    return {(node, shape[disease[len(LENA) + 1 : -1]])}


CHANGES: dict[str, Change] = {
    "unit that is none": _put("RegimenComponent", "doseUnit", text("pills"), "Component-doseUnit"),
    "unit with a language": _put("RegimenComponent", "doseUnit", '"mg"@de', "Component-doseUnit"),
    "negative dose": _put("RegimenComponent", "dose", typed("-25.0", "decimal"), "Component-dose"),
    "dose as text": _put("RegimenComponent", "dose", text("25"), "Component-dose"),
    "no unit": _drop("RegimenComponent", "doseUnit", "Component"),
    "no drug": _drop("RegimenComponent", "hasDrug", "Component"),
    "ends before it begins": _put("TreatmentLine", "endedOn", _before("startedOn"), "Line-order"),
    "no number": _drop("TreatmentLine", "lineNumber", "Line-number"),
    "same number": _same_number,
    "grade 7": _put("AdverseEventRecord", "ctcaeGrade", typed(7, "integer"), "Event-grade"),
    "grade as text": _put("AdverseEventRecord", "ctcaeGrade", text("3"), "Event-grade"),
    "two grades": _add("AdverseEventRecord", lena("ctcaeGrade"), typed(5, "integer"), "Event-grade", "EventFatal"),
    "over before it begins": _put("AdverseEventRecord", "resolvedOn", _before("onsetOn"), "Event-order"),
    "onset before the line": _put("AdverseEventRecord", "onsetOn", typed("2001-01-01", "date"), "Event-afterStart"),
    "finding that is a drug": _put("AdverseEventRecord", "eventFinding", lena("lenalidomide"), "Event-finding"),
    "judged too early": _put("ResponseAssessment", "assessedOn", typed("2001-01-01", "date"), "Response-afterStart"),
    "category of another disease": _other_criteria,
    "no type": _no_type,
    "full date of birth": _put("PatientRecord", "birthYear", typed("1951-03-12", "date"), "Patient-birthYear"),
    "name": _add("PatientRecord", "<http://xmlns.com/foaf/0.1/name>", text("Jane Roe"), "Anonymous-name"),
    "name in another vocabulary": _add("PatientRecord", f"<{EX}lastName>", text("Roe"), "AnonymousAnyVocabulary"),
    "e-mail in a note": _add("PatientRecord", f"<{EX}note>", text("jane@example.org"), "AnonymousAnyVocabulary"),
    "two sexes": _add("PatientRecord", lena("sex"), text("unknown"), "Patient-sex"),
    "sex as a code": _put("PatientRecord", "sex", text("F"), "Patient-sex"),
    "percentage": _put("CytogeneticFinding", "percentOfCells", typed("162.0", "decimal"), "Cytogenetics-percent"),
    "not said whether detected": _drop("CytogeneticFinding", "detection", "Cytogenetics-said"),
    "method": _put("CytogeneticFinding", "cytogeneticMethod", text("fish"), "Cytogenetics-method"),
    "disease that is a protein": _put("Diagnosis", "diagnosedDisease", lena("IKZF1"), "Diagnosis-disease"),
    "date that is none": _put("Diagnosis", "diagnosedOn", typed("2019-02-30", "date"), "Diagnosis-date"),
    "date with a time zone": _put("PatientRecord", "lastSeenOn", typed("2099-02-03Z", "date"), "Patient-lastSeenOn"),
    "seen too early": _put("PatientRecord", "lastSeenOn", typed("2001-01-01", "date"), "Patient-linesBeforeLastSeen"),
}  # fmt: skip


def records(triples: int, errors: float = 0.0, seed: int = 1) -> tuple[str, Seeded]:
    """Return records of about so many triples as N-Triples, and what is wrong in them.

    Args:
        triples: how many at least.
        errors: the share of nodes with an error.
        seed: of the random numbers.
    """
    rng = random.Random(seed)
    lines: list[str] = []
    seeded: Seeded = set()
    kinds, number = sorted(CHANGES), 0
    while len(lines) < triples:
        made = record(number, rng)
        nodes = sum(map(len, made.nodes.values()))
        if rng.random() < errors * nodes:
            seeded |= CHANGES[kinds[len(seeded) % len(kinds)]](made, rng)
        lines += [f"{s} {p} {o} ." for s, p, o in made.triples]
        number += 1
    return "\n".join(lines) + "\n", {(node[1:-1], shape) for node, shape in seeded}


def every_error(seed: int = 1) -> Iterator[tuple[str, str, Seeded]]:
    """Yield for each kind of error its name, a record with it, and what is wrong."""
    for number, (name, change) in enumerate(CHANGES.items()):
        rng = random.Random(seed * 1000 + number)
        made = record(number, rng)
        seeded = change(made, rng)
        yield name, "".join(f"{s} {p} {o} .\n" for s, p, o in made.triples), {(n[1:-1], s) for n, s in seeded}
