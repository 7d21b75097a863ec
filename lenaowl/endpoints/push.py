"""Loads the release into named graphs of a server: each is replaced at once, after what arrived was checked."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

import pyoxigraph as ox

from lenaowl.endpoints.addresses import place
from lenaowl.endpoints.connection import Connection
from lenaowl.errors import EndpointError, LeftOutWarning
from lenaowl.ontology.graphs import GRAPHS, parts
from lenaowl.ontology.records import Record, Ref
from lenaowl.rdf.canonical import canonical
from lenaowl.rdf.store import EmbeddedStore


@dataclass(frozen=True)
class Loaded(Record):
    """A graph as it is on the server: its IRI, how many triples it holds, and the hash of its canonical form."""

    graph: Ref
    triples: int
    sha256: str


def push(
    endpoint: Connection, graphs: dict[str, Iterable[ox.Triple]] | None = None, default_graph: bool = False
) -> Iterator[Loaded]:
    """Load graphs into a server and replace what they held.

    Each graph is first put beside its place and read back; when all are the same there as here, by count and by hash,
    one update moves them to their places. If anything fails before, the old graphs stay; if that update fails, the
    server is asked what it did. Two at once do not meet: each has graphs of its own to put things in, which are left
    behind only if this process is killed.

    Args:
        endpoint: the server.
        graphs: triples by the IRI of their graph; the release if left out.
        default_graph: put all into the default graph too, in place of what it has of these graphs from before.

    Raises:
        EndpointError: if the server refuses or fails, or holds something else than what it was given.
    """
    wanted = graphs or {GRAPHS[name]: triples for name, triples in parts().items()}
    loaded, waiting, mark = [], {}, uuid4().hex[:8]
    try:
        _check_store(endpoint, f"{next(iter(wanted))}-new-{mark}")
    except EndpointError as error:
        raise _with(error, "nothing was replaced") from None
    try:
        for graph, triples in wanted.items():
            told = canonical(_values(triples))
            waiting[graph] = f"{graph}-new-{mark}"
            endpoint.put(waiting[graph], told)
            loaded.append(_checked(endpoint, graph, waiting[graph], told))
        before, after = _copies(waiting) if default_graph and not _is_union(endpoint) else ([], [])
    except (EndpointError, KeyboardInterrupt) as error:
        endpoint.drop(waiting.values())
        raise _with(error, "nothing was replaced") from None
    move(endpoint, waiting, before, after)
    yield from loaded


def move(
    endpoint: Connection, waiting: Mapping[str, str], before: Iterable[str] = (), after: Iterable[str] = ()
) -> None:
    """Move graphs to their places by one update.

    Args:
        endpoint: the server.
        waiting: for each place the graph that is moved there.
        before: what the update does before.
        after: what it does after.

    Raises:
        EndpointError: if that fails; the text says what was replaced, as far as the server still answers.
    """
    moves = [f"MOVE GRAPH <{new}> TO GRAPH <{graph}>" for graph, new in waiting.items()]
    try:
        endpoint.update(" ;\n".join([*before, *moves, *after]))
    except (EndpointError, KeyboardInterrupt) as error:
        there = _state(endpoint, waiting)
        endpoint.drop(waiting.values())
        raise _with(error, there) from None


def _with(error: BaseException, there: str) -> BaseException:
    """Return a fault that says what is on the server; what is no fault of the server is warned of beside."""
    if isinstance(error, EndpointError):
        return error if there in str(error) else EndpointError(f"{error}; {there}")
    warnings.warn(there, LeftOutWarning, stacklevel=3)
    return error


def _state(endpoint: Connection, waiting: Mapping[str, str]) -> str:
    """Return which graphs an update replaced of which it is not known whether it was carried out."""
    with endpoint.tidying():
        try:
            left = [graph for graph, new in waiting.items() if endpoint.holds(f"GRAPH <{new}> {{ ?s ?p ?o }}")]
        except EndpointError:
            return f"whether it replaced {', '.join(waiting)} is not known, as it does not answer any more"
    if len(left) == len(waiting):
        return "nothing was replaced"
    moved = ", ".join(graph for graph in waiting if graph not in left)
    return f"but {moved} {'were' if len(waiting) - len(left) > 1 else 'was'} replaced" + (
        f", and not {', '.join(left)}" if left else ""
    )


def _copies(graphs: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return updates that take the old content of graphs out of the default graph, and those that put the new in."""
    outdated = [f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}" for graph in graphs]
    return outdated, [f"ADD GRAPH <{graph}> TO DEFAULT" for graph in graphs]


def _is_union(endpoint: Connection) -> bool:
    """Whether the default graph of a server is the union of all its graphs: found out with a graph of one triple."""
    mark = ox.NamedNode(f"urn:uuid:{uuid4()}")
    try:
        endpoint.put(mark.value, [ox.Triple(mark, mark, mark)])
        return endpoint.holds(f"{mark} {mark} {mark}")
    finally:
        endpoint.drop([mark.value])


_ONE = ox.Triple(ox.NamedNode("urn:lenaowl:a"), ox.NamedNode("urn:lenaowl:is"), ox.Literal("there"))


def _check_store(endpoint: Connection, graph: str) -> None:
    """Put one statement: a server that takes no graphs may answer a large one by cutting the connection.

    Raises:
        EndpointError: if it is refused.
    """
    try:
        endpoint.put(graph, [_ONE])
    except EndpointError as error:
        if re.search("cut the connection|gave no answer", str(error)):  # it may have been put
            endpoint.drop([graph])
        if not re.search("does not take this kind|has nothing at this address", str(error)):
            raise
        raise EndpointError(
            f"{error}. Graphs are put there by the Graph Store Protocol, which is not part of every server (not of "
            "rdflib-endpoint): give its address with --store-url, or load the file that `lenaowl path "
            "lenaowl-inferred.ttl` names by the server's own means"
        ) from None


def _checked(endpoint: Connection, graph: str, waiting: str, told: list[ox.Triple]) -> Loaded:
    arrived = canonical(_values(endpoint.get(waiting)))
    if len(arrived) != len(told):
        held = f"{len(arrived):,} of {len(told):,} triples of {graph}"
        raise EndpointError(f"{place(endpoint.url)} holds {held}; nothing was replaced")
    if digest(arrived) != (expected := digest(told)):
        other = next(iter(set(told) - set(arrived)), "")
        raise EndpointError(f"{place(endpoint.url)} changed triples of {graph}, such as {other}; nothing was replaced")
    return Loaded(Ref(graph), len(told), expected)


def _values(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return triples with numbers written in one way: servers keep the value, such as TDB2, which makes 29.0 of 29."""
    return list(EmbeddedStore(triples).triples())


def digest(triples: Iterable[ox.Triple]) -> str:
    """Return the SHA-256 of triples in canonical N-Triples (RDFC-1.0)."""
    return sha256("".join(f"{triple} .\n" for triple in triples).encode()).hexdigest()
