"""Exposures that a user describes: agents, contexts, and how the system differs from the usual one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from uuid import NAMESPACE_URL, uuid5

import pyoxigraph as ox

from lenaowl.analysis.remembered import Remembered
from lenaowl.errors import LenaowlError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.steps import Presence
from lenaowl.ontology.records import Record
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, lena, local_name

HUMAN = lena("human")
PresentForms = tuple[frozenset[str], frozenset[str], frozenset[str]]  # present, the only one of theirs, and losses


@dataclass(frozen=True)
class Exposure(Record):
    """Agents that act on a system, by the names that a user gives them.

    Attributes:
        agents: drugs, knock-downs or classes of drugs; may be empty if the system itself is changed.
        contexts: the contexts that are present, and no others; empty for each reference system in turn.
        without: proteins or complexes that are taken out, with the complexes they are part of.
        forms: protein forms, each in place of the wild type of its protein.
        also: protein forms that are present beside the other forms of their protein.
        species: the species whose wild-type forms are present; told by the contexts if empty, else the human.
    """

    agents: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    species: str = ""

    def __post_init__(self) -> None:
        """Take lists too."""
        for field in fields(self)[:5]:
            value = getattr(self, field.name)
            names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Iterable) else (value,)
            if not all(isinstance(name, str) for name in names):
                raise LenaowlError(f"{field.name} of an exposure are a name or several, not {value!r}.")
            object.__setattr__(self, field.name, names)
        if not isinstance(self.species, str):
            raise LenaowlError(f"the species of an exposure is a name, not {self.species!r}.")

    @property
    def said(self) -> str:
        """What was done, in words, by the names that were given."""
        parts = [" + ".join(self.agents) or "no agent"]
        parts += [f"without {name}" for name in self.without]
        parts += [f"with {name}" for name in self.forms] + [f"and also {name}" for name in self.also]
        return ", ".join((*parts, *(f"in {name}" for name in self.contexts)))

    @classmethod
    def of(cls, **described: str | Iterable[str]) -> Exposure:
        """Return the exposure that keywords describe.

        Raises:
            LenaowlError: if a keyword is not a field of an exposure.
        """
        known = [field.name for field in fields(cls)]
        unknown = [name for name in described if name not in known]
        if unknown:
            raise LenaowlError(f"'{unknown[0]}' does not describe an exposure; use: {', '.join(known)}.")
        return cls(**described)  # type: ignore[arg-type] # __post_init__ takes what names an iterable holds


def refuse_empty(exposure: Exposure) -> None:
    """Refuse an exposure in which nothing acts and nothing is changed.

    Raises:
        LenaowlError: if it is one.
    """
    if not (exposure.agents or exposure.without or exposure.forms or exposure.also):
        raise LenaowlError("an exposure needs an agent, something that is taken out, or a protein form.")


class Resolver:
    """Resolves names in exposures to what is present in them."""

    def __init__(self, ontology: InferredOntology) -> None:
        self._ontology = ontology
        self._wild_types = ontology.store.objects(lena("wildTypeIn"))
        self._species = frozenset(s for species in self._wild_types.values() for s in species)
        self._needed = ontology.profiled_forms
        self._things = [*ontology.members(lena("Protein")), *ontology.members(lena("ProteinComplex"))]
        self._forms = ontology.members(lena("ProteinForm"))
        self._system_contexts = ontology.store.objects(lena("systemContext"))
        self._system_species = ontology.store.objects(lena("species"))
        self._organisms = ontology.facts.of_class(lena("Organism"))
        self._contexts = ontology.members(lena("Context"))
        self._agents: dict[str, str] = {}
        self._found: dict[tuple[str, str], str] = {}
        self._known = Remembered[
            tuple[frozenset[str], tuple[str, ...], tuple[str, ...], tuple[str, ...], str], PresentForms
        ]()

    def presences(self, exposure: Exposure) -> dict[str, Presence]:
        """Return what is present, by reference system; by an empty text if the contexts are told.

        Raises:
            UnknownNameError, AmbiguousNameError, WrongKindError: if a name does not tell one term.
            LenaowlError: if the parts of the exposure do not fit each other.
        """
        refuse_empty(exposure)
        agents = frozenset(map(self.agent, exposure.agents))
        found = {}
        for system, contexts, species in self._systems(exposure):
            forms, sole, absent = self.forms(agents, exposure, species)
            parts = (agents, contexts, forms, absent)
            iri = uuid5(NAMESPACE_URL, " ".join("+".join(sorted(part)) for part in parts)).urn
            found[system] = Presence(iri, agents, contexts, forms, sole, absent)
        return found

    def agent(self, name: str) -> str:
        """Return the IRI of an agent; see `InferredOntology.agent`."""
        if name not in self._agents:
            self._agents[name] = self._ontology.agent(name)
        return self._agents[name]

    def _find(self, name: str, among: Collection[str], wanted: str) -> str:
        """Return the IRI of a name; names are looked up once."""
        if (name, wanted) not in self._found:
            self._found[name, wanted] = self._ontology.names.find(name, among, wanted)
        return self._found[name, wanted]

    def forms(self, agents: frozenset[str], exposure: Exposure, species: str) -> PresentForms:
        """Return the forms that are present, those that are the only one of their protein, and what was taken out.

        Args:
            agents: IRIs of what acts; what they take out is missing.
            exposure: what was taken out, and put in its place.
            species: whose wild types are present.
        """
        taking_out = agents.intersection(self._ontology.facts.depletes)
        key = (taking_out, exposure.without, exposure.forms, exposure.also, species)
        if key not in self._known:
            self._known[key] = self._resolved_forms(taking_out, exposure, species)
        return self._known[key]

    def _resolved_forms(self, agents: frozenset[str], exposure: Exposure, species: str) -> PresentForms:
        lost = frozenset(self._find(n, self._things, "protein or complex") for n in exposure.without)
        own, beside = (
            [self._find(n, self._forms, "protein form") for n in names_] for names_ in (exposure.forms, exposure.also)
        )
        idle = self._idle(own, beside)
        supplied = {p for form in own + beside for p in self._ontology.facts.form_of.get(form, ())}
        return (*self._present_forms(agents, lost, own, beside, idle, species), (lost - supplied) | idle)

    def place(self, names: Iterable[str], told: str = "") -> tuple[frozenset[str], str]:
        """Return the contexts of these names with all broader ones, and the species: as told, or that of the contexts.

        Raises:
            UnknownNameError, AmbiguousNameError, WrongKindError: if a name does not tell one term.
            LenaowlError: if they are of several species.
        """
        named = self._find(told, self._species, "species") if told else ""
        contexts = self._ontology.contexts.with_broader(self._find(n, self._contexts, "context") for n in names)
        implied = contexts & self._species
        if len(implied | ({named} if named else set())) > 1:
            among = ", ".join(sorted(local_name(s) for s in implied | {named or HUMAN}))
            raise LenaowlError(f"the contexts are of several species: {among}. Give those of one.")
        return contexts, named or next(iter(implied), HUMAN)

    def _systems(self, exposure: Exposure) -> Iterator[tuple[str, frozenset[str], str]]:
        """Yield system, contexts and species: those that are told, or the reference systems."""
        if exposure.contexts:
            yield "", *self.place(exposure.contexts, exposure.species)
            return
        told = self._find(exposure.species, self._species, "species") if exposure.species else ""
        for system, species in sorted(self._system_species.items()):
            contexts = self._ontology.contexts.with_broader(self._system_contexts.get(system, ()))
            if not told or told in species or contexts.isdisjoint(self._organisms):
                yield system, contexts, told or species[0]

    def _idle(self, own: Collection[str], beside: Collection[str]) -> frozenset[str]:
        """Return the proteins that are lost though a form is there: it does not work, or keeps others from working."""
        facts = self._ontology.facts
        useless, poison = (facts.of_class(lena(n)) for n in ("NonFunctionalForm", "DominantNegativeForm"))
        working = {p for form in (*own, *beside) if form not in useless for p in facts.form_of.get(form, ())}
        replaced = {p for form in own if form in useless for p in facts.form_of.get(form, ())} - working
        blocked = {p for form in (*own, *beside) if form in poison for p in facts.form_of.get(form, ())}
        return frozenset(replaced | blocked)

    def _present_forms(
        self,
        agents: frozenset[str],
        lost: frozenset[str],
        own: list[str],
        beside: list[str],
        idle: frozenset[str],
        species: str,
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Return the forms that are present, and those that are the only one of their protein."""
        facts = self._ontology.facts
        depleted = [protein for agent in agents for protein in facts.depletes.get(agent, ())]
        supplied = {protein for form in (*own, *beside) for protein in facts.form_of.get(form, ())}
        absent = {*lost, *depleted, *(protein for form in own for protein in facts.form_of.get(form, ()))}
        absent.update(gone for p in {*lost, *depleted} - supplied for gone in facts.with_complexes(p))
        useless = facts.of_class(lena("NonFunctionalForm"))
        absent.update(whole for protein in idle for whole in facts.with_complexes(protein) if whole != protein)
        usual = {
            form
            for form in self._needed
            if species in self._wild_types.get(form, ()) and absent.isdisjoint(facts.form_of.get(form, ()))
        }
        for form in beside:
            if form in usual or form in own:
                raise LenaowlError(f"{local_name(form)} is present already; amounts of a form cannot be stated.")
        present = {
            form
            for form in usual | set(own) | set(beside)
            if form in useless or not idle.intersection(facts.form_of.get(form, ()))
        }
        count: dict[str, int] = {}
        for form in present:
            for protein in facts.form_of.get(form, ()):
                count[protein] = count.get(protein, 0) + 1
        there = frozenset(present)
        sole = frozenset(f for f in there if all(count[protein] == 1 for protein in facts.form_of.get(f, ())))
        return there, there if sole == there else sole


