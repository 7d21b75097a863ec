"""The release in named graphs, as servers hold it."""

from __future__ import annotations

import pyoxigraph as ox

from lenaowl.ontology.packaged import path
from lenaowl.rdf.store import EmbeddedStore, about, as_text
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, lena

_SUBPROPERTY_OF, _STANDING = PREFIXES["rdfs"] + "subPropertyOf", ox.NamedNode(lena("standing"))
GRAPHS = {name: f"{NAMESPACE}graph/{name}" for name in ("ontology", "claims", "inferred")}


def parts() -> dict[str, list[ox.Triple]]:
    """Return the triples of the release by graph: lenaowl-inferred.ttl, and the property chains that inference needs.

    `claims` holds the claims with their evidence, and how each effect stands by them, `inferred` what the rules infer,
    `ontology` the rest: vocabulary, entities, publications and trials.
    """
    asserted = {triple for name in ("lenaowl.ttl", "lenaowl-trials.ttl") for triple in _release(name)}
    entailed = _release("lenaowl-inferred.ttl")
    told = {lena("Claim"), lena("Evidence")}
    claims = {t.subject for t in entailed if t.predicate.value == RDF_TYPE and getattr(t.object, "value", "") in told}
    standing = {t.subject for t in entailed if t.predicate.value == _SUBPROPERTY_OF and t.object == _STANDING}
    found: dict[str, list[ox.Triple]] = {"ontology": _chains(), "claims": [], "inferred": []}
    for triple in entailed:
        named = not (isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode))
        if triple.subject in claims or triple.predicate in standing:
            found["claims"].append(triple)
        elif named and triple not in asserted and not _is_version(triple):
            found["inferred"].append(triple)
        else:
            found["ontology"].append(triple)
    return found


def _chains() -> list[ox.Triple]:
    """Return the property chains over exposures: rules read them, and reasoners on the core are quicker without."""
    module = _release("lenaowl-exposures.ttl")
    heads = [t for t in module if t.predicate.value == PREFIXES["owl"] + "propertyChainAxiom"]
    return [*heads, *about(module, {as_text(t.object) for t in heads})]


def _release(name: str) -> list[ox.Triple]:
    """Read a file of the release; numbers are as servers that normalise them give them back, 67 for 67.0."""
    store = EmbeddedStore()
    store.load_file(path(name))
    return list(store.triples())


def _is_version(triple: ox.Triple) -> bool:
    """Whether a triple is about the ontology itself: each file of the release has a version IRI of its own."""
    return getattr(triple.subject, "value", "") == NAMESPACE
