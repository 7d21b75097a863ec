"""What an engine does not cover of SHACL: refused by name, for what is passed over in silence seems to conform."""

from __future__ import annotations

import importlib
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.sparql_text import tokens, variables
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
    "propertyValidator", "validator", "suggestedShapesGraph", "shapesGraph", "entailment", "conforms", "detail",
    "focusNode", "result", "resultMessage", "resultPath", "resultSeverity", "shapesGraphWellFormed",
    "sourceConstraint", "sourceConstraintComponent", "sourceShape", "value",
})  # fmt: skip
_PARTS = frozenset({"nodes", "this", "condition", "construct", "subject", "predicate", "object"})
# Advanced features that engines cover beside; those of pyshacl are switched on for shapes that use them.
ADVANCED = {
    "sparql": frozenset[str](),
    "pyshacl": frozenset({"target", "rule", "expression", *_PARTS}),
    "shifty": frozenset({"target", "expression", *_PARTS}),
}
_SUBTRACTION = re.compile(r"\[[^\]]*-\[")  # of classes of characters, as XML Schema writes it


def advanced(shapes: Shapes) -> set[str]:
    """Return the names of SHACL that shapes use and that are not of SHACL 1.0."""
    used = {t.predicate.value.removeprefix(SH) for t in shapes.triples if t.predicate.value.startswith(SH)}
    return used - _CORE


def uncovered(shapes: Shapes, engine: str) -> str:
    """Return what shapes use that an engine passes over, such as `sh:js`; empty if there is nothing."""
    return ", ".join(f"sh:{name}" for name in sorted(advanced(shapes) - ADVANCED[engine]))


def check_covered(shapes: Shapes, engine: str) -> None:
    """Refuse shapes of which an engine would pass over a part, or in whose patterns it would hang.

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
        for shape, pattern in _patterns(shapes):
            if why := _not_for(engine, pattern):
                raise DataError(
                    f"{shapes.name}: the shape {shape.name} has the sh:pattern {pattern[:60]!r}, {why}; "
                    "use another engine, or write the pattern in another way"
                )


def _passed_over(shape: Shape) -> str:
    """Return what pyshacl passes over in a shape though it covers the component; empty if there is nothing."""
    if any(c.name == "minLength" and str(c.value.value) == "0" for c in shape.constraints):
        return "an sh:minLength of 0, by which blank nodes are wrong"
    if any(c.name == "sparql" and "shapesGraph" in variables(str(c.value.value)) for c in shape.constraints):
        return "a query with $shapesGraph"
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


# -- regular expressions --------------------------------------------------------------------------------


def is_for_oxigraph(pattern: str, flags: str = "") -> bool:
    """Whether Oxigraph reads a pattern as SPARQL means it; it answers nothing at all to one that it does not read.

    >>> is_for_oxigraph("^a+$"), is_for_oxigraph("(?=b)"), is_for_oxigraph("[a-z-[aeiou]]")
    (True, False, False)
    """
    if _SUBTRACTION.search(pattern):
        return False
    query = f'SELECT (REGEX("", {ox.Literal(pattern)}, {ox.Literal(flags)}) AS ?x) WHERE {{}}'
    try:
        return any(row["x"] is not None for row in ox.Store().query(query))  # type: ignore[union-attr]
    except SyntaxError:
        return False


def _not_for(engine: str, pattern: str) -> str:
    """Return why an engine cannot check a pattern, which pyshacl does with Python's expressions; empty if it can."""
    if _SUBTRACTION.search(pattern):
        return f"with a subtraction of characters, which {engine} reads otherwise"
    if engine != "pyshacl":
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = _parser().parse(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"which Python does not read ({error})"
    if _may_hang(parsed, False):
        return "in which a repetition repeats a repetition or a choice, so that a check may never end"
    return ""


def is_broken(pattern: str) -> bool:
    """Whether a text is not a regular expression of any kind, such as one with an open bracket.

    >>> is_broken("("), is_broken("(?=b)")
    (True, False)
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (OverflowError, RecursionError):
        return True
    except re.error as error:
        return not str(error).startswith("bad escape") and not is_for_oxigraph(pattern)
    return False


def _parser() -> Any:  # noqa: ANN401 - a module of the standard library without types
    return importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")


_LONG = 1_000  # repetitions that are as bad as any number


def _may_hang(parsed: Any, repeated: bool) -> bool:  # noqa: ANN401 - as above
    """Whether a parsed expression holds a repetition without bound, or a choice, within another repetition."""
    for kind, content in parsed:
        name = str(kind)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            _, most, inner = content
            unbound = int(most) >= _LONG
            if (repeated and int(most) > 1) or _may_hang(inner, repeated or unbound):
                return True
        elif name == "BRANCH":
            if repeated or any(_may_hang(part, repeated) for part in content[1]):
                return True
        elif name == "SUBPATTERN":
            if _may_hang(content[-1], repeated):
                return True
        elif name in ("ASSERT", "ASSERT_NOT") and _may_hang(content[1], repeated):
            return True
    return False
