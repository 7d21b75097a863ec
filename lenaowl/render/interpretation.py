"""A judged table of results: as text, as a report in HTML, as Parquet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from pathlib import Path

from lenaowl.analysis.interpretation import (
    CONTRADICTED,
    EXPLAINED,
    NOT_SEEN,
    OF_OTHERS,
    SUGGESTED,
    UNEXPLAINED,
    UNKNOWN,
    VERDICTS,
    Interpretation,
    JudgedRow,
    Liability,
)
from lenaowl.analysis.tables.columns import PROTEIN, RNA, SCREEN
from lenaowl.errors import LenaowlError, MissingEngineError
from lenaowl.ontology import html_text as html
from lenaowl.ontology.citations import cited
from lenaowl.ontology.frames import frame
from lenaowl.rdf.bytes_out import write_whole
from lenaowl.render.formats import Shown
from lenaowl.render.tables import UNLIMITED, Column, Screen, indented, markdown_table, paragraph, styled, table
from lenaowl.render.volcano import volcano

_LISTED = (*EXPLAINED, CONTRADICTED, SUGGESTED, OF_OTHERS, UNEXPLAINED, NOT_SEEN)
_COLUMNS = (
    Column("what"), Column("change", style="direction"), Column("log2", right=True), Column("p", right=True),
    Column("basis", style="basis"), Column("why"), Column("citations"),
)  # fmt: skip
_FEW, _MANY = 5, 20  # rows of a list where not all are asked for
_CAUTION = "Not recorded is not no: what is unexplained may be new, and what is not in lenaowl was not looked for."
_CAUSES = {
    PROTEIN: "A protein that decreases may be degraded, or follow from what is.",
    RNA: "Degradation is not expected to show in RNA.",
    SCREEN: "What cells need without a drug is not judged.",
}
_STYLE = (
    "body{font:15px/1.5 sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}"
    "td,th{border-bottom:1px solid #ddd;padding:.3rem .6rem;text-align:left;vertical-align:top}svg{max-width:100%;"
    "height:auto}"
)


def interpretation(found: Interpretation) -> Shown:
    """Return what a judged table can be written as."""
    return Shown(
        what="A judged table",
        text=lambda screen: _text(found, screen),
        json=found.as_dict,
        rows=found.rows.rows,
        markdown=lambda: _markdown(found),
        html=lambda: _report(found),
        others={"parquet": _no_text},
    )


def _no_text() -> str:
    raise LenaowlError("Parquet is not text: give a file with --output.")


def write_parquet(found: Interpretation, file: Path) -> None:
    """Write the judged rows to a Parquet file.

    Raises:
        MissingEngineError: if `lenaowl[tables]` is not installed.
    """
    try:
        made = frame(found.rows.rows(), "polars")
    except MissingEngineError:
        raise MissingEngineError("Parquet is written by polars. Get it with: pip install 'lenaowl[tables]'.") from None
    content = io.BytesIO()
    made.write_parquet(content)
    write_whole(file, content.getvalue())


def _text(found: Interpretation, screen: Screen) -> str:
    where = " and ".join(context.label for context in found.contexts)
    title = f"{found.agent.label}{f' in {where}' if where else ''}: {_count(len(found.rows), 'row')} judged\n"
    blocks = [styled(title, "bold", screen), indented(_decided(found), screen)]
    for verdict in _LISTED:
        if rows := found.of(verdict):
            heading = paragraph(f"{verdict} ({len(rows)}): {VERDICTS[verdict]}", screen, style="bold")
            shown = rows if screen.width >= UNLIMITED else rows[:_MANY]
            more = f"  and {len(rows) - len(shown):,} more: --wide\n" if len(shown) < len(rows) else ""
            cells = [_cells(row, screen) for row in shown]
            blocks.append(heading + table(_shown_columns(screen), cells, screen, indent=2) + more)
    blocks += filter(None, (_liabilities(found, screen), _unknown(found, screen), _left_out(found, screen)))
    totals = "; ".join(f"{count:,} {verdict}" for verdict, count in found.totals.items())
    blocks.append(paragraph(f"Totals: {totals}.", screen))
    blocks.append("".join(paragraph(line, screen) for line in _closing(found)))
    return "\n".join(blocks)


def _decided(found: Interpretation) -> Iterator[str]:
    yield from found.said
    p = f", p at most {found.max_p:g}" if found.decided.p_columns else ""
    yield f"changed  log2 at least {found.min_effect:g} up or down{p}"
    if not found.contexts and found.decided.kind != SCREEN:
        yield "where    no context is given: what follows in any cell counts"


def _shown_columns(screen: Screen) -> tuple[Column, ...]:
    return _COLUMNS if screen.width >= UNLIMITED else _COLUMNS[:-1]


def _cells(row: JudgedRow, screen: Screen) -> tuple[str, ...]:
    wide = screen.width >= UNLIMITED
    label = row.label if wide else row.label.partition(" (")[0]
    basis = row.standing.shown or row.standing.answer
    reason = "" if row.reason == VERDICTS[UNEXPLAINED] and not wide else row.reason
    cells = (label, row.change, _number(row.effect), _number(row.p), basis, reason, cited(row.citations, None))
    return cells if wide else cells[:-1]


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:.2g}" if abs(number) < 0.01 else f"{number:.2f}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _liabilities(found: Interpretation, screen: Screen) -> str:
    """Return what claims lead to from what changed, each with its contexts, for they need not be those of the table."""
    rows = [(row.label.partition(" (")[0], row.change, item) for row in found.liabilities for item in row.liabilities]
    lines = (f"  {name} {change}: {_liability(item)}" for name, change, item in rows)
    return styled("Liabilities, by claims\n", "bold", screen) + indented(lines, screen) if rows else ""


def _liability(item: Liability) -> str:
    where = f" in {' + '.join(context.label for context in item.contexts)}" if item.contexts else ""
    return f"{item.finding.label}{where} ({item.status}; {cited(item.citations, 2)})"


def _unknown(found: Interpretation, screen: Screen) -> str:
    changed = [row for row in found.of(UNKNOWN) if row.change in ("up", "down")]
    if not changed:
        return ""
    shown = changed if screen.width >= UNLIMITED else changed[:_FEW]
    names = ", ".join(f"{row.name} ({row.change} {abs(row.effect or 0):.2f})" for row in shown)
    more = f" and {len(changed) - len(shown):,} more" if len(shown) < len(changed) else ""
    return paragraph(f"Changed, but not in lenaowl: {names}{more}.", screen)


def _left_out(found: Interpretation, screen: Screen) -> str:
    if not found.left_out:
        return ""
    shown = found.left_out if screen.width >= UNLIMITED else found.left_out[:_FEW]
    damaged = sum(item.damaged for item in found.left_out)
    heading = f"Left out: {_count(len(found.left_out), 'row')}, {damaged:,} of them damaged\n"
    rest = len(found.left_out) - len(shown)
    lines = [*(f"  {item}" for item in shown), *([f"  and {rest:,} more: --wide or --format json"] if rest else [])]
    return styled(heading, "bold", screen) + indented(lines, screen)


def _closing(found: Interpretation) -> Iterator[str]:
    if found.not_measured:
        yield f"Expected to change, but not in the table: {', '.join(ref.name for ref in found.not_measured)}."
    yield _test(found)
    yield f"{_CAUTION} {_CAUSES[found.decided.kind]}"
    if found.decided.kind != SCREEN:
        yield f"Ask why with: lenaowl explain {found.agent.name} decreases NAME"


def _test(found: Interpretation) -> str:
    counted = found.enrichment
    if counted.p is None or counted.by_chance is None:
        return (
            f"Of {_count(counted.background, 'protein')} of lenaowl in the table {counted.expected} are expected to"
            f" change, {counted.changed} changed, {counted.explained} as expected: too few to test."
        )
    return (
        f"Of {_count(counted.background, 'protein')} of lenaowl that the table measured, {counted.changed} changed;"
        f" {counted.expected} were expected to, and {counted.explained} did as expected ({counted.by_chance:.1f} by"
        f" chance; {counted.fold:.1f} times as many; p = {counted.p:.2g}, Fisher's exact test, one-sided, these"
        f" {counted.background} as background)."
    )


def _markdown(found: Interpretation) -> str:
    rows = [(row.verdict, *_cells(row, Screen(UNLIMITED))) for row in found.of(*_LISTED)]
    totals = markdown_table(("verdict", "rows"), [(verdict, str(n)) for verdict, n in found.totals.items()])
    return f"{markdown_table((Column('verdict'), *_COLUMNS), rows)}\n{totals}\n{_test(found)}\n"


def _report(found: Interpretation) -> str:
    """Return a page that needs neither network nor script."""
    wide = Screen(UNLIMITED)
    title = f"{found.source}: {found.agent.label}"
    parts = [f"<title>{escape(title)}</title><style>{_STYLE}</style>"]
    parts.append(html.section(title, html.items(_decided(found)), volcano(found), level=1))
    names = [column.name for column in _COLUMNS]
    for verdict in _LISTED:
        if rows := found.of(verdict):
            listed = html.table(names, (_cells(row, wide) for row in rows))
            parts.append(html.section(f"{verdict} ({len(rows)})", html.paragraph(VERDICTS[verdict]), listed, level=2))
            proofs = [
                html.section(row.label, html.items(row.proof.sentences, numbered=True)) for row in rows if row.proof
            ]
            parts += [f"<details><summary>Proofs</summary>{''.join(proofs)}</details>"] if proofs else []
    liable = [(row.label, row.change, _liability(item)) for row in found.liabilities for item in row.liabilities]
    parts += [
        html.section("Liabilities, by claims", html.table(("what", "change", "leads to"), liable), level=2)
    ] * bool(liable)
    parts.append(html.section("Totals", html.table(("verdict", "rows"), found.totals.items()), level=2))
    parts += map(html.paragraph, (*_closing(found), _unknown(found, wide)))
    parts.append(html.section(f"Left out ({len(found.left_out)})", html.items(map(str, found.left_out)), level=2))
    return "\n".join(parts)
