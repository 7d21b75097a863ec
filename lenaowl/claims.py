"""Claims as typed records, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass

from lenaowl.store import EmbeddedStore
from lenaowl.vocabulary import PREFIXES, RDF_TYPE, STATUSES, lena, local_name

LABEL = PREFIXES["rdfs"] + "label"


@dataclass(frozen=True)
class Claim:
    """A statement that someone has made, with where it holds, how firmly, and who says so.

    Attributes:
        iri: the claim.
        subject: IRI of what it speaks of.
        predicate: IRI of the property that it says holds.
        object: IRI of what it says of the subject.
        contexts: IRIs of the contexts that must all be present.
        polarity: positive, negative or undetermined.
        status: established, suggested, hypothesis, open or contradicted.
        citations: publications as CURIEs (`pmid:24292625`), sorted.
        observation: whether it only reports what was seen and never compiles.
        setting: circumstances in words, or an empty text.
        note: the curators' remark, or an empty text.
        contradicts: IRIs of claims that cannot be true with it.
    """

    iri: str
    subject: str
    predicate: str
    object: str
    contexts: tuple[str, ...]
    polarity: str
    status: str
    citations: tuple[str, ...]
    observation: bool
    setting: str
    note: str
    contradicts: tuple[str, ...]

    @property
    def rank(self) -> int:
        """Place of the status among the others: 0 for the firmest."""
        return STATUSES.index(self.status)


def read_claims(store: EmbeddedStore) -> dict[str, Claim]:
    """Return the claims in a store by IRI."""
    table = {
        name: store.objects(lena(name))
        for name in (
            "subject", "predicate", "object", "context", "polarity", "status", "setting", "note", "contradicts",
            "evidence", "publication",
        )
    }  # fmt: skip
    identifiers = store.objects(PREFIXES["dcterms"] + "identifier")
    types = store.objects(RDF_TYPE)

    def first(name: str, iri: str) -> str:
        return next(iter(table[name].get(iri, ())), "")

    def citations(iri: str) -> tuple[str, ...]:
        found = {p for item in table["evidence"].get(iri, ()) for p in table["publication"].get(item, ())}
        return tuple(sorted(identifiers.get(p, [p])[0] for p in found))

    return {
        iri: Claim(
            iri=iri,
            subject=first("subject", iri),
            predicate=first("predicate", iri),
            object=first("object", iri),
            contexts=tuple(sorted(table["context"].get(iri, ()))),
            polarity=local_name(first("polarity", iri)),
            status=local_name(first("status", iri)),
            citations=citations(iri),
            observation=lena("Observation") in types.get(iri, ()),
            setting=first("setting", iri),
            note=first("note", iri),
            contradicts=tuple(sorted(table["contradicts"].get(iri, ()))),
        )
        for iri in sorted(table["predicate"])
    }


class Words:
    """Says things in words, by their labels."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._labels = {iri: found[0] for iri, found in store.objects(LABEL).items()}

    def label(self, iri: str) -> str:
        """Return the label of a term, or its local name if it has none."""
        return self._labels.get(iri) or local_name(iri)

    def claim(self, claim: Claim, claims: dict[str, Claim]) -> str:
        """Return the claim as a sentence without a full stop, its contexts included."""

        def term(iri: str) -> str:
            return f"that {self.claim(claims[iri], claims)}" if iri in claims else self.label(iri)

        verb = self.label(claim.predicate)
        if claim.polarity == "negative":
            verb = f"does not: {verb}"
        if claim.polarity == "undetermined":
            verb = f"perhaps {verb}"
        where = f" in a {' with a '.join(self.label(c) for c in claim.contexts)}" if claim.contexts else ""
        setting = f" ({claim.setting})" if claim.setting else ""
        return f"{term(claim.subject)} {verb} {term(claim.object)}{where}{setting}"
