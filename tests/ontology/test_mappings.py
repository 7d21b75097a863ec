"""Mappings to other vocabularies: well formed, of the right things, found by users, and told in SSSOM."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from pathlib import Path

import bioregistry
import pytest
import rdflib
import sssom_pydantic
from rdflib import RDF, RDFS, SKOS, URIRef

import lenaowl
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES

MATCHES = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
RELATIONS = (*MATCHES, RDFS.subClassOf, RDFS.subPropertyOf)
# What the resources themselves call what their identifiers stand for, as curators read it there.
LABELS = Path(__file__).parent / "identifier-labels.tsv"


@pytest.fixture(scope="module")
def graph():
    return rdflib.Graph().parse(lenaowl.path("lenaowl.ttl")).parse(lenaowl.path("lenaowl-trials.ttl"))


@pytest.fixture(scope="module")
def mapped(graph):
    """Statements that relate a term of ours to one of others."""
    return {
        (s, p, o)
        for p in RELATIONS
        for s, o in graph.subject_objects(p)
        if str(s).startswith(NAMESPACE) and isinstance(o, URIRef) and not str(o).startswith(NAMESPACE)
    }


def test_each_identifier_is_of_its_resources_pattern(mapped):
    assert len(mapped) > 300
    wrong = []
    for _, _, iri in mapped:
        prefix, identifier = bioregistry.parse_iri(str(iri))
        pattern = prefix and bioregistry.get_pattern(prefix)
        if not prefix or (pattern and not re.fullmatch(pattern, identifier)):
            wrong.append(str(iri))
    assert wrong == []


def test_a_malformed_identifier_would_be_seen():
    prefix, identifier = bioregistry.parse_iri("http://purl.obolibrary.org/obo/MONDO_969")
    assert prefix == "mondo"
    assert not re.fullmatch(bioregistry.get_pattern(prefix), identifier)


def plain(name: str) -> str:
    """Without case, punctuation and the differences of British and American spelling."""
    for british, american in (("aemi", "emi"), ("haem", "hem"), ("tumour", "tumor"), ("oea", "ea")):
        name = name.casefold().replace(british, american)
    return re.sub(r"[^a-z0-9]", "", name)


def test_names_agree_with_the_labels_of_the_identifiers(graph, mapped):
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = {row["identifier"]: row["label"] for row in csv.DictReader(file, delimiter="\t")}
    iris = {PREFIXES[(parts := curie.partition(":"))[0]] + parts[2]: label for curie, label in labels.items()}
    compared, differ = 0, []
    for term, relation, iri in sorted(mapped):
        genes = (PREFIXES["hgnc"], PREFIXES["ncbigene"], PREFIXES["ensembl"])
        same = relation == SKOS.exactMatch or (relation == SKOS.closeMatch and str(iri).startswith(genes))
        if not same or str(iri) not in iris:
            continue
        compared += 1
        names = {str(term).removeprefix(NAMESPACE)}.union(
            map(str, graph.objects(term, RDFS.label)), map(str, graph.objects(term, SKOS.altLabel))
        )
        if plain(iris[str(iri)]) not in map(plain, names):
            differ.append(
                f"{term} is mapped to {iri}, '{iris[str(iri)]}': correct it or give that name as skos:altLabel"
            )
    assert not differ, "\n".join(differ)
    assert compared > 150


def test_no_identifier_belongs_to_two_terms(mapped):
    owners: dict[URIRef, set[URIRef]] = {}
    for term, relation, iri in mapped:
        if relation == SKOS.exactMatch:
            owners.setdefault(iri, set()).add(term)
    assert {iri: terms for iri, terms in owners.items() if len(terms) > 1} == {}


def test_identifiers_of_each_resource_lead_to_their_term(kb, mapped):
    tried = set()
    for term, relation, iri in sorted(mapped):
        prefix, space = max(((p, i) for p, i in PREFIXES.items() if str(iri).startswith(i)), key=lambda x: len(x[1]))
        if relation in MATCHES[:2] and prefix not in tried and kb.ontology.names.anywhere(str(term)):  # not of trials
            tried.add(prefix)
            identifier = str(iri).removeprefix(space)
            for curie in (f"{prefix}:{identifier}", f"{prefix.upper()}:{identifier.lower()}"):
                assert str(term) in kb.ontology.names.anywhere(curie), curie
    assert tried >= {
        "chebi",
        "drugbank",
        "mesh",
        "ncit",
        "pubchem.compound",
        "atc",
        "uniprot",
        "ncbigene",
        "go",
        "doid",
    }


@pytest.mark.parametrize("curie", ["UniProtKB:Q96SW2", "NCBIGene:51185", "ENSEMBL:ENSG00000113851"])
def test_other_names_of_prefixes_are_known(kb, curie):
    assert kb.ontology.names.anywhere(curie) == [NAMESPACE + "CRBN"]


def test_the_prefixes_are_those_of_the_bioregistry():
    ours = {"lena", "pmid"}  # the Bioregistry calls it pubmed; the field and PREFIXES say pmid
    assert {p for p in PREFIXES if bioregistry.normalize_prefix(p) != p} == ours


def test_the_table_says_what_the_turtle_says(mapped):
    rows, converter, about = sssom_pydantic.read(lenaowl.path("lenaowl.sssom.tsv"))
    told = {
        tuple(URIRef(converter.expand(x.curie, strict=True)) for x in (row.subject, row.predicate, row.object))
        for row in rows
    }
    assert told == mapped
    assert len(rows) == len(mapped)
    assert str(about.license) == "https://creativecommons.org/licenses/by/4.0/"
    assert about.version in str(about.id)


@pytest.mark.judge
def test_the_reference_implementation_accepts_the_table(tmp_path):
    command = shutil.which("sssom")
    if command is None:
        pytest.skip("the sssom command is not there: pip install 'lenaowl[sssom]' in an environment of its own")

    def complaints(file: Path) -> str:  # it tells of a row that it leaves out, and succeeds
        answer = subprocess.run([command, "validate", str(file)], capture_output=True, text=True)
        return answer.stdout + answer.stderr if answer.returncode == 0 else f"failed: {answer.stderr}"

    good = lenaowl.path("lenaowl.sssom.tsv")
    assert complaints(good) == ""
    bad = tmp_path / "bad.sssom.tsv"
    bad.write_text(good.read_text(encoding="utf-8").replace("semapv:Manual", "semapv Manual", 1), encoding="utf-8")
    assert "not well-formed" in complaints(bad)


def test_alignment_reaches_the_upper_ontologies():
    lena = rdflib.Namespace(NAMESPACE)
    bfo, iao = rdflib.Namespace(PREFIXES["bfo"]), rdflib.Namespace(PREFIXES["iao"])
    inferred = rdflib.Graph().parse(lenaowl.path("lenaowl-inferred.ttl"))
    assert (lena["T-cell-activation"], RDF.type, bfo["0000015"]) in inferred
    assert (lena.lenalidomide, RDF.type, bfo["0000040"]) in inferred
    assert (lena["claim-IKZF1-represses-IL2"], RDF.type, iao["0000030"]) in inferred
    assert (lena.lenalidomide, URIRef(PREFIXES["ro"] + "0002436"), lena.CRBN) in inferred
