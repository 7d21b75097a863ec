"""The data that a server answers from: the release, and what its operator adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from lenaowl.ontology.graphs import GRAPHS, parts
from lenaowl.rdf.store import EmbeddedStore, as_text
from lenaowl.rdf.vocabulary import NAMESPACE
from lenaowl.web.descriptions import Descriptions
from lenaowl.web.disk import Disk

if TYPE_CHECKING:
    from lenaowl.analysis.knowledge_base import KnowledgeBase

DATA = f"{NAMESPACE}graph/data"


@dataclass(frozen=True)
class Dataset:
    """What is served.

    Attributes:
        graphs: triples by the IRI of their graph; the default graph is all of them.
        load: loads the same with the questions that can be asked of it.
        disk: the store that queries are asked of, if it is not these triples.
    """

    graphs: dict[str, list[ox.Triple]]
    load: Callable[[], KnowledgeBase]
    disk: Disk | None = None

    @cached_property
    def kb(self) -> KnowledgeBase:
        """The questions that can be asked of it; loaded when it is first needed."""
        return self.load()

    def sizes(self) -> dict[str, int | None]:
        """Return the IRIs of the named graphs with the number of triples of each; none where that is not known."""
        if self.disk:
            return dict.fromkeys(self.disk.graphs())
        return {name: len(triples) for name, triples in self.graphs.items()}

    def __contains__(self, iri: str) -> bool:
        return iri in self._subjects

    @cached_property
    def _subjects(self) -> frozenset[str]:
        return frozenset(as_text(triple.subject) for triples in self.graphs.values() for triple in triples)

    @cached_property
    def version(self) -> str:
        """The version of the ontology, which is a date."""
        header = (t for t in self.graphs[GRAPHS["ontology"]] if t.subject == ox.NamedNode(NAMESPACE))
        return next((as_text(t.object) for t in header if t.predicate.value.endswith("#versionInfo")), "")

    @cached_property
    def modified(self) -> datetime:
        """Since when the data is as it is: the date of the release, or when it was read if there is more in it."""
        if self.disk or DATA in self.graphs:
            return now()
        try:
            return datetime.strptime(self.version, "%Y-%m-%d").replace(tzinfo=timezone.utc)
        except ValueError:
            return now()

    def descriptions(self) -> Descriptions:
        """Return what is stated of each thing."""
        if self.disk:
            return Descriptions(self.disk.about)
        return Descriptions.listed(triple for triples in self.graphs.values() for triple in triples)

    def write(self, file: Path) -> None:
        """Write all as N-Quads, each triple in the default graph and in its own."""
        with file.open("wb") as out:
            for name, triples in self.graphs.items():
                text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
                out.write(text)
                out.write(text.replace(b" .\n", f" {ox.NamedNode(name)} .\n".encode()))  # no literal holds a line end

    def store(self) -> EmbeddedStore:
        """Return all as one graph."""
        made = EmbeddedStore(triple for triples in self.graphs.values() for triple in triples)
        return made


def read(data: Sequence[Path] = (), store: Path | None = None) -> Dataset:
    """Return the release, with files of the operator's and what follows from both; or a store that holds it.

    Raises:
        DataError: if a file cannot be used, or contradicts what is established; if a store does not hold the release.
    """
    from lenaowl.analysis.contradictions import refuse
    from lenaowl.analysis.loading import load
    from lenaowl.rdf import files

    graphs = {GRAPHS[name]: triples for name, triples in parts().items()}
    if store:
        disk = Disk(store)
        made = Dataset(graphs, load, disk)
        disk.check(made.version)
        return made
    if not data:
        return Dataset(graphs, load)
    texts = files.read_files(data)
    own = [
        quad.triple for one, mark in zip(texts, files.marks(texts), strict=True) for quad in files.quads(one, mark=mark)
    ]
    kb = load(data[0] if len(data) == 1 and str(data[0]) != "-" else _turtle(own))  # errors have lines of a file
    refuse(kb.contradictions())
    known = {triple for triples in (*graphs.values(), own) for triple in triples}
    new = (triple for triple in kb.questions.store.triples() if triple not in known and not _blank(triple))
    graphs[GRAPHS["inferred"]] += new
    return Dataset({**graphs, DATA: own}, lambda: kb)


def now() -> datetime:
    """Return the time, to the second, as the headers of HTTP have it."""
    return datetime.now(timezone.utc).replace(microsecond=0)


def _turtle(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.TURTLE) or b"").decode()


def _blank(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)
