"""The embedded store: an in-memory Oxigraph that speaks SPARQL 1.1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES

STEPS = ox.NamedNode(NAMESPACE + "steps")
INFERRED = ox.NamedNode(NAMESPACE + "inferred")
_PREFIX = "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in ("lena", "owl", "rdf", "rdfs", "skos", "dcterms"))

Row = tuple[str | None, ...]
Node = ox.NamedNode | ox.BlankNode


class Statements(Protocol):
    """What can be read statement by statement."""

    def triples(self, subject: Node | None = None, obj: Node | None = None) -> Iterator[ox.Triple]:
        """Iterate over the statements, or over those of a subject or an object."""

    def objects(self, predicate: str) -> dict[str, list[str]]:
        """Return subject → objects of one predicate, as strings."""


class Updatable(Protocol):
    """What rules can be run on."""

    def add(self, triples: Iterable[ox.Triple], graph: ox.NamedNode | None = None) -> None:
        """Add triples to the default graph or to a named one."""

    def update(self, *sparql: str) -> int:
        """Run SPARQL updates, one after the other, and return how many statements they added together."""


class Together:
    """Several collections of statements, read as one."""

    def __init__(self, *parts: Statements) -> None:
        self._parts = parts

    def triples(self, subject: Node | None = None, obj: Node | None = None) -> Iterator[ox.Triple]:
        """Iterate over the statements, or over those of a subject or an object."""
        return (triple for part in self._parts for triple in part.triples(subject, obj))

    def objects(self, predicate: str) -> dict[str, list[str]]:
        """Return subject → objects of one predicate, as strings."""
        found: dict[str, list[str]] = {}
        for part in self._parts:
            for subject, objects in part.objects(predicate).items():
                found.setdefault(subject, []).extend(objects)
        return found


class Listed:
    """Statements in a list, by predicate: quicker to fill than a store where nothing is queried."""

    def __init__(self, listed: Iterable[ox.Triple]) -> None:
        self._triples = tuple(listed)
        self._objects: dict[str, dict[str, list[str]]] = {}
        for triple in self._triples:
            found = self._objects.setdefault(triple.predicate.value, {})
            found.setdefault(as_text(triple.subject), []).append(as_text(triple.object))

    def triples(self, subject: Node | None = None, obj: Node | None = None) -> Iterator[ox.Triple]:
        """Iterate over the statements, or over those of a subject or an object."""
        return (t for t in self._triples if subject in (None, t.subject) and obj in (None, t.object))

    def objects(self, predicate: str) -> dict[str, list[str]]:
        """Return subject → objects of one predicate, as strings."""
        return self._objects.get(predicate, {})


class EmbeddedStore:
    """RDF in memory. The default graph holds statements, the graph `lena:steps` what claims compile to.

    Args:
        triples: the statements to begin with.
    """

    def __init__(self, triples: Iterable[ox.Triple] = ()) -> None:
        self._store = ox.Store()
        self.add(triples)

    def load_file(self, file: Path) -> None:
        """Load a Turtle file of the package.

        Raises:
            DataError: with file and line, if it is not valid Turtle.
        """
        try:
            self._store.load(path=str(file), format=ox.RdfFormat.TURTLE)
        except SyntaxError as error:
            raise DataError(f"{file}, line {error.lineno}: not valid Turtle: {error.msg}") from None

    def add_inferred(self) -> None:
        """Put what was inferred before to the statements."""
        self._store.update(f"ADD SILENT GRAPH {INFERRED} TO DEFAULT ; DROP SILENT GRAPH {INFERRED}")

    def add(self, triples: Iterable[ox.Triple], graph: ox.NamedNode | None = None) -> None:
        """Add triples to the default graph or to a named one."""
        target = graph or ox.DefaultGraph()
        self.add_quads(ox.Quad(t.subject, t.predicate, t.object, target) for t in triples)

    def add_quads(self, quads: Iterable[ox.Quad]) -> None:
        """Add triples, each to the graph that it is said to be in."""
        self._store.extend(quads)

    def update(self, *sparql: str) -> int:
        """Run SPARQL updates, one after the other, and return how many statements they added together."""
        before = len(self._store)
        for update in sparql:
            self._store.update(update)
        return len(self._store) - before

    def query(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run a SPARQL query as it is, and return what Oxigraph answers."""
        return self._store.query(sparql)

    def rows(self, select: str) -> list[Row]:
        """Return the rows of a SELECT query as strings, IRIs bare; our prefixes are declared."""
        solutions = self.query(_PREFIX + select)
        if not isinstance(solutions, ox.QuerySolutions):  # pragma: no cover - our own queries are SELECTs
            raise TypeError("not a SELECT query")
        return [tuple(None if term is None else term.value for term in row) for row in solutions]

    def quads(self) -> Iterator[ox.Quad]:
        """Iterate over all statements, with the graph that each is in."""
        return iter(self._store)

    def triples(self, subject: Node | None = None, obj: Node | None = None) -> Iterator[ox.Triple]:
        """Iterate over the statements of the default graph, or over those of a subject or an object."""
        return (quad.triple for quad in self._store.quads_for_pattern(subject, None, obj, ox.DefaultGraph()))

    def stating(self, predicate: str, graph: ox.NamedNode | None = None) -> Iterator[ox.Quad]:
        """Iterate over the statements of one predicate in the default graph or a named one."""
        return self._store.quads_for_pattern(None, ox.NamedNode(predicate), None, graph or ox.DefaultGraph())

    def objects(self, predicate: str) -> dict[str, list[str]]:
        """Return subject → objects of one predicate in the default graph, as strings."""
        quads = list(self.stating(predicate))
        found: dict[str, list[str]] = {}
        try:  # all but triple terms have a value, and asking each term for its kind takes longer than all else here
            pairs = [(quad.subject.value, quad.object.value) for quad in quads]  # type: ignore[union-attr]
        except AttributeError:
            pairs = [(as_text(quad.subject), as_text(quad.object)) for quad in quads]
        for subject, obj in pairs:
            found.setdefault(subject, []).append(obj)
        return found


def as_text(term: object) -> str:
    """Return the text of a term: an IRI bare, a literal without its datatype, the label of a blank node."""
    return str(getattr(term, "value", term))


def about(triples: Iterable[ox.Triple], subjects: Iterable[str]) -> list[ox.Triple]:
    """Return the triples about some subjects, with those about the blank nodes that these lead to."""
    by_subject: dict[str, list[ox.Triple]] = {}
    for triple in triples:
        by_subject.setdefault(as_text(triple.subject), []).append(triple)
    found, queue = [], sorted(subjects)
    while queue:
        for triple in by_subject.pop(queue.pop(), ()):
            found.append(triple)
            if isinstance(triple.object, ox.BlankNode):
                queue.append(triple.object.value)
    return found


def described(stated: Callable[[Node], Iterable[ox.Triple]], iri: str, onward: str = "") -> list[ox.Triple]:
    """Return what is stated of a term, of the blank nodes that this leads to, and of the values of a property.

    Args:
        stated: returns the statements about a node.
        iri: the term.
        onward: the property.
    """
    found: list[ox.Triple] = []
    node: Node = ox.NamedNode(iri)
    seen, queue = {node}, [node]
    while queue:
        for triple in stated(queue.pop()):
            found.append(triple)
            obj, leads = triple.object, triple.predicate.value == onward
            if isinstance(obj, ox.BlankNode) or (leads and isinstance(obj, ox.NamedNode)):
                if obj not in seen:
                    queue.append(obj)
                seen.add(obj)
    return found
