"""Direct identifiers of patients: names, contacts, numbers and dates of birth, in any vocabulary and node of a record.

What is found is named by its kind and place, never by its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

import pyoxigraph as ox

from lenaowl.rdf.store import Node as Node
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, lena
from lenaowl.validation.identifier_patterns import RELATED, in_iri, of_link, of_property, of_text, plain_name
from lenaowl.validation.shacl.shapes import SHAPES, Raw, Shapes, Term
from lenaowl.validation.user_data import UserData

NAME = SHAPES + "direct-identifiers"
_ANONYMOUS = SHAPES + "Anonymous"
_BIRTH_YEAR = SHAPES + "Patient-birthYear"
_LABELS = {
    *(PREFIXES["rdfs"] + name for name in ("label", "comment")),
    *(PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel", "notation", "note")),
    *(PREFIXES["dcterms"] + name for name in ("title", "identifier", "description")),
    *("http://purl.org/dc/elements/1.1/" + name for name in ("title", "identifier", "description")),
}
_REMEMBERED = 1_000  # values
_LONG_TEXTS = ("comment", "note", "description")
_PERSON_TYPES = re.compile(r"(?i)person|patient|individual|practitioner|relative|contact|vcard|human")
_DATE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d-[01]\d-[0-3]\d|[0-3]?\d[./][01]?\d[./](?:19|20)?\d\d)(?!\d)")
_PARTICLE = r"(?:(?:van|von|de|der|den|del|della|di|da|dos|la|le|el|al|bin|ten|ter|zu|zur) ){0,3}"
_WORD = r"[^\W\d_a-z][\w'\u2019-]+"
_PERSON = re.compile(rf"(?<!\w){_PARTICLE}{_WORD},? (?:[^\W\d_]\.? )?{_PARTICLE}{_WORD}")
_IN_SIGNS = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}|"
    r"[\u3040-\u30ff\u4e00-\u9fff]{1,6}[ \u3000][\u3040-\u30ff\u4e00-\u9fff]{1,6}"
)
# Words that stand in labels of records and are no names; those of a name may stand beside them.
_NO_NAME = re.compile(
    r"(?i)\b(?:patient|subject|case|record|cohort|arm|control|donor|sample|participant|study|line|cycle|trial|treatment|"
    r"multiple|myeloma|lymphoma|leuk|disease|syndrome|diagnos|example|person|anonym|pseudonym|unknown|male|female|index|"
    r"response|partial|complete|stringent|very|good|stable|progress|relaps|refract|remission|minimal|residual|bone|marrow|"
    r"stem|cell|blood|plasma|serum|biops|chromosom|deletion|translocation|stage|grade|dose|week|day|month|year|therap|"
    r"transplant|induction|consolidation|maintenance|adverse|event|toxicit|infection|an(?:a)?emia|neutro|thrombo|hospital|"
    r"clinic|cent(?:re|er)|university|institut|department|laborator|site|visit|follow|baseline|first|second|third|last|"
    r"new|newly|the|old|older|young|high|low|risk|standard|group|man|woman|men|women|dr|prof|acute|chronic|deep|venous)\w*"
)


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


class PatientRecords:
    """The nodes of records of patients: what leads from them and to them, but nothing of the ontology."""

    def __init__(self, data: UserData) -> None:
        self._data = data
        self._known: dict[Node, bool] = {}

    def __contains__(self, node: object) -> bool:
        """Whether a node is a patient's record, is reached from one, or speaks of one."""
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            return False
        if node not in self._known:
            self._known[node] = self._data.is_said_of(node) and (self._speaks_of_one(node) or self._is_reached(node))
        return self._known[node]

    def _speaks_of_one(self, node: Node) -> bool:
        said = self._data.store.quads_for_pattern(node, None, None)
        return not _is_ours(node) and any(self._is_patient(quad.object) for quad in said)

    def _is_reached(self, node: Node) -> bool:
        """Whether a node is a patient's record, or one leads to it, from node to node."""
        seen: set[Node] = {node}
        queue = [node]
        while queue:
            if self._is_patient(at := queue.pop()):
                return True
            if not _is_ours(at):
                before = (quad.subject for quad in self._data.store.quads_for_pattern(None, None, at))
                new = {one for one in before if one not in seen and self._data.is_said_of(one)}
                seen |= new
                queue += new
        return False

    def _is_patient(self, node: object) -> bool:
        return self._data.is_said_of(node) and ox.Quad(node, _TYPE, _PATIENT) in self._data.store


