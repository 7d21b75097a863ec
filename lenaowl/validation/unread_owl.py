"""What users say in OWL that the rules do not read, so that nothing of it is passed over in silence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, SUBCLASS_OF, lena, local_name

Problem = tuple[str, str]  # a term, and what is wrong with it

_INFERRED = {lena(name) for name in ("increases", "decreases", "induces", "hasProfile")}
# What may be stated of an agent of one's own without a claim; of ours it takes a claim. Where a protein is degraded
# in some systems only, a claim can say so by its contexts.
_STATED = re.compile(re.escape(NAMESPACE) + "(inducesDegradationOf|effectInAnySystem|effectIn-.+)")
_BY_CLAIM_ONLY = re.compile(re.escape(NAMESPACE) + "degradesIn-.+")
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
        ours = isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(NAMESPACE)
        if predicate in _INFERRED or _BY_CLAIM_ONLY.fullmatch(predicate) or (ours and _STATED.fullmatch(predicate)):
            yield predicate, f"lena:{local_name(predicate)} is inferred, with a proof; to state it, write a claim."
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
