"""Inferred statements."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import RDF_TYPE, compact
from lenaowl.render.formats import Shown
from lenaowl.render.tables import markdown_table, table

_COLUMNS = ("subject", "predicate", "object")


def facts(found: Sequence[tuple[str, str, str]]) -> Shown:
    """Return what inferred statements, as IRIs, can be written as."""
    records = [dict(zip(_COLUMNS, row, strict=True)) for row in found]
    short = [tuple("a" if term == RDF_TYPE else compact(term) for term in row) for row in found]
    return Shown(
        what="A list of statements",
        text=lambda screen: table(_COLUMNS, short, screen),
        json=lambda: records,
        rows=lambda: records,
        triples=lambda: (ox.Triple(*map(ox.NamedNode, row)) for row in found),
        markdown=lambda: markdown_table(_COLUMNS, short),
    )
