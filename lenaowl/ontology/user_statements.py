"""Reads the user's own statements, checks them whole, and only then lets any of them in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.ontology.claim_checks import ClaimCheck, stem, unread_owl
from lenaowl.rdf.files import quads, read_sources
from lenaowl.rdf.line_numbers import Places
from lenaowl.rdf.suggestions import did_you_mean, is_symbol, nearest, unknown_symbol
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, lena, local_name

if TYPE_CHECKING:
    from rdflib import Graph

_PROTEIN = ox.NamedNode(lena("Protein"))
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
    sources = read_sources(extra)
    triples = [
        quad.triple
        for number, one in enumerate(sources)
        for quad in quads(one, mark=f"f{number}x" if len(sources) > 1 else "")
    ]
    problems = list(dict.fromkeys(_problems(triples, list(known))))
    if problems:
        places = Places(sources, [{} for _ in sources], (term for term, _ in problems))
        raise DataError("\n".join(f"{_place(*places.of_term(term))}: {problem}" for term, problem in problems))
    return [*triples, *_completions(triples)]


def _place(name: str, line: int | None) -> str:
    return f"{name or 'your data'}, line {line}" if line else name or "your data"


def _problems(triples: list[ox.Triple], known: list[ox.Triple]) -> Iterator[tuple[str, str]]:
    """Yield (term, what is wrong with it)."""
    own = {t.subject.value for t in known if isinstance(t.subject, ox.NamedNode)}
    proteins = sum(t.predicate.value == RDF_TYPE and t.object == _PROTEIN for t in known)
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode):
                yield from _unknown(term.value, own, proteins)
    yield from unread_owl(triples)
    yield from ClaimCheck(triples, known).problems()


def _unknown(iri: str, own: set[str], proteins: int) -> Iterator[tuple[str, str]]:
    generated = {stem(iri), iri.replace(NAMESPACE + "any-", NAMESPACE)}
    if not iri.startswith(NAMESPACE) or iri == NAMESPACE or {iri, *generated} & own:
        return
    near = nearest(local_name(iri), (local_name(term) for term in own if term.startswith(NAMESPACE)))
    hint = did_you_mean(f"lena:{name}" for name in near) or "Terms of your own belong in a namespace of your own."
    if not near and is_symbol(local_name(iri)):
        hint = f"{unknown_symbol(local_name(iri), proteins)}. {hint}"
    yield iri, f"lena:{local_name(iri)} is no term of the ontology. {hint}"


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
