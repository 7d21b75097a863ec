"""The release artefacts: fresh, the same on every run, readable by others, and within the OWL 2 profiles."""

from __future__ import annotations

import hashlib
import json
from xml.etree import ElementTree

import fastobo
import pyhornedowl
import pyoxigraph as ox
import pytest
import rdflib
from pyhornedowl import profile

import lenaowl
from lenaowl.inference.system_axioms import can_be_taken
from lenaowl.ontology.packaged import folder


def test_the_committed_artefacts_are_fresh(built):
    committed = folder("ontology") / "release"
    names = {file.name for file in built.iterdir() if file.is_file()}
    assert names == {file.name for file in committed.iterdir()}
    assert [name for name in sorted(names) if (built / name).read_bytes() != (committed / name).read_bytes()] == []


@pytest.fixture(scope="module")
def owl():
    return pyhornedowl.open_ontology(str(lenaowl.path("lenaowl.owl")))


@pytest.mark.parametrize("name", ["DL", "EL"])
def test_profiles(owl, name):
    report = profile.check_profile(owl, name)
    assert report.conformant, list(map(str, report.violations))


def test_the_only_exception_from_rl_is_one_definition(owl):
    # IkarosFamilyDegrader = drug that degrades SOME Ikaros family protein: an existential on the right, by definition
    report = profile.check_profile(owl, "RL")
    assert [type(violation).__name__ for violation in report.violations] == ["UseOfNonSuperClassExpression"]
    without = rdflib.Graph().parse(lenaowl.path("lenaowl.ttl"))
    without.remove((rdflib.URIRef("https://w3id.org/lenaowl/IkarosFamilyDegrader"), rdflib.OWL.equivalentClass, None))
    rest = pyhornedowl.open_ontology_from_string(without.serialize(format="xml"), "owl")
    assert profile.check_profile(rest, "RL").conformant


FORMATS = {"ttl": ox.RdfFormat.TURTLE, "owl": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD}


def statements(name: str) -> list[ox.Triple]:
    file = lenaowl.path(name)
    return [quad.triple for quad in ox.parse(path=str(file), format=FORMATS[file.suffix[1:]])]


def canonical(name: str) -> set[str]:
    """The statements with canonical names of blank nodes, but for the version IRI: each file has its own."""
    data = ox.Dataset(ox.Quad(*triple) for triple in statements(name))
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in data if "versionIRI" not in str(quad)}


@pytest.mark.parametrize("name", ["lenaowl.owl", "lenaowl.jsonld"])
def test_all_syntaxes_say_what_the_turtle_says(name):
    said = canonical(name)
    assert len(said) > 10000
    assert said == canonical("lenaowl.ttl")


def test_json_ld_is_plain_json_for_those_who_know_no_rdf():
    nodes = {node["@id"]: node for node in json.loads(lenaowl.path("lenaowl.jsonld").read_text("utf-8"))["@graph"]}
    claim = nodes["lena:claim-IKZF1-represses-IL2"]
    assert (claim["subject"], claim["predicate"], claim["object"]) == ("lena:IKZF1", "lena:represses", "lena:IL2")
    assert claim["rdfs:label"] == "IKZF1 (Ikaros) represses IL2 (interleukin-2) in a T cell"
    defined = nodes["lena:IkarosFamilyDegrader"]["owl:equivalentClass"]["owl:intersectionOf"]
    assert defined[0] == "lena:Drug"
    assert defined[1]["owl:someValuesFrom"] == "lena:IkarosFamilyProtein"


