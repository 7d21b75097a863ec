"""Writes RDF as JSON-LD that is plain to read as JSON: short names, values without wrapping, nested blank nodes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias, cast

import pyoxigraph as ox

from lenaowl.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, compact

_FIRST, _REST, _NIL = (ox.NamedNode(PREFIXES["rdf"] + name) for name in ("first", "rest", "nil"))
_OBJECT_PROPERTY = PREFIXES["owl"] + "ObjectProperty"
_NAMED = {
    _OBJECT_PROPERTY: {"@type": "@id"},
    **{PREFIXES["owl"] + kind: {} for kind in ("Class", "AnnotationProperty", "DatatypeProperty")},
}
# Datatypes whose values JSON has itself, where they are written as JSON writes them.
_NATIVE = (PREFIXES["xsd"] + "integer", PREFIXES["xsd"] + "boolean")
_JSON_NUMBER_OR_BOOLEAN = re.compile(r"0|-?[1-9][0-9]{0,14}|true|false")
_STRING = PREFIXES["xsd"] + "string"

Subject: TypeAlias = ox.NamedNode | ox.BlankNode
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Values = dict[str, list[Term]]


def context(triples: Iterable[ox.Triple]) -> dict[str, Any]:
    """Return the JSON-LD context of an ontology: prefixes, its own classes and properties by their local names.

    How the values of a property are written (IRI, English text, datatype) is told from its values in `triples`.
    """
    return _Compactor(list(triples)).context


def jsonld(triples: Iterable[ox.Triple]) -> bytes:
    """Return triples as JSON-LD with the context of `context` inside, one node a line.

    Args:
        triples: with canonical blank node labels, sorted: then the bytes are the same on every run.
    """
    made = _Compactor(list(triples))
    nodes = ",\n".join(json.dumps(node, ensure_ascii=False, separators=(",", ":")) for node in made.nodes())
    return f'{{"@context": {json.dumps(made.context, indent=1)},\n"@graph": [\n{nodes}\n]}}\n'.encode()


def context_document(triples: Iterable[ox.Triple]) -> bytes:
    """Return the context alone, for data of others that name it."""
    return (json.dumps({"@context": context(triples)}, indent=1) + "\n").encode()


class _Compactor:
    """Turns triples into JSON objects."""

    def __init__(self, triples: Sequence[ox.Triple]) -> None:
        self._about: dict[Subject, Values] = {}
        self._values: Values = {}
        self._declared: dict[str, dict[str, str]] = {}
        self._references: Counter[object] = Counter()
        self._known: dict[str, str] = {}
        for triple in triples:
            # RDF 1.1: no triple is a term
            subject, predicate, value = cast(Subject, triple.subject), triple.predicate.value, cast(Term, triple.object)
            self._about.setdefault(subject, {}).setdefault(predicate, []).append(value)
            self._values.setdefault(predicate, []).append(value)
            self._references[value] += isinstance(value, ox.BlankNode)
            if predicate == RDF_TYPE and value.value in _NAMED and subject.value.startswith(NAMESPACE):
                self._declared[subject.value] = _NAMED[value.value]
        self._coercions = {iri: self._coercion(values) for iri, values in self._values.items()}
        self.context = self._context()

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

    def _coercion(self, values: list[Term]) -> dict[str, str]:
        if all(self._is_list(value) for value in values):
            return {"@type": "@id", "@container": "@list"}
        if not any(isinstance(value, ox.Literal) for value in values):
            return {"@type": "@id"}
        kinds = {(v.language, v.datatype.value) if isinstance(v, ox.Literal) else ("", "") for v in values}
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
        for subject in self._about:
            if not self._nested(subject):
                yield self._node(subject)

    def _nested(self, term: Term) -> bool:
        return isinstance(term, ox.BlankNode) and self._references[term] == 1

    def _node(self, subject: Subject) -> dict[str, Any]:
        made: dict[str, Any] = {} if self._nested(subject) else {"@id": self._id(subject)}
        for predicate, values in self._about[subject].items():
            if predicate == RDF_TYPE:
                made["@type"] = [self._name(value.value) for value in values]
                continue
            coercion = self._coercions[predicate]
            if "@container" in coercion:
                (head,) = values
                made[self._name(predicate)] = [self._value(item, coercion) for item in self._items(head)]
                continue
            written = [self._value(value, coercion) for value in values]
            made[self._name(predicate)] = written[0] if len(written) == 1 else written
        return made

    def _id(self, term: Subject) -> str:
        return f"_:{term.value}" if isinstance(term, ox.BlankNode) else compact(term.value)

    def _value(self, term: Term, coercion: dict[str, str]) -> Any:  # noqa: ANN401 - any JSON
        if not isinstance(term, ox.Literal):
            if self._nested(term):
                return self._node(term)
            return self._id(term) if coercion.get("@type") == "@id" else {"@id": self._id(term)}
        if coercion and term.datatype.value in _NATIVE and _JSON_NUMBER_OR_BOOLEAN.fullmatch(term.value):
            return json.loads(term.value)
        if coercion or term.datatype.value == _STRING:
            return term.value
        return {"@value": term.value, **self._coercion([term])}

    # -- lists ----------------------------------------------------------------------------------------

    def _is_list(self, term: Term) -> bool:
        """Tell whether a term is the head of a list that can be written as one, and of no other use."""
        seen = set()
        while term != _NIL:
            about = self._about.get(term, {}) if isinstance(term, ox.BlankNode) else {}
            if set(about) != {_FIRST.value, _REST.value} or not self._nested(term) or term in seen:
                return False
            seen.add(term)
            (term,) = about[_REST.value]
        return True

    def _items(self, head: Term) -> Iterable[Term]:
        while head != _NIL:
            about = self._about[head]  # type: ignore[index]
            yield from about[_FIRST.value]
            (head,) = about[_REST.value]
