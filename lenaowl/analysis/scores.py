"""How well experiments are predicted: counts of right, wrong and unanswered rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lenaowl.analysis.experiments import NONE, OUT_OF_REACH, RIGHT, UNANSWERED, UNKNOWN, Prediction
from lenaowl.ontology.records import Record


@dataclass(frozen=True)
class Score(Record):
    """How many rows were predicted, and how well. Each right row counts as one of three: vacuous first.

    Attributes:
        rows: all rows.
        unknown: rows with a name that the ontology does not have.
        in_reach: rows that the model can express and knows the names of.
        right: rows in reach whose prediction is right.
        unanswered: rows in reach of which no claim says whether what was changed is needed.
        vacuous: right rows of which nothing was put to the test: none here and in every control.
        by_construction: other right rows for which the row's own publications are the only source of a claim behind it.
        by_mechanism: the rest of the right rows.
        always_none: rows in reach that would be right if "none" were predicted of everything.
    """

    rows: int
    unknown: int
    in_reach: int
    right: int
    unanswered: int
    vacuous: int
    by_construction: int
    by_mechanism: int
    always_none: int

    derived = ("accuracy_in_reach", "accuracy")

    @property
    def accuracy_in_reach(self) -> float:
        """Share of right ones among the rows in reach, from 0 to 1."""
        return self.right / self.in_reach if self.in_reach else 0.0

    @property
    def accuracy(self) -> float:
        """Share of right ones among all rows, from 0 to 1."""
        return self.right / self.rows


def score(predictions: Sequence[Prediction]) -> Score:
    """Count predictions."""
    reached = [p for p in predictions if p.verdict not in (OUT_OF_REACH, UNKNOWN)]
    right = [p for p in reached if p.verdict == RIGHT]
    tested = [p for p in right if not p.vacuous]
    return Score(
        rows=len(predictions),
        unknown=sum(p.verdict == UNKNOWN for p in predictions),
        in_reach=len(reached),
        right=len(right),
        unanswered=sum(p.verdict == UNANSWERED for p in reached),
        vacuous=len(right) - len(tested),
        by_construction=sum(p.by_construction for p in tested),
        by_mechanism=sum(not p.by_construction for p in tested),
        always_none=sum(p.experiment.expected == NONE for p in reached),
    )
