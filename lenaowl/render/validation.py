"""What a validation found, as a table, JSON or a SHACL report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

import pyoxigraph as ox

from lenaowl.ontology.records import Records
from lenaowl.rdf.vocabulary import PREFIXES, compact
from lenaowl.render.formats import Shown
from lenaowl.render.sarif_junit import report_junit, report_sarif
from lenaowl.render.tables import indented, markdown_table
from lenaowl.validation.findings import Finding, Report
from lenaowl.validation.report_graph import triples
from lenaowl.validation.shacl.shapes import SH

_SHOWN = 10


def validation(report: Report, severity: str) -> Shown:
    """Return what the findings of a severity or worse can be written as."""
    found = report.at_least(severity)
    return Shown(
        what="A report on data",
        text=lambda screen: indented(_lines(report, severity), screen),
        json=lambda: {**report.as_dict(), "findings": found.as_dicts()},
        rows=found.rows,
        markdown=lambda: markdown_table(("severity", "shape", "place", "node", "message"), _rows(found)),
        html=found._repr_html_,
        others={
            "ttl": lambda: report_turtle(report, severity),
            "sarif": lambda: report_sarif(report, severity),
            "junit": lambda: report_junit(report, severity),
        },
    )


def _rows(found: Records[Finding]) -> list[tuple[str, ...]]:
    return [(f.severity, f.shape, f.place, f.node, f.message) for f in found]


def _lines(report: Report, severity: str) -> Iterator[str]:
    size = f"{report.size:,} statements, " if report.size is not None else ""
    yield f"{report.name}: {size}{report.nodes:,} nodes checked with {report.shapes}"
    yield f"Engine: {report.engine} ({report.reason})"
    for (kind, shape, message), group in groupby(report.at_least(severity), key=_kind):
        found = list(group)
        broken: dict[tuple[str, ...], list[str]] = {}
        for finding in found:
            broken.setdefault(_cells(finding), []).append(f"sh:{finding.parameter}")
        yield ""
        yield f"{kind.upper()}  {shape} ({len(found)}): {message}"
        for cells, parameters in list(broken.items())[:_SHOWN]:
            why = (" and ".join(dict.fromkeys(parameters)),) if len(parameters) > 1 else ()
            yield "  " + "  ".join(filter(None, (*cells, *why)))
        if more := sum(map(len, list(broken.values())[_SHOWN:])):
            yield f"  and {more} more; all of them: --format json"
        for hint in dict.fromkeys(finding.hint for finding in found[:_SHOWN] if finding.hint):
            yield f"  How to fix it: {hint}"
    if report.unmet:
        yield ""
        yield f"Shapes that met no node: {', '.join(report.unmet)}"
    yield ""
    counts = ", ".join(f"{compact(severity)} {number}" for severity, number in report.counts.items())
    yield "Conforms." if report.conforms else f"Findings: {counts}"


def _kind(finding: Finding) -> tuple[str, str, str]:
    return compact(finding.severity), finding.shape, finding.message


def _cells(finding: Finding) -> tuple[str, ...]:
    label = f'"{finding.label}"' if finding.label else ""
    return finding.place, _brief(finding.node), label, finding.path, _brief(finding.value)


def _brief(node: str) -> str:
    """Return a node as it is, but one that has no name even in the file as Turtle writes such nodes."""
    return "[ ]" if re.fullmatch(r"_:(f\d+x)?[0-9a-f]{24,32}", node) else node


def report_turtle(report: Report, severity: str) -> str:
    """Return a report as SHACL defines it, with file, line and hint beside."""
    prefixes = {"sh": SH, **{name: PREFIXES[name] for name in ("lena", "rdf", "rdfs", "xsd")}}
    found = triples(report, severity)
    return (ox.serialize(found, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()
