"""Asks the knowledge base, one question after the other: it remembers what it found, and is made for one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from lenaowl.errors import LenaowlError
from lenaowl.web.problems import busy, of_error

T = TypeVar("T")


class Analyst:
    """Runs questions apart from the server's own work.

    Args:
        most: how many may wait.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._asked = 0
        self._free = asyncio.Lock()

    async def ask(self, question: Callable[[], T]) -> T:
        """Return the answer to a question.

        Raises:
            ProblemError: if the question is wrong, or too many wait.
        """
        if self._asked >= self._most:
            raise busy("too many requests wait; try again.")
        self._asked += 1
        try:
            async with self._free:
                return await asyncio.get_running_loop().run_in_executor(None, question)
        except LenaowlError as error:
            raise of_error(error) from None
        finally:
            self._asked -= 1
