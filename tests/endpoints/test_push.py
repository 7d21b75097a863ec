"""What `push` takes for the same as what it sent."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from lenaowl.endpoints.push import push
from lenaowl.errors import EndpointError

DECIMAL = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")


def triple(value: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode("urn:x:a"), ox.NamedNode("urn:x:b"), ox.Literal(value, datatype=DECIMAL))


class Store:
    """A server that gives back numbers in its own way."""

    url = "http://localhost/"

    def __init__(self, written: str) -> None:
        self.written = written

    def put(self, graph: str, triples: object) -> None: ...
    def drop(self, graphs: object) -> None: ...
    def update(self, text: str) -> None: ...

    def get(self, graph: str) -> list[ox.Triple]:
        return [triple(self.written)]


def test_a_number_that_a_server_writes_otherwise_is_the_same():
    """Jena's TDB2 gives 29.0 back where 29 was put, and Virtuoso the other way round."""
    for sent, written in (("29", "29.0"), ("29.0", "29"), ("029.50", "29.5")):
        assert [one.triples for one in push(Store(written), {"urn:x:g": [triple(sent)]})] == [1]


def test_another_number_is_refused():
    with pytest.raises(EndpointError, match="changed triples"):
        list(push(Store("29.01"), {"urn:x:g": [triple("29")]}))
