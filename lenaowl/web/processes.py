"""The processes that answer queries, one query after the other, and may be killed.

Where the system can, they are forked from one process that has read the data: they share its memory, and another is
there in some milliseconds. Elsewhere each is started anew and reads the data itself.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol, cast

from lenaowl.web.limits import Limits
from lenaowl.web.worker import CONTROL, FORK, REAP, REPLY, REQUEST


@dataclass(frozen=True)
class Reply:
    """What a worker answered: what it is, as JSON types, and its bytes."""

    told: dict[str, Any]
    body: bytes


class WorkerDiedError(Exception):
    """The process ended before it answered."""


class Worker(asyncio.Protocol):
    """A process that answers queries, one after the other; what is sent to it and comes from it passes through here.

    Args:
        stop: kills it.
        gone: waits for its end.

    Attributes:
        killed: why it was killed; empty if it was not.
    """

    def __init__(self, stop: Callable[[], None], gone: Callable[[], Awaitable[object]]) -> None:
        self.killed = ""
        self._stop = stop
        self._gone = gone
        self._way: asyncio.WriteTransport | None = None
        self._come = bytearray()
        self._awaited: asyncio.Future[Reply] | None = None

    def ask(self, asked: dict[str, Any]) -> asyncio.Future[Reply]:
        """Return what will be its answer; it fails with `WorkerDiedError` if the process ends before."""
        answer = self.answer()
        if self._way:
            text = json.dumps(asked).encode()
            self._way.write(REQUEST.pack(len(text)) + text)
        return answer

    def answer(self) -> asyncio.Future[Reply]:
        """Return what it will say next; it fails with `WorkerDiedError` if the process ends before."""
        self._awaited = asyncio.get_running_loop().create_future()
        if not self._way:
            self._awaited.set_exception(WorkerDiedError())
        return self._awaited

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to speak with the process."""
        self._way = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer."""
        self._come += data
        if len(self._come) < REPLY.size:
            return
        head, body = REPLY.unpack_from(self._come)
        end = REPLY.size + head + body
        if len(self._come) < end:
            return
        come, self._come = bytes(self._come), bytearray()
        if self._awaited and not self._awaited.done():
            told = json.loads(come[REPLY.size : REPLY.size + head])
            self._awaited.set_result(Reply(told, come[REPLY.size + head : end]))

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the process has ended."""
        self._way = None
        if self._awaited and not self._awaited.done():
            self._awaited.set_exception(WorkerDiedError())

    def kill(self, why: str) -> None:
        """End the process, whatever it does."""
        if not self.killed:
            self.killed = why
            self._stop()

    async def end(self) -> None:
        """Kill the process and wait for its end."""
        self.kill("stopped")
        if self._way:
            self._way.close()
        with suppress(WorkerDiedError):
            await self._gone()


class _Pipes(asyncio.SubprocessProtocol):
    """A worker behind the pipes of a process."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.worker: Worker
        self._process: asyncio.SubprocessTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._process = cast("asyncio.SubprocessTransport", transport)
        self.worker = Worker(partial(_kill, self._process), self.ended.wait)
        self.worker.connection_made(cast("asyncio.BaseTransport", self._process.get_pipe_transport(0)))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        self.worker.data_received(data)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self.worker.connection_lost(exc)

    def process_exited(self) -> None:
        self._process.close()
        self.ended.set()


class Starter(Protocol):
    """What starts workers."""

    async def worker(self) -> Worker:
        """Return a worker that can be asked.

        Raises:
            WorkerDiedError: if it could not be started.
        """

    async def stop(self) -> None:
        """End what is there to start them."""


def starter(data: Path, limits: Limits) -> Starter:
    """Return what starts workers on this system."""
    return Forks(data, limits) if hasattr(os, "fork") else Spawns(data, limits)


def _command(data: Path, limits: Limits, *more: str) -> tuple[str, ...]:
    arguments = (str(data), str(limits.memory), str(limits.answer), str(limits.seconds), *more)
    return (sys.executable, "-m", "lenaowl.web.worker", *arguments)


class Spawns:
    """Starts each worker as a process that reads the data itself."""

    def __init__(self, data: Path, limits: Limits) -> None:
        self._command = _command(data, limits)

    async def worker(self) -> Worker:
        """Return a worker that can be asked."""
        loop = asyncio.get_running_loop()
        _, pipes = await loop.subprocess_exec(_Pipes, *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        await pipes.worker.answer()
        return pipes.worker

    async def stop(self) -> None:
        """Do nothing: there is nothing beside the workers."""


class Forks:
    """Starts workers as forks of one process that has read the data; if that ends, another is started."""

    def __init__(self, data: Path, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._first: Process | None = None
        self._control: socket.socket | None = None
        self._one_at_a_time = asyncio.Lock()

    async def worker(self) -> Worker:
        """Return a worker that can be asked."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                number = await self._ask(FORK, 0, theirs)
        except WorkerDiedError:
            ours.close()
            raise
        stop, gone = partial(_kill_number, number), partial(self._ask, REAP, number)
        _, worker = await asyncio.get_running_loop().create_connection(lambda: Worker(stop, gone), sock=ours)
        return worker

    async def _ask(self, what: bytes, number: int, handed: socket.socket | None = None) -> int:
        """Ask the first process for something, and return the number of the process that it is about.

        Raises:
            WorkerDiedError: if the first process has ended.
        """
        async with self._one_at_a_time:
            control = self._control or await self._start()
            try:
                socket.send_fds(control, [CONTROL.pack(what, number)], [handed.fileno()] if handed else [])
                return await self._reply(control)
            except OSError:
                await self._end()
                raise WorkerDiedError from None

    async def _start(self) -> socket.socket:
        self._control, theirs = socket.socketpair()
        self._control.setblocking(False)
        with theirs:
            command = _command(self._data, self._limits, str(theirs.fileno()))
            self._first = await asyncio.create_subprocess_exec(
                *command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, pass_fds=(theirs.fileno(),)
            )
        await self._reply(self._control)  # it has read the data
        return self._control

    @staticmethod
    async def _reply(control: socket.socket) -> int:
        told = await asyncio.get_running_loop().sock_recv(control, CONTROL.size)
        if len(told) != CONTROL.size:
            raise OSError("the process that forks has ended")
        _, number = CONTROL.unpack(told)
        return int(number)

    async def stop(self) -> None:
        """End the first process."""
        async with self._one_at_a_time:
            await self._end()

    async def _end(self) -> None:
        control, process, self._control, self._first = self._control, self._first, None, None
        if control is not None:
            control.close()
        if process is not None:
            _kill(process)
            await process.wait()


def _kill_number(number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


def _kill(process: Process | asyncio.SubprocessTransport) -> None:
    with suppress(ProcessLookupError):
        process.kill()
