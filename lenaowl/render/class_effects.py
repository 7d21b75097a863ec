"""Effects of a class of drugs: those of any member, apart from them what known members share, and the members' own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from lenaowl.analysis.class_effects import ClassEffects
from lenaowl.analysis.effects import Effect, EffectRecords
from lenaowl.ontology import html_text
from lenaowl.ontology.records import Json, Ref, flat
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, SUBCLASS_OF
from lenaowl.render.effects import by_level, changes, columns, exposure, induced, listed, standing
from lenaowl.render.formats import Shown
from lenaowl.render.tables import Screen, markdown_table, paragraph


def class_effects(agent: Ref, found: ClassEffects, each: Mapping[Ref, EffectRecords]) -> Shown:
    """Return what the effects of a class can be written as; `source` says which are only shared by known members.

    Args:
        agent: what stands for any member; its label alone is shown.
        found: the effects of the class.
        each: the effects of each member, if they are wanted; then every row says whose it is, in `agent`.
    """
    return Shown(
        what="A list of effects",
        text=lambda screen: _text(agent, found, each, screen),
        json=lambda: _records(found, each),
        rows=lambda: [flat(record) for record in _records(found, each)],
        triples=lambda: _triples(found, each),
        markdown=lambda: _markdown(agent, found, each),
        html=lambda: _html(found, each),
    )


def _records(found: ClassEffects, each: Mapping[Ref, EffectRecords]) -> list[Json]:
    own = [effect.as_dict() for effect in (*found.entailed, *found.shared)]
    if not each:
        return own
    told = [{"agent": found.drug_class.as_dict(), **record} for record in own]
    for member, effects in each.items():
        told += [{"agent": member.as_dict(), **effect.as_dict()} for effect in effects]
    return told


def _text(agent: Ref, found: ClassEffects, each: Mapping[Ref, EffectRecords], screen: Screen) -> str:
    parts = [listed(agent, found.entailed, screen)]
    if found.shared:
        parts += [paragraph(found.sharing, screen, style="bold"), by_level(found.shared, screen)]
    parts += [listed(member, effects, screen) for member, effects in each.items()]
    return "\n".join(parts)


def _markdown(agent: Ref, found: ClassEffects, each: Mapping[Ref, EffectRecords]) -> str:
    sections = [(f"# What follows under {agent.label}", found.entailed)]
    sections += [(f"## {found.sharing}", found.shared)] if found.shared else []
    sections += [(f"## What follows under {member.label}", effects) for member, effects in each.items()]
    return "\n".join(
        f"{heading}\n\n{markdown_table(*columns(effects, everything=True))}" for heading, effects in sections
    )


def _html(found: ClassEffects, each: Mapping[Ref, EffectRecords]) -> str:
    own = (html_text.section(f"{m.label} ({len(effects)})", effects._repr_html_()) for m, effects in each.items())
    return "".join((found._repr_html_(), *own))


def _triples(found: ClassEffects, each: Mapping[Ref, EffectRecords]) -> Iterator[ox.Triple]:
    """Yield what the class is below, and what its known members induce: all if wanted, else what they share."""
    for effect in found.entailed:
        yield from _of_any(found.drug_class, effect)
        yield standing(found.drug_class, effect)
    for member in found.members:
        yield ox.Triple(ox.NamedNode(member), ox.NamedNode(RDF_TYPE), ox.NamedNode(found.drug_class))
        for effect in each[member] if each else found.shared:
            yield from induced(member, effect)
        yield from (standing(member, effect) for effect in each.get(member, ()))


def _of_any(cls: Ref, effect: Effect) -> Iterator[ox.Triple]:
    """Yield that a class is below what induces a state, and an exposure to some member of it."""
    member = ox.BlankNode()
    for predicate, value in changes(effect):
        restriction = ox.BlankNode()
        yield ox.Triple(ox.NamedNode(cls), ox.NamedNode(SUBCLASS_OF), restriction)
        yield ox.Triple(restriction, ox.NamedNode(RDF_TYPE), _owl("Restriction"))
        yield ox.Triple(restriction, _owl("onProperty"), predicate)
        yield ox.Triple(restriction, _owl("hasValue"), value)
    yield ox.Triple(member, ox.NamedNode(RDF_TYPE), ox.NamedNode(cls))
    yield from exposure(member, effect)


def _owl(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["owl"] + name)
