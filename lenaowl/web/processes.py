"""Processes that may be killed: those that answer queries one after the other, and those that do one thing."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lenaowl.web.limits import Limits
from lenaowl.web.problems import ProblemError, busy
from lenaowl.web.worker import REPLY, REQUEST


@dataclass(frozen=True)
class Reply:
    """What a worker answered: what it is, as JSON types, and its bytes."""

    told: dict[str, Any]
    body: bytes


class WorkerDiedError(Exception):
    """The process ended before it answered."""


@dataclass(eq=False)
class Worker:
    """A process of `lenaowl.web.worker`.

    Attributes:
        process: the process.
        killed: why it was killed; empty if it was not.
    """

    process: Process
    killed: str = field(default="")

    @classmethod
    async def start(cls, data: Path, limits: Limits) -> Worker:
        """Start a process, and return when it has read the data.

        Raises:
            WorkerDiedError: if it could not.
        """
        arguments = (str(data), str(limits.memory), str(limits.answer), str(limits.seconds))
        command = (sys.executable, "-m", "lenaowl.web.worker", *arguments)
        made = cls(await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL))
        await made._read()
        return made

    async def ask(self, asked: dict[str, Any]) -> Reply:
        """Return its answer.

        Raises:
            WorkerDiedError: if it ends before it answers.
        """
        text = json.dumps(asked).encode()
        try:
            assert self.process.stdin  # noqa: S101 - it was made with a pipe
            self.process.stdin.write(REQUEST.pack(len(text)) + text)
            await self.process.stdin.drain()
        except ConnectionError:
            raise WorkerDiedError from None
        return await self._read()

    async def _read(self) -> Reply:
        assert self.process.stdout  # noqa: S101 - it was made with a pipe
        try:
            head, body = REPLY.unpack(await self.process.stdout.readexactly(REPLY.size))
            told = json.loads(await self.process.stdout.readexactly(head))
            return Reply(told, await self.process.stdout.readexactly(body))
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerDiedError from None

    def kill(self, why: str) -> None:
        """End the process, whatever it does."""
        if self.process.returncode is None:
            self.killed = why
            self.process.kill()

    async def end(self) -> None:
        """Kill the process and wait for its end."""
        self.kill(self.killed or "stopped")
        await self.process.wait()


class OneOffs:
    """Runs tasks of `lenaowl.web.once`, each in a process of its own that ends with it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._free = asyncio.Semaphore(2)
        self._asked = 0

    async def run(self, task: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Return what a task comes to, as JSON types.

        Raises:
            ProblemError: if there is too much to do, it takes too long, or it fails.
        """
        if self._asked >= 16:
            raise busy("too many requests of this kind wait; try again.")
        self._asked += 1
        try:
            async with self._free:
                return await self._run(task, payload)
        finally:
            self._asked -= 1

    async def _run(self, task: str, payload: dict[str, Any]) -> dict[str, Any]:
        command = (sys.executable, "-m", "lenaowl.web.once", task, str(self._limits.memory))
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        seconds = self._limits.seconds * 2
        try:
            text, _ = await asyncio.wait_for(process.communicate(json.dumps(payload).encode()), seconds)
        except asyncio.TimeoutError:
            raise ProblemError(422, f"this takes more than {seconds:g} s; give less.") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            raise ProblemError(422, "this takes more memory than the server gives; give less.")
        told: dict[str, Any] = json.loads(text)
        return told
