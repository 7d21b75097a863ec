"""Reads files of others: RDF in any of its syntaxes, told from how a file begins."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.store import parse, read_text


def read_document(file: Path) -> list[ox.Triple]:
    """Return the statements of a file: Turtle, RDF/XML, N-Triples, JSON-LD, TriG or N-Quads.

    Raises:
        DataError: if it cannot be read; the text says where and how to mend it.
    """
    text = read_text(file)
    form = syntax(file, text)
    try:
        return parse(text, str(file), form)
    except DataError as error:
        raise not_of(form, error) from None


def not_of(form: ox.RdfFormat, error: DataError) -> DataError:
    """Return an error that also says what to do if the file is in another syntax."""
    return DataError(f"{error}. Correct it there; or, if it is not {form.name}, {_NAMES}")


SYNTAXES = {
    ".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD, ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML, ".xml": ox.RdfFormat.RDF_XML,
    ".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS,
}  # fmt: skip
_NAMES = "name the file .ttl (Turtle), .owl (RDF/XML), .nt (N-Triples) or .jsonld (JSON-LD) as it is"
_OTHER = {
    r"(Prefix\(|Ontology\()": "OWL functional syntax",
    r"<\?xml[^>]*>\s*(<!DOCTYPE[^\]]*\]>\s*)?(<!--.*?-->\s*)*<Ontology\b|<Ontology\b": "OWL/XML",
    r"(Prefix:|Ontology:)": "Manchester syntax",
    r"format-version:": "OBO format",
}


def syntax(file: Path, text: str) -> ox.RdfFormat:
    """Tell the syntax of a file from how it begins, for `.owl` is the name of many, and else from its name.

    Raises:
        DataError: if it is one that is not read here.
    """
    start = text[:5000].lstrip("\ufeff \t\r\n")
    for pattern, name in _OTHER.items():
        if re.match(pattern, start, re.DOTALL):
            raise DataError(
                f"{file}: is in {name}, which is not read here; convert it, for instance with: "
                f"robot convert --input {file} --output {file.stem}.ttl"
            )
    named = SYNTAXES.get(file.suffix.lower(), ox.RdfFormat.TURTLE)
    if named in (ox.RdfFormat.TRIG, ox.RdfFormat.N_QUADS):
        return named
    return ox.RdfFormat.TURTLE if re.match(r"(@prefix|@base|prefix\s|base\s|#)", start, re.IGNORECASE) else named