_TYPE, _PATIENT = ox.NamedNode(RDF_TYPE), ox.NamedNode(lena("PatientRecord"))


def _is_ours(node: Node) -> bool:
    return isinstance(node, ox.NamedNode) and node.value.startswith(NAMESPACE)


def identifiers(data: UserData, records: PatientRecords) -> Iterator[Identifier]:
    """Yield what looks like a direct identifier in nodes of records."""
    if next(data.store.quads_for_pattern(None, _TYPE, _PATIENT), None) is None:
        return
    # What is one of anything is one of a person, so that few nodes are asked for what they are; and the same is said
    # of many, so that few values are looked at.
    of_a_person = lru_cache(_REMEMBERED)(partial(_kind, is_person=True))
    for node, predicate, value in data.store.query(_SUSPECT):  # type: ignore[union-attr]
        if isinstance(value, ox.Triple) or not of_a_person(predicate.value, value) or node not in records:
            continue
        is_person, is_blank = _is_person(data, node), isinstance(node, ox.BlankNode)
        if kind := _kind(predicate.value, value, is_person=is_person, is_blank=is_blank):
            yield Identifier(node, predicate.value, value, kind)
    for (node,) in data.store.query("SELECT DISTINCT ?node { ?node ?p ?o FILTER (isIRI(?node)) }"):  # type: ignore[union-attr]
        if (kind := in_iri(node.value)) and node in records:
            yield Identifier(node, "", node, f"{kind} in an IRI")


# What can be a direct identifier: texts, and what is said in the words of others. Most of a record is neither.
_SUSPECT = f"""SELECT ?node ?predicate ?value {{
  ?node ?predicate ?value
  FILTER (
    ?predicate != <{RDF_TYPE}> && !STRSTARTS(STR(?predicate), "{NAMESPACE}")
    || isLiteral(?value) && DATATYPE(?value) IN (<{PREFIXES["xsd"]}string>, <{PREFIXES["rdf"]}langString>)
  )
}}"""


def _last(predicate: str) -> str:
    return plain_name(re.split(r"[/#:]", predicate)[-1])


def _is_person(data: UserData, node: Node) -> bool:
    """Whether the types of a node are those of a person, or a property for persons leads to it."""
    if any(RELATED.fullmatch(_last(q.predicate.value)) for q in data.store.quads_for_pattern(None, None, node)):
        return True
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


def _kind(predicate: str, value: Term, *, is_person: bool, is_blank: bool = False) -> str:
    if predicate.startswith(NAMESPACE) or predicate == RDF_TYPE:
        return of_text(value.value) if isinstance(value, ox.Literal) and _is_text(value) else ""
    if not isinstance(value, ox.BlankNode) and (kind := of_link(value.value)):
        return kind
    if kind := of_property(predicate, is_person):
        return kind
    if not isinstance(value, ox.Literal):
        return ""
    if RELATED.fullmatch(_last(predicate)) and _PERSON.search(value.value):
        return "a name"
    if predicate in _LABELS and (is_person or is_blank):
        if is_person and not predicate.endswith(_LONG_TEXTS) and _DATE.search(value.value):
            return "a date in the words for a patient"
        if _names_someone(value.value) if is_person else _is_name(value.value):
            return "a name"
    return of_text(value.value) if _is_text(value) else ""


def _names_someone(label: str) -> bool:
    """Whether a label is, or holds, what looks like the name of a person.

    >>> [label for label in ("Roe, Jane", "Patient Jan van der Berg", "Patient 12") if _names_someone(label)]
    ['Roe, Jane', 'Patient Jan van der Berg']
    """
    return bool(_IN_SIGNS.fullmatch(label.strip()) or _PERSON.search(_NO_NAME.sub("/", label)))


def _is_name(label: str) -> bool:
    """Whether a label is nothing but two words as names are written: what a node without an IRI is called."""
    return bool(_PERSON.fullmatch(label.strip())) and not re.search(r"\d", label) and not _NO_NAME.search(label)


def _is_text(value: ox.Literal) -> bool:
    return value.datatype.value in (PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString")
