"""SPARQL text as tokens: what a query does, whether it is safe to parse, and terms in place of variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pyoxigraph as ox

from lenaowl.errors import LenaowlError, one_line
from lenaowl.rdf.scanning import end_of_quoted
from lenaowl.rdf.vocabulary import PREFIXES

Term = ox.NamedNode | ox.Literal

# Oxigraph's parser goes down with the whole process on some thousand nested groups, and hangs on property paths of
# some thousand steps. No question needs a hundredth of that.
MAX_LENGTH = 100_000
MAX_NESTING = 100
MAX_OPERATORS = 2_000

# A run of letters, digits, dots and hyphens is taken whole and cut into words then: an expression that looks for the
# colon of a prefix in it anew at each dot takes time by the square of its length. What ends a text in quotes is looked
# for one stop at a time, for the same reason.
_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"{3}|'{3}|"|')
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<blank>_:[\w.\-]*\w)
  | (?P<run>(?:[^\W\d_][\w.\-]*)?:(?:[\w:%]|\\.|(?:[.\-]+(?=[\w:%\\])))* | [^\W\d_][\w.\-]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SCHEME = re.compile(r"<[A-Za-z][\w+.-]*:")
_PIECE = re.compile(r"(?P<word>[^\W\d_]\w*)|(?P<other>.)", re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ESCAPE_OF_RDFLIB = re.compile(r"\\[uU]([0-9A-Fa-f]{4}(?:[0-9A-Fa-f]{4})?)")
_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)  # fmt: skip
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of each token, white space and comments included, so that joined they are the text."""
    at = 0
    while found := _TOKEN.match(text, at):
        kind, start, at = found.lastgroup or "other", at, found.end()
        if kind == "string":
            at = end_of_quoted(text, at, found[0])
        if kind == "run":
            yield from _run(found[0])
        else:
            yield "prefixed" if kind == "blank" else kind, text[start:at]


def _run(text: str) -> Iterator[tuple[str, str]]:
    """Yield a run of letters and the like as a prefixed name, or as the words and marks that it is made of."""
    head, colon, rest = text.partition(":")
    if colon and not head.endswith((".", "-")):
        yield "prefixed", text
        return
    for piece in _PIECE.finditer(head):
        yield piece.lastgroup or "other", piece[0]
    if colon:
        yield "prefixed", colon + rest


def keywords(text: str) -> list[str]:
    """Return the bare words of a query in upper case, in order."""
    return [value.upper() for kind, value in tokens(text) if kind == "word"]


def variables(text: str) -> set[str]:
    """Return the names of all variables in a query."""
    return {value[1:] for kind, value in tokens(text) if kind == "variable"}


def bind(text: str, values: Mapping[str, Term]) -> str:
    """Return a query with terms in place of variables.

    A term is validated when it is made and is written out by the RDF library, and only whole variables are replaced:
    no value can become part of the query's syntax. Comments and strings stay as they are.
    """
    return "".join(
        str(values[value[1:]]) if kind == "variable" and value[1:] in values else value for kind, value in tokens(text)
    )


def with_prefixes(text: str) -> str:
    """Return a query with declarations of those of our prefixes that it uses and does not declare."""
    seen = [value.partition(":")[0] for kind, value in tokens(text) if kind == "prefixed"]
    words = [value for kind, value in tokens(text) if kind not in ("space", "comment")]
    declared = {after.rstrip(":") for word, after in pairwise(words) if word.upper() == "PREFIX"}
    missing = sorted({prefix for prefix in seen if prefix in PREFIXES} - declared)
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in missing) + text


def with_base(text: str, base: str) -> str:
    """Return a query with a declaration of what its relative IRIs are relative to, if it has any.

    >>> with_base("ASK { <a> ?p ?o }", "https://example.org/q.rq")
    'BASE <https://example.org/q.rq> ASK { <a> ?p ?o }'
    """
    relative = any(kind == "iri" and not _SCHEME.match(value) for kind, value in tokens(text))
    return f"BASE {ox.NamedNode(base)} {text}" if base and relative else text


def with_whole_iris(text: str, base: str) -> str:
    """Return a query with whole IRIs in place of relative ones; one that says itself to what as it is.

    >>> with_whole_iris("ASK { <a> ?p '<b>' }", "https://example.org/q.rq")
    "ASK { <https://example.org/a> ?p '<b>' }"
    """
    if not base or "BASE" in keywords(text):
        return text
    return "".join(
        f"<{resolved(value[1:-1], base)}>" if kind == "iri" and not _SCHEME.match(value) else value
        for kind, value in tokens(text)
    )


def resolved(iri: str, base: str) -> str:
    """Return an IRI as it is relative to another; as it is, if nothing is said or it is none."""
    try:
        (triple,) = ox.parse(f"<{iri}> <urn:n> <urn:n> .".encode(), format=ox.RdfFormat.TURTLE, base_iri=base or None)
    except (SyntaxError, ValueError):
        return iri
    return str(triple.subject.value)


