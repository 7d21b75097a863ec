"""Describes the release in RDF, with VoID (what the data holds) and DCAT (the files it comes in)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.canonical import canonical_turtle
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, compact
from lenaowl.release.artefacts import TURTLE, Artefact, release_iri
from lenaowl.release.sssom import mappings

_MORE_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "formats": "http://www.w3.org/ns/formats/",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
}
_ALL_PREFIXES = {**PREFIXES, **_MORE_PREFIXES}
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_HEADER = (
    "title", "description", "license", "creator", "contributor", "publisher", "created", "issued", "modified",
    "bibliographicCitation",
)  # fmt: skip
_NAME, _VOID = "void.ttl", "https://www.w3.org/TR/void/"

Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True)
class Part:
    """A part of the release that is described with counts.

    Attributes:
        name: of the part, in the IRIs of the description.
        title: what it holds.
        file: the name of the file that holds it, which is Turtle.
        triples: what that file holds.
    """

    name: str
    title: str
    file: str
    triples: Collection[ox.Triple]


def dataset(
    artefacts: Sequence[Artefact], version: str, described: Sequence[Part], asserted: Collection[ox.Triple]
) -> Artefact:
    """Return the description of a release.

    Args:
        artefacts: the files described.
        version: of the ontology, which is its date.
        described: the parts that are described.
        asserted: what is asserted in all files, for the header and for the links to other vocabularies.

    Raises:
        DataError: if there is no prefix for a class or property that is used, or for what a term is mapped to.
    """
    parts = [
        *_whole(asserted, version),
        *_files(artefacts, version),
        *(triple for part in described for triple in _part(part, version)),
        *_links(asserted),
    ]
    triples = sorted(set(parts), key=str)  # there are no blank nodes
    content = canonical_turtle(triples, {**_ALL_PREFIXES, "this": f"{NAMESPACE}{_NAME}#"}).encode()
    return Artefact(_NAME, "Description of the release in VoID and DCAT", TURTLE, content, _VOID, len(triples))


def _iri(curie: str) -> ox.NamedNode:
    prefix, _, name = curie.partition(":")
    return ox.NamedNode(_ALL_PREFIXES[prefix] + name)


def _curie(iri: str) -> str:
    found = compact(iri)
    if found == iri:
        raise DataError(
            f"<{iri}> is used in the ontology, and lenaowl.rdf.vocabulary.PREFIXES has no prefix for it: add one"
        )
    return found


def _here(fragment: str) -> ox.NamedNode:
    return ox.NamedNode(f"{NAMESPACE}{_NAME}#{fragment}")


def _text(text: str) -> ox.Literal:
    return ox.Literal(text, language="en")


def _count(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=_iri("xsd:integer"))


def _about(subject: ox.NamedNode | ox.BlankNode, statements: Iterable[tuple[str, Term]]) -> Iterator[ox.Triple]:
    for predicate, value in statements:
        yield ox.Triple(subject, _iri("rdf:type") if predicate == "a" else _iri(predicate), value)


def _whole(asserted: Iterable[ox.Triple], version: str) -> Iterator[ox.Triple]:
    document, whole = ox.NamedNode(NAMESPACE + _NAME), _here("lenaowl")
    told = {PREFIXES["dcterms"] + name for name in _HEADER}
    header = [t for t in asserted if t.subject == ox.NamedNode(NAMESPACE) and t.predicate.value in told]
    yield from _about(
        document,
        [
            ("a", _iri("void:DatasetDescription")),
            ("dcterms:title", _text("Description of lenaowl")),
            ("foaf:primaryTopic", whole),
        ],
    )
    yield from (ox.Triple(whole, t.predicate, t.object) for t in header)
    yield from _about(
        whole,
        [
            ("a", _iri("dcat:Dataset")),
            ("a", _iri("void:Dataset")),
            ("dcat:version", ox.Literal(version)),
            ("dcat:landingPage", ox.NamedNode(NAMESPACE)),
            ("dcat:keyword", _text("cereblon")),
            ("dcat:keyword", _text("lenalidomide")),
            ("dcat:keyword", _text("molecular glue degrader")),
            ("void:uriSpace", ox.Literal(NAMESPACE)),
            ("void:exampleResource", ox.NamedNode(NAMESPACE + "lenalidomide")),
        ],
    )


def _files(artefacts: Iterable[Artefact], version: str) -> Iterator[ox.Triple]:
    for artefact in artefacts:
        file, checksum = _here(artefact.name), _here(artefact.name + "-checksum")
        place = ox.NamedNode(release_iri(version, artefact.name))
        size = ox.Literal(str(len(artefact.content)), datatype=_iri("xsd:nonNegativeInteger"))
        yield ox.Triple(_here("lenaowl"), _iri("dcat:distribution"), file)
        yield from _about(
            file,
            [
                ("a", _iri("dcat:Distribution")),
                ("dcterms:title", _text(artefact.title)),
                ("dcat:accessURL", place),
                ("dcat:downloadURL", place),
                ("dcat:mediaType", ox.NamedNode(_MEDIA_TYPES + artefact.media_type)),
                ("dcat:byteSize", size),
                ("spdx:checksum", checksum),
            ],
        )
        if artefact.standard:
            yield ox.Triple(file, _iri("dcterms:conformsTo"), ox.NamedNode(artefact.standard))
        value = ox.Literal(artefact.sha256, datatype=_iri("xsd:hexBinary"))
        yield from _about(
            checksum,
            [
                ("a", _iri("spdx:Checksum")),
                ("spdx:algorithm", _iri("spdx:checksumAlgorithm_sha256")),
                ("spdx:checksumValue", value),
            ],
        )


def _part(of: Part, version: str) -> Iterator[ox.Triple]:
    """Count a part of the data as VoID defines each count."""
    part, triples = _here(of.name), of.triples
    yield ox.Triple(_here("lenaowl"), _iri("void:subset"), part)
    classes = Counter(t.object for t in triples if t.predicate.value == RDF_TYPE and isinstance(t.object, ox.NamedNode))
    properties = Counter(t.predicate for t in triples)
    described = {t.subject for t in triples if isinstance(t.subject, ox.NamedNode)}
    yield from _about(
        part,
        [
            ("a", _iri("void:Dataset")),
            ("dcterms:title", _text(of.title)),
            ("void:dataDump", ox.NamedNode(release_iri(version, of.file))),
            ("void:feature", _iri("formats:Turtle")),
            ("void:uriSpace", ox.Literal(NAMESPACE)),
            ("void:triples", _count(len(triples))),
            ("void:entities", _count(sum(term.value.startswith(NAMESPACE) for term in described))),
            ("void:distinctSubjects", _count(len({t.subject for t in triples}))),
            ("void:distinctObjects", _count(len({t.object for t in triples}))),
            ("void:classes", _count(len(classes))),
            ("void:properties", _count(len(properties))),
        ],
    )
    for term in properties:
        yield ox.Triple(part, _iri("void:vocabulary"), ox.NamedNode(PREFIXES[_curie(term.value).partition(":")[0]]))
    for kind, terms in (("class", classes), ("property", properties)):
        counted = "entities" if kind == "class" else "triples"
        for term, number in terms.items():
            partition = _here(f"{of.name}-{kind}-{_curie(term.value).replace(':', '-')}")
            yield ox.Triple(part, _iri(f"void:{kind}Partition"), partition)
            yield from _about(partition, [(f"void:{kind}", term), (f"void:{counted}", _count(number))])


def _links(triples: Collection[ox.Triple]) -> Iterator[ox.Triple]:
    """Tell how many links lead to each other vocabulary, by the property that links."""
    links = Counter((_curie(obj).partition(":")[0], predicate) for _, predicate, obj in mappings(triples))
    for (prefix, predicate), number in links.items():
        target = _here(f"target-{prefix}")
        linkset = _here(f"links-{prefix}-{_curie(predicate).replace(':', '-')}")
        yield from _about(
            target,
            [
                ("a", _iri("void:Dataset")),
                ("dcterms:title", ox.Literal(prefix)),
                ("void:uriSpace", ox.Literal(PREFIXES[prefix])),
            ],
        )
        yield ox.Triple(_here("lenaowl"), _iri("void:subset"), linkset)
        yield from _about(
            linkset,
            [
                ("a", _iri("void:Linkset")),
                ("void:subjectsTarget", _here("lenaowl")),
                ("void:objectsTarget", target),
                ("void:linkPredicate", ox.NamedNode(predicate)),
                ("void:triples", _count(number)),
            ],
        )
