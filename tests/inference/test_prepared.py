"""The prepared dataset holds just what would be inferred, and is not used when sources or rules are others."""

from __future__ import annotations

import lenaowl
from lenaowl.inference import prebuilt as prepared
from lenaowl.rdf.canonical import canonical_dataset


def test_what_is_prepared_is_what_is_inferred(monkeypatch, kb):
    assert prepared.read(), "write it again: lenaowl build"
    monkeypatch.setattr(prepared, "read", lambda: None)
    inferred = lenaowl.load()
    here, there = kb.ontology, inferred.ontology
    assert canonical_dataset(there.store.quads()) == canonical_dataset(here.store.quads())
    for iri in (iri for iri in here.definitions.asserted_types if iri.startswith("http")):
        assert set(there.definitions.asserted_types[iri]) == set(here.definitions.asserted_types[iri])
        assert there.names.kind(iri) == here.names.kind(iri)
    assert inferred.effects("lenalidomide") == kb.effects("lenalidomide")


def test_a_changed_source_is_not_overlooked(monkeypatch, tmp_path):
    ontology, queries = prepared.folder("ontology"), prepared.folder("queries")
    (tmp_path / "release").symlink_to(ontology / "release", target_is_directory=True)
    monkeypatch.setattr(prepared, "folder", {"ontology": tmp_path, "queries": queries}.__getitem__)
    assert prepared.read()
    files = prepared.source_files()
    changed = tmp_path / files[0].name
    changed.write_bytes(files[0].read_bytes().replace(b"established", b"suggested_", 1) + b"\n")
    monkeypatch.setattr(prepared, "source_files", lambda: [changed, *files[1:]])
    assert prepared.read() is None
    changed.write_bytes(files[0].read_bytes().replace(b"\n", b"\r\n"))
    assert prepared.read(), "line ends make no difference"


def test_without_the_file_all_is_inferred(monkeypatch, tmp_path):
    monkeypatch.setattr(prepared, "folder", lambda kind: tmp_path)
    assert prepared.read() is None
