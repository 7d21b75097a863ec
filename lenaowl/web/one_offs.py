"""Tasks that run once, each in a process of its own that may be killed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from tempfile import TemporaryDirectory
from typing import Any

from lenaowl.web.limits import Limits
from lenaowl.web.problems import ProblemError, busy

# Libraries take address space for each thread and processor that they could use, and what a process has is bounded.
_ALONE = {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


class OneOffs:
    """Runs tasks of `lenaowl.web.once`, each in a process of its own that ends with it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._free = asyncio.Semaphore(2)
        self._asked = 0

    async def run(self, task: str, payload: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Return what a task comes to, as JSON types.

        Args:
            task: its name in `lenaowl.web.once`.
            payload: what it does it with, as JSON types.
            seconds: how long it may take.

        Raises:
            ProblemError: if there is too much to do, it takes too long, or it fails.
        """
        if self._asked >= 16:
            raise busy("too many requests of this kind wait; try again.")
        self._asked += 1
        try:
            async with self._free:
                with TemporaryDirectory(prefix="lenaowl-") as folder:  # what a client sent goes when the process does
                    return await self._run(task, payload, seconds, folder)
        finally:
            self._asked -= 1

    async def _run(self, task: str, payload: dict[str, Any], seconds: float, folder: str) -> dict[str, Any]:
        command = (sys.executable, "-m", "lenaowl.web.once", task, str(self._limits.memory))
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=folder, env={**os.environ, **_ALONE}
        )
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
