"""What routes share: names in parameters, pages of long answers, and how problems are described."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from lenaowl.web.formats import PROBLEM


class ProblemModel(BaseModel):
    """A problem as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str


class Paged(BaseModel):
    """A page of an answer."""

    items: list[dict[str, Any]]
    total: int = Field(description="How many there are in all.")
    offset: int
    next: str | None = Field(description="The address of the next page, if there is one.")


Name = Annotated[str, Query(min_length=1, max_length=200)]
Names = Annotated[list[Annotated[str, Query(max_length=200)]], Query(max_length=20)]
_CONTENT = {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemModel"}}}
_TEXTS = {
    400: "The request is wrong; the detail says what and how to fix it.",
    404: "There is nothing of this name; the nearest are suggested.",
    405: "The method is not for this.",
    408: "The request came too slowly.",
    413: "The request is too large.",
    415: "The media type is not read here.",
    422: "A parameter is not of its type, or the request takes too much.",
    429: "There is too much to do just now.",
    501: "An optional engine is not installed here.",
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemModel, "description": text, "content": _CONTENT} for status, text in _TEXTS.items()
}


@dataclass(frozen=True)
class Bounds:
    """Which part of an answer is asked for, and the address of the request."""

    offset: int
    limit: int
    address: Request

    @property
    def end(self) -> int:
        """How many there are up to the end of the part."""
        return self.offset + self.limit

    @property
    def onward(self) -> str:
        """The address of the next part."""
        found = self.address.url.include_query_params(offset=self.end, limit=self.limit)
        return f"{found.path}?{found.query}"


def _bounds(
    request: Request,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="Leave out so many.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="Give at most so many.")] = 100,
) -> Bounds:
    return Bounds(offset, limit, request)


Page = Annotated[Bounds, Depends(_bounds)]


def paged(items: Sequence[dict[str, Any]], page: Bounds) -> Paged:
    """Return a page of an answer: of the whole of it, the part that is asked for."""
    following = page.onward if page.end < len(items) else None
    return Paged(items=list(items[page.offset : page.end]), total=len(items), offset=page.offset, next=following)
