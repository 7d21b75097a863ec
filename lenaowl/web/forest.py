"""The hazard ratios of a trial as a forest plot: where each mark stands, on an axis of logarithms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, isfinite, log10

from lenaowl.release.site.pages import Site
from lenaowl.web.picture_text import lines_of

# Measures in the units of the picture, which are pixels where there is room.
WIDTH, LEFT, RIGHT, ROW, TOP, FOOT = 640, 20, 460, 66, 8, 28
_LETTERS, _LINES = 84, 2


@dataclass(frozen=True)
class Ratio:
    """A hazard ratio.

    Attributes:
        result: IRI of the result.
        endpoint: what was measured.
        arm: the arm that is compared.
        comparator: the arm that it is compared with; an empty text if none is recorded.
        value: the ratio.
        interval: its confidence limits; none where they are not recorded.
    """

    result: str
    endpoint: str
    arm: str
    comparator: str
    value: float
    interval: tuple[float, float] | None

    @property
    def lines(self) -> list[str]:
        """What is compared, in the lines that there is room for."""
        against = f" against {self.comparator}" if self.comparator else ""
        return lines_of(f"{self.endpoint}: {self.arm}{against}", _LETTERS, _LINES)

    @property
    def said(self) -> str:
        """The numbers."""
        return f"{self.value:g} ({self.interval[0]:g} to {self.interval[1]:g})" if self.interval else f"{self.value:g}"


class Forest:
    """The plot; it is true if an interval is recorded.

    Args:
        site: knows what is stated of the trial.
        label: returns the label of a term.
        trial: IRI of the trial.
    """

    width = WIDTH

    def __init__(self, site: Site, label: Callable[[str], str], trial: str) -> None:
        self._site = site
        self._label_of = label
        self._name = label(trial)
        found = (self._ratio(iri) for iri in site.results(trial) if site.one(iri, "statistic") == "hazard ratio")
        self.ratios = [ratio for ratio in found if ratio]

    def __bool__(self) -> bool:
        """Whether an interval is recorded: without any there is nothing to plot."""
        return any(ratio.interval for ratio in self.ratios)

    def _ratio(self, result: str) -> Ratio | None:
        value, low, high = (self._number(result, name) for name in ("value", "intervalLow", "intervalHigh"))
        if not value:  # it was reported in words
            return None
        interval = (low, high) if low and high else None
        endpoint, arm, other = (self._label(result, name) for name in ("hasEndpoint", "resultOfArm", "comparatorArm"))
        return Ratio(result, endpoint, arm, other, value, interval)

    def _number(self, result: str, name: str) -> float:
        """Return a number; 0 if it is not recorded or has no logarithm."""
        try:
            number = float(self._site.one(result, name) or 0)
        except ValueError:
            return 0
        return number if isfinite(number) and number > 0 else 0

    def _label(self, result: str, name: str) -> str:
        iri = self._site.one(result, name)
        return self._label_of(iri).removeprefix("endpoint: ").removeprefix(f"{self._name}: ") if iri else ""

    @cached_property
    def ticks(self) -> list[float]:
        """The numbers at the axis, 1 among them: from below the least limit to above the greatest."""
        limits = [limit for ratio in self.ratios for limit in (ratio.value, *(ratio.interval or ()))]
        low, high = min(*limits, 0.5), max(*limits, 2)
        tens = range(floor(log10(low)), ceil(log10(high)) + 1)
        steps = [float(f"{step}e{ten}") for ten in tens for step in (1, 2, 5)]
        first, last = max(s for s in steps if s <= low), min(s for s in steps if s >= high)
        return [step for step in steps if first <= step <= last]

    def x(self, ratio: float) -> float:
        """Return where a ratio stands."""
        first, last = log10(self.ticks[0]), log10(self.ticks[-1])
        return round(LEFT + (log10(ratio) - first) / (last - first) * (RIGHT - LEFT), 1)

    def top(self, number: int) -> int:
        """Return where a line begins, by its number from 0."""
        return TOP + ROW * number

    @property
    def bottom(self) -> int:
        """Where the axis is."""
        return self.top(len(self.ratios))

    @property
    def height(self) -> int:
        """The height of the picture."""
        return self.bottom + FOOT
