"""What the ontology tells to the outside: the statements, with what each term carries in the release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lenaowl.ontology.claims import Claim
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, lena, local_name

ONTOLOGY = ox.NamedNode(NAMESPACE)


def named(prefix: str, name: str) -> ox.NamedNode:
    """Return the term of a name with one of our prefixes."""
    return ox.NamedNode(PREFIXES[prefix] + name)


# SKOS tools read one property, OBO tools the other; what is authored is the first.
_DEFINITION = named("skos", "definition")
_TWINS = {_DEFINITION: named("obo", "IAO_0000115"), named("skos", "example"): named("obo", "IAO_0000112")}
_DEFINITION_SOURCE = named("obo", "IAO_0000119")


def published(triples: Iterable[ox.Triple], claims: Iterable[Claim]) -> EmbeddedStore:
    """Return a store with these triples and what each term carries."""
    return EmbeddedStore(complete(triples, claims))


def complete(triples: Iterable[ox.Triple], claims: Iterable[Claim]) -> Iterator[ox.Triple]:
    """Add what each term carries: definitions and examples under both properties, who defined it, where, labels."""
    triples = list(triples)
    evidence = _evidence_names(triples)
    creators = [t.object for t in triples if t.subject == ONTOLOGY and t.predicate == named("dcterms", "creator")]
    sourced = {t.subject for t in triples if t.predicate == _DEFINITION_SOURCE}
    own = set()
    for triple in triples:
        subject, obj = evidence.get(triple.subject, triple.subject), evidence.get(triple.object, triple.object)
        yield ox.Triple(subject, triple.predicate, obj)
        if triple.predicate in _TWINS:
            yield ox.Triple(subject, _TWINS[triple.predicate], obj)
        if isinstance(subject, ox.NamedNode) and subject.value.startswith(NAMESPACE) and subject != ONTOLOGY:
            own.add(subject)
            if triple.predicate == _DEFINITION and subject not in sourced:
                yield from (ox.Triple(subject, _DEFINITION_SOURCE, creator) for creator in creators)
    for term in own:
        yield ox.Triple(term, named("rdfs", "isDefinedBy"), ONTOLOGY)
    for claim in claims:
        yield ox.Triple(ox.NamedNode(claim.iri), named("rdfs", "label"), ox.Literal(claim.sentence, language="en"))
    for node in evidence.values():
        yield ox.Triple(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(lena("Evidence")))
        yield ox.Triple(node, ox.NamedNode(RDF_TYPE), named("owl", "NamedIndividual"))
        yield ox.Triple(node, named("rdfs", "isDefinedBy"), ONTOLOGY)
        label = local_name(node.value).replace("-", " ")
        yield ox.Triple(node, named("rdfs", "label"), ox.Literal(label, language="en"))


def _evidence_names(triples: list[ox.Triple]) -> dict[object, ox.NamedNode]:
    """Name each evidence item after its claim, publication and method, so that no blank node is left."""
    claim, publication, method = (
        {
            t.subject if name != "evidence" else t.object: t.object if name != "evidence" else t.subject
            for t in triples
            if t.predicate.value == lena(name)
        }
        for name in ("evidence", "publication", "method")
    )
    names: dict[object, ox.NamedNode] = {}
    for item in claim:
        if isinstance(item, ox.BlankNode):
            parts = (local_name(str(getattr(part[item], "value", ""))) for part in (claim, publication, method))
            name = "-".join(part.removeprefix("claim-").removeprefix("publication-") for part in parts)
            names[item] = ox.NamedNode(lena("evidence-" + name))
    return names
