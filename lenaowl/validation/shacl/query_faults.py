"""What is wrong with the queries of shapes, before any engine sees them."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from lenaowl.errors import LenaowlError
from lenaowl.rdf.sparql_text import check_query, fault, tokens
from lenaowl.validation.shacl.own_queries import written_out

FORMS = {"select": "SELECT", "ask": "ASK", "construct": "CONSTRUCT"}


def query_fault(name: str, text: str, prefixes: Mapping[str, str]) -> str:
    """Return what is wrong with a query in words; an empty text if nothing is.

    Args:
        name: of the property whose value it is: select, ask, construct, update.
        text: the query.
        prefixes: those that its shape declares.

    >>> query_fault("select", "ASK { $this ?p ?o }", {})
    'is an ASK query; write SELECT.'
    """
    try:
        form = check_query(text)
    except LenaowlError as error:
        return f": {error}"
    wanted = FORMS.get(name, form)
    if form != wanted:
        article = "an" if form == "ASK" else "a"
        return f"is {article} {form} query; write {wanted}."
    is_lazy = form in ("SELECT", "CONSTRUCT")  # the store runs ASK at once
    return _syntax_fault(written_out(text, prefixes)) if is_lazy else ""


def _syntax_fault(text: str) -> str:
    try:
        ox.Store().query(text)
    except SyntaxError as error:
        return f"is not read as a query: {fault(text, error)}."
    except (RuntimeError, ValueError, OSError):  # a function that only other engines may know
        return ""
    return ""


def selects_this(query: str) -> bool:
    """Whether the head of a query names `this` or all variables; what is no query is found elsewhere.

    >>> [selects_this(q) for q in ("SELECT (1 AS ?x) $this {}", "select * {}", "SELECT (STR(?this) AS ?x) {}", "{")]
    [True, True, False, True]
    """
    depth, before, inside = 0, "", False
    for kind, text in tokens(query):
        word = text.upper() if kind == "word" else text
        if not inside:
            inside = word == "SELECT"
        elif (text in ("?this", "$this") and (depth == 0 or before == "AS")) or (word == "*" and depth == 0):
            return True
        elif word in ("WHERE", "{", "FROM"):
            return False
        depth += (text == "(") - (text == ")")
        before = word if text.strip() else before
    return True
