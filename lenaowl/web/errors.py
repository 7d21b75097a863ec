"""From errors to the problems that clients see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lenaowl.errors import LenaowlError
from lenaowl.web.formats import HTML, PROBLEM
from lenaowl.web.negotiation import choose
from lenaowl.web.problems import ProblemError, of_error
from lenaowl.web.responses import of_problem


async def answer(request: Request, error: Exception) -> Response:
    """Answer a request that failed: with a page where one was asked for, else with JSON."""
    problem = _problem(error)
    pages = getattr(request.app.state, "pages", None)
    for_people = choose(request.headers.get("accept", ""), [PROBLEM, HTML]) == HTML
    if pages and for_people and problem.status < 500:
        made: Response = await pages.problem(problem)
        return made
    return of_problem(problem)


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
