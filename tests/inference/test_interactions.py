"""Claims on how things act together compile: needs, losses, inhibitors, antagonists; HermiT infers the same of them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from worlds import HUMAN, with_vocabulary_only

from lenaowl import Exposure
from lenaowl.inference.owl_reasoners import classify, inferred_facts
from lenaowl.rdf.vocabulary import lena

EX = "https://example.org/"
HEAD = (
    HUMAN
    + """
ex:class a owl:Class ; rdfs:subClassOf lena:Drug ; rdfs:label "class" .
ex:d0 a owl:NamedIndividual, ex:class ; rdfs:label "d0" .
ex:d1 a owl:NamedIndividual, lena:Drug ; rdfs:label "d1" .
ex:kd a owl:NamedIndividual, lena:GeneticPerturbation ; rdfs:label "kd" ; lena:depletes ex:p1 .
ex:p0 a owl:NamedIndividual, lena:Protein ; rdfs:label "p0" .
ex:p1 a owl:NamedIndividual, lena:Protein ; rdfs:label "p1" ; lena:partOf ex:x1 .
ex:p2 a owl:NamedIndividual, lena:Protein ; rdfs:label "p2" .
ex:x1 a owl:NamedIndividual, lena:ProteinComplex ; rdfs:label "x1" .
ex:q0 a owl:NamedIndividual, lena:CellularProcess ; rdfs:label "q0" .
ex:q1 a owl:NamedIndividual, lena:CellularProcess ; rdfs:label "q1" .
ex:f0 a owl:NamedIndividual, lena:ClinicalFinding ; rdfs:label "f0" ; lena:subtypeOf ex:f1 .
ex:f1 a owl:NamedIndividual, lena:ClinicalFinding ; rdfs:label "f1" ; lena:risesWithSubtypes true .
ex:c0 a owl:NamedIndividual, lena:CellType ; rdfs:label "c0" ; lena:subtypeOf ex:c1 .
ex:c1 a owl:NamedIndividual, lena:CellType ; rdfs:label "c1" .
ex:s0 a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s0" ; lena:systemContext ex:c0 ; lena:species lena:human .
ex:s1 a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s1" ; lena:species lena:human .
ex:p2-dead a owl:NamedIndividual, lena:NonFunctionalForm ; rdfs:label "dead p2" ; lena:formOf ex:p2 .
ex:p2-poison a owl:NamedIndividual, lena:DominantNegativeForm ; rdfs:label "poison p2" ; lena:formOf ex:p2 .
ex:p2-other a owl:NamedIndividual, lena:FunctionalForm ; rdfs:label "other p2" ; lena:formOf ex:p2 .
"""
)


def world(*claims):
    lines = [HEAD]
    for number, (subject, predicate, obj, *rest) in enumerate(claims):
        more = "".join(f" ; lena:{part}" for part in rest)
        status = "" if any("polarity" in part for part in rest) else " ; lena:polarity lena:positive"
        lines.append(
            f"ex:k{number} a owl:NamedIndividual, lena:Claim ; lena:subject {subject} ; lena:predicate lena:{predicate} ;"
            f" lena:object {obj}{more}{status} ; lena:status lena:established ."
        )
    return with_vocabulary_only("\n".join(lines))


def sorted_out(kb, **described):
    answer = kb.what_if(Exposure.of(**described))
    return {
        "lost": {item.effect.state.name for item in answer.lost},
        "still": {e.state.name for e in answer.still_follows},
        "unjudged": {item.effect.state.name for item in answer.not_judged},
        "gained": {e.state.name for e in answer.gained},
        "opposed": {e.state.name for e in answer.opposed},
    }


RAISES = ("ex:d0", "increases", "ex:q0")


def test_what_is_required_for_a_process_takes_it_down_with_it():
    kb = world(("ex:p1", "isRequiredFor", "ex:q1"))
    assert "q1-decrease" in sorted_out(kb, without="p1")["gained"]
    assert "q1-decrease" in {e.state.name for e in kb.effects("kd")}


def test_what_mediates_a_process_takes_it_down_unless_words_narrow_it():
    assert "q1-decrease" in sorted_out(world(("ex:p1", "mediates", "ex:q1")), without="p1")["gained"]
    assert (
        "q1-decrease"
        not in sorted_out(world(("ex:p1", "mediates", "ex:q1", 'setting "in part"')), without="p1")["gained"]
    )


def test_what_is_required_for_a_claim_is_a_need_of_its_steps():
    before, after = world(RAISES), world(RAISES, ("ex:p1", "isRequiredFor", "ex:k0"))
    assert sorted_out(before, agents="d0", without="p1")["unjudged"] == {"q0-increase"}
    assert sorted_out(after, agents="d0", without="p1")["lost"] == {"q0-increase"}
    denied = world(RAISES, ("ex:p1", "isRequiredFor", "ex:k0", "polarity lena:negative"))
    assert sorted_out(denied, agents="d0", without="p1")["still"] == {"q0-increase"}


@pytest.mark.parametrize("drug", ["ex:d0", "ex:class"])
def test_a_loss_that_confers_resistance_is_a_need_of_the_effect(drug):
    there = ("context ex:c1",)
    kb = world(("ex:d0", "increases", "ex:q0", *there), ("ex:kd", "confersResistanceTo", drug, *there))
    assert sorted_out(kb, agents="d0", without="p1")["lost"] == {"q0-increase"}
    assert sorted_out(kb, agents=["d0", "kd"])["lost"] == {"q0-increase"}
    elsewhere = world(("ex:d0", "increases", "ex:q0", *there), ("ex:kd", "confersResistanceTo", drug, "context ex:c0"))
    assert sorted_out(elsewhere, agents="d0", without="p1")["unjudged"] == {"q0-increase"}


def test_an_inhibitor_takes_the_work_of_a_complex_out():
    kb = world(("ex:d0", "inducesDegradationOf", "ex:p0", "requires ex:x1"), ("ex:d1", "inhibits", "ex:x1"))
    assert sorted_out(kb, agents="d0")["still"] == {"p0-decrease"}
    both = sorted_out(kb, agents=["d0", "d1"])
    assert (both["lost"], both["still"]) == ({"p0-decrease"}, {"x1-decrease"})
    proof = next(e.proof for e in kb.effects("d1"))
    assert {leaf.predicate for leaf in proof.leaves} == {lena("inhibits")}, "the loss rests on the claim"


def test_a_class_of_inhibitors_does_too():
    kb = world(("ex:d1", "inducesDegradationOf", "ex:p0", "requires ex:x1"), ("ex:class", "inhibits", "ex:x1"))
    assert sorted_out(kb, agents=["d0", "d1"])["lost"] == {"p0-decrease"}


@pytest.mark.parametrize("antagonised", ["ex:k0", "ex:d0"])
def test_an_antagonist_opposes_the_effect_and_what_comes_of_it(antagonised):
    kb = world(RAISES, ("ex:q0-increase", "leadsTo", "ex:q1-increase"), ("ex:d1", "antagonises", antagonised))
    assert sorted_out(kb, agents="d0")["still"] == {"q0-increase", "q1-increase"}
    both = kb.what_if(agents=["d0", "d1"])
    assert {e.state.name for e in both.opposed} == {"q0-increase", "q1-increase"}
    assert {c.iri for e in both.opposed for c in e.standing.claims} == {EX + "k2"}


def test_an_antagonist_opposes_nothing_that_has_another_cause():
    kb = world(RAISES, ("ex:d1", "antagonises", "ex:k0"), ("ex:p1-decrease", "leadsTo", "ex:q0-increase"))
    assert "q0-increase" in sorted_out(kb, agents=["kd", "d1"])["still"]


@pytest.mark.parametrize(
    ("described", "lost"),
    [
        ({"forms": "p2-dead"}, True), ({"forms": "p2-poison"}, True), ({"also": "p2-poison"}, True),
        ({"also": "p2-dead"}, False), ({"forms": "p2-other"}, False), ({"forms": ["p2-dead", "p2-other"]}, False),
        ({"forms": ["p2-poison", "p2-other"]}, True),
    ],
)  # fmt: skip
def test_a_form_that_does_not_work_counts_as_a_loss_where_nothing_else_works(described, lost):
    kb = world(("ex:p2-decrease", "leadsTo", "ex:q0-increase"), ("ex:d0", "increases", "ex:p2"))
    assert ("q0-increase" in sorted_out(kb, **described)["gained"]) == lost
    assert ("p2-increase" in sorted_out(kb, agents="d0", **described)["lost"]) == lost


# -- claims made at random ----------------------------------------------------------------------------

ENTITIES = ["ex:p0", "ex:p1", "ex:p2", "ex:x1", "ex:q0", "ex:q1", "ex:f0", "ex:f1"]
AGENTS = ["ex:d0", "ex:d1", "ex:class", "ex:kd"]
entity, agent = st.sampled_from(ENTITIES), st.sampled_from(AGENTS)
about = st.sampled_from([f"ex:k{n}" for n in range(8)])
statement = st.one_of(
    st.tuples(agent, st.sampled_from(["increases", "decreases", "inducesDegradationOf"]), st.sampled_from(ENTITIES[:3])),
    st.tuples(agent, st.sampled_from(["increases", "decreases"]), entity),
    st.tuples(entity, st.sampled_from(["activates", "represses"]), entity),
    st.tuples(entity, st.just("isRequiredFor"), st.one_of(entity, about)),
    st.tuples(entity, st.just("mediates"), entity),
    st.tuples(st.sampled_from(["ex:d1", "ex:class"]), st.just("inhibits"), st.sampled_from(ENTITIES[:4])),
    st.tuples(st.one_of(agent, entity, st.sampled_from(["ex:p2-dead", "ex:p1-decrease"])), st.just("antagonises"),
              st.one_of(about, entity, agent)),
    st.tuples(st.sampled_from(["ex:kd", "ex:p1-decrease"]), st.just("confersResistanceTo"), agent),
)  # fmt: skip
claim = st.builds(
    lambda s, contexts, requires, polarity: (*s, *contexts, *requires, f"polarity lena:{polarity}"),
    statement,
    st.lists(st.sampled_from(["context ex:c0", "context ex:c1"]), max_size=1),
    st.lists(st.sampled_from(["requires ex:p1", "requires ex:x1"]), max_size=1),
    st.sampled_from(["positive"] * 4 + ["negative"]),
)
EXPOSURES = [
    {"agents": ["d0", "d1"]}, {"agents": ["d0", "kd"], "contexts": ["c0"]}, {"agents": ["d0"], "without": ["p1"]},
    {"agents": ["d1"], "forms": ["p2-dead"], "contexts": ["c1"]}, {"also": ["p2-poison"]},
]  # fmt: skip


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(claims=st.lists(claim, min_size=4, max_size=14))
def test_nothing_still_follows_but_by_claims_that_state_their_needs(claims):
    from lenaowl.analysis.needs import NOT_STATED, Needs

    kb = world(*claims)
    needs = Needs(kb.ontology)
    for described in EXPOSURES:
        answer = kb.what_if(Exposure.of(**described))
        groups = [
            {(item.effect.state, item.effect.contexts) for item in (*answer.lost,)},
            {(item.effect.state, item.effect.contexts) for item in answer.not_judged},
            {(e.state, e.contexts) for e in answer.still_follows},
            {(e.state, e.contexts) for e in answer.opposed},
            {(e.state, e.contexts) for e in answer.gained},
        ]
        assert sum(map(len, groups)) == len(set().union(*groups)), "each effect is in one place"
        usual = {(e.state, e.contexts) for name in described.get("agents", ()) for e in kb.effects(name)}
        assert usual <= set().union(*groups[:4]), "and none is left out"
        for thing in (EX + name for name in described.get("without", ())):
            if any(thing in kb.ontology.facts.depletes.get(EX + name, ()) for name in described["agents"]):
                continue  # it is not there as a rule either
            for effect in answer.still_follows:
                leaps = (s for s in effect.proof.all_steps if s.agents or s.agent_kinds)
                leaps = [s for s in leaps if kb.ontology.claims[s.claim].predicate != lena("inducesDegradationOf")]
                assert all(needs.of(step, thing) != NOT_STATED for step in leaps)


@pytest.mark.slow
@settings(
    max_examples=5, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(claims=st.lists(claim, min_size=6, max_size=16))
def test_hermit_infers_the_same_of_interactions(claims, java):
    from lenaowl.analysis.exposures import Described

    kb = world(*claims)
    resolver, prover = kb._resolver, kb.ontology.prover
    triples, expected = [], set()
    for asked in EXPOSURES:
        for presence in resolver.presences(Exposure.of(**asked)).values():
            losses = tuple(state for state, _ in prover.by_design(presence))
            triples += Described(presence, "x", losses, {}).triples()
            proved = prover.best(presence)
            effects = {s for s, proof in proved.items() if proof.statement[1] == lena("hasEffect")}
            expected |= {(presence.exposure, lena("hasEffect"), state) for state in effects}
            against = {opposition.state for opposition in kb.ontology.facts.against(presence, proved)}
            expected |= {(presence.exposure, lena("worksAgainst"), state) for state in against}
    judged = classify([*kb.ontology.asserted(), *triples], "hermit")
    assert expected <= judged
    asked_of = {exposure for exposure, _, _ in expected}
    told = {f for f in judged if f[0] in asked_of and f[1] in (lena("hasEffect"), lena("worksAgainst"))}
    assert told == expected
    ours = inferred_facts(kb.ontology)
    assert {f for f in judged if f[0] in {subject for subject, _, _ in ours}} == ours
