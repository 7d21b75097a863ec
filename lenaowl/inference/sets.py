"""Sets of exposures as integers: one bit an exposure, by its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

Sets = defaultdict[str, int]  # by IRI of a thing, the exposures that have it


def having(things: Sequence[frozenset[str]]) -> Sets:
    """Return by thing the set of the places that have it."""
    by_things: dict[frozenset[str], list[int]] = defaultdict(list)
    for place, found in enumerate(things):
        by_things[found].append(place)
    usual = max(by_things, key=lambda found: len(by_things[found]), default=frozenset())
    unusual: dict[str, list[int]] = defaultdict(list)
    for found, where in by_things.items():
        for thing in found ^ usual:
            unusual[thing] += where
    made = Sets(int, dict.fromkeys(usual, (1 << len(things)) - 1))
    for thing, where in unusual.items():
        made[thing] ^= as_set(where, len(things))
    return made


def as_set(places: Iterable[int], size: int) -> int:
    """Return places, from 0 to below `size`, as a set."""
    octets = bytearray(size // 8 + 1)
    for place in places:
        octets[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(octets, "little")


def places(exposures: int) -> Iterator[int]:
    """Yield the places in a set, in order."""
    bits = bin(exposures)[:1:-1]
    place = bits.find("1")
    while place >= 0:
        yield place
        place = bits.find("1", place + 1)


def union(sets: Mapping[str, int], names: Iterable[str]) -> int:
    """Return the exposures that have some of these things."""
    return reduce(or_, (sets[name] for name in names), 0)
