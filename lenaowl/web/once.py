"""A process that does one thing with what a client sent, and may be killed: `python -m lenaowl.web.once TASK`."""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lenaowl.errors import LenaowlError, MissingEngineError

BINARY = (".parquet", ".xlsx")


def asks_others(payload: dict[str, Any]) -> dict[str, Any]:
    """Return whether a query asks other servers, wherever in it."""
    from lenaowl.query.services import asks_others

    return {"asks others": asks_others(payload["query"])}


def validate(payload: dict[str, Any]) -> dict[str, Any]:
    """Return the report on data of a client."""
    import pyoxigraph as ox

    from lenaowl.rdf.files import source
    from lenaowl.validation.shacl.reading import load_shapes
    from lenaowl.validation.validate import validate_sources

    form = ox.RdfFormat.from_media_type(payload["media"]) if payload["media"] else None
    report = validate_sources([source("upload", payload["text"], form)], load_shapes(payload["shapes"]))
    return {"report": report.as_dict()}


def interpret(payload: dict[str, Any]) -> dict[str, Any]:
    """Return how a table of results of a client is judged."""
    from lenaowl.analysis.loading import load
    from lenaowl.analysis.tables.reading import read_table

    (table,) = _written(payload["files"])
    read_table(table, payload["asked"].get("sheet", ""))  # what is no table is said soon
    return {"report": load().interpret(table, **payload["asked"]).as_dict()}


def cohort(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what is to be expected in the patients of a cohort of a client."""
    from lenaowl.analysis.loading import load
    from lenaowl.render.cohort import in_full

    files = _written(payload["files"])  # what is wrong with them is said before the ontology is read
    return {"report": in_full(load().cohort(files, payload["mapping"]))}


def _written(files: dict[str, str]) -> list[Path]:
    """Write files to the folder that the process is in; whoever started it removes that.

    Args:
        files: what is in each, by its name: the text, or base64 where the ending says that it is none.

    Raises:
        LenaowlError: if a text is not Unicode, or not base64 where it has to be.
    """
    for name, text in files.items():
        Path(name).write_bytes(_bytes(name, text))
    return [Path(name) for name in files]


def _bytes(name: str, text: str) -> bytes:
    try:
        return b64decode(text, validate=True) if name.endswith(BINARY) else text.encode()
    except UnicodeEncodeError:
        raise LenaowlError("a text holds half a character, which is not UTF-8.") from None
    except ValueError:
        raise LenaowlError(f"{name}: a file that is not text is sent in base64, and this is not base64.") from None


TASKS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "asks-others": asks_others, "validate": validate, "interpret": interpret, "cohort": cohort,
}  # fmt: skip


def main(task: str, memory: int) -> None:
    """Do a task with what comes on standard input; an error of the client's is an answer too."""
    _bound(memory)
    try:
        told = TASKS[task](json.load(sys.stdin))
    except LenaowlError as error:
        told = {"missing" if isinstance(error, MissingEngineError) else "error": str(error)}
    sys.stdout.write(json.dumps(told))


def _bound(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (2 * memory, 2 * memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
