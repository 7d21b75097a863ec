"""A volcano plot as SVG: the effect across, the p value up. It is text, and needs neither network nor script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from math import ceil, log10

from lenaowl.analysis.interpretation import (
    CONTRADICTED,
    DOWNSTREAM,
    NEOSUBSTRATE,
    NOT_SEEN,
    OF_OTHERS,
    RESISTANCE,
    SUGGESTED,
    UNEXPLAINED,
    Interpretation,
    JudgedRow,
)

# Colours that people with colour blindness tell apart, after Okabe and Ito.
COLOURS = {
    NEOSUBSTRATE: "#0072b2", DOWNSTREAM: "#56b4e9", RESISTANCE: "#009e73", CONTRADICTED: "#d55e00",
    SUGGESTED: "#999933", OF_OTHERS: "#cc79a7", UNEXPLAINED: "#e69f00", NOT_SEEN: "#000000",
}  # fmt: skip
_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 720, 440, 50, 14, 44
_LABELS = 30  # at most so many points are named
_SMALLEST = 1e-300


def volcano(found: Interpretation) -> str:
    """Return the plot, or an empty text where the table has no p values."""
    points = [row for row in found.rows if row.effect is not None and row.p is not None]
    if not points:
        return ""
    across = max(ceil(max(abs(row.effect or 0) for row in points)), 1)
    up = max(ceil(max(map(_height, points))), 1)

    def x(effect: float) -> float:
        return _LEFT + (effect + across) / (2 * across) * (_WIDTH - _LEFT - 10)

    def y(height: float) -> float:
        return _HEIGHT - _BOTTOM - height / up * (_HEIGHT - _BOTTOM - _TOP)

    def dot(row: JudgedRow) -> tuple[float, float]:
        return x(row.effect or 0), y(_height(row))

    plain = "".join(f"M{a:.1f} {b:.1f}h.01" for a, b in (dot(row) for row in points if row.verdict not in COLOURS))
    named = [row for row in points if row.verdict in COLOURS]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" width="{_WIDTH}"',
        f' aria-label="Volcano plot of {len(points)} rows" font-family="sans-serif" font-size="11">',
        *_axes(across, up, x, y),
        *(_line(x(s * found.min_effect), y(0), x(s * found.min_effect), y(up)) for s in (-1, 1)),
        _line(x(-across), y(-log10(found.max_p)), x(across), y(-log10(found.max_p))),
        f'<path d="{plain}" stroke="#bbb" stroke-width="4" stroke-linecap="round" fill="none"/>',
        *(_circle(row, *dot(row)) for row in named),
        *_labels((row, *dot(row)) for row in sorted(named, key=lambda r: list(COLOURS).index(r.verdict))[:_LABELS]),
        *_legend([verdict for verdict in COLOURS if any(row.verdict == verdict for row in named)]),
        "</svg>",
    ]
    return "".join(parts)


def _height(row: JudgedRow) -> float:
    return -log10(max(row.p or 0, _SMALLEST))


def _axes(across: int, up: int, x: Callable[[float], float], y: Callable[[float], float]) -> Iterable[str]:
    yield f'<path d="M{x(-across):.1f} {y(up):.1f}V{y(0):.1f}H{x(across):.1f}" stroke="#444" fill="none"/>'
    for tick in (-across, -across / 2, 0, across / 2, across):
        yield f'<text x="{x(tick):.1f}" y="{y(0) + 15:.1f}" text-anchor="middle">{tick:g}</text>'
    for tick in (0, up / 2, up):
        yield f'<text x="{_LEFT - 6}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>'
    yield f'<text x="{x(0):.1f}" y="{y(0) + 32:.1f}" text-anchor="middle">log2 of treatment over control</text>'
    middle = y(up / 2)
    yield f'<text x="14" y="{middle:.1f}" text-anchor="middle" transform="rotate(-90 14 {middle:.1f})">-log10 p</text>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#999" stroke-dasharray="4 3" fill="none"/>'


def _circle(row: JudgedRow, x: float, y: float) -> str:
    title = escape(f"{row.label}: {row.verdict}, log2 {row.effect:.3g}, p {row.p:.3g}")
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{COLOURS[row.verdict]}"><title>{title}</title></circle>'


def _labels(points: Iterable[tuple[JudgedRow, float, float]]) -> Iterable[str]:
    """Yield names beside points; one that would lie on another is left out."""
    taken: list[tuple[float, float]] = []
    for row, x, y in points:
        if all(abs(x - other) > 60 or abs(y - height) > 11 for other, height in taken):
            taken.append((x, y))
            side, place = ("end", x - 6) if x > _WIDTH / 2 else ("start", x + 6)
            name = escape(row.label.partition(" (")[0])
            yield f'<text x="{place:.1f}" y="{y + 4:.1f}" text-anchor="{side}">{name}</text>'


def _legend(verdicts: Sequence[str]) -> Iterable[str]:
    for n, verdict in enumerate(verdicts):
        y = _TOP + 8 + n * 16
        yield f'<circle cx="{_WIDTH / 2 - 60:.0f}" cy="{y}" r="4" fill="{COLOURS[verdict]}"/>'
        yield f'<text x="{_WIDTH / 2 - 50:.0f}" y="{y + 4}">{escape(verdict)}</text>'
