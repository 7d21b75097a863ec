"""What an engine does not cover of SHACL: refused by name, for what is passed over in silence seems to conform."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph as ox

from lenaowl.errors import DataError, LenaowlError
from lenaowl.rdf.sparql_text import tokens, variables
from lenaowl.rdf.sparql_tree import functions
from lenaowl.rdf.vocabulary import PREFIXES
from lenaowl.validation.shacl.lists import Graph
from lenaowl.validation.shacl.own_queries import prefixes
from lenaowl.validation.shacl.patterns import not_for
from lenaowl.validation.shacl.shapes import SH, Shape, Shapes

# SHACL 1.0: what every engine takes, or refuses by itself.
_CORE = frozenset({
    "and", "class", "closed", "datatype", "deactivated", "declare", "defaultValue", "description", "disjoint",
    "equals", "flags", "group", "hasValue", "ignoredProperties", "in", "languageIn", "lessThan", "lessThanOrEquals",
    "maxCount", "maxExclusive", "maxInclusive", "maxLength", "message", "minCount", "minExclusive", "minInclusive",
    "minLength", "name", "namespace", "node", "nodeKind", "not", "or", "order", "path", "pattern", "prefix",
    "prefixes", "property", "qualifiedMaxCount", "qualifiedMinCount", "qualifiedValueShape",
    "qualifiedValueShapesDisjoint", "severity", "sparql", "nodeShape", "targetClass", "targetNode", "targetObjectsOf",
    "targetSubjectsOf", "uniqueLang", "xone", "alternativePath", "inversePath", "oneOrMorePath", "zeroOrMorePath",
    "zeroOrOnePath", "ask", "select", "labelTemplate", "nodeValidator", "optional", "parameter",
    "propertyValidator", "validator", "suggestedShapesGraph", "shapesGraph", "conforms", "detail",
    "focusNode", "result", "resultMessage", "resultPath", "resultSeverity", "shapesGraphWellFormed",
    "sourceConstraint", "sourceConstraintComponent", "sourceShape", "value",
})  # fmt: skip
_PARTS = frozenset({"nodes", "this", "condition", "construct", "subject", "predicate", "object"})
_TEXTS = tuple(SH + name for name in ("select", "ask", "construct"))
# The functions with an IRI that every engine knows.
_CASTS = {PREFIXES["xsd"] + name for name in ("string", "boolean", "integer", "decimal", "float", "double", "dateTime")}
# Advanced features that engines cover beside; those of pyshacl are switched on for shapes that use them.
ADVANCED = {
    "sparql": frozenset[str](),
    "pyshacl": frozenset({"target", "rule", "expression", *_PARTS}),
    "shifty": frozenset({"target", "expression", *_PARTS}),
}


_FLAGS = {"pyshacl": "im", "shifty": "imsx"}  # of patterns


def advanced(shapes: Shapes) -> set[str]:
    """Return the names of SHACL that shapes use and that are not of SHACL 1.0."""
    used = {t.predicate.value.removeprefix(SH) for t in shapes.triples if t.predicate.value.startswith(SH)}
    return used - _CORE


def uncovered(shapes: Shapes, engine: str) -> str:
    """Return what shapes use that an engine passes over, such as `sh:js`; empty if there is nothing."""
    return ", ".join(f"sh:{name}" for name in sorted(advanced(shapes) - ADVANCED[engine]))


def check_covered(shapes: Shapes, engine: str, longest: int = 0, *, line_ends: bool = False) -> None:
    """Refuse shapes of which an engine would pass over a part, or in whose patterns it would hang.

    Args:
        shapes: the shapes.
        engine: the engine.
        longest: how many characters the longest text of the data has, which patterns may take time by the power of.
        line_ends: whether a text of the data ends in a line end.

    Raises:
        DataError: that names what is not covered.
    """
    if names := uncovered(shapes, engine):
        others = [name for name in ADVANCED if name != engine and not uncovered(shapes, name)]
        advice = f"use --engine {others[0]}" if others else "no engine here does; take it out"
        raise DataError(f"{shapes.name}: {names} is not covered by the engine {engine}; {advice}")
    for shape in shapes.by_iri.values() if engine == "pyshacl" else ():
        if what := _passed_over(shape):
            raise DataError(
                f"{shapes.name}: the shape {shape.name} has {what}, which pyshacl does not cover; use another engine"
            )
    if engine != "sparql":
        if called := set(_functions(shapes)) - _CASTS:
            raise DataError(
                f"{shapes.name}: a query calls the function {min(called)}, which the engine {engine} does not know, so "
                "that it would pass over what is tested with it; take it out, or try --engine sparql"
            )
        for shape in shapes.by_iri.values():
            flags = "".join(str(c.value.value) for c in shape.constraints if c.name == "flags")
            if left := sorted(set(flags) - set(_FLAGS[engine])):
                raise DataError(
                    f"{shapes.name}: the shape {shape.name} has the sh:flags {', '.join(left)}, which {engine} does "
                    "not cover; use --engine sparql"
                )
        for shape, pattern in _patterns(shapes):
            if why := not_for(engine, pattern, longest, line_ends=line_ends):
                raise DataError(
                    f"{shapes.name}: the shape {shape.name} has the sh:pattern {pattern[:60]!r}, {why}; "
                    "use another engine, or write the pattern in another way"
                )


def _functions(shapes: Shapes) -> Iterator[str]:
    """Yield the functions that queries of users' shapes call; what is no query is refused elsewhere."""
    graph: Graph = {}
    for t in shapes.triples if shapes.are_users else ():
        graph.setdefault(t.subject, {}).setdefault(t.predicate.value, []).append(t.object)  # type: ignore[arg-type]
    for node, about in graph.items():
        for text in (value.value for name in _TEXTS for value in about.get(name, ()) if isinstance(value, ox.Literal)):
            with suppress(LenaowlError):
                yield from functions(text, prefixes(graph, node))


def _passed_over(shape: Shape) -> str:
    """Return what pyshacl passes over in a shape though it covers the component; empty if there is nothing."""
    if any(c.name == "minLength" and str(c.value.value) == "0" for c in shape.constraints):
        return "an sh:minLength of 0, by which blank nodes are wrong"
    if any(c.name == "sparql" and "shapesGraph" in variables(str(c.value.value)) for c in shape.constraints):
        return "a query with $shapesGraph"
    if any(c.name == "datatype" and str(c.value.value).startswith(PREFIXES["rdfs"]) for c in shape.constraints):
        return "an sh:datatype of RDFS, which it takes for any literal"
    backwards = shape.path is not None and bool(shape.path.steps) and shape.path.steps[-1][1]
    compared = [c.name for c in shape.constraints if c.name in ("lessThan", "lessThanOrEquals")]
    return f"an sh:{compared[0]} on a path that leads backwards" if backwards and compared else ""


def _patterns(shapes: Shapes) -> Iterator[tuple[Shape, str]]:
    for shape in shapes.by_iri.values():
        for constraint in shape.constraints:
            if constraint.name == "pattern" and constraint.values:
                yield shape, str(constraint.value.value)
            elif constraint.name == "sparql":
                found = list(tokens(str(constraint.value.value)))
                if any(kind == "word" and text.upper() in ("REGEX", "REPLACE") for kind, text in found):
                    yield from ((shape, text.strip("\"'")) for kind, text in found if kind == "string")
