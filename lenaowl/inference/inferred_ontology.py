"""The ontology with what follows from it: the state that every question starts from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from lenaowl.errors import LenaowlError, WrongKindError
from lenaowl.inference.axioms import compiled_axioms, step_axiom
from lenaowl.inference.modules import Parts, is_about, part
from lenaowl.inference.prover import Prover
from lenaowl.inference.reference_systems import ReferenceSystem, read_systems
from lenaowl.inference.rules import compiled, publish
from lenaowl.inference.saturation import saturate
from lenaowl.inference.steps import Facts
from lenaowl.inference.system_axioms import general_axioms, system_axioms
from lenaowl.ontology.claims import Claim, Words, read_claims
from lenaowl.ontology.class_definitions import Definitions
from lenaowl.ontology.contexts import Contexts
from lenaowl.ontology.names import NameIndex
from lenaowl.ontology.records import Citation
from lenaowl.ontology.sources import trials
from lenaowl.rdf.prepared_store import InferredBefore
from lenaowl.rdf.store import STEPS, EmbeddedStore, Statements, described
from lenaowl.rdf.vocabulary import ADMITTABLE, PREFIXES, lena, local_name

_ARBITRARY = lena("arbitraryMemberOf")


class InferredOntology:
    """The ontology in a store, with all that the rules infer from it, and tables to look things up in.

    Args:
        fill: puts the authored statements, and those of the user, into a store.
        admit: the weakest claim status to reason with: established, suggested, hypothesis or open.
        prepared: returns the prepared dataset for a status, if there is one of just these statements.

    Attributes:
        admitted: the weakest claim status that is reasoned with.

    Raises:
        LenaowlError: if `admit` is not one of the four.
    """

    def __init__(
        self,
        fill: Callable[[EmbeddedStore], None],
        admit: str = "established",
        prepared: Callable[[str], InferredBefore | None] = lambda admit: None,
    ) -> None:
        if admit not in ADMITTABLE:
            raise LenaowlError(f"'{admit}' cannot be admitted; choose one of: {', '.join(ADMITTABLE)}.")
        self._fill = fill
        self.admitted = admit
        self._prepared = prepared
        made_before = prepared(admit)
        self.is_prepared = made_before is not None and admit == ADMITTABLE[0]
        self.store: EmbeddedStore = made_before or compiled(fill, admit)
        self._made_before = made_before
        self.definitions = Definitions(self.store)
        if made_before:
            self.store.add_inferred()
        else:
            saturate(self.store)

    def admitting(self, admit: str) -> InferredOntology:
        """Return what follows from the same statements if weaker claims are admitted too, down to a status."""
        return self if admit == self.admitted else InferredOntology(self._fill, admit, self._prepared)

    # -- tables, read when first needed -----------------------------------------------------------

    @cached_property
    def data(self) -> Statements:
        """What nothing is inferred from: trials, structures, measurements, and the vocabulary of users' records."""
        return self._made_before.data if self._made_before else EmbeddedStore(trials())

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """All claims by IRI, accepted or not."""
        return read_claims(self.store)

    @cached_property
    def facts(self) -> Facts:
        """What holds, as look-up tables."""
        return Facts(self.store, self.claims)

    @cached_property
    def cited(self) -> dict[str, Citation]:
        """The publications that claims rest on, by CURIE."""
        return {citation: citation for claim in self.claims.values() for citation in claim.citations}

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
    def systems(self) -> list[ReferenceSystem]:
        """The reference systems."""
        return read_systems(self.store, self.contexts)

    @cached_property
    def prover(self) -> Prover:
        """The search for proofs."""
        return Prover(self.facts, self.definitions, self.words)

    @cached_property
    def arbitrary_members(self) -> dict[str, str]:
        """The individual that stands for an arbitrary member of a class of agents, by class."""
        rows = self.store.rows(f"SELECT ?class ?member {{ GRAPH lena:steps {{ ?member <{_ARBITRARY}> ?class }} }}")
        return {str(cls): str(member) for cls, member in rows}

    @cached_property
    def stands_for(self) -> dict[str, str]:
        """The class of agents that each arbitrary member stands for, by member."""
        return {member: cls for cls, member in self.arbitrary_members.items()}

    @cached_property
    def profiled_forms(self) -> frozenset[str]:
        """The protein forms that are present in profiles, each in the systems of its species."""
        rows = self.store.rows("SELECT ?form { GRAPH lena:steps { ?form a lena:ProfiledForm } }")
        return frozenset(str(form) for (form,) in rows)

    @cached_property
    def meaning(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The states that each state is by the meaning of the words, and those that are each."""
        above: dict[str, set[str]] = {}
        for step in self.facts.steps:
            if step.by_meaning:
                above.setdefault(step.states[0], set()).add(step.state)
        broader: dict[str, set[str]] = {}
        for state in above:
            queue = [state]
            while queue:
                new = above.get(queue.pop(), set()) - broader.setdefault(state, set())
                broader[state] |= new
                queue += new
        narrower: dict[str, set[str]] = {}
        for state, found in broader.items():
            for other in found:
                narrower.setdefault(other, set()).add(state)
        return broader, narrower

    def axioms(self, of: Collection[str] | None = None) -> Iterator[ox.Triple]:
        """Return the axioms compiled from the accepted claims, or from those of some IRIs, each with its claim."""
        claims = self.claims.keys() if of is None else of
        steps = [step for step in self.facts.steps if step.claim in claims]
        accepted = [claim for claim in self.claims.values() if claim.iri in claims and self.accepts(claim)]
        classes = self.members(PREFIXES["owl"] + "Class")
        yield from compiled_axioms(steps, accepted, classes, self.store.objects(lena("assertable")))
        for opposition in self.facts.oppositions:
            if opposition.claim in claims:
                yield from step_axiom(opposition, against=True)

    def core(self) -> list[ox.Triple]:
        """Return the ontology before any inference, but for exposures: what drugs do is stated by reference system."""
        return [*self._part(self._compiled()).core, *self.core_axioms()]

    def core_axioms(self) -> Iterator[ox.Triple]:
        """Return the axioms of the core that are compiled: those on agents and protein forms."""
        accepted = [claim for claim in self.claims.values() if self.accepts(claim)]
        classes = self.members(PREFIXES["owl"] + "Class")
        yield from compiled_axioms([], accepted, classes, self.store.objects(lena("assertable")))
        yield from system_axioms(self.facts, self.facts.steps, self.systems)
        yield from general_axioms(self.facts, self.facts.stated_degradations, self.systems)

    def exposure_module(self) -> list[ox.Triple]:
        """Return what the core leaves out: each step as an axiom about exposures, and chains from them to agents."""
        return [*self._part(self._compiled()).chains, *self._step_axioms(arbitrary=False)]

    def asserted(self) -> list[ox.Triple]:
        """Return the core and the module on exposures, with each agent in each reference system."""
        parts = self._part(self._compiled())
        profiles = [*parts.profiles, *self._forms_in_profiles()]
        return [*parts.core, *self.core_axioms(), *parts.chains, *self._step_axioms(), *profiles]

    def _forms_in_profiles(self) -> Iterator[ox.Triple]:
        """State of each profile the protein forms in it, which are noted once a reference system."""
        has_form, has_sole_form = ox.NamedNode(lena("hasForm")), ox.NamedNode(lena("hasSoleForm"))
        for profile in sorted(self._profiles - self._generic):
            there = self.facts.presence(profile)
            for form in sorted(there.forms):
                prop = has_sole_form if form in there.sole_forms else has_form
                yield ox.Triple(ox.NamedNode(profile), prop, ox.NamedNode(form))

    def _step_axioms(self, *, arbitrary: bool = True) -> Iterator[ox.Triple]:
        """Return each step as an axiom about exposures; those to arbitrary members of classes, if they are wanted."""
        for step in self.facts.steps:
            if arbitrary or self._generic.isdisjoint(step.agents):
                yield from step_axiom(step)
        for opposition in self.facts.oppositions:
            yield from step_axiom(opposition, against=True)

    def statements(self) -> list[ox.Triple]:
        """Return what holds, as the release states it: without profiles and arbitrary members, see `rules.publish`."""
        store = EmbeddedStore(self.store.triples())
        classes = (ox.Triple(*map(ox.NamedNode, (m, _ARBITRARY, c))) for c, m in self.arbitrary_members.items())
        store.add(classes, STEPS)
        publish(store)
        return self._part(store.triples()).core

    def _compiled(self) -> Iterator[ox.Triple]:
        """Return what is authored or of the user, and what the rules of compilation make of it."""
        return compiled(self._fill, self.admitted).triples()

    def _part(self, triples: Iterable[ox.Triple]) -> Parts:
        """Part statements into those of the core, and those on exposures."""
        return part(triples, self._profiles, self._generic)

    @cached_property
    def _profiles(self) -> frozenset[str]:
        """The exposures of each agent to each reference system."""
        return frozenset(profile for found in self.facts.profiles.values() for profile in found)

    @cached_property
    def _generic(self) -> frozenset[str]:
        members = self.arbitrary_members.values()
        return frozenset(members).union(*(self.facts.profiles.get(member, ()) for member in members))

    def is_generic(self, triple: ox.Triple) -> bool:
        """Whether a statement is about an arbitrary member of a class, which is there to infer with only."""
        return is_about(triple, self._generic)

    def accepts(self, claim: Claim) -> bool:
        """Whether a claim compiled: only such claims are premises."""
        return claim.iri in self.definitions.accepted

    def describe(self, iris: Collection[str]) -> list[ox.Triple]:
        """Return the statements about terms, with the evidence items and class expressions they point to."""
        told = (described(self.store.triples, iri, onward=lena("evidence")) for iri in sorted(iris))
        return list(dict.fromkeys(triple for triples in told for triple in triples))

    # -- names ------------------------------------------------------------------------------------

    def members(self, cls: str) -> list[str]:
        """Return the IRIs of the known members of a class, arbitrary members left out, sorted."""
        return sorted(self.facts.of_class(cls).difference(self.arbitrary_members.values()))

    def agent(self, name: str) -> str:
        """Return the IRI of the agent of that name; for a class of agents, of its arbitrary member.

        Raises:
            UnknownNameError, AmbiguousNameError: if no term or several have the name.
            WrongKindError: if the term is not an agent; with the knock-down of it, if there is one.
        """
        among = {*self.members(lena("Agent")), *self.arbitrary_members}
        try:
            found = self.names.find(name, among, "agent or class of agents")
        except WrongKindError as error:
            known = set(self.names.anywhere(name))
            depleting = [a for a in sorted(among) if not known.isdisjoint(self.facts.depletes.get(a, ()))]
            hint = f"Did you mean {local_name(depleting[0])}?" if depleting else "Give a drug, a class or a knock-down."
            raise WrongKindError(f"{error} {hint}") from None
        return self.arbitrary_members.get(found, found)
