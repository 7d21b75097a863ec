"""The ontology as pages for people: plain HTML that needs no server, no script and no network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from lenaowl.analysis.catalogue import MAPPINGS
from lenaowl.analysis.effects import Effect
from lenaowl.analysis.knowledge_base import KnowledgeBase
from lenaowl.analysis.term_records import Property, Relation, TermSummary
from lenaowl.ontology.states import states_of
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, STATUSES, compact, lena, local_name
from lenaowl.release.site.page_map import CLASSES, KINDS, PROPERTIES, TRIALS, Kind, PageMap, Theme, themes
from lenaowl.release.site.seen import PartSeen, parts_seen

_TEMPLATES = Path(__file__).parent / "html"
_STYLE = "style.css"
_MARK = b'<meta name="generator" content="lenaowl build">'


def pages(kb: KnowledgeBase) -> dict[str, bytes]:
    """Return the pages of a knowledge base by file name: the same bytes on every run."""
    return Site(kb).files()


def is_page(content: bytes) -> bool:
    """Whether a file is a page that was generated here, by its first bytes."""
    return _MARK in content[:2000]


def _pair(told: Property | Relation | tuple[str, str]) -> tuple[str, str]:
    if isinstance(told, tuple):
        return told
    return told.property, told.term if isinstance(told, Relation) else told.value


@dataclass(frozen=True)
class Named:
    """A term in the list of all names: where it is told of, and what it is called."""

    iri: str
    label: str
    kind: str
    synonyms: tuple[str, ...]


class Site:
    """Writes the pages of a knowledge base; the templates in `html/` ask it for what they show."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._catalogue = kb.catalogue
        self.themes = themes(kb.ontology.claims)
        self.map = PageMap(kb, self.themes)

    def files(self) -> dict[str, bytes]:
        """Return all files by name."""
        made = {
            "index": self._write("index", "index", title="lenaowl", about=""),
            "claims": self._write("claims", "claims", title="Claims", about="What the literature says, by theme."),
            "names": self._write(
                "names", "names", title="All names", about="Every term, claim and publication, by name."
            ),
            **{kind.name: self._kind("terms", kind) for kind in (CLASSES, PROPERTIES, *KINDS)},
            TRIALS.name: self._kind("trials", TRIALS),
            **{t.page: self._write("theme", t.page, title=t.title, about=t.about, theme=t) for t in self.themes},
        }
        files = {f"{name}.html": text.encode() for name, text in sorted(made.items())}
        return {**files, _STYLE: (_TEMPLATES / _STYLE).read_text(encoding="utf-8").encode()}

    def _kind(self, template: str, kind: Kind) -> str:
        return self._write(template, kind.name, title=kind.title, about=kind.about)

    def _write(self, template: str, page: str, **values: object) -> str:
        return self._template(f"{template}.html")(site=self, page=page, **values)

    @cached_property
    def _template(self) -> Callable[[str], Callable[..., str]]:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, newline_sequence="\n",
        )  # fmt: skip
        environment.globals.update(
            href=self.map.href, label=self._catalogue.label, local=local_name, curie=compact, statuses=STATUSES,
            kinds=(CLASSES, PROPERTIES, *KINDS), trials=TRIALS, version=self.one(NAMESPACE, "versionInfo", "owl"),
        )  # fmt: skip
        return lambda name: environment.get_template(name).render

    # -- what the templates ask for -----------------------------------------------------------------

    def groups(self, page: str) -> list[tuple[str, list[TermSummary]]]:
        """Return the terms of a page by kind, each kind with its label."""
        terms = [self._catalogue.term(iri) for iri in self.map.on(page)]
        terms.sort(key=lambda term: term.kind.casefold())
        return [(kind, list(group)) for kind, group in groupby(terms, key=lambda term: term.kind)]

    def term(self, iri: str) -> TermSummary:
        """Return what is known of a term."""
        return self._catalogue.term(iri)

    def count(self, page: str) -> int:
        """Return how many terms stand on a page."""
        return len(self.map.on(page))

    def by_status(self, theme: Theme) -> list[tuple[str, int]]:
        """Return how many claims of a theme have each status."""
        found = [self._kb.ontology.claims[iri].status for iri in theme.claims]
        return [(status, found.count(status)) for status in STATUSES if status in found]

    def seen(self) -> tuple[PartSeen, ...]:
        """Return in which part of its source each statement was seen, counted."""
        return parts_seen(self._catalogue.store, self._kb.ontology.claims)

    def effects(self, iri: str) -> tuple[Effect, ...]:
        """Return what follows of an agent or of every member of a class of agents; nothing for other terms."""
        return self._catalogue.effects(iri) if iri in self._agents else ()

    @cached_property
    def _agents(self) -> frozenset[str]:
        return frozenset(self._catalogue.agents)

    def identifiers(self, iri: str) -> list[tuple[str, str]]:
        """Return the identifiers of a term in other resources: relation and IRI."""
        return [(name, value) for name in MAPPINGS for value in self._catalogue.texts(iri, name)]

    def states(self, iri: str) -> list[str]:
        """Return the states of an entity."""
        return [state for state in states_of(iri) if self._kb.ontology.facts.types.get(state)]

    def names(self) -> Iterator[Named]:
        """Yield every term that stands on a page, by label."""
        label = self._catalogue.label
        for iri in sorted(self.map.pages, key=lambda iri: (label(iri).casefold(), iri)):
            stated = self._catalogue.words.stated(iri)  # where people are shown another, with the gene symbol
            also = (stated,) if iri in self._catalogue.words.labelled and stated not in label(iri) else ()
            synonyms = (*also, *self._catalogue.texts(iri, "altLabel"))
            yield Named(iri, label(iri), self._catalogue.kind(iri), tuple(dict.fromkeys(synonyms)))

    def grouped(self, pairs: Iterable[Property | Relation | tuple[str, str]]) -> list[tuple[str, list[str]]]:
        """Return properties with all their values, in the order they come in."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, value in map(_pair, pairs):
            found[name].append(value)
        return list(found.items())

    # -- plain statements, which is what trials are made of -------------------------------------------

    @cached_property
    def _statements(self) -> dict[str, dict[str, list[str]]]:
        told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for triple in self._catalogue.store.triples():
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
                told[triple.subject.value][triple.predicate.value].append(triple.object.value)
        return told

    def all(self, iri: str, name: str, prefix: str = "lena") -> list[str]:
        """Return the values of a property of a term, sorted."""
        return sorted(self._statements[iri][PREFIXES[prefix] + name])

    def one(self, iri: str, name: str, prefix: str = "lena") -> str:
        """Return the value of a property of a term, or an empty text."""
        return "".join(self.all(iri, name, prefix)[:1])

    def trials(self) -> list[tuple[str, list[str]]]:
        """Return the trials by disease, each disease with its label."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri in self.map.on(TRIALS.name):
            if lena("Trial") in self._catalogue.types[iri]:
                diseases = map(self._catalogue.label, self.all(iri, "studiesDisease"))
                found[", ".join(diseases) or "several diseases"].append(iri)
        return sorted(found.items())

    def results(self, trial: str) -> list[str]:
        """Return the results of a trial, by endpoint."""
        label = self._catalogue.label
        return sorted(self._results[trial], key=lambda iri: (label(self.one(iri, "hasEndpoint")), label(iri)))

    @cached_property
    def _results(self) -> defaultdict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for iri in self.map.on(TRIALS.name):
            found[self.one(iri, "resultOf")].append(iri)
        return found

    def measured(self, result: str) -> str:
        """Return the value of a result with its unit, interval and p-value."""
        unit = self.one(result, "unit").replace("ratio", "")
        parts = [f"{self.number(result, 'value')} {unit}".strip()]
        low, high = self.number(result, "intervalLow"), self.number(result, "intervalHigh")
        if low or high:
            parts.append(
                f"{self.one(result, 'confidenceLevel') or '?'} % interval {low or '?'} to {high or 'not reached'}"
            )
        p_value = self.one(result, "pValue")
        parts += [f"p {p_value if p_value[:1] in '<>=' else f'= {p_value}'}"] if p_value else []
        return "; ".join(filter(None, [*parts, self.one(result, "reportedAs")]))

    def number(self, iri: str, name: str) -> str:
        """Return a decimal number as it is read: 34 for 34.0."""
        return self.one(iri, name).removesuffix(".0")

    def circumstances(self, result: str) -> list[str]:
        """Return in whom, when and in which analysis a result was measured."""
        follow_up = f"{self.number(result, 'followUp')} {self.one(result, 'followUpUnit')}".strip()
        patients = self.one(result, "analysedPatients")
        parts = (
            self.one(result, "population"),
            f"{patients} patients" if patients else "",
            self.one(result, "timePoint"),
            self.one(result, "analysis"),
            f"data cut {self.one(result, 'dataCut')}" if self.one(result, "dataCut") else "",
            f"follow-up {follow_up}" if follow_up else "",
            self.one(result, "note"),
        )
        return list(filter(None, parts))

    def drugs(self) -> list[tuple[str, int]]:
        """Return the drugs of which something follows, those with the most effects first."""
        drugs = ((iri, len(self.effects(iri))) for iri in self._kb.ontology.members(lena("Drug")))
        return sorted(((iri, number) for iri, number in drugs if number), key=lambda drug: (-drug[1], drug[0]))

    def classes(self, iri: str) -> list[str]:
        """Return the classes that a term is a member or a subclass of, the closest first."""
        return [cls for cls in self._catalogue.classes(iri) if self._catalogue.label(cls) != self._catalogue.kind(iri)]

    def web(self, citation: str) -> str:
        """Return the address of a publication that is cited as a CURIE or by its IRI."""
        prefix, _, identifier = citation.partition(":")
        return PREFIXES[prefix] + identifier if prefix in PREFIXES else citation
