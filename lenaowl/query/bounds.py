"""Bounds on a query: its time, and what it may reach."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TypeVar, cast

from lenaowl.errors import LenaowlError
from lenaowl.rdf import child

T = TypeVar("T")


@contextmanager
def time_limit(seconds: float, exit_code: int = 2, advice: str = "ask for less") -> Iterator[None]:
    """End the process when the time is over, or at Ctrl-C: an engine that runs cannot be stopped in another way.

    Args:
        seconds: how long what stands within may take in all.
        exit_code: of the command, if the time is over.
        advice: what may be done, but for giving it more time.
    """
    said = f"no answer in {seconds:g} s; {advice}, or give more time with --timeout."
    is_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_DFL) if is_main else None
    try:
        with (
            child.last_words(seconds, exit_code, said) as is_bound,
            nullcontext() if is_bound else _timer(seconds, exit_code, said),
        ):
            yield
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)


@contextmanager
def _timer(seconds: float, exit_code: int, said: str) -> Iterator[None]:
    """End this process by a thread of its own: where nothing waits for it, and while Python lets threads run."""

    def give_up() -> None:
        if sys.stderr:
            sys.stderr.write(f"lenaowl: {said}\n")
            sys.stderr.flush()
        os._exit(exit_code)

    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def in_time(work: Callable[[], T], seconds: float) -> T:
    """Do work in a fork that is ended when the time is over and can open no connection, and return what it returns.

    Args:
        work: returns what can be pickled.
        seconds: how long it may take.

    Raises:
        LenaowlError: what the work raises; and if the time is no number above 0, or is over, or the work was brought
            down, or this system cannot fork as it is needed.
    """
    if not 0 < seconds < child.FOREVER:
        raise LenaowlError(f"a time limit is a number of seconds above 0, not {seconds!r}.")
    if not child.CAN_FORK:
        raise LenaowlError("a time limit in Python needs Linux; `lenaowl sparql --timeout` has one everywhere.")
    with tempfile.TemporaryFile() as place:

        def told() -> int:
            with child.last_words(seconds, 2, ""), no_connections():
                try:
                    found: tuple[T | None, Exception | None] = work(), None
                except Exception as error:  # it is raised again where it is waited for
                    found = None, error
                pickle.dump(found, place)
                place.flush()
            return 0

        end = child.run(told, child.bounds())
        if end.code == -signal.SIGALRM:
            raise LenaowlError(f"no answer in {seconds:g} s; ask for less, or give more time with timeout=.")
        if end.code:
            raise LenaowlError(f"the query {child.brought_down(end.code)}; ask for less.")
        place.seek(0)
        value, error = pickle.load(place)  # noqa: S301 - written by this process's own fork
    if error is not None:
        raise error
    return cast("T", value)


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
