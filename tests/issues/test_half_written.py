"""What is killed, finds no room, or runs twice at once leaves files whole: the old ones or the new ones."""

from __future__ import annotations

import multiprocessing
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from checkouts import Checkout
from conftest import ROOT

from lenaowl.release.folders import GeneratedFolder

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

resource = pytest.importorskip("resource", reason="Windows has none")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX is needed")

PROGRAM = [str(Path(sys.executable).parent / "lenaowl")]
MANY = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 20000"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


EXAMPLES = ROOT / "examples"
COHORT = f"'{EXAMPLES / 'cohort.csv'}' --mapping '{EXAMPLES / 'cohort-mapping.yaml'}'"
OUTPUTS = {
    "kept.csv": f"sparql '{MANY}' --format csv --out",
    "kept.parquet": f"cohort {COHORT} --format parquet --output",
}


@pytest.mark.parametrize("name", ["kept.csv", pytest.param("kept.parquet", marks=pytest.mark.slow)])
def test_a_disk_that_is_full_leaves_what_was_there(tmp_path, name):
    """A bound on the size of files fails as a full disk does, while it is written."""
    kept = tmp_path / name
    kept.write_text("old\n", encoding="utf-8")
    command = f"ulimit -f {16 if name == 'kept.csv' else 0}; exec '{PROGRAM[0]}' {OUTPUTS[name]} '{kept}'"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert re.fullmatch(rf"lenaowl: {kept}: (File too large|cannot be written: .*)\n", done.stderr)
    assert done.returncode == 3
    assert (kept.read_text(encoding="utf-8"), names(tmp_path)) == ("old\n", {name})


def test_what_is_killed_leaves_what_was_there_or_the_whole(tmp_path):
    kept = tmp_path / "kept.csv"
    kept.write_text("old\n", encoding="utf-8")
    with subprocess.Popen([*PROGRAM, "sparql", MANY, "--format", "csv", "--out", str(kept)]) as process:
        while process.poll() is None and len(names(tmp_path)) == 1:  # until a part is there
            time.sleep(0.001)
        process.kill()
    text = kept.read_text(encoding="utf-8")
    assert text == "old\n" or text.count("\n") == 20_001
    assert all(name == "kept.csv" or name.endswith(".part") for name in names(tmp_path))


def test_two_at_once_leave_the_whole_of_one(tmp_path):
    kept = tmp_path / "kept.csv"
    queries = (MANY, MANY.replace("20000", "10"))
    running = [
        subprocess.Popen([*PROGRAM, "sparql", query, "--format", "csv", "--out", str(kept)]) for query in queries
    ]
    assert [process.wait() for process in running] == [0, 0]
    assert kept.read_text(encoding="utf-8").count("\n") in (11, 20_001)
    assert names(tmp_path) == {"kept.csv"}


PAGE = b'<html><head><meta name="generator" content="lenaowl"></head></html>'


def test_two_builds_at_once_remove_what_is_left_over_once(tmp_path, monkeypatch):
    """The second did not find what the first had removed, and ended with an error."""
    from lenaowl.release import folders

    monkeypatch.setattr(folders, "is_page", lambda content: True)
    (tmp_path / "old.html").write_bytes(PAGE)
    first, second = (GeneratedFolder(tmp_path, {"new.html": PAGE}).write() for _ in range(2))
    assert [next(first)[0], next(second)[0]] == ["written", "unchanged"]
    assert [state for state, *_ in first] == ["removed"]
    assert [state for state, *_ in second] == []
    assert names(tmp_path) == {"new.html"}


OLD, NEW, NEWER = b"o", b"n" * 100_000, b"r" * 100_000


def contents(folder: Path) -> set[bytes]:
    return {path.read_bytes() for path in folder.glob("*.ttl")}


@pytest.fixture
def generated(tmp_path):
    """A folder with old files, and what starts a process that writes new ones, as `build` writes its own."""
    folder = tmp_path / "release"
    folder.mkdir()
    for n in range(200):
        (folder / f"{n}.ttl").write_bytes(OLD)

    def write(content: bytes, most: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        for _ in GeneratedFolder(folder, {f"{n}.ttl": content for n in range(200)}).write():
            pass

    def start(content: bytes, most: int = 1_000_000) -> BaseProcess:
        process = multiprocessing.get_context("fork").Process(target=write, args=(content, most))
        process.start()
        return process

    return folder, start


def test_a_folder_on_a_full_disk_holds_old_files(generated):
    folder, start = generated
    process = start(NEW, 50_000)
    process.join()
    assert process.exitcode == 1
    assert contents(folder) == {OLD}
    assert not [name for name in names(folder) if name.endswith(".part")]


def test_a_folder_whose_writer_is_killed_holds_old_and_new_files(generated):
    folder, start = generated
    process = start(NEW)
    while process.is_alive() and (folder / "40.ttl").stat().st_size == 1:
        time.sleep(0.001)
    process.kill()
    process.join()
    assert NEW in contents(folder) <= {OLD, NEW}
    assert len([name for name in names(folder) if name.endswith(".part")]) <= 1


def test_a_folder_that_two_write_at_once_holds_whole_files(generated):
    folder, start = generated
    running = [start(NEW), start(NEWER)]
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0, 0]
    assert contents(folder) <= {NEW, NEWER}
    assert len(names(folder)) == 200


@pytest.mark.long
def test_a_whole_build_that_is_killed_full_or_run_twice_leaves_whole_files(small, tmp_path):
    """Each takes half a minute of the processor; the tests above do the same with a folder of other files."""
    here = small.copy(tmp_path / "here")
    release = here.folder / "ontology" / "release"
    new = {path.name: path.read_bytes() for path in release.iterdir()}
    old = {name: f"old {name}".encode() for name in new}

    def build(before: str = "") -> subprocess.Popen[bytes]:
        for name, content in old.items():
            (release / name).write_bytes(content)
        return started(here, before)

    assert build("ulimit -f 1000;").wait() == 3
    assert states(release, old, new) <= {"old", "new"}
    with build() as process:
        while process.poll() is None and states(release, old, new) == {"old"}:
            time.sleep(0.01)
        process.kill()
    assert states(release, old, new) <= {"old", "new"}
    running = [build(), build()]
    assert [process.wait() for process in running] == [0, 0]
    assert states(release, old, new) == {"new"}


def started(here: Checkout, before: str) -> subprocess.Popen[bytes]:
    command = f"{before} exec '{sys.executable}' -m lenaowl build"
    env = {**os.environ, "PYTHONPATH": str(here.folder), "PYTHONHASHSEED": "1"}
    return subprocess.Popen(["bash", "-c", command], cwd=here.folder, env=env, stdout=subprocess.DEVNULL)


def states(release: Path, old: dict[str, bytes], new: dict[str, bytes]) -> set[str]:
    """Whether files are old, new or neither."""
    found = {name: (release / name).read_bytes() for name in new}
    return {"old" if held == old[name] else "new" if held == new[name] else name for name, held in found.items()}
