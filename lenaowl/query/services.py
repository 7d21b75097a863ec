"""Whether a query asks other servers: judged by what it is, not by the words in it."""

from __future__ import annotations

from lenaowl.errors import LenaowlError
from lenaowl.rdf.sparql_text import check_size, readings
from lenaowl.rdf.sparql_tree import nodes

_SERVICE = "ServiceGraphPattern"


def may_ask_others(text: str) -> bool:
    """Whether the word SERVICE stands anywhere in a query, be it in a name; without it no query asks others."""
    return any("service" in reading.lower() for reading in readings(text))


def asks_others(text: str) -> bool:
    """Return whether a query asks another server anywhere in it, by the tree that a parser makes of it.

    >>> asks_others("SELECT * { { SELECT * { SERVICE<http://example.org/>{ ?s ?p ?o } } } }")
    True
    >>> asks_others("PREFIX service: <http://example.org/> SELECT ?service { ?service a service:Service }")
    False

    Raises:
        LenaowlError: if it cannot be judged, as it is no SPARQL 1.1 query.
    """
    if not may_ask_others(text):
        return False
    check_size(text)
    try:
        return any(node.name == _SERVICE for node in nodes(text))
    except LenaowlError as error:
        raise LenaowlError(f"the word SERVICE is in this query, and it cannot be judged: {error}") from None
