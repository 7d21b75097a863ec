"""Reads the user's own statements, checks them whole, and only then lets any of them in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.ontology.states import base_of
from lenaowl.rdf.files import marks, quads, read_sources
from lenaowl.rdf.line_numbers import Places, blank_nodes, key
from lenaowl.rdf.suggestions import did_you_mean, is_symbol, nearest, unknown_symbol
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, lena, local_name
from lenaowl.validation.claim_faults import claim_faults
from lenaowl.validation.record_context import CONTEXTS
from lenaowl.validation.unread_owl import unread_owl

if TYPE_CHECKING:
    from lenaowl.rdf.files import Foreign

_PROTEIN = ox.NamedNode(lena("Protein"))
_LABEL = PREFIXES["rdfs"] + "label"
_MOST = 1_000  # unknown terms that are named


def read_extra(extra: Foreign, known: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return the user's statements, checked; their claims by the packaged shapes for claims.

    Args:
        extra: path of an RDF file or folder, `-` for standard input, RDF as text, or an rdflib graph.
        known: the statements of the ontology; its namespace is closed to terms it does not describe.

    Raises:
        DataError: if it cannot be read, names an unknown term of ours, holds an incomplete claim, or says
            in OWL what the rules do not read. The text names file and line, and all that is wrong at once.
    """
    sources = read_sources(extra)
    parts = [
        [quad.triple for quad in quads(one, CONTEXTS, mark)] for one, mark in zip(sources, marks(sources), strict=True)
    ]
    triples, ours = [triple for part in parts for triple in part], list(known)
    terms = list(dict.fromkeys(_problems(triples, ours)))
    claims = claim_faults(triples, ours)
    if terms or claims:
        wanted = {*(term for term, _ in terms), *(key(fault.node) for fault in claims)}
        places = Places(sources, list(map(blank_nodes, parts)), wanted, CONTEXTS)
        lines = [f"{_place(*places.of_term(term))}: {problem}" for term, problem in terms]
        lines += [f"{_place(*places.of(one.node, one.predicates, one.value))}: {one.text}" for one in claims]
        raise DataError("\n".join(dict.fromkeys(lines)))
    return [*triples, *_completions(triples)]


def _place(name: str, line: int | None) -> str:
    return f"{name or 'your data'}, line {line}" if line else name or "your data"


def _problems(triples: list[ox.Triple], known: list[ox.Triple]) -> Iterator[tuple[str, str]]:
    """Yield (term, what is wrong with it); of unknown terms only the first."""
    own = {t.subject.value for t in known if isinstance(t.subject, ox.NamedNode)}
    proteins = sum(t.predicate.value == RDF_TYPE and t.object == _PROTEIN for t in known)
    terms = (term for triple in triples for term in (triple.subject, triple.predicate, triple.object))
    named = dict.fromkeys(term.value for term in terms if isinstance(term, ox.NamedNode))
    yield from islice((found for iri in named for found in _unknown(iri, own, proteins)), _MOST)
    yield from unread_owl(triples)


def _unknown(iri: str, own: set[str], proteins: int) -> Iterator[tuple[str, str]]:
    of_system = re.sub(f"^{NAMESPACE}(effectIn|degradesIn)-", NAMESPACE + "system-", iri)
    generated = {base_of(iri), of_system}
    if not iri.startswith(NAMESPACE) or iri == NAMESPACE or {iri, *generated} & own:
        return
    near = nearest(local_name(iri), (local_name(term) for term in own if term.startswith(NAMESPACE)))
    hint = did_you_mean(f"lena:{name}" for name in near) or "Terms of your own belong in a namespace of your own."
    if not near and is_symbol(local_name(iri)):
        hint = f"{unknown_symbol(local_name(iri), proteins)}. {hint}"
    yield iri, f"lena:{local_name(iri)} is not a term of the ontology. {hint}"


def _completions(triples: list[ox.Triple]) -> Iterator[ox.Triple]:
    """Give the user's individuals what the rules and OWL expect: a label, and that they are individuals."""
    labelled = {t.subject for t in triples if t.predicate.value == _LABEL}
    classes = {
        t.subject
        for t in triples
        if t.predicate.value == RDF_TYPE and getattr(t.object, "value", "").startswith(PREFIXES["owl"])
    }
    properties = {t.subject for t in triples if getattr(t.object, "value", "") == PREFIXES["owl"] + "ObjectProperty"}
    related = {end for t in triples if t.predicate in properties for end in (t.subject, t.object)}
    typed = {t.subject for t in triples if t.predicate.value == RDF_TYPE}
    for subject in (one for one in typed | related if isinstance(one, ox.NamedNode)):
        if subject not in labelled:
            yield ox.Triple(subject, ox.NamedNode(_LABEL), ox.Literal(local_name(subject.value), language="en"))
        if subject not in classes:
            yield ox.Triple(subject, ox.NamedNode(RDF_TYPE), ox.NamedNode(PREFIXES["owl"] + "NamedIndividual"))
