"""Records of patients that a table became: what is wrong in them by row and column, or the records as RDF."""

from __future__ import annotations

from collections.abc import Sequence

from lenaowl.analysis.patient_records import PatientRecords
from lenaowl.render.formats import Shown
from lenaowl.render.tables import UNLIMITED, Screen, indented, paragraph, styled

_MANY = 20


def patient_records(found: PatientRecords) -> Shown:
    """Return what records can be written as."""
    return Shown(
        what="A cohort as records",
        text=lambda screen: _text(found, screen),
        json=found.as_dict,
        rows=found.findings.rows,
        triples=lambda: found.triples,
    )


def _text(found: PatientRecords, screen: Screen) -> str:
    title = f"{', '.join(found.files)}: {found.persons:,} patients, {len(found.triples):,} statements\n"
    blocks = [styled(title, "bold", screen)]
    for heading, lines in (
        ("Not as the shapes for records of patients ask", list(map(str, found.findings))),
        ("Left out", list(map(str, found.left_out))),
        ("Codes without a term, not used", [f"{u.kind} '{u.code}', {u.times:,} x: {u.reason}" for u in found.unmapped]),
    ):
        if lines:
            blocks.append(styled(f"{heading} ({len(lines):,})\n", "bold", screen) + _listed(lines, screen))
    if not found.findings:
        blocks.append(paragraph("The records are as the shapes ask.", screen))
    return "\n".join(blocks)


def _listed(lines: Sequence[str], screen: Screen) -> str:
    shown = lines if screen.width >= UNLIMITED else lines[:_MANY]
    more = [f"  and {len(lines) - len(shown):,} more: --wide"] if len(shown) < len(lines) else []
    return indented([*(f"  {line}" for line in shown), *more], screen)
