"""Direct identifiers of patients: names, contacts, numbers and dates of birth, in any vocabulary and node of a record.

What is found is named by its kind and place, never by its value.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, lena
from lenaowl.validation.shacl.shapes import SHAPES, Raw, Shapes, Term
from lenaowl.validation.user_data import UserData

Node = ox.NamedNode | ox.BlankNode

NAME = SHAPES + "direct-identifiers"
_ANONYMOUS = SHAPES + "Anonymous"
_BIRTH_YEAR = SHAPES + "Patient-birthYear"
_LABELS = {
    *(PREFIXES["rdfs"] + name for name in ("label", "comment")),
    *(PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel", "notation", "note")),
    *(PREFIXES["dcterms"] + name for name in ("title", "identifier", "description")),
    *("http://purl.org/dc/elements/1.1/" + name for name in ("title", "identifier", "description")),
}
_LONG_TEXTS = ("comment", "note", "description")
_PEOPLE = ("http://xmlns.com/foaf/", "http://schema.org/", "https://schema.org/", "http://www.w3.org/2006/vcard/",
           "http://hl7.org/fhir/", "http://www.w3.org/ns/person#")  # fmt: skip
# Names of properties, in any namespace but ours, without case, hyphens and underscores; what they say.
_PROPERTIES = (
    ("a name", r"(first|last|middle|family|given|full|maiden|birth|patient|sur|nick|fore|additional|alternate)_?name|"
               r"(has)?(family|given)|name|vorname|nachname|nom|prenom|apellidos?"),
    ("an address", r".*address.*|.*post(al)?code|plz|zip(code)?|street.*|adr|locality|geo(location)?|"
                   r"latitude|longitude"),
    ("a contact", r".*e?mail.*|mbox(sha1sum)?|.*(tele)?phone.*|(has)?(tel|fax)(number)?|telecom|mobile|homepage|"
                  r"(online)?account.*|contact(point)?"),
    ("a date of birth", r".*birth(day|date|time)|.*dateofbirth|dob|bday|born(on)?|geburtsdatum"),
    ("a number of a file, an insurance or a person",
     r"ssn|mrn|nhsnumber|.*(social|insurance|medicalrecord|hospital|patient|passport|licen[cs]e|national|tax|vat|personal)"
     r"_?(security)?(number|no|nr|id|identifier|code)|.*socialsecurity.*|iban|identifier|versichertennummer"),
    ("a picture", r"image|photo|img|depiction|thumbnail"),
)  # fmt: skip
_OF_PROPERTY = tuple((kind, re.compile(pattern)) for kind, pattern in _PROPERTIES)
# Properties of people and of other things too: of these only what is said of people identifies a patient.
_GENERAL = re.compile(r"name|nom|identifier|.*address.*|adr|street.*|locality|geo(location)?|latitude|longitude|image|"
                      r"homepage|contact(point)?|telecom|.*account.*|photo|img|depiction|thumbnail")  # fmt: skip
_PERSON_TYPES = re.compile(r"(?i)person|patient|individual|practitioner|relative|contact|vcard|human")
# What texts and IRIs look like; each pattern takes time in proportion to the text.
_TEXTS = (
    ("an e-mail address", re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z]{2,}")),
    ("a telephone number", re.compile(r"(?<![\w+])(?:\+|00)[1-9]\d{0,3}[ ()/.-]{0,3}\d(?:[ ()/.-]{0,2}\d){6,12}(?!\w)|"
                                      r"(?i:(?<!\w)(?:tel|phone|mobile)\.?:? ?[\d(])")),
    ("a number of a social security", re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")),
    ("a personal number", re.compile(
        r"(?<![\w.-])(?:\d{6}[-+]\d{4}|\d{8}-\d{4}|\d{6}[-+A]\d{3}[0-9A-Z]|\d{3}\.\d{3}\.\d{3}-\d{2}|"
        r"[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]|[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}|"
        r"\d{17}[\dX]|\d{4} \d{4} \d{4}|756\.\d{4}\.\d{4}\.\d{2})(?![\w-])")),
    ("a number of a file or an insurance", re.compile(
        r"(?i)(?<!\w)(?:mrn|ssn|dni|nhs|pesel|kvnr|fallnummer|patienten?nummer|"
        r"(?:medical record|hospital|insurance|passport) (?:number|no\.?|nr\.?))[ :#=/-]{0,3}[A-Z]?\d{4,}")),
    ("a date of birth", re.compile(
        r"(?i)(?<!\w)(?:born|birth|dob|geb\.?|geboren|n[ée]e?)\W{0,3}(?:on |am |date:? ?|le )?\d{1,4}[./ -]")),
)  # fmt: skip
_NHS = re.compile(r"(?<![\w-])\d{3} ?\d{3} ?\d{4}(?![\w-])")
_LETTERED = re.compile(r"(?<!\w)(?:\d{8}[A-HJ-NP-TV-Z]|[A-Z]\d{9})(?!\w)")
_DATE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d-[01]\d-[0-3]\d|[0-3]?\d[./][01]?\d[./](?:19|20)?\d\d)(?!\d)")
_PERSON = re.compile(r"[^\W\d_a-z][\w'\u2019-]+,? (?:[^\W\d_]\.? )?[^\W\d_a-z][\w'\u2019-]+")
_NO_NAME = re.compile(
    r"(?i)\b(patient|subject|case|record|cohort|arm|control|donor|sample|participant|study|line|cycle|trial|treatment|"
    r"multiple|myeloma|lymphoma|leuk|disease|syndrome|diagnos|example|person|anonym|pseudonym|unknown|male|female)"
)
_SCHEMES = re.compile(r"(?i)(mailto|tel|sms|acct|facetime|skype):")


class Identifier(NamedTuple):
    """Something that looks like a direct identifier: where it stands, and what kind it seems to be."""

    node: Node
    predicate: str
    value: Term
    kind: str


def searched(shapes: Shapes) -> bool:
    """Whether shapes ask for records without identifiers."""
    return _ANONYMOUS in shapes.by_iri


def is_private(raw: Raw) -> bool:
    """Whether a finding is of a shape whose values identify a patient."""
    return raw.shape.startswith((_ANONYMOUS, NAME, _BIRTH_YEAR))


def record_nodes(data: UserData) -> set[Node]:
    """Return the nodes of records of patients: what leads from them and to them, but nothing of the ontology."""
    store, subjects = data.store, data.subjects
    onward: dict[Node, list[Node]] = defaultdict(list)
    for node, value in store.query(_LINKS):  # type: ignore[union-attr]
        onward[node].append(value)
    typed = store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), _PATIENT)
    start: set[Node] = {quad.subject for quad in typed if quad.subject in subjects}  # type: ignore[misc]
    found = set(start)
    queue = list(found)
    beside: set[Node] = set()
    while queue:
        node = queue.pop()
        new = {n for n in onward.get(node, ()) if n in subjects} - found if node not in beside else set()
        found |= new
        if node in start:
            back = (quad.subject for quad in store.quads_for_pattern(None, None, node))
            ahead = {n for n in back if n in subjects and not str(n).startswith(f"<{NAMESPACE}")} - found
            beside |= ahead  # type: ignore[arg-type]
            new |= ahead  # type: ignore[arg-type]
        found |= new
        queue += new
    return found


_PATIENT = ox.NamedNode(lena("PatientRecord"))
# What nodes are said to have to do with; ours are told of in the ontology, and lead from one record to the others.
_LINKS = f"""SELECT ?node ?value {{
  ?node ?predicate ?value FILTER (isBlank(?value) || isIRI(?value) && !STRSTARTS(STR(?value), "{NAMESPACE}"))
}}"""


def identifiers(data: UserData, nodes: Iterable[Node]) -> Iterator[Identifier]:
    """Yield what looks like a direct identifier in nodes of records."""
    told: dict[Node, list[tuple[str, Term]]] = defaultdict(list)
    for node, predicate, value in data.store.query(_SUSPECT):  # type: ignore[union-attr]
        told[node].append((predicate.value, value))
    for node in sorted(nodes, key=str):
        is_patient = node in told and _is_person(data, node)
        for predicate, value in told.get(node, ()):
            if not isinstance(value, ox.Triple) and (kind := _kind(predicate, value, is_patient)):
                yield Identifier(node, predicate, value, kind)
        if isinstance(node, ox.NamedNode) and (kind := in_iri(node.value)):
            yield Identifier(node, "", node, f"{kind} in an IRI")


# What can be a direct identifier: texts, and what is said in the words of others. Most of a record is neither.
_SUSPECT = f"""SELECT ?node ?predicate ?value {{
  ?node ?predicate ?value
  FILTER (
    ?predicate != <{RDF_TYPE}> && !STRSTARTS(STR(?predicate), "{NAMESPACE}")
    || isLiteral(?value) && DATATYPE(?value) IN (<{PREFIXES["xsd"]}string>, <{PREFIXES["rdf"]}langString>)
  )
}}"""


def _is_person(data: UserData, node: Node) -> bool:
    """Whether the types of a node are those of a person."""
    types = (quad.object for quad in data.store.quads_for_pattern(node, ox.NamedNode(RDF_TYPE), None))
    return any(_PERSON_TYPES.search(re.split(r"[/#]", str(getattr(kind, "value", "")))[-1]) for kind in types)


def not_told(found: Iterable[Identifier], raw: Iterable[Raw], shapes: Shapes) -> Iterator[Identifier]:
    """Leave out what shapes have found, with its value or by its property."""
    told: set[tuple[Term, object]] = set()
    for one in filter(is_private, raw):
        shape = shapes.by_iri.get(one.shape)
        firsts = shape.path.firsts if shape and shape.path and one.value is None else ()
        told |= {(one.focus, one.value), *((one.focus, predicate) for predicate in firsts)}
    yield from (one for one in found if not {(one.node, one.value), (one.node, one.predicate)} & told)


def _kind(predicate: str, value: Term, is_patient: bool) -> str:
    if predicate.startswith(NAMESPACE) or predicate == RDF_TYPE:
        return of_text(value.value) if isinstance(value, ox.Literal) and _is_text(value) else ""
    if isinstance(value, ox.NamedNode) and _SCHEMES.match(value.value):
        return "a contact"
    if kind := of_property(predicate, is_patient):
        return kind
    if not isinstance(value, ox.Literal):
        return ""
    if predicate in _LABELS and is_patient:
        if not predicate.endswith(_LONG_TEXTS) and _DATE.search(value.value):
            return "a date in the words for a patient"
        if _PERSON.match(value.value) and not _NO_NAME.search(value.value):
            return "a name"
    return of_text(value.value) if _is_text(value) else ""


def _is_text(value: ox.Literal) -> bool:
    return value.datatype.value in (PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString")


@cache
def of_property(predicate: str, is_patient: bool) -> str:
    """Return what kind of direct identifier a property holds, by its name; empty if none is seen.

    Args:
        predicate: its IRI, or the name alone.
        is_patient: whether it is of a person; what other things have too counts only then.
    """
    name = re.sub(r"[-_.]", "", re.split(r"[/#:]", predicate)[-1]).lower()
    if _GENERAL.fullmatch(name) and not is_patient:
        return ""
    for kind, pattern in _OF_PROPERTY:
        if pattern.fullmatch(name):
            return kind
    of_people = predicate.startswith(_PEOPLE)
    return "a name" if of_people and name.endswith("name") else ""


def of_text(text: str) -> str:
    """Return what kind of direct identifier stands in a text; empty if none is seen."""
    for kind, pattern in _TEXTS:
        if pattern.search(text):
            return kind
    if any(_of_nhs(found[0].replace(" ", "")) for found in _NHS.finditer(text)):
        return "a personal number"
    return "a personal number" if any(_is_lettered(found[0]) for found in _LETTERED.finditer(text)) else ""


def in_iri(iri: str) -> str:
    """Return what kind of direct identifier stands in an IRI; empty if none is seen."""
    if _SCHEMES.match(iri):
        return "a contact"
    return next((kind for kind, pattern in _TEXTS if kind != "a telephone number" and pattern.search(iri)), "")


def _of_nhs(digits: str) -> bool:
    """Whether ten digits are a number of the NHS: the last follows from the others."""
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return (0 if check == 11 else check) == int(digits[9])


def _is_lettered(text: str) -> bool:
    """Whether it is a Spanish DNI or a German number of a health insurance, by the letter or digit that checks it."""
    if text[0].isdigit():
        return "TRWAGMYFPDXBNJZSQVHLCKE"[int(text[:8]) % 23] == text[8]
    digits = [int(d) for d in f"{ord(text[0]) - 64:02d}{text[1:]}"]
    products = (digit * (1 + place % 2) for place, digit in enumerate(digits[:-1]))
    return sum(product // 10 + product % 10 for product in products) % 10 == digits[-1]
