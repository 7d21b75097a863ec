"""Comunica and YASGUI ask the endpoint; they are large, so CI leaves them out: `npm install --prefix tests/web/node`."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from conftest import HANGS

from web.test_browser import Browser, browser, settled  # noqa: F401 - a fixture

pytestmark = [pytest.mark.server, pytest.mark.judge, pytest.mark.long]

MODULES = Path(os.environ.get("LENAOWL_NODE_CLIENTS", Path(__file__).parent / "node" / "node_modules"))
DRUGS = "SELECT ?d { ?d a <https://w3id.org/lenaowl/IMiD> } ORDER BY ?d"
IMIDS = ["lenalidomide", "pomalidomide", "thalidomide"]
COMUNICA = """
const {QueryEngine} = require("@comunica/query-sparql");
(async () => {
  const engine = new QueryEngine(), found = [];
  for (const type of ["sparql", undefined])  // told what it is, and found out by the service description
    found.push((await (await engine.queryBindings(process.argv[2], {sources: [{type, value: process.argv[1]}]})).toArray())
      .map(row => row.get("d").value));
  const joined = await engine.queryBindings(
    "SELECT ?l { ?d a <https://w3id.org/lenaowl/IMiD> ; <http://www.w3.org/2000/01/rdf-schema#label> ?l FILTER(CONTAINS(STR(?l), 'lena')) }",
    {sources: [process.argv[1]]});
  const quads = await (await engine.queryQuads("DESCRIBE <https://w3id.org/lenaowl/IKZF3>", {sources: [process.argv[1]]})).toArray();
  console.log(JSON.stringify({found, labels: (await joined.toArray()).map(row => row.get("l").value), quads: quads.length}));
})();
"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>YASGUI</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="yasgui/build/yasgui.min.css"><div id="yasgui"></div><script src="yasgui/build/yasgui.min.js"></script>"""


def modules(name: str) -> Path:
    if not (MODULES / name).is_dir():
        pytest.skip(f"{name} is not installed: npm install --prefix tests/web/node")
    return MODULES / name


def test_comunica(address):
    modules("@comunica/query-sparql")
    program = shutil.which("node")
    if not program:
        pytest.skip("node is not installed")
    done = subprocess.run([program, "-e", COMUNICA, f"{address}sparql", DRUGS], capture_output=True, text=True, timeout=HANGS,
                          env={**os.environ, "NODE_PATH": str(MODULES)})  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    for found in told["found"]:
        assert [iri.rpartition("/")[2] for iri in found] == IMIDS
    assert told["labels"] == ["lenalidomide"]
    assert told["quads"] > 5


def test_yasgui_in_a_browser(browser: Browser, address, tmp_path):  # noqa: F811 - the fixture
    """On a page of another site, as users of YASGUI have it."""
    (tmp_path / "yasgui").symlink_to(modules("@zazuko/yasgui"))
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        browser.open(f"http://127.0.0.1:{site.server_address[1]}/index.html", 1280)
        start = f"const made = new Yasgui(document.getElementById('yasgui'), {{requestConfig: {{endpoint: '{address}sparql'}}, copyEndpointOnNewTab: false}}); window.tab = made.getTab(); tab.setEndpoint('{address}sparql'); tab.yasqe.setValue({json.dumps(DRUGS)}); tab.yasqe.query()"
        browser.value(f"(() => {{ {start} }})()")
        rows = settled(
            browser,
            "document.querySelectorAll('.yasr table tbody tr').length && document.querySelector('.yasr table tbody').textContent",
        )
        assert all(name in rows for name in IMIDS), rows
        site.shutdown()
