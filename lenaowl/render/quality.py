"""What the rules of quality found, as a table, CSV or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from lenaowl.rdf.vocabulary import PREFIXES
from lenaowl.render.tables import as_csv, as_json
from lenaowl.validation.quality import SEVERITIES, QualityReport, not_run

_SHOWN = 10


def report_text(report: QualityReport, severity: str) -> str:
    """Return findings of a severity or worse by rule, what does not apply, and the score."""
    return "".join(f"{line}\n" for line in _lines(report, severity))


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


def report_csv(report: QualityReport, severity: str) -> str:
    """Return one row for each finding of a severity or worse."""
    rows = [(f.rule.severity, f.rule.name, f.term, f.detail, f.rule.problem) for f in report.at_least(severity)]
    return as_csv([("severity", "rule", "term", "detail", "problem"), *rows])


def report_json(report: QualityReport, severity: str) -> str:
    """Return the findings of a severity or worse, and for every rule whether it is kept, broken or does not apply."""
    reasons = {rule.name: reason for rule, reason in report.left_out}
    counts = {rule.name: 0 for rule in report.applied}
    for finding in report.findings:
        counts[finding.rule.name] += 1
    every = sorted((*report.applied, *(rule for rule, _ in report.left_out)), key=lambda rule: (rule.group, rule.name))
    return as_json(
        {
            "file": report.name,
            "namespace": report.own.namespace,
            "namespaceFrom": report.own.chosen,
            "ownTerms": len(report.own.kinds),
            "score": report.score,
            "counts": {severity: report.count(severity) for severity in SEVERITIES},
            "findings": [
                {"rule": f.rule.name, "severity": f.rule.severity, "term": f.term, "detail": f.detail}
                for f in report.at_least(severity)
            ],
            "rules": [
                {
                    "rule": rule.name,
                    "group": rule.group,
                    "severity": rule.severity,
                    "source": rule.source,
                    "state": "na" if rule.name in reasons else "broken" if counts[rule.name] else "ok",
                    "findings": counts.get(rule.name, 0),
                    "reason": reasons.get(rule.name, ""),
                }
                for rule in every
            ],
            "notRun": [{"check": check, "reason": reason} for check, reason in not_run()],
        }
    )
