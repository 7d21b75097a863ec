"""Bounds on a query that runs in this process: its time, and what it may reach."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def time_limit(seconds: float, exit_code: int = 2) -> Iterator[None]:
    """End the process when the time is over, or at Ctrl-C: an engine that runs cannot be stopped in another way.

    Args:
        seconds: how long what stands within may take in all.
        exit_code: of the process, if the time is over.
    """

    def give_up() -> None:
        if sys.stderr:
            sys.stderr.write(f"lenaowl: no answer in {seconds:g} s; ask for less, or give more time with --timeout.\n")
            sys.stderr.flush()
        os._exit(exit_code)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    is_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_DFL) if is_main else None
    try:
        yield
    finally:
        timer.cancel()
        if before is not None:
            signal.signal(signal.SIGINT, before)


@contextmanager
def no_connections() -> Iterator[None]:
    """Take from the process the ability to open connections and files, where the system lets it.

    What queries may do is judged from their text too (`check_query`); this holds if a parser reads one otherwise.
    """
    try:
        import resource
    except ImportError:  # Windows
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
