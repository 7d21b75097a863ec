"""Responses that a client may have already, and problems in the form that it takes."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lenaowl.web.formats import PROBLEM, with_charset
from lenaowl.web.problems import ProblemError


def cacheable(request: Request, content: bytes, media: str, headers: dict[str, str] | None = None) -> Response:
    """Return content with an entity tag, or just the tag if the client has it.

    Args:
        request: what was asked.
        content: the bytes.
        media: their media type.
        headers: more headers.
    """
    tag = f'"{sha256(content + media.encode()).hexdigest()[:32]}"'
    told = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache", **(headers or {})}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=told)
    return Response(content, media_type=with_charset(media), headers=told)


def as_json(content: Any, status: int = 200, media: str = "application/json") -> Response:  # noqa: ANN401 - JSON types
    """Return JSON types."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode("utf-8", "backslashreplace"), status, media_type=media)


def of_problem(problem: ProblemError) -> Response:
    """Return a problem as JSON."""
    made = as_json(problem.as_dict(), problem.status, PROBLEM)
    made.headers.update({"Vary": "Accept", **problem.headers})
    return made
