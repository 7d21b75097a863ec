"""The queries of SPARQL constraints: their prefixes, the variables of their messages, and what they say of one node."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import pyoxigraph as ox

from lenaowl.rdf.sparql_text import tokens, variables
from lenaowl.rdf.vocabulary import PREFIXES, compact
from lenaowl.validation.as_written import is_derived, stored
from lenaowl.validation.shacl.lists import Graph
from lenaowl.validation.shacl.shapes import SH, Constraint, Raw, Shape, Shapes, Term

_IMPORTS = PREFIXES["owl"] + "imports"
_VARIABLE = re.compile(r"\{[?$](\w+)\}")
_ESCAPED = re.compile(r"\\(.)")
_TOLD = {"this", "value"}  # which every finding holds
_QUERIES = {SH + name for name in ("select", "ask", "construct", "rule", "expression")}

Row = Mapping[str, Term | None]


# -- prefixes -------------------------------------------------------------------------------------------


def declarations(graph: Graph, node: object) -> Iterator[Term]:
    """Yield the prefixes (sh:declare) that a node brings, itself and by what it imports (SHACL 5.2.1)."""
    queue, seen = [node], set[object]()
    while queue:
        now = queue.pop()
        if now not in seen:
            seen.add(now)
            about = graph.get(now, {})
            queue += about.get(_IMPORTS, [])
            yield from about.get(SH + "declare", [])


def prefixes(graph: Graph, constraint: object) -> dict[str, str]:
    """Return the prefixes of the query of a SPARQL constraint."""
    found: dict[str, str] = {}
    for source in graph.get(constraint, {}).get(SH + "prefixes", []):
        for one in declarations(graph, source):
            said = graph.get(one, {})
            for prefix in said.get(SH + "prefix", []):
                found.update((str(prefix.value), str(name.value)) for name in said.get(SH + "namespace", []))
    return found


def written_out(query: str, known: Mapping[str, str]) -> str:
    """Return a query with whole IRIs in place of names with these prefixes.

    >>> written_out("SELECT $this { $this ex:p 'ex:p' }", {"ex": "https://example.org/"})
    "SELECT $this { $this <https://example.org/p> 'ex:p' }"
    """

    def iri(name: str) -> str:
        prefix, _, local = name.partition(":")
        return f"<{known[prefix]}{_ESCAPED.sub(_plain, local)}>" if prefix in known else name

    return "".join(iri(text) if kind == "prefixed" else text for kind, text in tokens(query))


def with_imported(triples: Iterable[ox.Triple], graph: Graph) -> list[ox.Triple]:
    """Return statements in which what prefixes are taken from holds them itself: engines do not look at its imports."""
    found = list(triples)
    sources = {value for about in graph.values() for value in about.get(SH + "prefixes", [])}
    known = {(source, one) for source in sources for one in graph.get(source, {}).get(SH + "declare", [])}
    more = {(source, one) for source in sources for one in declarations(graph, source)} - known
    return found + [ox.Triple(source, ox.NamedNode(SH + "declare"), one) for source, one in more]  # type: ignore[arg-type]


def _plain(found: re.Match[str]) -> str:
    return found[1]


def brings_queries(shapes: Shapes) -> bool:
    """Whether shapes bring queries or rules of a user's, which may take any time; those of the package do not."""
    return shapes.are_users and any(triple.predicate.value in _QUERIES for triple in shapes.triples)


# -- messages -------------------------------------------------------------------------------------------


def filled(message: str, cells: Row) -> str:
    """Return the message of a SPARQL constraint with values in place of its variables: `{?value}`, `{$this}`.

    >>> filled("{$this} has {?value}", {"this": ox.NamedNode("https://example.org/a"), "value": ox.Literal(9)})
    'https://example.org/a has 9'
    """

    def told(found: re.Match[str]) -> str:
        term = cells.get(found[1])
        return found[0] if term is None else compact(str(term.value))

    return _VARIABLE.sub(told, message)


def named(shape: Shape, constraint: Constraint) -> set[str]:
    """Return the variables of a query whose values its messages name, and `message` where the query says it itself."""
    if not isinstance(constraint.value, ox.Literal):
        return set()
    texts = constraint.messages or shape.messages
    return ({name for text in texts for name in _VARIABLE.findall(text.value)} | {"message"}) & variables(
        constraint.value.value
    )


def cells(row: Row, wanted: Iterable[str]) -> tuple[tuple[str, Term], ...]:
    """Return the values of some variables, sorted by name."""
    return tuple((name, term) for name in sorted(wanted) if (term := row.get(name)) is not None)


def with_cells(raw: list[Raw], shapes: Shapes, store: ox.Store) -> list[Raw]:
    """Return findings with the values that messages of SPARQL constraints name, which reports of engines lack.

    The query is asked of each such node; where that fails the finding stays as it is.
    """
    found: list[Raw] = []
    known = set[Raw]()
    for one in raw:
        constraint = _constraint(shapes, one)
        if constraint:
            one = one._replace(constraint=constraint.source)  # which shifty does not say
        wanted = named(shapes.by_iri[one.shape], constraint) if constraint else set()
        if constraint is None or not wanted - _TOLD:
            found.append(one)
            continue
        plain = one._replace(message="")
        if plain in known:  # all that the query says of the node was taken then
            continue
        known.add(plain)
        rows = asked(store, shapes.by_iri[one.shape], constraint, one.focus) or []
        fitting = [row for row in rows if row.get("value") in (None, one.value, _by_value(one.value))]
        found += [plain._replace(cells=cells(row, wanted)) for row in fitting] or [one]
    return found


