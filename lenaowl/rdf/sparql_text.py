"""SPARQL text as tokens: what a query does, whether it is safe to parse, and terms in place of variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pyoxigraph as ox

from lenaowl.errors import LenaowlError
from lenaowl.rdf.vocabulary import PREFIXES

Term = ox.NamedNode | ox.Literal

# Oxigraph's parser goes down with the whole process on some thousand nested groups, and hangs on property paths of
# some thousand steps. No question needs a hundredth of that.
MAX_LENGTH = 100_000
MAX_NESTING = 100
MAX_OPERATORS = 2_000

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<prefixed>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:(?:[\w:%]|\\.|(?:[.\-]+(?=[\w:%\\])))*|_:[\w.\-]*\w)
  | (?P<word>[^\W\d_]\w*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)  # fmt: skip
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of each token, white space and comments included, so that joined they are the text."""
    for match in _TOKEN.finditer(text):
        yield match.lastgroup or "other", match.group()


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


def check_query(text: str) -> str:
    """Check a query that a user wrote before any parser sees it, and return its form (SELECT, ASK, ...).

    Raises:
        LenaowlError: if it is too long or too deeply nested for the parser, or would change data, ask other
            servers or read other files.
    """
    if len(text) > MAX_LENGTH:
        raise LenaowlError(f"the query is longer than {MAX_LENGTH:,} characters.")
    decoded = _ESCAPE.sub(_character, text)
    for version in {text, decoded}:  # some parsers decode \u0053 before they look, others do not
        _check_size(version)
        _check_words(version)
    return next((word for word in keywords(text) if word in _FORMS), "SELECT")


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1) or match.group(2), 16)
    return chr(code) if code <= 0x10FFFF else match.group()


def _check_size(text: str) -> None:
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
    words = keywords(text)
    for word in words:
        if word in _UPDATES:
            raise LenaowlError(f"the query changes data ({word}); only SELECT, ASK, CONSTRUCT and DESCRIBE are run.")
        if word == "SERVICE":
            raise LenaowlError("the query asks another server (SERVICE); ask that server itself with --endpoint.")
        if word == "FROM":
            raise LenaowlError("the query names its data (FROM); what is asked is the loaded ontology.")
