"""Reads the user's own statements, checks them whole, and only then lets any of them in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.store import parse
from lenaowl.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, SUBCLASS_OF, lena, local_name

if TYPE_CHECKING:
    from rdflib import Graph

_REQUIRED = ("subject", "predicate", "object", "polarity", "status", "evidence")
_CLOSED = {
    "status": ("established", "suggested", "hypothesis", "open", "contradicted"),
    "polarity": ("positive", "negative", "undetermined"),
    "stance": ("supporting", "disputing"),
}
# The part of OWL that the rules read; what else a file says in OWL would be passed over in silence.
_OWL = {
    PREFIXES["owl"] + name
    for name in (
        "AnnotationProperty", "Class", "NamedIndividual", "ObjectProperty", "Ontology", "Restriction", "Thing",
        "equivalentClass", "hasValue", "imports", "intersectionOf", "onProperty", "someValuesFrom", "versionIRI",
        "versionInfo",
    )
}  # fmt: skip
_LABEL = PREFIXES["rdfs"] + "label"


def read_extra(extra: str | Path | Graph, known: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return the user's statements, checked.

    Args:
        extra: path of an RDF file, Turtle text, or an rdflib graph.
        known: the statements of the ontology; its namespace is closed to terms it does not describe.

    Raises:
        DataError: if it cannot be read, names an unknown term of ours, holds an incomplete claim, or says
            in OWL what the rules do not read. The text names file and line, and all that is wrong at once.
    """
    text, name, form = _source(extra)
    triples = parse(text, name, form)
    problems = list(dict.fromkeys(_problems(triples, list(known))))
    if problems:
        lines = [f"{name}{_line(text, term)}: {problem}" for term, problem in problems]
        raise DataError("\n".join(lines))
    return [*triples, *_completions(triples)]


def _source(extra: str | Path | Graph) -> tuple[str, str, ox.RdfFormat]:
    """Return text, the name to show, and the format."""
    if isinstance(extra, str) and (
        "\n" in extra or re.match(r"\s*(@prefix|@base|prefix\s|base\s|<)", extra, re.IGNORECASE)
    ):
        return extra, "text", ox.RdfFormat.TURTLE
    if not isinstance(extra, (str, Path)):
        return extra.serialize(format="nt"), "graph", ox.RdfFormat.N_TRIPLES
    path = Path(extra)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None
    return text, str(path), ox.RdfFormat.from_extension(path.suffix.lstrip(".")) or ox.RdfFormat.TURTLE


def _problems(triples: list[ox.Triple], known: list[ox.Triple]) -> Iterator[tuple[str, str]]:
    """Yield (term, what is wrong with it)."""
    own = {t.subject.value for t in known if isinstance(t.subject, ox.NamedNode)}
    theirs = {t.subject.value for t in triples if isinstance(t.subject, ox.NamedNode)}
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode):
                yield from _unknown(term.value, own)
    yield from _unread_owl(triples)
    yield from _ClaimCheck(triples, own | theirs).problems()


def _unknown(iri: str, own: set[str]) -> Iterator[tuple[str, str]]:
    if not iri.startswith(NAMESPACE) or iri == NAMESPACE or {iri, _stem(iri)} & own:
        return
    near = get_close_matches(
        local_name(iri), [local_name(term) for term in own if term.startswith(NAMESPACE)], n=3, cutoff=0.6
    )
    hint = (
        f"did you mean {', '.join('lena:' + n for n in near)}?"
        if near
        else "terms of your own belong in a namespace of your own."
    )
    yield iri, f"lena:{local_name(iri)} is no term of the ontology; {hint}"


def _stem(iri: str) -> str:
    """Return the entity of a state or of a wild-type form, whose names are made from the entity's."""
    return re.sub(r"-(increase|decrease|WT)$", "", iri)


