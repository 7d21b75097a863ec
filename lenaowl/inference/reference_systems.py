"""Reference systems: what is present in them, and the properties that say what agents do in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lenaowl.inference.steps import Presence, system_forms
from lenaowl.ontology.contexts import Contexts
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import PREFIXES, lena

_SUBPROPERTY = PREFIXES["rdfs"] + "subPropertyOf"


@dataclass(frozen=True)
class ReferenceSystem:
    """A system that each agent is applied to in turn; all fields but `presence` hold IRIs.

    Attributes:
        iri: the system itself.
        effect_in: the property from an agent to a state that follows in it.
        degrades_in: the property from an agent to a protein that is degraded in it.
        presence: its contexts, with all broader ones, and the wild-type forms of its species; no agent.
    """

    iri: str
    effect_in: str
    degrades_in: str
    presence: Presence


def read_systems(store: EmbeddedStore, contexts: Contexts) -> list[ReferenceSystem]:
    """Return the reference systems in a store, sorted by IRI."""
    properties = store.objects(lena("forSystem"))
    above = store.objects(_SUBPROPERTY)

    def property_of(system: str, kind: str) -> str:
        return next(p for p, systems in properties.items() if system in systems and lena(kind) in above.get(p, ()))

    forms, told_contexts = system_forms(store), store.objects(lena("systemContext"))
    systems = (str(row[0]) for row in store.rows("SELECT ?s { ?s a lena:ReferenceSystem } ORDER BY ?s"))
    return [
        ReferenceSystem(
            iri=system,
            effect_in=property_of(system, "induces"),
            degrades_in=property_of(system, "inducesDegradationOf"),
            presence=_presence(system, contexts.with_broader(told_contexts.get(system, ())), forms.get(system, ())),
        )
        for system in systems
    ]


def _presence(system: str, contexts: frozenset[str], forms: Iterable[str]) -> Presence:
    present = frozenset(forms)
    return Presence(system, contexts=contexts, forms=present, sole_forms=present)
