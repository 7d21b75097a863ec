"""Many exposures at once are answered as each is by itself, and as the rules in SPARQL and HermiT infer them."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from random_claims import claim, for_reasoners, turtle
from worlds import vocabulary, with_vocabulary_only

from lenaowl import Exposure, LenaowlError
from lenaowl.analysis.batch import LOST, NOT_JUDGED, Batches
from lenaowl.analysis.knowledge_base import KnowledgeBase
from lenaowl.inference.batch import BatchProver, Present
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.owl_reasoners import classify
from lenaowl.inference.prover import HAS_EFFECT
from lenaowl.inference.rules import compiled, infer
from lenaowl.inference.sets import places
from lenaowl.rdf.vocabulary import lena

FOLLOWING = ("follows", "opposed", "weaker")


def random_exposures(kb, rng: random.Random, many: int, drugs: str = "Agent") -> list[Exposure]:
    """Exposures of any agents in any contexts, with losses and forms; some make no sense."""
    o = kb.ontology
    classes = sorted(o.arbitrary_members)
    agents = [*o.members(lena(drugs)), *rng.sample(classes, min(10, len(classes)))]
    contexts, forms = o.members(lena("Context")), o.members(lena("ProteinForm"))
    things = [*o.members(lena("Protein")), *o.members(lena("ProteinComplex"))]

    def some(among, *counts):
        return tuple(rng.sample(among, min(rng.choice(counts), len(among))))

    return [
        Exposure(
            some(agents, 0, 1, 1, 2, 3), some(contexts, 1, 1, 2, 3), some(things, 0, 0, 0, 1, 2),
            some(forms, 0, 0, 0, 1, 2), some(forms, 0, 0, 0, 0, 1),
        )
        for _ in range(many)
    ]  # fmt: skip


def answered(kb, exposures):
    """By exposure what is to be expected, by state; or why it makes no sense."""
    batch = Batches(kb.ontology, kb._effects, kb._resolver, kb._judge).answer(exposures)
    found: list = [defaultdict(list) for _ in exposures]
    for expected, where in batch.expected:
        for place in places(where):
            found[place][expected.state].append(expected)
    return [batch.refused.get(place, found[place]) for place in range(len(exposures))]


def by_itself(kb, exposure):
    """The answer to one what-if, or why it makes no sense."""
    try:
        return kb.what_if(exposure)
    except LenaowlError as error:
        return str(error)


def same_as_one_by_one(kb, exposures) -> int:
    """Compare with what-ifs, one by one; return how many states were compared."""
    compared = 0
    for exposure, found in zip(exposures, answered(kb, exposures), strict=True):
        answer = by_itself(kb, exposure)
        if isinstance(answer, str):
            assert found == answer
            continue
        effects = {e.state for e in answer.effects}
        unjudged = {u.effect.state for u in answer.not_judged}
        by_answer = {kind: {s for s, es in found.items() if any(e.answer in kind for e in es)} for kind in
                     (FOLLOWING, ("opposed",), (NOT_JUDGED,), (LOST,))}  # fmt: skip
        assert by_answer[FOLLOWING] == effects
        assert by_answer["opposed",] == {e.state for e in answer.opposed}
        assert by_answer[NOT_JUDGED,] == unjudged - effects
        assert by_answer[LOST,] == {x.effect.state for x in answer.lost if not x.absent} - effects - unjudged
        for effect in answer.effects:
            here = [e for e in found[effect.state] if e.answer in FOLLOWING]
            assert len(here) == 1, "one answer to one state"
            if here[0].contexts == effect.contexts and effect.proof.statement[0] == answer.presences[""].exposure:
                standing = effect.standing
                assert (here[0].answer, here[0].shown) == (standing.answer, standing.shown)
                assert (here[0].steps, here[0].status, here[0].citations) == (
                    effect.steps, effect.status, effect.citations
                )  # fmt: skip
        compared += len(effects | unjudged)
    return compared


def without_subject(proof):
    """What a proof says, apart from which exposure it is of."""
    statement = proof.statement[1:] if proof.rule in ("step", "design", "given") else proof.statement
    inner = tuple(map(without_subject, proof.premises))
    return proof.conclusion, proof.rule, statement, inner, proof.given, proof.claim, proof.step


def present_in(kb, exposures):
    found = []
    for exposure in exposures:
        try:
            found.append(kb._resolver.presences(exposure)[""])
        except LenaowlError:
            continue
    return found


def proved(kb, presences):
    """The best proofs by state, of each of some exposures, found together."""
    prover, present = BatchProver(kb.ontology.facts, kb.ontology.prover), Present.of(presences)
    found: list[dict] = [{} for _ in presences]
    for state, pieces in prover.best(
        present, prover.taken(present, kb.ontology.facts.steps), present.all
    ).items():  # fmt: skip
        for piece in pieces:
            for place in places(piece.where):
                assert state not in found[place], "one best proof"
                found[place][state] = piece.proof
    return found


def same_proofs(kb, presences) -> int:
    compared = 0
    for presence, found in zip(presences, proved(kb, presences), strict=True):
        alone = kb.ontology.prover.best(presence)
        assert found.keys() == alone.keys()
        for state, proof in alone.items():
            assert without_subject(found[state]) == without_subject(proof)
        compared += len(alone)
    return compared


@pytest.mark.parametrize(("drugs", "at_least"), [("Agent", 200), ("CRBNModulator", 1000)])
def test_of_the_ontology(kb, drugs, at_least):
    exposures = random_exposures(kb, random.Random(22), 400, drugs)
    assert same_as_one_by_one(kb, exposures) > at_least
    assert same_proofs(kb, present_in(kb, exposures[:200])) > at_least / 2


def test_exposures_that_make_no_sense_do_not_stop_the_others(kb):
    good = Exposure(["lenalidomide"], ["MM1S"])
    bad = [Exposure(["nonsense"], ["MM1S"]), Exposure((), ["MM1S"]), Exposure(["lenalidomide"]),
           Exposure(["lenalidomide"], ["mouse", "human"]), Exposure(["lenalidomide"], ["MM1S"], also=["CRBN-WT"])]  # fmt: skip
    alone, *refused, again = answered(kb, [good, *bad, good])
    assert {state.name for state in alone} >= {"IKZF1-decrease", "IKZF3-decrease"}
    assert alone == again == answered(kb, [good])[0]
    for exposure, reason in zip(bad, refused, strict=True):
        if exposure.contexts:
            with pytest.raises(LenaowlError) as caught:
                kb.what_if(exposure)
            assert reason == str(caught.value)
        else:
            assert "no context" in reason


def test_what_is_lost_says_what_it_needs(kb):
    [found] = answered(kb, [Exposure(["lenalidomide"], ["MM1S"], forms=["IKZF3-Q147H"])])
    [lost] = found[lena("IKZF3-decrease")]
    assert lost.answer == LOST
    assert (
        lost.because
        == "that there is less IKZF3 (Aiolos) needs an IMiD-sensitive form of IKZF3 (Aiolos) as its only form"
    )


def test_many_what_ifs_are_those_of_one_by_one(kb):
    asked = [{"agents": "lenalidomide", "without": "CRBN"}, {"agents": "nobody"}, {"agent": "lenalidomide"},
             Exposure("lenalidomide", without="CRBN"), Exposure(), "lenalidomide", {1: "x"}]  # fmt: skip
    many = kb.what_ifs(asked)
    assert_same_answer(many.answers[0], kb.what_if(agents="lenalidomide", without="CRBN"))
    assert many.answers[3] is many.answers[0]
    starts = [(refused.number, refused.reason.partition(" ")[0]) for refused in many.refused]
    assert starts == [(2, "no"), (3, "'agent'"), (5, "an"), (6, "an"), (7, "an")]
    assert [answer is None for answer in many.answers] == [False, True, True, False, True, True, True]


def assert_same_answer(one, other):
    assert one.as_dict() == other.as_dict()
    assert (one.presences, one.statements) == (other.presences, other.statements)
    for told, alone in zip(one.effects, other.effects, strict=True):
        assert told.standing == alone.standing
        assert without_subject(told.proof) == without_subject(alone.proof)


def many_as_one_by_one(kb, exposures) -> int:
    """Compare many what-ifs with those of one by one; return how many effects were compared."""
    many, compared = kb.what_ifs(exposures), 0
    reasons = {refused.number: refused.reason for refused in many.refused}
    for number, (exposure, answer) in enumerate(zip(exposures, many.answers, strict=True), 1):
        alone = by_itself(kb, exposure)
        if isinstance(alone, str):
            assert (answer, reasons[number]) == (None, alone)
            continue
        assert_same_answer(answer, alone)
        compared += len(alone.effects) + len(alone.lost) + len(alone.not_judged)
    return compared


def test_many_are_as_one_by_one_in_stated_cells_and_in_each_reference_system(kb):
    rng = random.Random(29)
    stated = random_exposures(kb, rng, 60, "CRBNModulator")
    anywhere = [replace(e, contexts=()) for e in random_exposures(kb, rng, 40, "CRBNModulator")]
    of_a_species = [replace(e, species=rng.choice(("mouse", "rabbit", "human"))) for e in anywhere[:20]]
    assert many_as_one_by_one(kb, [*stated, *anywhere, *of_a_species]) > 500


world = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@world
@given(claims=st.lists(claim, min_size=5, max_size=40), rng=st.randoms(use_true_random=False))
def test_of_any_claims(claims, rng):
    kb = with_vocabulary_only(turtle(claims))
    exposures = random_exposures(kb, rng, 25)
    same_as_one_by_one(kb, exposures)
    many_as_one_by_one(kb, [*exposures, *(replace(e, contexts=()) for e in exposures[:10])])
    presences = present_in(kb, exposures)
    same_proofs(kb, presences)
    assert_rules_agree(kb, turtle(claims), exposures, presences)


def assert_rules_agree(kb, text, exposures, presences):
    """The rules in SPARQL infer the same states in the same exposures, from their description as RDF."""
    described = [t for e in exposures for answer in kb.what_ifs([e]).answers if answer for t in answer.statements]
    store = compiled(
        lambda into: into.add(
            [*vocabulary(), *described, *(q.triple for q in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))]
        )
    )
    infer(store)
    effects, degraded = (store.objects(lena(name)) for name in ("hasEffect", "degrades"))
    for presence, found in zip(presences, proved(kb, presences), strict=True):
        iri = presence.exposure
        assert set(found) == {*effects.get(iri, ()), *degraded.get(iri, ())}


@pytest.mark.judge
def test_hermit_infers_the_same(java):
    @for_reasoners(2)
    @given(claims=st.lists(claim, min_size=20, max_size=30), rng=st.randoms(use_true_random=False))
    def agree(claims, rng):
        kb = with_vocabulary_only(turtle(claims))
        exposures = random_exposures(kb, rng, 8)
        described = [t for e in exposures for answer in kb.what_ifs([e]).answers if answer for t in answer.statements]
        parsed = [q.triple for q in ox.parse(turtle(claims).encode(), format=ox.RdfFormat.TURTLE)]
        read = KnowledgeBase(InferredOntology(lambda into: into.add([*vocabulary(), *parsed, *described])))
        facts = classify([*read.ontology.core(), *read.ontology.exposure_module()], "hermit")
        presences = present_in(kb, exposures)
        for presence, found in zip(presences, proved(kb, presences), strict=True):
            judged = {o for s, p, o in facts if (s, p) == (presence.exposure, HAS_EFFECT)}
            assert {state for state, proof in found.items() if proof.statement[1] == HAS_EFFECT} == judged

    agree()
