"""Whether a shapes graph is what SHACL says it must be: a misspelt or ill-formed shape checks nothing, in silence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.files import Source, marks
from lenaowl.rdf.line_numbers import Places, blank_nodes, key
from lenaowl.rdf.sparql_text import keywords
from lenaowl.rdf.suggestions import did_you_mean, nearest
from lenaowl.rdf.vocabulary import PREFIXES
from lenaowl.validation.shacl.lists import MAX_DEPTH, Graph, Node, list_fault, members, path_fault, shown
from lenaowl.validation.shacl.own_queries import prefixes
from lenaowl.validation.shacl.patterns import is_broken
from lenaowl.validation.shacl.query_faults import query_fault, selects_this
from lenaowl.validation.shacl.shapes import NESTING, SEVERITIES, SH, Term

# A node, the predicate that is at fault, the value, and what is wrong.
Problem = tuple[Node, str, Term | None, str]

_PREFIX, _NAMESPACE = re.compile(r"(\w([\w.-]*[\w-])?)?"), re.compile(r"[^<>\"{}|^`\\\x00-\x20]*")
_CLASSES = {PREFIXES["rdfs"] + "Class", PREFIXES["owl"] + "Class"}
MAX_SHAPES = 10_000  # that one shape may stand for, when all that it names are put in place of their names
_RDF, _XSD = PREFIXES["rdf"], PREFIXES["xsd"]
_NIL = _RDF + "nil"
_COUNTS = ("minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount")
_BOOLEANS = ("closed", "uniqueLang", "deactivated", "qualifiedValueShapesDisjoint")
_LISTS = ("in", "and", "or", "xone", "languageIn", "ignoredProperties")
_ONCE = (
    *_COUNTS,
    "path",
    "datatype",
    "nodeKind",
    "in",
    "languageIn",
    "closed",
    "ignoredProperties",
    "uniqueLang",
    "severity",
)
_IRIS = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "class", "datatype", "equals", "disjoint", "lessThan",
         "lessThanOrEquals")  # fmt: skip
_KINDS = ("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
QUERIES = ("select", "ask", "construct", "update")
_OF_SHAPES = ("property", *NESTING)


def check_shapes(triples: Sequence[ox.Triple], sources: Sequence[Source]) -> None:
    """Refuse shapes that are misspelt or not well-formed.

    Args:
        triples: the statements of the shapes, as they were read.
        sources: the texts that they were read from, for the lines.

    Raises:
        DataError: with all that is wrong, each with file and line.
    """
    problems = list(dict.fromkeys(_problems(triples)))
    if not problems:
        return
    nodes = [blank_nodes(t for t in triples if not mark or _is_of(t, mark)) for mark in marks(sources)]
    places = Places(sources, nodes, {key(node) for node, *_ in problems})
    lines = []
    for node, predicate, value, what in problems:
        file, line = places.of(node, [predicate], value)
        lines.append(f"{file or 'shapes'}{f', line {line}' if line else ''}: {what}")
    raise DataError("\n".join(lines))


def _is_of(triple: ox.Triple, mark: str) -> bool:
    return any(isinstance(n, ox.BlankNode) and n.value.startswith(mark) for n in (triple.subject, triple.object))


def _problems(triples: Sequence[ox.Triple]) -> Iterator[Problem]:
    graph: Graph = {}
    for t in triples:
        graph.setdefault(t.subject, {}).setdefault(t.predicate.value, []).append(t.object)  # type: ignore[arg-type]
    for t in triples:
        if isinstance(t.object, ox.Triple) and isinstance(t.subject, (ox.NamedNode, ox.BlankNode)):
            name = t.predicate.value.replace(SH, "sh:")
            what = f"{name} has a statement as its value (RDF 1.2), which no engine covers."
            yield t.subject, t.predicate.value, None, what
    yield from _misspelt(triples)
    for node, about in graph.items():
        if isinstance(node, (ox.NamedNode, ox.BlankNode)):
            checks = (_single, _counts, _booleans, _kinds, _prefixes, _iris, _lists, _missing, _path, _texts, _selected)
            for problem in checks:
                yield from problem(graph, node, about)
    yield from _multiplied(graph)


# -- terms ----------------------------------------------------------------------------------------------


def _misspelt(triples: Iterable[ox.Triple]) -> Iterator[Problem]:
    used = {
        term.value.removeprefix(SH)
        for triple in triples
        for term in (triple.predicate, triple.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(SH)
    }
    if not used:
        return
    from rdflib.namespace import SH as VOCABULARY

    known = {*VOCABULARY.__annotations__, *VOCABULARY._extras, *SEVERITIES, ""}
    data = _data(triples, known)
    for triple in (t for t in triples if t.subject not in data):
        for term in (triple.predicate, triple.object):
            name = term.value.removeprefix(SH) if isinstance(term, ox.NamedNode) and term.value.startswith(SH) else ""
            if name not in known and isinstance(triple.subject, (ox.NamedNode, ox.BlankNode)):
                hint = did_you_mean(f"sh:{near}" for near in nearest(name, known, cutoff=75))
                value = term if term is triple.object and isinstance(term, ox.NamedNode) else None
                yield (
                    triple.subject,
                    triple.predicate.value,
                    value,
                    f"sh:{name} is not a term of SHACL (1.0, with its advanced features). {hint}".strip(),
                )


def _data(triples: Iterable[ox.Triple], known: Collection[str]) -> set[object]:
    """Return the nodes that are data beside the shapes: with a class, none of SHACL, and no property that it knows."""
    classes: dict[object, set[bool]] = {}
    shapes: set[object] = set()
    for triple in triples:
        name = triple.predicate.value
        if name == _RDF + "type":
            classes.setdefault(triple.subject, set()).add(key(triple.object).startswith(SH))
        elif name.startswith(SH) and name.removeprefix(SH) in known:
            shapes |= {triple.subject, *([triple.object] if name.removeprefix(SH) in _OF_SHAPES else [])}
    return {node for node, of_shacl in classes.items() if not any(of_shacl)} - shapes


# -- values ---------------------------------------------------------------------------------------------


def _single(_graph: Graph, node: Node, about: dict[str, list[Term]]) -> Iterator[Problem]:
    for name in _ONCE:
        values = about.get(SH + name, [])
        if len(values) > 1:
            how = "write a shape for each" if name == "path" else "keep one"
            yield node, SH + name, values[1], f"a shape has {len(values)} values of sh:{name}, and may have one; {how}."


def _counts(_graph: Graph, node: Node, about: dict[str, list[Term]]) -> Iterator[Problem]:
    for name in _COUNTS:
        for value in about.get(SH + name, []):
            text = value.value if isinstance(value, ox.Literal) else ""
            is_number = isinstance(value, ox.Literal) and value.datatype.value.startswith(_XSD)
            if not (is_number and re.fullmatch(r"\+?[0-9]{1,9}", text)) or value.datatype.value == _XSD + "string":  # type: ignore[union-attr]
                advice = f"write a whole number from 0, such as sh:{name} 1 ."
                yield node, SH + name, value, f"sh:{name} is {shown(value)}; {advice}"


def _booleans(_graph: Graph, node: Node, about: dict[str, list[Term]]) -> Iterator[Problem]:
    for name in _BOOLEANS:
        for value in about.get(SH + name, []):
            is_boolean = isinstance(value, ox.Literal) and value.datatype.value == _XSD + "boolean"
            if not is_boolean or value.value not in ("true", "false", "1", "0"):
                yield node, SH + name, value, f"sh:{name} is {shown(value)}; write true or false, without quotes."


def _kinds(_graph: Graph, node: Node, about: dict[str, list[Term]]) -> Iterator[Problem]:
    for value in about.get(SH + "nodeKind", []):
        if key(value).removeprefix(SH) not in _KINDS:
            kinds = ", ".join(f"sh:{kind}" for kind in _KINDS)
            what = f"sh:nodeKind is {shown(value)}, which is not a kind of node"
            yield node, SH + "nodeKind", value, f"{what}; write one of: {kinds}."


def _texts(graph: Graph, node: Node, about: dict[str, list[Term]]) -> Iterator[Problem]:
    """Yield the queries that may not be asked, and the patterns that are none."""
    for name in QUERIES:
        for value in about.get(SH + name, []):
            wrong = query_fault(name, str(value.value), prefixes(graph, node))
            if wrong:
                yield node, SH + name, value, f"sh:{name}{wrong if wrong.startswith(':') else f' {wrong}'}"
            elif "GRAPH" in keywords(str(value.value)) and "shapesGraph" not in str(value.value):
                what = "asks named graphs (GRAPH), and data is checked as one graph"
                yield node, SH + name, value, f"sh:{name}: the query {what}; take that out."
    for value in about.get(SH + "pattern", []):
        if not isinstance(value, ox.Literal) or is_broken(value.value):
            yield node, SH + "pattern", value, f"sh:pattern is {shown(value)}, which is not a regular expression."
    for value in about.get(SH + "flags", []):
        if not isinstance(value, ox.Literal) or not re.fullmatch("[smixq]*", value.value):
            yield node, SH + "flags", value, f"sh:flags is {shown(value)}; write letters of s, m, i, x and q."


def _selected(graph: Graph, _node: Node, about: dict[str, list[Term]]) -> Iterator[Problem]:
    """Yield the queries of constraints and targets that do not select the node that they find (SHACL 5.2.1)."""
    for name in ("sparql", "target"):
        for asked in about.get(SH + name, []):
            for value in graph.get(asked, {}).get(SH + "select", []):
                if isinstance(value, ox.Literal) and not selects_this(value.value):
                    what = f"sh:select of sh:{name}: the query does not select $this, the node that is wrong"
                    yield asked, SH + "select", value, f"{what}; write SELECT $this ... ."  # type: ignore[misc]


def _prefixes(_graph: Graph, node: Node, about: dict[str, list[Term]]) -> Iterator[Problem]:
    """Yield the declarations of prefixes that would be more than that when they stand before a query."""
    for name, needed in (("prefix", _PREFIX), ("namespace", _NAMESPACE)):
        for value in about.get(SH + name, []):
            if isinstance(value, (ox.Literal, ox.NamedNode)) and not needed.fullmatch(value.value):
                what = "a prefix, such as ex" if name == "prefix" else "an IRI, such as https://example.org/"
                yield node, SH + name, value, f"sh:{name} is {shown(value)}, which is not {what}."


def _iris(_graph: Graph, node: Node, about: dict[str, list[Term]]) -> Iterator[Problem]:
    for name in _IRIS:
        for value in about.get(SH + name, []):
            if isinstance(value, ox.Literal):
                yield node, SH + name, value, f"sh:{name} is the text {shown(value)}; write an IRI."


def _lists(graph: Graph, node: Node, about: dict[str, list[Term]]) -> Iterator[Problem]:
    for name in _LISTS:
        for value in about.get(SH + name, []):
            wrong = list_fault(graph, value)
            if wrong:
                yield node, SH + name, value, f"sh:{name} {wrong}; write a list: ( ... )."
            elif name in NESTING and not members(graph, value):
                yield node, SH + name, value, f"sh:{name} is an empty list; write shapes in it: ( [ ... ] [ ... ] )."


def _path(graph: Graph, node: Node, about: dict[str, list[Term]]) -> Iterator[Problem]:
    for path in about.get(SH + "path", []):
        wrong = path_fault(graph, path)
        if wrong:
            yield node, SH + "path", path, f"sh:path {wrong}."


def _missing(graph: Graph, node: Node, about: dict[str, list[Term]]) -> Iterator[Problem]:
    """Yield the shapes that are named and that nothing is said of: they would demand nothing."""
    for name in _OF_SHAPES:
        for value in about.get(SH + name, []):
            listed = members(graph, value) if name in _LISTS and not list_fault(graph, value) else [value]
            for inner in listed:
                if isinstance(inner, ox.NamedNode) and inner not in graph and key(inner) != _NIL:
                    what = f"sh:{name} names the shape {shown(inner)}, of which nothing is said"
                    yield node, SH + name, inner, f"{what}; write it, or say with --import-from where it is."


# -- shapes in shapes -----------------------------------------------------------------------------------


def _multiplied(graph: Graph) -> Iterator[Problem]:
    """Yield the shapes that stand for too many others, or are nested too deeply; circles are told elsewhere."""
    inner: dict[object, list[Term]] = {node: list(_inner(graph, about)) for node, about in graph.items()}
    sizes: dict[object, tuple[int, int]] = {}
    for start in inner:
        path: list[object] = [start]
        while path and start not in sizes:
            node = path[-1]
            waiting = [other for other in inner.get(node, []) if other not in sizes and other not in path]
            if waiting and len(path) <= MAX_DEPTH:
                path.append(waiting[0])
                continue
            below = [sizes.get(other, (1, len(path))) for other in inner.get(node, [])]
            sizes[node] = (1 + sum(size for size, _ in below), 1 + max((depth for _, depth in below), default=0))
            path.pop()
    for node, (size, depth) in sizes.items():
        if isinstance(node, (ox.NamedNode, ox.BlankNode)) and graph.get(node) and _is_root(graph, node):
            if size > MAX_SHAPES:
                what = f"the shape {shown(node)} stands for more than {MAX_SHAPES:,} shapes"
                yield node, "", None, f"{what}, as those that it names name others again and again."
            elif depth > MAX_DEPTH:
                yield node, "", None, f"the shape {shown(node)} has shapes nested more than {MAX_DEPTH} deep."


def _is_root(graph: Graph, node: Node) -> bool:
    """Whether a shape has a target: of its own, or as it is a class too."""
    classes = {key(cls) for cls in graph[node].get(_RDF + "type", [])} & _CLASSES
    return bool(classes) or any(predicate.startswith(SH + "target") for predicate in graph[node])


def _inner(graph: Graph, about: dict[str, list[Term]]) -> Iterator[Term]:
    for name in (*NESTING, "property"):
        for value in about.get(SH + name, []):
            if name in ("and", "or", "xone"):
                yield from [] if list_fault(graph, value) else members(graph, value)
            else:
                yield value
