"""How the engine that runs SPARQL asks an embedded store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import RDF_TYPE
from lenaowl.validation.shacl.engines import Select
from lenaowl.validation.shacl.shapes import Term


def selector(store: ox.Store) -> Select:
    """Return a function that runs SELECT queries on a store."""

    def select(query: str) -> Iterator[Sequence[Term | None]]:
        found = store.query(query)
        if not isinstance(found, ox.QuerySolutions):  # pragma: no cover - only SELECTs are compiled
            raise TypeError("not a SELECT query")
        names = [variable.value for variable in found.variables]
        for row in found:
            yield tuple(row[name] for name in names)

    return select


def present(store: ox.Store) -> frozenset[str]:
    """Return the classes and predicates that occur."""
    queries = (f"SELECT DISTINCT ?x WHERE {{ ?s <{RDF_TYPE}> ?x }}", "SELECT DISTINCT ?x WHERE { ?s ?x ?o }")
    select = selector(store)
    return frozenset(str(row[0].value) for query in queries for row in select(query) if row[0] is not None)
