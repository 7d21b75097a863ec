"""Names: from what a user types (local name, label, synonym, CURIE, IRI) to a term."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from difflib import get_close_matches

from lenaowl.errors import AmbiguousNameError, UnknownNameError
from lenaowl.ontology.claims import LABEL
from lenaowl.rdf.store import Statements
from lenaowl.rdf.vocabulary import PREFIX_SYNONYMS, PREFIXES, compact, lena, local_name

_SKOS = PREFIXES["skos"]
_MAPPINGS = tuple(_SKOS + name for name in ("exactMatch", "closeMatch"))


class NameIndex:
    """Looks terms up by name, without regard to case, and to hyphens and spaces where that is unambiguous."""

    def __init__(self, store: Statements) -> None:
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._loose: dict[str, set[str]] = defaultdict(set)
        self._shown: dict[str, str] = {}
        for predicate in (LABEL, _SKOS + "altLabel"):
            for iri, names in store.objects(predicate).items():
                for name in (iri, local_name(iri), *names):
                    self._add(name, iri)
        for predicate in _MAPPINGS:
            for iri, targets in store.objects(predicate).items():
                for target in targets:
                    self._exact[target.casefold()].add(iri)
        for claim in store.objects(lena("predicate")):  # claims have no label
            self._add(claim, claim)
            self._add(local_name(claim), claim)
        self._add_publications(store)

    def _add_publications(self, store: Statements) -> None:
        for predicate in (PREFIXES["dcterms"] + "identifier", PREFIXES["rdfs"] + "seeAlso"):
            for iri, found in store.objects(predicate).items():
                for name in found:
                    self._exact[name.casefold()].add(iri)
                    self._exact[compact(name).casefold()].add(iri)

    def _add(self, name: str, iri: str) -> None:
        if not name:  # the local name of the ontology itself
            return
        self._exact[name.casefold()].add(iri)
        self._loose[_loosen(name)].add(iri)
        self._shown[name.casefold()] = name

    def find(self, name: str, among: Collection[str], wanted: str) -> str:
        """Return the one term of that name among some.

        Args:
            name: local name, label, synonym, CURIE of the term or of a mapped identifier, or IRI.
            among: IRIs of the terms that are meant.
            wanted: what they are, in words, for the error text.

        Raises:
            UnknownNameError: if none has it; with suggestions.
            AmbiguousNameError: if several have it.
        """
        asked = name.strip()
        for found in (
            self._exact.get(asked.casefold()),
            self._exact.get(_expand(asked)),
            self._loose.get(_loosen(asked)),
        ):
            hits = sorted(set(found or ()).intersection(among))
            exact = [iri for iri in hits if local_name(iri).casefold() == asked.casefold()]
            if len(hits) == 1 or len(exact) == 1:
                return (exact or hits)[0]
            if hits:
                raise AmbiguousNameError(name, [local_name(iri) for iri in hits])
        raise UnknownNameError(name, self.suggest(asked, among), wanted, "Look for words with: lenaowl search")

    def anywhere(self, name: str) -> list[str]:
        """Return all terms of that name, of whatever kind, sorted."""
        keys = (name.strip().casefold(), _expand(name.strip()))
        return sorted(
            set().union(*(self._exact.get(key, set()) for key in keys), self._loose.get(_loosen(name), set()))
        )

    def suggest(self, name: str, among: Collection[str]) -> list[str]:
        """Return up to three names that look like this one; none for an identifier, which is right or wrong."""
        if re.match(r"(?!lena:)[A-Za-z][\w.]*:\S", name):
            return []
        allowed = set(among)
        candidates = [key for key, iris in self._exact.items() if key in self._shown and iris & allowed]
        close = get_close_matches(name.casefold(), candidates, n=8, cutoff=0.6)
        names = (min((local_name(iri) for iri in self._exact[key] & allowed), key=len) for key in close)
        return [name for name in dict.fromkeys(names) if name][:3]


def _loosen(name: str) -> str:
    return re.sub(r"[\s_\-/()']+", "", name).casefold()


def _expand(name: str) -> str:
    """Return the IRI of a CURIE, case-folded, or the name itself if it is none."""
    if not re.fullmatch(r"[A-Za-z][\w.]*:[^\s/]+", name):
        return name.casefold()
    from curies import Converter  # costs more to import than most commands take

    prefix, _, identifier = name.partition(":")
    prefix = PREFIX_SYNONYMS.get(prefix.casefold(), prefix.casefold())
    expanded = Converter.from_prefix_map(PREFIXES).expand_pair(prefix, identifier)
    return (expanded or name).casefold()
