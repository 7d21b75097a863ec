"""Claims as typed records, and the words for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from lenaowl.rdf.store import Statements
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, STATUSES, curie, lena, local_name

LABEL = PREFIXES["rdfs"] + "label"


@dataclass(frozen=True, order=True)
class Evidence:
    """A method and a publication that together support or dispute a claim.

    Attributes:
        citation: the publication as a CURIE (`pmid:24292625`; ours where no PMID or DOI is known).
        publication: IRI of the publication.
        method: IRI of the ECO term for how it was obtained, or an empty text.
        stance: supporting or disputing.
    """

    citation: str
    publication: str
    method: str
    stance: str


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
        evidence: what it rests on, sorted.
        observation: whether it only reports what was seen and never compiles.
        setting: circumstances in words, or an empty text.
        note: the curators' remark, or an empty text.
        contradicts: IRIs of claims that cannot be true with it.
        target_form: IRI of the class of forms that a degradation is confined to, or an empty text.
        requires: IRIs of the proteins and classes of forms that must be present.
        given_states: IRIs of the further states without which its object does not follow.
        sentence: the claim in words, without a full stop.
    """

    iri: str
    subject: str
    predicate: str
    object: str
    contexts: tuple[str, ...]
    polarity: str
    status: str
    evidence: tuple[Evidence, ...]
    observation: bool
    setting: str
    note: str
    contradicts: tuple[str, ...]
    target_form: str
    requires: tuple[str, ...]
    given_states: tuple[str, ...]
    sentence: str

    @cached_property
    def citations(self) -> tuple[str, ...]:
        """Publications as CURIEs, each once, sorted."""
        return tuple(sorted({item.citation for item in self.evidence if item.citation}))

    @property
    def rank(self) -> int:
        """Place of the status among the others: 0 for the firmest."""
        return STATUSES.index(self.status)


_FIELDS = (
    "subject", "predicate", "object", "context", "polarity", "status", "setting", "note", "contradicts", "targetForm",
    "requires", "givenState", "evidence", "publication", "method", "stance", "comparedWith", "agency", "decisionDate",
)  # fmt: skip
_LEAD = {"negative": "it is not so that ", "undetermined": "it is open whether "}


def read_claims(store: Statements) -> dict[str, Claim]:
    """Return the claims in a store by IRI."""
    table = {name: store.objects(lena(name)) for name in _FIELDS}
    identifiers = store.objects(PREFIXES["dcterms"] + "identifier")
    types = store.objects(RDF_TYPE)
    words = Words(store)

    def first(name: str, iri: str) -> str:
        return next(iter(table[name].get(iri, ())), "")

    def several(name: str, iri: str) -> tuple[str, ...]:
        return tuple(sorted(table[name].get(iri, ())))

    def evidence(item: str) -> Evidence:
        publication = first("publication", item)
        citation = identifiers.get(publication, [curie(publication)])[0]
        stance = local_name(first("stance", item)) or "supporting"
        return Evidence(citation, publication, first("method", item), stance)

    def sentence(iri: str, depth: int = 3) -> str:
        def term(other: str) -> str:
            return f"'{sentence(other, depth - 1)}'" if depth and other in table["predicate"] else words.label(other)

        contexts = several("context", iri)
        where = f" in {' with '.join(map(words.one, contexts))}" if contexts else ""
        given = "".join(f" with {words.label(state)}" for state in several("givenState", iri))
        target, compared = first("targetForm", iri), first("comparedWith", iri)
        decided = (words.label(agency) if (agency := first("agency", iri)) else "", first("decisionDate", iri))
        asides = (
            f"{words.label(target)} only" if target else "",
            first("setting", iri),
            f"compared with {words.label(compared)}" if compared else "",
            ", ".join(part for part in decided if part),
        )
        aside = "".join(f" ({text})" for text in asides if text)
        lead = _LEAD.get(local_name(first("polarity", iri)), "")
        verb = words.label(first("predicate", iri))
        return f"{lead}{term(first('subject', iri))}{given} {verb} {term(first('object', iri))}{where}{aside}"

    return {
        iri: Claim(
            iri=iri,
            subject=first("subject", iri),
            predicate=first("predicate", iri),
            object=first("object", iri),
            contexts=several("context", iri),
            polarity=local_name(first("polarity", iri)),
            status=local_name(first("status", iri)),
            evidence=tuple(sorted(evidence(item) for item in table["evidence"].get(iri, ()))),
            observation=lena("Observation") in types.get(iri, ()),
            setting=first("setting", iri),
            note=first("note", iri),
            contradicts=several("contradicts", iri),
            target_form=first("targetForm", iri),
            requires=several("requires", iri),
            given_states=several("givenState", iri),
            sentence=sentence(iri),
        )
        for iri in sorted(table["predicate"])
    }


class Words:
    """Labels of terms."""

    def __init__(self, store: Statements) -> None:
        self._labels = {iri: found[0] for iri, found in store.objects(LABEL).items()}

    @property
    def labelled(self) -> Collection[str]:
        """The IRIs of the terms that have a label."""
        return self._labels.keys()

    def label(self, iri: str) -> str:
        """Return the label of a term, or its local name if it has none."""
        return self._labels.get(iri) or local_name(iri)

    def one(self, iri: str) -> str:
        """Return the label with an indefinite article."""
        label = self.label(iri)
        return f"{'an' if label[0] in 'aeioAEIO' else 'a'} {label}"
