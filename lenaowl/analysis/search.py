"""Finds terms, claims and publications by the words in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from lenaowl.analysis.catalogue import MAPPINGS, Catalogue
from lenaowl.ontology.names import is_code
from lenaowl.ontology.records import Record, Records
from lenaowl.ontology.spelling import words
from lenaowl.rdf.suggestions import nearest
from lenaowl.rdf.vocabulary import PREFIXES, compact, local_name

_CLASS = PREFIXES["owl"] + "Class"
# How a field can match, the best first.
_WHOLE, _START, _WORD, _INSIDE, _ALL_WORDS = range(5)


@dataclass(frozen=True)
class Hit(Record):
    """A term that a text was found in.

    Attributes:
        iri: the term.
        label: its label, of a protein with the gene symbol first; the sentence, of a claim.
        kind: what kind of thing it is, in words.
        field: where the text was found: label, sentence, name, synonym, search word, identifier, definition, example,
            setting, note or the label of a property with a value.
        text: what stands there.
    """

    iri: str
    label: str
    kind: str
    field: str
    text: str


class Searchable(NamedTuple):
    """What a term is found by.

    Attributes:
        iri: the term.
        label: its label.
        kind: what kind of thing it is, in words.
        fields: the name of each field, its text, and the text as it is compared.
    """

    iri: str
    label: str
    kind: str
    fields: Sequence[Sequence[str]]


class Search:
    """Searches the terms of an ontology, the trials included.

    Args:
        catalogue: makes what is known of each term; called when it is needed.
        packed: returns what the terms are found by, if it was made before.
    """

    def __init__(self, catalogue: Callable[[], Catalogue], packed: Callable[[], list[Searchable] | None]) -> None:
        self._catalogue, self._packed = catalogue, packed

    @cached_property
    def _shown(self) -> list[Searchable]:
        return self._packed() or searchable(self._catalogue())

    def __call__(self, text: str, kind: str | None = None) -> Records[Hit]:
        """Return where a text occurs, the best first: whole fields before parts, names before definitions and notes.

        Args:
            text: a word or several; case, diacritics, hyphens, spelling and plural make no difference.
            kind: only `class`, `property`, or members of a class (`Drug`, `Claim`, `Publication`, ...). Without it
                states and exposures, which are named after what they are made from, are left out.

        Raises:
            UnknownNameError, AmbiguousNameError: if `kind` is none of these.
        """
        asked = _plain(text)
        found = []
        for term in self._of_kind(kind) if asked else ():
            ranks = [
                (match, place, name, value)
                for place, (name, value, plain) in enumerate(term.fields)
                if (match := _match(asked, plain)) is not None
            ]
            if ranks:
                match, place, name, value = min(ranks)
                hit = Hit(term.iri, term.label, term.kind, name, value)
                found.append(((match, place, len(term.label), term.label.casefold(), term.iri), hit))
        return Records(hit for _, hit in sorted(found, key=lambda pair: pair[0]))

    def _of_kind(self, kind: str | None) -> Iterable[Searchable]:
        if kind is None:
            return self._shown
        catalogue = self._catalogue()
        return (_searchable(catalogue, iri) for iri in _of_kind(catalogue, kind))


def searchable(catalogue: Catalogue) -> list[Searchable]:
    """Return what each term is found by that a search looks at without more being said."""
    return [_searchable(catalogue, iri) for iri in catalogue.shown]


def _searchable(catalogue: Catalogue, iri: str) -> Searchable:
    fields = [(name, value, _plain(value)) for name, value in _fields(catalogue, iri)]
    return Searchable(iri, catalogue.label(iri), catalogue.kind(iri), fields)


def suggestions(catalogue: Catalogue, text: str) -> tuple[str, ...]:
    """Return up to three names or words that exist and look like the text; none for symbols and identifiers."""
    known = {word for iri in catalogue.shown for word in _words(catalogue.label(iri))}
    misspelt = [word for part in text.split() if not is_code(part) for word in _words(part)]
    near = (nearest(word, known, most=1, cutoff=75) for word in misspelt)
    found = [*catalogue.names.suggest(text, catalogue.shown), *(hit for hits in near for hit in hits)]
    return tuple(dict.fromkeys(found))[:3]


def _of_kind(catalogue: Catalogue, kind: str) -> list[str]:
    if kind.strip().casefold() in ("class", "property"):
        return [iri for iri in catalogue.terms if catalogue.kind(iri) == kind.strip().casefold()]
    types = catalogue.types
    wanted = catalogue.names.find(kind, [iri for iri in types if _CLASS in types[iri]], "kind of thing")
    return [iri for iri in catalogue.terms if wanted in types.get(iri, ())]


def _fields(catalogue: Catalogue, iri: str) -> Iterator[tuple[str, str]]:
    fate = next(iter(catalogue.fates([iri])), None)
    yield "sentence" if fate else "label", catalogue.label(iri)
    yield "label", catalogue.words.stated(iri)
    yield "name", local_name(iri)
    yield from (("synonym", synonym) for synonym in catalogue.texts(iri, "altLabel"))
    identifiers = (value for name in MAPPINGS for value in catalogue.texts(iri, name))
    yield from (("search word", word) for word in catalogue.texts(iri, "hiddenLabel"))
    yield from (("identifier", compact(identifier)) for identifier in (*identifiers, *catalogue.links(iri)))
    yield "definition", "".join(catalogue.texts(iri, "definition"))
    yield from (("example", example) for example in catalogue.texts(iri, "example"))
    yield from ((told.property, told.value) for told in catalogue.values(iri))
    if fate:
        yield "setting", fate.claim.setting
        yield "note", fate.claim.note


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _plain(text: str) -> str:
    return " ".join(words(text))


def _match(asked: str, value: str) -> int | None:
    """Return how a text occurs in a value, the lower the better; None if it does not."""
    if asked == value:
        return _WHOLE
    if value.startswith(asked):
        return _START
    if f" {asked}" in value:
        return _WORD
    if asked in value:
        return _INSIDE
    parts = asked.split()
    return _ALL_WORDS if len(parts) > 1 and all(part in value for part in parts) else None
