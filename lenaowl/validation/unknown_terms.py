"""Terms of our namespace that do not exist, and statements that would be passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from lenaowl.ontology.states import base_of
from lenaowl.rdf.suggestions import did_you_mean, is_symbol, nearest, unknown_symbol
from lenaowl.rdf.vocabulary import NAMESPACE, RDF_TYPE, local_name
from lenaowl.validation.record_context import CONTEXT_IRI
from lenaowl.validation.shacl.shapes import SHAPES
from lenaowl.validation.user_data import UserData, unexplained_keys

# What is taken for a misspelt namespace: other schemes, hosts or separators.
_NEARLY = re.compile(r"(?i)^(https?://)?(www\.|purl\.org/|w3id\.org/)?(w3id\.org/)?lenaowl[/#]+")

_MOST = 1_000  # terms for which others are looked for that look like them, at some milliseconds each


@dataclass(frozen=True)
class Misspelt:
    """A term that does not exist.

    Attributes:
        term: its IRI, or a key of JSON-LD.
        severity: Violation, or Warning for a term that the user describes.
        message: what is wrong.
        hint: how to fix it.
        source: the number of the source, if it is known.
    """

    term: str
    severity: str
    message: str
    hint: str
    source: int | None = None


def misspelt_in(data: UserData, mentioned: Iterable[str], known: Iterable[str], proteins: int) -> Iterator[Misspelt]:
    """Yield the terms of a user's data that do not exist, and the keys of JSON-LD that say nothing; see `misspelt`."""

    def described(iri: str) -> bool:
        quads = data.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(RDF_TYPE), None)
        return next(iter(quads), None) is not None

    terms = set(known)
    left = iter([sorted(map(local_name, terms))] * _MOST)
    yield from misspelt(mentioned, terms, proteins, described, left)
    for number, source in enumerate(data.sources):
        for key in unexplained_keys(source):
            message = "No @context explains this key, so JSON-LD passes over all that it says."
            near = _near(key, next(left, []))
            hint = f"{near or 'Add it to the @context.'} With {CONTEXT_IRI} as @context each term of lenaowl is a key."
            yield Misspelt(key, "Violation", message, hint, number)


def misspelt(
    mentioned: Iterable[str],
    terms: set[str],
    proteins: int,
    described: Callable[[str], bool],
    left: Iterator[list[str]] | None = None,
) -> Iterator[Misspelt]:
    """Yield the terms that do not exist, with those that look like them.

    Args:
        mentioned: the IRIs of the data.
        terms: those of our namespace that the ontology describes.
        proteins: how many of them are proteins.
        described: whether the data says of what kind a term is.
        left: the names to look for those that are near in, as often as that is to be done.
    """
    left = left or iter([sorted(map(local_name, terms))] * _MOST)
    for iri in sorted(mentioned):
        if iri.startswith(NAMESPACE):
            if not _exists(iri, terms):
                yield _unknown(iri, next(left, []), proteins, described=described(iri))
        elif _NEARLY.match(iri):
            right = _NEARLY.sub(NAMESPACE, iri)
            hint = f"Write <{right}> ; the namespace is {NAMESPACE} ."
            yield Misspelt(iri, "Violation", "The namespace of lenaowl is written in another way.", hint)


def _exists(iri: str, terms: set[str]) -> bool:
    if iri in terms or base_of(iri) in terms or iri == NAMESPACE:
        return True
    return iri == CONTEXT_IRI or iri.startswith((SHAPES, NAMESPACE + "releases/"))


def _unknown(iri: str, names: list[str], proteins: int, *, described: bool) -> Misspelt:
    name = local_name(iri)
    near = _near(name, names) or (unknown_symbol(name, proteins) + "." if is_symbol(name) else "")
    if described:
        message = "This term is described here, and the ontology does not know it."
        return Misspelt(iri, "Warning", message, f"{near} Terms of your own belong in a namespace of your own.".strip())
    advice = "Look for the term with: lenaowl search ; terms of your own belong in a namespace of your own."
    hint = near if near.startswith("Did you mean") else f"{near} {advice}".strip()
    return Misspelt(iri, "Violation", "The ontology has no such term.", hint)


def _near(name: str, names: list[str]) -> str:
    return did_you_mean(f"lena:{found}" for found in nearest(name, names))
