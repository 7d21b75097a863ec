"""Reads the reports of engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from lenaowl.validation.shacl.shapes import SH, Raw, Term

if TYPE_CHECKING:
    from rdflib import Graph


def results(report: Graph) -> list[Raw]:
    """Read a report into raw findings; what it tells of a result in detail, with sh:detail, is no finding."""
    from rdflib import URIRef

    found: list[Raw] = []
    for result in report.objects(None, URIRef(SH + "result")):
        told = {str(p): o for p, o in report.predicate_objects(result)}
        value, path = told.get(SH + "value"), told.get(SH + "resultPath")
        parameter = _parameter(str(told[SH + "sourceConstraintComponent"]))
        raw = Raw(
            term(told[SH + "focusNode"]),
            str(told[SH + "sourceShape"]),
            parameter,
            None if value is None or parameter in ("minCount", "maxCount", "hasValue") else term(value),
            str(path) if isinstance(path, URIRef) else "",
            str(told.get(SH + "resultMessage", "")),
            str(told.get(SH + "sourceConstraint", "")),
        )
        found.append(raw)
    return found


def _parameter(component: str) -> str:
    """Return the parameter of a constraint component of SHACL; another component is its IRI."""
    if not component.startswith(SH):
        return component
    name = component.removeprefix(SH).removesuffix("ConstraintComponent")
    return "sparql" if name == "SPARQL" else name[:1].lower() + name[1:]


def term(node: object) -> Term:
    """Return a term of rdflib as one of the embedded store."""
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
