"""What was searched for, and trees, as text, CSV or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lenaowl.analysis.search import Hit
from lenaowl.analysis.tree import Branch
from lenaowl.render.tables import aligned, as_csv, as_json

_WIDTH = 90


def hits(found: Sequence[Hit], form: str) -> str:
    """Return hits in one of the formats table, csv and json."""
    if form == "json":
        return as_json([hit.as_dict() for hit in found])
    if form == "csv":
        columns = ("name", "label", "kind", "field", "text", "iri")
        return as_csv([columns, *([hit.as_dict()[column] for column in columns] for hit in found)])
    rows = [("kind", "term", "what it is", "found in"), *(_row(hit) for hit in found)]
    return "".join(f"{line}\n" for line in aligned(rows))


def _row(hit: Hit) -> tuple[str, ...]:
    where = hit.field if hit.field in ("label", "sentence", "name") else f"{hit.field}: {_short(hit.text)}"
    return hit.kind, hit.name, _short(hit.label), where


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 4].rpartition(" ")[0] + " ..."


def tree_text(root: Branch) -> str:
    """Return a tree as an indented list."""
    branches = [root] if root.iri else root.branches
    return "".join(f"{line}\n" for branch in branches for line in _lines(branch, 0))


def _lines(branch: Branch, depth: int) -> Iterator[str]:
    mark = "" if branch.relation in ("", "subclass") else "- "
    asides = [branch.name]
    asides += [branch.relation] if branch.relation in ("part", "form") else []
    asides += [f"{branch.members} known"] if branch.members else []
    yield f"{'  ' * depth}{mark}{branch.label} ({', '.join(asides)})"
    for below in branch.branches:
        yield from _lines(below, depth + 1)
