"""Queries as the trees that a parser makes of them: judged by what they are, not by the words in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lenaowl.errors import LenaowlError
from lenaowl.rdf.sparql_text import check_size

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue


def nodes(text: str) -> Iterator[CompValue]:
    """Yield the nodes of the tree of a query, in no order.

    Raises:
        LenaowlError: if it is too large, or no SPARQL 1.1 query.
    """
    check_size(text)
    from pyparsing import ParseException, ParseResults
    from rdflib.plugins.sparql.parser import parseQuery
    from rdflib.plugins.sparql.parserutils import CompValue

    try:
        queue: list[object] = [parseQuery(text)]
    except (ParseException, ValueError, RecursionError) as error:
        raise LenaowlError(str(error)) from None
    while queue:
        node = queue.pop()
        if isinstance(node, CompValue):
            yield node
            queue += list(node.values())
        elif isinstance(node, list | tuple | ParseResults):
            queue += list(node)


def functions(text: str, known: Mapping[str, str]) -> set[str]:
    """Return the IRIs of the functions that a query calls, casts to datatypes included.

    Args:
        text: the query.
        known: the prefixes that it may use beside its own.

    >>> sorted(functions("ASK { ?x ?y (2) FILTER (ex:f(1)) FILTER EXISTS { BIND (ex:g() AS ?z) } }", {"ex": "http://e/"}))
    ['http://e/f', 'http://e/g']

    Raises:
        LenaowlError: if it is too large, or no SPARQL 1.1 query.
    """
    called, prefixes = [], dict(known)
    for node in nodes(text):
        if node.name == "Function":
            called.append(node.iri)
        elif node.name == "PrefixDecl":
            prefixes[str(node.prefix or "")] = str(node.iri)
    return {_iri(one, prefixes) for one in called}


def _iri(name: object, prefixes: Mapping[str, str]) -> str:
    prefix = getattr(name, "prefix", None)
    if getattr(name, "name", "") != "pname":
        return str(name)
    return prefixes.get(str(prefix or ""), f"{prefix or ''}:") + str(getattr(name, "localname", ""))
