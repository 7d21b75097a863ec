"""Checks an ontology against the rules in `queries/quality/`: each file is a query for what breaks one rule.

The rules in `ontology/` are for anyone's ontology, those in `model/` for claims as lenaowl makes them. The first
column of a query is the term at fault, the others tell more. Comments before a query tell the problem, the
solution, the severity, the check of other tools that the rule corresponds to, and what a file must hold for the
rule to apply to it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from lenaowl.errors import LenaowlError
from lenaowl.ontology.packaged import folder, path
from lenaowl.ontology.records import Json, Record, Records
from lenaowl.rdf.bytes_in import shown
from lenaowl.rdf.files import read
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import lena
from lenaowl.validation.own_terms import OwnTerms, own_terms
from lenaowl.validation.record_context import CONTEXTS
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.shacl.shapes import SHAPES

SEVERITIES = ("error", "warning", "info")
_WEIGHT = {"error": 4, "warning": 2, "info": 1}
_OF_SHAPES = re.compile(r"# (?P<what>demanded|allowed) by the shape (?P<shape>[\w-]+)")
_OWN = ox.NamedNode(lena("own"))


@dataclass(frozen=True)
class Rule(Record):
    """One rule of quality: its name, group (ontology or model), severity, what is wrong, how to fix it, and more.

    `source` names the check of ROBOT, the OBO Dashboard, ODK, FOOPS or OOPS that it corresponds to; `needs` what
    a file must hold for the rule to apply.
    """

    name: str
    group: str
    severity: str
    problem: str
    solution: str
    source: str
    needs: tuple[str, ...]
    query: str


@dataclass(frozen=True)
class RuleBreach(Record):
    """A term that breaks a rule; `detail` is what the rule tells beyond the term."""

    rule: Rule
    term: str
    detail: str

    def as_dict(self) -> Json:
        """Return the record as JSON types; of its rule the name, the severity and what is wrong."""
        rule = self.rule
        return {
            "severity": rule.severity, "rule": rule.name, "term": self.term, "detail": self.detail,
            "problem": rule.problem,
        }  # fmt: skip


@dataclass(frozen=True)
class QualityReport(Record):
    """What the rules found.

    Attributes:
        name: what was checked.
        own: the terms that the rules speak of, and how they were told from others.
        findings: what breaks a rule, by severity, rule and term.
        applied: the rules that apply.
        left_out: the rules that do not apply, each with the reason.
    """

    name: str
    own: OwnTerms
    findings: Records[RuleBreach]
    applied: Records[Rule]
    left_out: tuple[tuple[Rule, str], ...]

    def as_dict(self, severity: str = "info") -> Json:
        """Return the record as JSON types: findings of a severity or worse, and for every rule how it stands."""
        reasons = {rule.name: reason for rule, reason in self.left_out}
        found = Counter(finding.rule.name for finding in self.findings)
        every = sorted((*self.applied, *(r for r, _ in self.left_out)), key=lambda rule: (rule.group, rule.name))
        return {
            "name": self.name,
            "namespace": self.own.namespace,
            "namespace_from": self.own.chosen,
            "own_terms": len(self.own.kinds),
            "score": self.score,
            "counts": {one: self.count(one) for one in SEVERITIES},
            "findings": self.at_least(severity).as_dicts(),
            "rules": [
                {
                    "rule": rule.name, "group": rule.group, "severity": rule.severity, "source": rule.source,
                    "state": "na" if rule.name in reasons else "broken" if found[rule.name] else "ok",
                    "findings": found[rule.name], "reason": reasons.get(rule.name, ""),
                }
                for rule in every
            ],
            "not_run": [{"check": check, "reason": reason} for check, reason in not_run()],
        }  # fmt: skip

    def at_least(self, severity: str) -> Records[RuleBreach]:
        """Return the findings of a severity or a worse one."""
        return Records(f for f in self.findings if f.rule.severity in SEVERITIES[: SEVERITIES.index(severity) + 1])

    def count(self, severity: str) -> int:
        """Return how many findings are of a severity."""
        return sum(f.rule.severity == severity for f in self.findings)

    @cached_property
    def score(self) -> int:
        """The weight of the rules that are kept in the weight of those that apply, out of 100, rounded down.

        A rule for errors weighs 4, for warnings 2, for the rest 1; how often a rule is broken makes no difference.
        So 100 means that nothing was found.
        """
        broken = {finding.rule for finding in self.findings}
        total = sum(_WEIGHT[rule.severity] for rule in self.applied)
        kept = sum(_WEIGHT[rule.severity] for rule in self.applied if rule not in broken)
        return 100 * kept // total if total else 100


# -- the rules --------------------------------------------------------------------------------------


def rules() -> tuple[Rule, ...]:
    """Return all rules, by group and name."""
    files = sorted((folder("queries") / "quality").glob("*/*.rq"))
    return tuple(_rule(file.parent.name, file.stem, file.read_text(encoding="utf-8")) for file in files)


def _rule(group: str, name: str, text: str) -> Rule:
    told = dict(re.findall(r"^# (Problem|Solution|Severity|Source|Needs): (.+)$", text, re.MULTILINE))
    missing = {"Problem", "Solution", "Severity", "Source"} - set(told)
    if missing or told["Severity"] not in SEVERITIES:
        raise LenaowlError(f"the rule {group}/{name}.rq does not state its {', '.join(missing) or 'severity'}")
    needs = tuple(filter(None, told.get("Needs", "").split(", ")))
    query = _OF_SHAPES.sub(_from_shapes, text)
    return Rule(
        name, group, told["Severity"], told["Problem"], told["Solution"], told["Source"].rstrip("."), needs, query
    )


def _from_shapes(mark: re.Match[str]) -> str:
    """Return what a shape demands or allows, in place of the comment that names it: claims have one set of rules."""
    shapes = load_shapes(["claims"]).by_iri
    shape = shapes[SHAPES + mark["shape"]]
    if mark["what"] == "allowed":
        allowed = shape.get("in")
        return ", ".join(str(value) for value in allowed.values) if allowed else ""
    parts = (shapes[iri] for iri in shape.properties)
    demanded = (part.path.predicate for part in parts if part.path and part.get("minCount"))
    return " ".join(f"<{predicate}>" for predicate in demanded if predicate)


def not_run() -> list[tuple[str, str]]:
    """Return the checks of other tools that have no rule here, each with the reason."""
    file = folder("queries") / "quality" / "not-run.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return [(row["check"], row["reason"]) for row in csv.DictReader(lines)]


# What a file must hold for a rule to apply: a query for it, and what is said where there is none.
_NEEDS = {
    "header": ("SELECT ?x { ?x a owl:Ontology FILTER (isIRI(?x)) } LIMIT 1", "the file has no ontology header"),
    "terms": ("SELECT ?x { GRAPH lena:own { ?x a lena:OwnTerm } } LIMIT 1", "the file has no terms of its own"),
    "classes": ("SELECT ?x { GRAPH lena:own { ?x a lena:OwnClass } } LIMIT 1", "the file has no classes of its own"),
    "properties": (
        "SELECT ?x { GRAPH lena:own { ?x a lena:OwnProperty } } LIMIT 1",
        "the file has no properties of its own",
    ),
    "claims": (
        "SELECT ?x { VALUES ?k { lena:Claim lena:Observation } ?x a ?k } LIMIT 1",
        "the file makes no claims (lena:Claim)",
    ),
}


# -- checking ---------------------------------------------------------------------------------------


def examine(
    name: str,
    store: EmbeddedStore,
    infer: Callable[[EmbeddedStore], None] = lambda store: None,
    namespace: str | None = None,
) -> QualityReport:
    """Run all rules.

    Args:
        name: what is checked, for the report.
        store: holds the ontology, without imports.
        infer: puts to the store what follows, or what else the rules of the model run on. What they find is reported
            for subjects of the ontology only.
        namespace: what the IRIs of the ontology's own terms begin with; found from its header if left out.
    """
    own = own_terms(store, namespace)
    store.add(own.marks(), _OWN)
    subjects = {term for (term,) in store.rows("SELECT DISTINCT ?s { ?s ?p ?o FILTER (isIRI(?s)) }")}
    absent = {need: why for need, (query, why) in _NEEDS.items() if not store.rows(query)}
    known = rules()
    applied = [rule for rule in known if absent.keys().isdisjoint(rule.needs)]
    left_out = [(r, absent[need]) for r in known for need in [n for n in r.needs if n in absent][:1]]
    findings = [breach for rule in applied if rule.group == "ontology" for breach in _breaches(rule, store)]
    infer(store)
    of_model = (breach for rule in applied if rule.group == "model" for breach in _breaches(rule, store))
    findings += (breach for breach in of_model if breach.term in subjects)
    findings.sort(key=lambda f: (SEVERITIES.index(f.rule.severity), f.rule.name, f.term, f.detail))
    return QualityReport(name, own, Records(findings), Records(applied), tuple(left_out))


def _breaches(rule: Rule, store: EmbeddedStore) -> Iterator[RuleBreach]:
    for term, *more in store.rows(rule.query):
        yield RuleBreach(rule, str(term), ", ".join(filter(None, more)))


def check_quality(file: str | Path | None = None, namespace: str | None = None) -> QualityReport:
    """Check an ontology file, or the release of lenaowl.

    Claims in a file are judged together with those of the release.

    Args:
        file: Turtle, RDF/XML, N-Triples or JSON-LD; the release of lenaowl if left out.
        namespace: what the IRIs of the ontology's own terms begin with; found from its header if left out.

    Raises:
        DataError: if the file cannot be read; it says where and how to fix it.

    >>> report = check_quality()
    >>> report.count("error"), report.count("warning")
    (0, 0)
    """
    if file is None:
        name, store = "lenaowl.ttl", EmbeddedStore()
        store.load_file(path("lenaowl-trials.ttl"))
        store.update(f"DELETE WHERE {{ <{lena('trials')}> ?p ?o }}")  # one header is enough
        store.load_file(path(name))
    else:
        name, store = shown(Path(file)), EmbeddedStore(read(Path(file), contexts=CONTEXTS))
    return examine(name, store, lambda store: store.load_file(path("lenaowl-inferred.ttl")), namespace)
