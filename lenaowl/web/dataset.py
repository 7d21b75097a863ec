"""The data that a server answers from: the release, and what its operator adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lenaowl.ontology.graphs import GRAPHS, parts
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import NAMESPACE

if TYPE_CHECKING:
    from lenaowl.analysis.knowledge_base import KnowledgeBase

DATA = f"{NAMESPACE}graph/data"


@dataclass(frozen=True)
class Dataset:
    """What is served.

    Attributes:
        graphs: triples by the IRI of their graph; the default graph is all of them.
        load: loads the same with the questions that can be asked of it.
    """

    graphs: dict[str, list[ox.Triple]]
    load: Callable[[], KnowledgeBase]

    @cached_property
    def kb(self) -> KnowledgeBase:
        """The questions that can be asked of it; loaded when it is first needed."""
        return self.load()

    def write(self, file: Path) -> None:
        """Write all as N-Quads, each triple in the default graph and in its own."""
        with file.open("wb") as out:
            for name, triples in self.graphs.items():
                text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
                out.write(text)
                out.write(text.replace(b" .\n", f" {ox.NamedNode(name)} .\n".encode()))  # no literal holds a line end

    def store(self) -> EmbeddedStore:
        """Return all as one graph."""
        made = EmbeddedStore()
        made.add(triple for triples in self.graphs.values() for triple in triples)
        return made


def read(data: Sequence[Path] = ()) -> Dataset:
    """Return the release, with files of the operator's and what follows from both.

    Raises:
        DataError: if a file cannot be used, or contradicts what is established.
    """
    from lenaowl.analysis.loading import load
    from lenaowl.rdf import files

    graphs = {GRAPHS[name]: triples for name, triples in parts().items()}
    if not data:
        return Dataset(graphs, load)
    texts = files.read_files(data)
    own = [
        quad.triple
        for number, one in enumerate(texts)
        for quad in files.quads(one, mark=f"f{number}x" if len(texts) > 1 else "")
    ]
    kb = load(_turtle(own))
    kb.refuse_contradictions()
    known = {triple for triples in (*graphs.values(), own) for triple in triples}
    new = (triple for triple in kb.questions.store.triples() if triple not in known and not _blank(triple))
    graphs[GRAPHS["inferred"]] += new
    return Dataset({**graphs, DATA: own}, lambda: kb)


def _turtle(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE) or b"").decode()


def _blank(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)
