"""Which terms of a file are its own: those in the namespace that its ontology header tells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from lenaowl.rdf.store import EmbeddedStore, as_text
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, lena

_OWL, _RDF, _RDFS = (PREFIXES[name] for name in ("owl", "rdf", "rdfs"))
_ONTOLOGY = _OWL + "Ontology"
_PREFERRED = PREFIXES["vann"] + "preferredNamespaceUri"
_OBO = PREFIXES["obo"]
_MARKS = {
    "OwnClass": {_OWL + "Class", _RDFS + "Class"},
    "OwnProperty": {
        _OWL + "ObjectProperty", _OWL + "DatatypeProperty", _OWL + "AnnotationProperty", _RDF + "Property",
    },
}  # fmt: skip


@dataclass(frozen=True)
class OwnTerms:
    """The terms that an ontology is answerable for.

    Attributes:
        namespace: what their IRIs begin with; empty where all terms of the file count.
        chosen: in words, what the namespace was taken from.
        kinds: the kinds (IRIs of classes) that each term is declared as.
    """

    namespace: str
    chosen: str
    kinds: dict[str, set[str]]

    def marks(self) -> Iterator[ox.Triple]:
        """Mark each term for the rules, as they see it in the graph `lena:own`."""
        for term, kinds in self.kinds.items():
            for mark in ("OwnTerm", *(mark for mark, of in _MARKS.items() if of & kinds)):
                yield ox.Triple(ox.NamedNode(term), ox.NamedNode(RDF_TYPE), ox.NamedNode(lena(mark)))


def own_terms(store: EmbeddedStore, namespace: str | None = None) -> OwnTerms:
    """Find the terms of a file, in a store, that are its own.

    The namespace is the one given; or the header's `vann:preferredNamespaceUri`; or it is made from the IRI of
    the ontology (with `#` or `/` after it, as it stands, or as OBO makes it). The first that begins the IRI of
    some term counts; if none does, all terms of the file are its own.
    """
    named = (quad for quad in store.stating(_PREFERRED) if isinstance(quad.subject, ox.NamedNode))
    preferred = sorted(as_text(quad.object) for quad in named)
    kinds: dict[str, set[str]] = defaultdict(set)
    for quad in store.stating(RDF_TYPE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            kinds[quad.subject.value].add(quad.object.value)
    headers = sorted(term for term, of in kinds.items() if _ONTOLOGY in of)
    for header in headers:
        del kinds[header]
    candidates = (
        [(namespace, "requested")]
        if namespace
        else [(iri, "from vann:preferredNamespaceUri") for iri in preferred]
        + [(iri, "from the IRI of the ontology") for header in headers for iri in _made_from(header)]
    )
    for candidate, chosen in candidates:
        found = {term: of for term, of in kinds.items() if candidate and term.startswith(candidate)}
        if found or namespace:
            return OwnTerms(candidate, chosen, found)
    why = "no term begins with what the header states" if headers else "there is no ontology header"
    return OwnTerms("", f"all terms of the file, since {why}", kinds)


def _made_from(ontology: str) -> Iterator[str]:
    yield from (ontology + "#", ontology + "/", ontology)
    name = re.match(re.escape(_OBO) + r"([\w-]+)", ontology)
    if name:
        yield f"{_OBO}{name[1].upper()}_"
        yield f"{_OBO}{name[1]}_"
    elif "." in ontology.rpartition("/")[2]:
        stem = ontology.rpartition(".")[0]
        yield from (stem + "#", stem + "/")
