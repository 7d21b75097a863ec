"""The packaged questions, asked of a store."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lenaowl.ontology.packaged import path
from lenaowl.query.bounds import in_time
from lenaowl.query.parameters import Binder
from lenaowl.query.results import Answer, ask
from lenaowl.query.templates import template
from lenaowl.rdf.sparql_text import check_query, with_prefixes
from lenaowl.rdf.store import EmbeddedStore

Run = Callable[[str, int | None], Answer]


class TemplateRunner:
    """Asks templates.

    Args:
        store: holds the terms whose names the parameters are.
        run: answers a query with at most so many rows; that store if it is left out.
    """

    def __init__(self, store: EmbeddedStore, run: Run | None = None) -> None:
        self.store = store
        self.binder = Binder(store)
        self.run = run or (lambda query, limit: ask(store, query, limit))

    def text(self, name: str, values: Mapping[str, object], limit: int | None = None) -> str:
        """Return the query that a template comes to with these values."""
        return self.binder.query(template(name), values, limit)

    def answer(self, name: str, values: Mapping[str, object], limit: int | None = None) -> Answer:
        """Return the answer to a template with these values."""
        return self.run(self.text(name, values, limit), limit)

    def sparql(self, query: str, limit: int | None = None, timeout: float | None = None) -> Answer:
        """Return the answer to a query of the user's own, which may do nothing but read from the store.

        Args:
            query: SPARQL.
            limit: the greatest number of rows or triples to return.
            timeout: seconds that it may take, in a process of its own; without end, and in this one, if left out.

        Raises:
            LenaowlError: if it is wrong, or the time is over.
        """
        check_query(query)
        text = with_prefixes(query)
        if timeout is None:
            return self.run(text, limit)
        return in_time(lambda: self.run(text, limit), timeout)


def released() -> EmbeddedStore:
    """Return a store with the release: the ontology and all that follows."""
    store = EmbeddedStore()
    store.load_file(path("lenaowl-inferred.ttl"))
    return store
