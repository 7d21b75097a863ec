"""What is inferred in process is what the rules in SPARQL infer, which servers run."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_claims import claim, turtle
from worlds import NEW, vocabulary

from lenaowl.inference import prebuilt
from lenaowl.inference.rules import compiled, infer
from lenaowl.inference.saturation import saturate
from lenaowl.rdf.store import EmbeddedStore

# Statements of a kind that no shipped file has: properties of a user's own, and definitions by them.
OWN_SCHEMA = """
ex:knocks a owl:ObjectProperty ; rdfs:subPropertyOf lena:depletes ; rdfs:label "knocks" .
ex:treats a owl:ObjectProperty ; rdfs:domain ex:below ; rdfs:range ex:Treated ; rdfs:label "treats" .
ex:Treated a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:treats ; owl:someValuesFrom ex:below ] .
ex:ofTreated a owl:ObjectProperty ; rdfs:label "of treated" ; owl:propertyChainAxiom ( ex:treats ex:treats ) .
ex:Giver a owl:Class ; rdfs:label "giver" ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf (
    lena:Drug [ a owl:Restriction ; owl:onProperty ex:treats ; owl:someValuesFrom ex:Treated ]
    [ a owl:Restriction ; owl:onProperty ex:ofTreated ; owl:hasValue ex:d1 ] ) ] .
ex:d0 ex:treats ex:d2 . ex:d2 ex:treats ex:d1 , "a literal" ; ex:knocks ex:p0 .
"""


def same(store: EmbeddedStore) -> bool:
    """Whether both ways add the same to a store, and anything at all."""
    by_rules, by_sets = EmbeddedStore(), EmbeddedStore()
    before = set(store.quads())
    for copy in (by_rules, by_sets):
        for quad in before:
            copy.add([quad.triple], None if quad.graph_name == ox.DefaultGraph() else quad.graph_name)
    infer(by_rules)
    saturate(by_sets)
    assert set(by_rules.quads()) ^ set(by_sets.quads()) == set()
    return set(by_sets.quads()) > before


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(claims=st.lists(claim, min_size=5, max_size=40), own=st.booleans())
def test_of_any_claims(claims, own):
    def fill(store: EmbeddedStore) -> None:
        text = turtle(claims) + (OWN_SCHEMA if own else "")
        store.add([*vocabulary(), *(q.triple for q in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))])

    assert same(compiled(fill, "open"))


@pytest.mark.judge
def test_of_the_whole_ontology_with_new_drugs_classes_and_forms():
    def fill(store: EmbeddedStore) -> None:
        prebuilt.fill(store)
        store.add(q.triple for q in ox.parse(NEW.encode(), format=ox.RdfFormat.TURTLE))

    assert same(compiled(fill, "open"))
