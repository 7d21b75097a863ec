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
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from lenaowl.web.limits import Limits
from lenaowl.web.worker import CONTROL, FORK, REAP, REPLY, REQUEST


@dataclass(frozen=True)
class Reply:
    """What a worker answered: what it is, as JSON types, and its bytes."""

    told: dict[str, Any]
    body: bytes


class WorkerDiedError(Exception):
    """The process ended before it answered."""


@dataclass(eq=False)
class Worker:
    """A process that answers queries.

    Attributes:
        reader: where its answers come from.
        writer: where its queries go to.
        stop: kills it.
        gone: waits for its end.
        killed: why it was killed; empty if it was not.
    """

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    stop: Callable[[], None]
    gone: Callable[[], Awaitable[object]]
    killed: str = field(default="")

    async def ask(self, asked: dict[str, Any]) -> Reply:
        """Return its answer.

        Raises:
            WorkerDiedError: if it ends before it answers.
        """
        text = json.dumps(asked).encode()
        try:
            self.writer.write(REQUEST.pack(len(text)) + text)
            await self.writer.drain()
        except ConnectionError:
            raise WorkerDiedError from None
        return await self.answer()

    async def answer(self) -> Reply:
        """Return what it says next.

        Raises:
            WorkerDiedError: if it ends before.
        """
        try:
            head, body = REPLY.unpack(await self.reader.readexactly(REPLY.size))
            told = json.loads(await self.reader.readexactly(head))
            return Reply(told, await self.reader.readexactly(body))
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerDiedError from None

    def kill(self, why: str) -> None:
        """End the process, whatever it does."""
        if not self.killed:
            self.killed = why
            self.stop()

    async def end(self) -> None:
        """Kill the process and wait for its end."""
        self.kill("stopped")
        self.writer.close()
        with suppress(WorkerDiedError):
            await self.gone()


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
        process = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        if not (process.stdin and process.stdout):  # pragma: no cover - it was made with pipes
            raise WorkerDiedError
        made = Worker(process.stdout, process.stdin, lambda: _kill(process), process.wait)
        await made.answer()
        return made

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
        reader, writer = await asyncio.open_connection(sock=ours)
        return Worker(reader, writer, lambda: _kill_number(number), partial(self._ask, REAP, number))

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


def _kill(process: Process) -> None:
    if process.returncode is None:
        process.kill()