def _constraint(shapes: Shapes, one: Raw) -> Constraint | None:
    shape = shapes.by_iri.get(one.shape) if one.parameter == "sparql" else None
    return shape.of_source(one.constraint) if shape else None


def said(raw: Raw, shape: Shape) -> str:
    """Return what a SPARQL constraint says of a finding: the words of the query, of the constraint, or of the shape."""
    own, told = shape.of_source(raw.constraint), _told(raw)
    words = told.get("message")
    return str(words.value) if words else filled((own.message if own else "") or shape.message, told)


def all_said(raw: Raw, shape: Shape) -> tuple[ox.Literal, ...]:
    """Return the messages of a SPARQL constraint or a shape as they are written, in all languages, filled."""
    own = shape.of_source(raw.constraint) if raw.parameter == "sparql" else None
    if own is None:
        return shape.messages
    told = _told(raw)
    if isinstance(words := told.get("message"), ox.Literal):
        return (words,)
    return tuple(
        ox.Literal(filled(text.value, told), language=text.language) for text in own.messages or shape.messages
    )


def _told(raw: Raw) -> dict[str, Term | None]:
    """Return the values of the variables that messages of SPARQL constraints may name."""
    path = ox.NamedNode(raw.path) if raw.path else None
    return {"this": raw.focus, "value": raw.value, "path": path, **dict(raw.cells)}


# -- one node -------------------------------------------------------------------------------------------


def asked(store: ox.Store, shape: Shape, constraint: Constraint, focus: Term) -> list[Row] | None:
    """Return what the query of a SPARQL constraint answers of a node; none if it cannot be asked as it stands."""
    if not isinstance(constraint.value, ox.Literal):
        return None
    text = constraint.value.value
    if shape.path:
        text = re.sub(r"\$PATH\b", lambda _: shape.path.sparql if shape.path else "", text)
    try:
        solutions = store.query(text, substitutions={ox.Variable("this"): focus})
        if not isinstance(solutions, ox.QuerySolutions):
            return None
        names = [variable.value for variable in solutions.variables]
        return [{**{name: row[name] for name in names}, "this": focus} for row in solutions]
    except (SyntaxError, ValueError, OSError, RuntimeError):
        return None


def scoped(query: str) -> bool:
    """Whether a query has a group of its own scope that tests or computes something: `$this` must be bound there too.

    SHACL binds it everywhere before; patterns that are put first in the outer group reach only the group of an EXISTS,
    and the filters of an OPTIONAL.

    >>> scoped("SELECT $this WHERE { FILTER NOT EXISTS { $this ?p ?o FILTER (?o > 1) } }")
    False
    >>> scoped("SELECT $this WHERE { { ?a ?b ?c } UNION { FILTER ($this = ?x) } }")
    True
    """
    words = [text.upper() for kind, text in tokens(query) if kind == "word" or text in "{}"]
    groups: list[str] = []
    for before, word in pairwise(["", *words]):
        if word == "{":
            groups.append(before if len(groups) else "WHERE")
        elif word == "}" and groups:
            groups.pop()
        elif (word == "FILTER" and {*groups} - {"WHERE", "EXISTS", "OPTIONAL"}) or (
            word == "BIND" and {*groups} - {"WHERE", "EXISTS"}
        ):
            return True
    return False


def without_unbound(raw: list[Raw], shapes: Shapes, triples: Iterable[ox.Triple]) -> list[Raw]:
    """Leave out what a SPARQL constraint does not say of a blank node once `$this` is bound to it.

    shifty asks of any node then. Where the query cannot be asked as it stands, what was found stays.
    """
    doubtful = {one for one in raw if one.parameter == "sparql" and isinstance(one.focus, ox.BlankNode)}
    if not doubtful:
        return raw
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    said = {place: _values(store, shapes, *place) for place in {(one.shape, one.focus) for one in doubtful}}
    return [one for one in raw if one not in doubtful or _is_said(one, said[one.shape, one.focus])]


def _is_said(one: Raw, values: set[Term | None] | None) -> bool:
    return values is None or not values.isdisjoint((one.value, _by_value(one.value)))


def _by_value(term: Term | None) -> Term | None:
    """Return a value as a store that keeps nothing apart answers it."""
    return stored(term) if isinstance(term, ox.Literal) and is_derived(term) else term


def _values(store: ox.Store, shapes: Shapes, shape: str, focus: Term) -> set[Term | None] | None:
    """Return the values that the SPARQL constraints of a shape find of a node; the node itself where they name none."""
    found: set[Term | None] = set()
    for constraint in shapes.by_iri[shape].constraints:
        if constraint.name == "sparql":
            rows = asked(store, shapes.by_iri[shape], constraint, focus)
            if rows is None:
                return None
            for row in rows:
                found.update((row["value"],) if "value" in row else (None, focus))
    return found
