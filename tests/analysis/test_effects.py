"""What follows: the effects that a hematologist would look for are there, and those that must not be are not."""

from __future__ import annotations

import dataclasses
import json

import pytest
from worlds import with_vocabulary_only

import lenaowl

SHARING = """
@prefix ex: <https://example.org/> . @prefix lena: <https://w3id.org/lenaowl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
lena:human a owl:NamedIndividual, lena:Organism ; rdfs:label "human" .
ex:ex-class a owl:Class ; rdfs:subClassOf lena:Drug ; rdfs:label "class" .
ex:d0 a owl:NamedIndividual, ex:ex-class ; rdfs:label "d0" .
ex:d1 a owl:NamedIndividual, ex:ex-class ; rdfs:label "d1" .
ex:q0 a owl:NamedIndividual, lena:CellularProcess ; rdfs:label "q0" .
ex:q1 a owl:NamedIndividual, lena:CellularProcess ; rdfs:label "q1" .
ex:c0 a owl:NamedIndividual, lena:CellType ; rdfs:label "c0" .
ex:c1 a owl:NamedIndividual, lena:CellType ; rdfs:label "c1" .
ex:s0 a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s0" ; lena:systemContext ex:c0, ex:c1 ; lena:species lena:human .
ex:k0 a owl:NamedIndividual, lena:Claim ; lena:subject ex:d0 ; lena:predicate lena:increases ; lena:object ex:q0 ;
    lena:polarity lena:positive ; lena:status lena:established .
ex:k1 a owl:NamedIndividual, lena:Claim ; lena:subject ex:d1 ; lena:predicate lena:increases ; lena:object ex:q0 ;
    lena:context ex:c0 ; lena:polarity lena:positive ; lena:status lena:established .
ex:k2 a owl:NamedIndividual, lena:Claim ; lena:subject ex:d0 ; lena:predicate lena:increases ; lena:object ex:q1 ;
    lena:polarity lena:positive ; lena:status lena:established .
"""


def states(kb, name, **options):
    return {(e.entity.name, e.direction): e for e in kb.effects(name, **options)}


@pytest.mark.parametrize("drug", ["thalidomide", "lenalidomide", "pomalidomide", "IMiD"])
def test_each_imid_destroys_ikaros_and_aiolos_as_a_class_effect(kb, drug):
    found = states(kb, drug)
    for protein in ("IKZF1", "IKZF3"):
        effect = found[protein, "decrease"]
        assert effect.source == "class"
        assert effect.contexts == ()
        assert {"pmid:24292625", "pmid:24292623"} <= set(effect.citations)
    for spared in ("IKZF2", "IKZF4", "IKZF5"):
        assert (spared, "decrease") not in found


def test_interleukin_2_rises_by_a_double_negative_in_t_cells_only(kb):
    assert states(kb, "lenalidomide", context="T-cell")["IL2", "increase"].steps == 2
    assert ("IL2", "increase") not in states(kb, "lenalidomide", context="multiple-myeloma-cell")


def test_an_effect_in_t_cells_does_not_leak_into_myeloma_cells(kb):
    myeloma = states(kb, "lenalidomide", context="multiple-myeloma-cell")
    assert ("IRF4", "decrease") in myeloma
    assert ("MYC", "decrease") in myeloma
    assert ("T-cell-activation", "increase") not in myeloma


def test_natural_killer_cells_need_t_cells(kb):
    assert ("NK-cell-proliferation", "increase") not in states(kb, "lenalidomide", context="NK-cell")
    both = states(kb, "lenalidomide", context=["NK-cell", "T-cell"])
    assert [c.name for c in both["NK-cell-proliferation", "increase"].contexts] == ["NK-cell", "T-cell"]


def test_proliferation_of_leukaemia_cells_falls_through_p21(kb):
    effect = states(kb, "lenalidomide", context="stimulated-CLL-cell")["cell-proliferation", "decrease"]
    assert any(leaf.object.endswith("/p21") for leaf in effect.proof.leaves)
    assert ("cell-proliferation", "decrease") not in states(kb, "lenalidomide", context="CLL-cell")
    assert ("cell-death", "increase") not in states(kb, "lenalidomide", context="CLL-cell")


def test_drug_specific_effects_are_called_own(kb):
    assert states(kb, "lenalidomide")["CK1alpha", "decrease"].source == "own"
    assert ("CK1alpha", "decrease") not in states(kb, "IMiD")
    assert states(kb, "avadomide")["IKZF3", "decrease"].source == "own"


