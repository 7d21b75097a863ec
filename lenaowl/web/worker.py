"""A process that answers SPARQL queries and may die of one: `python -m lenaowl.web.worker PLACE ...`.

It reads the data once. Then it can open neither file nor connection any more, and has a bound on memory and, for each
query, on time. Requests and answers have their length before them. They come and go on standard input and output;
or, if the process is told a socket of its starter, on the sockets that come there, each for a fork of its own.
"""

from __future__ import annotations

import gc
import io
import json
import os
import signal
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES
from lenaowl.web.disk import dataset, opened, opens_files
from lenaowl.web.formats import GRAPHS, RESULTS
from lenaowl.web.negotiation import choose

_WRITTEN = [(f"{prefix}:", prefix) for prefix in PREFIXES]
REQUEST, REPLY = struct.Struct("!I"), struct.Struct("!II")
# What is asked of the process that forks, with the number of a process: make one; take note of the end of one.
CONTROL, FORK, REAP = struct.Struct("!cI"), b"F", b"R"


@dataclass(frozen=True)
class Bounds:
    """How many bytes a query may take and its answer may have, and how many seconds it may run."""

    memory: int
    answer: int
    seconds: float


@dataclass(frozen=True)
class Data:
    """What is asked: the store; whether it is on a disk; and whether its files are opened while it is asked."""

    store: ox.Store
    on_disk: bool = False
    opens_files: bool = False


def read(place: Path) -> Data:
    """Return the data of a file of N-Quads, or of the folder of an Oxigraph store."""
    if place.is_dir():
        return Data(opened(place), on_disk=True, opens_files=opens_files(place))
    store = ox.Store()
    store.load(path=str(place), format=ox.RdfFormat.N_QUADS)
    return Data(store)


def main(place: str, bounds: Bounds, control: int | None) -> None:
    """Read the data, and answer or let forks answer until the other side ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the server
    data = read(Path(place))
    if control is None:
        _send(sys.stdout.buffer, {"ready": True}, b"")
        serve(data, bounds, sys.stdin.buffer, sys.stdout.buffer)
    else:
        fork(data, bounds, socket.socket(fileno=control))


def fork(data: Data, bounds: Bounds, control: socket.socket) -> None:
    """Fork a process for each socket that comes, until the other side ends."""
    gc.freeze()  # what is shared stays so
    control.send(CONTROL.pack(FORK, 0))
    while True:
        told, sockets, _, _ = socket.recv_fds(control, CONTROL.size, 1)
        if len(told) != CONTROL.size:
            return
        what, number = CONTROL.unpack(told)
        if what == REAP:
            with suppress(ChildProcessError):  # one of a process that was there before
                os.waitpid(number, 0)
        elif not (number := os.fork()):
            control.close()
            with (
                socket.socket(fileno=sockets[0]) as own,
                own.makefile("rb") as incoming,
                own.makefile("wb") as outgoing,
            ):
                serve(data, bounds, incoming, outgoing)
            os._exit(0)
        for one in sockets:
            os.close(one)
        control.send(CONTROL.pack(what, number))


def serve(data: Data, bounds: Bounds, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """Answer queries until there are no more."""
    confine(bounds.memory, data.opens_files)
    while head := incoming.read(REQUEST.size):
        asked = json.loads(incoming.read(REQUEST.unpack(head)[0]))
        give_up_after(bounds.seconds + 5)  # the server stops it before; this is for when the server is gone
        told, body = reply(data, asked, bounds.answer)
        give_up_after(0)
        _send(outgoing, told, body)


def confine(memory: int, opens_files: bool = False) -> None:
    """Take no more memory than so many bytes, and open no more files and connections, where the system allows it.

    Args:
        memory: how many bytes.
        opens_files: whether the data cannot be read without opening files.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    taken = _address_space()
    if taken:
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not opens_files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _address_space() -> int:
    """Return the size of the address space in bytes; 0 where that is not to be found out."""
    statistics = Path("/proc/self/statm")
    if not statistics.exists():
        return 0
    return int(statistics.read_text(encoding="ascii").split()[0]) * int(os.sysconf("SC_PAGE_SIZE"))


def give_up_after(seconds: float) -> None:
    """End the process after a time, where the system can; 0 for never."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def reply(data: Data, asked: dict[str, Any], most: int) -> tuple[dict[str, Any], bytes]:
    """Return what the answer is, as JSON types, and its bytes.

    Args:
        data: what is asked.
        asked: the query; what the client accepts; and the IRIs of the default and the named graphs, if it names them.
        most: how many bytes the answer may have.
    """
    output = _Bounded(most)
    try:
        results = data.store.query(
            asked["query"], base_iri=NAMESPACE, prefixes=_prefixes(asked["query"]), **_dataset(asked, data.on_disk)
        )
        offered: dict[str, Any] = dict(GRAPHS if isinstance(results, ox.QueryTriples) else RESULTS)
        media = choose(asked["accept"], offered)
        if media is None:
            return {"problem": "not acceptable", "offered": list(offered)}, b""
        results.serialize(cast("IO[bytes]", output), format=offered[media])
    except SyntaxError as error:
        return {"problem": "syntax", "detail": error.msg}, b""
    except (ValueError, OSError, RuntimeError) as error:
        if output.full:
            return {"problem": "large"}, b""
        return {"problem": "failed", "detail": str(error)}, b""
    except MemoryError:
        return {"problem": "memory"}, b""
    return {"media": media}, output.getvalue()


def _prefixes(text: str) -> dict[str, str]:
    """Return those of our prefixes that a query can use: to declare all of them takes longer than a short query."""
    if "\\" in text:  # a colon may be written as an escape
        return PREFIXES
    return {prefix: PREFIXES[prefix] for written, prefix in _WRITTEN if written in text}


def _dataset(asked: dict[str, Any], on_disk: bool) -> dict[str, Any]:
    """Return the dataset of a query in the terms of Oxigraph; nothing if the default graph of the store is meant."""
    default, named = asked.get("default") or [], asked.get("named") or []
    if not (default or named):
        return dataset(asked["query"]) if on_disk else {}
    return {"default_graph": list(map(ox.NamedNode, default)), "named_graphs": list(map(ox.NamedNode, named))}


class _Bounded(io.BytesIO):
    """Bytes, and not too many of them."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.full = False

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer
        """Add some bytes.

        Raises:
            OSError: if they become too many.
        """
        if self.tell() + len(data) > self._most:
            self.full = True
            raise OSError("the answer is too large")
        return super().write(data)


def _send(outgoing: IO[bytes], told: dict[str, Any], body: bytes) -> None:
    head = json.dumps(told).encode()
    outgoing.write(REPLY.pack(len(head), len(body)) + head)
    outgoing.write(body)
    outgoing.flush()


if __name__ == "__main__":
    _, place, memory, answer, seconds, *control = sys.argv
    main(place, Bounds(int(memory), int(answer), float(seconds)), int(control[0]) if control else None)
