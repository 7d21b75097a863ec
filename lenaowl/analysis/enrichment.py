"""Whether a model explains more of what changed than chance would."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

from lenaowl.ontology.records import Record


@dataclass(frozen=True)
class Enrichment(Record):
    """Fisher's exact test, one-sided, of whether more proteins changed as the model expects than by chance.

    The background is the proteins of lenaowl that the table measured and tested, not the proteome: what the ontology
    does not know cannot be explained by it. A change against the expected direction does not count as explained.

    Attributes:
        background: proteins of the ontology that the table measured and tested.
        expected: those among them that the model expects to change.
        changed: those among them that changed.
        explained: those that changed as expected.
    """

    background: int
    expected: int
    changed: int
    explained: int

    derived = ("by_chance", "fold", "p")

    @property
    def by_chance(self) -> float | None:
        """How many would be explained by chance; none where nothing was measured."""
        return self.expected * self.changed / self.background if self.background else None

    @property
    def fold(self) -> float | None:
        """How many times as many are explained; none where nothing was expected or nothing changed."""
        return self.explained / self.by_chance if self.by_chance else None

    @property
    def p(self) -> float | None:
        """Probability of as many or more by chance (hypergeometric, exact); none where there is nothing to test.

        >>> round(Enrichment(background=20, expected=5, changed=4, explained=4).p, 6)
        0.001032
        """
        if not self.by_chance or self.expected == self.background or self.changed == self.background:
            return None
        most = min(self.expected, self.changed)
        ways = sum(
            comb(self.expected, hits) * comb(self.background - self.expected, self.changed - hits)
            for hits in range(self.explained, most + 1)
        )
        return ways / comb(self.background, self.changed)
