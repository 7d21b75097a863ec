"""Builds small ontologies for tests: the authored files with some claims only, or claims made at random."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

import pyoxigraph as ox
from rdflib import Graph

from lenaowl.analysis.knowledge_base import KnowledgeBase
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.sources import source_files
from lenaowl.rdf.canonical import to_rdflib
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import lena

# How a small ontology begins that a test describes: prefixes, and the one species that all else is of.
HUMAN = """
@prefix ex: <https://example.org/> . @prefix lena: <https://w3id.org/lenaowl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
lena:human a owl:NamedIndividual, lena:Organism ; rdfs:label "human" .
"""
# Data of a user: a compound and a rival, with room for claims.
OWN = """
@prefix lena: <https://w3id.org/lenaowl/> . @prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix eco: <http://purl.obolibrary.org/obo/ECO_> .
ex:LO-1 a lena:IMiD ; rdfs:label "LO-1" .
ex:rival a lena:Drug ; rdfs:label "rival" .
{claims}
"""
# Drugs, a class of drugs, a knock-down and protein forms that the ontology does not know.
NEW = """
@prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:LO1 a lena:IMiD .
ex:Mine a owl:Class ; rdfs:subClassOf lena:IMiD .
ex:LO2 a ex:Mine .
ex:LO3 a lena:Drug ; lena:inducesDegradationOf lena:IKZF1 .
ex:LO4 a lena:Drug ; lena:inducesDegradationOf lena:IRF4 .
ex:LO5 a lena:Drug ; lena:inducesDegradationOf lena:ARID2 .
ex:LO6 a lena:Drug ; lena:inducesDegradationOf lena:IKZF1, lena:IKZF3 .
ex:LO7 a lena:IKZF1Degrader .
ex:LO8 a lena:Drug ; lena:effectIn-T-cells lena:IKZF1-decrease .
ex:kd a lena:GeneticPerturbation ; lena:depletes lena:IKZF1 .
ex:IKZF2-variant a lena:FunctionalForm ; lena:formOf lena:IKZF2 ; lena:hasResidue lena:degron-glutamine .
ex:CRBN-variant a lena:ProteinForm ; lena:formOf lena:CRBN ;
    lena:hasResidue lena:CRBN-Trp380, lena:CRBN-Trp386, lena:CRBN-Trp400, lena:CRBN-Val388 .
ex:CRBN-without-pocket a lena:ProteinForm ; lena:formOf lena:CRBN ; lena:hasResidue lena:CRBN-Trp380, lena:CRBN-Val388 .
"""


def with_claims_only(
    kept: Iterable[str], admit: str = "established", systems: Collection[str] | None = None
) -> KnowledgeBase:
    """The shipped ontology without its claims, save those of these IRIs; with all reference systems, or some."""
    wanted = {*kept, *(lena(system) for system in systems or ())}

    def fill(store: EmbeddedStore) -> None:
        for file in source_files():
            if file.parent.name != "claims" and (systems is None or file.name != "systems.ttl"):
                store.load_file(file)
        told = [*_triples("claims/*.ttl"), *_triples("entities/systems.ttl")]
        store.add(t for t in told if t.subject.value in wanted)

    return KnowledgeBase(InferredOntology(fill, admit))


@cache
def _triples(files: str) -> list[ox.Triple]:
    found = [file for file in source_files() if file.match(files)]
    return [q.triple for file in found for q in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE)]


def with_what_it_names(kb: KnowledgeBase, iri: str) -> Graph:
    """What is said of a claim, with its evidence, and of each term that it names, as a graph of rdflib."""
    told = kb.ontology.describe({iri})
    named = {triple.object.value for triple in told if isinstance(triple.object, ox.NamedNode)}
    return to_rdflib([*told, *kb.ontology.describe(named)])


def with_vocabulary_only(turtle: str) -> KnowledgeBase:
    """The classes and properties alone, with these statements."""

    def fill(store: EmbeddedStore) -> None:
        store.add([*vocabulary(), *(q.triple for q in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE))])

    return KnowledgeBase(InferredOntology(fill))


def vocabulary() -> list[ox.Triple]:
    """The statements about classes and properties."""
    return [*_triples("vocabulary.ttl"), *_triples("metadata.ttl")]
