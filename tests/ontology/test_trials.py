"""Trials are data: consistent in themselves, checked by shapes, linked to the model by a query."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS

import lenaowl
from lenaowl.inference.rules import infer
from lenaowl.ontology.sources import source_files, trials
from lenaowl.rdf.files import parse, read_text
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import NAMESPACE
from lenaowl.validation.quality import examine

LENA = rdflib.Namespace(NAMESPACE)
INFERRED = lenaowl.path("lenaowl-inferred.ttl")


@pytest.fixture(scope="module")
def everything():
    """What is authored, trials included."""
    graph = rdflib.Graph()
    for file in [*source_files(), *sorted(lenaowl.path("ontology/trials/vocabulary.ttl").parent.glob("*.ttl"))]:
        graph.parse(file)
    return graph


def values(graph, predicate):
    return {s: o.toPython() for s, o in graph.subject_objects(LENA[predicate])}


# -- the data ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_trials_are_in_the_release_and_in_the_graph_but_not_in_the_way_of_reasoning(kb):
    trial = LENA["trial-MM-010"]
    assert (trial, RDF.type, LENA.Trial) in kb.graph
    for name in ("lenaowl-trials.ttl", "lenaowl-inferred.ttl"):
        assert "\nlena:trial-MM-010 a " in lenaowl.path(name).read_text(encoding="utf-8")
    assert not [t for t in kb.ontology.store.triples() if "trial-" in str(t.subject)]


def test_a_published_number_can_be_looked_up(everything):
    (found,) = [
        result
        for result in everything.subjects(LENA.resultOfArm, LENA["arm-MM-010-LenDex"])
        if (result, LENA.hasEndpoint, LENA["endpoint-TTP"]) in everything and everything.value(result, LENA.value)
    ]
    assert everything.value(found, LENA.value).toPython() == Decimal("11.3")
    assert everything.value(found, LENA.unit).toPython() == "months"
    assert (found, LENA.reportedIn, LENA["publication-dimopoulos2007"]) in everything


def test_every_term_is_described_and_called_one_name(everything):
    data = rdflib.Graph()
    for file in sorted(lenaowl.path("ontology/trials/vocabulary.ttl").parent.glob("*.ttl")):
        data.parse(file)
    used = {t for triple in data for t in triple if isinstance(t, rdflib.URIRef) and t.startswith(NAMESPACE)}
    described = set(everything.subjects(RDF.type, None))
    assert {str(t) for t in used - described} == set()
    labels = Counter(everything.subjects(RDFS.label, None))
    assert [str(t) for t in used if labels[t] != 1] == []
    named = Counter(label for term in used for label in everything.objects(term, RDFS.label))
    assert [label for label, n in named.items() if n > 1] == []


def test_numbers_agree_with_each_other(everything):
    value, low, high = (values(everything, name) for name in ("value", "intervalLow", "intervalHigh"))
    assert len(value) > 180
    assert all(low[r] <= value[r] <= high.get(r, value[r]) for r in low)
    reported, bound = values(everything, "pValue"), values(everything, "pValueAtMost")
    assert reported.keys() == bound.keys()
    assert all(Decimal(text.lstrip("<")) == bound[r] for r, text in reported.items())


def test_arms_add_up_to_their_trial(everything):
    enrolled, size = values(everything, "enrolled"), values(everything, "armSize")
    checked = 0
    for trial, total in enrolled.items():
        arms = [a for a in everything.objects(trial, LENA.hasArm) if not everything.value(a, LENA.combinesArm)]
        if all(arm in size for arm in arms):
            assert sum(size[arm] for arm in arms) == total, trial
            checked += 1
    assert checked > 15
    for group in everything.subjects(LENA.combinesArm, None):
        parts = list(everything.objects(group, LENA.combinesArm))
        assert size[group] == sum(size[part] for part in parts)
        assert {everything.value(None, LENA.hasArm, arm) for arm in (group, *parts)} == {
            everything.value(None, LENA.hasArm, group)
        }


def test_registry_identifiers_are_of_one_study_each(everything):
    identifiers = Counter(str(o) for o in everything.objects(None, LENA.registryIdentifier))
    assert len(identifiers) > 20
    assert set(identifiers.values()) == {1}


def test_one_analysis_is_one_result(everything):
    of = ("resultOf", "resultOfArm", "comparatorArm", "hasEndpoint", "reportedIn", "timePoint", "population",
          "analysis", "statistic", "followUp")  # fmt: skip
    seen = Counter(
        tuple(everything.value(r, LENA[name]) for name in of) for r in everything.subjects(RDF.type, LENA.Result)
    )
    assert [key for key, n in seen.items() if n > 1] == []


# -- nothing follows from them ---------------------------------------------------------------------------


def test_nothing_is_inferred_from_trials(kb):
    store = EmbeddedStore([*kb.ontology.store.triples(), *trials()])
    assert infer(store) == 0


@pytest.mark.slow
def test_the_rules_of_quality_see_trials_too():
    files = [lenaowl.path(name) for name in ("lenaowl.ttl", "lenaowl-trials.ttl")]
    read = (triple for file in files for triple in parse(read_text(file), file.name))
    release = [triple for triple in read if triple.subject.value != str(LENA["trials"])]  # one header is enough
    label = {(str(LENA["trial-MM-010"]), str(rdflib.RDFS.label))}
    without = [t for t in release if (getattr(t.subject, "value", ""), t.predicate.value) not in label]
    assert len(without) == len(release) - 1
    found = {(f.rule.name, f.term) for f in examine("text", EmbeddedStore(without)).at_least("warning")}
    assert found == {("missing-label", str(LENA["trial-MM-010"]))}


# -- shapes ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shapes():
    return rdflib.Graph().parse(lenaowl.path("shapes/trials.ttl"))


@pytest.mark.slow
def test_our_trials_conform(everything, shapes):
    conforms, _, report = pyshacl.validate(everything, shacl_graph=shapes)
    assert conforms, report


RECORD = """
@prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> .
lena:lenalidomide a lena:Drug .
ex:trial a lena:Trial ; lena:hasArm ex:a, ex:b ; lena:studiesDisease lena:multiple-myeloma ;
    lena:registryIdentifier "NCT00000001" ; lena:phase "3" ; lena:enrolled 200 .
