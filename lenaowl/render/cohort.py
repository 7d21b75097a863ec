"""A cohort as text, as rows, as JSON and as RDF."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from uuid import NAMESPACE_URL, uuid5

import pyoxigraph as ox

from lenaowl.analysis.batch import Expected
from lenaowl.analysis.cohort_records import Cohort
from lenaowl.analysis.standing import FOLLOWS, OPPOSED, WEAKER
from lenaowl.ontology.records import Json
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, compact, lena
from lenaowl.render.cohort_report import TITLES, report
from lenaowl.render.formats import Shown
from lenaowl.render.tables import UNLIMITED, Column, Screen, indented, paragraph, styled, table

EXPECTED, CLAIMS, TRIALS, PATIENTS = ROWS = ("expected", "claims", "trials", "patients")
_FEW, _MANY = 5, 8
_COLUMNS = (
    Column("what"), Column("change", style="direction"), Column("where"), Column("basis", style="basis"),
    Column("patients", right=True),
)  # fmt: skip


def cohort(found: Cohort, rows: str = EXPECTED) -> Shown:
    """Return what a cohort can be written as; `rows` says of what the rows of CSV and TSV are, one of `ROWS`."""
    made: dict[str, Callable[[], Iterator[Json]]] = {
        EXPECTED: found.rows, CLAIMS: found.claim_rows, TRIALS: found.trial_rows, PATIENTS: lambda: _patients(found),
    }  # fmt: skip
    return Shown(
        what="A cohort",
        text=lambda screen: _text(found, screen),
        json=lambda: in_full(found),
        rows=lambda: list(made[rows]()),
        triples=lambda: _triples(found),
        html=lambda: report(found),
    )


def _patients(found: Cohort) -> Iterator[Json]:
    for person in found.listed:
        told = found.exposures[person.exposure] if person.exposure >= 0 else None
        yield {
            "patient": person.patient, "line": person.line, "row": person.row, "judged": told is not None,
            "drugs": _ids(told.agents) if told else [], "diagnoses": _ids(person.diagnoses),
            "contexts": _ids(told.contexts) if told else [], "variants": _ids(told.forms) if told else [],
            "variants_beside": _ids(told.also) if told else [], "losses": _ids(told.without) if told else [],
            "abnormalities": _ids(person.abnormalities),
        }  # fmt: skip


def _ids(iris: Iterable[str]) -> list[str]:
    return [compact(iri) for iri in iris]


def in_full(found: Cohort) -> Json:
    """Return a cohort as JSON types, with what is to be expected in each patient."""
    kinds = {EXPECTED: found.rows(), CLAIMS: found.claim_rows(), TRIALS: found.trial_rows()}
    by_patient: dict[str, dict[tuple[object, object], list[Json]]] = {kind: {} for kind in kinds}
    for kind, rows in kinds.items():
        for row in rows:
            key = (row.pop("patient"), row.pop("line"))
            row.pop("row")
            by_patient[kind].setdefault(key, []).append(row)
    patients = [
        {**person, **{kind: those.get((person["patient"], person["line"]), []) for kind, those in by_patient.items()}}
        for person in _patients(found)
    ]
    return {**found.as_dict(), "patients": patients}


def _triples(found: Cohort) -> Iterator[ox.Triple]:
    """Yield each patient as an exposure: what acts there, what was changed, and the effects that follow."""
    by_exposure = found.by_exposure
    for person in found.listed:
        if person.exposure < 0:
            continue
        told = found.exposures[person.exposure]
        node = ox.NamedNode(uuid5(NAMESPACE_URL, f"{person.file} {person.patient} {person.line}").urn)
        label = f"patient {person.patient}" + (f", line {person.line}" if person.line else "")
        yield ox.Triple(node, ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal(label, language="en"))
        yield ox.Triple(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(lena("Exposure")))
        parts = {
            "hasAgent": told.agents, "inContext": told.contexts, "hasForm": (*told.forms, *told.also),
            "lacks": told.without,
            "hasEffect": [e.state for e in by_exposure[person.exposure] if e.answer in (FOLLOWS, OPPOSED, WEAKER)],
        }  # fmt: skip
        for name, values in parts.items():
            yield from (ox.Triple(node, ox.NamedNode(lena(name)), ox.NamedNode(value)) for value in values)


def _text(found: Cohort, screen: Screen) -> str:
    files = ", ".join(found.files[:_FEW]) + (f" and {len(found.files) - _FEW} more" if len(found.files) > _FEW else "")
    title = f"{files}: {_count(found.persons, 'patient or line of therapy', 'patients or lines of therapy')}\n"
    said = [f"read as {found.kind}; {found.judged:,} judged, {len(found.exposures):,} different"]
    blocks = [styled(title, "bold", screen) + indented(said, screen)]
    summary = found.summary()
    for answer, heading in TITLES.items():
        of_answer = [(one, times) for one, times in summary if one.answer == answer]
        if of_answer:
            shown = of_answer if screen.width >= UNLIMITED else of_answer[:_MANY]
            more = f"  and {len(of_answer) - len(shown):,} more: --wide\n" if len(shown) < len(of_answer) else ""
            text = table(_COLUMNS, [_cells(one, times) for one, times in shown], screen, indent=2)
            blocks.append(paragraph(f"{heading} ({len(of_answer)})", screen, style="bold") + text + more)
    blocks += filter(None, (part(found, screen) for part in (_claims, _trials, _unmapped, _left_out)))
    if found.identifying:
        named = ", ".join(f"{place} ({times:,})" for place, times in sorted(found.identifying.items()))
        blocks.append(paragraph(f"Direct identifiers are in the source, and were not read: {named}.", screen))
    blocks.append(paragraph(found.caution, screen))
    return "\n".join(blocks)


def _cells(one: Expected, times: int) -> tuple[str, ...]:
    return one.entity.label, one.change, one.where, one.shown or one.answer, f"{times:,}"


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


def _claims(found: Cohort, screen: Screen) -> str:
    wide = screen.width >= UNLIMITED
    heading = "Claims on their drugs: warnings, biomarkers, resistance"
    return _counted(heading, found.claim_counts(whole=wide), _MANY, screen)


def _trials(found: Cohort, screen: Screen) -> str:
    heading = "Arms of trials with the disease and at least half of the drugs"
    return _counted(heading, found.trial_counts(), _FEW, screen)


def _counted(heading: str, ranked: list[tuple[str, int]], most: int, screen: Screen) -> str:
    shown = ranked if screen.width >= UNLIMITED else ranked[:most]
    lines = [f"  {times:,} x {what}" for what, times in shown]
    lines += [f"  and {len(ranked) - len(shown):,} more: --wide"] if len(shown) < len(ranked) else []
    return styled(f"{heading}\n", "bold", screen) + indented(lines, screen) if ranked else ""


def _unmapped(found: Cohort, screen: Screen) -> str:
    if not found.unmapped:
        return ""
    shown = found.unmapped if screen.width >= UNLIMITED else found.unmapped[:_FEW]
    lines = [
        f"  {one.kind} {repr(one.code) if one.code else '(not repeated)'}, {one.times:,} x, first in {one.file},"
        f" {one.counts} {one.number}, {one.column}: {one.reason}"
        for one in shown
    ]
    lines += [f"  and {len(found.unmapped) - len(shown):,} more: --wide"] if len(shown) < len(found.unmapped) else []
    return styled(f"Codes without a term, not used ({len(found.unmapped)})\n", "bold", screen) + indented(lines, screen)


def _left_out(found: Cohort, screen: Screen) -> str:
    if not found.left_out:
        return ""
    shown = found.left_out if screen.width >= UNLIMITED else found.left_out[:_FEW]
    damaged = sum(item.damaged for item in found.left_out)
    lines = [f"  {item}" for item in shown]
    lines += [f"  and {len(found.left_out) - len(shown):,} more: --wide"] if len(shown) < len(found.left_out) else []
    heading = f"Left out: {len(found.left_out):,}, {damaged:,} of them damaged\n"
    return styled(heading, "bold", screen) + indented(lines, screen)