@dataclass(frozen=True)
class Described:
    """An exposure as it can be told to a reasoner.

    Attributes:
        presence: what is present.
        label: what to call it.
        losses: the states that hold by design, such as the decrease of what was taken out.
        arbitrary: the arbitrary members of classes of agents in it, each with its class; they get a name of the
            exposure's own, as no file knows them.
    """

    presence: Presence
    label: str
    losses: tuple[str, ...]
    arbitrary: Mapping[str, str]

    def triples(self) -> Iterator[ox.Triple]:
        """Yield it as plain RDF: given to any OWL reasoner with the ontology, the same effects follow."""
        presence, node = self.presence, ox.NamedNode(self.presence.exposure)
        members = {agent: f"{presence.exposure}#{local_name(agent)}" for agent in self.arbitrary}
        for agent, member in members.items():
            for kind in (self.arbitrary[agent], PREFIXES["owl"] + "NamedIndividual"):
                yield ox.Triple(ox.NamedNode(member), ox.NamedNode(RDF_TYPE), ox.NamedNode(kind))
        yield ox.Triple(node, ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal(self.label, language="en"))
        parts = {
            RDF_TYPE: (lena("Exposure"), PREFIXES["owl"] + "NamedIndividual"),
            lena("hasAgent"): [members.get(agent, agent) for agent in presence.agents],
            lena("inContext"): presence.contexts,
            lena("hasForm"): presence.forms - presence.sole_forms,
            lena("hasSoleForm"): presence.sole_forms,
            lena("lacks"): presence.losses,
            lena("hasEffect"): self.losses,
        }
        for predicate, values in parts.items():
            yield from (ox.Triple(node, ox.NamedNode(predicate), ox.NamedNode(value)) for value in sorted(values))
