"""Wheel, sdist and editable install each find the ontology, the shapes and the queries."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from conftest import ROOT

CHECK = """
import lenaowl, pathlib
assert lenaowl.path("lenaowl.ttl").is_file()
assert lenaowl.path("shapes/claims.ttl").is_file()
assert lenaowl.path("queries/rules/compile/01-accepted-claims.rq").is_file()
kb = lenaowl.load()
assert kb.explain("lenalidomide", "increases", "IL2")
from lenaowl.release.site.pages import pages
assert "index.html" in pages(kb)
from lenaowl.ontology.packaged import folder
assert (folder("pages") / "index.html").is_file()
print(pathlib.Path(lenaowl.__file__).parent)
"""


def call(*args: str, cwd: Path = ROOT) -> str:
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    answer = subprocess.run(args, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT))
    return out


def install(folder: Path, *what: str) -> Path:
    """Make an environment that sees the installed dependencies, but of lenaowl only what is installed now."""
    venv.create(folder, with_pip=False, system_site_packages=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = call(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    import click

    (Path(site) / "dependencies.pth").write_text(str(Path(click.__file__).parent.parent) + "\n")
    call(
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--force-reinstall",
        *what,
    )
    return python


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"])
def test_an_installed_archive_is_complete(archives, tmp_path, kind):
    python = install(tmp_path / "env", str(next(archives.glob(kind))))
    where = call(str(python), "-c", CHECK, cwd=tmp_path).strip()
    assert where.startswith(str(tmp_path))


@pytest.mark.slow
def test_an_editable_install_is_complete(tmp_path):
    python = install(tmp_path / "env", "--editable", str(ROOT))
    assert call(str(python), "-c", CHECK, cwd=tmp_path).strip() == str(ROOT / "lenaowl")


def test_the_source_archive_holds_the_tests(archives):
    import tarfile

    with tarfile.open(next(archives.glob("*.tar.gz"))) as archive:
        names = archive.getnames()
    assert any(name.endswith("tests/release/test_packaging.py") for name in names)
    assert any(name.endswith("ontology/release/lenaowl.owl") for name in names)
