"""`lenaowl build`: what is stale is listed and made again, nothing else is touched, and bytes are the same each time.

A part of the ontology is built here. test_release and test_docs build it all, and compare it with what is committed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lenaowl.release.folders import GeneratedFolder


@pytest.fixture(scope="module")
def whole(small, tmp_path_factory) -> Path:
    """The release of a part of the ontology, with its pages in `docs`."""
    folder = Path(shutil.copytree(small.folder / "ontology" / "release", tmp_path_factory.mktemp("whole") / "release"))
    shutil.copytree(small.folder / "docs" / "pages", folder / "docs")
    return folder


@pytest.fixture
def damaged(whole, tmp_path) -> Path:
    """A release with a stale file, a stale page, one that is no longer generated, and one that never was."""
    folder = Path(shutil.copytree(whole, tmp_path / "release"))
    (folder / "lenaowl.ttl").write_text("old", encoding="utf-8")
    (folder / "docs" / "classes.html").write_text("old", encoding="utf-8")
    (folder / "docs" / "gone.html").write_bytes((folder / "docs" / "index.html").read_bytes())
    (folder / "docs" / "mine.html").write_text("<p>Not generated.</p>", encoding="utf-8")
    return folder


@pytest.mark.slow
def test_check_lists_what_is_stale_and_all_else_has_the_same_bytes_in_another_process(small, damaged):
    before = contents(damaged)
    docs = damaged / "docs"
    answer = small.run("build", "--out", str(damaged), "--docs", str(docs), "--check", PYTHONHASHSEED="2")
    assert answer.returncode == 1
    stale = [line.partition(" (")[0] for line in answer.stderr.splitlines()]
    assert stale == [f"stale: {file}" for file in (damaged / "lenaowl.ttl", docs / "classes.html", docs / "gone.html")]
    assert contents(damaged) == before


def test_what_is_stale_is_written_and_what_is_left_over_removed(whole, damaged):
    told = []
    for folder, there in ((whole, damaged), (whole / "docs", damaged / "docs")):
        files = {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
        told += [(state, file.name) for state, file, _ in GeneratedFolder(there, files).write()]
    assert {(state, name) for state, name in told if state != "unchanged"} == {
        ("written", "lenaowl.ttl"),
        ("written", "classes.html"),
        ("removed", "gone.html"),
    }
    assert contents(damaged) == {**contents(whole), Path("docs/mine.html"): b"<p>Not generated.</p>"}


def contents(folder: Path) -> dict[Path, bytes]:
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("option", ["--out", "--docs"])
def test_a_folder_that_cannot_be_written_is_an_error_before_anything_is_built(run, tmp_path, option):
    (tmp_path / "file").write_text("")
    answer = run("build", option, str(tmp_path / "file" / "deeper"))
    assert answer.returncode == 3
    assert answer.stderr == f"lenaowl: {tmp_path / 'file'}: Not a directory\n"
