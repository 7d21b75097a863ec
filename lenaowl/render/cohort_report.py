"""A cohort as a page in HTML, with plots: it needs neither network nor script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from lenaowl.analysis.batch import LOST, NOT_JUDGED, Expected
from lenaowl.analysis.cohort_records import Cohort
from lenaowl.analysis.standing import FOLLOWS, OPPOSED, WEAKER
from lenaowl.ontology import html_text as html

TITLES = {
    FOLLOWS: "Follows", WEAKER: "Follows from weaker claims only", OPPOSED: "Opposed: the contrary follows too",
    LOST: "Lost by variants and losses", NOT_JUDGED: "Not judged: no claim says whether it needs what was changed",
}  # fmt: skip
# Colours that people with colour blindness tell apart, after Okabe and Ito.
_COLOURS = {"up": "#0072b2", "down": "#d55e00"}
_BARS, _ROW, _NAMES, _WIDTH, _CELL = 20, 18, 400, 820, 60
_LONGEST = 66  # characters of a name beside a bar
_COLUMNS = ("what", "change", "where", "basis", "because", "status", "citations", "patients")
_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}"
    "td,th{border-bottom:1px solid #ddd;padding:.3rem .6rem;text-align:left;vertical-align:top}svg{max-width:100%;"
    "height:auto}"
)


def report(found: Cohort) -> str:
    """Return the page."""
    title = f"Cohort of {found.persons:,} patients or lines of therapy"
    said = [f"read as {found.kind}; {found.judged:,} judged, {len(found.exposures):,} different", *found.files]
    parts = [f"<title>{escape(title)}</title><style>{_STYLE}</style>"]
    parts.append(html.section(title, html.paragraph(found.caution), html.items(said), level=1))
    summary = found.summary()
    for answer, heading in TITLES.items():
        if of_answer := [(one, times) for one, times in summary if one.answer == answer]:
            listed = html.table(_COLUMNS, (_cells(one, times) for one, times in of_answer))
            inside = f"<details><summary>All {len(of_answer)}</summary>{listed}</details>"
            parts.append(html.section(heading, _bars(of_answer, found.persons), inside, level=2))
    for heading, what, counts in (
        ("Claims on their drugs: warnings, biomarkers, resistance", "claim", found.claim_counts()),
        ("Arms of trials with the disease and at least half of the drugs", "arm", found.trial_counts()),
    ):
        if counts:
            parts.append(html.section(heading, html.table((what, "patients"), counts), level=2))
    parts += _not_used(found)
    return "\n".join(parts)


def _cells(one: Expected, times: int) -> tuple[object, ...]:
    basis = one.shown or one.answer
    return one.entity.label, one.change, one.where, basis, one.because, one.status, list(map(str, one.citations)), times


def _not_used(found: Cohort) -> Iterator[str]:
    if found.unmapped:
        rows = ((u.kind, u.code or "(not repeated)", u.times, f"{u.file}, {u.counts} {u.number}, {u.column}", u.reason)
                for u in found.unmapped)  # fmt: skip
        listed = html.table(("kind", "code", "times", "first in", "why"), rows)
        yield html.section(f"Codes without a term, not used ({len(found.unmapped)})", listed, level=2)
    if found.left_out:
        yield html.section(f"Left out ({len(found.left_out):,})", html.items(map(str, found.left_out)), level=2)
    if found.identifying:
        places = (f"{place} ({times:,})" for place, times in sorted(found.identifying.items()))
        yield html.section("Direct identifiers of the source, not read", html.items(places), level=2)


def _bars(summary: Sequence[tuple[Expected, int]], persons: int) -> str:
    """Return how many patients each thing is expected in, as bars; of many the most frequent."""
    shown = summary[:_BARS]
    height = _ROW * len(shown) + 24
    scale = (_WIDTH - _NAMES - _CELL) / max(persons, 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img"'
        f' aria-label="Patients by what is expected, {len(shown)} of {len(summary)}" font-family="sans-serif"'
        ' font-size="11">'
    ]
    for place, (one, times) in enumerate(shown):
        y = place * _ROW
        name = f"{one.entity.label} {one.change}, {one.where}"
        title = escape(f"{name}: {times:,} of {persons:,}")
        name = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}\u2026"
        parts.append(
            f'<text x="{_NAMES - 6}" y="{y + 13}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{_NAMES}" y="{y + 3}" width="{times * scale:.1f}" height="{_ROW - 6}"'
            f' fill="{_COLOURS.get(one.change, "#999")}"><title>{title}</title></rect>'
            f'<text x="{_NAMES + times * scale + 5:.1f}" y="{y + 13}">{times:,}</text>'
        )
    parts.append(f'<text x="{_NAMES}" y="{height - 6}">patients, of {persons:,}</text></svg>')
    return "".join(parts)