def test_thalidomide_malforms_limbs_of_fish_and_pomalidomide_those_of_rabbits_only(kb):
    assert states(kb, "thalidomide", context="zebrafish-embryo")["limb-malformation", "increase"].level == "clinical"
    assert ("limb-malformation", "increase") not in states(kb, "pomalidomide", context="zebrafish-embryo")
    assert ("limb-malformation", "increase") in states(kb, "pomalidomide", context="rabbit")


def test_nothing_follows_for_any_member_of_a_class_that_is_only_defined_by_an_effect(kb, run):
    assert kb.effects("IkarosFamilyDegrader") == ()
    assert kb.effects("Drug") == ()
    answer = run("effects", "IkarosFamilyDegrader")
    assert answer.returncode == 0
    assert "Nothing follows" in answer.stdout
    assert answer.stderr.startswith("With --members there is")
    assert "not recorded is not denied" in run("effects", "venetoclax").stderr


def test_where_nothing_follows_it_is_said_what_would_show_something(kb, run):
    assert kb.effects("TRI-611") == ()
    assert kb.weaker_status("TRI-611") == "suggested"
    assert "--admit suggested" in run("effects", "TRI-611").stderr
    assert run("effects", "TRI-611", "--admit", "suggested").stderr == ""
    elsewhere = run("effects", "lenalidomide", "--context", "rabbit", "--level", "clinical", "--format", "json")
    assert elsewhere.stdout.strip() == "[]"
    assert f"Without --context and --level there are {len(kb.effects('lenalidomide'))}." in elsewhere.stderr
    assert run("effects", "TRI-611", "--level", "clinical").stderr.startswith(
        "Without --level and with --admit suggested"
    )
    assert lenaowl.load(admit="suggested").weaker_status("TRI-611") == ""
    assert kb.weaker_status("venetoclax") == ""


def test_knock_downs_are_agents(kb):
    assert states(kb, "IKZF3-knockdown", context="T-cell")["IL2", "increase"].steps == 1
    assert ("cell-death", "increase") in states(kb, "IKZF1 shRNA", context="multiple-myeloma-cell")
    cereblon = states(kb, "CRBN-knockdown")
    assert ("limb-malformation", "increase") in cereblon
    assert ("IKZF3", "decrease") not in cereblon


@pytest.mark.slow
def test_weaker_claims_are_followed_on_request_and_their_status_shows(kb):
    weaker = lenaowl.load(admit="suggested")
    effect = states(weaker, "lenalidomide", context=["T-cell", "NK-cell"])["ADCC", "increase"]
    assert effect.status == "suggested"
    assert ("ADCC", "increase") not in states(kb, "lenalidomide")
    supposed = states(lenaowl.load(admit="open"), "pomalidomide", context="CLL-cell")
    assert supposed["p21", "increase"].status == "open"
    # what follows from established claims alone keeps its status though a weaker way is shorter
    assert states(weaker, "lenalidomide")["IKZF3", "decrease"].status == "established"


