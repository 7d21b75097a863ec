"""All proofs of what an agent does, the best first."""

from __future__ import annotations

from collections import defaultdict
from itertools import count

from lenaowl.inference.proofs import Proof
from lenaowl.inference.prover import Prover, goal_of
from lenaowl.inference.steps import Facts, Presence, Step
from lenaowl.inference.ways import LIMIT, Move, Way, best_ways, ways


def all_proofs(facts: Facts, prover: Prover, agent: str, prop: str, target: str) -> tuple[list[Proof], bool]:
    """Prove `agent prop target` in all ways, best first, at most `LIMIT`, and say whether there may be more.

    None rests on all the claims of a better one. See `Prover.agent_statement` for what can be proved.
    """
    goal, bits = goal_of(prop, target), defaultdict[str, int](count().__next__)
    found: dict[str, list[Way]] = {}
    cut, searched, presences = False, set(), {}
    for exposure in sorted(facts.profiles.get(agent, ()), key=lambda e: (e in facts.other_species, e)):
        if goal not in prover.profile(exposure):
            continue
        presence = presences[exposure] = facts.presence(exposure)
        moves = _moves(facts, prover, presence, goal, bits)
        alike = frozenset((move.conclusion, move.needs, move.claims) for move in moves)
        if alike not in searched:  # else each way has its like in an exposure that comes first
            searched.add(alike)
            found[exposure], more = ways(moves, goal)
            cut |= more
    listed = best_ways(found, facts.other_species)
    known: dict[int, Proof] = {}
    inner = [_built(prover, presences[exposure], way, known) for exposure, way in listed[:LIMIT]]
    inner.sort(key=lambda proof: (proof.rank, proof.statement[0] in facts.other_species, proof.cost))
    proofs = prover.of_agent((agent, prop, target), inner)
    best = prover.agent_statement(agent, prop, target)[:1]
    if proofs and best[0].cost < proofs[0].cost:  # as can be where the list is cut among ways of as many steps
        proofs = [*best, *(proof for proof in proofs if not set(best[0].leaves) <= set(proof.leaves))]
    return proofs, cut or len(listed) > LIMIT


def _moves(facts: Facts, prover: Prover, presence: Presence, goal: str, bits: dict[str, int]) -> list[Move]:
    """Return what may be a part of a way to a conclusion in an exposure."""
    ending: dict[str, list[Step | Proof]] = defaultdict(list)
    for state, proof in prover.by_design(presence):
        ending[state].append(proof)
    following = prover.profile(presence.exposure)
    for step in facts.taken(presence):
        if all(state in following for state in step.states):
            ending[step.conclusion].append(step)
    seen, queue, found = {goal}, [goal], []
    while queue:
        conclusion = queue.pop()
        for last in ending[conclusion]:
            needs = last.states if isinstance(last, Step) else ()
            alone = prover.step(presence, last, []) if isinstance(last, Step) else last
            found.append(Move(alone, conclusion, needs, sum(1 << bits[leaf.iri] for leaf in alone.leaves)))
            queue += set(needs) - seen
            seen.update(needs)
    return found


def _built(prover: Prover, presence: Presence, way: Way, known: dict[int, Proof]) -> Proof:
    """Return the proof that a way is; what several ways share is built once."""
    if id(way) not in known:
        alone = way.move.alone
        before = [_built(prover, presence, one, known) for one in way.before]
        known[id(way)] = prover.step(presence, alone.step, before) if alone.step else alone
    return known[id(way)]
