"""A server or a command that stops in the midst of `push`: the old graphs are there or the new ones, and it is said which."""

from __future__ import annotations

import subprocess
import sys
import threading
import warnings

import pyoxigraph as ox
import pytest
from stopping_store import StoppingStore

from lenaowl import Endpoint
from lenaowl.endpoints.push import push
from lenaowl.errors import EndpointError
from lenaowl.ontology.graphs import GRAPHS

ONE, TWO = "https://example.org/one", "https://example.org/two"


def graphs(*values: str) -> dict[str, list[ox.Triple]]:
    node = ox.NamedNode("https://example.org/x")
    return {graph: [ox.Triple(node, node, ox.Literal(value)) for value in values] for graph in (ONE, TWO)}


OLD, NEW = ({graph: frozenset(values) for graph in (ONE, TWO)} for values in ({"old"}, {"new", "newer"}))


def with_old(server: StoppingStore) -> StoppingStore:
    for graph, triples in graphs("old").items():
        server.store.extend(ox.Quad(*triple, ox.NamedNode(graph)) for triple in triples)
    return server


@pytest.mark.parametrize("dead", [False, True], ids=["it answers again", "it is gone"])
@pytest.mark.parametrize("does", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("default_graph", [False, True])
def test_a_server_that_stops_holds_the_old_or_the_new_and_it_is_said_which(default_graph, does, dead):
    """A connection that was cut at the last update did not say whether the graphs were replaced."""
    said = set()
    for at in range(20):
        with with_old(StoppingStore(at, does, dead)) as server, warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            error = pushed(server, default_graph)
            held = server.held()
            places = {graph: values for graph, values in held.items() if graph in (ONE, TWO)}
            assert places in (OLD, NEW), at
            if not error and server.asked <= at:
                assert places == NEW
                break
            said.add(end := error.rpartition("; ")[2])
            if not error:  # what was cut was only to clear up
                assert places == NEW
            elif end == "nothing was replaced":
                assert places == OLD
            elif end == f"but {ONE}, {TWO} were replaced":
                assert places == NEW
            else:
                assert end == f"whether it replaced {ONE}, {TWO} is not known, as it does not answer any more"
            left = {graph for graph in held if "-new-" in graph or graph.startswith("urn:uuid:")}
            assert not left or any("left behind" in str(one.message) for one in warned)
    else:
        pytest.fail("it always stopped")
    assert ("is not known" in " ".join(said)) == dead
    assert ("were replaced" in " ".join(said)) == (does and not dead)


def pushed(server: StoppingStore, default_graph: bool) -> str:
    """Push new graphs, and return how that failed."""
    endpoint = Endpoint(server.url, retries=0, timeout=60)
    try:
        assert len(list(push(endpoint, graphs("new", "newer"), default_graph))) == 2  # type: ignore[arg-type]
    except EndpointError as error:
        return str(error)
    return ""


def test_two_pushes_at_once_leave_the_whole_of_one():
    with with_old(StoppingStore()) as server:
        threads = [
            threading.Thread(target=lambda v=values: list(push(Endpoint(server.url), graphs(*v))))
            for values in (("new", "newer"), ("other",))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert server.held() in (NEW, {graph: frozenset({"other"}) for graph in (ONE, TWO)})


@pytest.mark.slow
def test_a_push_that_is_killed_leaves_the_old_graphs():
    """What it put beside them is named as SECURITY.md says."""
    with StoppingStore() as server:
        old = ox.Quad(*graphs("old")[ONE][0], ox.NamedNode(GRAPHS["claims"]))
        server.store.add(old)
        with subprocess.Popen([sys.executable, "-m", "lenaowl", "push", server.url]) as process:
            assert server.waiting.wait(600)
            process.kill()
        held = server.held()
        assert held.pop(GRAPHS["claims"]) == {"old"}
        assert all("-new-" in graph for graph in held)