def test_the_context_serves_data_of_others():
    text = lenaowl.path("lenaowl-context.jsonld").read_text("utf-8")
    assert json.loads(lenaowl.path("lenaowl.jsonld").read_text("utf-8"))["@context"] == json.loads(text)["@context"]
    data = json.loads(text) | {
        "@id": "https://example.org/c1",
        "@type": "Claim",
        "subject": "lena:lenalidomide",
        "status": "lena:established",
        "evidence": {"publication": "pmid:24292625"},
        "skos:exactMatch": "chebi:63791",
        "rdfs:label": "a claim",
        "armSize": "12",  # of the vocabulary of trials, whose records are not in the core
    }
    graph = rdflib.Graph().parse(data=json.dumps(data), format="json-ld")
    lena = rdflib.Namespace("https://w3id.org/lenaowl/")
    claim = rdflib.URIRef("https://example.org/c1")
    assert (claim, rdflib.RDF.type, lena.Claim) in graph
    assert (claim, lena.subject, lena.lenalidomide) in graph
    assert (claim, lena.armSize, rdflib.Literal("12", datatype=rdflib.XSD.integer)) in graph
    assert (claim, rdflib.RDFS.label, rdflib.Literal("a claim", lang="en")) in graph
    assert (claim, rdflib.SKOS.exactMatch, rdflib.URIRef("http://purl.obolibrary.org/obo/CHEBI_63791")) in graph
    assert (None, lena.publication, rdflib.URIRef("https://pubmed.ncbi.nlm.nih.gov/24292625")) in graph


def test_the_obo_graph_holds_every_class_and_property():
    (graph,) = json.loads(lenaowl.path("lenaowl.json").read_text("utf-8"))["graphs"]
    nodes = {node["id"]: node for node in graph["nodes"]}
    assert len(nodes) == len(graph["nodes"])
    rdf = rdflib.Graph().parse(lenaowl.path("lenaowl.ttl"))
    owl, definition = rdflib.OWL, rdflib.URIRef("http://purl.obolibrary.org/obo/IAO_0000115")
    kinds = [(owl.Class, "CLASS", None)]
    kinds += [(owl[f"{kind.title()}Property"], "PROPERTY", kind) for kind in ("OBJECT", "ANNOTATION")]
    kinds += [(owl.DatatypeProperty, "PROPERTY", "DATA")]
    for kind, name, property_kind in kinds:
        terms = [term for term in rdf.subjects(rdflib.RDF.type, kind) if isinstance(term, rdflib.URIRef)]
        assert len(terms) > 20
        for term in terms:
            node = nodes[str(term)]
            assert (node["type"], node.get("propertyType")) == (name, property_kind)
            assert node["lbl"] == str(rdf.value(term, rdflib.RDFS.label))
            assert node["meta"]["definition"]["val"] == str(rdf.value(term, definition))
    edges = {(edge["sub"], edge["pred"], edge["obj"]) for edge in graph["edges"]}
    lena = "https://w3id.org/lenaowl/"
    assert (lena + "IMiD", "is_a", lena + "CRBNModulator") in edges or (lena + "IMiD", "is_a", lena + "Drug") in edges
    assert (lena + "lenalidomide", "type", lena + "IMiD") in edges
    assert {end for sub, _, obj in edges for end in (sub, obj)} <= set(nodes)


def test_a_strict_reader_of_obo_graphs_reads_it():
    nodes = json.loads(lenaowl.path("lenaowl.json").read_text("utf-8"))["graphs"][0]["nodes"]
    assert len(fastobo.load_graph(str(lenaowl.path("lenaowl.json")))) == len(nodes) > 1000


def test_a_deprecated_term_is_told_in_the_obo_graph():
    from lenaowl.release.obographs import obograph

    turtle = """
    @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix lena: <https://w3id.org/lenaowl/> .
    lena: a owl:Ontology ; owl:versionIRI lena:1 . lena:A a owl:Class ; owl:deprecated true . lena:B a owl:Class ."""
    graph = json.loads(obograph(quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)))["graphs"][0]
    assert [node["meta"].get("deprecated") for node in graph["nodes"]] == [True, None]


