"""What `deploy/` runs is what the command line takes, and what the tests run."""

from __future__ import annotations

import re
import shlex

import pytest
import yaml
from conftest import ROOT
from servers import servers

from lenaowl.cli import app

DEPLOY = ROOT / "deploy"
SERVICES = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
ENTRYPOINT = yaml.safe_load(
    re.findall(r"^ENTRYPOINT (.*)$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.M)[0]
)
UNIT = re.findall(r"^ExecStart=(.*)$", (DEPLOY / "lenaowl.service").read_text(encoding="utf-8"), re.M)[0]
STORES = ["fuseki", "oxigraph", "virtuoso"]


def parsed(arguments: list[str]) -> dict[str, object]:
    """The options that a command line comes to, or an error of usage."""
    program, name, *rest = arguments
    assert program.endswith("lenaowl")
    command = app.commands[name]
    return command.make_context(name, rest).params


def test_the_server_takes_its_options():
    for arguments in ([*ENTRYPOINT, *SERVICES["lenaowl"]["command"]], shlex.split(UNIT)):
        assert parsed(arguments)["workers"] == 4
    assert parsed(ENTRYPOINT)["host"] == "0.0.0.0"


@pytest.mark.parametrize("store", STORES)
def test_each_store_is_a_profile_that_push_fills(store):
    push = SERVICES[f"push-{store}"]
    assert push["profiles"] == SERVICES[store]["profiles"] == push["depends_on"] == [store]
    told = parsed(push["entrypoint"])
    port = SERVICES[store]["ports"][0].rpartition(":")[2]
    assert f"//{store}:{port}/" in str(told["url"])
    assert all(mapping.startswith("127.0.0.1:") for mapping in SERVICES[store]["ports"])


def test_fuseki_is_the_file_that_the_tests_run():
    text = (DEPLOY / "Fuseki.Dockerfile").read_text(encoding="utf-8")
    assert servers.FUSEKI in text
    assert f"sha256:{servers.FUSEKI_SHA256}" in text
