"""A report in RDF as SHACL defines it: with paths, shapes and constraints as the shapes graph writes them.

File, line and hint of a result stand on a node of their own that points to it (`rdfs:seeAlso`), so that a result
holds what SHACL says and no more.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, lena
from lenaowl.validation.findings import Finding, Report
from lenaowl.validation.shacl.shapes import MADE, SH, Term, component

_RDFS = PREFIXES["rdfs"]
_LIST = (PREFIXES["rdf"] + "first", PREFIXES["rdf"] + "rest")
Node = ox.NamedNode | ox.BlankNode


def triples(report: Report, severity: str) -> list[ox.Triple]:
    """Return a report with the findings of a severity and worse."""
    writer = _Writer(report)
    return list(dict.fromkeys(writer.report(severity)))


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


class _Writer:
    """Writes a report, and beside it what has no IRI and is named in it."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._about: dict[object, list[ox.Triple]] = {}
        for triple in report.chosen.triples if report.chosen else ():
            self._about.setdefault(triple.subject, []).append(triple)
        self._waiting: list[Term] = []  # nodes of the shapes without an IRI, to be described
        self._met: set[Term] = set()  # the same, to look them up

    def report(self, severity: str) -> Iterator[ox.Triple]:
        whole = ox.BlankNode("report")
        yield ox.Triple(whole, ox.NamedNode(RDF_TYPE), _sh("ValidationReport"))
        yield ox.Triple(whole, _sh("conforms"), ox.Literal(self._report.conforms))
        for number, finding in enumerate(self._report.at_least(severity)):
            node = ox.BlankNode(f"result{number}")
            yield ox.Triple(whole, _sh("result"), node)
            yield from (ox.Triple(node, predicate, value) for predicate, value in self._result(finding))
            yield from self._path(finding, node, f"path{number}")
            beside = list(_beside(finding))
            if beside:
                place = ox.BlankNode(f"place{number}")
                yield ox.Triple(place, ox.NamedNode(_RDFS + "seeAlso"), node)
                yield from (ox.Triple(place, predicate, value) for predicate, value in beside)
        yield from self._described()
        yield from self._report.described

    def _result(self, finding: Finding) -> Iterator[tuple[ox.NamedNode, Term]]:
        yield ox.NamedNode(RDF_TYPE), _sh("ValidationResult")
        own = ":" in finding.severity
        yield _sh("resultSeverity"), ox.NamedNode(finding.severity) if own else _sh(finding.severity)
        for message in finding.messages or (ox.Literal(finding.message),):
            yield _sh("resultMessage"), message
        raw = finding.raw
        if raw is None:
            return
        yield _sh("focusNode"), raw.focus
        yield _sh("sourceShape"), self._named(ox.NamedNode(raw.shape))
        yield _sh("sourceConstraintComponent"), ox.NamedNode(component(finding.parameter))
        if raw.constraint:
            yield _sh("sourceConstraint"), self._named(ox.NamedNode(raw.constraint))
        if raw.value is not None:
            yield _sh("value"), raw.value

    def _path(self, finding: Finding, result: ox.BlankNode, mark: str) -> Iterator[ox.Triple]:
        """Yield the path of a result; one that is more than a predicate as a copy of its own, as in SHACL's suite."""
        if finding.raw is None:
            return
        if finding.raw.path or finding.predicate:
            yield ox.Triple(result, _sh("resultPath"), ox.NamedNode(finding.raw.path or finding.predicate))
            return
        shape = ox.NamedNode(finding.raw.shape)
        queue = [(result, t) for t in self._about.get(shape, []) if t.predicate == _sh("path")]
        count = 0
        for subject, said in queue:
            predicate = _sh("resultPath") if said.predicate == _sh("path") else said.predicate
            if isinstance(said.object, ox.BlankNode):
                copy, count = ox.BlankNode(f"{mark}-{count}"), count + 1
                yield ox.Triple(subject, predicate, copy)
                queue += [(copy, t) for t in _of_path(self._about.get(said.object, []))]
            else:
                yield ox.Triple(subject, predicate, said.object)

    def _named(self, node: Term) -> Term:
        """Return a node of the shapes as the report names it, and remember to describe it if it has no IRI."""
        if isinstance(node, ox.NamedNode) and not node.value.startswith(MADE):
            return node
        if isinstance(node, ox.Literal) or node not in self._about:
            return node
        if node not in self._met:
            self._met.add(node)
            self._waiting.append(node)
        return ox.BlankNode("shapes-" + node.value.removeprefix(MADE).removeprefix("_:"))

    def _described(self) -> Iterator[ox.Triple]:
        """Yield what the shapes say of the nodes without an IRI that were named, and of those that they name."""
        for node in self._waiting:  # which grows as they name others
            for triple in self._about[node]:
                subject, value = self._named(node), self._named(triple.object)  # type: ignore[arg-type]
                yield ox.Triple(subject, triple.predicate, value)  # type: ignore[arg-type]


def _of_path(said: list[ox.Triple]) -> list[ox.Triple]:
    """Return what makes a node a path, as SHACL reads it: a list, else the first of the other kinds."""
    kinds = [t for t in said if t.predicate.value.startswith(SH)]
    return [t for t in said if t.predicate.value in _LIST] or kinds[:1]


def _beside(finding: Finding) -> Iterator[tuple[ox.NamedNode, ox.Literal]]:
    if finding.hint:
        yield ox.NamedNode(lena("hint")), ox.Literal(finding.hint)
    if finding.line:
        yield ox.NamedNode(_RDFS + "comment"), ox.Literal(finding.place)
