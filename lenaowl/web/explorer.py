"""Pages to explore the ontology: made on the server, to be read without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from lenaowl.analysis.catalogue import Catalogue
from lenaowl.analysis.degradation import drug_classes
from lenaowl.analysis.explain import RELATIONS
from lenaowl.analysis.exposures import Exposure
from lenaowl.analysis.protein_forms import ProteinForms, forms_of_proteins
from lenaowl.analysis.search import suggestions
from lenaowl.analysis.term_records import TermSummary
from lenaowl.analysis.what_if import WhatIf
from lenaowl.errors import LenaowlError
from lenaowl.ontology.citations import cited
from lenaowl.ontology.records import Records, Ref
from lenaowl.query.templates import templates
from lenaowl.rdf.vocabulary import LEVELS, NAMESPACE, STATUSES, compact, lena, local_name
from lenaowl.release.site.pages import Site
from lenaowl.web.dataset import Dataset
from lenaowl.web.error_place import place
from lenaowl.web.forest import Forest
from lenaowl.web.matrix import Matrix
from lenaowl.web.mechanism import GAP, HEIGHT, MARGIN, STEP, WIDTH, Mechanism
from lenaowl.web.schema_org import described

_HERE = Path(__file__).parent / "html"
SHARED = Path(__file__).parent.parent / "release" / "site" / "html"
_VERBS = {"increase": "increases", "decrease": "decreases"}
_RESULTS = 50
ROWS = 200  # of the answer to a query on a page


class Explorer:
    """Makes the pages; what they show is asked of the knowledge base.

    Args:
        dataset: the data.
        replaced_by: returns the IRIs of what replaces a deprecated term.
    """

    def __init__(self, dataset: Dataset, replaced_by: Callable[[str], list[str]]) -> None:
        self._dataset = dataset
        self._replaced_by = replaced_by

    @cached_property
    def _catalogue(self) -> Catalogue:
        return self._dataset.kb.catalogue

    @cached_property
    def _site(self) -> Site:
        return Site(self._dataset.kb)

    @cached_property
    def _template(self) -> Callable[[str], Any]:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader([_HERE, SHARED], encoding="utf-8"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True,
        )  # fmt: skip
        environment.globals.update(
            href=self.href, label=self._catalogue.label, local=local_name, curie=compact, statuses=STATUSES, why=why,
            cited=cited, version=self._site.one(NAMESPACE, "versionInfo", "owl"), levels=LEVELS, relations=RELATIONS,
            box_width=WIDTH, box_height=HEIGHT, gap=GAP, step=STEP, margin=MARGIN,
        )  # fmt: skip
        return environment.get_template

    def page(self, template: str, title: str, **values: object) -> bytes:
        """Return a page of a template in `html/`."""
        text: str = self._template(f"{template}.html").render(title=title, site=self._site, **values)
        return text.encode()

    def href(self, iri: str) -> str:
        """Return where a term is shown: here, if it is one of ours."""
        place = self._site.map.href(iri)
        return f"/page/{place.partition('#')[2]}" if "#" in place and not place.startswith("http") else place

    # -- the pages ------------------------------------------------------------------------------------

    def start(self) -> bytes:
        """Return the first page."""
        return self.page("start", "lenaowl", drugs=self._site.drugs())

    def search(self, text: str, kind: str = "") -> bytes:
        """Return what is found for a text."""
        found = self._dataset.kb.search(text, kind or None) if text.strip() else ()
        near = suggestions(self._catalogue, text) if text.strip() and not found else ()
        return self.page("search", "Search", text=text, hits=found[:_RESULTS], count=len(found), near=near)

    def term(self, iri: str) -> bytes:
        """Return what is known of a term, a claim, a trial or a publication."""
        term = self._without_shortcuts(self._catalogue.term(iri))
        is_trial = lena("Trial") in self._catalogue.types.get(iri, ())
        kind = "claim" if term.fate else "trial" if is_trial else "term"
        forest = Forest(self._site, self._catalogue.label, iri) if is_trial else None
        is_agent = iri in self._catalogue.agents
        told = described(self._catalogue, term)
        return self.page(
            "term", term.label, term=term, kind=kind, is_agent=is_agent, forest=forest, told=told,
            deprecated=self._site.one(iri, "deprecated", "owl") == "true", successors=self._replaced_by(iri),
            has_forms=iri in self._forms,
        )  # fmt: skip

    def _without_shortcuts(self, term: TermSummary) -> TermSummary:
        """Leave out the relations in each reference system: the tables of effects say the same, and where."""
        kept = (
            Records(r for r in part if r.property not in self._shortcuts) for part in (term.relations, term.referrers)
        )
        return replace(term, relations=next(kept), referrers=next(kept))

    @cached_property
    def _shortcuts(self) -> frozenset[str]:
        return frozenset(map(self._catalogue.label, self._catalogue.store.objects(lena("forSystem"))))

    def effects(self, agent: str, context: str, level: str) -> bytes:
        """Return what follows under an agent; without one, just the form."""
        found = self._dataset.kb.effects(agent, context=context or (), level=level or None) if agent else None
        return self.page(
            "effects", f"What follows under {self._label(agent)}" if agent else "What follows under a drug",
            effects=found, agent=agent, context=context, level=level, agents=self.agents(), contexts=self.contexts(),
        )  # fmt: skip

    def explain(self, agent: str, relation: str, target: str) -> bytes:
        """Return why something follows, or what is known nearby; without a question, just the form."""
        answer = self._dataset.kb.explain(agent, relation, target) if agent and target else None
        drawn = Mechanism(answer.proofs[0], self._ref(agent)) if answer and answer.proofs else None
        title = f"Why: {answer.question}" if answer is not None else "Why does something follow?"
        return self.page(
            "explain", title, answer=answer, drawn=drawn, agent=agent, relation=relation, target=target,
            agents=self.agents(),
        )  # fmt: skip

    def what_if(self, agent: str, context: str, without: str, form: str, place: str, protein: str) -> bytes:
        """Return what would follow in a changed system; without a question, just the form.

        Args:
            agent: what acts.
            context: where; each reference system in turn if it is empty.
            without: a protein or complex that is taken out.
            form: a form of a protein.
            place: "also" for a form beside the wild type; else it takes its place.
            protein: a protein of which each recorded form is asked in turn, if no one form or loss is.
        """
        agents, contexts, losses, forms = (tuple(filter(None, (one,))) for one in (agent, context, without, form))
        beside = place == "also"
        asked = Exposure(agents, contexts, losses, () if beside else forms, forms if beside else ())
        answer = self._dataset.kb.what_if(asked) if losses or forms or (agents and not protein) else None
        each = self._each_form(agents, contexts, protein) if protein and not answer else ()
        title = f"What if: {answer.label}" if answer else "What if a part is lost or mutated?"
        return self.page(
            "what_if", f"What if {self._protein(protein).label} is lost or mutated?" if each else title, answer=answer,
            each=each, agent=agent, context=context, without=without, form=form, place=place, agents=self.agents(),
            contexts=self.contexts(), things=self._things, proteins=self._proteins(), whole=self._whole(form, without),
        )  # fmt: skip

    @cached_property
    def _things(self) -> list[Ref]:
        return sorted({*self._members("Protein"), *self._members("ProteinComplex")}, key=self._by_label)

    @cached_property
    def _forms(self) -> dict[str, ProteinForms]:
        return forms_of_proteins(self._dataset.kb.ontology)

    def _proteins(self) -> list[tuple[Ref, list[Ref]]]:
        """Return the proteins of which there are forms, with these, those with most variants first."""
        ref = self._catalogue.words.ref
        listed = sorted(self._forms.values(), key=lambda one: (-len(one.variants), ref(one.protein).label.casefold()))
        return [(ref(one.protein), [*map(ref, (*one.variants, *one.wild_types))]) for one in listed]

    def _protein(self, name: str) -> Ref:
        return self._catalogue.words.ref(self._catalogue.names.find(name, self._forms, "protein with forms"))

    def _whole(self, form: str, without: str) -> Ref | None:
        """Return the protein with other forms that one form is of, or that is lost."""
        for protein, forms in self._proteins():
            if without == protein.name or form in [one.name for one in forms]:
                return protein
        return None

    def _each_form(
        self, agents: tuple[str, ...], contexts: tuple[str, ...], protein: str
    ) -> list[tuple[str, Ref, WhatIf]]:
        """Return what is lost without a protein and with each of its forms: the kind of change, what, the answer."""
        if not agents:
            raise LenaowlError("choose a drug to ask what changes with the forms of a protein.")
        whole, ref = self._protein(protein), self._catalogue.words.ref
        forms = self._forms[whole]
        asked = [("lost", whole, Exposure(agents, contexts, without=(whole,)))]
        for kind, members in (("variant", forms.variants), ("wild type of another species", forms.wild_types)):
            asked += [(kind, ref(form), Exposure(agents, contexts, forms=(form,))) for form in members]
        return [(kind, what, self._dataset.kb.what_if(exposure)) for kind, what, exposure in asked]

    def matrix(self, group: str) -> bytes:
        """Return drugs by the proteins that they degrade: all of them, or those of a class."""
        matrix = Matrix(self._dataset.kb.degradation(group or "Drug"))
        kinds, defined = (drug_classes(self._dataset.kb.ontology, defined=asked) for asked in (False, True))
        kinds = [kind for kind in kinds if kind != lena("Drug")]
        return self.page("matrix", "Drugs by targets", matrix=matrix, group=group, kinds=kinds, defined=defined)

    def trials(self) -> bytes:
        """Return the list of trials by disease."""
        return self.page("trial_list", "Clinical trials", diseases=self._site.trials())

    def query(self, text: str, answer: object = None, wrong: str = "") -> bytes:
        """Return the page to ask queries of one's own on, with an answer or what is wrong if there is one."""
        at = place(text, wrong)
        listed = sorted((one for one in templates().values() if not one.data), key=lambda one: one.summary.casefold())
        return self.page("query", "SPARQL", text=text, answer=answer, wrong=wrong, at=at, rows=ROWS, templates=listed)

    def rest(self, description: dict[str, Any]) -> bytes:
        """Return what the REST interface offers, by the description that it gives of itself."""
        return self.page("rest", "REST interface", description=description)

    def problem(self, title: str, detail: str) -> bytes:
        """Return what is wrong with a request."""
        return self.page("problem", title, detail=detail)

    # -- what forms offer -----------------------------------------------------------------------------

    def agents(self) -> list[Ref]:
        """Return the agents and classes of agents, by label."""
        return [self._catalogue.words.ref(iri) for iri in self._catalogue.agents]

    def contexts(self) -> list[Ref]:
        """Return the contexts, by label."""
        return self._members("Context")

    def _members(self, cls: str) -> list[Ref]:
        found = map(self._catalogue.words.ref, self._dataset.kb.ontology.members(lena(cls)))
        return sorted(found, key=self._by_label)

    def _ref(self, name: str) -> Ref:
        return self._catalogue.words.ref(self._catalogue.names.find(name, self._catalogue.agents, "agent"))

    def _label(self, name: str) -> str:
        return self._ref(name).label

    @staticmethod
    def _by_label(ref: Ref) -> str:
        return ref.label.casefold()


def why(agent: str, effect: Any) -> str:  # noqa: ANN401 - an effect
    """Return the address of the page that explains an effect."""
    asked = {"agent": agent, "relation": _VERBS[effect.direction], "target": effect.entity.name}
    return f"/explain?{urlencode(asked)}"
