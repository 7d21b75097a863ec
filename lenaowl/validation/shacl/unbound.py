"""What an engine finds by a query of a blank node without binding it: shifty asks of any node then."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from lenaowl.validation.shacl.shapes import Raw, Shapes, Term


def without_unbound(raw: list[Raw], shapes: Shapes, triples: Iterable[ox.Triple]) -> list[Raw]:
    """Leave out what a SPARQL constraint does not say of a blank node once `$this` is bound to it.

    Where the query cannot be asked as it stands, as one with prefixes of the shapes graph, what was found stays.
    """
    doubtful = {one for one in raw if one.parameter == "sparql" and isinstance(one.focus, ox.BlankNode)}
    if not doubtful:
        return raw
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    said = {place: _values(store, shapes, *place) for place in {(one.shape, one.focus) for one in doubtful}}
    return [one for one in raw if one not in doubtful or _is_said(one, said[one.shape, one.focus])]


def _is_said(one: Raw, values: set[Term | None] | None) -> bool:
    return values is None or one.value in values


def _values(store: ox.Store, shapes: Shapes, shape: str, focus: Term) -> set[Term | None] | None:
    """Return the values that the SPARQL constraints of a shape find of a node; the node itself where they name none."""
    found: set[Term | None] = set()
    for constraint in shapes.by_iri[shape].constraints:
        if constraint.name == "sparql" and isinstance(constraint.value, ox.Literal):
            try:
                solutions = store.query(constraint.value.value, substitutions={ox.Variable("this"): focus})
            except SyntaxError:
                return None
            rows = list(solutions) if isinstance(solutions, ox.QuerySolutions) else []
            named = isinstance(solutions, ox.QuerySolutions) and ox.Variable("value") in solutions.variables
            found.update(*((row["value"],) if named else (None, focus) for row in rows))
    return found
