"""Which page of the human-readable ontology each term stands on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lenaowl.ontology.packaged import folder
from lenaowl.rdf.files import parse, read_text
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, lena, local_name

if TYPE_CHECKING:
    from lenaowl.analysis.knowledge_base import KnowledgeBase

_OWL = PREFIXES["owl"]


@dataclass(frozen=True)
class Kind:
    """A page of terms of one kind.

    Attributes:
        name: the name of the file without `.html`.
        title: the heading.
        about: what stands on the page, in a sentence.
        classes: local names of classes whose members stand here, if no page before takes them.
    """

    name: str
    title: str
    about: str
    classes: tuple[str, ...]


# The first page that takes a term has it.
KINDS = (
    Kind(
        "agents",
        "Drugs and other agents",
        "What can be applied to a system: drugs, their combinations and the taking away of proteins, and what follows.",
        ("Agent",),
    ),
    Kind(
        "forms",
        "Protein forms",
        "Proteins as they are present: wild types, variants and those of other species. The residues of a form decide "
        "what a drug does to it.",
        ("ProteinForm",),
    ),
    Kind(
        "proteins",
        "Proteins and other molecules",
        "Proteins, complexes and other molecules that claims speak of.",
        ("MolecularEntity",),
    ),
    Kind(
        "processes",
        "Processes and activities",
        "What molecules, cells and the immune system do.",
        ("MolecularActivity", "CellularProcess", "ImmuneProcess"),
    ),
    Kind(
        "structures",
        "Residues, regions and structures",
        "Parts of proteins and of chromosomes, and deposited structures.",
        ("Residue", "ProteinRegion", "Structure", "ChromosomalRegion", "ChromosomalAbnormality"),
    ),
    Kind(
        "findings",
        "Diseases and findings",
        "Diseases, adverse events, outcomes, and what agencies and doctors decide on.",
        ("Disease", "ClinicalFinding", "Entity"),
    ),
    Kind(
        "contexts",
        "Contexts and reference systems",
        "The cells, tissues and organisms that something is claimed to happen in, and the systems that each agent is "
        "applied to in turn.",
        ("Context", "ReferenceSystem"),
    ),
    Kind("endpoints", "Endpoints", "What clinical trials measure.", ("Endpoint",)),
    Kind(
        "publications",
        "Publications",
        "The published texts that evidence rests on, each with the claims that cite it.",
        ("Publication",),
    ),
    Kind(
        "values", "Statuses and other fixed values", "Status, polarity and stance of claims, agencies, and others.", ()
    ),
)
CLASSES = Kind("classes", "Classes", "The kinds of things that the ontology speaks of.", ())
PROPERTIES = Kind(
    "properties", "Properties", "How things are related and described; predicates of claims among them.", ()
)
TRIALS = Kind(
    "trials",
    "Clinical trials",
    "Trials as data: arms, regimens and measured values, each with its source. Nothing is inferred from them.",
    ("Trial", "TrialArm", "RegimenComponent", "Result"),
)
_THEME_NAMES = {
    "aml": "Acute myeloid leukaemia",
    "celmods": "CELMoDs",
    "cll": "Chronic lymphocytic leukaemia",
    "del5q": "Deletion of 5q",
}
_OTHER_CLAIMS = "other"


@dataclass(frozen=True)
class Theme:
    """A page of claims: those of one file of `ontology/claims`."""

    name: str
    title: str
    about: str
    claims: tuple[str, ...]

    @property
    def page(self) -> str:
        """The name of its file without `.html`."""
        return f"claims-{self.name}"


def themes(claims: Collection[str]) -> tuple[Theme, ...]:
    """Return the claims by file, in the order of the titles; the comment that opens a file tells its theme."""
    found, left = [], set(claims)
    for file in sorted((folder("ontology") / "claims").glob("*.ttl")):
        text = read_text(file)
        here = {getattr(triple.subject, "value", "") for triple in parse(text, file.name)}.intersection(left)
        comment = [line for line in text.split("lena:claim", 1)[0].splitlines() if line.startswith("#")]
        title = _THEME_NAMES.get(file.stem) or file.stem.replace("-", " ").capitalize()
        about = " ".join(line.strip("# ") for line in comment)
        found.append(Theme(file.stem, title, about, tuple(sorted(here))))
        left -= here
    if left:
        found.append(Theme(_OTHER_CLAIMS, "Other claims", "Claims that stand elsewhere.", tuple(sorted(left))))
    return tuple(sorted(found, key=lambda theme: theme.title))


class PageMap:
    """Where each term stands: page and anchor, or a page of another ontology."""

    def __init__(self, kb: KnowledgeBase, by_theme: Iterable[Theme]) -> None:
        self._kb = kb
        self._of_claim = {claim: theme.page for theme in by_theme for claim in theme.claims}
        self._made_from = _made_from(kb)

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {lena(cls): kind.name for kind in reversed((TRIALS, *KINDS)) for cls in kind.classes}

    @cached_property
    def pages(self) -> dict[str, str]:
        """The page of each term of the ontology, by IRI."""
        return {
            iri: self._page(iri) for iri in self._kb.catalogue.shown if iri.startswith(NAMESPACE) and iri != NAMESPACE
        }

    def _page(self, iri: str) -> str:
        types = self._kb.catalogue.types.get(iri, ())
        if iri in self._of_claim:
            return self._of_claim[iri]
        if _OWL + "Class" in types:
            return CLASSES.name
        if self._kb.catalogue.kind(iri) == "property":
            return PROPERTIES.name
        order = [kind.name for kind in (TRIALS, *KINDS)]
        return min((self._kinds[cls] for cls in types if cls in self._kinds), key=order.index, default=KINDS[-1].name)

    def href(self, iri: str) -> str:
        """Return where a term is told of: page and anchor here, else its IRI."""
        iri = self._made_from.get(iri, iri)
        return f"{self.pages[iri]}.html#{local_name(iri)}" if iri in self.pages else iri

    def on(self, page: str) -> list[str]:
        """Return the terms of a page, by label."""
        label = self._kb.catalogue.label
        return sorted(
            (iri for iri, name in self.pages.items() if name == page), key=lambda iri: (label(iri).casefold(), iri)
        )


def _made_from(kb: KnowledgeBase) -> Mapping[str, str]:
    """Return for states, exposures and arbitrary members the term that they were made from."""
    found: dict[str, str] = {}
    for name in ("increaseOf", "decreaseOf", "hasAgent"):
        found |= {iri: made_from[0] for iri, made_from in kb.ontology.store.objects(lena(name)).items()}
    members = kb.ontology.stands_for
    return {**members, **{iri: members.get(made_from, made_from) for iri, made_from in found.items()}}
