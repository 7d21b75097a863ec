"""A server as a user starts it, and a client that sends just what it is given."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from conftest import HANGS


@contextmanager
def served(*options: str, cwd: Path | None = None, **env: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run `lenaowl serve` and give its address when it answers; it is ended with the block."""
    command = [sys.executable, "-m", "lenaowl", "serve", *options]
    # what it logs goes to a file that nobody reads: a pipe would fill
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=cwd, env={**os.environ, **env}
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert "lenaowl serves http" in line, line
        yield line.split()[2], process
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass(frozen=True)
class Client:
    """A client of a server; `source` is the address that it calls from."""

    address: str
    source: str = "127.0.0.1"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Send a request as it is; redirects are not followed. A header's name has _ for -."""
        connection = http.client.HTTPConnection(
            urlsplit(self.address).netloc, timeout=HANGS, source_address=(self.source, 0)
        )
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    def sparql(self, query: str, accept: str = "", **parameters: str | list[str]) -> Answer:
        """Send a query by GET."""
        asked = urlencode({"query": query, **parameters}, doseq=True)
        return self.ask(f"/sparql?{asked}", Accept=accept) if accept else self.ask(f"/sparql?{asked}")

    def post(self, query: str, media: str = "application/sparql-query", path: str = "/sparql") -> Answer:
        """Send a query as the body."""
        return self.ask(path, "POST", query.encode(), Content_Type=media)
