"""What is killed, finds no room, or runs twice at once leaves files whole: the old ones or the new ones."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from lenaowl.release.folders import GeneratedFolder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX is needed")

PROGRAM = [str(Path(sys.executable).parent / "lenaowl")]
MANY = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 20000"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path):
    """A bound on the size of files fails as a full disk does, while it is written."""
    kept = tmp_path / "kept.csv"
    kept.write_text("old\n", encoding="utf-8")
    command = f"ulimit -f 16; exec '{PROGRAM[0]}' sparql '{MANY}' --format csv --out '{kept}'"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, f"lenaowl: {kept}: File too large\n")
    assert (kept.read_text(encoding="utf-8"), names(tmp_path)) == ("old\n", {"kept.csv"})


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