def _unread_owl(triples: list[ox.Triple]) -> Iterator[tuple[str, str]]:
    for triple in triples:
        for term in (triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(PREFIXES["owl"]) and term.value not in _OWL:
                yield term.value, f"the rules do not read owl:{local_name(term.value)}; write it as a claim."
        if triple.predicate.value == SUBCLASS_OF:
            if not isinstance(triple.subject, ox.NamedNode):
                yield SUBCLASS_OF, "the rules do not read a general class inclusion; write it as a claim."
            if not isinstance(triple.object, ox.NamedNode):
                yield SUBCLASS_OF, "the rules do not read a restriction as superclass; write it as a claim."


class _ClaimCheck:
    """Finds what is wrong with the claims in a file."""

    def __init__(self, triples: list[ox.Triple], described: set[str]) -> None:
        self._described = described
        self._objects: dict[tuple[object, str], list[object]] = {}
        for triple in triples:
            self._objects.setdefault((triple.subject, triple.predicate.value), []).append(triple.object)
        kinds = {lena("Claim"), lena("Observation")}
        typed = (t for t in triples if t.predicate.value == RDF_TYPE)
        self._claims = [t.subject for t in typed if getattr(t.object, "value", "") in kinds]

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield (term, what is wrong with it)."""
        for claim in self._claims:
            if isinstance(claim, ox.NamedNode):
                for check in (self._missing, self._values, self._terms, self._evidence):
                    yield from check(claim)
            else:
                yield lena("Claim"), "a claim needs an IRI of its own, so that proofs can name it."

    def _of(self, subject: object, name: str) -> list[object]:
        return self._objects.get((subject, lena(name)), [])

    def _missing(self, claim: ox.NamedNode) -> Iterator[tuple[str, str]]:
        missing = [f"lena:{name}" for name in _REQUIRED if not self._of(claim, name)]
        if missing:
            yield claim.value, f"the claim {local_name(claim.value)} lacks {', '.join(missing)}."

    def _values(self, claim: ox.NamedNode) -> Iterator[tuple[str, str]]:
        for name, allowed in _CLOSED.items():
            for value in self._of(claim, name):
                if getattr(value, "value", "") not in {lena(a) for a in allowed}:
                    choices = ", ".join(f"lena:{a}" for a in allowed)
                    yield claim.value, f"lena:{name} of the claim {local_name(claim.value)} must be one of: {choices}."

    def _terms(self, claim: ox.NamedNode) -> Iterator[tuple[str, str]]:
        for name in ("subject", "object", "context", "requires"):
            for term in self._of(claim, name):
                value = str(getattr(term, "value", term))
                if not isinstance(term, ox.NamedNode) or not {value, _stem(value)} & self._described:
                    what = f"lena:{name} of the claim {local_name(claim.value)}"
                    yield value, f"{what} is not described anywhere; give it a type, such as lena:Protein."

    def _evidence(self, claim: ox.NamedNode) -> Iterator[tuple[str, str]]:
        if any(not self._of(item, "publication") for item in self._of(claim, "evidence")):
            what = f"an evidence item of the claim {local_name(claim.value)}"
            yield claim.value, f"{what} names no lena:publication; a fact without a source does not go in."


def _completions(triples: list[ox.Triple]) -> Iterator[ox.Triple]:
    """Give the user's individuals what the rules and OWL expect: a label, and that they are individuals."""
    labelled = {t.subject for t in triples if t.predicate.value == _LABEL}
    classes = {
        t.subject
        for t in triples
        if t.predicate.value == RDF_TYPE and getattr(t.object, "value", "").startswith(PREFIXES["owl"])
    }
    for subject in {
        t.subject for t in triples if t.predicate.value == RDF_TYPE and isinstance(t.subject, ox.NamedNode)
    }:
        if subject not in labelled:
            yield ox.Triple(subject, ox.NamedNode(_LABEL), ox.Literal(local_name(subject.value), language="en"))
        if subject not in classes:
            yield ox.Triple(subject, ox.NamedNode(RDF_TYPE), ox.NamedNode(PREFIXES["owl"] + "NamedIndividual"))


def _line(text: str, iri: str) -> str:
    """Return ", line N" for where a term first stands in the text, by its IRI or its local name."""
    pattern = rf"<{re.escape(iri)}>|[\w.-]*:{re.escape(local_name(iri))}(?![\w-])"
    found = re.search(pattern, text)
    return f", line {text.count(chr(10), 0, found.start()) + 1}" if found else ""
