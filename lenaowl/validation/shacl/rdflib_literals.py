"""Literals that rdflib takes for nothing: it walks a path with `*` or `?` from anywhere where it should from `""`."""

from __future__ import annotations

from rdflib import Graph, Literal


class _There(Literal):
    """A literal that is there, though it is empty, zero or false."""

    def __bool__(self) -> bool:
        return True


def with_empty_ones(graph: Graph) -> Graph:
    """Put such literals of a graph in place of themselves, so that rdflib sees them."""
    empty = [(s, p, o) for s, p, o in graph if isinstance(o, Literal) and not o]
    for s, p, o in empty:
        graph.remove((s, p, o))
        graph.add((s, p, _There(str(o), lang=o.language, datatype=o.datatype, normalize=False)))
    return graph
