"""What can be wrong with a request, as the problems of RFC 9457."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from lenaowl.errors import AmbiguousNameError, LenaowlError, MissingEngineError, UnknownNameError


class ProblemError(Exception):
    """A request that is not done.

    Attributes:
        status: the status of HTTP.
        detail: what is wrong and how to fix it, in words.
        headers: more headers of the response.
        more: more members of the problem.
    """

    def __init__(self, status: int, detail: str, headers: dict[str, str] | None = None, **more: Any) -> None:  # noqa: ANN401 - JSON types
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.more = more

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON types."""
        title = HTTPStatus(self.status).phrase
        return {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail, **self.more}


def of_error(error: LenaowlError) -> ProblemError:
    """Return the problem that an error of ours is."""
    if isinstance(error, UnknownNameError):
        return ProblemError(404, str(error), suggestions=list(error.suggestions))
    if isinstance(error, AmbiguousNameError):
        return ProblemError(400, str(error), choices=list(error.choices))
    return ProblemError(501 if isinstance(error, MissingEngineError) else 400, str(error))


def not_acceptable(offered: Sequence[str]) -> ProblemError:
    """Return the problem that none of what there is is acceptable."""
    detail = f"none of what is accepted is offered; offered are: {', '.join(offered)}."
    return ProblemError(406, detail, offered=list(offered))


def busy(detail: str, seconds: int = 1) -> ProblemError:
    """Return the problem that there is too much to do just now."""
    return ProblemError(429, detail, {"Retry-After": str(seconds)})