ex:a a lena:TrialArm ; lena:armSize 100 ; lena:hasRegimenComponent ex:drug .
ex:b a lena:TrialArm ; lena:armSize 100 ; lena:hasRegimenComponent ex:placebo .
ex:other a lena:Trial ; lena:hasArm ex:c ; lena:studiesDisease lena:multiple-myeloma .
ex:c a lena:TrialArm ; lena:hasRegimenComponent ex:placebo .
ex:drug a lena:RegimenComponent ; lena:hasDrug lena:lenalidomide ; lena:dose 25.0 ; lena:doseUnit "mg" .
ex:placebo a lena:RegimenComponent ; lena:treatment "placebo" .
ex:PFS a lena:Endpoint .
ex:paper a lena:Publication .
ex:median a lena:Result ; lena:resultOf ex:trial ; lena:resultOfArm ex:a ; lena:hasEndpoint ex:PFS ;
    lena:value 11.3 ; lena:unit "months" ; lena:intervalLow 9.0 ; lena:intervalHigh 14.0 ; lena:confidenceLevel 95 ;
    lena:followUp 30.0 ; lena:followUpUnit "months" ; lena:dataCut "2016-01-07" ; lena:reportedIn ex:paper .
ex:ratio a lena:Result ; lena:resultOf ex:trial ; lena:resultOfArm ex:a ; lena:comparatorArm ex:b ;
    lena:hasEndpoint ex:PFS ; lena:value 0.5 ; lena:unit "ratio" ; lena:pValue "<0.001" ; lena:reportedIn ex:paper .
