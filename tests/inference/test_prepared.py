"""The prepared dataset holds just what would be inferred, and is not used when sources or rules are others."""

from __future__ import annotations

import json
from collections import Counter

import pyoxigraph as ox
import pytest

import lenaowl
from lenaowl.inference import prebuilt as prepared
from lenaowl.ontology.sources import trials
from lenaowl.rdf.canonical import canonical_dataset
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import lena


@pytest.mark.slow
def test_what_is_prepared_is_what_is_inferred(monkeypatch, kb):
    assert prepared.read(), "write it again: lenaowl build"
    monkeypatch.setattr(prepared, "read", lambda admit: None)
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


@pytest.mark.parametrize("inferred", [False, True])
def test_the_index_says_just_what_the_dataset_says(inferred):
    index, dataset = prepared.read(), prepared.read()
    for store in (index, dataset) if inferred else ():
        store.add_inferred()
    answers = json.loads((prepared.folder("ontology") / "release" / prepared.INDEX).read_bytes())["rows"]
    asked = answers["inferred" if inferred else "asserted"]
    assert list(dataset.quads()), "from now on the dataset is asked"
    predicates = {triple.predicate.value for triple in dataset.triples()}
    assert Counter(index.triples()) == Counter(dataset.triples())
    for node in (ox.NamedNode(lena(name)) for name in ("IKZF1", "claim-IKZF3-represses-IL2", "decreases", "no-such")):
        assert Counter(index.triples(node)) == Counter(dataset.triples(node))
        assert Counter(index.triples(obj=node)) == Counter(dataset.triples(obj=node))
    both = ox.NamedNode(lena("lenalidomide")), ox.NamedNode(lena("CRBN"))
    assert Counter(index.triples(*both)) == Counter(dataset.triples(*both)) != Counter()
    assert len(predicates) > 50
    assert len(asked) > 2
    assert (lena("induces") in predicates) == inferred
    for predicate in (*sorted(predicates), "urn:nothing"):
        in_index, in_dataset = index.objects(predicate), dataset.objects(predicate)
        assert {s: sorted(o) for s, o in in_index.items()} == {s: sorted(o) for s, o in in_dataset.items()}, predicate
    for select in asked:
        assert Counter(index.rows(select)) == Counter(dataset.rows(select)), select
    assert "_store" not in vars(index), "it was never loaded"
    assert "_store" in vars(dataset), "what was compared is the dataset"


def test_what_nothing_follows_from_is_in_the_index():
    assert Counter(prepared.read().data.triples()) == Counter(EmbeddedStore(trials()).triples())


def test_effects_and_terms_are_answered_without_loading_the_dataset():
    kb = lenaowl.load()
    assert kb.term("IRF4").changes
    assert kb.effects("lenalidomide")
    assert kb.explain("lenalidomide", "increases", "IL2")
    assert kb.what_if(agents="lenalidomide", without="CRBN").lost
    assert "_store" not in vars(kb.ontology.store)


def test_an_index_of_other_sources_is_not_used(monkeypatch, tmp_path):
    release = prepared.folder("ontology") / "release"
    (tmp_path / "release").mkdir()
    for name in (prepared.NAME, prepared.INDEX):
        (tmp_path / "release" / name).write_bytes((release / name).read_bytes())
    queries = prepared.folder("queries")
    monkeypatch.setattr(prepared, "folder", {"ontology": tmp_path, "queries": queries}.__getitem__)
    assert prepared.read()
    index = tmp_path / "release" / prepared.INDEX
    index.write_bytes(index.read_bytes().replace(b'{"madeFrom":"', b'{"madeFrom":"0', 1))
    assert prepared.read() is None
    index.unlink()
    assert prepared.read() is None
