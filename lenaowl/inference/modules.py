"""Parts compiled statements: the core, on agents and protein forms, and the module on exposures.

Without exposures, and without the property chains that lead over them, a reasoner is done with the core in seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from lenaowl.rdf.store import about
from lenaowl.rdf.vocabulary import PREFIXES, lena

_CHAIN, _FIRST = PREFIXES["owl"] + "propertyChainAxiom", PREFIXES["rdf"] + "first"
_ENDS = {PREFIXES["rdfs"] + "domain", PREFIXES["rdfs"] + "range"}


@dataclass(frozen=True)
class Parts:
    """Compiled statements, parted.

    Attributes:
        core: what is said of agents, protein forms, claims and the rest.
        chains: property chains that lead over exposures, such as from an agent to what follows in its profiles.
        profiles: what is said of each agent in each reference system; reasoning by rules begins there.
    """

    core: list[ox.Triple]
    chains: list[ox.Triple]
    profiles: list[ox.Triple]


def part(triples: Iterable[ox.Triple], profiles: Collection[str], arbitrary: Collection[str]) -> Parts:
    """Part statements.

    Args:
        triples: what is authored, and what the rules of compilation make of it.
        profiles: IRIs of the exposures that each agent is in, one for each reference system.
        arbitrary: IRIs of the arbitrary members of classes and of their profiles: what is said of them is left out.
    """
    kept = [t for t in triples if not is_about(t, arbitrary)]
    chains, of_profiles = _chains(kept), {t for t in kept if is_about(t, profiles)}
    return Parts(
        core=[t for t in kept if t not in chains and t not in of_profiles],
        chains=[t for t in kept if t in chains],
        profiles=[t for t in kept if t in of_profiles],
    )


def is_about(triple: ox.Triple, iris: Collection[str]) -> bool:
    """Whether the subject or the object of a statement is one of some terms."""
    return getattr(triple.subject, "value", "") in iris or getattr(triple.object, "value", "") in iris


def _chains(triples: list[ox.Triple]) -> set[ox.Triple]:
    """Return the property chains that begin with a property from or to exposures."""
    exposure = ox.NamedNode(lena("Exposure"))
    properties = {t.subject for t in triples if t.predicate.value in _ENDS and t.object == exposure}
    heads = {t.subject for t in triples if t.predicate.value == _FIRST and t.object in properties}
    axioms = {t for t in triples if t.predicate.value == _CHAIN and t.object in heads}
    return axioms | set(about(triples, {getattr(t.object, "value", "") for t in axioms}))
