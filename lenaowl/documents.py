"""Reads ontology files of others: RDF in any of four syntaxes, told from how a file begins."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.store import parse, read_text


def read_document(file: Path) -> list[ox.Triple]:
    """Return the statements of a file: Turtle, RDF/XML, N-Triples or JSON-LD.

    Raises:
        DataError: if it cannot be read; the text says where and how to mend it.
    """
    text = read_text(file)
    syntax = _syntax(file, text)
    try:
        return parse(text, str(file), syntax)
    except DataError as error:
        raise DataError(f"{error}. Correct it there; or, if it is not {syntax.name}, {_NAMES}") from None


_SYNTAXES = {
    ".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD, ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML, ".xml": ox.RdfFormat.RDF_XML,
}  # fmt: skip
_NAMES = "name the file .ttl (Turtle), .owl (RDF/XML), .nt (N-Triples) or .jsonld (JSON-LD) as it is"
_OTHER = {
    r"(Prefix\(|Ontology\()": "OWL functional syntax",
    r"<\?xml[^>]*>\s*(<!DOCTYPE[^\]]*\]>\s*)?(<!--.*?-->\s*)*<Ontology\b|<Ontology\b": "OWL/XML",
    r"(Prefix:|Ontology:)": "Manchester syntax",
    r"format-version:": "OBO format",
}


def _syntax(file: Path, text: str) -> ox.RdfFormat:
    """Tell the syntax of a file from how it begins, for `.owl` is the name of many, and else from its name."""
    start = text[:5000].lstrip("\ufeff \t\r\n")
    for pattern, syntax in _OTHER.items():
        if re.match(pattern, start, re.DOTALL):
            raise DataError(
                f"{file}: is in {syntax}, which is not read here; convert it, for instance with: "
                f"robot convert --input {file} --output {file.stem}.ttl"
            )
    if re.match(r"(@prefix|@base|prefix\s|base\s|#)", start, re.IGNORECASE):
        return ox.RdfFormat.TURTLE
    return _SYNTAXES.get(file.suffix.lower(), ox.RdfFormat.TURTLE)
