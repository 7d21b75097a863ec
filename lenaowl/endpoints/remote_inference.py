"""Inference inside a server: the rules of `queries/rules` run there, so that size is the server's business."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import uuid4

import pyoxigraph as ox

from lenaowl.endpoints.addresses import place
from lenaowl.endpoints.connection import Connection
from lenaowl.endpoints.push import move
from lenaowl.errors import EndpointError
from lenaowl.inference.rules import compile_claims, infer, publish
from lenaowl.ontology.graphs import GRAPHS
from lenaowl.rdf.sparql_text import tokens
from lenaowl.rdf.store import STEPS
from lenaowl.rdf.vocabulary import compact, lena

# The rules keep to what servers evaluate alike. Virtuoso 7.2 makes terms of unbound values, and its answers to paths
# such as a/rdfs:subClassOf* depend on its plan; so a rule computes with what is bound, and lena:below stands for paths.

# The graph in which the rules work, and those that they use beside it; each run has its own, so that two do not meet.
WORK = lena("graph/work")
_HELPERS = (STEPS.value, lena("new"), lena("next"))


class WorkGraph:
    """A graph on a server in which rules are run as if it were the default graph."""

    def __init__(self, endpoint: Connection) -> None:
        mark = uuid4().hex[:8]
        self._endpoint = endpoint
        self._graph = f"{WORK}-{mark}"
        self._helpers = {helper: f"{helper}-{mark}" for helper in _HELPERS}
        self._size = 0

    def fill(self, graphs: Iterable[str]) -> None:
        """Begin with what these graphs hold.

        Raises:
            EndpointError: if one of them is empty, or the server fails.
        """
        for graph in graphs:
            if not self._count(graph):
                hint = "`lenaowl push` loads the ontology"
                raise EndpointError(f"{place(self._endpoint.url)} has nothing in graph {graph}; {hint}")
            self._endpoint.update(f"ADD GRAPH <{graph}> TO GRAPH <{self._graph}>")
        self._size = self._total()

    def add(self, triples: Iterable[ox.Triple], graph: ox.NamedNode | None = None) -> None:
        """Add a few triples to the graph, or to a helper of the rules."""
        told = " ".join(f"{triple} ." for triple in triples)
        place = self._helpers.get(graph.value, graph.value) if graph else self._graph
        self._endpoint.update(f"INSERT DATA {{ GRAPH <{place}> {{ {told} }} }}")
        self._size = self._total()

    def update(self, *sparql: str) -> int:
        """Run rules, one after the other, and return how many statements they added together."""
        for rule in sparql:
            own = with_names(rule, self._helpers)
            self._endpoint.update(with_graph(own, self._graph, self._helpers.values()))
        before, self._size = self._size, self._total()
        return self._size - before

    def keep_new(self, told: Iterable[str], into: str) -> int:
        """Move what the rules added to what some graphs hold to another graph, and return how much that is."""
        for graph in told:
            self._endpoint.update(
                f"DELETE {{ GRAPH <{self._graph}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
            )
        move(self._endpoint, {into: self._graph})
        return self._count(into)

    def clear(self) -> None:
        """Drop the graph and the helpers of the rules."""
        self._endpoint.drop((self._graph, *self._helpers.values()))

    def _count(self, graph: str) -> int:
        rows = self._endpoint.sparql(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        try:
            return int(str(rows[0]["n"]))
        except (LookupError, ValueError):
            raise EndpointError(f"{place(self._endpoint.url)} does not say how much is in graph {graph}") from None

    def _total(self) -> int:
        return sum(self._count(graph) for graph in (self._graph, *self._helpers.values()))


def with_names(sparql: str, names: Mapping[str, str]) -> str:
    """Return a query or update in which IRIs, also where they are written with a prefix, are replaced by others.

    >>> with_names("ASK { GRAPH lena:new { ?new a <https://w3id.org/lenaowl/next> } }", {lena("new"): "a:b"})
    'ASK { GRAPH <a:b> { ?new a <https://w3id.org/lenaowl/next> } }'
    """
    written = {text: f"<{new}>" for old, new in names.items() for text in (compact(old), f"<{old}>")}
    return "".join(written.get(text, text) for _, text in tokens(sparql))


def with_graph(sparql: str, graph: str, helpers: Iterable[str] = ()) -> str:
    """Return an update in which a named graph stands for the default graph; one without a pattern is left as it is.

    Args:
        sparql: the update.
        graph: the graph.
        helpers: the named graphs that its pattern speaks of; some servers see no others.

    >>> with_graph("INSERT { ?x a ?y } WHERE { ?x a ?z }", "http://g", ["http://h"])
    'WITH <http://g> INSERT { ?x a ?y } USING <http://g> USING NAMED <http://h> WHERE { ?x a ?z }'
    """
    found = list(tokens(sparql))
    words = [(place, value.upper()) for place, (kind, value) in enumerate(found) if kind == "word"]
    change = next((place for place, word in words if word in ("INSERT", "DELETE")), None)
    where = next((place for place, word in words if word == "WHERE"), None)
    if change is not None and where is not None:
        using = "".join(f"USING NAMED <{helper}> " for helper in helpers)
        found.insert(where, ("word", f"USING <{graph}> {using}"))
        found.insert(change, ("word", f"WITH <{graph}> "))
    return "".join(value for _, value in found)


def infer_inside(
    endpoint: Connection, data: Sequence[str] = (), *, into: str = GRAPHS["inferred"], admit: str = "established"
) -> int:
    """Infer inside a server what follows from the ontology and claims that `push` loaded, and from data of one's own.

    Args:
        endpoint: the server.
        data: IRIs of the graphs with data of one's own: exposures, new compounds, claims.
        into: the graph that is replaced by all that follows and is told in none of those.
        admit: the weakest claim status to reason with: established, suggested, hypothesis or open.

    Returns:
        How many statements follow.

    Raises:
        EndpointError: if the server refuses or fails; the graph `into` is then as it was, or the text says otherwise.
    """
    told = [GRAPHS["ontology"], GRAPHS["claims"], *data]
    work = WorkGraph(endpoint)
    try:
        work.fill(told)
        compile_claims(work, admit)
        infer(work)
        publish(work)
        return work.keep_new(told, into)
    finally:
        work.clear()