def test_the_manifest_tells_the_truth():
    told = json.loads(lenaowl.path("manifest.json").read_text("utf-8"))
    listed = {file["name"] for file in told["files"]}
    assert listed | {"manifest.json"} == {file.name for file in (folder("ontology") / "release").iterdir()}
    assert told["software"] == f"lenaowl {lenaowl.__version__}"
    for file in told["files"]:
        content = lenaowl.path(file["name"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert file["bytes"] == len(content)
        assert file["iri"].endswith(f"/{told['version']}/{file['name']}")
        if file["name"].rpartition(".")[2] in FORMATS and "context" not in file["name"]:
            assert file["triples"] == len(set(statements(file["name"])))
        else:
            assert "triples" not in file
    assert sum("triples" in file for file in told["files"]) == 8


CATALOG = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri"


def test_the_catalog_leads_to_files_that_are_what_they_stand_for():
    file = lenaowl.path("catalog-v001.xml")
    places = {entry.get("name"): entry.get("uri") for entry in ElementTree.parse(file).iter(CATALOG)}
    ontology = ox.NamedNode("https://w3id.org/lenaowl/")
    assert places.pop(ontology.value) == "lenaowl.owl"
    modules = {f"lenaowl-{name}.ttl": ox.NamedNode(f"{ontology.value}{name}") for name in ("exposures", "trials")}
    assert {file: places.pop(iri.value) for file, iri in modules.items()} == {file: file for file in modules}
    assert len(places) == 6
    for iri, name in places.items():
        version = ox.NamedNode("http://www.w3.org/2002/07/owl#versionIRI")
        assert ox.Triple(modules.get(name, ontology), version, ox.NamedNode(iri)) in statements(name)


def about(triples: list[ox.Triple], header: str) -> set[str]:
    """The statements about anything but the ontology."""
    return {str(t) for t in triples if t.subject != ox.NamedNode(header)}


def test_the_module_on_trials_holds_what_the_core_leaves_out():
    lena = "https://w3id.org/lenaowl/"
    core, trials = statements("lenaowl.ttl"), statements("lenaowl-trials.ttl")
    imports = ox.Triple(*map(ox.NamedNode, (f"{lena}trials", "http://www.w3.org/2002/07/owl#imports", lena)))
    assert imports in trials
    described, recorded = ({t.subject for t in told} for told in (core, trials))
    assert recorded & described == set()
    kinds = [str(t.object.value).removeprefix(lena) for t in trials if t.predicate.value.endswith("#type")]
    assert min(map(kinds.count, ("Trial", "TrialArm", "RegimenComponent", "Endpoint", "Result"))) > 20
    # the core is whole without it, and it needs nothing but the core
    for told, known in ((core, described), (trials, described | recorded)):
        objects = {t.object for t in told if t.subject.value not in (lena, f"{lena}trials")}
        named = {term for term in objects if isinstance(term, ox.NamedNode) and term.value.startswith(lena)}
        assert named - known == set()
    assert about(trials, f"{lena}trials") < about(statements("lenaowl-inferred.ttl"), lena)


@pytest.fixture(scope="module")
def described():
    return rdflib.Graph().parse(lenaowl.path("void.ttl"))


VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
HERE = rdflib.Namespace("https://w3id.org/lenaowl/void.ttl#")


PARTS = [("asserted", "lenaowl.ttl"), ("trials", "lenaowl-trials.ttl"), ("inferred", "lenaowl-inferred.ttl")]


@pytest.mark.parametrize(("part", "name"), PARTS)
def test_the_counts_of_the_description_are_true(described, part, name):
    """Each count is made anew, with the query that the specification of VoID gives for it."""
    store = ox.Store()
    store.load(path=str(lenaowl.path(name)), format=ox.RdfFormat.TURTLE)

    def count(pattern: str, what: str = "*") -> int:
        (row,) = store.query(f"SELECT (COUNT({what}) AS ?n) {{ {pattern} }}")
        return int(row["n"].value)

    def told(subject: rdflib.URIRef, predicate: str) -> int:
        return int(described.value(subject, VOID[predicate]))

    assert told(HERE[part], "triples") == count("?s ?p ?o")
    assert told(HERE[part], "entities") == count(
        'SELECT DISTINCT ?s { ?s ?p ?o FILTER (isIRI(?s) && STRSTARTS(STR(?s), "https://w3id.org/lenaowl/")) }'
    )
    assert told(HERE[part], "distinctSubjects") == count("?s ?p ?o", "DISTINCT ?s")
    # the store takes 1.0 and 1.00 for one
    assert told(HERE[part], "distinctObjects") == len({str(triple.object) for triple in statements(name)})
    assert told(HERE[part], "classes") == count("?s a ?c FILTER (isIRI(?c))", "DISTINCT ?c")
    assert told(HERE[part], "properties") == count("?s ?p ?o", "DISTINCT ?p")
    partitions = list(described.objects(HERE[part], VOID.propertyPartition))
    assert len(partitions) == told(HERE[part], "properties")
    for partition in partitions:
        assert told(partition, "triples") == count(f"?s {described.value(partition, VOID.property).n3()} ?o")
    partitions = list(described.objects(HERE[part], VOID.classPartition))
    assert len(partitions) == told(HERE[part], "classes")
    for partition in partitions:
        assert told(partition, "entities") == count(f"?s a {described.value(partition, VOID['class']).n3()}")


def test_a_property_without_prefix_is_named():
    from lenaowl.release.void import Part, dataset

    strange = ox.NamedNode("https://example.org/vocabulary#strange")
    triple = ox.Triple(ox.NamedNode("https://w3id.org/lenaowl/x"), strange, ox.Literal("y"))
    with pytest.raises(lenaowl.DataError, match=r"vocabulary#strange> is used .* no prefix"):
        dataset([], "2026-11-21", [Part("asserted", "all", "lenaowl.ttl", [triple])], [triple])


def test_the_description_counts_the_links_of_the_mappings(described):
    links = [int(described.value(x, VOID.triples)) for x in described.subjects(rdflib.RDF.type, VOID.Linkset)]
    rows = [line for line in lenaowl.path("lenaowl.sssom.tsv").read_text("utf-8").splitlines() if line[0] != "#"]
    assert sum(links) == len(rows) - 1
    chebi = HERE["links-chebi-skos-exactMatch"]
    assert described.value(described.value(chebi, VOID.objectsTarget), VOID.uriSpace).endswith("/CHEBI_")


def test_the_description_lists_the_files(described):
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    files = {}
    for file in described.objects(HERE.lenaowl, DCAT.distribution):
        name = described.value(file, DCAT.downloadURL).rpartition("/")[2]
        checksum = described.value(described.value(file, spdx.checksum), spdx.checksumValue)
        files[name] = (int(described.value(file, DCAT.byteSize)), str(checksum))
    manifest = json.loads(lenaowl.path("manifest.json").read_text("utf-8"))["files"]
    known = {file["name"]: (file["bytes"], file["sha256"]) for file in manifest}
    assert files == {name: known[name] for name in known if name not in ("void.ttl", "catalog-v001.xml")}


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
    # the others say what is meant by degrading a protein, taking one out, a state, and a finding that rises with subtypes
    meanings = {lena.inducesDegradationOf, lena.depletes, lena.induces}
    meanings |= set(graph.subjects(rdflib.RDFS.subPropertyOf, lena.inducesDegradationOf))
    rising = {
        more
        for broader in graph.subjects(lena.risesWithSubtypes, None)
        for subtype in graph.subjects(lena.subtypeOf, broader)
        for more in graph.subjects(lena.increaseOf, subtype)
    }
    assert len(rising) > 3
    for condition in general - annotated:
        meant = graph.value(condition, rdflib.OWL.onProperty) in meanings
        assert meant or graph.value(condition, rdflib.OWL.hasValue) in rising
    claims = set(graph.objects(None, lena.compiledFrom))
    facts, systems = kb.ontology.facts, kb.ontology.systems
    taken = {step.claim for step in facts.steps for s in systems if can_be_taken(facts, step, s.presence)} - {""}
    assert len(taken) > 100
    assert taken <= {str(claim) for claim in claims}
    assert all((claim, lena.status, lena.established) in graph for claim in claims)
    compiling = {c.iri for c in kb.ontology.claims.values() if kb.ontology.accepts(c)}
    assert {str(claim) for claim in claims} <= compiling


def test_no_evidence_is_a_blank_node():
    graph = rdflib.Graph().parse(lenaowl.path("lenaowl.ttl"))
    items = set(graph.objects(None, rdflib.URIRef("https://w3id.org/lenaowl/evidence")))
    assert len(items) > 100
    assert not [item for item in items if isinstance(item, rdflib.BNode)]


@pytest.mark.slow
def test_the_graph_of_a_knowledge_base_is_the_users(kb):
    graph = kb.graph
    lena = rdflib.Namespace("https://w3id.org/lenaowl/")
    assert (lena.lenalidomide, lena.decreases, lena.IKZF1) in graph
    assert list(graph.subjects(rdflib.RDF.type, rdflib.OWL.Axiom))
