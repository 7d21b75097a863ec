"""Writes RDF as JSON-LD that is plain to read as JSON: short names, values without wrapping, nested blank nodes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias, cast

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, compact

_FIRST, _REST, _NIL = (ox.NamedNode(PREFIXES["rdf"] + name) for name in ("first", "rest", "nil"))
_OBJECT_PROPERTY = PREFIXES["owl"] + "ObjectProperty"
_NAMED = {
    _OBJECT_PROPERTY: {"@type": "@id"},
    **{PREFIXES["owl"] + kind: {} for kind in ("Class", "AnnotationProperty", "DatatypeProperty")},
}
# Datatypes whose values JSON has itself, where they are written as JSON writes them.
_NATIVE = (PREFIXES["xsd"] + "integer", PREFIXES["xsd"] + "boolean")
_JSON_VALUE = re.compile(r"0|-?[1-9][0-9]{0,14}|true|false")
_STRING = PREFIXES["xsd"] + "string"

Subject: TypeAlias = ox.NamedNode | ox.BlankNode
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Values = dict[str, list[Term]]


def context(triples: Iterable[ox.Triple], more: Iterable[ox.Triple] = ()) -> dict[str, Any]:
    """Return the JSON-LD context of an ontology: prefixes, its own classes and properties by their local names.

    How the values of a property are written (IRI, English text, datatype) is found from its values in `triples`, and
    in `more`: modules with data, in which terms of the ontology are used.
    """
    return _Compactor(list(triples), list(more)).context


def jsonld(triples: Iterable[ox.Triple], more: Iterable[ox.Triple] = ()) -> bytes:
    """Return triples as JSON-LD with the context of `context` inside, one node a line.

    Args:
        triples: with canonical blank node labels, sorted: then the bytes are the same on every run.
        more: what the context is made for too, and what is not written.
    """
    made = _Compactor(list(triples), list(more))
    nodes = ",\n".join(json.dumps(node, ensure_ascii=False, separators=(",", ":")) for node in made.nodes())
    return f'{{"@context": {json.dumps(made.context, indent=1)},\n"@graph": [\n{nodes}\n]}}\n'.encode()


def context_document(triples: Iterable[ox.Triple], more: Iterable[ox.Triple] = ()) -> bytes:
    """Return the context alone, for data of others that name it."""
    return (json.dumps({"@context": context(triples, more)}, indent=1) + "\n").encode()


class _Compactor:
    """Turns triples into JSON objects."""

    def __init__(self, triples: Sequence[ox.Triple], more: Sequence[ox.Triple] = ()) -> None:
        self._about: dict[Subject, Values] = {}
        self._declared: dict[str, dict[str, str]] = {}
        self._known: dict[str, str] = {}
        for triple in triples:
            # RDF 1.1: no triple is a term
            subject, predicate, value = cast(Subject, triple.subject), triple.predicate.value, cast(Term, triple.object)
            self._about.setdefault(subject, {}).setdefault(predicate, []).append(value)
            if predicate == RDF_TYPE and value.value in _NAMED and subject.value.startswith(NAMESPACE):
                self._declared[subject.value] = _NAMED[value.value]
        self._nested = self._find_nested()
        values: dict[str, list[list[Term]]] = {}
        for about in self._about.values():
            for predicate, terms in about.items():
                values.setdefault(predicate, []).append(terms)
        for triple in more:
            values.setdefault(triple.predicate.value, []).append([cast(Term, triple.object)])
        self._coercions = {iri: self._coercion(terms) for iri, terms in values.items()}
        self._coercions |= {_FIRST.value: {}, _REST.value: {}}
        self.context = self._context()

    def _find_nested(self) -> set[Term]:
        """Return the blank nodes that are written where the one statement stands that leads to them."""
        references: Counter[Term] = Counter()
        for about in self._about.values():
            for predicate, values in about.items():
                times = 2 if predicate == RDF_TYPE else 1  # a class is named in @type, never written there
                references.update({value: times for value in values if isinstance(value, ox.BlankNode)})
        once = {node for node, times in references.items() if times == 1}
        found: set[Term] = set()
        queue: list[Term] = [subject for subject in self._about if subject not in once]
        while queue:  # what only leads to itself is never reached, and keeps its name
            about = self._about.get(cast(Subject, queue.pop()), {})
            new = {value for values in about.values() for value in values if value in once} - found
            found |= new
            queue += new
        return found

    # -- the context ----------------------------------------------------------------------------------

    def _context(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            prefix: iri if iri.endswith(("/", "#", ":")) else {"@id": iri, "@prefix": True}
            for prefix, iri in PREFIXES.items()
        }
        for iri in sorted({*self._declared, *self._coercions} - {RDF_TYPE, _FIRST.value, _REST.value}):
            coercion = self._coercions.get(iri, self._declared.get(iri, {}))
            name = self._name(iri)
            if name != compact(iri):
                made[name] = {"@id": compact(iri), **coercion} if coercion else compact(iri)
            elif coercion:
                made[name] = coercion
        return made

    def _coercion(self, values: list[list[Term]]) -> dict[str, str]:
        """Tell how values are written, from those of each subject."""
        heads = [value for terms in values for value in terms]
        container = {}
        if all(len(terms) == 1 for terms in values) and all(self._is_list(head) for head in heads):
            container = {"@container": "@list"}
        items = [item for head in heads for item in (self._items(head) if self._is_list(head) else [head])]
        return {**self._datatype(items), **container}

    def _datatype(self, terms: list[Term]) -> dict[str, str]:
        """Tell what a context says of the values of a property if all are of one kind."""
        if not any(isinstance(term, ox.Literal) for term in terms):
            return {"@type": "@id"}
        kinds = {(t.language, t.datatype.value) if isinstance(t, ox.Literal) else ("", "") for t in terms}
        if len(kinds) > 1:
            return {}
        language, datatype = kinds.pop()
        if language:
            return {"@language": language}
        return {} if datatype == _STRING else {"@type": compact(datatype)}

    def _name(self, iri: str) -> str:
        """Return the short name of a property or class: its local name if it is declared here, else a CURIE."""
        if iri not in self._known:
            local = iri.removeprefix(NAMESPACE)
            self._known[iri] = local if iri in self._declared and local not in PREFIXES else compact(iri)
        return self._known[iri]

    # -- the nodes ------------------------------------------------------------------------------------

    def nodes(self) -> Iterable[dict[str, Any]]:
        """Iterate over the nodes that stand by themselves."""
        return (self._node(subject) for subject in self._about if subject not in self._nested)

    def _node(self, subject: Subject) -> dict[str, Any]:
        about = self._about.get(subject, {})
        made: dict[str, Any] = {} if subject in self._nested else {"@id": self._id(subject)}
        if RDF_TYPE in about:
            made["@type"] = [
                self._id(cls) if isinstance(cls, ox.BlankNode) else self._name(cls.value) for cls in about[RDF_TYPE]
            ]
        for predicate, values in about.items():
            if predicate != RDF_TYPE:
                coercion = self._coercions[predicate]
                written = [self._value(value, coercion) for value in values]
                made[self._name(predicate)] = written[0] if len(written) == 1 else written
        return made

    def _id(self, term: Subject) -> str:
        return f"_:{term.value}" if isinstance(term, ox.BlankNode) else compact(term.value)

    def _value(self, term: Term, coercion: dict[str, str]) -> Any:  # noqa: ANN401 - any JSON
        if self._is_list(term):
            items = [self._value(item, coercion) for item in self._items(term)]
            return items if "@container" in coercion else {"@list": items}
        if not isinstance(term, ox.Literal):
            if term in self._nested:
                return self._node(term)
            return self._id(term) if coercion.get("@type") == "@id" else {"@id": self._id(term)}
        if "@type" in coercion and term.datatype.value in _NATIVE and _JSON_VALUE.fullmatch(term.value):
            return json.loads(term.value)
        if {"@type", "@language"} & set(coercion) or term.datatype.value == _STRING:
            return term.value
        return {"@value": term.value, **self._datatype([term])}

    # -- lists ----------------------------------------------------------------------------------------

    def _is_list(self, term: Term) -> bool:
        """Tell whether a term is the head of a list that can be written as one, and of no other use."""
        while term != _NIL:
            about = self._about.get(cast(Subject, term), {}) if term in self._nested else {}
            if set(about) != {_FIRST.value, _REST.value} or any(len(values) > 1 for values in about.values()):
                return False
            (term,) = about[_REST.value]
        return True

    def _items(self, head: Term) -> Iterable[Term]:
        while head != _NIL:
            about = self._about[head]  # type: ignore[index]
            yield from about[_FIRST.value]
            (head,) = about[_REST.value]
