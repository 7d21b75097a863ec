"""Contexts and the broader contexts above them."""

from __future__ import annotations

from collections.abc import Iterable

from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import lena, local_name


class Contexts:
    """Which contexts are subtypes of which."""

    def __init__(self, store: EmbeddedStore) -> None:
        direct = store.objects(lena("subtypeOf"))
        self._above: dict[str, frozenset[str]] = {}
        for context in direct:
            found: set[str] = set()
            queue = [context]
            while queue:
                new = set(direct.get(queue.pop(), ())) - found
                found |= new
                queue += new
            self._above[context] = frozenset(found)

    def with_broader(self, contexts: Iterable[str]) -> frozenset[str]:
        """Return contexts and all that are broader: what is present where these are."""
        present = set(contexts)
        return frozenset(present.union(*(self._above.get(c, ()) for c in present)))

    def most_specific(self, contexts: Iterable[str]) -> frozenset[str]:
        """Return contexts, those left out that another is a subtype of."""
        present = frozenset(contexts)
        return present.difference(*(self._above.get(c, ()) for c in present))

    def narrowest(self, contexts: frozenset[str]) -> tuple[str, ...]:
        """Return the IRIs of contexts by name, those left out that another is a subtype of."""
        return tuple(sorted(self.most_specific(contexts), key=local_name))
