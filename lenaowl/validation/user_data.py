"""The user's data for validation: read whole into a store of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from tempfile import TemporaryDirectory, gettempdir
from typing import TypeGuard

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.files import Source, into, marks, quads
from lenaowl.rdf.line_numbers import note_blank_nodes
from lenaowl.rdf.store import Node
from lenaowl.validation.as_written import apart, in_ntriples, may_be_apart, may_change
from lenaowl.validation.record_context import CONTEXT_IRI, CONTEXTS

# IRIs that are terms of ours or were meant to be, and those of states and forms, which are made from other IRIs.
_OURS = re.compile(r"lenaowl|-(increase|decrease|WT)$", re.IGNORECASE)


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
        theirs: the nodes that only the ontology says something of, as far as it was put to the user's statements.
        is_on_disk: whether the store is on the disk, as the data may be larger than the memory.
    """

    sources: list[Source]
    store: ox.Store = field(default_factory=ox.Store)
    blank: list[dict[str, bool]] = field(default_factory=list)
    size: int = 0
    noted: set[ox.Literal] = field(default_factory=set)
    direct: list[Source] = field(default_factory=list)
    apart: bool = False
    theirs: set[object] = field(default_factory=set)
    is_on_disk: bool = False

    @cached_property
    def literals(self) -> set[ox.Literal]:
        """The literals that the store may keep in another way than they were written."""
        return self.noted.union(*(in_ntriples(one.text) for one in self.direct))

    def mentioned(self, named: Set[str]) -> set[str]:
        """Return those of some IRIs that occur, and all that speak of lenaowl or may be made of the name of another."""
        hosts = {re.escape(iri[: iri.find("/", iri.find("//") + 2) + 1]) for iri in named if "//" in iri}
        such = ox.Literal(f"^({'|'.join(sorted(hosts))})|{_OURS.pattern}")
        found: set[str] = set()
        for term in "?s", "?p", "?o":
            asked = f'SELECT DISTINCT {term} {{ ?s ?p ?o FILTER (isIRI({term}) && REGEX(STR({term}), {such}, "i")) }}'
            iris = (row[0].value for row in self.store.query(asked))  # type: ignore[union-attr]
            found.update(iri for iri in iris if iri in named or _OURS.search(iri))
        return found

    def extend(self, more: Iterable[ox.Quad]) -> None:
        """Put statements into the store."""
        (self.store.bulk_extend if self.is_on_disk else self.store.extend)(more)

    def is_said_of(self, node: object) -> TypeGuard[Node]:
        """Whether the user says something of a node."""
        if not isinstance(node, ox.NamedNode | ox.BlankNode) or node in self.theirs:
            return False
        return next(self.store.quads_for_pattern(node, None, None), None) is not None

    def occurs(self, node: object) -> bool:
        """Whether a node is subject or object of a statement."""
        if not isinstance(node, ox.NamedNode | ox.BlankNode):
            return False
        patterns = (self.store.quads_for_pattern(node, None, None), self.store.quads_for_pattern(None, None, node))
        return any(next(found, None) is not None for found in patterns)


@contextmanager
def load(sources: Sequence[Source]) -> Iterator[UserData]:
    """Parse all sources into one store; the JSON-LD context of lenaowl is put in place of its IRI.

    The store is on the disk, until the end, if some source is a part of a file.

    Raises:
        DataError: if a source is not of its syntax, or holds no statement; it says where and how to correct it. Or if
            the disk has no room.
    """
    if not any(one.is_part for one in sources):
        yield filled(UserData(list(sources)))
        return
    try:
        with TemporaryDirectory(prefix="lenaowl-", ignore_cleanup_errors=True) as folder:
            yield filled(UserData(list(sources), ox.Store(folder), is_on_disk=True))
    except OSError as error:
        raise DataError(f"{gettempdir()}: {error.strerror or error}; name a folder with more room in TMPDIR") from None


def filled(data: UserData) -> UserData:
    """Parse the sources of data into its store, and return it; see `load`."""
    for one, mark in zip(data.sources, marks(data.sources), strict=True):
        data.blank.append({})
        text = one.text if one.form == ox.RdfFormat.N_TRIPLES else ""
        if text and not may_be_apart(text) and not (mark and "_:" in text):
            data.size += into(data.extend, one)
            data.direct.append(one)
        else:
            blank = None if text else data.blank[-1]
            data.extend(_noted(quads(one, CONTEXTS, mark), data, blank))
    if not data.size:
        raise DataError(f"{data.sources[0].name}: the file holds no statement")
    return data


def known_beside(sources: Sequence[Source]) -> list[ox.Triple]:
    """Return the statements of an ontology that is known beside the data, with blank nodes of its own."""
    return [quad.triple for number, one in enumerate(sources) for quad in quads(one, CONTEXTS, f"o{number}x")]


def iris(triples: Iterable[ox.Triple]) -> set[str]:
    """Return the IRIs that statements name as objects."""
    return {triple.object.value for triple in triples if isinstance(triple.object, ox.NamedNode)}


def _noted(found: Iterator[ox.Quad], data: UserData, blank: dict[str, bool] | None) -> Iterator[ox.Quad]:
    """Put quads into the default graph, and note their blank nodes if they are not called as in the text."""
    default = ox.DefaultGraph()
    for quad in found:
        if blank is not None:
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
