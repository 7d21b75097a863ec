"""Findings: what is wrong, where, and how to fix it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from lenaowl.ontology.records import INNER, Record, Records
from lenaowl.rdf.line_numbers import Places
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, compact, local_name
from lenaowl.validation.direct_identifiers import NAME, Identifier, Node, in_iri, is_private
from lenaowl.validation.record_context import CONTEXTS
from lenaowl.validation.shacl.reports import filled
from lenaowl.validation.shacl.shapes import SEVERITIES, SHAPES, Constraint, Raw, Shape, Shapes, Term
from lenaowl.validation.unknown_terms import Misspelt
from lenaowl.validation.user_data import UserData

_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_XSD = PREFIXES["xsd"]
_NOT_SHOWN = ox.NamedNode("urn:lenaowl:not-shown")  # in place of a node whose IRI identifies a patient
_LONG = 200


@dataclass(frozen=True)
class Finding(Record):
    """One thing that is wrong.

    Attributes:
        node: the node, as a CURIE or IRI where it has one; else a blank node.
        label: its rdfs:label, or empty.
        path: the path from the node to the value, empty if the node itself is at fault.
        value: the value at fault, as Turtle writes it; empty if there is none or the node itself is at fault.
        severity: Violation, Warning or Info.
        message: what is wrong.
        hint: how to fix it; empty if the shape does not tell.
        shape: the name of the shape, or `terms`, `coverage` for what shapes cannot see.
        parameter: the constraint that is broken, such as minCount.
        file: the file, or empty where it is not known.
        line: the line in the file, or none where it is not known.
        raw: what the engine said, with terms of RDF; none if the finding is of no node.
        predicate: the IRI of the path, if it is one predicate.
    """

    node: str
    label: str
    path: str
    value: str
    severity: str
    message: str
    hint: str
    shape: str
    parameter: str
    file: str = ""
    line: int | None = None
    raw: Raw | None = field(default=None, repr=False, metadata=INNER)
    predicate: str = ""

    @property
    def place(self) -> str:
        """File and line in words."""
        return f"{self.file}, line {self.line}" if self.line else f"{self.file or 'file'}, line unknown"


@dataclass(frozen=True)
class Report(Record):
    """What was found.

    Attributes:
        name: what was checked.
        shapes: the name of the set of shapes.
        engine: the engine that was used.
        reason: why this engine was used.
        size: how many statements were read; none for a remote endpoint.
        nodes: how many nodes of the user's the shapes are about.
        findings: what was found, by severity, shape and place.
        unmet: the names of those shapes of users that have targets and met no node.
    """

    name: str
    shapes: str
    engine: str
    reason: str
    size: int | None
    nodes: int
    findings: Records[Finding]
    unmet: tuple[str, ...] = ()

    derived = ("conforms", "counts")

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity."""
        return {severity: self.count(severity) for severity in SEVERITIES}

    @property
    def conforms(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def at_least(self, severity: str) -> Records[Finding]:
        """Return the findings of a severity (violation, warning or info) or a worse one."""
        allowed = SEVERITIES[: SEVERITIES.index(severity.capitalize()) + 1]
        return Records(finding for finding in self.findings if finding.severity in allowed)

    def count(self, severity: str) -> int:
        """Return how many findings are of a severity."""
        return sum(finding.severity == severity.capitalize() for finding in self.findings)


def sort_key(finding: Finding) -> tuple[int, str, str, int, str, str]:
    """Return what findings are sorted by: severity, shape, place, node, value."""
    f = finding
    return SEVERITIES.index(f.severity), f.shape, f.file, f.line or 0, f.node, f.value


class Maker:
    """Makes findings of what engines and checks found."""

    def __init__(
        self, shapes: Shapes, data: UserData | None = None, wanted: Iterable[str] = (), private: Iterable[Node] = ()
    ) -> None:
        """Take the shapes, the data, the nodes and terms that findings will be about, and nodes not to be labelled."""
        self._shapes = shapes
        self._private = set(private)
        self._data = data
        self._places = Places(data.sources, data.blank, wanted, CONTEXTS) if data else None

    def of_raw(self, raw: Raw) -> Finding:
        """Return the finding of an engine, with what the shape says."""
        shape = self._shapes.by_iri.get(raw.shape)
        path = raw.path or (shape.path.text if shape and shape.path else "")
        firsts = shape.path.firsts if shape and shape.path else ()
        file, line = self._places.of(raw.focus, firsts, raw.value) if self._places else ("", None)
        itself = raw.value is None or (not path and raw.value == raw.focus)
        message = self._message(raw, shape)
        if raw.focus in self._private and isinstance(raw.focus, ox.NamedNode) and in_iri(raw.focus.value):
            raw, message = raw._replace(focus=_NOT_SHOWN, message=""), shape.message if shape else message
        if is_private(raw):  # what identifies a patient is not repeated, nor what an engine says of it
            raw, itself, message = raw._replace(value=None, message=""), True, shape.message if shape else message
        return Finding(
            shown(raw.focus),
            self._label(raw.focus),
            path,
            "" if itself or raw.value is None else shown(raw.value),
            shape.severity if shape else SEVERITIES[0],
            message,
            shape.hint if shape else "",
            shape.name if shape else compact(raw.shape),
            raw.parameter,
            file,
            line,
            raw,
            "" if raw.path or shape is None or shape.path is None else shape.path.predicate,
        )

    def _message(self, raw: Raw, shape: Shape | None) -> str:
        """Return what is wrong: the words of the constraint, of the shape, of the engine, or what is demanded."""
        constraint = shape.get(raw.parameter) if shape else None
        if constraint and constraint.message and raw.parameter == "sparql":
            text = filled(constraint.message, {"this": raw.focus, "value": raw.value})
            return (raw.message or text) if re.search(r"\{[?$]", text) else text
        if shape and shape.message:
            return shape.message
        wanted = alternatives(self._shapes, constraint) if constraint and raw.parameter in ("or", "xone") else ""
        return wanted or raw.message or f"sh:{raw.parameter} is not met."

    def of_term(self, found: Misspelt) -> Finding:
        """Return the finding for a term that does not exist."""
        file, line = self._places.of_term(found.term, found.source) if self._places else ("", None)
        term = ox.NamedNode(found.term) if found.source is None else ox.Literal(found.term)
        raw = Raw(term, SHAPES + "terms", "closed", None)
        return Finding(
            compact(found.term),
            "",
            "",
            "",
            found.severity,
            found.message,
            found.hint,
            "terms",
            "closed",
            file,
            line,
            raw,
        )

    def of_identifier(self, found: Identifier) -> Finding:
        """Return the finding for what looks like a direct identifier, without its value."""
        file, line = self._places.of(found.node, [found.predicate], found.value) if self._places else ("", None)
        own = found.predicate == ""
        node = _NOT_SHOWN if own else found.node
        raw = Raw(node, NAME, "closed", None)
        message = f"This looks like a direct identifier ({found.kind})."
        hint = "Take the statement out, and keep what identifies the patient apart from the data."
        place = "" if own else compact(found.predicate)
        return Finding(shown(node), "", place, "", SEVERITIES[0], message, hint, "direct-identifiers", "closed", file,
                       line, raw, found.predicate)  # fmt: skip

    def of_nothing(self) -> Finding:
        """Return the finding for data that no shape is about."""
        kinds = sorted(
            {local_name(str(t.value)) for s in self._shapes.targeted() for k, t in s.targets if k == "targetClass"}
        )
        message = "No node of the data is of a kind that the shapes are about, so nothing was checked."
        hint = f"Say what the nodes are, such as: a lena:PatientRecord . The shapes are about: {', '.join(kinds)}."
        name = self._data.sources[0].name if self._data and len(self._data.sources) == 1 else ""
        return Finding("", "", "", "", SEVERITIES[0], message, hint, "coverage", "target", name, None)

    def _label(self, node: Term) -> str:
        if self._data is None or isinstance(node, ox.Literal) or node in self._private:
            return ""
        quads = self._data.store.quads_for_pattern(node, _LABEL, None)
        return min((str(getattr(quad.object, "value", "")) for quad in quads), default="")


def shown(term: Term) -> str:
    """Return a term as Turtle writes it, cut off where it is long."""
    if isinstance(term, ox.NamedNode):
        short = compact(term.value)
        return short if short != term.value or not term.value.startswith(NAMESPACE) else f"<{term.value}>"
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    text = term.value if len(term.value) <= _LONG else term.value[:_LONG] + "…"
    quoted = str(ox.Literal(text))
    if term.language:
        return f"{quoted}@{term.language}"
    datatype = term.datatype.value
    if datatype in (_XSD + "integer", _XSD + "decimal", _XSD + "boolean"):
        return text
    return quoted if datatype == _XSD + "string" else f"{quoted}^^{compact(datatype)}"


def alternatives(shapes: Shapes, constraint: Constraint) -> str:
    """Return what each alternative of an sh:or or sh:xone demands, in one sentence."""
    parts = [_demands(shapes, str(inner.value)) for inner in constraint.values]
    how = "none of these holds" if constraint.name == "or" else "not exactly one of these holds"
    return f"Of the alternatives {how}: {'; or '.join(parts)}."


def _demands(shapes: Shapes, iri: str, depth: int = 0) -> str:
    shape = shapes.by_iri.get(iri)
    if shape is None or depth > 2:
        return compact(iri)
    parts = [
        f"sh:{c.name} {' '.join(shown(v) for v in c.values[:5])}"
        for c in shape.constraints
        if not any(isinstance(v, ox.BlankNode) or str(v.value) in shapes.by_iri for v in c.values)
    ]
    parts += [_demands(shapes, str(v.value), depth + 1) for c in shape.constraints for v in c.values
              if str(v.value) in shapes.by_iri]  # fmt: skip
    parts += [_demands(shapes, inner, depth + 1) for inner in shape.properties]
    about = f"{shape.path.text} " if shape.path else ""
    return about + (" and ".join(parts) or shape.name)
