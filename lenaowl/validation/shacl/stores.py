"""How the engine that runs SPARQL asks an embedded store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import RDF_TYPE
from lenaowl.validation.as_written import apart, apart_datatype, as_plain, back
from lenaowl.validation.shacl.constraints import RANGES
from lenaowl.validation.shacl.engines import Select
from lenaowl.validation.shacl.shapes import Constraint, Shape, Shapes, Term


def selector(store: ox.Store, written: Mapping[Term, Term] | None = None) -> Select:
    """Return a function that runs SELECT queries on a store; literals are as they were written."""
    known = written or {}

    def select(query: str) -> Iterator[Sequence[Term | None]]:
        found = store.query(query)
        if not isinstance(found, ox.QuerySolutions):  # pragma: no cover - only SELECTs are compiled
            raise TypeError("not a SELECT query")
        names = [variable.value for variable in found.variables]
        for row in found:
            yield tuple(known.get(row[name], back(row[name])) for name in names)

    return select


class Kept:
    """A store, which may keep literals apart, and the same in which they are numbers and times like others."""

    def __init__(self, store: ox.Store, *, apart: bool) -> None:
        """Take the store, and whether it keeps literals apart."""
        self.store, self._apart = store, apart

    @cached_property
    def _plain(self) -> tuple[ox.Store, Mapping[Term, Term]]:
        return as_plain(self.store) if self._apart else (self.store, {})  # type: ignore[return-value]

    @property
    def plain(self) -> ox.Store:
        """The store for queries of users, which compare by value."""
        return self._plain[0]

    def by_value(self, query: str) -> Iterator[Sequence[Term | None]]:
        """Run a SELECT query of a user."""
        yield from selector(*self._plain)(query)

    def shapes(self, shapes: Shapes) -> Shapes:
        """Return shapes with terms as the store keeps them; bounds stay, as they are compared by value."""
        by_iri = {iri: _kept(shape) for iri, shape in shapes.by_iri.items()}
        return replace(shapes, by_iri=by_iri, apart=self._apart)


def _kept(shape: Shape) -> Shape:
    constraints = tuple(_of(constraint) for constraint in shape.constraints)
    return replace(shape, constraints=constraints, targets=tuple((kind, apart(term)) for kind, term in shape.targets))


def _of(constraint: Constraint) -> Constraint:
    if constraint.name in RANGES:
        return constraint
    of_datatype = constraint.name == "datatype"
    return replace(constraint, values=tuple((apart_datatype if of_datatype else apart)(v) for v in constraint.values))


def present(store: ox.Store) -> frozenset[str]:
    """Return the classes and predicates that occur."""
    queries = (f"SELECT DISTINCT ?x WHERE {{ ?s <{RDF_TYPE}> ?x }}", "SELECT DISTINCT ?x WHERE { ?s ?x ?o }")
    select = selector(store)
    return frozenset(str(row[0].value) for query in queries for row in select(query) if row[0] is not None)
