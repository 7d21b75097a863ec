"""What the benchmarks share: time of the processor beside time on the clock, growth, and a report of both."""

from __future__ import annotations

import datetime
import os
import platform
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from math import log, log10
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Seconds:
    """Seconds of the processor (all threads), which other work on the machine hardly changes, and on the clock."""

    cpu: float
    wall: float


def measured(call: Callable[[], T]) -> tuple[Seconds, T]:
    """Return how long a call took, and what it returned."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = call()
    return Seconds(time.process_time() - cpu, time.perf_counter() - wall), result


def measured_process(args: Sequence[str], folder: Path) -> tuple[Seconds, bytes]:
    """Return how long a process took from its start to its end, and what it printed.

    It runs in the folder, and takes packages of Python from there first.
    """
    env = {**os.environ, "PYTHONPATH": str(folder)}
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    printed = subprocess.run(args, check=False, capture_output=True, env=env, cwd=folder).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Seconds(cpu, time.perf_counter() - wall), printed


def medians(took: Sequence[Seconds]) -> Seconds:
    """Return the medians of times."""
    return Seconds(statistics.median(one.cpu for one in took), statistics.median(one.wall for one in took))


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the line that fits sizes and seconds best where both are logarithms: 1 is linear."""
    xs, ys = [log(size) for size, _ in points], [log(max(seconds, 1e-6)) for _, seconds in points]
    return statistics.linear_regression(xs, ys).slope


@dataclass
class Report:
    """The results: tables in Markdown, and curves for the picture.

    Attributes:
        parts: headings and tables as they come.
        curves: by name, sizes with seconds of the processor.
    """

    parts: list[str] = field(default_factory=list)
    curves: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def table(self, heading: str, text: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Print a table, and keep it."""
        lines = [f"| {' | '.join(map(_cell, row))} |" for row in (columns, ["---"] * len(columns), *rows)]
        part = f"## {heading}\n\n{text}\n\n" + "\n".join(lines) + "\n"
        print(part, flush=True)
        self.parts.append(part)

    def write(self, folder: Path) -> None:
        """Write the page and its picture."""
        words = (
            f"Measured on {datetime.datetime.now(tz=datetime.timezone.utc):%Y-%m-%d}, {_processor()}, "
            f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} at the end, "
            f"{platform.system()}, Python {platform.python_version()}."
        )
        text = f"{_HEAD}\n{words}\n\n![Growth of lenaowl and of joins](benchmarks.svg)\n\n" + "\n".join(self.parts)
        (folder / "benchmarks.md").write_text(text, encoding="utf-8")
        (folder / "benchmarks.svg").write_text(picture(self.curves), encoding="utf-8")


def _cell(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        return next(line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


_HEAD = """# Benchmarks

`python benchmarks/run.py --write` wrote this page. Each figure stands beside a peer's in the same run, and a run in
which results differ fails. Compare seconds of the processor (CPU): other work on a machine changes them less than the
clock, and their ratios hold between machines. They add up all threads, of which polars uses several and lenaowl one.
The last section says which goals are missed, and why.
"""

_WIDTH, _HEIGHT, _EDGE = 640, 400, 50
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_DASHES = ("", "6 4", "2 3")


def picture(curves: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Return curves as SVG, both axes logarithmic: a colour for each work, a dash for each growth.

    Args:
        curves: the points, by the work with the growth in brackets.
    """
    works = list(dict.fromkeys(name.partition(" (")[0] for name in curves))
    growths = list(dict.fromkeys(name.partition(" (")[2] for name in curves))
    points = [point for curve in curves.values() for point in curve]
    left, right = log10(min(x for x, _ in points)), log10(max(x for x, _ in points))
    low, high = log10(max(min(y for _, y in points), 1e-3)), log10(max(y for _, y in points))

    def at(x: float, y: float) -> str:
        across = _EDGE + (log10(x) - left) / max(right - left, 1e-9) * (_WIDTH - 2 * _EDGE - 190)
        up = _HEIGHT - _EDGE - (log10(max(y, 1e-3)) - low) / max(high - low, 1e-9) * (_HEIGHT - 2 * _EDGE)
        return f"{across:.1f},{up:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" role="img"'
        ' aria-label="Seconds of the processor by number of claims" font-family="sans-serif" font-size="11">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_EDGE}" y="{_HEIGHT - 10}">claims (logarithmic)</text>',
        '<text x="8" y="16">CPU seconds (logarithmic)</text>',
    ]
    for power in range(round(left), round(right) + 1):
        x = at(10**power, 10**low).partition(",")[0]
        parts.append(f'<text x="{x}" y="{_HEIGHT - _EDGE + 16}" text-anchor="middle">{10**power:,}</text>')
    for power in range(round(low), round(high) + 1):
        y = at(10**left, 10.0**power).partition(",")[2]
        parts.append(f'<text x="{_EDGE - 6}" y="{y}" text-anchor="end">{10.0**power:g}</text>')
    for n, (name, curve) in enumerate(curves.items()):
        work, _, growth = name.partition(" (")
        colour, dash = _COLOURS[works.index(work)], _DASHES[growths.index(growth)]
        line = " ".join(at(x, y) for x, y in curve)
        left_of, row = _WIDTH - _EDGE - 150, _EDGE + 16 * n
        for drawn in (line, f"{left_of - 30},{row - 4} {left_of - 6},{row - 4}"):
            stroke = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash or "none"}"'
            parts.append(f'<polyline points="{drawn}" fill="none" {stroke}/>')
        parts.append(f'<text x="{left_of}" y="{row}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>\n"])
