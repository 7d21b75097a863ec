"""The user's data for validation: read whole into a store of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import pyoxigraph as ox

from lenaowl.rdf.files import Source, into, quads
from lenaowl.rdf.line_numbers import note_blank_nodes
from lenaowl.validation.as_written import apart, in_ntriples, may_be_apart, may_change
from lenaowl.validation.record_context import CONTEXT_IRI, CONTEXTS


@dataclass
class UserData:
    """The statements of all sources in one store, and what is needed to say where a finding is.

    Attributes:
        sources: what was read.
        store: all statements in the default graph, whichever graph they were in; literals of which it would change
            the datatype are kept apart, see `as_written`.
        blank: for each source its blank nodes, in the order in which the parser met them; none for N-Triples, where
            they are called as in the text.
        size: how many statements were read.
        noted: literals that the store may keep in another way than they were written, but for those of `direct`.
        direct: the sources that went into the store without a look at each statement.
        apart: whether literals are kept apart.
    """

    sources: list[Source]
    store: ox.Store = field(default_factory=ox.Store)
    blank: list[dict[str, bool]] = field(default_factory=list)
    size: int = 0
    noted: set[ox.Literal] = field(default_factory=set)
    direct: list[Source] = field(default_factory=list)
    apart: bool = False

    @cached_property
    def literals(self) -> set[ox.Literal]:
        """The literals that the store may keep in another way than they were written."""
        return self.noted.union(*(in_ntriples(one.text) for one in self.direct))

    @cached_property
    def subjects(self) -> frozenset[ox.NamedNode | ox.BlankNode]:
        """The nodes that something is said of; asked for before anything is put to the user's statements."""
        return frozenset(self._distinct("?s"))

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """The IRIs that occur as subject, predicate or object; asked for at the same time."""
        nodes = chain(self.subjects, self._distinct("?p"), self._distinct("?o", "FILTER (isIRI(?o))"))
        return frozenset(node.value for node in nodes if isinstance(node, ox.NamedNode))

    def _distinct(self, variable: str, such: str = "") -> Iterator[Any]:
        rows = self.store.query(f"SELECT DISTINCT {variable} {{ ?s ?p ?o {such} }}")
        return (row[0] for row in rows)  # type: ignore[union-attr]


def load(sources: Sequence[Source]) -> UserData:
    """Parse all sources into one store; the JSON-LD context of lenaowl is put in place of its IRI.

    Raises:
        DataError: if a source is not of its syntax, or holds no statement; it says where and how to correct it.
    """
    data = UserData(list(sources))
    for number, one in enumerate(sources):
        data.blank.append({})
        plain = one.form == ox.RdfFormat.N_TRIPLES and not may_be_apart(one.text)
        if plain and (len(sources) == 1 or "_:" not in one.text):
            data.size += into(data.store, one)
            data.direct.append(one)
        else:
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
    """Put quads into the default graph, and note their blank nodes."""
    blank, default = data.blank[-1], ox.DefaultGraph()
    for quad in found:
        note_blank_nodes(quad.subject, quad.predicate, quad.object, blank)
        if isinstance(quad.object, ox.Literal) and may_change(quad.object):
            data.noted.add(quad.object)
        data.size += 1
        kept = apart(quad.object)
        data.apart = data.apart or kept is not quad.object
        yield ox.Quad(quad.subject, quad.predicate, kept, default)


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
