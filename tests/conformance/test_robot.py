"""ROBOT, the OWL API and the reasoners ELK and HermiT as judges of the release."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

import lenaowl
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, SUBCLASS_OF

pytestmark = pytest.mark.judge

EQUIVALENT = PREFIXES["owl"] + "equivalentClass"
FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".owl": ox.RdfFormat.RDF_XML}


def named(file: Path) -> list[tuple[str, str, str]]:
    """The statements of a file without blank nodes and literals."""
    triples = (quad.triple for quad in ox.parse(path=str(file), format=FORMATS[file.suffix]))
    return [
        (t.subject.value, t.predicate.value, t.object.value)
        for t in triples
        if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode)
    ]


def hierarchy(file: Path) -> dict[str, set[str]]:
    """All named classes above each named class, directly or not."""
    above: dict[str, set[str]] = {}
    for subject, predicate, obj in named(file):
        if predicate in (SUBCLASS_OF, EQUIVALENT):
            above.setdefault(subject, set()).add(obj)
        if predicate == EQUIVALENT:
            above.setdefault(obj, set()).add(subject)
    found = {}
    for cls in above:
        seen, queue = set(), [cls]
        while queue:
            new = above.get(queue.pop(), set()) - seen
            seen |= new
            queue += new
        found[cls] = seen - {cls, PREFIXES["owl"] + "Thing"}
    return {cls: classes for cls, classes in found.items() if classes}


def types(file: Path) -> set[tuple[str, str]]:
    """Each individual with its classes, those above them too."""
    above = hierarchy(file)
    told = {(s, o) for s, p, o in named(file) if p == RDF_TYPE and not o.startswith(PREFIXES["owl"])}
    return told | {(individual, cls) for individual, direct in told for cls in above.get(direct, ())}


# The module on trials imports lenaowl.owl, by the catalog beside it.
@pytest.mark.parametrize("name", ["lenaowl-trials.ttl", "lenaowl-inferred.ttl"])
def test_the_report_has_no_errors_and_no_warnings(robot, tmp_path, name):
    report = tmp_path / "report.tsv"
    # of terms of other ontologies, such as the methods of ECO, we repeat the label and not the definition
    robot("report", "--base-iri", NAMESPACE, "--input", lenaowl.path(name), "--output", report, "--fail-on", "WARN")
    with report.open(encoding="utf-8", newline="") as file:
        found = Counter((row["Level"], row["Rule Name"]) for row in csv.DictReader(file, delimiter="\t"))
    # the roots of our classes have nothing above them
    assert set(found) <= {("INFO", "missing_superclass")}


PREFIX = "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in ("owl", "rdfs")) + "@prefix : <https://example.org/> .\n"


def test_the_report_would_find_what_is_wrong(robot, tmp_path):
    bad, report = tmp_path / "bad.ttl", tmp_path / "report.tsv"
    bad.write_text(f'{PREFIX} : a owl:Ontology . :A a owl:Class ; rdfs:label "a" . :B a owl:Class ; rdfs:label "a" .')
    robot("report", "--input", bad, "--output", report, "--fail-on", "none")
    assert "ERROR\tduplicate_label\t" in report.read_text("utf-8")


@pytest.mark.parametrize("reasoner", ["ELK", "HermiT"])
def test_reasoners_would_refuse_a_class_without_possible_members(robot, tmp_path, reasoner):
    bad = tmp_path / "bad.ttl"
    bad.write_text(
        f"{PREFIX} : a owl:Ontology . :A a owl:Class . :B a owl:Class ; owl:disjointWith :A ."
        ":C a owl:Class ; rdfs:subClassOf :A, :B ."
    )
    with pytest.raises(AssertionError, match="unsatisfiable"):
        robot("reason", "--reasoner", reasoner, "--input", bad, "--output", tmp_path / "out.owl")


@pytest.mark.parametrize("name", ["lenaowl-trials.ttl", "lenaowl.ttl", "lenaowl-inferred.ttl"])
def test_profiles(robot, tmp_path, name):
    steps = [("validate-profile", "--profile", p, "--output", tmp_path / p) for p in ("DL", "EL")]
    robot(*steps[0], "--input", lenaowl.path(name), *steps[1])
    for profile in ("DL", "EL"):
        assert "[Ontology and imports closure in profile]" in (tmp_path / profile).read_text("utf-8")


@pytest.mark.parametrize("name", ["lenaowl.ttl", "lenaowl.owl", "lenaowl.jsonld"])
def test_the_owl_api_understands_every_axiom(kb, robot, tmp_path, name):
    """What it does not understand it makes an annotation, without a word."""
    out = tmp_path / "lenaowl.ofn"
    assert robot("convert", "--input", lenaowl.path(name), "--output", out) == ""
    axioms = out.read_text("utf-8").splitlines()
    assert not [a for a in axioms if a.startswith(("AnnotationAssertion(owl:", "AnnotationAssertion(rdf:"))]
    inclusion = (PREFIXES["owl"] + "annotatedProperty", SUBCLASS_OF)
    annotated = sum((t.predicate.value, getattr(t.object, "value", "")) == inclusion for t in kb.ontology.core())
    assert sum(a.startswith("SubClassOf(Annotation(") for a in axioms) == annotated > 100
    told = json.loads(lenaowl.path("lenaowl.json").read_text("utf-8"))["graphs"][0]["propertyChainAxioms"]
    assert sum("ObjectPropertyChain(" in axiom for axiom in axioms) == len(told) > 1


def test_elk_agrees_with_the_rules(robot, tmp_path):
    """On the core and the module on trials, which are the ontologies whose individuals are in the file with what follows."""
    out = tmp_path / "elk.owl"
    robot(
        "merge", "--input", lenaowl.path("lenaowl-trials.ttl"),
        "reason", "--reasoner", "ELK", "--axiom-generators", "SubClass ClassAssertion", "--output", out,
    )  # fmt: skip
    ours = lenaowl.path("lenaowl-inferred.ttl")
    assert hierarchy(out) == hierarchy(ours)
    assert len(hierarchy(ours)) > 30
    judged, inferred = types(out), types(ours)
    assert judged <= inferred
    assert {(NAMESPACE + "lenalidomide", NAMESPACE + name) for name in ("IkarosFamilyDegrader", "IL2Inducer")} <= judged
    # ELK draws no conclusion from the range of a property
    ranges = {o for _, p, o in named(ours) if p == PREFIXES["rdfs"] + "range"}
    above = hierarchy(ours)
    assert {cls for _, cls in inferred - judged} <= ranges.union(*(above.get(cls, set()) for cls in ranges))


def test_hermit_finds_it_consistent_and_agrees_with_the_rules(robot, tmp_path):
    """`reason` fails where an ontology is inconsistent or a class cannot have a member."""
    out = tmp_path / "hermit.owl"
    robot("reason", "--reasoner", "HermiT", "--input", lenaowl.path("lenaowl.owl"), "--output", out)
    assert hierarchy(out) == hierarchy(lenaowl.path("lenaowl-inferred.ttl"))


def test_the_obo_graph_is_that_of_robot(robot, tmp_path):
    out = tmp_path / "robot.json"
    robot("convert", "--input", lenaowl.path("lenaowl.owl"), "--format", "json", "--output", out)
    (theirs,), (ours,) = (json.loads(file.read_text("utf-8"))["graphs"] for file in (out, lenaowl.path("lenaowl.json")))
    assert not [e for e in theirs["edges"] if (e["pred"], e["obj"]) == ("type", NAMESPACE + "Exposure")]
    annotation_properties = {n["id"] for n in ours["nodes"] if n.get("propertyType") == "ANNOTATION"}
    # ROBOT leaves out which annotation property is below which
    ours["edges"] = [e for e in ours["edges"] if e["sub"] not in annotation_properties]
    # it lists terms too of which there is a label and no more, such as the methods of ECO
    theirs["nodes"] = [n for n in theirs["nodes"] if not n["id"].startswith(PREFIXES["eco"])]
    assert ours["meta"].pop("version").endswith("/lenaowl.json")
    assert theirs["meta"].pop("version").endswith("/lenaowl.owl")
    assert set(ours) == set(theirs)
    for part in ours:
        assert in_any_order(ours[part]) == in_any_order(theirs[part]), part


def in_any_order(value: object) -> object:
    return sorted(json.dumps(item, sort_keys=True) for item in value) if isinstance(value, list) else value


@pytest.mark.parametrize("imported", ["ontology", "version"])
def test_the_catalog_serves_imports_without_a_network(robot, tmp_path, imported):
    version = json.loads(lenaowl.path("manifest.json").read_text("utf-8"))["version"]
    iri = NAMESPACE if imported == "ontology" else f"{NAMESPACE}releases/{version}/lenaowl.ttl"
    mine, out = tmp_path / "mine.ttl", tmp_path / "merged.ttl"
    mine.write_text(
        f"@prefix owl: <http://www.w3.org/2002/07/owl#> . <https://example.org/mine> a owl:Ontology ; owl:imports <{iri}> ."
    )
    robot("merge", "--catalog", lenaowl.path("catalog-v001.xml"), "--input", mine, "--output", out)
    assert (NAMESPACE + "lenalidomide", RDF_TYPE, NAMESPACE + "IMiD") in named(out)