"""

# What is changed in the record, and a word of the message that tells how to fix it.
BREAKS = {
    "no arm": (("lena:hasArm ex:c ;", ""), "at least one lena:hasArm"),
    "no disease": (("lena:studiesDisease lena:multiple-myeloma ;\n", ""), "lena:studiesDisease with a term"),
    "registry": (("NCT00000001", "NCT1"), "NCT with eight digits"),
    "phase": (('phase "3"', 'phase "III"'), "lena:phase of a trial"),
    "enrolled": (("enrolled 200", "enrolled 0"), "lena:enrolled is one whole number"),
    "stopped": (("lena:enrolled 200", 'lena:stoppedOn "July 2013"'), "lena:stoppedOn as"),
    "arm size": (("armSize 100", "armSize 0"), "lena:armSize of an arm"),
    "arm of no study": (("lena:hasArm ex:c ;", "lena:hasArm ex:a ;"), "exactly one study"),
    "arm without treatment": (("; lena:hasRegimenComponent ex:drug", ""), "what the arm gets"),
    "component of nothing": (('lena:treatment "placebo"', 'lena:schedule "daily"'), "lena:treatment in words"),
    "drug in words": (("lena:hasDrug lena:lenalidomide", 'lena:hasDrug "lenalidomide"'), "leads to is a lena:Drug"),
    "dose without unit": ((' ; lena:doseUnit "mg"', ""), "lena:dose has a lena:doseUnit"),
    "dose": (("lena:dose 25.0", "lena:dose 0.0"), "lena:dose is one decimal"),
    "dose unit": (('doseUnit "mg"', 'doseUnit "pills"'), "mg, mg/m2 or mg/kg"),
    "no study": (("lena:resultOf ex:trial ; lena:resultOfArm ex:a ; lena:hasEndpoint", "lena:hasEndpoint"), "one lena:resultOf"),
    "no result arm": (("lena:resultOfArm ex:a ; lena:hasEndpoint", "lena:hasEndpoint"), "one lena:resultOfArm"),
    "arm of another study": (("lena:resultOfArm ex:a ; lena:hasEndpoint", "lena:resultOfArm ex:c ; lena:hasEndpoint"), "arm of another study"),
    "comparator of another study": (("lena:comparatorArm ex:b", "lena:comparatorArm ex:c"), "comparatorArm is an arm of another"),
    "compared with itself": (("lena:comparatorArm ex:b", "lena:comparatorArm ex:a"), "another than its lena:resultOfArm"),
    "no endpoint": (("lena:hasEndpoint ex:PFS ;\n", ""), "one lena:hasEndpoint"),
    "no source": (('"<0.001" ; lena:reportedIn ex:paper', '"<0.001"'), "without a source"),
    "negative value": (("lena:value 11.3", "lena:value -11.3"), "decimal number such as"),
    "value as text": (("lena:value 11.3", 'lena:value "11.3"'), "decimal number such as"),
    "two values": (("lena:value 11.3", "lena:value 11.3, 11.4"), "several analyses are several results"),
    "no unit": (('lena:unit "months" ; ', ""), "lena:value has a lena:unit"),
    "unit": (('lena:unit "months"', 'lena:unit "mo"'), "lena:unit is months"),
    "interval too high": (("intervalLow 9.0", "intervalLow 12.0"), "lena:intervalLow lies above"),
    "interval too low": (("intervalHigh 14.0", "intervalHigh 11.0"), "lena:intervalHigh lies below"),
    "upper limit of another kind": (("intervalHigh 14.0", "intervalHigh 14"), "upper limit of a confidence interval"),
    "no level": (("lena:confidenceLevel 95 ;", ""), "how wide the confidence interval"),
    "level": (("confidenceLevel 95", "confidenceLevel 0"), "whole number of percent"),
    "ratio of one arm": (("lena:comparatorArm ex:b ;", ""), "hazard ratio compares two arms"),
    "p-value of one arm": (('lena:unit "months" ;', 'lena:unit "months" ; lena:pValue "0.04" ;'), "belongs to a comparison"),
    "p-value": (("<0.001", "ns"), "as it was reported"),
    "percentage": (('11.3 ; lena:unit "months"', '111.3 ; lena:unit "percent"'), "between 0 and 100"),
    "nothing said": (('lena:value 0.5 ; lena:unit "ratio" ; lena:pValue "<0.001" ;', ""), "says something"),
    "follow-up without unit": (('lena:followUpUnit "months" ;', ""), "lena:followUp has a lena:followUpUnit"),
    "follow-up": (("followUp 30.0", "followUp 0.0"), "lena:followUp is one decimal"),
    "follow-up unit": (('followUpUnit "months"', 'followUpUnit "weeks"'), "months or years"),
    "analysed": (("lena:followUp 30.0", "lena:analysedPatients 0 ; lena:followUp 30.0"), "lena:analysedPatients is one"),
    "study not said to be one": (("ex:trial a lena:Trial ;", "ex:trial"), "these properties is a study"),
    "arm not said to be one": (("ex:a a lena:TrialArm ;", "ex:a"), "these properties is an arm"),
    "component not said to be one": (("ex:drug a lena:RegimenComponent ;", "ex:drug"), "these properties is a component"),
    "result not said to be one": (("ex:ratio a lena:Result ;", "ex:ratio"), "these properties is a result"),
    "data cut": (("2016-01-07", "January 2016"), "lena:dataCut as"),
}  # fmt: skip


def test_a_good_record_conforms(shapes):
    conforms, _, report = pyshacl.validate(rdflib.Graph().parse(data=RECORD), shacl_graph=shapes)
    assert conforms, report


@pytest.mark.parametrize("what", BREAKS)
def test_each_shape_catches_a_broken_record_and_says_how_to_mend_it(what, shapes):
    (old, new), message = BREAKS[what]
    assert old in RECORD
    data = rdflib.Graph().parse(data=RECORD.replace(old, new, 1))
    conforms, _, report = pyshacl.validate(data, shacl_graph=shapes)
    assert not conforms
    assert message in report


def test_each_message_of_a_shape_is_tested(shapes):
    messages = [str(m) for m in shapes.objects(None, rdflib.SH.message)]
    assert [m for m in messages if not any(word in m for _, word in BREAKS.values())] == []


# -- the link to the model -------------------------------------------------------------------------------

QUERY = lenaowl.path("queries/outcomes/effects-that-could-explain.rq").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def explained():
    store = ox.Store()
    store.load(path=str(INFERRED), format=ox.RdfFormat.TURTLE)
    rows = store.query(QUERY)
    return [tuple(term.value.removeprefix(NAMESPACE) for term in row) for row in rows]


def effects(rows, trial, drug):
    return {(row[5], row[6]) for row in rows if row[1] == trial and row[3] == drug}


def test_effects_in_cells_of_the_disease_are_found(explained):
    myeloma = effects(explained, "trial-MM-010", "lenalidomide")
    assert {("up", "cell-death"), ("down", "cell-proliferation"), ("down", "IRF4")} <= myeloma
    assert ("up", "IL2") not in myeloma  # that happens in T cells
    assert ("down", "CK1alpha") in effects(explained, "trial-MDS-004", "lenalidomide")
    assert {row[4] for row in explained if row[1] == "trial-MM-010"} == {"multiple-myeloma-cell"}


def test_a_difference_is_not_explained_by_what_both_arms_get(explained):
    compared = "result-POLLUX-PFS-DRd-v-Rd-dimopoulos2016"
    assert not [row for row in explained if row[0] == compared and row[3] == "lenalidomide"]
    assert [row for row in explained if row[0] == "result-POLLUX-PFS-Rd-dimopoulos2016" and row[3] == "lenalidomide"]


def test_arms_taken_together_have_the_drugs_of_their_parts(explained):
    assert [row for row in explained if row[0].startswith("result-MDS-004-OS-3-years-Len-")]


def test_nothing_is_said_where_the_model_has_no_cells_of_the_disease(explained):
    assert not [row for row in explained if row[1] == "trial-AUGMENT"]


@pytest.mark.long
def test_rdflib_and_oxigraph_answer_the_same(explained):
    graph = rdflib.Graph().parse(INFERRED)
    rows = [tuple(str(term).removeprefix(NAMESPACE) for term in row) for row in graph.query(QUERY)]
    assert sorted(rows) == sorted(explained)


def test_the_properties_are_of_owl_2_with_plain_datatypes(everything):
    ranges = {
        str(r) for p in everything.subjects(RDF.type, OWL.DatatypeProperty) for r in everything.objects(p, RDFS.range)
    }
    assert {r.rpartition("#")[2] for r in ranges} == {"string", "integer", "decimal"}
