"""The shipped ontology with what follows from it, made at build time, so that loading need not infer it again.

It is used only if it was made from just the sources and rules that are there; otherwise all is inferred anew.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox

from lenaowl.inference.rules import compiled, infer
from lenaowl.ontology import drug_classes
from lenaowl.ontology.packaged import folder
from lenaowl.ontology.sources import source_files
from lenaowl.rdf.store import INFERRED, EmbeddedStore
from lenaowl.rdf.vocabulary import NAMESPACE

NAME = "lenaowl-prepared.trig"
_PREFIX = {"lena": NAMESPACE}  # no more than one, for the order of several is another on each run
_MADE_FROM = b"# made from sources and rules with SHA-256 "


def read() -> bytes | None:
    """Return the prepared dataset as TriG, or nothing if there is none of just these sources and rules."""
    file = folder("ontology") / "release" / NAME
    if not file.is_file():
        return None
    content = file.read_bytes()
    return content if content.startswith(_MADE_FROM + _fingerprint() + b"\n") else None


def make() -> bytes:
    """Infer what follows from the sources, and return all as TriG: what was inferred in a graph of its own."""
    from lenaowl.rdf.canonical import canonical_dataset

    def fill(store: EmbeddedStore) -> None:
        for file in source_files():
            store.load_file(file)

    store = compiled(fill)
    before = set(store.triples())
    infer(store)
    quads = [
        ox.Quad(q.subject, q.predicate, q.object, INFERRED)
        if q.graph_name == ox.DefaultGraph() and q.triple not in before
        else q
        for q in store.quads()
    ]
    text = ox.serialize(canonical_dataset(quads), format=ox.RdfFormat.TRIG, prefixes=_PREFIX) or b""
    return _MADE_FROM + _fingerprint() + b"\n" + text


def _fingerprint() -> bytes:
    """Return a digest of all that what follows depends on; line ends make no difference."""
    digest = hashlib.sha256()
    rules = sorted((folder("queries") / "rules").rglob("*.rq"))
    for file in [*source_files(), *rules, Path(drug_classes.__file__)]:
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest().encode()
