"""What was searched for, and trees."""

from __future__ import annotations

from collections.abc import Iterator

from lenaowl.analysis.search import Hit
from lenaowl.analysis.tree import Branch
from lenaowl.ontology.records import Json, Records
from lenaowl.rdf.vocabulary import compact
from lenaowl.render.formats import Shown
from lenaowl.render.tables import Column, Screen, markdown_table, paragraph, table

_COLUMNS = (Column("kind"), Column("term"), Column("what it is"), Column("found in"))


def hits(found: Records[Hit]) -> Shown:
    """Return what hits can be written as."""
    rows = [(hit.kind, compact(hit.iri), hit.label, _where(hit)) for hit in found]
    return Shown(
        what="A list of hits",
        text=lambda screen: table(_COLUMNS, rows, screen),
        json=found.as_dicts,
        rows=found.rows,
        markdown=lambda: markdown_table(_COLUMNS, rows),
        html=found._repr_html_,
    )


def _where(hit: Hit) -> str:
    return hit.field if hit.field in ("label", "sentence", "name") else f"{hit.field}: {hit.text}"


def tree(root: Branch) -> Shown:
    """Return what a tree can be written as."""
    return Shown(
        what="A tree",
        text=lambda screen: "".join(_lines(root, screen)),
        json=root.as_dict,
        rows=lambda: list(_rows(root, "")),
        markdown=lambda: "".join(f"{'  ' * depth}- {_said(branch)}\n" for branch, depth in _branches(root)),
        html=root._repr_html_,
    )


def _branches(root: Branch, depth: int = 0) -> Iterator[tuple[Branch, int]]:
    """Yield each branch with its depth; the root of the whole tree has no line of its own."""
    if root.iri:
        yield root, depth
    for below in root.branches:
        yield from _branches(below, depth + 1 if root.iri else depth)


def _lines(root: Branch, screen: Screen) -> Iterator[str]:
    for branch, depth in _branches(root):
        mark = "" if branch.relation in ("", "subclass") else "- "
        yield paragraph(_said(branch), screen, first=f"{'  ' * depth}{mark}", rest="  " * (depth + 2))


def _said(branch: Branch) -> str:
    asides = [compact(branch.iri)]
    asides += [branch.relation] if branch.relation in ("part", "form") else []
    asides += [f"{branch.members} known"] if branch.members else []
    return f"{branch.label} ({', '.join(asides)})"


def _rows(root: Branch, above: str) -> Iterator[Json]:
    """Yield a row for each branch, with the term that it stands below."""
    if root.iri:
        row = {key: value for key, value in root.row().items() if key != "branches"}
        yield {**row, "below": above}
    for branch in root.branches:
        yield from _rows(branch, compact(root.iri) if root.iri else "")
