"""What engines report: their graphs as raw findings, and messages with values in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import compact
from lenaowl.validation.shacl.shapes import SH, Raw, Term

if TYPE_CHECKING:
    from rdflib import Graph


def filled(message: str, cells: Mapping[str, Term | None]) -> str:
    """Return the message of a SPARQL constraint with values in place of its variables: `{?value}`, `{$this}`.

    >>> filled("{$this} has {?value}", {"this": ox.NamedNode("https://example.org/a"), "value": ox.Literal(9)})
    'https://example.org/a has 9'
    """

    def told(found: re.Match[str]) -> str:
        term = cells.get(found[1])
        return found[0] if term is None else compact(str(term.value))

    return re.sub(r"\{[?$](\w+)\}", told, message)


def results(report: Graph) -> list[Raw]:
    """Read a report into raw findings; what it tells of a result in detail, with sh:detail, is no finding."""
    from rdflib import URIRef

    found: dict[Raw, None] = {}
    for result in report.objects(None, URIRef(SH + "result")):
        told = {str(p): o for p, o in report.predicate_objects(result)}
        value, path = told.get(SH + "value"), told.get(SH + "resultPath")
        name = str(told[SH + "sourceConstraintComponent"]).removeprefix(SH).removesuffix("ConstraintComponent")
        parameter = "sparql" if name == "SPARQL" else name[:1].lower() + name[1:]
        raw = Raw(
            _term(told[SH + "focusNode"]),
            str(told[SH + "sourceShape"]),
            parameter,
            None if value is None or parameter in ("minCount", "maxCount", "hasValue") else _term(value),
            compact(str(path)) if isinstance(path, URIRef) else "",
            str(told.get(SH + "resultMessage", "")),
        )
        found[raw] = None
    return list(found)


def _term(node: object) -> Term:
    from rdflib import BNode, Literal, URIRef

    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    if isinstance(node, Literal) and node.language:
        return ox.Literal(str(node), language=node.language)
    if isinstance(node, Literal) and node.datatype:
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)))
    return ox.Literal(str(node))
