"""The pages in docs/pages in a real browser, without a network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest
from conftest import HANGS, ROOT

pytestmark = pytest.mark.judge

DOCS = ROOT / "docs" / "pages"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def browse(tmp_path_factory):
    """Open a page and return its document after scripts ran, what the console said, and a screenshot."""
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        pytest.skip(f"no browser is installed (looked for {', '.join(NAMES)}; or set CHROMIUM)")
    folder = tmp_path_factory.mktemp("browser")

    def open_page(page: str, *options: str) -> tuple[str, str, bytes]:
        picture = folder / "picture.png"
        common = [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
            f"--user-data-dir={folder / 'profile'}", "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=5000",
            *options,
        ]  # fmt: skip
        url = f"{DOCS.as_uri()}/{page}"
        shown = subprocess.run(
            [*common, "--dump-dom", url],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=HANGS,
            check=True,
        )
        subprocess.run([*common, f"--screenshot={picture}", url], capture_output=True, timeout=HANGS, check=True)
        return shown.stdout, shown.stderr, picture.read_bytes()

    return open_page


@pytest.mark.parametrize("page", ["index.html", "agents.html", "claims-cll.html", "trials.html", "names.html?q=aiolos"])
@pytest.mark.parametrize("width", [1280, 500])
def test_a_page_is_shown_and_the_console_is_silent(browse, page, width):
    document, said, picture = browse(page, f"--window-size={width},1000")
    assert re.search(r"<h1>[^<]+</h1>", document)
    assert len(picture) > 20_000  # a blank page is some 5 kB
    assert re.findall(r"CONSOLE.*|ERR_[A-Z_]+.*", said) == []


def test_the_filter_shows_the_names_asked_for(browse):
    document, _, _ = browse("names.html?q=aiolos+wild")
    shown = re.findall(r'<li id="([^"]+)">', document)
    assert "IKZF3-WT" in shown
    assert len(shown) < 20
    assert document.count('hidden=""') > 1000
    assert re.search(r'role="status">\d+ of \d+ names<', document)
