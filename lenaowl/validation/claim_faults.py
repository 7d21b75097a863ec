"""What is wrong with the claims of users that are to be reasoned with, by the packaged shapes for claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from lenaowl.ontology.states import base_of
from lenaowl.rdf.vocabulary import RDF_TYPE, compact, lena, local_name
from lenaowl.validation.shacl.engines import with_sparql
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.shacl.shapes import SEVERITIES, SHAPES, Raw, Shape, Shapes, Term
from lenaowl.validation.shacl.stores import present, selector

# What is asked of claims that are handed on, and not of those that are only reasoned with.
_NOT_ASKED = {(SHAPES + "Evidence-method", "minCount")}
_CLAIMS = (lena("Claim"), lena("Observation"))
_GENERATED = {"-increase": "Increase", "-decrease": "Decrease", "-WT": "ProteinForm"}


class Fault(NamedTuple):
    """What is wrong with a node: the predicates and the value at fault, for the line, and the text."""

    node: Term
    predicates: tuple[str, ...]
    value: Term | None
    text: str


def claim_faults(triples: Sequence[ox.Triple], known: Iterable[ox.Triple]) -> list[Fault]:
    """Return what is wrong with the claims among statements.

    Args:
        triples: the statements of the user.
        known: those of the ontology, from which the shapes see what a term is.
    """
    if not any(_speaks_of_claims(triple) for triple in triples):
        return []
    store, shapes = ox.Store(), load_shapes(["claims"])
    store.extend(ox.Quad(*triple) for triple in (*_terms(known), *triples))
    named = {node.value for t in triples for node in (t.subject, t.object) if isinstance(node, ox.NamedNode)}
    store.extend(list(generated_types(named, store)))
    theirs = {triple.subject for triple in triples}
    found = [raw for raw in with_sparql(shapes, selector(store), present(store)) if raw.focus in theirs]
    return list(_faults([raw for raw in found if _is_asked(raw, shapes)], shapes, triples))


def _speaks_of_claims(triple: ox.Triple) -> bool:
    kinds = (*_CLAIMS, lena("Publication"), lena("polarity"), lena("evidence"))
    return triple.predicate.value in kinds or getattr(triple.object, "value", "") in kinds


def _terms(known: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield the statements about terms of the ontology, and not those about its claims, which were checked before."""
    listed = list(known)
    claims = {t.subject for t in listed if t.predicate.value == RDF_TYPE and getattr(t.object, "value", "") in _CLAIMS}
    items = {t.object for t in listed if t.predicate.value == lena("evidence")}
    yield from (triple for triple in listed if triple.subject not in claims and triple.subject not in items)


def generated_types(iris: Iterable[str], store: ox.Store) -> Iterator[ox.Quad]:
    """Yield the types of states and wild-type forms that the rules will make, of what is described in a store."""
    for iri in iris:
        base = base_of(iri)
        if base != iri and next(iter(store.quads_for_pattern(ox.NamedNode(base), None, None)), None):
            kind = _GENERATED[iri.removeprefix(base)]
            yield ox.Quad(ox.NamedNode(iri), ox.NamedNode(RDF_TYPE), ox.NamedNode(lena(kind)))


def _is_asked(raw: Raw, shapes: Shapes) -> bool:
    shape = shapes.by_iri.get(raw.shape)
    return (raw.shape, raw.parameter) not in _NOT_ASKED and (shape is None or shape.severity == SEVERITIES[0])


def _faults(found: list[Raw], shapes: Shapes, triples: Sequence[ox.Triple]) -> Iterator[Fault]:
    """Yield what is wrong; what a node lacks together."""
    owners: dict[ox.BlankNode, object] = {t.object: t.subject for t in triples if isinstance(t.object, ox.BlankNode)}
    order = {shape: place for place, shape in enumerate(shapes.by_iri)}
    lacking: dict[Term, list[str]] = defaultdict(list)
    others: list[Raw] = []
    for raw in sorted(found, key=lambda raw: (str(raw.focus), order[raw.shape], raw.parameter, str(raw.value))):
        path = shapes.by_iri[raw.shape].path
        if raw.parameter == "minCount" and path is not None and path.predicate:
            lacking[raw.focus].append(path.predicate)
        else:
            others.append(raw)
    for node, missing in lacking.items():
        about = [shape.message for shape in shapes.by_iri.values() if len(missing) == 1 and _demands(shape, missing[0])]
        text = f"{_name(node, owners)} lacks {', '.join(map(compact, missing))}."
        yield Fault(node, (), None, " ".join([text, *about]))
    for raw in others:
        shape = shapes.by_iri[raw.shape]
        firsts = shape.path.firsts if shape.path else ()
        if not _follows(shape, firsts, lacking.get(raw.focus, [])):
            yield Fault(raw.focus, firsts, raw.value, f"{_name(raw.focus, owners)} {_text(raw, shape)}")


def _follows(shape: Shape, firsts: tuple[str, ...], missing: list[str]) -> bool:
    """Whether a fault follows from what is missing, so that it need not be named too."""
    return bool(missing) and (shape.path is None or bool({*firsts} & {*missing}))


def _demands(shape: Shape, predicate: str) -> bool:
    return bool(shape.path and shape.path.predicate == predicate and shape.get("minCount"))


def _name(node: Term, owners: Mapping[ox.BlankNode, object]) -> str:
    if isinstance(node, ox.NamedNode):
        return f"the claim {local_name(node.value)}"
    owner = owners.get(node) if isinstance(node, ox.BlankNode) else None
    return f"an evidence item of the claim {local_name(owner.value)}" if isinstance(owner, ox.NamedNode) else "a claim"


def _text(raw: Raw, shape: Shape) -> str:
    path = compact(shape.path.predicate) if shape.path and shape.path.predicate else ""
    if raw.parameter == "maxCount":
        return f"has several {path}; write a claim for each."
    allowed = shape.get("in")
    if raw.parameter == "in" and allowed:
        choices = ", ".join(compact(str(value.value)) for value in allowed.values)
        return f"has a {path} that the model does not know; it must be one of: {choices}."
    return f"is not accepted: {shape.message[:1].lower()}{shape.message[1:]} {shape.hint}".strip()
