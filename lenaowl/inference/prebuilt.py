"""The shipped ontology with what follows from it, made at build time, so that loading need not infer it again.

It is used only if it was made from just the sources and rules that are there; otherwise all is inferred anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from lenaowl.inference import closure, saturation, sets, steps
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.rules import compiled
from lenaowl.ontology import drug_classes
from lenaowl.ontology.packaged import folder
from lenaowl.ontology.sources import data_files, source_files, trials
from lenaowl.rdf import packed, prepared_store
from lenaowl.rdf.prepared_store import PreparedStore, RecordingStore
from lenaowl.rdf.store import INFERRED, EmbeddedStore
from lenaowl.rdf.vocabulary import NAMESPACE

NAME, INDEX = "lenaowl-prepared.trig", "lenaowl-prepared.json"
# What would follow from weaker claims is asked of each answer that is none; its dataset is inferred if it is needed.
INDEX_OF_WEAKER, WEAKER = "lenaowl-prepared-open.json", "open"
_PREFIX = {"lena": NAMESPACE}  # no more than one, for the order of several is another on each run
_MADE_FROM = b"# made from sources and rules with SHA-256 "


def read(admit: str = "established") -> PreparedStore | None:
    """Return the prepared dataset, or nothing if there is none of just these sources and rules, or of this status."""
    release = folder("ontology") / "release"
    file, index = release / NAME, release / {WEAKER: INDEX_OF_WEAKER}.get(admit, INDEX)
    if admit not in ("established", WEAKER) or not (file.is_file() and index.is_file()):
        return None
    content, made = index.read_bytes(), fingerprint()
    with file.open("rb") as trig:
        current = trig.readline() == _MADE_FROM + made + b"\n" and content.startswith(_indexed(made))
    if not current:
        return None
    return PreparedStore(file.read_bytes if admit != WEAKER else lambda: make(WEAKER)[0], content)


def make(admit: str = "established") -> tuple[bytes, bytes]:
    """Infer what follows from the sources; return it all as TriG, what was inferred apart, and as an index of that."""
    from lenaowl.rdf.canonical import canonical_dataset

    store = compiled(fill, admit)
    before = set(store.triples())
    saturation.saturate(store)
    quads = [
        ox.Quad(q.subject, q.predicate, q.object, INFERRED)
        if q.graph_name == ox.DefaultGraph() and q.triple not in before
        else q
        for q in store.quads()
    ]
    made = fingerprint()
    text = ox.serialize(canonical_dataset(quads), format=ox.RdfFormat.TRIG, prefixes=_PREFIX) or b""
    return _MADE_FROM + made + b"\n" + text, _index(text, made, admit)


def fill(store: EmbeddedStore) -> None:
    """Load what is authored and reasoned with into a store."""
    for file in source_files():
        store.load_file(file)


def _index(trig: bytes, made: bytes, admit: str) -> bytes:
    """Return the index of a dataset, with the answers to what is asked of each ontology."""
    store = RecordingStore(trig, trials())
    ontology = InferredOntology(fill, admit, lambda _: store)
    _ = ontology.arbitrary_members, ontology.profiled_forms, ontology.systems
    _ = ontology.facts.stated_degradations, ontology.facts.forms_of_systems
    content = json.dumps(store.index(), ensure_ascii=False, separators=(",", ":")).encode()
    return _indexed(made) + content[1:] + b"\n"


def _indexed(made: bytes) -> bytes:
    """Return what an index begins with: a line by itself, for often nothing else changes."""
    return b'{"madeFrom":"' + made + b'",\n'


def fingerprint(more: Iterable[Path] = ()) -> bytes:
    """Return a digest of all that what follows, and the form of its index, depend on; line ends make no difference.

    Args:
        more: further files that what is made depends on.
    """
    digest = hashlib.sha256()
    rules = sorted((folder("queries") / "rules").rglob("*.rq"))
    code = [
        Path(str(module.__file__))
        for module in (drug_classes, closure, saturation, sets, steps, prepared_store, packed)
    ]
    for file in [*source_files(), *data_files(), *rules, *code, *more]:
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest().encode()
