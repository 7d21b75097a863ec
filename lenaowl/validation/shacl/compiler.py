"""Shapes as SPARQL: a few queries for each shape, whose rows are the nodes and values that break it.

The queries run wherever the data is: on the embedded store, or in a remote endpoint without pulling the data. They
cover the constraint components that lenaowl's shapes use; a component that is not covered is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox

from lenaowl.errors import one_line
from lenaowl.rdf.sparql_text import tokens
from lenaowl.rdf.vocabulary import SUBCLASS_OF
from lenaowl.validation.shacl.conditions import every, expression, filters, is_plain, no, patterns
from lenaowl.validation.shacl.constraints import (
    LESS,
    MARKS,
    OF_SETS,
    OF_VALUES,
    Expressions,
    SubclassesOf,
    UnsupportedShapeError,
    check_values,
    refuse,
    same,
)
from lenaowl.validation.shacl.coverage import uncovered
from lenaowl.validation.shacl.own_queries import scoped
from lenaowl.validation.shacl.shapes import SH, Constraint, PropertyPath, Shape, Shapes


@dataclass(frozen=True)
class Check:
    """A query whose rows are (node, value, names of the parameters that are broken).

    Attributes:
        shape: the shape that is checked.
        parameter: the parameter that is checked; empty where the third column of the rows tells them, each with a
            space after it.
        query: the SPARQL query; the value is unbound where a result has none.
        needs: sets of classes and predicates; of each of them one must occur in the data for there to be rows.
        constraint: the SPARQL constraint whose query it is; none for all others.
        target: the pattern of the target whose nodes it asks of.
    """

    shape: Shape
    parameter: str
    query: str
    needs: tuple[frozenset[str], ...]
    constraint: Constraint | None = None
    target: str = ""


@dataclass(frozen=True)
class _Target:
    """A pattern that binds ?this, and what must occur for it to match: of each set a class or a predicate."""

    pattern: str
    needs: tuple[frozenset[str], ...]

    def leading(self, shape: Shape) -> tuple[frozenset[str], ...]:
        """Return the same for a query that asks for a value of a shape: its path must lead somewhere."""
        if shape.path is None or shape.path.may_stay:
            return self.needs
        return (*self.needs, frozenset(predicate for predicate, _ in shape.path.steps))


def compile_shapes(shapes: Shapes, subclasses_of: SubclassesOf) -> list[Check]:
    """Compile shapes to queries.

    Args:
        shapes: the shapes.
        subclasses_of: returns all classes below a class.

    Raises:
        UnsupportedShapeError: if a shape demands what is not covered.
    """
    make = Expressions(shapes, subclasses_of)
    if names := uncovered(shapes, "sparql"):
        raise UnsupportedShapeError(f"the shapes use {names}, which is not compiled to SPARQL; use --engine pyshacl")
    if any(getattr(triple.object, "value", "") == SH + "ConstraintComponent" for triple in shapes.triples):
        raise UnsupportedShapeError(
            "the shapes define constraint components of their own, which are not compiled to SPARQL"
        )
    return [
        replace(check, target=target.pattern)
        for shape in shapes.targeted()
        for target in _targets(shape, make)
        for check in _checks(shape, target, make)
    ]


def focus_query(shapes: Shapes, subclasses_of: SubclassesOf) -> str:
    """Return a query for the nodes that the shapes are about."""
    make = Expressions(shapes, subclasses_of)
    parts = sorted({target.pattern for shape in shapes.targeted() for target in _targets(shape, make)})
    return f"SELECT DISTINCT ?this WHERE {{ {' UNION '.join(f'{{ {part} }}' for part in parts)} }}"


def subclass_query(shapes: Shapes) -> str:
    """Return a query for the classes below those that shapes speak of: rows of (class, subclass)."""
    classes = {str(t.value) for s in shapes.by_iri.values() for kind, t in s.targets if kind == "targetClass"}
    classes |= {str(c.value.value) for s in shapes.by_iri.values() for c in s.constraints if c.name == "class"}
    # from each class by itself: Virtuoso walks a path only from an end that is written in it
    parts = (f"{{ ?below <{SUBCLASS_OF}>+ <{cls}> BIND (<{cls}> AS ?class) }}" for cls in sorted(classes))
    return f"SELECT DISTINCT ?class ?below WHERE {{ {' UNION '.join(parts)} }}"


def staying(shapes: Shapes) -> dict[str, Shape]:
    """Return the nodes, as SPARQL writes them, that are targets of shapes with paths that may have no step.

    A store finds nothing at the end of such a path if the node is not in its data, where SHACL finds the node itself.
    """
    return {
        str(term): shape
        for shape in shapes.targeted()
        if any(one.path and one.path.may_stay for one in (shape, *shapes.within(shape)))
        for kind, term in shape.targets
        if kind == "targetNode" and isinstance(term, ox.NamedNode)
    }


# -- targets --------------------------------------------------------------------------------------------


def _targets(shape: Shape, make: Expressions) -> Iterator[_Target]:
    classes = [c for kind, term in shape.targets if kind == "targetClass" for c in make.subclasses(str(term.value))]
    if len(classes) == 1:
        yield _Target(f"?this a <{classes[0]}> .", (frozenset(classes),))
    elif classes:
        listed = " ".join(f"<{cls}>" for cls in classes)
        yield _Target(f"VALUES ?kind {{ {listed} }} ?this a ?kind .", (frozenset(classes),))
    for kind, term in shape.targets:
        if kind == "targetSubjectsOf":
            yield _Target(f"?this {term} ?of .", (frozenset({str(term.value)}),))
        elif kind == "targetObjectsOf":
            yield _Target(f"?of {term} ?this .", (frozenset({str(term.value)}),))
        elif kind == "targetNode" and isinstance(term, ox.BlankNode):
            raise refuse(shape, "targetNode (of a node without a name)")
        elif kind == "targetNode":
            yield _Target(f"VALUES ?this {{ {term} }}", ())


# -- queries --------------------------------------------------------------------------------------------


# Demands on all values of a node together that nothing breaks where there are none.
_OF_FOUND = ("maxCount", "disjoint", *LESS)


def _checks(shape: Shape, target: _Target, make: Expressions) -> Iterator[Check]:
    """Yield the queries of a shape, and of its property shapes, for the nodes of a target."""
    for constraint in shape.constraints:
        if constraint.name not in (*OF_VALUES, *OF_SETS, *MARKS):
            raise refuse(shape, constraint.name)
        check_values(shape, constraint)
    yield from _of_values(shape, target, make)
    for constraint in shape.constraints:
        if constraint.name in OF_SETS:
            for select in _of_sets(shape, constraint, target.pattern, make):
                own = constraint if constraint.name == "sparql" else None
                needs = target.leading(shape) if constraint.name in _OF_FOUND else target.needs
                yield Check(shape, constraint.name, select, needs, own)
    if shape.path and shape.properties:
        raise refuse(shape, "property (of a property shape)")
    for inner in map(make.shape, shape.properties):
        if inner:
            yield from _checks(inner, target, make)


def _of_values(shape: Shape, target: _Target, make: Expressions) -> Iterator[Check]:
    """Yield queries for what is demanded of each value: one for all that needs no pattern, one for each other."""
    where = f"{target.pattern} ?this {shape.path.sparql} ?value ." if shape.path else target.pattern
    value = "?value" if shape.path else "?this"
    head = "SELECT DISTINCT ?this ?value" if shape.path else "SELECT DISTINCT ?this (?this AS ?value)"
    tests = [(c.name, make.test(shape, c, value)) for c in shape.constraints if c.name in OF_VALUES]
    plain = [(name, test) for name, test in tests if is_plain(test)]
    alone = [(name, test) for name, test in tests if not is_plain(test)]
    if len(plain) > 1:
        names = ", ".join(f'IF({expression(test)}, "", "{name} ")' for name, test in plain)
        wrong = filters(no(every(test for _, test in plain)))
        yield Check(
            shape, "", f"{head} (CONCAT({names}) AS ?broken) WHERE {{ {where} {wrong} }}", target.leading(shape)
        )
    else:
        alone += plain
    for name, test in alone:
        yield Check(shape, name, f"{head} WHERE {{ {where} {patterns(no(test))} }}", target.leading(shape))


def _of_sets(shape: Shape, constraint: Constraint, at: str, make: Expressions) -> Iterator[str]:
    """Yield the queries for a demand on all values of a node together; `at` is the pattern of the target."""
    name, term = constraint.name, constraint.value
    if name == "sparql":
        yield _own_query(shape, constraint, at)
    elif shape.path is None:
        if name != "hasValue":
            raise refuse(shape, f"{name} (of a node shape)")
        yield f"SELECT DISTINCT ?this WHERE {{ {at} FILTER (!{same('?this', term)}) }}"
    elif name == "hasValue":
        yield f"SELECT DISTINCT ?this WHERE {{ {at} FILTER NOT EXISTS {{ ?this {shape.path.sparql} {term} }} }}"
    elif name == "minCount":
        yield from _too_few(at, shape.path, int(str(term.value)))
    elif name == "maxCount":
        yield _too_many(at, shape.path.sparql, int(str(term.value)))
    elif name == "equals":
        one, two = f"?this {shape.path.sparql} ?value .", f"?this {term} ?value ."
        parts = (f"{{ {at} {a} FILTER NOT EXISTS {{ {b} }} }}" for a, b in ((one, two), (two, one)))
        yield f"SELECT DISTINCT ?this ?value WHERE {{ {' UNION '.join(parts)} }}"
    elif name == "disjoint":
        yield f"SELECT DISTINCT ?this ?value WHERE {{ {at} ?this {shape.path.sparql} ?value . ?this {term} ?value }}"
    else:
        pairs = f"{at} ?this {shape.path.sparql} ?value . ?this {term} ?other ."
        # a store may call what SPARQL does not compare as late as itself: an IRI, a text with a language, no date
        one, other = make.valued("?value"), make.valued("?other")
        plain = f" && {make.comparable('?value')}" if name == "lessThanOrEquals" else ""
        less = f"{one} {LESS[name]} {other}{plain}"
        yield f"SELECT DISTINCT ?this ?value ?other WHERE {{ {pairs} FILTER (!COALESCE({less}, false)) }}"


def _too_few(at: str, path: PropertyPath, least: int) -> Iterator[str]:
    if least == 1:
        # Oxigraph walks a chain in NOT EXISTS from its far end, for each node anew: 1.5 s instead of 2 ms
        without = "MINUS" if path.is_chain else "FILTER NOT EXISTS"
        yield f"SELECT DISTINCT ?this WHERE {{ {at} {without} {{ ?this {path.sparql} ?value }} }}"
    elif least > 1:
        found = f"{at} OPTIONAL {{ ?this {path.sparql} ?v }}"
        yield f"SELECT ?this WHERE {{ {found} }} GROUP BY ?this HAVING (COUNT(DISTINCT ?v) < {least})"


def _too_many(at: str, path: str, most: int) -> str:
    if most == 0:
        return f"SELECT DISTINCT ?this WHERE {{ {at} ?this {path} ?v }}"
    if most == 1:
        two = f"?this {path} ?v . ?this {path} ?w . FILTER (!sameTerm(?v, ?w))"
        return f"SELECT DISTINCT ?this WHERE {{ {at} {two} }}"
    return f"SELECT ?this WHERE {{ {at} ?this {path} ?v }} GROUP BY ?this HAVING (COUNT(DISTINCT ?v) > {most})"


_NOT_TAKEN = ("$PATH", "$shapesGraph", "MINUS", "VALUES", "SERVICE", "PREFIX")


def _own_query(shape: Shape, constraint: Constraint, at: str) -> str:
    """Return the query of a SPARQL constraint, with the nodes of the target put first."""
    if not isinstance(constraint.value, ox.Literal):
        raise refuse(shape, "sparql (without sh:select)")
    text = "".join(piece for kind, piece in tokens(constraint.value.value) if kind != "comment")
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    for word in _NOT_TAKEN:
        if re.search(rf"(?<!\w){re.escape(word)}\b", outside, re.IGNORECASE):
            raise refuse(shape, f"sparql (with {word})")
    if len(re.findall(r"\bSELECT\b", outside, re.IGNORECASE)) != 1 or not re.search(r"WHERE\s*\{", outside):
        raise refuse(shape, "sparql (other than one SELECT ... WHERE { ... })")
    prefixed = re.search(r"(?<![\w<:/?$])([A-Za-z][\w-]*):[A-Za-z]", re.sub(r"<[^>]*>", "<>", outside))
    if prefixed:
        raise refuse(shape, f"sparql (with the prefix {prefixed[1]}:; write whole IRIs)")
    if scoped(outside):
        raise refuse(shape, "sparql (with a group in which $this is not bound)")
    made = re.sub(r"\$this\b", "?this", re.sub(r"WHERE\s*\{", lambda _: f"WHERE {{ {at} ", text, count=1))
    try:
        ox.Store().query(made)
    except SyntaxError as error:
        raise refuse(shape, f"sparql (not read as a query: {' '.join(error.msg.split())[:200]})") from None
    except RuntimeError as error:  # a function that is not known
        raise refuse(shape, f"sparql ({one_line(error)})") from None
    if "this" not in columns(made):
        raise refuse(shape, "sparql (that does not select $this by its name)")
    return made


def columns(query: str) -> Iterable[str]:
    """Return the names of the columns of a SELECT query of a check, in order."""
    head = re.split(r"\bWHERE\b", query, maxsplit=1)[0]
    return re.findall(r"[?$](\w+)(?!\s+AS)\b", re.sub(r"\(.*?AS\s+\?(\w+)\)", r"?\1", head, flags=re.DOTALL))
