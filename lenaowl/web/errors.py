"""From errors to the problems that clients see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lenaowl.errors import LenaowlError
from lenaowl.web.problems import ProblemError, of_error
from lenaowl.web.responses import of_problem


async def answer(_: Request, error: Exception) -> Response:
    """Answer a request that failed."""
    return of_problem(_problem(error))


def _problem(error: Exception) -> ProblemError:
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, LenaowlError):
        return of_error(error)
    if isinstance(error, HTTPException):
        return ProblemError(error.status_code, str(error.detail), dict(error.headers or {}))
    return ProblemError(500, "the server failed; this is its fault.")


_KINDS = (ProblemError, LenaowlError, HTTPException, Exception)
HANDLERS: dict[Any, Callable[[Request, Exception], Any]] = dict.fromkeys(_KINDS, answer)
