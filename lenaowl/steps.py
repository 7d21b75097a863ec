"""Steps: what claims compile to, and which of them an exposure takes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from lenaowl.claims import Claim
from lenaowl.store import EmbeddedStore
from lenaowl.vocabulary import RDF_TYPE, lena

FUNCTIONAL = lena("FunctionalForm")


@dataclass(frozen=True, order=True)
class FormNeed:
    """A need for some protein form of a class; of one protein, or of any if `protein` is empty."""

    form_class: str
    protein: str


@dataclass(frozen=True, order=True)
class Step:
    """One way from what is present and what has happened to one thing more; compiled from one claim.

    `state` is what follows, `degraded` the protein that is degraded, if one is; all fields hold IRIs.
    """

    iri: str
    claim: str
    agents: tuple[str, ...] = ()
    agent_kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    forms: tuple[FormNeed, ...] = ()
    state: str = ""
    degraded: str = ""


def read_steps(store: EmbeddedStore) -> list[Step]:
    """Return the steps in a store, sorted by IRI."""
    parts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for step, predicate, value in store.rows(
        "SELECT ?step ?p ?o { GRAPH lena:steps { ?step a lena:Step ; ?p ?o } } ORDER BY ?step ?p ?o"
    ):
        parts[str(step)][str(predicate)].append(str(value))
    needs: dict[str, FormNeed] = {}
    for need, form_class, protein in store.rows(
        "SELECT ?need ?class ?of {GRAPH lena:steps { ?need lena:needClass ?class OPTIONAL { ?need lena:needOf ?of } } }"
    ):
        needs[str(need)] = FormNeed(str(form_class), protein or "")

    def values(iri: str, name: str) -> tuple[str, ...]:
        return tuple(parts[iri].get(lena(name), ()))

    return [
        Step(
            iri=iri,
            claim=values(iri, "fromClaim")[0],
            agents=values(iri, "needsAgent"),
            agent_kinds=values(iri, "needsAgentKind"),
            states=values(iri, "needsEffect"),
            contexts=values(iri, "needsContext"),
            forms=tuple(sorted(needs[n] for n in values(iri, "needsForm"))),
            state="".join(values(iri, "yieldsEffect")),
            degraded="".join(values(iri, "yieldsDegradationOf")),
        )
        for iri in parts
    ]


@dataclass
class Facts:
    """What holds in a store after inference, as look-up tables of IRIs."""

    steps: list[Step]
    claims: dict[str, Claim]
    types: dict[str, list[str]]
    agents: dict[str, list[str]]
    contexts: dict[str, list[str]]
    forms: dict[str, list[str]]
    form_of: dict[str, list[str]]
    effects: dict[str, list[str]]
    degraded: dict[str, list[str]]
    profiles: dict[str, list[str]]
    depletes: dict[str, list[str]]

    def takes(self, exposure: str, step: Step) -> bool:
        """Whether all that the step needs holds in the exposure."""
        present = self.forms.get(exposure, ())
        return (
            set(step.states) <= set(self.effects.get(exposure, ()))
            and set(step.contexts) <= set(self.contexts.get(exposure, ()))
            and set(step.agents) <= set(self.agents.get(exposure, ()))
            and all(self.agents_of_kind(exposure, kind) for kind in step.agent_kinds)
            and all(any(self.meets(form, need) for form in present) for need in step.forms)
        )

    def agents_of_kind(self, exposure: str, kind: str) -> list[str]:
        """Return the agents of an exposure that are members of a class."""
        return [agent for agent in self.agents.get(exposure, ()) if kind in self.types.get(agent, ())]

    def meets(self, form: str, need: FormNeed) -> bool:
        """Whether a protein form is of the class, and of the protein if one is named."""
        of_it = not need.protein or need.protein in self.form_of.get(form, ())
        return of_it and need.form_class in self.types.get(form, ())

    def taken(self, exposure: str) -> list[Step]:
        """Return the steps that an exposure takes, sorted."""
        return [step for step in self.steps if self.takes(exposure, step)]


def read_facts(store: EmbeddedStore, claims: dict[str, Claim]) -> Facts:
    """Read what holds in a store."""
    return Facts(
        steps=read_steps(store),
        claims=claims,
        types=store.objects(RDF_TYPE),
        agents=store.objects(lena("hasAgent")),
        contexts=store.objects(lena("inContext")),
        forms=store.objects(lena("hasForm")),
        form_of=store.objects(lena("formOf")),
        effects=store.objects(lena("hasEffect")),
        degraded=store.objects(lena("degrades")),
        profiles=store.objects(lena("hasProfile")),
        depletes=store.objects(lena("depletes")),
    )
