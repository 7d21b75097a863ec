"""What a release artefact is, and the files that tell of all of them: manifest and Protégé catalog."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lenaowl.rdf.vocabulary import NAMESPACE
from lenaowl.release.version import __version__

TURTLE, JSON, JSON_LD, XML = "text/turtle", "application/json", "application/ld+json", "application/xml"
RDF_XML, TABLE, TRIG = "application/rdf+xml", "text/tab-separated-values", "application/trig"
_CATALOG = """\
<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<catalog prefer="public" xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
{}</catalog>
"""


@dataclass(frozen=True)
class Artefact:
    """A file of the release.

    Attributes:
        name: its file name.
        title: what it holds.
        media_type: its media type.
        content: its bytes.
        standard: IRI of the specification that it follows, if there is one.
        triples: how many triples it holds, none if it is not RDF.
        is_ontology: whether it declares an ontology, with its name in the version IRI.
        iri: the IRI of the ontology that it declares.
    """

    name: str
    title: str
    media_type: str
    content: bytes
    standard: str | None = None
    triples: int | None = None
    is_ontology: bool = False
    iri: str = NAMESPACE

    @property
    def sha256(self) -> str:
        """The SHA-256 hash of the content, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


def release_iri(version: str, name: str) -> str:
    """Return the IRI of a file in a version of the release.

    >>> release_iri("2026-11-21", "lenaowl.ttl")
    'https://w3id.org/lenaowl/releases/2026-11-21/lenaowl.ttl'
    """
    return f"{NAMESPACE}releases/{version}/{name}"


def manifest(artefacts: Sequence[Artefact], version: str) -> Artefact:
    """Tell of each artefact where it is, what it holds, and how to know that it is whole."""
    told = {
        "ontology": NAMESPACE,
        "version": version,
        "software": f"lenaowl {__version__}",
        "files": [
            {
                "name": artefact.name,
                "iri": release_iri(version, artefact.name),
                "title": artefact.title,
                "mediaType": artefact.media_type,
                "bytes": len(artefact.content),
                "sha256": artefact.sha256,
                **({} if artefact.triples is None else {"triples": artefact.triples}),
            }
            for artefact in artefacts
        ],
    }
    return Artefact("manifest.json", "Files of this release", JSON, (json.dumps(told, indent=2) + "\n").encode())


def catalog(artefacts: Iterable[Artefact], version: str) -> Artefact:
    """Tell Protégé, ROBOT and the OWL API which file stands for the IRI of the ontology and for each version IRI."""
    ontologies = [artefact for artefact in artefacts if artefact.is_ontology]
    modules = [(artefact.iri, artefact.name) for artefact in ontologies if artefact.iri != NAMESPACE]
    versions = [(release_iri(version, artefact.name), artefact.name) for artefact in ontologies]
    places = [(NAMESPACE, "lenaowl.owl"), *modules, *versions]
    lines = (f"    <uri name={quoteattr(iri)} uri={quoteattr(name)}/>\n" for iri, name in places)
    text = _CATALOG.format("".join(lines))
    return Artefact("catalog-v001.xml", "Protégé catalog: which file stands for which IRI", XML, text.encode())
