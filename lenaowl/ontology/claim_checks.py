"""What may be wrong with the user's claims and OWL, so that nothing of them is passed over in silence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, SUBCLASS_OF, lena, local_name

Problem = tuple[str, str]  # a term, and what is wrong with it

_ONE = ("subject", "predicate", "object", "polarity", "status")
_CLOSED = {
    "status": ("established", "suggested", "hypothesis", "open", "contradicted"),
    "polarity": ("positive", "negative", "undetermined"),
    "stance": ("supporting", "disputing"),
}
_BY_AGENTS = {lena(name) for name in ("increases", "decreases", "inducesDegradationOf")}
_INFERRED = _BY_AGENTS | {lena("induces"), lena("hasProfile")}
_REGULATION = {lena(name) for name in ("activates", "represses", "promotes", "inhibits")}
_OWL = PREFIXES["owl"]
_EQUIVALENT, _INTERSECTION = _OWL + "equivalentClass", _OWL + "intersectionOf"
# The part of OWL that the rules read; what else a file says in OWL would be passed over.
_READ = {
    _OWL + name
    for name in (
        "AnnotationProperty", "Class", "NamedIndividual", "ObjectProperty", "Ontology", "Restriction", "Thing",
        "equivalentClass", "hasValue", "imports", "intersectionOf", "onProperty", "someValuesFrom", "versionIRI",
        "versionInfo",
    )
}  # fmt: skip
_UNREAD = {
    SUBCLASS_OF: "the rules read a subclass only between two named classes; write it as a claim.",
    _EQUIVALENT: "the rules read owl:equivalentClass only with an intersection: [ owl:intersectionOf ( ... ) ].",
    _INTERSECTION: "the parts of a definition are named classes, 'property value individual' and "
    "'property some named class'; others are not read by the rules.",
    PREFIXES["rdfs"] + "subPropertyOf": "the rules do not read subproperties; use the property of the ontology itself.",
}


def stem(iri: str) -> str:
    """Return the entity of a state or of a wild-type form, whose names are made from the entity's."""
    return re.sub(r"-(increase|decrease|WT)$", "", iri)


def _is_state(iri: str) -> bool:
    return iri.endswith(("-increase", "-decrease"))


def unread_owl(triples: list[ox.Triple]) -> Iterator[Problem]:
    """Yield what a file says in OWL that the rules would not read."""
    objects = _by_subject(triples)
    for triple in triples:
        predicate, obj = triple.predicate.value, triple.object
        for term in (predicate, getattr(obj, "value", "")):
            if term.startswith(_OWL) and term not in _READ:
                yield term, f"the rules do not read owl:{local_name(term)}; write it as a claim."
        named = isinstance(triple.subject, ox.NamedNode) and isinstance(obj, ox.NamedNode)
        if (predicate == SUBCLASS_OF and not named) or predicate == PREFIXES["rdfs"] + "subPropertyOf":
            yield predicate, _UNREAD[predicate]
        if predicate == _EQUIVALENT and not objects.get((obj, _INTERSECTION)):
            yield predicate, _UNREAD[predicate]
        if predicate == _INTERSECTION and not all(_is_read(part, objects) for part in _list(obj, objects)):
            yield predicate, _UNREAD[predicate]
        if predicate in _INFERRED:
            yield predicate, f"lena:{local_name(predicate)} is inferred, with a proof; to state it, write a claim."
        ours = isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(NAMESPACE)
        if ours and predicate == RDF_TYPE and getattr(obj, "value", "").startswith(_OWL):
            name = local_name(str(getattr(triple.subject, "value", "")))
            yield lena(name), f"lena:{name} is a term of the ontology and cannot be declared anew."


_Objects = dict[tuple[object, str], list[object]]


def _by_subject(triples: list[ox.Triple]) -> _Objects:
    found: _Objects = defaultdict(list)
    for triple in triples:
        found[triple.subject, triple.predicate.value].append(triple.object)
    return found


def _list(node: object, objects: _Objects) -> Iterator[object]:
    seen = set()
    while node not in seen and objects.get((node, PREFIXES["rdf"] + "first")):
        seen.add(node)
        yield objects[node, PREFIXES["rdf"] + "first"][0]
        node = next(iter(objects.get((node, PREFIXES["rdf"] + "rest"), ())), None)


def _is_read(part: object, objects: _Objects) -> bool:
    if isinstance(part, ox.NamedNode):
        return True
    fillers = [f for name in ("hasValue", "someValuesFrom") for f in objects.get((part, _OWL + name), ())]
    return len(fillers) == 1 and isinstance(fillers[0], ox.NamedNode)


