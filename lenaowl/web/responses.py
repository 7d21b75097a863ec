"""Responses that a client may have already, and problems in the form that it takes."""

from __future__ import annotations

import json
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lenaowl.web.formats import HTML, PROBLEM, with_charset
from lenaowl.web.problems import ProblemError


def cacheable(
    request: Request, content: bytes, media: str, modified: datetime, headers: dict[str, str] | None = None
) -> Response:
    """Return content with an entity tag and its date, or just these if the client has it.

    Args:
        request: what was asked.
        content: the bytes.
        media: their media type.
        modified: since when they are so.
        headers: more headers.
    """
    tag = f'"{sha256(content + media.encode()).hexdigest()[:32]}"'
    if media == HTML:
        tag = f"W/{tag}"  # a page is sent as it is or packed
    told = {**known_by(tag, modified), "Vary": "Accept", **(headers or {})}
    if has_it(request, tag, modified):
        return Response(status_code=304, headers=told)
    return Response(content, media_type=with_charset(media), headers=told)


def known_by(tag: str, modified: datetime) -> dict[str, str]:
    """Return the headers by which a client can ask whether it has something already."""
    return {"ETag": tag, "Last-Modified": format_datetime(modified, usegmt=True), "Cache-Control": "no-cache"}


def has_it(request: Request, tag: str, modified: datetime) -> bool:
    """Whether a client has what it asks for: by the entity tag if it sends one, else by the date."""
    if (sent := request.headers.get("if-none-match")) is not None:
        known = [one.strip().removeprefix("W/") for one in sent.split(",")]
        return tag.removeprefix("W/") in known or "*" in known
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:  # there is none, or it is not a date
        return False
    return since.tzinfo is not None and modified <= since


def as_json(
    content: Any,  # noqa: ANN401 - JSON types
    status: int = 200,
    media: str = "application/json",
    headers: dict[str, str] | None = None,
) -> Response:
    """Return JSON types."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(text.encode("utf-8", "backslashreplace"), status, headers, media_type=media)


def of_problem(problem: ProblemError) -> Response:
    """Return a problem as JSON."""
    made = as_json(problem.as_dict(), problem.status, PROBLEM)
    made.headers.update({"Vary": "Accept", **problem.headers})
    return made
