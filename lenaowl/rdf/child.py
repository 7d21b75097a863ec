"""A fork of this process that may be brought down, hang or take all memory, without harm to the one that waits for it.

Only Linux has all that this needs. Elsewhere work is done in the process itself: Windows cannot fork, and macOS keeps
none of the bounds on memory.
"""

from __future__ import annotations

import gc
import os
import signal
import struct
import sys
import warnings
from collections.abc import Callable
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lenaowl.rdf.settings import whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

CAN_FORK = sys.platform == "linux"
MEMORY, PROCESSOR = "LENAOWL_MAX_MEMORY_MEGABYTES", "LENAOWL_MAX_CPU_SECONDS"
_MEGABYTE = 1_000_000
_SECONDS = 3_600  # of the processor, for one command
_CGROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
FOREVER = 10_000_000  # seconds: more than a clock counts here
_HEAD = struct.Struct("!i")  # the exit code of the last words

# Where the process that waits reads what is to be said if this one is ended by a clock; none in a process of its own.
_LAST_WORDS: ContextVar[int | None] = ContextVar("last words", default=None)


@dataclass(frozen=True)
class Bounds:
    """How much a process may take: bytes of memory that it writes to, and seconds of the processor."""

    memory: int
    seconds: int


@dataclass(frozen=True)
class End:
    """How a process ended.

    Attributes:
        code: its exit code; below 0 the number of the signal that ended it.
        last_words: what it wished to be said and returned if the clock ends it.
    """

    code: int
    last_words: tuple[int, str] = (2, "")


def bounds() -> Bounds:
    """Return what a command may take: what the environment says, or four fifths of the machine's memory, and an hour.

    Raises:
        DataError: if a variable of the environment is not a number.
    """
    default = max(_machine() * 4 // 5 // _MEGABYTE, 1)
    return Bounds(whole_number(MEMORY, default) * _MEGABYTE, whole_number(PROCESSOR, _SECONDS))


def _machine() -> int:
    """Return the bytes of memory that this machine has, or the container that this is."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for file in _CGROUPS:
        with suppress(OSError, ValueError):
            whole = min(whole, int(Path(file).read_text(encoding="ascii")))
    return whole


def brought_down(code: int) -> str:
    """Return how a process ended that was ended by a signal or another fault, and what may be done."""
    if code == -signal.SIGXCPU:
        return f"took more time of the processor than it may; {PROCESSOR} sets how much"
    if code >= 0:
        return "failed"
    name = signal.Signals(-code).name
    return f"was ended by {name}: it took more memory than there is ({MEMORY} sets how much), or a library failed"


def run(work: Callable[[], int], most: Bounds) -> End:
    """Do work in a fork and return how that ended; the fork ends with this process, however this one ends.

    Args:
        work: returns the exit code.
        most: what it may take.
    """
    lifeline, ours = os.pipe()  # closed by the system when this process ends
    words, theirs = os.pipe()
    pid = _forked()
    if not pid:
        os.close(ours)
        os.close(words)
        code = 70
        try:
            _end_with(lifeline)
            _confine(most)
            _LAST_WORDS.set(theirs)
            code = work()
        finally:
            os._exit(code)
    os.close(lifeline)
    os.close(theirs)
    try:
        code = os.waitstatus_to_exitcode(_waited(pid))
        with os.fdopen(words, "rb") as told:
            said = told.read()
    finally:
        os.close(ours)
    return End(code, (_HEAD.unpack_from(said)[0], said[_HEAD.size :].decode())) if said else End(code)


def _forked() -> int:
    gc.freeze()  # what is shared stays so
    with warnings.catch_warnings():  # of other threads: none of them is needed in the fork
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        gc.unfreeze()
    return pid


def _waited(pid: int) -> int:
    """Wait for the end of a process, and return how it ended; stop it if this one is interrupted."""
    try:
        return os.waitpid(pid, 0)[1]
    except KeyboardInterrupt:
        for number in (signal.SIGINT, signal.SIGKILL):
            if (status := _ended(pid)) is not None:  # by itself, as a terminal interrupts both
                return status
            os.kill(pid, number)
        return os.waitpid(pid, 0)[1]


def _ended(pid: int, seconds: float = 0.5) -> int | None:
    import time

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status
        time.sleep(0.01)
    return None


def _end_with(lifeline: int) -> None:
    """Have the system end this process when the other end of a pipe is closed."""
    import fcntl

    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC | os.O_NONBLOCK)
    with suppress(BlockingIOError):
        if not os.read(lifeline, 1):  # it was closed before
            os._exit(70)


def _confine(most: Bounds) -> None:
    import resource

    for kind, value in (
        (resource.RLIMIT_DATA, most.memory), (resource.RLIMIT_CPU, most.seconds), (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


@contextmanager
def last_words(seconds: float, exit_code: int, said: str) -> Iterator[bool]:
    """Have the system end this process after a time, whatever it does then, if another waits for it.

    Args:
        seconds: how long what stands within may take.
        exit_code: of the process that waits, if the time is over.
        said: what it says then.

    Yields whether that could be done.
    """
    place = _LAST_WORDS.get()
    if place is None:
        yield False
        return
    os.write(place, _HEAD.pack(exit_code) + said.encode())
    before = signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield True
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
