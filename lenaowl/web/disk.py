"""An Oxigraph store in a folder, read-only: what `lenaowl push` and its owner loaded into it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.sparql_text import keywords, names_data
from lenaowl.rdf.store import Node
from lenaowl.rdf.vocabulary import NAMESPACE

_VERSION = ox.NamedNode("http://www.w3.org/2002/07/owl#versionInfo")
_OPENED = 16  # files that RocksDB opens at once, of each of its column families; it opens more when they are read


class Disk:
    """A store that holds the release, and what else its owner put there.

    Args:
        folder: where it is; no other program may write to it meanwhile.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._store = opened(folder)

    def check(self, version: str) -> None:
        """Check that the release in the store is the one that is packaged, which the pages are made from.

        Raises:
            DataError: if it is not.
        """
        how = "load the release with `lenaowl push` into a server that has this store"
        found = {q.object.value for q in self._store.quads_for_pattern(ox.NamedNode(NAMESPACE), _VERSION, None)}  # type: ignore[union-attr]
        if version not in found:
            held = f"version {', '.join(sorted(found))}" if found else "no version"
            raise DataError(f"{self.folder}: it holds {held} of the ontology, and this package has {version}; {how}")

    def graphs(self) -> list[str]:
        """Return the IRIs of its named graphs."""
        return sorted(graph.value for graph in self._store.named_graphs())

    def about(self, node: Node) -> list[ox.Triple]:
        """Return what is stated of a node, in whatever graph."""
        return list({quad.triple for quad in self._store.quads_for_pattern(node, None, None)})


def opened(folder: Path) -> ox.Store:
    """Return the store of a folder.

    Raises:
        DataError: if there is none that can be read.
    """
    if not (folder / "CURRENT").is_file():
        raise DataError(f"{folder}: this is not the folder of an Oxigraph store; `oxigraph serve --location` makes one")
    try:
        return ox.Store.read_only(str(folder))
    except (OSError, RuntimeError, ValueError) as error:
        raise DataError(f"{folder}: this store cannot be read: {error}") from None


def opens_files(folder: Path) -> bool:
    """Whether files of a store may be opened while it is asked, as there are more than are opened at the start."""
    return sum(1 for _ in folder.glob("*.sst")) > _OPENED


def dataset(text: str) -> dict[str, Any]:
    """Return the dataset of a query in the terms of Oxigraph: all graphs as one, unless it names others itself.

    Raises:
        ValueError: if parsers could see it in both ways.
    """
    if "FROM" in keywords(text):
        return {}
    if names_data(text):
        raise ValueError("a space is needed after FROM; if a name of yours ends so, give its prefix another name")
    return {"use_default_graph_as_union": True}
