"""Whatever comes in: nothing crashes, hangs or ends in a traceback. Short in CI; `--fuzz-minutes 20` by hand.

Each input is made of a number, so that what is found can be made again: `made("shapes", 1234)`. What brings something
down is written to the folder of the test.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it forks")

if sys.platform != "win32":
    from fuzzing.child import run, warm
    from fuzzing.inputs import made, written

KINDS = ("file", "shapes", "query", "template", "answer", "server", "table")


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    warm()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_brought_down(kind):
    @settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 2**32))
    def every(seed: int) -> None:
        assert not run(*((kind, *made(kind, number)) for number in range(seed, seed + 10)))

    every()


def test_a_fault_would_be_seen(monkeypatch):
    """The harness sees a traceback, a signal, a loop without end, what waits without end, and what says nothing."""
    from fuzzing import child

    monkeypatch.setattr(child, "SECONDS", 1)
    monkeypatch.setattr(child, "WALL", 1)
    for fault, said in (
        (_raise, "ZeroDivisionError"), (_crash, "SIGSEGV"), (_loop, "SIG(XCPU|KILL|ALRM)"), (_wait, "SIGALRM"),
        (lambda: child._says_something(()), "SilentNothing"),
    ):  # fmt: skip
        monkeypatch.setattr(child, "target", lambda *_, fault=fault: fault())
        assert re.search(said, run("query", "", b""))


def _raise() -> None:
    raise ZeroDivisionError


def _crash() -> None:
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSEGV)


def _loop() -> None:
    while True:
        pass


def _wait() -> None:
    time.sleep(60)


def test_for_as_long_as_is_asked(request, tmp_path):
    """Try inputs one after the other for the minutes that `--fuzz-minutes` says; a second if it says nothing."""
    minutes = request.config.getoption("--fuzz-minutes") or 1 / 60
    begun = said_at = time.monotonic()
    start = seed = request.config.getoption("--fuzz-seed")
    found: dict[str, tuple[Path, str]] = {}
    while time.monotonic() < begun + 60 * minutes:
        for kind in KINDS:
            inputs = [(kind, *made(kind, number)) for number in range(seed, seed + 20)]
            for number, one in enumerate(inputs, seed) if run(*inputs) else ():
                said = run(one)
                place = " ".join(said.strip().splitlines()[-3:])[-300:]
                if said and place not in found:
                    found[place] = (written(kind, number, tmp_path), said)
                    print(f"\n{kind} {number}: {place}", flush=True)
        seed += 20
        if time.monotonic() > said_at + 60:
            said_at = time.monotonic()
            print(f"{(said_at - begun) / 60:.0f} min: {_counted(start, seed)}", flush=True)
    print(_counted(start, seed))
    assert not {str(file): said for file, said in found.values()}


def _counted(start: int, seed: int) -> str:
    return f"{(seed - start) * len(KINDS):,} inputs from seed {start}, {seed - start:,} of each of {', '.join(KINDS)}"
