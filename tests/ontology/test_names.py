"""Names: whatever a user types leads to the term, or to a helpful error."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lenaowl
from lenaowl.ontology.claims import Words
from lenaowl.ontology.names import NameIndex
from lenaowl.ontology.spelling import fold, words
from lenaowl.rdf.store import EmbeddedStore, Listed
from lenaowl.rdf.vocabulary import PREFIXES, lena, local_name

# What hematologists, chemists and bioinformaticians type, and the term they mean, by knowledge of the field.
with (Path(__file__).parent / "names.tsv").open(encoding="utf-8", newline="") as file:
    TYPED = [tuple(row.values()) for row in csv.DictReader(file, delimiter="\t")]


def of_kind(kb, asked_for):
    """The terms that are meant where an agent, a context, ... is asked for."""
    classes = {"protein": ("Protein", "ProteinComplex"), "form": ("ProteinForm",)}.get(asked_for, (asked_for.title(),))
    if asked_for == "term":
        return kb.catalogue.terms
    extra = kb.ontology.arbitrary_members if asked_for == "agent" else ()
    return [*(iri for cls in classes for iri in kb.ontology.members(lena(cls))), *extra]


@pytest.mark.parametrize(("typed", "asked_for", "term"), TYPED)
def test_what_the_field_says(kb, typed, asked_for, term):
    assert local_name(kb.catalogue.names.find(typed, of_kind(kb, asked_for), asked_for)) == term


def test_of_several_labels_the_english_is_shown_and_each_is_a_name():
    store = EmbeddedStore()
    texts = [ox.Literal("Zeta", language="en"), ox.Literal("Alpha", language="de"), ox.Literal("Mu")]
    for name, shown in (("three", texts), ("two", texts[1:]), ("one", texts[1:2])):
        store.add(ox.Triple(ox.NamedNode(lena(name)), ox.NamedNode(PREFIXES["rdfs"] + "label"), text) for text in shown)
    assert [Words(store).label(lena(name)) for name in ("three", "two", "one")] == ["Zeta", "Mu", "Alpha"]
    assert NameIndex(store).anywhere("zeta") == [lena("three")]
    assert NameIndex(store).anywhere("mu") == sorted([lena("three"), lena("two")])


@pytest.mark.parametrize("typed", ["DTWD9", "IKZF9", "dtwd9", "BRAF", "ZNF9999", "CC-5014", "CRBM", "IL17A"])
def test_a_symbol_is_never_taken_for_another(kb, typed):
    proteins = len(kb.ontology.members(lena("Protein")))
    with pytest.raises(lenaowl.UnknownNameError, match=f"not in lenaowl, which knows {proteins} proteins") as caught:
        kb.explain("lenalidomide", "decreases", typed)
    assert caught.value.suggestions == ()
    for ask in (kb.effects, kb.term, lambda name: kb.query("drugs-degrading", protein=name)):
        with pytest.raises(lenaowl.UnknownNameError) as caught:
            ask(typed)
        assert caught.value.suggestions == ()
        assert "Did you mean" not in str(caught.value)


def test_no_command_takes_a_symbol_for_another(run):
    typed = "DTWD9"
    for command in (["effects", typed], ["term", typed], ["query", "run", "drugs-degrading", f"protein={typed}"]):
        answer = run(*command)
        assert (answer.returncode, "Did you mean" in answer.stderr) == (2, False), command
    assert "Did you mean" not in run("search", typed).stderr


def test_each_chembl_identifier_is_a_name(kb):
    found = 0
    for predicate in ("exactMatch", "closeMatch"):
        for iri, targets in kb.ontology.store.objects(PREFIXES["skos"] + predicate).items():
            for target in targets:
                if "/molecule/CHEMBL" in target:
                    assert kb.ontology.names.anywhere(target.rpartition("/")[2]) == [iri]
                    found += 1
    assert found > 10


def test_a_protein_given_as_a_form_lists_its_forms(kb, run):
    answer = run("what-if", "lenalidomide", "--form", "cereblon")
    assert answer.returncode == 2
    forms = [local_name(iri) for iri, of in kb.ontology.store.objects(lena("formOf")).items() if lena("CRBN") in of]
    assert len(forms) > 5
    for form in forms:
        assert form in answer.stderr
    with pytest.raises(lenaowl.UnknownNameError, match="forms of Aiolos in lenaowl are: IKZF3-Q147H"):
        kb.what_if(lenaowl.Exposure(agents=["lenalidomide"], forms=["Aiolos Q147A"]))


def test_a_variant_names_the_form_in_an_exposure(kb):
    def lost(form):
        return kb.what_if(lenaowl.Exposure(agents=["lenalidomide"], forms=[form])).lost

    assert lost("p.Trp386Ala") == lost("CRBN-W386A") != lost("CRBN-V388I")


def test_a_substitution_in_two_proteins_is_ambiguous(kb):
    again = """
    @prefix ex: <https://example.org/> . @prefix lena: <https://w3id.org/lenaowl/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ex:DDB1-W386A a lena:ProteinForm ; rdfs:label "DDB1 W386A" ; lena:formOf lena:DDB1 .
    """
    names = lenaowl.load(again).ontology.names
    forms = names.anywhere("W386A")
    with pytest.raises(lenaowl.AmbiguousNameError, match="several terms") as caught:
        names.find("p.Trp386Ala", forms, "protein form")
    assert set(caught.value.choices) == {"CRBN-W386A", "DDB1-W386A"}
    assert local_name(names.find("DDB1 p.Trp386Ala", forms, "protein form")) == "DDB1-W386A"
    assert local_name(names.find("cereblon p.W386A", forms, "protein form")) == "CRBN-W386A"


def test_a_firmer_way_of_naming_decides():
    ways = ("local name", "label", "identifier", "synonym", "hidden", "other spelling")

    def index(without):
        import pyoxigraph as ox

        skos, label = PREFIXES["skos"], PREFIXES["rdfs"] + "label"
        stated = {
            "local name": ("some:name1", label, ox.Literal("a")),
            "label": ("ex:b", label, ox.Literal("Name1")),
            "identifier": ("ex:c", skos + "exactMatch", ox.NamedNode(PREFIXES["chebi"] + "name1")),
            "synonym": ("ex:d", skos + "altLabel", ox.Literal("NAME1")),
            "hidden": ("ex:e", skos + "hiddenLabel", ox.Literal("name1")),
            "other spelling": ("ex:f", label, ox.Literal("name-1")),
        }
        stated["local name"] = ("http://some.org/name1", *stated["local name"][1:])
        subjects = {way: ox.NamedNode(iri) for way, (iri, _, _) in stated.items()}
        listed = Listed(
            ox.Triple(subjects[w], ox.NamedNode(p), o) for w, (_, p, o) in stated.items() if w not in without
        )
        return NameIndex(listed), {iri.value: way for way, iri in subjects.items()}

    for i, way in enumerate(ways):
        names, way_of = index(ways[:i])
        assert way_of[names.find("name1", list(way_of), "thing")] == way


def test_no_two_terms_have_one_label(kb):
    having = {}
    for iri, labels in kb.catalogue.store.objects(PREFIXES["rdfs"] + "label").items():
        for label in labels:
            assert having.setdefault(label.casefold(), iri) == iri, label
    assert len(having) > 1000


def test_no_name_is_a_label_or_synonym_of_two_entities(kb):
    shown = {}
    for iri in kb.ontology.members(lena("Entity")):
        for name in {
            fold(local_name(iri)),
            fold(kb.catalogue.label(iri)),
            *map(fold, kb.catalogue.texts(iri, "altLabel")),
        }:
            assert shown.setdefault(name, iri) == iri, name


def test_a_name_can_be_typed_as_it_is_shown(kb):
    """Gene symbols come first in what is printed: `IKZF4 (Eos)`."""
    entities = kb.ontology.members(lena("Entity"))
    shown = {iri: kb.ontology.words.label(iri) for iri in entities}
    assert shown[lena("IKZF4")] == "IKZF4 (Eos)"
    for iri, name in shown.items():
        assert kb.ontology.names.find(name, entities, "entity") == iri


@given(st.data())
def test_another_spelling_is_the_same_name(kb, data):
    entities = kb.ontology.members(lena("Entity"))
    iri = data.draw(st.sampled_from(entities))
    name = data.draw(st.sampled_from([local_name(iri), kb.catalogue.label(iri), *kb.catalogue.texts(iri, "altLabel")]))
    typed = "".join(
        data.draw(st.sampled_from(["-", " ", "_", "\u2013"])) if letter in "- " and place else data.draw(
            st.sampled_from([letter, letter.upper(), letter.lower(), letter + ("\u0301" if letter.isalpha() else "")])
        )
        for place, letter in enumerate(name)
    )  # fmt: skip
    assert kb.ontology.names.find(unicodedata.normalize("NFC", f" {typed} "), entities, "entity") == iri


@given(st.text())
def test_spelling_is_settled_by_folding_once(text):
    assert all(word == word.casefold() or not word.isascii() for word in words(text))
    assert fold(f"  {text}\n") == fold(text)


@pytest.mark.parametrize(
    "name",
    ["lenalidomide", "Lenalidomide", "LENALIDOMIDE", "Revlimid", "cc-5013", "CHEBI:63791", "chebi:63791",
     "lena:lenalidomide", "https://w3id.org/lenaowl/lenalidomide", " lenalidomide "],
)  # fmt: skip
def test_names_of_a_drug(kb, name):
    assert kb.effects(name) == kb.effects("lenalidomide")


@pytest.mark.parametrize(
    "name", ["IKZF3", "ikzf3", "Aiolos", "uniprot:Q9UKT9", "UNIPROT:q9ukt9", "HGNC:13178", "hgnc:13178"]
)
def test_names_of_a_protein(kb, name):
    assert kb.explain("lenalidomide", "decreases", name)


@pytest.mark.parametrize("name", ["IL2", "IL-2", "interleukin-2", "Interleukin 2"])
def test_hyphens_and_spaces(kb, name):
    assert kb.explain("lenalidomide", "increases", name)


def test_an_unknown_name_gets_suggestions(kb, run):
    with pytest.raises(lenaowl.UnknownNameError) as error:
        kb.effects("lenalidomde")
    assert "lenalidomide" in error.value.suggestions
    answer = run("effects", "lenalidomde")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "Did you mean: lenalidomide" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_name_of_another_kind_is_told_apart(kb):
    with pytest.raises(lenaowl.WrongKindError, match="IKZF3-knockdown"):
        kb.effects("Aiolos")
    with pytest.raises(lenaowl.WrongKindError, match="not a context but an immunomodulatory imide drug"):
        kb.effects("lenalidomide", context="lenalidomide")


def test_an_ambiguous_name_lists_the_choices():
    two = """
    @prefix ex: <https://example.org/> . @prefix lena: <https://w3id.org/lenaowl/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ex:A-1 a lena:IMiD ; rdfs:label "twin" . ex:A-2 a lena:IMiD ; rdfs:label "twin" .
    """
    with pytest.raises(lenaowl.AmbiguousNameError, match=r"A-1 \(immuno.* drug\), A-2 \(immuno.* drug\)"):
        lenaowl.load(two).effects("twin")


@pytest.mark.parametrize("name", ["", " ", "\x00", "💊", "a" * 5000, "CHEBI:", ":::", "x' OR '1'='1", "lena:"])
def test_odd_names_are_only_unknown(kb, name):
    with pytest.raises(lenaowl.UnknownNameError):
        kb.effects(name)


@pytest.mark.parametrize("name", ["pmid:1", "HGNC:99999999"])
def test_an_unknown_identifier_resembles_nothing(kb, name):
    with pytest.raises(lenaowl.UnknownNameError, match="Look for words with: lenaowl search") as caught:
        kb.term(name)
    assert caught.value.suggestions == ()
    with pytest.raises(lenaowl.UnknownNameError, match=r"Did you mean: .*claim-IKZF3-represses-IL2"):
        kb.term("lena:claim-IKZF3-represes-IL2")