class ClaimCheck:
    """Finds what is wrong with the claims in a file."""

    def __init__(self, triples: list[ox.Triple], known: list[ox.Triple]) -> None:
        """Take the statements of the file and those of the ontology."""
        self._objects = _by_subject(triples)
        self._everything = _by_subject([*known, *triples])
        self._described = {subject for subject, _ in self._everything}
        kinds = {lena("Claim"), lena("Observation")}
        typed = (t for t in triples if t.predicate.value == RDF_TYPE)
        self._claims = [t.subject for t in typed if getattr(t.object, "value", "") in kinds]

    def problems(self) -> Iterator[Problem]:
        """Yield each term with what is wrong with it."""
        for claim in self._claims:
            if isinstance(claim, ox.NamedNode):
                for check in (self._count, self._values, self._terms, self._fit, self._evidence):
                    yield from check(claim)
            else:
                yield lena("Claim"), "a claim needs an IRI of its own, so that proofs can name it."

    def _of(self, subject: object, name: str) -> list[object]:
        return self._objects.get((subject, lena(name)), [])

    def _count(self, claim: ox.NamedNode) -> Iterator[Problem]:
        missing = [f"lena:{name}" for name in (*_ONE, "evidence") if not self._of(claim, name)]
        if missing:
            yield claim.value, f"the claim {local_name(claim.value)} lacks {', '.join(missing)}."
        for name in _ONE:
            if len(self._of(claim, name)) > 1:
                yield (
                    claim.value,
                    f"the claim {local_name(claim.value)} has several lena:{name}; write a claim for each.",
                )

    def _values(self, claim: ox.NamedNode) -> Iterator[Problem]:
        for name, allowed in _CLOSED.items():
            for value in self._of(claim, name):
                if getattr(value, "value", "") not in {lena(a) for a in allowed}:
                    choices = ", ".join(f"lena:{a}" for a in allowed)
                    yield claim.value, f"lena:{name} of the claim {local_name(claim.value)} must be one of: {choices}."

    def _terms(self, claim: ox.NamedNode) -> Iterator[Problem]:
        for name in ("subject", "object", "context", "requires", "givenState", "targetForm"):
            for term in self._of(claim, name):
                value = str(getattr(term, "value", term))
                is_known = {ox.NamedNode(value), ox.NamedNode(stem(value))} & self._described if ":" in value else None
                if not isinstance(term, ox.NamedNode) or not is_known:
                    what = f"lena:{name} of the claim {local_name(claim.value)}"
                    yield value, f"{what} is not described anywhere; give it a type, such as lena:Protein."

    def _fit(self, claim: ox.NamedNode) -> Iterator[Problem]:
        """Whether subject and object are of the kinds that the predicate speaks of."""
        subject, predicate, obj = (str(getattr(next(iter(self._of(claim, n)), ""), "value", "")) for n in _ONE[:3])
        name = local_name(claim.value)
        if predicate and not predicate.startswith(NAMESPACE):
            yield predicate, f"nothing follows from the predicate of the claim {name}; use one of the ontology."
        if predicate in _BY_AGENTS and subject and not self._is_a(subject, lena("Agent")):
            yield claim.value, f"the subject of the claim {name} must be a drug, a class of drugs or another agent."
        if predicate in _REGULATION | _BY_AGENTS and (_is_state(subject) or _is_state(obj)):
            yield claim.value, f"the claim {name} must speak of entities; between states use lena:leadsTo."
        if predicate == lena("leadsTo") and not (_is_state(subject) and _is_state(obj)):
            yield claim.value, f"lena:leadsTo in the claim {name} leads from a state to a state, as lena:IRF4-decrease."

    def _is_a(self, term: str, wanted: str) -> bool:
        """Whether a term is an individual or a subclass of a class, as far as it is told."""
        queue, seen = [ox.NamedNode(term)], set[object]()
        while queue:
            node = queue.pop()
            if node.value == wanted:
                return True
            seen.add(node)
            above = [*self._everything.get((node, RDF_TYPE), ()), *self._everything.get((node, SUBCLASS_OF), ())]
            for expression in self._everything.get((node, _EQUIVALENT), ()):
                for parts in self._everything.get((expression, _INTERSECTION), ()):
                    above += _list(parts, self._everything)
            queue += [n for n in above if isinstance(n, ox.NamedNode) and n not in seen]
        return False

    def _evidence(self, claim: ox.NamedNode) -> Iterator[Problem]:
        if any(not self._of(item, "publication") for item in self._of(claim, "evidence")):
            what = f"an evidence item of the claim {local_name(claim.value)}"
            yield claim.value, f"{what} names no lena:publication; a fact without a source does not go in."
