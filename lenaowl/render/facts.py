"""Inferred statements as a table, CSV, JSON or Turtle."""

from __future__ import annotations

from collections.abc import Sequence

from lenaowl.rdf.vocabulary import RDF_TYPE, curie
from lenaowl.render.tables import aligned, as_csv, as_json


def facts(rows: Sequence[tuple[str, str, str]], form: str) -> str:
    """Return inferred statements in one of the formats table, csv, json and ttl."""
    if form == "json":
        return as_json([{"subject": s, "predicate": p, "object": o} for s, p, o in rows])
    if form == "ttl":
        return "".join(f"<{s}> <{p}> <{o}> .\n" for s, p, o in rows)
    if form == "csv":
        return as_csv([("subject", "predicate", "object"), *rows])
    short = [tuple(curie(term).replace(RDF_TYPE, "a") for term in row) for row in rows]
    return "".join(f"{line}\n" for line in aligned(short))
