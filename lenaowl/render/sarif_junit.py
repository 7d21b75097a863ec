"""What a validation found, for tools that show checks: SARIF for code hosts and editors, JUnit for CI."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree as Xml

from lenaowl.release.version import __version__
from lenaowl.render.tables import as_json
from lenaowl.validation.findings import Finding, Report
from lenaowl.validation.shacl.shapes import rank

_LEVELS = ("error", "warning", "note", "none", "none")  # of severities, from worst to least
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def report_sarif(report: Report, severity: str) -> str:
    """Return findings of a severity or worse as SARIF 2.1.0."""
    findings = report.at_least(severity)
    rules = {f.shape: {"id": f.shape, "shortDescription": {"text": f.message}, "help": {"text": f.hint or f.message}}
             for f in findings}  # fmt: skip
    driver = {
        "name": "lenaowl",
        "version": __version__,
        "informationUri": "https://w3id.org/lenaowl/",
        "rules": list(rules.values()),
    }
    results = [
        {
            "ruleId": f.shape,
            "level": _LEVELS[rank(f.severity)],
            "message": {"text": _told(f)},
            **({"locations": [_location(f)]} if f.file else {}),
        }
        for f in findings
    ]
    return as_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]})


def _told(finding: Finding) -> str:
    where = " ".join(filter(None, (finding.node, finding.path, finding.value)))
    mend = f" {finding.hint}" if finding.hint else ""
    return f"{where}: {finding.message}{mend}" if where else f"{finding.message}{mend}"


def _location(finding: Finding) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": Path(finding.file).as_posix()}}
    if finding.line:
        place["region"] = {"startLine": finding.line}
    return {"physicalLocation": place}


def report_junit(report: Report, severity: str) -> str:
    """Return one test case for each shape that found something, and one that passes if none did, as JUnit XML."""
    findings = report.at_least(severity)
    cases = [(shape, list(group)) for shape, group in groupby(findings, key=lambda f: f.shape)]
    suite = Xml.Element("testsuite", name=f"lenaowl validate {report.name}", tests=str(max(len(cases), 1)),
                        failures=str(len(cases)), errors="0")  # fmt: skip
    if not cases:
        Xml.SubElement(suite, "testcase", classname=report.shapes, name="conforms")
    for shape, found in cases:
        case = Xml.SubElement(suite, "testcase", classname=report.shapes, name=shape)
        failure = Xml.SubElement(case, "failure", message=found[0].message, type=found[0].severity)
        failure.text = "\n".join(dict.fromkeys(_printable(f"{f.place}: {_told(f)}") for f in found))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(suite, encoding="unicode") + "\n"


def _printable(text: str) -> str:
    """Leave out what XML does not allow."""
    return "".join(c for c in text if c in "\n\t" or (c.isprintable() and c not in "\ufffe\uffff"))
