"""What the rules of quality found, as a table, CSV or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from lenaowl.rdf.vocabulary import PREFIXES
from lenaowl.render.formats import Shown
from lenaowl.render.tables import indented, markdown_table
from lenaowl.validation.quality import SEVERITIES, QualityReport, not_run

_SHOWN = 10


def quality(report: QualityReport, severity: str) -> Shown:
    """Return what the findings of a severity or worse can be written as, with what does not apply, and the score."""
    found = report.at_least(severity)
    return Shown(
        what="A report on quality",
        text=lambda screen: indented(_lines(report, severity), screen),
        json=lambda: report.as_dict(severity),
        rows=found.rows,
        csv=None if found else lambda: "severity,rule,term,detail,problem\n",
        markdown=lambda: markdown_table(
            ("severity", "rule", "term", "detail"), [(f.rule.severity, f.rule.name, f.term, f.detail) for f in found]
        ),
        html=found._repr_html_,
    )


def _lines(report: QualityReport, severity: str) -> Iterator[str]:
    yield _scope(report)
    for rule, group in groupby(report.at_least(severity), key=lambda finding: finding.rule):
        found = list(group)
        yield ""
        yield f"{rule.severity.upper()}  {rule.name} ({len(found)}): {rule.problem}"
        for finding in found[:_SHOWN]:
            yield f"  {_short(finding.term)}  {_short(finding.detail)}".rstrip()
        if len(found) > _SHOWN:
            yield f"  and {len(found) - _SHOWN} more; all of them: --format csv"
        yield f"  How to fix it: {rule.solution}"
    yield ""
    for reason in dict.fromkeys(reason for _, reason in report.left_out):
        names = ", ".join(rule.name for rule, why in report.left_out if why == reason)
        yield f"Does not apply, as {reason}: {names}"
    yield f"Not run, each with its reason in --format json: {len(not_run())} checks of other tools"
    counts = ", ".join(f"{severity} {report.count(severity)}" for severity in SEVERITIES)
    kept = len(report.applied) - len({finding.rule for finding in report.findings})
    yield f"Score {report.score} of 100 ({kept} of {len(report.applied)} rules kept). Findings: {counts}"


def _short(text: str) -> str:
    """Shorten the IRI of a term that has a prefix here."""
    prefix = max((p for p, iri in PREFIXES.items() if text.startswith(iri)), key=lambda p: len(PREFIXES[p]), default="")
    return f"{prefix}:{text[len(PREFIXES[prefix]) :]}" if prefix else text


def _scope(report: QualityReport) -> str:
    where = f"that begin with {report.own.namespace} " if report.own.namespace else ""
    return f"{report.name}: {len(report.own.kinds)} own terms {where}({report.own.chosen}); imports are not followed"
