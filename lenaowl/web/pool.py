"""Who is answered when: queries of many clients on a few processes, any of which may be killed.

While no one else waits, a query may take all the time there is for one. When others wait, the last that was begun is
stopped after its share, which is the shorter, the more wait; of the clients, the one that has the most is stopped. So a
short query is answered soon, whatever else is asked, and long ones come to an end too.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from lenaowl.errors import LenaowlError
from lenaowl.web.limits import Limits
from lenaowl.web.problems import ProblemError, busy
from lenaowl.web.processes import Reply, Worker, WorkerDiedError, starter

_TIME, _SHARE, _LEFT = "time", "share", "left"
_SPARE = 2  # processes that are there at once when others were killed
_LEAST = 0.1  # seconds that a query runs at least


@dataclass(eq=False)
class _Job:
    """A query that waits or runs.

    Attributes:
        asked: the query, as a worker takes it.
        client: who asks.
        answer: what will be the answer.
        worker: where it runs, if it does.
        began: since when it runs.
    """

    asked: dict[str, Any]
    client: str
    answer: asyncio.Future[Reply]
    worker: Worker | None = None
    began: float = field(default=0.0)


class Pool:
    """Answers queries.

    Args:
        data: N-Quads that are asked.
        limits: what is allowed.
        died: is called when a process was killed or died, with the reason.
    """

    def __init__(self, data: Path, limits: Limits, died: Callable[[str], None] = lambda _: None) -> None:
        self._starter = starter(data, limits)
        self._limits = limits
        self._died = died
        self._idle: list[Worker] = []
        self._waiting: list[_Job] = []
        self._running: set[_Job] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._looks = False
        self._stopped = False

    async def start(self) -> None:
        """Start the processes, and return when the first can be asked.

        Raises:
            LenaowlError: if none can be started.
        """
        started = [self._do(self._add()) for _ in range(self._limits.workers + _SPARE)]
        while not self._idle and not all(task.done() for task in started):
            await asyncio.wait([task for task in started if not task.done()], return_when=asyncio.FIRST_COMPLETED)
        if not self._idle:
            raise LenaowlError("no process that answers queries can be started.")

    async def stop(self) -> None:
        """End all processes; what waits or runs is answered by an error."""
        self._stopped = True
        for job in self._waiting:
            _fail(job, ProblemError(503, "the server stops."))
        running = [job.worker for job in self._running if job.worker]
        await asyncio.gather(*(worker.end() for worker in (*self._idle, *running)))
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._starter.stop()

    @property
    def waiting(self) -> int:
        """How many queries wait."""
        return len(self._waiting)

    @property
    def running(self) -> int:
        """How many queries run."""
        return len(self._running)

    async def ask(self, asked: dict[str, Any], client: str) -> Reply:
        """Return the answer to a query.

        Args:
            asked: the query, as a worker takes it.
            client: who asks, so that each has a share.

        Raises:
            ProblemError: if there is too much to do, or the query takes more time or memory than there is.
        """
        of_client = sum(job.client == client for job in (*self._waiting, *self._running))
        if len(self._waiting) >= self._limits.waiting or of_client >= self._limits.per_client:
            raise busy("too many queries wait; try again.")
        job = _Job(asked, client, asyncio.get_running_loop().create_future())
        self._waiting.append(job)
        self._dispatch()
        try:
            return await job.answer
        finally:  # the client may have gone
            if job in self._waiting:
                self._waiting.remove(job)
            if job in self._running and job.worker:
                job.worker.kill(_LEFT)

    # -- who is next ------------------------------------------------------------------------------------

    def _dispatch(self) -> None:
        while self._idle and not self._stopped and (job := self._next()):
            self._waiting.remove(job)
            job.worker, job.began = self._idle.pop(), monotonic()
            self._running.add(job)
            self._run(job, job.worker)
        if self._waiting and self._running and not self._looks:
            self._looks = True
            youngest = min(monotonic() - job.began for job in self._running)
            asyncio.get_running_loop().call_later(max(self._share() - youngest, 0.01), self._relieve)

    def _next(self) -> _Job | None:
        """Return the first query of the clients for which the fewest run, if one may run now."""
        if len(self._running) >= self._limits.workers:
            return None
        if len(self._waiting) <= 1:
            return next(iter(self._waiting), None)
        running = self._by_client()
        return min(self._waiting, key=lambda job: running[job.client], default=None)

    def _by_client(self) -> Counter[str]:
        return Counter(job.client for job in self._running)

    def _share(self) -> float:
        """Return how long the last query may run while others wait: the shorter, the more wait."""
        return min(self._limits.share, max(self._limits.share / max(len(self._waiting), 1), _LEAST))

    def _relieve(self) -> None:
        """Stop a query that has had its share, if others wait: the last of the client for which the most run.

        So the others of that client may come to an end, and none has to wait for long.
        """
        self._looks = False
        if self._waiting and len(self._running) >= self._limits.workers:
            running = self._by_client()
            last = max(self._running, key=lambda job: (running[job.client], job.began))
            if last.worker and monotonic() - last.began >= self._share():
                last.worker.kill(_SHARE)
        self._dispatch()

    # -- what runs --------------------------------------------------------------------------------------

    def _do(self, what: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _run(self, job: _Job, worker: Worker) -> None:
        timer = asyncio.get_running_loop().call_later(self._limits.seconds, worker.kill, _TIME)
        worker.ask(job.asked).add_done_callback(partial(self._ran, job, worker, timer))

    def _ran(self, job: _Job, worker: Worker, timer: asyncio.TimerHandle, answer: asyncio.Future[Reply]) -> None:
        """Hand an answer to who waits for it, and the process to the next; one that has ended is replaced."""
        timer.cancel()
        self._running.discard(job)
        if answer.exception():
            _fail(job, self._problem(worker.killed))
        elif not job.answer.done():
            job.answer.set_result(answer.result())
        if not (answer.exception() or worker.killed):
            self._idle.append(worker)
        elif not self._stopped:
            self._died(worker.killed or "crash")
            self._do(self._replace(worker))
        self._dispatch()

    def _problem(self, why: str) -> ProblemError:
        limits = self._limits
        if why == _TIME:
            return ProblemError(422, f"the query takes more than {limits.seconds:g} s; ask for less.")
        if why == _SHARE:
            return busy("the query took longer than there was time for while others waited; ask for less, or later.", 5)
        if self._stopped:
            return ProblemError(503, "the server stops.")
        return ProblemError(
            422, f"the query takes more than {limits.memory // 1_000_000:,} MB or is beyond the engine."
        )

    async def _replace(self, worker: Worker) -> None:
        await worker.end()
        await self._add()

    async def _add(self) -> None:
        """Start a process; if it ends before it can be asked, try again some times."""
        for attempt in range(5):
            try:
                self._idle.append(await self._starter.worker())
                break
            except (WorkerDiedError, OSError):
                await asyncio.sleep(0.2 * 2**attempt)
        if self._stopped:
            await asyncio.gather(*(idle.end() for idle in self._idle))
        self._dispatch()


def _fail(job: _Job, problem: ProblemError) -> None:
    if not job.answer.done():
        job.answer.set_exception(problem)