def fault(text: str, error: SyntaxError) -> str:
    """Return what is wrong with a query that a parser did not take."""
    words = [value for kind, value in tokens(text) if kind not in ("space", "comment")]
    declared = {after.rstrip(":") for word, after in pairwise(words) if word.upper() == "PREFIX"}
    named = {value.partition(":")[0] for kind, value in tokens(text) if kind == "prefixed" and value[:2] != "_:"}
    if "Prefix not found" in error.msg and named - declared:
        listed = ", ".join(f"{prefix}:" for prefix in sorted(named - declared))
        return f"nothing declares {listed}; declare it, or write whole IRIs"
    if "variable that is unbound" in error.msg:
        return "SELECT returns a variable that is neither bound nor in GROUP BY"
    return one_line(error.msg)


def query_form(text: str) -> str:
    """Return what a text does: the first word that says it (SELECT, ASK, ..., INSERT, ...); empty if none does."""
    return next((word for word in keywords(text) if word in FORMS or word in _UPDATES), "")


def check_query(text: str) -> str:
    """Check a query that a user wrote before any parser sees it, and return its form (SELECT, ASK, ...).

    Parsers take a keyword out of what looks like one name: to Oxigraph `SERVICE:x` is SERVICE and `:x`, and
    `trueSERVICE:x` is a value and the same. So no word and no prefix may hold the words that are refused.

    Raises:
        LenaowlError: if it is too long or too deeply nested for the parser, or would change data, ask other
            servers or read other files.
    """
    check_size(text)
    for version in readings(text):
        _check_words(version)
    return next((word for word in keywords(text) if word in FORMS), "SELECT")


def check_size(text: str) -> None:
    """Check that a query is within what parsers stand: its length, its nesting, and how many operators it has.

    Raises:
        LenaowlError: if it is not.
    """
    if len(text) > MAX_LENGTH:
        raise LenaowlError(f"the query is longer than {MAX_LENGTH:,} characters.")
    for version in readings(text):
        _check_size(version)


def readings(text: str) -> set[str]:
    """Return the ways to read a query: some parsers put characters in place of their escapes before they look."""
    if "\\" not in text:
        return {text}
    return {text, _ESCAPE.sub(_character, text), _ESCAPE_OF_RDFLIB.sub(_character, text)}


def _character(match: re.Match[str]) -> str:
    code = int(next(filter(None, match.groups())), 16)
    return chr(code) if code <= 0x10FFFF else match.group()


def _check_size(text: str) -> None:
    if len(text) <= MAX_OPERATORS and sum(map(text.count, "({[")) <= MAX_NESTING:  # however it is read
        return
    depth, operators = 0, 0
    for kind, value in tokens(text):
        operators += kind == "other" or value.upper() in ("UNION", "OPTIONAL", "MINUS", "FILTER", "EXISTS", "BIND")
        if kind == "other" and value in "({[":
            depth += 1
        elif kind == "other" and value in ")}]":
            depth -= 1
        if depth > MAX_NESTING:
            raise LenaowlError(f"the query is nested more than {MAX_NESTING} deep.")
    if operators > MAX_OPERATORS:
        raise LenaowlError(f"the query has more than {MAX_OPERATORS:,} operators and brackets.")


def _check_words(text: str) -> None:
    for kind, value in tokens(text):
        word = value.upper()
        if kind == "word" and word in _UPDATES:
            raise LenaowlError(f"the query changes data ({word}); only SELECT, ASK, CONSTRUCT and DESCRIBE are run.")
        looked_at = _could_be_words(kind, word)
        if "SERVICE" in looked_at:
            raise LenaowlError(
                "the query asks another server (SERVICE); ask that server itself with --endpoint."
                + (f" If {value} is a name, give its prefix another name." if kind == "prefixed" else "")
            )
        if _names_data(kind, looked_at):
            raise LenaowlError("the query names its data (FROM); what is asked is the loaded ontology.")


def names_data(text: str) -> bool:
    """Return whether a query could name its data (FROM), however a parser reads it."""
    return any(
        _names_data(kind, _could_be_words(kind, value.upper()))
        for version in readings(text)
        for kind, value in tokens(version)
    )


def _names_data(kind: str, looked_at: str) -> bool:
    return kind in ("word", "prefixed") and looked_at.endswith(("FROM", "FROMNAMED"))


def _could_be_words(kind: str, value: str) -> str:
    """Return the part of a token in which some parser could see keywords."""
    if kind == "word":
        return value
    if kind == "prefixed":
        return value if value.startswith("_:") else value.partition(":")[0]
    if kind in ("language", "other"):
        return value
    # `?a <?b) ... >` can be a comparison and what follows it, where it looks like an IRI
    return value.partition(")")[2] if kind == "iri" else ""
