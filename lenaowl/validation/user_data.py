"""The user's data for validation: read whole into a store of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from lenaowl.rdf.files import Source, quads
from lenaowl.rdf.line_numbers import note_blank_nodes
from lenaowl.validation.as_written import may_change
from lenaowl.validation.record_context import CONTEXT_IRI, CONTEXTS


@dataclass
class UserData:
    """The statements of all sources in one store, and what is needed to say where a finding is.

    Attributes:
        sources: what was read.
        store: all statements in the default graph, whichever graph they were in.
        mentioned: the IRIs that occur as subject, predicate or object.
        subjects: the nodes that something is said of.
        blank: for each source its blank nodes, in the order in which the parser met them.
        size: how many statements were read.
        literals: those that the store may keep in another way than they were written.
    """

    sources: list[Source]
    store: ox.Store = field(default_factory=ox.Store)
    mentioned: set[str] = field(default_factory=set)
    subjects: set[ox.NamedNode | ox.BlankNode] = field(default_factory=set)
    blank: list[dict[str, bool]] = field(default_factory=list)
    size: int = 0
    literals: set[ox.Literal] = field(default_factory=set)


def load(sources: Sequence[Source]) -> UserData:
    """Parse all sources into one store; the JSON-LD context of lenaowl is put in place of its IRI.

    Raises:
        DataError: if a source is not of its syntax, or holds no statement; it says where and how to correct it.
    """
    data = UserData(list(sources))
    for number, one in enumerate(sources):
        data.blank.append({})
        mark = f"f{number}x" if len(sources) > 1 else ""  # two files may use one label
        data.store.extend(_noted(quads(one, CONTEXTS, mark), data))
    return data


def known_beside(sources: Sequence[Source]) -> list[ox.Triple]:
    """Return the statements of an ontology that is known beside the data, with blank nodes of its own."""
    return [quad.triple for number, one in enumerate(sources) for quad in quads(one, CONTEXTS, f"o{number}x")]


def iris(triples: Iterable[ox.Triple]) -> set[str]:
    """Return the IRIs that statements name as objects."""
    return {triple.object.value for triple in triples if isinstance(triple.object, ox.NamedNode)}


def _noted(found: Iterator[ox.Quad], data: UserData) -> Iterator[ox.Quad]:
    """Put quads into the default graph, and note what they speak of."""
    mentioned, subjects, blank, default = data.mentioned, data.subjects, data.blank[-1], ox.DefaultGraph()
    for quad in found:
        subject, predicate, obj = quad.subject, quad.predicate, quad.object
        note_blank_nodes(subject, predicate, obj, blank)
        if isinstance(subject, ox.NamedNode):
            mentioned.add(subject.value)
        if isinstance(obj, ox.NamedNode):
            mentioned.add(obj.value)
        elif isinstance(obj, ox.Literal) and may_change(obj):
            data.literals.add(obj)
        subjects.add(subject)  # type: ignore[arg-type]
        mentioned.add(predicate.value)
        data.size += 1
        yield ox.Quad(subject, predicate, obj, default)


def unexplained_keys(one: Source) -> list[str]:
    """Return the keys of a JSON-LD text that none of its contexts explains, which JSON-LD passes over in silence."""
    if one.form != ox.RdfFormat.JSON_LD or CONTEXT_IRI in one.text or '"@vocab"' in one.text:
        return []
    keys: dict[str, None] = {}
    explained: set[str] = set()
    queue: list[object] = [json.loads(one.text, parse_int=str, parse_float=str)]
    while queue:
        node = queue.pop()
        if isinstance(node, list):
            queue += node
        elif isinstance(node, dict):
            contexts = node.get("@context")
            for context in contexts if isinstance(contexts, list) else [contexts]:
                explained |= set(context) if isinstance(context, dict) else set()
            keys.update(dict.fromkeys(key for key in node if not key.startswith("@") and ":" not in key))
            queue += [value for key, value in node.items() if key != "@context"]
    return [key for key in keys if key not in explained]
