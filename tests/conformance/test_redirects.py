"""The redirect to be registered at w3id.org, in the web server that w3id.org runs."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from conftest import HANGS
from programs import command

from lenaowl.ontology.packaged import folder

pytestmark = pytest.mark.judge

CONFIGURATION = """
ServerRoot "{root}"
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{root}/pid"
ErrorLog "{root}/errors"
DocumentRoot "{root}/www"
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule rewrite_module /usr/lib/apache2/modules/mod_rewrite.so
<Directory "{root}/www">
    AllowOverride All
    Require all granted
</Directory>
"""
HOME = "https://lenaowl.example"
TURTLE, RDF_XML, JSON_LD = "text/turtle", "application/rdf+xml", "application/ld+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Start Apache with the redirects in the folder `lenaowl`, as w3id.org has them."""
    apache = command("apache2")
    root = tmp_path_factory.mktemp("apache")
    root.chmod(0o755)
    (root / "www/lenaowl").mkdir(parents=True)
    shutil.copy(folder("ontology") / "w3id/.htaccess", root / "www/lenaowl")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    (root / "apache.conf").write_text(CONFIGURATION.format(root=root, port=number))
    server = subprocess.Popen([apache, "-X", "-f", str(root / "apache.conf")])
    try:
        while server.poll() is None:
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", number)) == 0:
                    break
            time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait()


@pytest.mark.parametrize(
    ("path", "accept", "status", "place"),
    [
        ("", TURTLE, 303, "/releases/latest/lenaowl.ttl"),
        ("", "*/*", 303, "/releases/latest/lenaowl.ttl"),
        ("", RDF_XML, 303, "/releases/latest/lenaowl.owl"),
        ("", JSON_LD, 303, "/releases/latest/lenaowl.jsonld"),
        ("", BROWSER, 303, "/#"),
        ("IKZF3-Q147H", BROWSER, 303, "/#IKZF3-Q147H"),
        ("IKZF3-Q147H", RDF_XML, 303, "/releases/latest/lenaowl.owl"),
        ("exposures", TURTLE, 303, "/releases/latest/lenaowl-exposures.ttl"),
        ("trials", RDF_XML, 303, "/releases/latest/lenaowl-trials.ttl"),
        ("trial-MM-010", TURTLE, 303, "/releases/latest/lenaowl-trials.ttl"),
        ("arm-MM-010-LenDex", JSON_LD, 303, "/releases/latest/lenaowl-trials.ttl"),
        ("trial-MM-010", BROWSER, 303, "/#trial-MM-010"),
        ("lenaowl.sssom.tsv", "*/*", 302, "/releases/latest/lenaowl.sssom.tsv"),
        ("lenaowl-inferred.ttl", BROWSER, 302, "/releases/latest/lenaowl-inferred.ttl"),
        ("releases/2026-11-21/lenaowl.ttl", "*/*", 302, "/releases/2026-11-21/lenaowl.ttl"),
    ],
)
def test_each_iri_leads_to_what_is_asked_for(port, path, accept, status, place):
    assert ask(port, path, accept) == (status, HOME + place)


@pytest.mark.parametrize("path", ["a/b/c", "releases/newest/lenaowl.ttl", "releases/2026-11-21/x/../../y"])
def test_no_other_path_is_redirected(port, path):
    assert ask(port, path, TURTLE) == (404, None)


def ask(port: int, path: str, accept: str) -> tuple[int, str | None]:
    """Return the status and the place that a request is sent to."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=HANGS)) as connection:
        connection.request("GET", f"/lenaowl/{path}", headers={"Accept": accept})
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers["Location"]
