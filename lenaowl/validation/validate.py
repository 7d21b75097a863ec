"""Checks users' data against shapes, and says of each finding what is wrong, where, and how to fix it.

The data is judged together with what the ontology says of the terms that it mentions, so that a shape knows that
lenalidomide is a drug; only nodes of the user's are reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from lenaowl.errors import LenaowlError
from lenaowl.ontology.packaged import path as packaged_path
from lenaowl.ontology.records import Records
from lenaowl.rdf.files import Source, read_files
from lenaowl.rdf.large_files import in_memory, read_parts
from lenaowl.rdf.line_numbers import key
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES
from lenaowl.validation.as_written import apart, back
from lenaowl.validation.background import ontology
from lenaowl.validation.claim_faults import generated_types
from lenaowl.validation.direct_identifiers import PatientRecords, identifiers, not_told, searched
from lenaowl.validation.findings import Maker, Report, sort_key
from lenaowl.validation.shacl.compiler import compile_shapes
from lenaowl.validation.shacl.constraints import UnsupportedShapeError
from lenaowl.validation.shacl.engines import (
    ENGINES,
    Select,
    focus_nodes,
    independent,
    with_pyshacl,
    with_shifty,
    with_sparql,
)
from lenaowl.validation.shacl.own_queries import with_cells
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.shacl.rules import has_rules, with_made
from lenaowl.validation.shacl.shapes import SHAPES, Raw, Shapes, Term
from lenaowl.validation.shacl.stores import Kept, present, selector
from lenaowl.validation.unknown_terms import Misspelt, misspelt, misspelt_in
from lenaowl.validation.user_data import UserData, iris, known_beside, load


def validate(
    *paths: str | Path, shapes: Iterable[str] | Shapes = (), engine: str = "auto", form: ox.RdfFormat | None = None,
    base: str = "", beside: Iterable[str | Path] = (),
) -> Report:  # fmt: skip
    """Check files, and the files in folders, against shapes; or the packaged ontology if none is given.

    Args:
        paths: files (Turtle, N-Triples, JSON-LD, RDF/XML, TriG, N-Quads; packed with gzip too) and folders; `-` for
            standard input.
        shapes: names of packaged sets, or files of shapes; all packaged sets if left out.
        engine: sparql, pyshacl, shifty; or auto: sparql where it covers the shapes, else pyshacl.
        form: the syntax of the files; told from name and beginning if left out.
        base: the IRI that relative IRIs are relative to; the place of each file if left out.
        beside: files of an ontology of your own that is known beside the data, and not checked.

    Files of N-Triples of more than 256 MB (LENAOWL_IN_MEMORY_MEGABYTES) are put into a store on the disk.

    Raises:
        DataError: if a file cannot be read; it says where and how to fix it.
        MissingEngineError: if the engine is not installed.
        UnsupportedShapeError: if the engine sparql was asked for and does not cover the shapes.

    >>> validate().conforms
    True
    """
    chosen = shapes if isinstance(shapes, Shapes) else load_shapes(shapes, base=base)
    if not paths:
        return _validate_release(chosen, engine)
    others = read_files(map(Path, beside), base=base)
    return validate_sources(read_parts(map(Path, paths), form, base), chosen, engine, others)


def validate_sources(
    sources: Sequence[Source], shapes: Shapes, engine: str = "auto", beside: Sequence[Source] = ()
) -> Report:
    """Check texts against shapes; see `validate`."""
    with load(sources) as data:
        return _checked(data, shapes, engine, known_beside(beside))


def _checked(data: UserData, shapes: Shapes, engine: str, told: Sequence[ox.Triple]) -> Report:
    known, sources = ontology(), data.sources
    mentioned = data.mentioned(known.named)
    around = [*known.about(mentioned | iris(told), shapes.onward), *told]
    nodes_of_others = {*(triple.subject for triple in around), *(t.object for t in told if not data.occurs(t.object))}
    data.theirs |= {node for node in nodes_of_others if not data.is_said_of(node)}
    data.extend(ox.Quad(t.subject, t.predicate, apart(t.object)) for t in around)
    data.apart = data.apart or any(apart(t.object) is not t.object for t in told)
    generated = list(generated_types(mentioned, data.store))
    data.theirs |= {quad.subject for quad in generated if not data.is_said_of(quad.subject)}
    data.extend(generated)
    used, reason, raw = run(shapes, data.store, engine, apart=data.apart)
    raw = [one for one in raw if one.focus not in data.theirs]
    terms = list(misspelt_in(data, mentioned, known.terms, known.proteins))
    private = PatientRecords(data)
    identifying = [] if not searched(shapes) else list(not_told(identifiers(data, private), raw, shapes))
    wanted = {*(key(one.focus) for one in raw), *(one.term for one in terms), *(key(one.node) for one in identifying)}
    maker = Maker(shapes, data, wanted, private)
    found = [*map(maker.of_raw, raw), *map(maker.of_term, terms), *map(maker.of_identifier, identifying)]
    asked = _with_made(shapes, data.store)
    nodes = sum(node not in data.theirs for node in focus_nodes(shapes, selector(asked)))
    if not nodes and not any(shape.get("target") for shape in shapes.by_iri.values()):
        found.append(maker.of_nothing())
    files = sum(one.line_before == 0 for one in sources)
    name = sources[0].name if files == 1 else f"{files} files"
    if data.is_on_disk:
        reason += f"; the data was put into a store on the disk, as more than {in_memory():,} MB are not held in memory"
    ordered = Records(sorted(found, key=sort_key))
    unmet = tuple(_unmet(shapes, asked))
    described = maker.described(ordered)
    return Report(name, shapes.name, used, reason, data.size, nodes, ordered, unmet, shapes, described)


def _with_made(shapes: Shapes, store: ox.Store) -> ox.Store:
    """Return a store with what rules of shapes make of its statements too; shapes may be about nothing else."""
    if not has_rules(shapes):
        return store
    more = ox.Store()
    more.extend(ox.Quad(t.subject, t.predicate, t.object) for t in with_made(shapes, list(_triples(store))))
    return more


def _unmet(shapes: Shapes, store: ox.Store) -> Iterator[str]:
    """Yield the names of shapes of users that met no node, as where the class of a target is misspelt."""
    for shape in shapes.targeted():
        if not shape.iri.startswith(SHAPES) and not focus_nodes(shapes.only(shape), selector(store)):
            yield shape.name


def _validate_release(shapes: Shapes, engine: str) -> Report:
    store = ox.Store()
    store.load(path=str(packaged_path("lenaowl-inferred.ttl")), format=ox.RdfFormat.TURTLE)
    return validate_store(store, shapes, engine, "the packaged ontology")


def validate_store(store: ox.Store, shapes: Shapes, engine: str, name: str) -> Report:
    """Check all nodes of a store that holds the ontology too."""
    used, reason, raw = run(shapes, store, engine)
    data = UserData([], store)
    maker = Maker(shapes, data)
    ordered = Records(sorted(map(maker.of_raw, raw), key=sort_key))
    nodes = len(focus_nodes(shapes, selector(store)))
    return Report(name, shapes.name, used, reason, len(store), nodes, ordered, chosen=shapes)


def validate_endpoint(select: Select, shapes: Shapes, name: str) -> Report:
    """Check the data of an endpoint in the endpoint, without pulling it.

    Args:
        select: runs a SELECT query there and returns rows of terms.
        shapes: the shapes.
        name: of the endpoint, for the report.

    Raises:
        LenaowlError: if the endpoint does not hold the ontology, without which its data cannot be judged.
        UnsupportedShapeError: if a shape demands what is not compiled to SPARQL.
    """
    asked = f"SELECT ?x WHERE {{ <{NAMESPACE}IMiD> <{PREFIXES['rdfs']}subClassOf> ?x }} LIMIT 1"
    if not list(select(asked)):
        raise LenaowlError(
            f"{name}: does not hold the ontology, without which its data cannot be judged; "
            "load this file there: $(lenaowl path lenaowl-inferred.ttl)"
        )

    def objects(node: Term, predicate: str) -> Iterator[Term]:
        if isinstance(node, ox.NamedNode):  # a blank node cannot be asked for
            yield from (
                row[0] for row in select(f"SELECT ?o WHERE {{ {node} <{predicate}> ?o }}") if row[0] is not None
            )

    everything = independent(with_sparql(shapes, select), shapes, objects)
    raw = [one for one in everything if not _of_ours(one.focus)]
    maker = Maker(shapes)
    found = [*map(maker.of_raw, raw), *map(maker.of_term, _misspelt_there(select))]
    nodes = sum(not _of_ours(node) for node in focus_nodes(shapes, select))
    if not nodes:
        found.append(maker.of_nothing())
    ordered = Records(sorted(found, key=sort_key))
    why = "the only one that runs in an endpoint"
    return Report(name, shapes.name, "sparql", why, None, nodes, ordered, chosen=shapes)


def _misspelt_there(select: Select) -> Iterator[Misspelt]:
    """Yield the terms of our namespace, or of what looks like it, that an endpoint names and that do not exist."""
    places = " UNION ".join(f"{{ {pattern} }}" for pattern in ("?x ?p ?o", "?s ?x ?o", "?s ?p ?x"))
    rows = select(f'SELECT DISTINCT ?x WHERE {{ {places} FILTER (isIRI(?x) && CONTAINS(STR(?x), "lenaowl")) }}')
    known = ontology()

    def described(iri: str) -> bool:
        return any(True for _ in select(f"SELECT ?t WHERE {{ <{iri}> a ?t }} LIMIT 1"))

    named = {str(row[0].value) for row in rows if row[0]} - known.named
    return misspelt(named, known.terms, known.proteins, described)


def _of_ours(node: Term) -> bool:
    return isinstance(node, ox.NamedNode) and node.value.startswith(NAMESPACE)


# -- engines --------------------------------------------------------------------------------------------


def run(shapes: Shapes, store: ox.Store, engine: str, *, apart: bool = False) -> tuple[str, str, list[Raw]]:
    """Run an engine on a store; return its name, why it was taken, and what it found.

    Args:
        shapes: the shapes.
        store: the data, with what is known beside.
        engine: one of ENGINES.
        apart: whether the store keeps literals apart, see `as_written`.

    Raises:
        LenaowlError: if there is no such engine.
    """
    if engine not in ENGINES:
        raise LenaowlError(f"'{engine}' is not an engine; choose one of: {', '.join(ENGINES)}.")
    data = Kept(store, apart=apart)
    used, reason = _choose(data.shapes(shapes)) if engine == "auto" else (engine, "requested")
    raw: list[Raw] = []
    if used == "sparql":
        try:
            raw = with_sparql(data.shapes(shapes), selector(store), present(store), data.by_value)
        except UnsupportedShapeError as error:  # which the data shows
            if engine != "auto":
                raise
            used, reason = _instead(error)
    if used != "sparql":
        raw = (with_pyshacl if used == "pyshacl" else with_shifty)(shapes, _triples(store))
        raw = with_cells(raw, shapes, data.plain)

    def objects(node: Term, predicate: str) -> Iterator[Term]:
        if not isinstance(node, ox.Literal):
            found = store.quads_for_pattern(node, ox.NamedNode(predicate), None)
            yield from (back(quad.object) for quad in found)

    return used, reason, independent(raw, shapes, objects)


def _triples(store: ox.Store) -> Iterator[ox.Triple]:
    """Yield the statements of a store, with literals as they were written that it keeps apart."""
    return (ox.Triple(quad.subject, quad.predicate, back(quad.object)) for quad in store)


def _choose(shapes: Shapes) -> tuple[str, str]:
    try:
        compile_shapes(shapes, lambda _: ())
    except UnsupportedShapeError as error:
        return _instead(error)
    return "sparql", "it covers these shapes"


def _instead(error: UnsupportedShapeError) -> tuple[str, str]:
    """Return the engine that takes what is not compiled, and why."""
    return "pyshacl", str(error).split(", which is not compiled")[0] + ", which is not compiled to SPARQL"
