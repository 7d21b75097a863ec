"""Steps: what claims compile to, and which of them an exposure takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from lenaowl.ontology.claims import Claim
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import RDF_TYPE, lena

FUNCTIONAL = lena("FunctionalForm")
Alternatives = tuple[frozenset[str], ...]


@dataclass(frozen=True, order=True)
class FormNeed:
    """A need for some protein form of a class; of one protein, or of any if `protein` is empty."""

    form_class: str
    protein: str


@dataclass(frozen=True, order=True)
class Step:
    """One way from what is present and what has happened to one thing more; compiled from one claim.

    `claim` is empty where it was compiled from a bare statement about an agent, or holds by the meaning of words.
    `sole_forms` are needs that only the single form of a protein can meet, `these_forms` forms that must be there.
    `state` is what follows or `degraded` the protein that is degraded; all fields hold IRIs.
    """

    iri: str
    claim: str
    agents: tuple[str, ...] = ()
    agent_kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    forms: tuple[FormNeed, ...] = ()
    sole_forms: tuple[FormNeed, ...] = ()
    these_forms: tuple[str, ...] = ()
    state: str = ""
    degraded: str = ""

    def __hash__(self) -> int:
        """Return the hash of its IRI: steps are put into sets and tables very often."""
        return hash(self.iri)

    @property
    def conclusion(self) -> str:
        """The state that follows, or the protein that is degraded."""
        return self.state or self.degraded

    @property
    def by_meaning(self) -> bool:
        """Whether it holds by the meaning of the words: more of a subtype is more of what is broader."""
        return bool(self.states) and not self.claim


@dataclass(frozen=True)
class Presence:
    """What is there in an exposure, before anything follows; all fields hold IRIs.

    Attributes:
        exposure: the exposure itself.
        agents: what acts in it.
        contexts: what it acts on, with all broader contexts.
        forms: the protein forms that are present.
        sole_forms: those among them that are the only form of their protein.
        losses: proteins and complexes that were taken out, other than by an agent.
    """

    exposure: str
    agents: frozenset[str] = frozenset()
    contexts: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    sole_forms: frozenset[str] = frozenset()
    losses: frozenset[str] = frozenset()


def read_steps(store: EmbeddedStore, kind: str = "Step") -> list[Step]:
    """Return the steps in a store, or what else is described like them, sorted by IRI."""
    parts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for step, predicate, value in store.rows(
        f"SELECT ?step ?p ?o {{ GRAPH lena:steps {{ ?step a lena:{kind} ; ?p ?o }} }} ORDER BY ?step ?p ?o"
    ):
        parts[str(step)][str(predicate)].append(str(value))
    needs = read_needs(store)

    def values(iri: str, name: str) -> tuple[str, ...]:
        return tuple(parts[iri].get(lena(name), ()))

    return [
        Step(
            iri=iri,
            claim="".join(values(iri, "fromClaim")),
            agents=values(iri, "needsAgent"),
            agent_kinds=values(iri, "needsAgentKind"),
            states=values(iri, "needsEffect"),
            contexts=values(iri, "needsContext"),
            forms=tuple(sorted(needs[n] for n in values(iri, "needsForm"))),
            sole_forms=tuple(sorted(needs[n] for n in values(iri, "needsSoleForm"))),
            these_forms=values(iri, "needsThisForm"),
            state="".join(values(iri, "yieldsEffect") or values(iri, "worksAgainst")),
            degraded="".join(values(iri, "yieldsDegradationOf")),
        )
        for iri in parts
    ]


def read_needs(store: EmbeddedStore) -> dict[str, FormNeed]:
    """Return the needs for protein forms in a store, by IRI."""
    rows = store.rows(
        "SELECT ?need ?class ?of {GRAPH lena:steps { ?need lena:needClass ?class OPTIONAL { ?need lena:needOf ?of } } }"
    )
    return {str(need): FormNeed(str(form_class), protein or "") for need, form_class, protein in rows}


def system_forms(store: EmbeddedStore, prop: str = "systemForm") -> dict[str, frozenset[str]]:
    """Return the protein forms in each reference system; with `systemSoleForm`, those of which that is noted."""
    found: dict[str, set[str]] = defaultdict(set)
    for system, form in store.rows(f"SELECT ?system ?form {{ GRAPH lena:steps {{ ?system lena:{prop} ?form }} }}"):
        found[str(system)].add(str(form))
    return {system: frozenset(forms) for system, forms in found.items()}


class Facts:
    """What holds in a store after inference, as look-up tables of IRIs.

    Attributes:
        claims: all claims by IRI.
        steps: the steps compiled from them, sorted.
        oppositions: what works against a state (their `state`) in which circumstances, sorted.
        types, form_of, profiles, depletes, complexes, systems, species, effects, degraded: subject → objects of the
            properties `rdf:type`, `formOf`, `hasProfile`, `depletes`, `partOf`, `inSystem`, `species`, `hasEffect` and
            `degrades`.
        increases, decreases: the state of there being more, or less, of an entity, by entity.
    """

    def __init__(self, store: EmbeddedStore, claims: dict[str, Claim]) -> None:
        self._store = store
        self.claims = claims
        self.steps = read_steps(store)
        self.oppositions = read_steps(store, "Opposition")
        self.types = store.objects(RDF_TYPE)
        self.form_of = store.objects(lena("formOf"))
        self.profiles = store.objects(lena("hasProfile"))
        self.depletes = store.objects(lena("depletes"))
        self.complexes = store.objects(lena("partOf"))
        self.systems = store.objects(lena("inSystem"))
        self.species = store.objects(lena("species"))
        self.effects = store.objects(lena("hasEffect"))
        self.degraded = store.objects(lena("degrades"))
        self.increases = {entities[0]: state for state, entities in store.objects(lena("increaseOf")).items()}
        self.decreases = {entities[0]: state for state, entities in store.objects(lena("decreaseOf")).items()}

    def is_human(self, system: str) -> bool:
        """Whether a reference system is of the human."""
        return lena("human") in self.species.get(system, ())

    @cached_property
    def other_species(self) -> frozenset[str]:
        """The profiles in systems that are not of the human."""
        return frozenset(x for x, found in self.systems.items() if not any(map(self.is_human, found)))

    @cached_property
    def members(self) -> dict[str, frozenset[str]]:
        """The members of each class."""
        found: dict[str, set[str]] = defaultdict(set)
        for individual, classes in self.types.items():
            for cls in classes:
                found[cls].add(individual)
        return {cls: frozenset(individuals) for cls, individuals in found.items()}

    @cached_property
    def stated_degradations(self) -> list[Step]:
        """What is meant where no more is said of an agent than that it degrades a protein, by protein."""
        return read_steps(self._store, "StatedDegradation")

    @cached_property
    def _forms_for(self) -> dict[FormNeed, frozenset[str]]:
        """The protein forms that meet each need."""
        needs = {need for step in (*self.steps, *self.stated_degradations) for need in (*step.forms, *step.sole_forms)}
        none, of, members = frozenset[str](), self.forms_of, self.of_class
        return {
            n: members(n.form_class) & of.get(n.protein, none) if n.protein else members(n.form_class) for n in needs
        }

    def of_class(self, cls: str) -> frozenset[str]:
        """Return the members of a class."""
        return self.members.get(cls, frozenset())

    def with_classes(self, iris: Iterable[str]) -> set[str]:
        """Return individuals and the classes that they are members of."""
        named = set(iris)
        return named.union(*(self.types.get(iri, ()) for iri in named))

    def meeting(self, need: FormNeed, present: Collection[str]) -> list[str]:
        """Return those of some protein forms that meet a need, sorted."""
        return sorted(self._forms_for[need].intersection(present))

    @cached_property
    def forms_of(self) -> dict[str, frozenset[str]]:
        """The forms of each protein and complex."""
        found: dict[str, set[str]] = defaultdict(set)
        for form, wholes in self.form_of.items():
            for whole in wholes:
                found[whole].add(form)
        return {whole: frozenset(forms) for whole, forms in found.items()}

    def whole_of(self, thing: str) -> str:
        """Return the protein or complex that a form is of, and anything else as it is."""
        return next(iter(self.form_of.get(thing, ())), thing)

    def presence(self, exposure: str) -> Presence:
        """Return what is there in an exposure of the store; in a profile, with the forms of its reference system."""
        agents, contexts, *own = (frozenset(table.get(exposure, ())) for table in self._present)
        forms, sole_forms = (
            there.union(*(of_systems.get(system, ()) for system in self.systems.get(exposure, ())))
            for there, of_systems in zip(own, self.forms_of_systems, strict=True)
        )
        return Presence(exposure, agents, contexts, forms, sole_forms)

    @cached_property
    def _present(self) -> list[dict[str, list[str]]]:
        return [self._store.objects(lena(name)) for name in ("hasAgent", "inContext", "hasForm", "hasSoleForm")]

    @cached_property
    def forms_of_systems(self) -> list[dict[str, frozenset[str]]]:
        """The protein forms in each reference system, and those that are noted to be the only one of their protein."""
        return [system_forms(self._store, name) for name in ("systemForm", "systemSoleForm")]

    def with_complexes(self, protein: str) -> list[str]:
        """Return a protein and the complexes that it is part of: what is lost with it."""
        return [protein, *sorted(self.complexes.get(protein, ()))]

    @cached_property
    def _wanted(self) -> list[tuple[Step, Alternatives, Alternatives, Alternatives]]:
        """Each step with the sets of agents, forms and sole forms of each of which one must be present."""
        return [
            (
                step,
                tuple(map(self.of_class, step.agent_kinds)),
                tuple(self._forms_for[need] for need in step.forms),
                tuple(self._forms_for[need] for need in step.sole_forms),
            )
            for step in self.steps
        ]

    @cached_property
    def _by_agent(self) -> dict[str, list[int]]:
        """The places of the steps that each agent may begin; by an empty text of those that need none."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, (step, kinds, _, _) in enumerate(self._wanted):
            first = step.agents[:1] or tuple(kinds[0] if kinds else ("",))
            for agent in first:
                found[agent].append(place)
        return found

    def taken(self, presence: Presence) -> list[Step]:
        """Return the steps for which all is present apart from the states that must have followed, sorted."""
        begun = {place for agent in ("", *presence.agents) for place in self._by_agent.get(agent, ())}
        wanted = self._wanted
        return [
            step
            for step, kinds, forms, sole_forms in (wanted[place] for place in sorted(begun))
            if presence.contexts.issuperset(step.contexts)
            and presence.agents.issuperset(step.agents)
            and _one_of_each(kinds, presence.agents)
            and _one_of_each(forms, presence.forms)
            and _one_of_each(sole_forms, presence.sole_forms)
        ]

    def against(self, presence: Presence, following: Collection[str]) -> list[Step]:
        """Return the oppositions that an exposure holds all of, where some states follow, sorted."""
        return [
            step
            for step in self.oppositions
            if presence.agents.issuperset(step.agents)
            and presence.contexts.issuperset(step.contexts)
            and presence.forms.issuperset(step.these_forms)
            and all(state in following for state in step.states)
            and _one_of_each(tuple(map(self.of_class, step.agent_kinds)), presence.agents)
        ]


def _one_of_each(wanted: Alternatives, present: frozenset[str]) -> bool:
    return not any(map(present.isdisjoint, wanted))
