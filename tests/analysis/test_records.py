"""Records: complete by themselves, the same in JSON everywhere, and on their way to data frames and notebooks."""

from __future__ import annotations

import json
import pickle
import re

import pytest

import lenaowl
from lenaowl.ontology.claim_rdf import claim_triples
from lenaowl.rdf.canonical import canonical
from lenaowl.rdf.vocabulary import PREFIXES, compact, lena


@pytest.fixture(scope="module")
def records(kb):
    """A record of each public kind that a knowledge base gives."""
    return {
        "effects": kb.effects("lenalidomide"),
        "explanation": kb.explain("lenalidomide", "increases", "IL2", every=True),
        "denied": kb.explain("lenalidomide", "degrades", "IKZF2"),
        "what_if": kb.what_if(agents="lenalidomide", without="CRBN"),
        "comparison": kb.compare(["lenalidomide", "pomalidomide"]),
        "predictions": kb.predict()[:5],
        "term": kb.term("IRF4"),
        "claim": kb.term("claim-IKZF3-represses-IL2"),
        "hits": kb.search("degron"),
        "tree": kb.tree("CRBN"),
        "diff": lenaowl.diff("shipped", "shipped"),
        "answer": kb.query("forest-plot", outcome="PFS"),
        "graph": kb.query("graph-of-claim", claim="claim-IKZF3-represses-IL2"),
        "quality": lenaowl.check_quality(),
        "report": lenaowl.validate("examples/patient-with-errors.ttl"),
    }


def told(record):
    return record.as_dicts() if isinstance(record, lenaowl.Records) else record.as_dict()


def objects(content):
    """Every object in some JSON types."""
    if isinstance(content, dict):
        yield content
    for part in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from objects(part)


@pytest.fixture(autouse=True)
def at_home(monkeypatch, request):
    monkeypatch.chdir(request.config.rootpath)


def test_as_dict_is_json_with_keys_in_one_style(records):
    free = {"rows", "counts"}  # their keys are the columns of a query, and the severities of SHACL
    for name, record in records.items():
        content = told(record)
        assert json.loads(json.dumps(content)) == content, name
        for one in objects(
            {key: value for key, value in content.items() if key not in free} if isinstance(content, dict) else content
        ):
            assert all(re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", key) for key in one), (name, one)


def test_each_identifier_is_a_curie_with_its_iri_beside(records):
    seen = 0
    for record in records.values():
        for one in objects(told(record)):
            if "iri" in one:
                seen += 1
                assert one["id"] == compact(one["iri"])
    assert seen > 1000


@pytest.mark.parametrize(
    "name",
    [
        "effects",
        "explanation",
        "what_if",
        "comparison",
        "predictions",
        "term",
        "hits",
        "tree",
        "answer",
        "graph",
        "report",
    ],
)
def test_records_pickle_with_all_they_hold(records, name):
    again = pickle.loads(pickle.dumps(records[name]))
    assert again == records[name]
    assert told(again) == told(records[name])
    assert again._repr_html_() == records[name]._repr_html_()


@pytest.mark.parametrize("error", [
    lenaowl.UnknownNameError("IKZF33", ["IKZF3"], "protein"), lenaowl.AmbiguousNameError("p21", ["a", "b"]),
    lenaowl.WrongKindError("'IRF4' is not an agent."), lenaowl.DataError("my.ttl, line 3: no"),
    lenaowl.MissingEngineError("no"), lenaowl.EndpointError("no"), lenaowl.UnsupportedShapeError("no"),
])  # fmt: skip
def test_errors_pickle_with_their_text_and_attributes(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), again.__dict__) == (str(error), error.__dict__)


def test_labels_show_the_gene_symbol_first(kb):
    labels = {effect.entity.name: effect.entity.label for effect in kb.effects("lenalidomide")}
    assert labels["IKZF3"] == "IKZF3 (Aiolos)"
    assert labels["CK1alpha"] == "CSNK1A1 (casein kinase 1 alpha)"
    assert labels["ZFP91"] == "ZFP91", "the name holds the symbol"
    assert kb.term("IKZF3-Q147H").label == "IKZF3 Q147H"
    assert kb.term("IRF4-decrease").label == "decrease of IRF4 (interferon regulatory factor 4)"


