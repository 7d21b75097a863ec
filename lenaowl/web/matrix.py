"""Drugs by the proteins that they degrade, as a table: what stands in each cell, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lenaowl.analysis.degradation import Degradation
from lenaowl.analysis.standing import DENIED, NOT_RECORDED, OPPOSED, PREDICTED, SEEN, WEAKER, Standing
from lenaowl.ontology.records import Ref


@dataclass(frozen=True)
class Mark:
    """How a kind of answer is shown.

    Attributes:
        name: the kind in a word, which names its style too.
        sign: a sign for it that needs no colour.
        words: what people hear who do not see the sign.
        meaning: what it says, in a sentence.
    """

    name: str
    sign: str
    words: str
    meaning: str


MARKS = {
    SEEN: Mark("seen", "●", "seen", "reported with this drug, or with a class that it was shown for"),
    PREDICTED: Mark("predicted", "○", "predicted", "follows by a chain of claims only"),
    OPPOSED: Mark("opposed", "≠", "opposed", "follows, and something speaks against it"),
    WEAKER: Mark("weaker", "?", "weaker", "follows only if weaker claims are admitted"),
    DENIED: Mark("denied", "✕", "denied", "an established claim or a measurement says that it is not so"),
    NOT_RECORDED: Mark("silent", "·", "not recorded", "nothing is known here: it may be so or not"),
}


def mark(standing: Standing) -> Mark:
    """Return how an answer is shown."""
    return MARKS[standing.shown or standing.answer]


class Matrix:
    """The table.

    Args:
        pairs: each drug with each protein.
    """

    def __init__(self, pairs: Iterable[Degradation]) -> None:
        self._pairs = {(pair.drug, pair.protein): pair for pair in pairs}

    @cached_property
    def _recorded(self) -> list[Degradation]:
        return [pair for pair in self._pairs.values() if pair.is_recorded]

    @cached_property
    def proteins(self) -> list[Ref]:
        """The proteins of which anything is recorded with one of the drugs, those with most of it first."""
        found = Counter(pair.protein for pair in self._recorded)
        return sorted(found, key=lambda protein: (-found[protein], protein.label.casefold()))

    @cached_property
    def drugs(self) -> list[Ref]:
        """The drugs of which anything is recorded, by label."""
        return sorted({pair.drug for pair in self._recorded}, key=lambda drug: drug.label.casefold())

    @cached_property
    def silent(self) -> list[Ref]:
        """The drugs of which nothing is recorded, by label."""
        found = {drug for drug, _ in self._pairs}.difference(self.drugs)
        return sorted(found, key=lambda drug: drug.label.casefold())

    def mark(self, drug: Ref, protein: Ref) -> Mark:
        """Return what stands in a cell."""
        return mark(self._pairs[drug, protein].standing)

    @cached_property
    def legend(self) -> list[tuple[Mark, int]]:
        """Each kind of answer, and in how many cells of the table it stands."""
        found = Counter(self.mark(drug, protein) for drug in self.drugs for protein in self.proteins)
        return [(one, found[one]) for one in MARKS.values()]
