"""States: an entity going up or down. Their IRIs are made from the entity's, as the rules make them."""

from __future__ import annotations

import re
from dataclasses import dataclass

INCREASE, DECREASE = "increase", "decrease"
OPPOSITE = {INCREASE: DECREASE, DECREASE: INCREASE}


@dataclass(frozen=True)
class State:
    """An entity going up or down.

    Attributes:
        entity: IRI of what changes.
        direction: `increase` or `decrease`.

    >>> State("https://w3id.org/lenaowl/IRF4", "decrease").iri
    'https://w3id.org/lenaowl/IRF4-decrease'
    """

    entity: str
    direction: str

    @property
    def iri(self) -> str:
        """The IRI of the state."""
        return f"{self.entity}-{self.direction}"

    @classmethod
    def parse(cls, iri: str) -> State | None:
        """Return the state that an IRI stands for; None if it is not one of a state.

        >>> State.parse("https://w3id.org/lenaowl/IL2-increase").direction
        'increase'
        >>> State.parse("https://w3id.org/lenaowl/T-cell") is None
        True
        """
        entity, _, direction = iri.rpartition("-")
        return cls(entity, direction) if entity and direction in OPPOSITE else None

    @classmethod
    def named(cls, iri: str) -> State:
        """Return the state that an IRI stands for.

        Raises:
            ValueError: if it is not one of a state.
        """
        state = cls.parse(iri)
        if state is None:
            raise ValueError(f"<{iri}> does not name a state: it ends in neither -increase nor -decrease")
        return state


def states_of(entity: str) -> tuple[str, str]:
    """Return the IRIs of the two states of an entity: its increase, and its decrease."""
    return State(entity, INCREASE).iri, State(entity, DECREASE).iri


def base_of(iri: str) -> str:
    """Return the entity of a state or the protein of a wild-type form, whose IRIs are made from it; else the IRI."""
    return re.sub(r"-(increase|decrease|WT)$", "", iri)
