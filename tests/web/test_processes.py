"""The processes that answer queries: forked where that can be done, started anew elsewhere; both do the same."""

from __future__ import annotations

import asyncio
import json
import os
import signal

import pytest

from lenaowl.web.limits import Limits
from lenaowl.web.processes import Forks, Spawns, WorkerDiedError

KINDS = [Spawns, pytest.param(Forks, marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here"))]
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture
def data(tmp_path):
    file = tmp_path / "data.nq"
    file.write_text("".join(f"<x:{n}> <x:p> <x:{n + 1}> .\n" for n in range(1000)), encoding="utf-8")
    return file


def query(text: str) -> dict[str, str]:
    return {"query": text, "accept": ""}


async def count(worker) -> int:
    reply = await worker.ask(query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    return int(json.loads(reply.body)["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_answers_until_it_is_killed_and_another_goes_on(kind, data):
    async def life() -> None:
        starter = kind(data, Limits())
        first, second = await starter.worker(), await starter.worker()
        assert [await count(first), await count(second)] == [1000, 1000]
        long = asyncio.ensure_future(first.ask(query(PRODUCT)))
        await asyncio.sleep(0.1)
        first.kill("time")
        with pytest.raises(WorkerDiedError):
            await long
        await first.end()
        assert first.killed == "time"
        assert await count(second) == 1000
        third = await starter.worker()
        assert await count(third) == 1000
        await asyncio.gather(second.end(), third.end())
        await starter.stop()

    asyncio.run(life())


@pytest.mark.parametrize("kind", KINDS)
def test_a_query_has_a_bound_on_memory_and_on_its_answer(kind, data):
    async def life() -> None:
        starter = kind(data, Limits(memory=100_000_000, answer=10_000))
        worker = await starter.worker()
        assert (await worker.ask(query("SELECT * { ?s ?p ?o }"))).told == {"problem": "large"}
        assert await count(worker) == 1000
        if os.path.exists("/proc/self/statm"):  # where the bound is the system's
            grows = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
            with pytest.raises(WorkerDiedError):
                await worker.ask(query(f'SELECT (STRLEN(?x40) AS ?n) {{ BIND("aaaaaaaa" AS ?x0) {grows} }}'))
        await worker.end()
        await starter.stop()

    asyncio.run(life())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_the_process_that_forks_is_replaced_too(data):
    async def life() -> None:
        starter = Forks(data, Limits())
        first = await starter.worker()
        assert starter._first
        os.kill(starter._first.pid, signal.SIGKILL)
        await starter._first.wait()
        with pytest.raises(WorkerDiedError):
            await starter.worker()
        second = await starter.worker()
        assert [await count(first), await count(second)] == [1000, 1000]
        await asyncio.gather(first.end(), second.end())
        await starter.stop()

    asyncio.run(life())