def test_citations_say_what_a_person_cites_and_are_curies(kb):
    (claim,) = [fate.claim for fate in [kb.term("claim-IKZF3-represses-IL2").fate]]
    assert {citation: citation.short for citation in claim.citations} == {
        "pmid:24292625": "Kronke 2014", "pmid:24328678": "Gandhi 2014",
    }  # fmt: skip
    assert claim.citations[0].iri == PREFIXES["pmid"] + "24292625"


def test_methods_have_the_labels_of_eco(kb):
    methods = {
        item.method.id: item.method.label
        for claim in kb.ontology.claims.values()
        for item in claim.evidence
        if item.method
    }
    assert methods["eco:0000019"] == "RNAi evidence"
    assert all(label.startswith("ECO_") is False for label in methods.values())


@pytest.mark.slow
def test_a_claim_is_told_as_rdf_as_it_was_stated(kb):
    left_out = {lena("curationRow"), PREFIXES["owl"] + "NamedIndividual"}
    claims = sorted(kb.ontology.claims.values(), key=lambda claim: claim.iri)
    for claim in claims[::25]:
        stated = [
            triple
            for triple in kb.ontology.describe([claim.iri])
            if triple.predicate.value.startswith(lena("")) and triple.predicate.value not in left_out
            and triple.object.value != lena("supporting")
        ]  # fmt: skip
        made = [triple for triple in claim_triples([claim]) if triple.predicate.value.startswith(lena(""))]
        assert canonical(made) == canonical(stated), claim.iri


# -- data frames ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["effects", "hits", "predictions"])
def test_lists_of_records_go_to_frames(records, name):
    found = records[name]
    rows = found.rows()
    columns = list(dict.fromkeys(column for row in rows for column in row))
    pandas, polars, arrow = found.to_pandas(), found.to_polars(), found.to_arrow()
    assert list(pandas.columns) == polars.columns == arrow.column_names == columns
    assert len(pandas) == polars.height == arrow.num_rows == len(found)
    assert (
        polars.rows(named=True)
        == arrow.to_pylist()
        == [{column: row.get(column) for column in columns} for row in rows]
    )


def test_a_column_for_each_part_of_a_term(kb):
    frame = kb.effects("lenalidomide", context="T-cell").to_pandas()
    row = frame[frame.entity == "lena:IL2"].iloc[0]
    assert (row.entity_label, row.entity_iri, row.direction) == ("IL2 (interleukin-2)", lena("IL2"), "increase")
    assert list(row.contexts) == ["lena:T-cell"]
    assert "pmid:24328678" in list(row.citations)


def test_an_answer_goes_the_same_way(records):
    answer = records["answer"]
    assert list(answer.to_pandas().columns) == answer.to_polars().columns == list(answer.columns)
    assert answer.to_arrow().num_rows == len(answer)


@pytest.mark.parametrize("missing", ["pandas", "narwhals"])
def test_what_is_missing_is_said_with_the_way_to_get_it(kb, monkeypatch, missing):
    import sys

    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(lenaowl.MissingEngineError, match="pip install"):
        kb.effects("lenalidomide").to_pandas()


def test_parts_of_a_list_are_lists_of_records(records):
    effects = records["effects"]
    assert isinstance(effects[:2], lenaowl.Records)
    assert effects[:2].to_pandas().shape[0] == 2
    assert effects[0] in effects


# -- notebooks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["effects", "explanation", "denied", "what_if", "comparison", "answer", "term", "hits"]
)
def test_records_show_themselves_in_a_notebook(records, name):
    from xml.etree import ElementTree

    shown = records[name]._repr_html_()
    ElementTree.fromstring(f"<div>{shown}</div>")  # well-formed, so everything is escaped
    words = {
        "effects": "IKZF3 (Aiolos)", "explanation": "because", "denied": "It is denied", "what_if": "Lost",
        "comparison": "pomalidomide", "answer": "ratio", "term": "IRF4", "hits": "degron",
    }  # fmt: skip
    assert words[name] in shown