def test_results_cannot_be_changed(kb):
    effect = kb.effects("lenalidomide")[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        effect.status = "established"


def test_levels(kb):
    for level in ("molecular", "cellular", "immune", "clinical"):
        assert {e.level for e in kb.effects("lenalidomide", level=level)} == {level}
    with pytest.raises(lenaowl.LenaowlError, match="choose one of"):
        kb.effects("lenalidomide", level="celular")


def test_json_has_the_documented_keys(run):
    answer = run("effects", "lenalidomide", "--format", "json")
    assert answer.returncode == 0
    for effect in json.loads(answer.stdout):
        assert effect["direction"] in ("increase", "decrease")
        assert effect["state"]["id"] == f"{effect['entity']['id']}-{effect['direction']}"
        assert effect["entity"]["iri"].endswith(effect["entity"]["id"].removeprefix("lena:"))
        assert isinstance(effect["contexts"], list)
        assert isinstance(effect["steps"], int)
        assert effect["level"] in ("molecular", "cellular", "immune", "clinical")
        assert effect["status"] == "established"
        assert effect["source"] in ("class", "own")
        assert effect["citations"]
        assert all(":" in citation["id"] for citation in effect["citations"])


def test_what_holds_in_t_cells_holds_in_regulatory_t_cells(kb):
    assert ("IL2", "increase") in states(kb, "lenalidomide", context="regulatory-T-cell")


def test_what_known_members_share_is_apart_from_what_follows_for_any(kb, run):
    found = kb.class_effects("IMiD")
    assert [member.name for member in found.members] == ["lenalidomide", "pomalidomide", "thalidomide"]
    assert "ZFP91-decrease" in {e.state.name for e in found.shared}, "each does, but nothing says that any does"
    assert not {e.state for e in found.shared} & {e.state for e in found.entailed}
    for effect in found.shared:
        assert effect.source == "members"
        for member in found.members:
            assert effect.state in {e.state for e in kb.effects(member)}
    assert found.entailed == kb.effects("IMiD")
    text = " ".join(run("effects", "IMiD").stdout.split())
    assert "Shared by all known members (lenalidomide, pomalidomide, thalidomide), but not entailed for any" in text
    assert "casein kinase 1 alpha" not in text
    assert run("effects", "lenalidomide", "--members").returncode == 2


def test_what_is_asked_of_a_class_can_be_narrowed_and_only_of_a_class(kb):
    molecular = kb.class_effects("IMiD", level="molecular", context="multiple-myeloma-cell")
    assert "IRF4-decrease" in {e.state.name for e in molecular.entailed}
    assert "ZFP91-decrease" in {e.state.name for e in molecular.shared}
    assert {e.level for e in (*molecular.entailed, *molecular.shared)} == {"molecular"}
    assert kb.class_effects("IMiD", level="immune").shared == ()
    with pytest.raises(lenaowl.WrongKindError):
        kb.class_effects("lenalidomide")


def test_what_one_member_lacks_or_has_in_fewer_cells_is_not_shared_in_fewer():
    kb = with_vocabulary_only(SHARING)
    (effect,) = kb.class_effects("ex-class").shared
    assert (effect.state.name, [c.name for c in effect.contexts]) == ("q0-increase", ["c0"])
    assert kb.class_effects("ex-class", context="c1").shared == (), "there only one of them has it"


def test_the_members_own_effects_are_shown_on_request(run):
    records = json.loads(run("effects", "IMiD", "--members", "--format", "json").stdout)
    by_agent = {record["agent"]["label"]: set() for record in records}
    for record in records:
        by_agent[record["agent"]["label"]].add(record["state"]["id"])
    members = {"lenalidomide", "pomalidomide", "thalidomide"}
    (of_class,) = (by_agent[label] for label in by_agent.keys() - members)
    assert members < by_agent.keys()
    assert "lena:CK1alpha-decrease" in by_agent["lenalidomide"] - by_agent["pomalidomide"] - of_class
    assert {record["agent"]["id"] for record in records if record["source"] == "members"} == {"lena:IMiD"}


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "jsonld", "markdown", "html"])
def test_every_format_shows_what_members_share(run, form):
    answer = run("effects", "IMiD", "--format", form)
    assert answer.returncode == 0
    assert "ZFP91" in answer.stdout
    assert "/any-" not in answer.stdout


@pytest.mark.parametrize("members", [(), ("--members",)])
def test_the_turtle_of_a_class_names_no_stand_in(run, members):
    from rdflib import RDF, RDFS, Graph, Namespace

    lena = Namespace("https://w3id.org/lenaowl/")
    graph = Graph()
    for cls in ("ProteasomeInhibitor", "IMiD"):
        graph.parse(data=run("effects", cls, *members, "--format", "ttl").stdout, format="turtle")
    assert not [t for t in graph if any("/any-" in str(term) for term in t)]
    assert set(graph.subjects(RDFS.subClassOf)) == {lena.IMiD}, "a class is below what holds for any member only"
    classes = {lena.IMiD, lena.ProteasomeInhibitor}
    assert all(classes & set(graph.objects(agent, RDF.type)) for agent in graph.objects(None, lena.hasAgent))
    assert (lena.pomalidomide, lena.induces, lena["ZFP91-decrease"]) in graph
    assert ((lena.lenalidomide, lena.induces, lena["CK1alpha-decrease"]) in graph) == bool(members)


def test_in_another_species_only_what_its_own_forms_allow_follows(kb):
    """Murine cereblon does not let the drugs degrade Ikaros; that of the rabbit is competent."""
    assert "IKZF1" in {e.entity.name for e in kb.effects("lenalidomide", context="T-cell")}
    assert {"IKZF1", "IKZF3", "SALL4"}.isdisjoint(e.entity.name for e in kb.effects("lenalidomide", context="mouse"))
    assert {"IKZF1", "SALL4"}.isdisjoint(e.entity.name for e in kb.class_effects("IMiD", context="mouse").entailed)
    assert "SALL4" in {e.entity.name for e in kb.effects("lenalidomide", context="rabbit")}
