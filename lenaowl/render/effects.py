"""Effects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import pyoxigraph as ox

from lenaowl.analysis.class_effects import SHARED
from lenaowl.analysis.effects import Effect, EffectRecords
from lenaowl.analysis.published_standing import PROPERTIES
from lenaowl.ontology.citations import cited
from lenaowl.ontology.records import Ref
from lenaowl.rdf.vocabulary import RDF_TYPE, lena
from lenaowl.render.formats import Shown
from lenaowl.render.tables import UNLIMITED, Column, Screen, markdown_table, paragraph, styled, table

_SOURCES = {"own": "this drug", "class": "its class", SHARED: "all known members"}
_CITED = 1  # citations in a line of a table, where not all are asked for


def effects(agent: Ref, found: EffectRecords) -> Shown:
    """Return what the effects of an agent, or of a class of agents, can be written as."""
    return Shown(
        what="A list of effects",
        text=lambda screen: listed(agent, found, screen),
        json=found.as_dicts,
        rows=found.rows,
        triples=lambda: (triple for e in found for triple in (*induced(agent, e), standing(agent, e))),
        markdown=lambda: f"# What follows under {agent.label}\n\n{markdown_table(*columns(found, everything=True))}",
        html=found._repr_html_,
    )


def listed(agent: Ref, found: EffectRecords, screen: Screen) -> str:
    """Return what follows under an agent as text."""
    if not found:
        return paragraph(f"Nothing follows for {agent.label} from what is claimed here.", screen)
    heading = styled(f"What follows under {agent.label}\n", "bold", screen)
    status = "" if _shown_status(found) else " Every step rests on established claims."
    count = f"{len(found)} effect{'s' if len(found) > 1 else ''}.{status} Ask why with: lenaowl explain"
    return f"{heading}\n{by_level(found, screen)}\n{paragraph(count, screen)}"


def by_level(found: Sequence[Effect], screen: Screen) -> str:
    """Return effects as a table, level by level."""
    names, rows = columns(found, everything=screen.width >= UNLIMITED)
    listed: list[Sequence[str] | str] = []
    for level, group in groupby(rows, key=lambda row: row[0]):
        listed += [level, *(row[1:] for row in group)]
    return table(names[1:], listed, screen)


def columns(found: Sequence[Effect], *, everything: bool) -> tuple[list[Column], list[tuple[str, ...]]]:
    """Return columns and rows of a table of effects; a column that would say the same in each row is left out."""
    made = {
        Column("level"): [e.level for e in found],
        Column("what"): [e.entity.label for e in found],
        Column("change", style="direction"): [e.change for e in found],
        Column("where"): [e.where for e in found],
        Column("steps", right=True): [str(e.steps) for e in found],
        Column("status", style="status"): [e.status for e in found],
        Column("shown for"): [_SOURCES[e.source] for e in found],
        Column("basis", style="basis"): [e.basis for e in found],
        Column("citations"): [cited(e.first_citations, None if everything else _CITED) for e in found],
    }
    left_out = () if everything else ("shown for", *(() if _shown_status(found) else ("status",)))
    kept = {column: cells for column, cells in made.items() if column.name not in left_out}
    return list(kept), list(zip(*kept.values(), strict=True))


def _shown_status(found: Sequence[Effect]) -> bool:
    return any(effect.status != "established" for effect in found)


def induced(agent: Ref, effect: Effect) -> Iterator[ox.Triple]:
    """Yield what an agent induces, and an exposure with the contexts of the effect."""
    subject = ox.NamedNode(agent)
    for predicate, value in changes(effect):
        yield ox.Triple(subject, predicate, value)
    yield from exposure(subject, effect)


def standing(agent: Ref, effect: Effect) -> ox.Triple:
    """Return how it stands that an agent, or a class of drugs, has an effect."""
    return ox.Triple(ox.NamedNode(agent), ox.NamedNode(PROPERTIES[effect.basis]), ox.NamedNode(effect.state))


def changes(effect: Effect) -> tuple[tuple[ox.NamedNode, ox.NamedNode], ...]:
    """Return what is said of an agent that has an effect: property and value."""
    return (
        (named("induces"), ox.NamedNode(effect.state)),
        (named(f"{effect.direction}s"), ox.NamedNode(effect.entity)),
    )


def exposure(agent: ox.NamedNode | ox.BlankNode, effect: Effect) -> Iterator[ox.Triple]:
    """Yield an exposure to an agent with the contexts of an effect."""
    made = ox.BlankNode()
    yield ox.Triple(made, ox.NamedNode(RDF_TYPE), named("Exposure"))
    yield ox.Triple(made, named("hasAgent"), agent)
    yield ox.Triple(made, named("hasEffect"), ox.NamedNode(effect.state))
    for context in sorted({*effect.proof.contexts, *effect.contexts}):  # all members need more than one may
        yield ox.Triple(made, named("inContext"), ox.NamedNode(context))


def named(name: str) -> ox.NamedNode:
    """Return a term of ours."""
    return ox.NamedNode(lena(name))
