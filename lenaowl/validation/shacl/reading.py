"""Reads shapes: those of the package by name, and those of users from files."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from lenaowl.errors import DataError, LeftOutWarning, UnknownNameError
from lenaowl.ontology.packaged import folder
from lenaowl.rdf.files import marks, parse, quads, read_files, read_text, stated_base
from lenaowl.rdf.line_numbers import key
from lenaowl.rdf.sparql_text import with_whole_iris
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, compact, lena
from lenaowl.validation.as_written import kept, written
from lenaowl.validation.shacl.imports import LocalFiles, with_imports
from lenaowl.validation.shacl.own_queries import prefixes, with_imported, written_out
from lenaowl.validation.shacl.shapes import MADE, SEVERITIES, SH, Constraint, PropertyPath, Shape, Shapes, Term
from lenaowl.validation.shacl.wellformed import QUERIES, check_shapes

_RDF = PREFIXES["rdf"]
_FIRST, _REST, _NIL = (_RDF + name for name in ("first", "rest", "nil"))
_LISTS = {"in", "and", "or", "xone", "languageIn", "ignoredProperties"}
# What a shape says of itself beside its constraints.
_TOLD = {
    "path", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "message", "severity", "deactivated",
    "name", "description", "order", "group", "defaultValue", "property",
}  # fmt: skip
_NOT_OF_SHAPES = {
    "inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "select", "ask", "prefixes",
    "declare", "prefix", "namespace", "parameter", "validator",
}  # fmt: skip
_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")
_SHOWN = 2  # of alternatives, in words
_OWL_CLASSES = {PREFIXES["owl"] + "Class", PREFIXES["rdfs"] + "Class"}


# -- which shapes ---------------------------------------------------------------------------------------


def packaged() -> dict[str, Path]:
    """Return the packaged sets of shapes by name."""
    return {file.stem: file for file in sorted(folder("shapes").glob("*.ttl"))}


def load_shapes(
    names: Iterable[str] = (), language: str = "en", base: str = "", import_from: Iterable[str | Path] = ()
) -> Shapes:
    """Load packaged sets by name, files of shapes, or all packaged sets if none is named.

    Args:
        names: of packaged sets, or paths of files.
        language: in which messages are wanted; where there is none in it, they are in English, or as they are.
        base: the IRI that relative IRIs in files are relative to; the place of each file if left out.
        import_from: files, folders and catalogs for what shapes import; nothing is fetched.

    Raises:
        UnknownNameError: if a name is neither a packaged set nor a file.
        DataError: if a file cannot be read, or holds no shape.

    >>> sorted(load_shapes(["trials"]).by_iri)[:1]
    ['https://w3id.org/lenaowl/shapes/Arm']
    """
    known = packaged()
    asked, files = tuple(names), LocalFiles(import_from)
    triples: list[ox.Triple] = []
    for number, name in enumerate(asked or known):
        if name in known:
            triples += _named(parse(read_text(known[name]), name), number)
        elif name == "-" or Path(name).exists():
            triples += _named(_of_users(name, base, files), number)
        else:
            raise UnknownNameError(name, sorted(known), "packaged set or file of shapes")
    triples, targets = _as_kept([t for t in triples if not _says_nothing(t)])
    graph = _graph(triples)
    triples = with_imported(triples, graph)
    shapes = dict(_shapes(graph, language.lower()))
    title = ", ".join(asked) if asked else "all shapes of lenaowl"
    if not any(shape.targets or shape.get("target") for shape in shapes.values()):
        raise DataError(f"{title}: no shape has a target (sh:targetClass, ...), so nothing would be checked")
    off = frozenset(key(t.subject) for t in triples if t.predicate.value == SH + "deactivated")
    are_users = not known.keys() >= {*asked}
    return Shapes(title, shapes, off - shapes.keys(), tuple(triples), targets, are_users=are_users)


def _says_nothing(triple: ox.Triple) -> bool:
    """Whether it is an sh:uniqueLang other than `true`: to SHACL, not even `"1"^^xsd:boolean` asks for anything."""
    return triple.predicate.value == SH + "uniqueLang" and getattr(triple.object, "value", "") != "true"


def _of_users(name: str, base: str, files: LocalFiles) -> list[ox.Triple]:
    """Read shapes of users and what they import, and check that they are well-formed.

    Raises:
        DataError: if they are not; with file and line.
    """

    def missing(iri: str) -> None:
        warnings.warn(
            f"{name}: imports {iri}, and nothing is fetched here; if it holds shapes, say with --import-from where a "
            "copy is",
            LeftOutWarning,
            stacklevel=5,
        )

    sources = with_imports(read_files([Path(name)], base=base), files, missing, base)
    triples = [
        _whole(quad.triple, where)
        for one, mark in zip(sources, marks(sources), strict=True)
        for where in (stated_base(one),)
        for quad in quads(one, mark=mark)
    ]
    check_shapes(triples, sources)
    return triples


def _whole(triple: ox.Triple, base: str) -> ox.Triple:
    """Return a statement; a query in it has whole IRIs in place of those that are relative to its file."""
    name, text = triple.predicate.value.removeprefix(SH), triple.object
    if name not in QUERIES or not isinstance(text, ox.Literal):
        return triple
    whole = with_whole_iris(text.value, base)
    return triple if whole == text.value else ox.Triple(triple.subject, triple.predicate, ox.Literal(whole))


def _as_kept(triples: list[ox.Triple]) -> tuple[list[ox.Triple], dict[ox.Literal, ox.Literal]]:
    """Return statements with literals as a store keeps them, and how those that are targets were written."""
    kept_as = kept(t.object for t in triples if isinstance(t.object, ox.Literal))
    now = [
        ox.Triple(t.subject, t.predicate, kept_as[t.object]) if isinstance(t.object, ox.Literal) else t for t in triples
    ]
    targets = {t.object for t in triples if t.predicate.value == SH + "targetNode"}
    return now, written({before: after for before, after in kept_as.items() if before in targets})


# -- reading --------------------------------------------------------------------------------------------

_Graph = dict[Any, dict[str, list[Term]]]


def _graph(triples: Iterable[ox.Triple]) -> _Graph:
    found: _Graph = {}
    for triple in triples:
        found.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)  # type: ignore[arg-type]
    return found


def _named(triples: list[ox.Triple], number: int) -> Iterator[ox.Triple]:
    """Give each shape and SPARQL constraint without an IRI one, so that every engine names it alike in its report."""
    found = [t.subject for t in triples if _says_shape(t.predicate.value)]
    found += [t.object for t in triples if t.predicate.value == SH + "sparql"]  # type: ignore[misc]
    blank = dict.fromkeys(node for node in found if isinstance(node, ox.BlankNode))
    names = {node: ox.NamedNode(f"{MADE}{number}-{place}") for place, node in enumerate(blank)}
    for t in triples:
        yield ox.Triple(names.get(t.subject, t.subject), t.predicate, names.get(t.object, t.object))  # type: ignore[arg-type]


def _says_shape(predicate: str) -> bool:
    """Whether a predicate is used of shapes, and not of paths or of the parts of SPARQL constraints."""
    return predicate.startswith(SH) and predicate.removeprefix(SH) not in _NOT_OF_SHAPES


def _items(graph: _Graph, node: Any) -> tuple[Term, ...]:  # noqa: ANN401
    """Return the members of an RDF list.

    Raises:
        DataError: if it does not end.
    """
    found: list[Term] = []
    seen = set()
    while isinstance(node, ox.BlankNode):
        if node in seen:
            raise DataError("the shapes hold an RDF list that leads back into itself")
        seen.add(node)
        found += graph.get(node, {}).get(_FIRST, [])
        node = next(iter(graph.get(node, {}).get(_REST, [])), None)
    return tuple(found)


def _path(graph: _Graph, node: Term) -> PropertyPath:
    """Read a property path.

    Raises:
        DataError: if it is none.
    """
    if isinstance(node, ox.NamedNode):
        return PropertyPath(f"<{node.value}>", compact(node.value), ((node.value, False),))
    about = graph.get(node, {})
    if about.get(_FIRST):
        return _joined([_path(graph, part) for part in _items(graph, node)], "/")
    for inner in about.get(SH + "inversePath", []):
        part = _path(graph, inner)
        steps = tuple((predicate, not back) for predicate, back in part.steps)
        return PropertyPath(f"^({part.sparql})", f"^{part.text}", steps, steps if part.onward else (), part.may_stay)
    for name, mark in (("zeroOrMorePath", "*"), ("oneOrMorePath", "+"), ("zeroOrOnePath", "?")):
        for inner in about.get(SH + name, []):
            part = _path(graph, inner)
            stays = mark != "+" or part.may_stay
            return PropertyPath(f"({part.sparql}){mark}", f"{part.text}{mark}", part.steps, part.steps, stays)
    for inner in about.get(SH + "alternativePath", []):
        return _joined([_path(graph, part) for part in _items(graph, inner)], "|")
    raise DataError("the shapes hold an sh:path that is none of the kinds that SHACL knows")


def _joined(parts: list[PropertyPath], mark: str) -> PropertyPath:
    steps = tuple(step for part in parts for step in part.steps)
    onward = tuple(step for n, part in enumerate(parts) for step in (part.steps if n and mark == "/" else part.onward))
    sparql, texts = mark.join(part.sparql for part in parts), [part.text for part in parts]
    many = mark == "|" and len(texts) > _SHOWN
    text = f" {mark} ".join([*texts[:_SHOWN], "..."] if many else texts)
    stays = (all if mark == "/" else any)(part.may_stay for part in parts)
    return PropertyPath(f"({sparql})", text, steps, onward, stays)


def _shapes(graph: _Graph, language: str) -> Iterator[tuple[str, Shape]]:
    for subject, about in graph.items():
        if isinstance(subject, ox.NamedNode) and _is_shape(about) and not _is_off(about):
            yield subject.value, _shape(graph, subject, about, language)


def _is_shape(about: dict[str, list[Term]]) -> bool:
    kinds = {str(kind.value) for kind in about.get(RDF_TYPE, [])}
    if kinds & {SH + "NodeShape", SH + "PropertyShape"}:  # which may be a SPARQL constraint at once
        return True
    if kinds & {SH + name for name in ("SPARQLConstraint", "PrefixDeclaration", "Parameter", "ConstraintComponent")}:
        return False
    return SH + "select" not in about and any(_says_shape(key) for key in about)


def _is_off(about: dict[str, list[Term]]) -> bool:
    return any(value.value in ("true", "1") for value in about.get(SH + "deactivated", []))


def _shape(graph: _Graph, subject: ox.NamedNode, about: dict[str, list[Term]], language: str) -> Shape:
    targets = [(kind, term) for kind in _TARGETS for term in about.get(SH + kind, [])]
    if _OWL_CLASSES & {str(kind.value) for kind in about.get(RDF_TYPE, [])}:
        targets.append(("targetClass", subject))
    paths = about.get(SH + "path", [])
    told = {name: _in_one_language(about.get(name, []), language) for name in (SH + "message", lena("hint"))}
    severity = next((str(t.value).removeprefix(SH) for t in about.get(SH + "severity", [])), SEVERITIES[0])
    return Shape(
        subject.value,
        _path(graph, paths[0]) if paths else None,
        tuple(targets),
        tuple(_constraints(graph, about, language)),
        tuple(sorted(str(p.value) for p in about.get(SH + "property", []))),
        severity,
        told[SH + "message"],
        told[lena("hint")],
        _literals(about),
    )


def _literals(about: dict[str, list[Term]]) -> tuple[ox.Literal, ...]:
    return tuple(text for text in about.get(SH + "message", []) if isinstance(text, ox.Literal))


def _in_one_language(texts: Iterable[Term], wanted: str) -> str:
    """Return what is said in a language, else in English, else without a language, else in the first one."""
    by_language: dict[str, list[str]] = {}
    for text in texts:
        language = (text.language or "") if isinstance(text, ox.Literal) else ""
        by_language.setdefault(language.partition("-")[0].lower(), []).append(str(text.value))
    first = min(by_language, default="")
    return " ".join(
        by_language.get(wanted.partition("-")[0])
        or by_language.get("en")
        or by_language.get("")
        or by_language.get(first, [])
    )


def _constraints(graph: _Graph, about: dict[str, list[Term]], language: str) -> Iterator[Constraint]:
    for predicate, values in about.items():
        name = predicate.removeprefix(SH)
        if not predicate.startswith(SH) or name in _TOLD:
            continue
        for value in values:
            if name == "sparql":
                yield from _of_query(graph, value, language)
            else:
                yield Constraint(name, _items(graph, value) if name in _LISTS else (value,))


def _of_query(graph: _Graph, node: Term, language: str) -> Iterator[Constraint]:
    """Yield the SPARQL constraint that a node is, its query without prefixes; nothing if it is switched off."""
    about = graph.get(node, {})
    if _is_off(about):
        return
    known = prefixes(graph, node)
    queries = tuple(ox.Literal(written_out(str(query.value), known)) for query in about.get(SH + "select", []))
    message = _in_one_language(about.get(SH + "message", []), language)
    source = node.value if isinstance(node, ox.NamedNode) else ""
    yield Constraint("sparql", queries or (node,), message, _literals(about), source)
