"""All ways to a conclusion against a plain enumeration of them."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from lenaowl.inference.proofs import Proof
from lenaowl.inference.ways import LIMIT, Move, best_ways, ways

GOAL = "n0"
nodes = st.integers(0, 4).map("n{}".format)
made = st.lists(
    st.tuples(nodes, st.lists(nodes, max_size=2, unique=True), st.sets(st.integers(0, 5), min_size=1, max_size=2)),
    max_size=9,
)


def moves_of(kb, told):
    """Moves that rest on real claims, by their places among them."""
    claims = [claim for claim in kb.ontology.claims.values() if not claim.rank]
    return [
        Move(
            Proof(end, "step", ("", "", end), tuple(Proof("", "claim", ("", "", ""), claim=claims[n]) for n in sorted(own))),
            end,
            tuple(needs),
            sum(1 << n for n in own),
        )
        for end, needs, own in told
    ]  # fmt: skip


def enumerated(moves, goal, path=()):
    """Yield claims and steps of each derivation of a conclusion that goes round no circle."""
    for move in moves if goal not in path else ():
        if move.conclusion == goal:
            for before in product(*(list(enumerated(moves, need, (*path, goal))) for need in move.needs)):
                claims = move.claims
                for one, _ in before:
                    claims |= one
                yield claims, 1 + sum(steps for _, steps in before)


@settings(max_examples=80, deadline=None)
@given(made)
def test_just_the_minimal_ways_are_found_the_best_first(kb, told):
    moves = moves_of(kb, told)
    every = set(enumerated(moves, GOAL))
    least = {
        claims for claims, _ in every if not any(other != claims and other & claims == other for other, _ in every)
    }
    fewest = {claims: min(steps for other, steps in every if other == claims) for claims in least}
    found, more = ways(moves, GOAL)
    assert not more
    assert [way.order[:2] for way in found] == sorted(way.order[:2] for way in found)
    best = [way for _, way in best_ways({"one": found, "another": found})]
    assert [way.order for way in best] == sorted(way.order for way in best)
    # a way with more claims is kept only where it takes fewer steps than those that need fewer
    assert {way.claims: way.order[1] for way in best if way.claims in least} == fewest
    assert all(any(o & w.claims == o and fewest[o] > w.order[1] for o in least) for w in best if w.claims not in least)
    assert len({way.claims for way in best}) == len(best), "what two exposures share comes once"
    if every:
        assert best[0].order[1] == min(steps for _, steps in every)


def test_of_very_many_ways_the_best_are_listed_and_the_cut_is_said(kb):
    """Six layers of four: 4,096 ways of seven steps, and one of a single step that is not lost among them."""
    layers = [[f"{layer}-{n}" for n in range(4)] for layer in range(6)]
    told = [(end, [], {n}) for n, end in enumerate(layers[0])]
    for before, after in zip(layers, [*layers[1:], [GOAL]], strict=True):
        told += [(end, [need], {len(told) + n}) for n, (need, end) in enumerate(product(before, after))]
    found, more = ways(moves_of(kb, told), GOAL)
    assert more
    assert len(found) == LIMIT
    found, more = ways(moves_of(kb, [*told, (GOAL, [], {len(told)})]), GOAL)
    assert more
    assert found[0].order[1] == 1
