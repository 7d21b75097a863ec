"""One server for all tests of a process."""

from __future__ import annotations

import pytest

from web.clients import Client, served


@pytest.fixture(scope="session")
def address():
    with served("--port", "0", "--timeout", "3") as (address, _):
        yield address


@pytest.fixture
def client(address) -> Client:
    return Client(address)
