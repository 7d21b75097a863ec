"""What rdflib may not do while it runs the queries of shapes of others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from lenaowl.errors import DataError


@contextmanager
def alone() -> Iterator[None]:
    """Take from rdflib the ability to ask other servers and to load graphs, whatever it reads in a query.

    What queries may do is judged from their text too, before any engine sees them.
    """
    from rdflib.plugins import sparql
    from rdflib.plugins.sparql import evaluate

    before = evaluate.evalServiceQuery, sparql.SPARQL_LOAD_GRAPHS
    evaluate.evalServiceQuery, sparql.SPARQL_LOAD_GRAPHS = _refuse, False  # type: ignore[assignment]
    try:
        yield
    finally:
        evaluate.evalServiceQuery, sparql.SPARQL_LOAD_GRAPHS = before


def _refuse(*_: object) -> NoReturn:
    raise DataError("a query of the shapes asks another server (SERVICE); take it out")
