"""Which syntax of RDF a text is in: by how it begins, for `.owl` is the name of many, and else by its name."""

from __future__ import annotations

import re

import pyoxigraph as ox

from lenaowl.errors import DataError

ENDINGS = {
    ".ttl": ox.RdfFormat.TURTLE, ".turtle": ox.RdfFormat.TURTLE, ".n3": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES, ".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML, ".owl": ox.RdfFormat.RDF_XML, ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD, ".json": ox.RdfFormat.JSON_LD,
}  # fmt: skip
NAMES = "Turtle, N-Triples, N-Quads, TriG, RDF/XML and JSON-LD"
# What other texts begin with, in lower case.
_NOT_RDF = {
    "prefix(": "OWL functional syntax", "ontology(": "OWL functional syntax",
    "prefix:": "Manchester syntax", "ontology:": "Manchester syntax", "format-version:": "OBO format",
}  # fmt: skip
_ROOTS = {"Ontology": "OWL/XML", "html": "HTML", "HTML": "HTML"}
_PROLOGUE = {"<?": "?>", "<!--": "-->"}


def ending(name: str) -> str:
    """Return what a name ends in, a `.gz` left out, in lower case.

    >>> ending("data/Patients.NT.gz"), ending("standard input")
    ('.nt', '')
    """
    stem = name.lower().removesuffix(".gz")
    _, dot, last = re.split(r"[/\\]", stem)[-1].rpartition(".")
    return dot + last if dot else ""


def syntax(name: str, text: str) -> ox.RdfFormat:
    """Return the syntax of a text.

    Raises:
        DataError: if it is one that is not read here.
    """
    start = _begins(text)
    head = text[start : start + 200]
    _refuse_others(name, head)
    if head.startswith("<") and _is_xml(name, text, start):
        return ox.RdfFormat.RDF_XML
    named = ENDINGS.get(ending(name))
    if re.match(r"@prefix\b|@base\b|(?i:prefix|base)\s", head):
        return named if named == ox.RdfFormat.TRIG else ox.RdfFormat.TURTLE
    if named in (ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD) and re.match(r"#|_:|<[A-Za-z][\w+.-]*:[^\s<>]*>\s", head):
        return ox.RdfFormat.TURTLE
    if named is None and (head.startswith("{") or re.match(r"\[\s*[\[{]", head)):
        return ox.RdfFormat.JSON_LD
    return named or ox.RdfFormat.TURTLE


def is_named(name: str) -> bool:
    """Whether the name of a file says that it is RDF."""
    return ending(name) in ENDINGS


def _begins(text: str) -> int:
    """Return where the first character that is no blank stands."""
    found = re.compile(r"[^\s\ufeff]").search(text)
    return found.start() if found else len(text)


def _refuse_others(name: str, head: str) -> None:
    compact = re.sub(r"\s+(?=[(:])", "", head[:100]).lower()
    for beginning, language in _NOT_RDF.items():
        # `prefix: <...>` is SPARQL's and Turtle's own empty prefix only with a blank before the colon.
        if compact.startswith(beginning) and not re.match(r"(?i)prefix\s+:", head):
            raise not_read(name, language)


def not_read(name: str, language: str) -> DataError:
    """Return the error for a text in a language that is not read here."""
    if language == "HTML":
        return DataError(f"{name}: is a web page, not RDF; download the file itself, as {NAMES}")
    stem = re.split(r"[/\\]", name)[-1].rpartition(".")[0]
    return DataError(
        f"{name}: is in {language}, which is not read here; convert it, for instance with: "
        f"robot convert --input {name} --output {stem or 'ontology'}.ttl"
    )


def _is_xml(name: str, text: str, at: int) -> bool:
    """Whether a text that begins with `<` is XML, and not Turtle that begins with an IRI.

    Raises:
        DataError: if its root element is that of another language.
    """
    prologue, at = _after_prologue(text, at)
    found = re.match(r"<([^\s<>/=\"']+)([\s/>])", text[at : at + 300])
    if found is None:
        return prologue
    root = found[1]
    language = _ROOTS.get(root.rpartition(":")[2])
    if language and not root.startswith("rdf:"):
        raise not_read(name, language)
    return prologue or (root.endswith(":RDF") and found[2].isspace())


def _after_prologue(text: str, at: int) -> tuple[bool, int]:
    """Return whether there are declarations, comments and the like, and where they end."""
    start = at
    while text.startswith("<", at):
        for opening, closing in _PROLOGUE.items():
            if text.startswith(opening, at):
                end = text.find(closing, at + len(opening))
                at = len(text) if end < 0 else end + len(closing)
                break
        else:
            if text[at : at + 9].upper() != "<!DOCTYPE":
                break
            at = _after_doctype(text, at)
        at = _skip_blanks(text, at)
    return at > start, at


def _skip_blanks(text: str, at: int) -> int:
    found = re.compile(r"\s*").match(text, at)
    return found.end() if found else at


def _after_doctype(text: str, at: int) -> int:
    """Return where a DOCTYPE ends; its internal part may hold `>` in quotes and comments."""
    piece = re.compile(r"[\[\]>\"']|<!--")
    inside = False
    while found := piece.search(text, at):
        mark, at = found[0], found.end()
        if mark in ('"', "'", "<!--"):
            end = text.find("-->" if mark == "<!--" else mark, at)
            at = len(text) if end < 0 else end + 1
        elif mark == ">" and not inside:
            return at
        else:
            inside = mark == "[" or (inside and mark != "]")
    return len(text)
