"""What a record of a kind needs, told from the shapes: in words, and as a template to fill in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from lenaowl.errors import UnknownNameError
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, compact, lena, local_name
from lenaowl.validation.shacl.shapes import SH, Constraint, Shape, Shapes

_XSD = PREFIXES["xsd"]
# Kinds of records by the names that users know them by: the class, and what a name of a node begins with.
KINDS = {
    "patient": "PatientRecord", "diagnosis": "Diagnosis", "cytogenetics": "CytogeneticFinding", "line": "TreatmentLine",
    "component": "RegimenComponent", "response": "ResponseAssessment", "event": "AdverseEventRecord",
    "assay": "AssayResult", "compound": "Drug", "form": "ProteinForm", "exposure": "Exposure", "claim": "Claim",
    "publication": "Publication", "trial": "Trial", "arm": "TrialArm", "result": "Result",
}  # fmt: skip
_SAMPLES = {
    _XSD + "integer": "1", _XSD + "decimal": "1.0", _XSD + "date": '"2026-01-31"^^xsd:date', _XSD + "string": '"..."',
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One property of a kind of record.

    Attributes:
        name: the property, as a CURIE.
        required: whether a record must have it.
        several: whether it may have several values.
        values: in words, which values it takes.
        sample: a value as Turtle writes it.
        leads_to: the class of the nodes that it leads to, or empty.
        message: what the shape says.
        hint: how to mend what is wrong.
    """

    name: str
    required: bool
    several: bool
    values: str
    sample: str
    leads_to: str
    message: str
    hint: str


def kind_of(name: str) -> str:
    """Return the class of a kind of record.

    Raises:
        UnknownNameError: if there is no such kind.
    """
    if name not in KINDS:
        raise UnknownNameError(name, sorted(KINDS), "kind of record")
    return lena(KINDS[name])


def fields(shapes: Shapes, cls: str) -> list[Field]:
    """Return the properties that shapes know of a class, the required ones first."""
    found: dict[str, list[Shape]] = {}
    for shape in shapes.targeted():
        if ("targetClass", ox.NamedNode(cls)) in shape.targets:
            for inner in (shapes.by_iri[iri] for iri in shape.properties if iri in shapes.by_iri):
                if inner.path and inner.path.predicate and _constrains(inner):
                    found.setdefault(inner.path.predicate, []).append(inner)
    return sorted((_field(predicate, group) for predicate, group in found.items()), key=lambda f: not f.required)


def _constrains(shape: Shape) -> bool:
    """Whether a shape says which values a property takes, and not only how they compare with others."""
    return any(
        c.name in ("minCount", "maxCount", "datatype", "in", "class", "nodeKind", "pattern") for c in shape.constraints
    )


def _field(predicate: str, group: list[Shape]) -> Field:
    by_name = {c.name: c for shape in group for c in shape.constraints}
    least, most = by_name.get("minCount"), by_name.get("maxCount")
    words, sample, leads_to = _values(by_name)
    return Field(
        compact(predicate),
        least is not None and int(str(least.value.value)) > 0,
        most is None,
        words,
        sample,
        leads_to,
        group[0].message,
        group[0].hint,
    )


def _values(by_name: dict[str, Constraint]) -> tuple[str, str, str]:
    """Return which values a property takes in words, one of them, and the class of the nodes that it leads to."""
    if "in" in by_name:
        values = [_written(value) for value in by_name["in"].values]
        return f"one of {', '.join(values)}", values[0], ""
    if "class" in by_name:
        cls = str(by_name["class"].value.value)
        return f"a {compact(cls)}", f"ex:{local_name(cls)}-1", cls
    if "datatype" in by_name:
        datatype = str(by_name["datatype"].value.value)
        limits = [f"{word} {by_name[name].value.value}" for name, word in _LIMITS.items() if name in by_name]
        return " ".join([compact(datatype), *limits]), _SAMPLES.get(datatype, '"..."'), ""
    kind = by_name.get("nodeKind")
    if kind and kind.value.value == SH + "IRI":
        return "an IRI", "ex:...".replace("...", "term"), ""
    return "text", '"..."', ""


_LIMITS = {"minInclusive": "from", "maxInclusive": "to", "minExclusive": "above", "maxExclusive": "below"}


def _written(value: object) -> str:
    if isinstance(value, ox.NamedNode):
        return compact(value.value)
    return str(value)


def template(shapes: Shapes, name: str) -> str:
    """Return Turtle with all properties of a kind of record, and of the records that it leads to, as comments.

    It is valid Turtle as it stands; whoever fills it in takes the marks of comments away.

    Raises:
        UnknownNameError: if there is no such kind.
    """
    return "\n".join(_template(shapes, kind_of(name))) + "\n"


def _template(shapes: Shapes, cls: str) -> Iterator[str]:
    yield "# Take the # away before what you fill in; ex: stands for a namespace of your own."
    yield "# Then check it with: lenaowl validate FILE"
    for prefix, iri in (("ex", "https://example.org/"), ("lena", NAMESPACE), ("rdfs", PREFIXES["rdfs"]), ("xsd", _XSD)):
        yield f"@prefix {prefix}: <{iri}> ."
    queue, seen = [cls], set[str]()
    known = {lena(kind) for kind in KINDS.values()}
    while queue:
        now = queue.pop(0)
        seen.add(now)
        yield ""
        yield f"ex:{local_name(now)}-1 a {compact(now)} ;"
        for field in fields(shapes, now):
            need = "required" if field.required else "optional"
            yield f"    # {need}{', one or more' if field.several else ', one'}: {field.values}"
            yield f"    # {field.name} {field.sample} ;"
            if field.leads_to in known - seen and field.leads_to not in queue and field.leads_to not in _APART:
                queue.append(field.leads_to)
        yield "    ."


# These are most often in the ontology already.
_APART = {lena(name) for name in ("Drug", "Claim", "Publication", "ProteinForm")}
