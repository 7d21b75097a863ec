"""Amounts: a number with its unit says a finding only where a mapping says below or above which number it does."""

from __future__ import annotations

import re
from typing import NamedTuple

_NUMBER = re.compile(r"([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)\s*([^\d,].*)?")


class Amount(NamedTuple):
    """An amount as a source states it.

    Attributes:
        number: the number, as text.
        units: how its unit is spelt, as a code and in words; none if that is not stated.
    """

    number: str
    units: tuple[str, ...] = ()


class Threshold(NamedTuple):
    """From which amount on there is a finding.

    Attributes:
        below: the number that it is below, or none.
        above: the number that it is above, or none.
        unit: the unit of both, as the source spells it; an empty text if the number has none.
    """

    below: float | None
    above: float | None
    unit: str


def amount_of(text: str, unit: str = "") -> Amount:
    """Return the amount in a text, such as a cell, with the unit in it, or else another.

    >>> amount_of("12 %"), amount_of("12", "ng/mL"), amount_of("low")
    (Amount(number='12', units=('%',)), Amount(number='12', units=('ng/mL',)), Amount(number='low', units=()))
    """
    match = _NUMBER.fullmatch(text.strip())
    if not match:
        return Amount(text.strip())
    units = ((match[2] or "").strip() or unit,)
    return Amount(match[1], tuple(filter(None, units)))


def is_beyond(amount: Amount | None, threshold: Threshold | None) -> bool | str:
    """Return whether there is a finding, or why that cannot be said. Units are compared, and never converted."""
    if amount is None or threshold is None:
        if amount is not None:
            return "it is an amount, which says no finding by itself; `below` or `above` in the mapping would."
        return threshold is None or "it has no amount, and the mapping says from which amount on it counts."
    match = _NUMBER.fullmatch(amount.number)
    if not match or match[2]:
        return "its amount is not a number, such as 5.5."
    if threshold.unit and not amount.units:
        return f"its amount has no unit, and the mapping is for '{threshold.unit}'."
    if amount.units and threshold.unit not in amount.units:
        return f"its unit is '{amount.units[0]}', and the mapping is for '{threshold.unit or 'no unit'}'."
    number = float(match[1])
    low = threshold.below is None or number < threshold.below
    return low and (threshold.above is None or number > threshold.above)
