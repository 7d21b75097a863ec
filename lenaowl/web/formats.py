"""The media types that answers and data come in."""

from __future__ import annotations

import pyoxigraph as ox

HTML, PROBLEM = "text/html", "application/problem+json"
_RESULTS, _GRAPHS = ox.QueryResultsFormat, ox.RdfFormat

# The first of each is what a client gets that has no preference.
RESULTS = {
    "application/sparql-results+json": _RESULTS.JSON,
    "application/sparql-results+xml": _RESULTS.XML,
    "text/csv": _RESULTS.CSV,
    "text/tab-separated-values": _RESULTS.TSV,
    "application/json": _RESULTS.JSON,
    "application/xml": _RESULTS.XML,
    "text/xml": _RESULTS.XML,
}
GRAPHS = {
    "text/turtle": _GRAPHS.TURTLE,
    "application/n-triples": _GRAPHS.N_TRIPLES,
    "application/rdf+xml": _GRAPHS.RDF_XML,
    "application/ld+json": _GRAPHS.JSON_LD,
    "application/trig": _GRAPHS.TRIG,
    "application/n-quads": _GRAPHS.N_QUADS,
    "text/n3": _GRAPHS.N3,
    "application/json": _GRAPHS.JSON_LD,
    "application/xml": _GRAPHS.RDF_XML,
    "text/plain": _GRAPHS.N_TRIPLES,
}
# The syntaxes that a term has an address in, by the ending of its name.
FILES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
# The formats of answers by the names that they have in a link.
ENDINGS = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    **FILES,
}


def with_charset(media: str) -> str:
    """Return a media type with the encoding, where it is text."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
