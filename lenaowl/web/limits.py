"""What a server allows, so that no client can take it down or keep it from the others."""

from __future__ import annotations

from dataclasses import dataclass

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The bounds of a server.

    Attributes:
        workers: how many queries run at once, each in a process of its own; two at least.
        seconds: how long a query may run.
        share: how many seconds of that the last one has while others wait, divided by how many do.
        memory: how many bytes a query may take, beside what the data takes; where the system can bound it.
        answer: how many bytes an answer may have.
        body: how many bytes a request may have.
        upload: how many bytes a file may have: data to validate, a table, a cohort.
        upload_seconds: how long it may take to judge it.
        body_seconds: how long a client may take to send its request.
        waiting: how many requests may wait.
        per_client: how many requests of one client may wait or run.
        cached: how many bytes of answers are remembered.
    """

    workers: int = 3
    seconds: float = 10
    share: float = 0.5
    memory: int = 1024 * _MEGABYTE
    answer: int = 64 * _MEGABYTE
    body: int = _MEGABYTE
    upload: int = 10 * _MEGABYTE
    upload_seconds: float = 30
    body_seconds: float = 20
    waiting: int = 64
    per_client: int = 24
    cached: int = 64 * _MEGABYTE
