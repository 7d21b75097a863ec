"""`lenaowl build`: what is stale is listed, then written again, and nothing else is touched.

That `lenaowl build --check` is content with the committed release is a step of CI of its own.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


def test_stale_files_are_listed_and_then_made_again(built, run, tmp_path):
    folder = Path(shutil.copytree(built, tmp_path / "release"))
    docs = folder / "docs"
    (folder / "lenaowl.ttl").write_text("old", encoding="utf-8")
    (docs / "classes.html").write_text("old", encoding="utf-8")
    (docs / "gone.html").write_bytes((docs / "index.html").read_bytes())
    (docs / "mine.html").write_text("<p>Not generated.</p>", encoding="utf-8")
    before = contents(folder)

    answer = run("build", "--out", str(folder), "--check")
    assert answer.returncode == 1
    stale = [line.partition(" (")[0] for line in answer.stderr.splitlines()]
    assert stale == [f"stale: {file}" for file in (folder / "lenaowl.ttl", docs / "classes.html", docs / "gone.html")]
    assert contents(folder) == before

    answer = run("build", "--out", str(folder), "--docs", str(docs))
    assert answer.returncode == 0
    written = [line.split()[1] for line in answer.stdout.splitlines() if line.startswith("written")]
    assert written == [str(folder / "lenaowl.ttl"), str(docs / "classes.html")]
    assert f"removed  {docs / 'gone.html'}" in answer.stdout
    assert contents(folder) == {**contents(built), Path("docs/mine.html"): b"<p>Not generated.</p>"}


def contents(folder: Path) -> dict[Path, bytes]:
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("option", ["--out", "--docs"])
def test_a_folder_that_cannot_be_written_is_an_error_before_anything_is_built(run, tmp_path, option):
    (tmp_path / "file").write_text("")
    answer = run("build", option, str(tmp_path / "file" / "deeper"))
    assert answer.returncode == 3
    assert answer.stderr == f"lenaowl: {tmp_path / 'file'}: Not a directory\n"
