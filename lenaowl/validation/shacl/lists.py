"""Lists and paths of a shapes graph as it was read, and what is wrong with them."""

from __future__ import annotations

import pyoxigraph as ox

from lenaowl.rdf.line_numbers import key
from lenaowl.rdf.vocabulary import PREFIXES, compact
from lenaowl.validation.shacl.shapes import SH, Term

Node = ox.NamedNode | ox.BlankNode
Graph = dict[object, dict[str, list[Term]]]

MAX_DEPTH = 100  # of paths in paths, and of shapes in shapes
MAX_STEPS = 1_000  # of one path, when all that it names are put in place of their names
_RDF = PREFIXES["rdf"]
_FIRST, _REST, _NIL = (_RDF + name for name in ("first", "rest", "nil"))
_PATHS = ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "alternativePath")


def list_fault(graph: Graph, head: Term) -> str:
    """Return what is wrong with an RDF list; an empty text if nothing is."""
    node: Term = head
    seen = set()
    while key(node) != _NIL:
        about = graph.get(node, {})
        if node in seen:
            return "is a list that leads back into itself"
        if not about.get(_FIRST) or not about.get(_REST):
            return "is not a list" if node == head else "is a list without an end"
        seen.add(node)
        node = about[_REST][0]
    return ""


def members(graph: Graph, head: Term) -> list[Term]:
    """Return the members of an RDF list that has no fault."""
    found: list[Term] = []
    node = head
    while key(node) != _NIL:
        found.append(graph[node][_FIRST][0])
        node = graph[node][_REST][0]
    return found


def path_fault(graph: Graph, path: Term) -> str:
    """Return what is wrong with a property path; an empty text if nothing is."""
    queue: list[tuple[Term, tuple[Term, ...]]] = [(path, ())]
    steps = 0
    while queue:
        node, above = queue.pop()
        steps += 1
        if steps > MAX_STEPS:
            return f"stands for more than {MAX_STEPS:,} steps"
        if node in above:
            return "leads back into itself"
        if len(above) > MAX_DEPTH:
            return f"is nested more than {MAX_DEPTH} deep"
        if isinstance(node, ox.Literal) or key(node) == _NIL:
            return "is empty" if key(node) == _NIL else f"is the text {shown(node)}; write an IRI"
        if isinstance(node, ox.NamedNode):
            continue
        wrong, parts = _parts(graph, node)
        if wrong:
            return wrong
        queue += [(part, (*above, node)) for part in parts]
    return ""


def _parts(graph: Graph, node: Term) -> tuple[str, list[Term]]:
    """Return what is wrong with a path that is not an IRI, and the paths that it is made of."""
    about = graph.get(node, {})
    kinds = [name for name in _PATHS if about.get(SH + name)]
    if about.get(_FIRST):
        wrong = list_fault(graph, node)
        return wrong, [] if wrong else members(graph, node)
    if len(kinds) != 1:
        unknown = "is not of a kind that SHACL knows; write an IRI or a list"
        return "is of several kinds at once" if kinds else unknown, []
    (inner, *more) = about[SH + kinds[0]]
    if more:
        return f"has several values of sh:{kinds[0]}", []
    if kinds[0] != "alternativePath":
        return "", [inner]
    wrong = "is empty" if key(inner) == _NIL else list_fault(graph, inner)
    return (f"has an sh:alternativePath that {wrong}" if wrong else ""), [] if wrong else members(graph, inner)


def shown(value: Term) -> str:
    """Return a term in a few words."""
    text = compact(value.value) if isinstance(value, ox.NamedNode) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
