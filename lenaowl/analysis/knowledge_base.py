"""The knowledge base: the ontology, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lenaowl.analysis.catalogue import Catalogue
from lenaowl.analysis.compare import Comparison, compare
from lenaowl.analysis.effects import Effect
from lenaowl.analysis.explain import Explanation, explain
from lenaowl.analysis.exposures import Exposure, Resolver
from lenaowl.analysis.profiles import Profiles
from lenaowl.analysis.search import Hit, search
from lenaowl.analysis.term_records import Term
from lenaowl.analysis.tree import Branch, tree
from lenaowl.analysis.what_if import WhatIf, what_if
from lenaowl.errors import LenaowlError, WrongKindError
from lenaowl.inference import prebuilt as prepared
from lenaowl.inference.axioms import compiled_axioms
from lenaowl.inference.prover import Prover
from lenaowl.inference.rules import compile_claims, infer
from lenaowl.inference.steps import Facts
from lenaowl.ontology.annotate import published
from lenaowl.ontology.claims import Claim, Words, read_claims
from lenaowl.ontology.class_definitions import Definitions
from lenaowl.ontology.contexts import Contexts
from lenaowl.ontology.names import NameIndex
from lenaowl.ontology.sources import source_files, trials
from lenaowl.rdf.store import EmbeddedStore, about
from lenaowl.rdf.vocabulary import ADMITTABLE, LEVELS, PREFIXES, lena, local_name

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rdflib import Graph

    from lenaowl.query.results import Answer
    from lenaowl.query.runner import Questions


def load(extra: str | Path | Graph | None = None, *, admit: str = "established") -> KnowledgeBase:
    """Load the ontology, optionally with data of your own, and infer what follows.

    Args:
        extra: your own statements: the path of a Turtle file, Turtle text, or an rdflib graph. They may
            describe a new compound, make claims, or both. Nothing is read halfway.
        admit: the weakest claim status to reason with: established, suggested, hypothesis or open.

    Raises:
        DataError: if `extra` cannot be used; it says where and why.
        LenaowlError: if `admit` is not one of the four.

    >>> kb = load()
    >>> [e.entity for e in kb.effects("lenalidomide", context="T-cell") if e.level == "immune"]
    ['T-cell-activation']
    """

    def base(store: EmbeddedStore) -> None:
        for file in source_files():
            store.load_file(file)

    if extra is None:
        return KnowledgeBase(base, admit, prepared.read() if admit == "established" else None)
    from lenaowl.ontology.user_statements import read_extra

    known = EmbeddedStore()
    base(known)
    checked = read_extra(extra, known.triples())

    def fill(store: EmbeddedStore) -> None:
        base(store)
        store.add(checked)

    return KnowledgeBase(fill, admit)


class KnowledgeBase:
    """The ontology in a store, with all that the rules infer from it. Make one with `load`."""

    def __init__(
        self, fill: Callable[[EmbeddedStore], None], admit: str = "established", inferred: bytes | None = None
    ) -> None:
        if admit not in ADMITTABLE:
            raise LenaowlError(f"'{admit}' cannot be admitted; choose one of: {', '.join(ADMITTABLE)}.")
        self._fill = fill
        self._admit = admit
        self.store = EmbeddedStore()
        if inferred:
            self.store.load_prepared(inferred)
        else:
            fill(self.store)
            compile_claims(self.store, admit)
        self.definitions = Definitions(self.store)
        if inferred:
            self.store.add_inferred()
        else:
            infer(self.store)

    # -- tables, read when first needed -----------------------------------------------------------

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """All claims by IRI, accepted or not."""
        return read_claims(self.store)

    @cached_property
    def facts(self) -> Facts:
        """What holds, as look-up tables."""
        return Facts(self.store, self.claims)

    @cached_property
    def words(self) -> Words:
        """Labels and sentences."""
        return Words(self.store)

    @cached_property
    def names(self) -> NameIndex:
        """Names of terms."""
        return NameIndex(self.store)

    @cached_property
    def contexts(self) -> Contexts:
        """Contexts and those above them."""
        return Contexts(self.store)

    @cached_property
    def resolver(self) -> Resolver:
        """What exposures that a user describes stand for."""
        return Resolver(self)

    @cached_property
    def prover(self) -> Prover:
        """The search for proofs."""
        return Prover(self.facts, self.definitions, self.words)

    @cached_property
    def profiles(self) -> Profiles:
        """The effects of each agent."""
        return Profiles(self)

    @cached_property
    def catalogue(self) -> Catalogue:
        """What is known of each term."""
        return Catalogue(self)

    @cached_property
    def arbitrary_members(self) -> dict[str, str]:
        """The individual that stands for an arbitrary member of a class of agents, by class."""
        return {cls[0]: member for member, cls in self.store.objects(lena("arbitraryMemberOf")).items()}

    @cached_property
    def graph(self) -> Graph:
        """The ontology with compiled axioms, all that was inferred, and the trials, as an rdflib graph of your own."""
        from lenaowl.rdf.canonical import to_rdflib

        return to_rdflib([*self.store.triples(), *self.axioms(), *trials()])

    @cached_property
    def questions(self) -> Questions:
        """The packaged questions, asked of the statements as the release tells them, with the trials."""
        from lenaowl.query.runner import Questions

        return Questions(published([*self.store.triples(), *trials()], self.claims.values()))

    def axioms(self, of: Collection[str] | None = None) -> Iterator[ox.Triple]:
        """Return the axioms compiled from the accepted claims, or from those of some IRIs, each with its claim."""
        claims = self.claims.keys() if of is None else of
        steps = [step for step in self.facts.steps if step.claim in claims]
        accepted = [claim for claim in self.claims.values() if claim.iri in claims and self.accepts(claim)]
        classes = self.members(PREFIXES["owl"] + "Class")
        return compiled_axioms(steps, accepted, classes, self.store.objects(lena("assertable")))

    def asserted(self) -> list[ox.Triple]:
        """Return the ontology before any inference: authored, of the user, and compiled, axioms included."""
        store = EmbeddedStore()
        self._fill(store)
        compile_claims(store, self._admit)
        return [*store.triples(), *self.axioms()]

    def accepts(self, claim: Claim) -> bool:
        """Whether a claim compiled: only such claims are premises."""
        return claim.iri in self.definitions.accepted

    def describe(self, iris: Collection[str]) -> list[ox.Triple]:
        """Return the statements about terms, with the evidence items and class expressions they point to."""
        items = {item for iri, found in self.store.objects(lena("evidence")).items() if iri in iris for item in found}
        return about(self.store.triples(), {*iris, *items})

    # -- names ------------------------------------------------------------------------------------

    def members(self, cls: str) -> list[str]:
        """Return the IRIs of the known members of a class, arbitrary members left out, sorted."""
        return sorted(self.facts.of_class(cls).difference(self.arbitrary_members.values()))

    def agent(self, name: str) -> str:
        """Return the IRI of the agent of that name; for a class of agents, of its arbitrary member."""
        among = {*self.members(lena("Agent")), *self.arbitrary_members}
        known = set(self.names.anywhere(name))
        if known and not known & among:
            raise WrongKindError(self._no_agent(name, min(known), among))
        found = self.names.find(name, among, "agent or class of agents")
        return self.arbitrary_members.get(found, found)

    def _no_agent(self, name: str, known: str, among: Collection[str]) -> str:
        about = [local_name(iri) for iri in sorted(among) if known in self.facts.depletes.get(iri, ())]
        hint = f" Did you mean {about[0]}?" if about else " Give a drug, a class of drugs or a knock-down."
        return f"'{name}' is no agent; {self.words.label(known)} is of the kind '{self.kind(known)}'.{hint}"

    def kind(self, iri: str) -> str:
        """Return in words what kind of thing a term is."""
        types = self.definitions.asserted_types.get(iri, [])
        if PREFIXES["owl"] + "Class" in types:
            return "class of other things"
        ours = [cls for cls in types if cls.startswith(lena(""))]
        narrowest = min(ours, key=lambda cls: (len(self.facts.of_class(cls)), cls), default="")
        return self.words.label(narrowest) if narrowest else "term"

    # -- the questions ----------------------------------------------------------------------------

    def effects(self, name: str, *, context: str | Iterable[str] = (), level: str | None = None) -> tuple[Effect, ...]:
        """Return what there is more or less of under an agent.

        Args:
            name: a drug, a knock-down, or a class of drugs (then: what holds for every member).
            context: only what follows where nothing but these contexts is present.
            level: only effects at this level: molecular, cellular, immune or clinical.

        Raises:
            UnknownNameError, AmbiguousNameError, WrongKindError: if a name does not tell one term.
        """
        agent = self.agent(name)
        if level is not None and level not in LEVELS:
            raise LenaowlError(f"'{level}' is no level; choose one of: {', '.join(LEVELS)}.")
        known = self.members(lena("Context"))
        asked = [self.names.find(n, known, "context") for n in ([context] if isinstance(context, str) else context)]
        found = self.profiles.effects(agent, self.contexts.with_broader(asked) or None)
        return tuple(effect for effect in found if level in (None, effect.level))

    def explain(self, agent: str, relation: str, target: str, *, every: bool = False) -> Explanation:
        """Explain why something follows of an agent, or what is known nearby if it does not.

        Args:
            agent: a drug, a class of drugs, a knock-down; with `is-a` any individual, a protein form too.
            relation: increases, decreases, induces, degrades or is-a.
            target: an entity; a state or an entity for induces; a class for is-a.
            every: all proofs instead of the best.
        """
        return explain(self, agent, relation, target, every)

    def what_if(self, exposure: Exposure) -> WhatIf:
        """Tell what follows in an exposure, and what is lost, gained and kept against its agents' reference profiles.

        Raises:
            UnknownNameError, AmbiguousNameError, WrongKindError, LenaowlError: if the exposure makes no sense.

        >>> kb = load()
        >>> answer = kb.what_if(Exposure(agents=["lenalidomide"], without=["CRBN"]))
        >>> [lost.effect.entity for lost in answer.lost if lost.effect.level == "immune"]
        ['NK-cell-proliferation', 'T-cell-activation']
        """
        return what_if(self, exposure)

    def compare(self, names: Iterable[str]) -> Comparison:
        """Compare the effects of agents, or of classes of them: shared, distinct, opposite.

        Raises:
            UnknownNameError, AmbiguousNameError, WrongKindError: if a name does not tell one agent.
            LenaowlError: if there are fewer than two.
        """
        return compare(self, names)

    def query(self, template: str, *, limit: int | None = None, **params: object) -> Answer:
        """Ask a packaged question, one of those that `lenaowl query list` tells.

        Args:
            template: its name.
            limit: the greatest number of rows or triples to return.
            params: its parameters: names as in `effects`, text, numbers, dates or booleans.

        Raises:
            LenaowlError: if a name does not tell one term, or a parameter is missing, unknown or not of its type.
        """
        return self.questions.answer(template, params, limit)

    def term(self, name: str) -> Term:
        """Return what is known of the term, claim or publication of that name."""
        return self.catalogue.term(self.catalogue.find(name))

    def search(self, text: str, kind: str | None = None) -> tuple[Hit, ...]:
        """Return where a text occurs, the best first; see `lenaowl.analysis.search.search`."""
        return search(self, text, kind)

    def tree(self, name: str | None = None, *, depth: int | None = None) -> Branch:
        """Return what stands below a term, or the whole ontology; see `lenaowl.analysis.tree.tree`."""
        return tree(self, name, depth)
