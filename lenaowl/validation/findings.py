"""Findings: what is wrong, where, and how to fix it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from lenaowl.ontology.claims import preferred
from lenaowl.ontology.records import INNER, Record, Records
from lenaowl.rdf.line_numbers import Places
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, compact, local_name
from lenaowl.validation.as_written import back, kept, written
from lenaowl.validation.direct_identifiers import NAME, Identifier, Node, is_private
from lenaowl.validation.identifier_patterns import in_iri
from lenaowl.validation.record_context import CONTEXTS
from lenaowl.validation.shacl.own_queries import all_said, said
from lenaowl.validation.shacl.shapes import SEVERITIES, SHAPES, Constraint, Raw, Shape, Shapes, Term, rank
from lenaowl.validation.unknown_terms import Misspelt
from lenaowl.validation.user_data import UserData

_LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")
_XSD = PREFIXES["xsd"]
_NOT_SHOWN = ox.NamedNode("urn:lenaowl:not-shown")  # in place of a node whose IRI identifies a patient
_LONG = 200
USUAL = SEVERITIES[:3]


@dataclass(frozen=True)
class Finding(Record):
    """One thing that is wrong.

    Attributes:
        node: the node, as a CURIE or IRI where it has one; else a blank node.
        label: its rdfs:label, or empty.
        path: the path from the node to the value, empty if the node itself is at fault.
        value: the value at fault, as Turtle writes it; empty if there is none or the node itself is at fault.
        severity: Violation, Warning, Info, Debug or Trace; or the IRI of one that the shape names.
        message: what is wrong.
        hint: how to fix it; empty if the shape does not tell.
        shape: the name of the shape, or `terms`, `coverage` for what shapes cannot see.
        parameter: the constraint that is broken, such as minCount.
        file: the file, or empty where it is not known.
        line: the line in the file, or none where it is not known.
        raw: what the engine said, with terms of RDF; none if the finding is of no node.
        predicate: the IRI of the path, if it is one predicate.
        messages: the messages of the shape as they are written, in all languages; none if it has none.
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
    messages: tuple[ox.Literal, ...] = field(default=(), repr=False, metadata=INNER)

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
        chosen: the shapes themselves.
        described: what the data says of the nodes without an IRI that findings are about; nothing of a patient's.
    """

    name: str
    shapes: str
    engine: str
    reason: str
    size: int | None
    nodes: int
    findings: Records[Finding]
    unmet: tuple[str, ...] = ()
    chosen: Shapes | None = field(default=None, repr=False, metadata=INNER)
    described: tuple[ox.Triple, ...] = field(default=(), repr=False, metadata=INNER)

    derived = ("conforms", "counts")

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity: of the usual three, and of others that were found."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in (*USUAL, *sorted(found.keys() - {*USUAL}))}

    @property
    def conforms(self) -> bool:
        """Whether nothing was found that is worse than what SHACL 1.2 calls Debug and Trace."""
        return not self.at_least(USUAL[-1])

    def at_least(self, severity: str) -> Records[Finding]:
        """Return the findings of a severity (violation, warning, info, debug, trace) or a worse one.

        One that the shapes name and SHACL does not know counts as a violation.
        """
        least = rank(severity.capitalize())
        return Records(finding for finding in self.findings if rank(finding.severity) <= least)

    def count(self, severity: str) -> int:
        """Return how many findings are of a severity."""
        return sum(finding.severity == severity.capitalize() for finding in self.findings)


def sort_key(finding: Finding) -> tuple[int, str, str, int, str, str]:
    """Return what findings are sorted by: severity, shape, place, node, value."""
    f = finding
    return rank(f.severity), f.shape, f.file, f.line or 0, f.node, f.value


class Maker:
    """Makes findings of what engines and checks found."""

    def __init__(
        self, shapes: Shapes, data: UserData | None = None, wanted: Iterable[str] = (), private: Container[Node] = ()
    ) -> None:
        """Take the shapes, the data, the nodes and terms that findings will be about, and nodes not to be labelled."""
        self._shapes = shapes
        self._private = private
        self._data = data
        self._written = {**shapes.written, **(written(kept(data.literals)) if data and data.literals else {})}
        self._places = Places(data.sources, data.blank, wanted, CONTEXTS) if data else None

    def of_raw(self, raw: Raw) -> Finding:
        """Return the finding of an engine, with what the shape says."""
        shape = self._shapes.by_iri.get(raw.shape)
        path = compact(raw.path) or (shape.path.text if shape and shape.path else "")
        firsts = shape.path.firsts if shape and shape.path else ()
        file, line = self._places.of(raw.focus, firsts, raw.value) if self._places else ("", None)
        itself = raw.value is None or (not path and raw.value == raw.focus)
        message, messages = self._message(raw, shape), all_said(raw, shape) if shape else ()
        if raw.focus in self._private and isinstance(raw.focus, ox.NamedNode) and in_iri(raw.focus.value):
            raw, messages = raw._replace(focus=_NOT_SHOWN, message="", cells=()), ()
            message = shape.message if shape else message
        if is_private(raw):  # what identifies a patient is not repeated, nor what an engine says of it
            raw, itself, messages = raw._replace(value=None, message="", cells=()), True, ()
            message = shape.message if shape else message
        raw = raw._replace(focus=self._as_written(raw.focus), value=raw.value and self._as_written(raw.value))
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
            messages,
        )

    def _as_written(self, term: Term) -> Term:
        return self._written.get(term, term) if isinstance(term, ox.Literal) else term

    def _message(self, raw: Raw, shape: Shape | None) -> str:
        """Return what is wrong: the words of the constraint, of the shape, of the engine, or what is demanded."""
        if shape and raw.parameter == "sparql":
            return said(raw, shape) or raw.message or "sh:sparql is not met."
        constraint = shape.get(raw.parameter) if shape else None
        if shape and shape.message:
            return shape.message
        wanted = alternatives(self._shapes, constraint) if constraint and raw.parameter in ("or", "xone") else ""
        return wanted or raw.message or f"sh:{raw.parameter} is not met."

    def described(self, found: Iterable[Finding]) -> tuple[ox.Triple, ...]:
        """Return what the data says of the nodes without an IRI that findings are about; nothing of a patient's."""
        queue = [node for one in found if one.raw for node in (one.raw.focus, one.raw.value)]
        told: dict[ox.Triple, None] = {}
        seen: set[object] = set()
        while queue and self._data:
            node = queue.pop()
            if isinstance(node, ox.BlankNode) and node not in seen and node not in self._private:
                seen.add(node)
                found_here = self._data.store.quads_for_pattern(node, None, None)
                about = [ox.Triple(quad.subject, quad.predicate, back(quad.object)) for quad in found_here]
                told.update(dict.fromkeys(about))
                queue += [triple.object for triple in about]  # type: ignore[misc]
        return tuple(told)

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
        return preferred(quad.object for quad in quads)


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
