"""All ways in which something follows in an exposure, the best first.

A way is made of the ways to what its last step needs. All are taken from one queue in the order of their cost, several
for each conclusion (Knuth's generalisation of Dijkstra's algorithm, 1977, takes one). The ways to what a step needs are
combined lazily, the best of each first, as k best parses are (Huang and Chiang, 2005).
A way that rests on all the claims of a better way to the same conclusion is dropped at once: none that is minimal has
such a part, and what goes round in a circle is such a way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, islice

from lenaowl.inference.proofs import Proof

LIMIT = 1000  # ways to one conclusion
_MOST = 100 * LIMIT  # ways that are looked at, to all conclusions together

Order = tuple[int, int, int, tuple[str, ...]]


@dataclass(frozen=True)
class Move:
    """What may come last in a way: a step, or what holds by design.

    Attributes:
        alone: its proof, without what it needs before.
        conclusion: what it leads to.
        needs: what must follow before, in the order of the step.
        claims: its own claims, one bit each.
    """

    alone: Proof
    conclusion: str
    needs: tuple[str, ...]
    claims: int

    @property
    def names(self) -> tuple[str, ...]:
        """Its own claims, by IRI."""
        return tuple(leaf.iri for leaf in self.alone.leaves)


@dataclass(frozen=True)
class Way:
    """A way to a conclusion: its last move, and the ways to what that needs.

    Attributes:
        move: the last move.
        before: the ways to what it needs.
        claims: all claims, one bit each.
        order: what ways are ordered by, as proofs are by their cost: weakest status, steps, claims and their names.
    """

    move: Move
    before: tuple[Way, ...]
    claims: int
    order: Order

    @classmethod
    def of(cls, move: Move, before: tuple[Way, ...]) -> Way:
        """Return the way of a move after others."""
        claims, rank, steps = move.claims, move.alone.rank, move.alone.steps
        names: dict[str, None] = {}
        for way in before:
            claims |= way.claims
            rank = max(rank, way.order[0])
            steps += way.order[1]
            names.update(dict.fromkeys(way.order[3]))
        names.update(dict.fromkeys(move.names))
        return cls(move, before, claims, (rank, steps, len(names), tuple(names)))


class Minimal:
    """Sets of claims of which none holds another; each is kept by one of its claims, so few are compared."""

    def __init__(self) -> None:
        self._kept: dict[int, list[int]] = defaultdict(list)

    def add(self, claims: int) -> bool:
        """Keep a set, unless one that it holds was kept before; return whether it was kept."""
        rest = claims
        while rest:
            last = rest.bit_length()
            if any(kept & claims == kept for kept in self._kept.get(last, ())):
                return False
            rest ^= 1 << last - 1
        if 0 in self._kept:  # what rests on no claim at all
            return False
        self._kept[claims.bit_length()].append(claims)
        return True


def ways(moves: Sequence[Move], goal: str) -> tuple[list[Way], bool]:
    """Return the ways to a conclusion by some moves, at most `LIMIT`, and whether there are more.

    They come in the order of status and steps. Of ways alike in these, one that rests on all the claims of another may
    come before it; `best_ways` leaves it out.
    """
    search = _Search(moves)
    to_goal = (way for way in search.settled() if way.move.conclusion == goal)
    found = list(islice(to_goal, LIMIT))
    return found, search.cut or next(to_goal, None) is not None


class _Search:
    """The queue of ways, and what has been taken from it.

    Attributes:
        cut: whether not all was looked at.
    """

    def __init__(self, moves: Sequence[Move]) -> None:
        self._settled: dict[str, list[Way]] = defaultdict(list)
        self._minimal: dict[str, Minimal] = defaultdict(Minimal)
        self._waiting: dict[tuple[str, int], list[tuple[Move, tuple[int, ...]]]] = defaultdict(list)
        self._offered: set[tuple[int, tuple[int, ...]]] = set()
        self._queue: list[tuple[Order, int, Way, tuple[int, ...]]] = []
        self._number = count()
        self.cut = False
        for move in moves:
            self._offer(move, (0,) * len(move.needs))

    def settled(self) -> Iterator[Way]:
        """Yield the ways that are kept, in the order of their cost."""
        for _ in range(_MOST):
            if not self._queue:
                return
            _, _, way, places = heappop(self._queue)
            for n, place in enumerate(places):
                self._offer(way.move, (*places[:n], place + 1, *places[n + 1 :]))
            conclusion = way.move.conclusion
            known = self._settled[conclusion]
            if len(known) > LIMIT:
                self.cut = True
            elif self._minimal[conclusion].add(way.claims):
                known.append(way)
                yield way
                for move, wanted in self._waiting.pop((conclusion, len(known) - 1), ()):
                    self._put(move, wanted)
        self.cut = self.cut or bool(self._queue)

    def _offer(self, move: Move, places: tuple[int, ...]) -> None:
        """Put a move after the ways at these places to what it needs, now or when these are settled."""
        if (id(move), places) not in self._offered:
            self._offered.add((id(move), places))
            self._put(move, places)

    def _put(self, move: Move, places: tuple[int, ...]) -> None:
        for need, place in zip(move.needs, places, strict=True):
            if place >= len(self._settled[need]):
                self._waiting[need, place].append((move, places))
                return
        before = tuple(self._settled[need][place] for need, place in zip(move.needs, places, strict=True))
        way = Way.of(move, before)
        heappush(self._queue, (way.order, next(self._number), way, places))


def best_ways(by_subject: Mapping[str, Iterable[Way]], last: Iterable[str] = ()) -> list[tuple[str, Way]]:
    """Return ways of several subjects, each with its subject, best first; none rests on all the claims of a better one.

    Of ways with the same status, those of subjects that are in `last` come last.
    """
    later = frozenset(last)
    told = [(subject, way) for subject, found in by_subject.items() for way in found]
    told.sort(key=lambda pair: (pair[1].order[0], pair[0] in later, pair[1].order, pair[0]))
    kept = Minimal()
    return [(subject, way) for subject, way in told if kept.add(way.claims)]
