"""Writes the ontology as OBO Graphs JSON, the format of https://github.com/geneontology/obographs, as ROBOT does.

Profiles (`lena:Exposure`) are left out with all that is said of them: they are what reasoning starts from, many and
no terms to look up. So are general class inclusions and values of data properties, for which the format has no place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, SUBCLASS_OF, lena

_OWL, _RDF, _RDFS = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]
_LABEL, _DEFINITION = _RDFS + "label", PREFIXES["iao"] + "0000115"
_KINDS = {
    _OWL + "Class": {"type": "CLASS"},
    _OWL + "NamedIndividual": {"type": "INDIVIDUAL"},
    _OWL + "ObjectProperty": {"type": "PROPERTY", "propertyType": "OBJECT"},
    _OWL + "DatatypeProperty": {"type": "PROPERTY", "propertyType": "DATA"},
    _OWL + "AnnotationProperty": {"type": "PROPERTY", "propertyType": "ANNOTATION"},
}
_BUILT_IN_ANNOTATIONS = (*(_RDFS + name for name in ("comment", "seeAlso", "isDefinedBy")), _OWL + "versionInfo")
_BUILT_IN_EDGES = {SUBCLASS_OF: "is_a", _RDFS + "subPropertyOf": "subPropertyOf"}

Json = dict[str, Any]


def obograph(triples: Iterable[ox.Triple]) -> bytes:
    """Return an ontology as OBO Graphs JSON, one node and one edge a line; the same bytes for the same triples."""
    graph = _Graph(sorted(triples, key=str))
    lists = {
        name: "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n]"
        for name, items in (
            ("nodes", graph.nodes()),
            ("edges", graph.edges()),
            ("logicalDefinitionAxioms", graph.definitions()),
            ("domainRangeAxioms", graph.domains_and_ranges()),
            ("propertyChainAxioms", graph.chains()),
        )
    }
    head = f'{{"graphs": [{{\n"id": "{NAMESPACE}",\n"meta": {json.dumps(graph.meta(), ensure_ascii=False, indent=1)}'
    return (head + "".join(f',\n"{name}": {text}' for name, text in lists.items()) + "\n}]}\n").encode()


class _Graph:
    """Reads the parts of an OBO graph out of triples."""

    def __init__(self, triples: list[ox.Triple]) -> None:
        self._about: dict[str, dict[str, list[str]]] = {}
        for triple in triples:
            values = self._about.setdefault(_id(triple.subject), {}).setdefault(triple.predicate.value, [])
            values.append(_id(triple.object))
        self._kinds = {
            term: kind for term, about in self._about.items() if not term.startswith("_:")
            for kind in _KINDS if kind in about.get(RDF_TYPE, ()) and lena("Exposure") not in about[RDF_TYPE]
        }  # fmt: skip
        objects = {term: term for term in self._of_kind("ObjectProperty")}
        self._edge_names = {RDF_TYPE: "type", **_BUILT_IN_EDGES, **objects}
        self._annotating = {*_BUILT_IN_ANNOTATIONS, *self._of_kind("AnnotationProperty")}
        self._axiom_notes = dict(self._notes_of_axioms())

    def meta(self) -> Json:
        """Tell what is said of the ontology itself."""
        about = self._about[NAMESPACE]
        values = self._annotations({key: about[key] for key in about if key != _LABEL})
        values += [{"pred": _LABEL, "val": label} for label in about.get(_LABEL, ())]
        return {"basicPropertyValues": _ordered(values), "version": about[_OWL + "versionIRI"][0]}

    def nodes(self) -> Iterator[Json]:
        """Iterate over classes, properties and individuals: label, definition and whatever else annotates them."""
        for term, kind in self._kinds.items():
            about = self._about[term]
            label = {"lbl": about[_LABEL][0]} if _LABEL in about else {}
            definition = {"definition": {"val": about[_DEFINITION][0]}} if _DEFINITION in about else {}
            deprecated = {"deprecated": True} if about.get(_OWL + "deprecated") == ["true"] else {}
            rest = {key: about[key] for key in about if key not in (_LABEL, _DEFINITION)}
            yield {
                "id": term,
                **label,
                **_KINDS[kind],
                "meta": {**definition, "basicPropertyValues": _ordered(self._annotations(rest)), **deprecated},
            }

    def edges(self) -> Iterator[Json]:
        """Iterate over statements between nodes: superclasses, types, and properties that relate individuals."""
        for subject in self._kinds:
            for predicate, values in self._about[subject].items():
                for obj in values:
                    if obj in self._kinds and (name := self._edge_names.get(predicate)):
                        notes = self._axiom_notes.get((subject, predicate, obj))
                        meta = {"meta": {"basicPropertyValues": notes}} if notes else {}
                        yield {"sub": subject, "pred": name, "obj": obj, **meta}

    def definitions(self) -> Iterator[Json]:
        """Iterate over classes defined as a kind of something related to some class; others have no place."""
        for term in self._kinds:
            for defined in self._about[term].get(_OWL + "equivalentClass", ()):
                heads = self._about.get(defined, {}).get(_OWL + "intersectionOf", ())
                parts = [part for head in heads for part in self._list(head)]
                relations = [self._relation(part) for part in parts if part not in self._kinds]
                if parts and all(relations):
                    genus = [part for part in parts if part in self._kinds]
                    yield {"definedClassId": term, "genusIds": genus, "restrictions": relations}

    def domains_and_ranges(self) -> Iterator[Json]:
        """Tell what object properties relate, and to what."""
        names = {_RDFS + "domain": "domainClassIds", _RDFS + "range": "rangeClassIds"}
        for term in self._of_kind("ObjectProperty"):
            told = {name: self._about[term][key] for key, name in names.items() if key in self._about[term]}
            if told:
                yield {"predicateId": term, **told}

    def chains(self) -> Iterator[Json]:
        """Iterate over object properties that follow from chains of others."""
        for term in self._of_kind("ObjectProperty"):
            for head in self._about[term].get(_OWL + "propertyChainAxiom", ()):
                yield {"predicateId": term, "chainPredicateIds": list(self._list(head))}

    # -- parts ----------------------------------------------------------------------------------------

    def _of_kind(self, kind: str) -> Iterator[str]:
        return (term for term, found in self._kinds.items() if found == _OWL + kind)

    def _one(self, node: str, predicate: str) -> str:
        (value,) = self._about[node][predicate]
        return value

    def _list(self, head: str) -> Iterator[str]:
        while head != _RDF + "nil":
            yield self._one(head, _RDF + "first")
            head = self._one(head, _RDF + "rest")

    def _relation(self, restriction: str) -> Json | None:
        about = self._about[restriction]
        fillers = [filler for filler in about.get(_OWL + "someValuesFrom", ()) if filler in self._kinds]
        return {"propertyId": self._one(restriction, _OWL + "onProperty"), "fillerId": fillers[0]} if fillers else None

    def _annotations(self, about: dict[str, list[str]]) -> list[Json]:
        return [
            {"pred": predicate, "val": value}
            for predicate, values in about.items()
            if predicate in self._annotating
            for value in values
        ]

    def _notes_of_axioms(self) -> Iterator[tuple[tuple[str, ...], list[Json]]]:
        places = [_OWL + name for name in ("annotatedSource", "annotatedProperty", "annotatedTarget")]
        for about in self._about.values():
            if all(place in about for place in places):
                yield tuple(about[place][0] for place in places), _ordered(self._annotations(about))


def _id(term: object) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else str(getattr(term, "value", term))


def _ordered(values: list[Json]) -> list[Json]:
    return sorted(values, key=lambda value: (value["pred"], value["val"]))
