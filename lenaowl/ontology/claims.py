"""Claims as typed records, and the words for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import pyoxigraph as ox

from lenaowl.ontology.records import Citation, Record, Ref
from lenaowl.ontology.states import State
from lenaowl.rdf.store import Statements, as_text
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, STATUSES, curie, lena, local_name

LABEL = PREFIXES["rdfs"] + "label"


@dataclass(frozen=True, order=True)
class Evidence(Record):
    """A method and a publication that together support or dispute a claim.

    Attributes:
        citation: the publication as a CURIE (`pmid:24292625`; ours where no PMID or DOI is known), and how it is cited.
        publication: the publication; its label is the full reference.
        method: the ECO term for how it was obtained, or an empty one.
        stance: supporting or disputing.
        seen_in: which part of the publication the curators saw it in, or an empty one.
        locator: where it stands there, such as a paragraph or a figure, or an empty text.
        tested_with: the members of the subject, a class, that it was shown for; empty if that is not recorded.
    """

    citation: Citation
    publication: Ref
    method: Ref
    stance: str
    seen_in: Ref
    locator: str
    tested_with: tuple[Ref, ...]


@dataclass(frozen=True)
class Claim(Record):
    """A statement that someone has made, with where it holds, how firmly, and who says so.

    Attributes:
        iri: the claim.
        subject: what it speaks of.
        predicate: the property that it says holds.
        object: what it says of the subject.
        contexts: the contexts that must all be present.
        polarity: positive, negative or undetermined.
        status: established, suggested, hypothesis, open or contradicted.
        evidence: what it rests on, sorted.
        observation: whether it only reports what was seen and never compiles.
        setting: circumstances in words, or an empty text.
        note: the curators' remark, or an empty text.
        contradicts: claims that cannot be true with it.
        target_form: the class of forms that a degradation is confined to, or an empty one.
        requires: the proteins and classes of forms that must be present.
        requires_sole_forms: the classes of forms one of which must be the only form of its protein.
        given_states: the further states without which its object does not follow.
        compared_with: what its subject is compared with, or an empty one.
        agency: who decided it, or an empty one.
        decision_date: when it was decided, or an empty text.
        sentence: the claim in words, without a full stop.
    """

    iri: str
    subject: Ref
    predicate: Ref
    object: Ref
    contexts: tuple[Ref, ...]
    polarity: str
    status: str
    evidence: tuple[Evidence, ...]
    observation: bool
    setting: str
    note: str
    contradicts: tuple[Ref, ...]
    target_form: Ref
    requires: tuple[Ref, ...]
    requires_sole_forms: tuple[Ref, ...]
    given_states: tuple[Ref, ...]
    compared_with: Ref
    agency: Ref
    decision_date: str
    sentence: str

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """Publications as CURIEs, each with how it is cited, each once, sorted."""
        return tuple(sorted({item.citation for item in self.evidence if item.citation}))

    def __hash__(self) -> int:
        """Return the hash of its IRI: claims are put into sets and tables very often."""
        return hash(self.iri)

    @cached_property
    def rank(self) -> int:
        """Place of the status among the others: 0 for the firmest."""
        return STATUSES.index(self.status)


_FIELDS = (
    "subject", "predicate", "object", "context", "polarity", "status", "setting", "note", "contradicts", "targetForm",
    "requires", "givenState", "evidence", "publication", "method", "stance", "comparedWith", "agency", "decisionDate",
    "seenIn", "locator", "testedWith", "requiresSoleForm",
)  # fmt: skip
# How a sentence says what these properties say: their labels alone have no verb.
_VERBS = {
    RDF_TYPE: "is a kind of",
    lena("formOf"): "is a form of",
    lena("partOf"): "is part of",
    lena("subtypeOf"): "is a subtype of",
    lena("derivativeOf"): "is a derivative of",
    lena("wildTypeIn"): "is the wild type in the",
}
_LEAD = {"negative": "it is not so that ", "undetermined": "it is open whether "}


def read_claims(store: Statements) -> dict[str, Claim]:
    """Return the claims in a store by IRI."""
    table = {name: store.objects(lena(name)) for name in _FIELDS}
    types = store.objects(RDF_TYPE)
    words = Words(store)
    cite = citations(store, words)

    def first(name: str, iri: str) -> str:
        return next(iter(table[name].get(iri, ())), "")

    def several(name: str, iri: str) -> tuple[str, ...]:
        return tuple(sorted(table[name].get(iri, ())))

    def term(name: str, iri: str) -> Ref:
        return words.ref(first(name, iri))

    def terms(name: str, iri: str) -> tuple[Ref, ...]:
        return tuple(map(words.ref, several(name, iri)))

    def evidence(item: str) -> Evidence:
        publication = term("publication", item)
        stance = local_name(first("stance", item)) or "supporting"
        place, tested = (term("seenIn", item), first("locator", item)), terms("testedWith", item)
        return Evidence(cite(publication), publication, term("method", item), stance, *place, tested)

    def sentence(iri: str, depth: int = 3) -> str:
        def part(name: str) -> str:
            other = first(name, iri)
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
            ", ".join(filter(None, decided)),
        )
        aside = "".join(f" ({text})" for text in asides if text)
        lead = _LEAD.get(local_name(first("polarity", iri)), "")
        verb = words.verb(first("predicate", iri))
        return f"{lead}{part('subject')}{given} {verb} {part('object')}{where}{aside}"

    return {
        iri: Claim(
            iri=iri,
            subject=term("subject", iri),
            predicate=term("predicate", iri),
            object=term("object", iri),
            contexts=terms("context", iri),
            polarity=local_name(first("polarity", iri)),
            status=local_name(first("status", iri)),
            evidence=tuple(sorted(evidence(item) for item in table["evidence"].get(iri, ()))),
            observation=lena("Observation") in types.get(iri, ()),
            setting=first("setting", iri),
            note=first("note", iri),
            contradicts=terms("contradicts", iri),
            target_form=term("targetForm", iri),
            requires=terms("requires", iri),
            requires_sole_forms=terms("requiresSoleForm", iri),
            given_states=terms("givenState", iri),
            compared_with=term("comparedWith", iri),
            agency=term("agency", iri),
            decision_date=first("decisionDate", iri),
            sentence=sentence(iri),
        )
        for iri in sorted(table["predicate"])
    }


def citations(store: Statements, words: Words) -> Callable[[str], Citation]:
    """Return what finds how a publication (an IRI) is cited: by its identifier, and as a person cites it."""
    identifiers = store.objects(PREFIXES["dcterms"] + "identifier")
    short = store.objects(lena("shortCitation"))

    @cache
    def cite(publication: str) -> Citation:
        told = next(iter(short.get(publication, ())), "") or author_and_year(words.label(publication))
        return Citation(identifiers.get(publication, [curie(publication)])[0], told)

    return cite


def author_and_year(reference: str) -> str:
    """Return how a person cites what a full reference begins with the author of; all of it if it does not.

    >>> author_and_year("Abbas et al., Genes Dev 2008;22:2496-506")
    'Abbas 2008'
    >>> author_and_year("Prescribing information of thalidomide")
    'Prescribing information of thalidomide'
    """
    found = re.match(r"([^\W\d][\w' -]*?)(?: et al\.| and [^,]+)?,.*?\b((?:19|20)\d\d)\b", reference)
    return f"{found[1]} {found[2]}" if found else reference


def labels(store: Statements) -> dict[str, str]:
    """Return the label of each thing, by IRI: of several the one in English, else one without a language."""
    return {
        iri: found[0] if len(found) == 1 else _first_label(store, iri, found)
        for iri, found in store.objects(LABEL).items()
    }


def _first_label(store: Statements, iri: str, found: list[str]) -> str:
    if ":" not in iri:  # a blank node
        return min(found)
    return preferred(t.object for t in store.triples(ox.NamedNode(iri)) if t.predicate.value == LABEL)


def preferred(texts: Iterable[object]) -> str:
    """Return of several texts the one in English, else one without a language, else any; empty if there is none."""
    languages = {as_text(text): str(getattr(text, "language", "") or "") for text in texts}
    return min(languages, key=lambda text: (not languages[text].startswith("en"), languages[text], text), default="")


class Words:
    """Labels of terms: as they are stated, and as people are shown them."""

    def __init__(self, store: Statements) -> None:
        self._labels = labels(store)
        self._symbols = {iri: found[0] for iri, found in store.objects(lena("geneSymbol")).items()}
        self._proteins = {iri: found[0] for iri, found in store.objects(lena("formOf")).items()}
        self._refs: dict[str, Ref] = {}

    @property
    def labelled(self) -> Collection[str]:
        """The IRIs of the terms that have a label."""
        return self._labels.keys()

    def stated(self, iri: str) -> str:
        """Return the label of a term as it is stated, or its local name if it has none."""
        return self._labels.get(iri) or local_name(iri)

    def label(self, iri: str) -> str:
        """Return the label of a term as people are shown it: for a protein and its forms with the gene symbol."""
        return self.ref(iri).label

    def ref(self, iri: str) -> Ref:
        """Return a term with its label."""
        if iri not in self._refs:
            self._refs[iri] = Ref(iri, self._shown(iri))
        return self._refs[iri]

    def _shown(self, iri: str) -> str:
        label = self.stated(iri)
        if symbol := self._symbols.get(iri):
            return symbol if symbol.casefold() in label.casefold() else f"{symbol} ({label})"
        protein = self._proteins.get(iri, "")
        if symbol := self._symbols.get(protein):
            return label.replace(self.stated(protein), symbol)
        state = State.parse(iri)
        return f"{state.direction} of {self._shown(state.entity)}" if state and iri in self._labels else label

    def verb(self, prop: str) -> str:
        """Return what a sentence says between subject and object for a property."""
        return _VERBS.get(prop) or self.label(prop)

    def says(self, subject: str, prop: str, obj: str) -> str:
        """Return a statement as a sentence, without a full stop."""
        return f"{self.label(subject)} {self.verb(prop)} {self.label(obj)}"

    def one(self, iri: str) -> str:
        """Return the label with an indefinite article."""
        label = self.label(iri)
        return f"{'an' if label[0] in 'aeioAEIO' else 'a'} {label}"
