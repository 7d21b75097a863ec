"""The release artefacts: fresh, the same on every run, readable by others, and within the OWL 2 profiles."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pyhornedowl
import pyoxigraph as ox
import pytest
import rdflib
from pyhornedowl import profile

import lenaowl
from lenaowl import release
from lenaowl.resources import folder

CODE = "from lenaowl import release; import hashlib; print({n: hashlib.sha256(c).hexdigest() for n, c in release.artefacts().items()})"


@pytest.fixture(scope="module")
def files():
    return release.artefacts()


def test_the_committed_artefacts_are_fresh(files):
    assert release.stale(files, folder("ontology") / "release") == []


def test_bytes_are_the_same_in_every_process(files):
    here = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for seed in ("1", "2"):
        answer = subprocess.run(
            [sys.executable, "-c", CODE], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        )
        assert answer.stdout.strip() == str(here)


@pytest.fixture(scope="module")
def owl():
    return pyhornedowl.open_ontology(str(lenaowl.path("lenaowl.owl")))


@pytest.mark.parametrize("name", ["DL", "EL"])
def test_profiles(owl, name):
    report = profile.check_profile(owl, name)
    assert report.conformant, list(map(str, report.violations))


def test_the_only_exception_from_rl_is_one_definition(owl):
    # IkarosDegrader = drug that degrades SOME Ikaros family protein: an existential on the right, by definition
    report = profile.check_profile(owl, "RL")
    assert [type(violation).__name__ for violation in report.violations] == ["UseOfNonSuperClassExpression"]
    without = rdflib.Graph().parse(lenaowl.path("lenaowl.ttl"))
    without.remove((rdflib.URIRef("https://w3id.org/lenaowl/IkarosDegrader"), rdflib.OWL.equivalentClass, None))
    rest = pyhornedowl.open_ontology_from_string(without.serialize(format="xml"), "owl")
    assert profile.check_profile(rest, "RL").conformant


def test_turtle_and_rdf_xml_say_the_same():
    def canonical(name, form):
        data = ox.Dataset(ox.Quad(*q.triple) for q in ox.parse(path=str(lenaowl.path(name)), format=form))
        data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        return {str(quad) for quad in data if "versionIRI" not in str(quad)}

    assert canonical("lenaowl.ttl", ox.RdfFormat.TURTLE) == canonical("lenaowl.owl", ox.RdfFormat.RDF_XML)


def test_rdflib_and_owlready2_read_them(java):
    import owlready2

    graph = rdflib.Graph().parse(lenaowl.path("lenaowl-inferred.ttl"))
    lena = rdflib.Namespace("https://w3id.org/lenaowl/")
    assert (lena.lenalidomide, lena.increases, lena.IL2) in graph
    assert (lena.pomalidomide, rdflib.RDF.type, lena.IL2Inducer) in graph
    world = owlready2.World()
    ontology = world.get_ontology(lenaowl.path("lenaowl.owl").as_uri()).load()
    assert len(list(ontology.individuals())) > 500


def test_each_compiled_axiom_names_its_claim(kb):
    graph = rdflib.Graph().parse(lenaowl.path("lenaowl.ttl"))
    lena = rdflib.Namespace("https://w3id.org/lenaowl/")
    general = {s for s, _, _ in graph.triples((None, rdflib.RDFS.subClassOf, None)) if isinstance(s, rdflib.BNode)}
    annotated = {
        o
        for a, _, o in graph.triples((None, rdflib.OWL.annotatedSource, None))
        if (a, lena.compiledFrom, None) in graph
    }
    assert len(general) == len(kb.facts.steps)
    assert general <= annotated
    claims = set(graph.objects(None, lena.compiledFrom))
    assert all((claim, lena.status, lena.established) in graph for claim in claims)
    compiling = {c.iri for c in kb.claims.values() if kb.accepts(c)}
    assert {str(claim) for claim in claims} <= compiling


def test_no_evidence_is_a_blank_node():
    graph = rdflib.Graph().parse(lenaowl.path("lenaowl.ttl"))
    items = set(graph.objects(None, rdflib.URIRef("https://w3id.org/lenaowl/evidence")))
    assert len(items) > 100
    assert not [item for item in items if isinstance(item, rdflib.BNode)]


def test_the_graph_of_a_knowledge_base_is_the_users(kb):
    graph = kb.graph
    lena = rdflib.Namespace("https://w3id.org/lenaowl/")
    assert (lena.lenalidomide, lena.decreases, lena.IKZF1) in graph
    assert list(graph.subjects(rdflib.RDF.type, rdflib.OWL.Axiom))


def test_check_tells_what_is_stale(run, tmp_path):
    assert run("build", "--out", str(tmp_path)).returncode == 0
    assert run("build", "--out", str(tmp_path), "--check").returncode == 0
    (tmp_path / "lenaowl.ttl").write_text("old")
    answer = run("build", "--out", str(tmp_path), "--check")
    assert answer.returncode == 1
    assert "lenaowl.ttl" in answer.stderr


def test_a_folder_that_cannot_be_written_is_an_error(run, tmp_path):
    (tmp_path / "file").write_text("")
    answer = run("build", "--out", str(tmp_path / "file"))
    assert answer.returncode == 3
    assert "Traceback" not in answer.stderr
