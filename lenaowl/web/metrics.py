"""What a server counts, for Prometheus, and what it logs: nothing of what clients ask, and not who they are."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timezone

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from lenaowl.web.pool import Pool
from lenaowl.web.queries import Answers

_LOG = logging.getLogger("lenaowl.web")
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counts requests, and processes that were lost."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "lenaowl_requests", "Requests answered.", ("route", "method", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "lenaowl_request_seconds", "Time to answer.", ("route",), registry=self._registry, buckets=_BOUNDS
        )
        self._died = Counter(
            "lenaowl_workers_lost", "Query processes that ended, by reason.", ("reason",), registry=self._registry
        )

    def watch(self, pool: Pool, answers: Answers) -> None:
        """Show how much waits and runs, and how many answers were remembered ones."""
        for name, text, value in (
            ("lenaowl_queries_waiting", "Queries that wait.", lambda: pool.waiting),
            ("lenaowl_queries_running", "Queries that run.", lambda: pool.running),
            ("lenaowl_answers_remembered", "Answers given from memory.", lambda: answers.hits),
        ):
            Gauge(name, text, registry=self._registry).set_function(value)

    def lost(self, reason: str) -> None:
        """Count a process that was killed or died."""
        self._died.labels(reason).inc()
        _LOG.warning(_line(event="worker lost", reason=reason))

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count and log a request.

        Args:
            route: the pattern of its path, without what a client put in.
            method: GET, POST, ...
            status: of the response.
            seconds: how long it took.
        """
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        _LOG.info(
            _line(event="request", method=method, route=route, status=status, milliseconds=round(seconds * 1000, 1))
        )

    def text(self) -> bytes:
        """Return all counts in the format of Prometheus."""
        return generate_latest(self._registry)


def _line(**told: object) -> str:
    return json.dumps({"time": datetime.now(timezone.utc).isoformat(timespec="milliseconds"), **told})
