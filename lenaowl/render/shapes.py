"""Shapes in words: what there is, and what each demands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lenaowl.rdf.vocabulary import compact
from lenaowl.render.tables import aligned, as_json
from lenaowl.validation.record_forms import KINDS
from lenaowl.validation.shacl.shapes import NESTING, SH, SHAPES, Constraint, Shape, Shapes


def list_text(sets: Mapping[str, Shapes]) -> str:
    """Return the packaged sets, how many shapes each has, and what they are about."""
    rows = [("set", "shapes", "about")]
    for name, shapes in sets.items():
        about = sorted(
            {compact(str(t.value)) for s in shapes.targeted() for kind, t in s.targets if kind == "targetClass"}
        )
        rows.append((name, str(sum(map(_is_named, shapes.by_iri.values()))), " ".join(about)))
    told = [
        "",
        "See one with: lenaowl shapes show patients",
        f"Templates (lenaowl shapes template ...): {' '.join(KINDS)}",
    ]
    return "".join(f"{line}\n" for line in [*aligned(rows), *told])


def _is_named(shape: Shape) -> bool:
    return shape.iri.startswith(SHAPES) and bool(shape.message)


def shapes_text(shapes: Shapes) -> str:
    """Return each shape with what it is about, what it demands and how to fix it."""
    return "".join(f"{line}\n" for line in _lines(shapes))


def _lines(shapes: Shapes) -> Iterator[str]:
    about = _about(shapes)
    for shape in shapes.by_iri.values():
        if shape.message:
            yield f"{shape.severity.upper()}  {shape.name}: {shape.message}"
            yield f"  about: {', '.join(about.get(shape.iri, []))}"
            yield f"  demands: {'; '.join(_demands(shape))}"
            yield f"  how to fix it: {shape.hint}"
            yield ""


def _about(shapes: Shapes) -> dict[str, list[str]]:
    """Return in words what each shape is about, its own targets or those of the shapes that it belongs to."""
    words = {
        "targetClass": "{}",
        "targetSubjectsOf": "what has {}",
        "targetObjectsOf": "what {} leads to",
        "targetNode": "{}",
    }
    found: dict[str, list[str]] = {}
    for shape in shapes.targeted():
        told = [words.get(kind, "{}").format(compact(str(term.value))) for kind, term in shape.targets]
        for iri in (shape.iri, *shape.properties):
            found.setdefault(iri, []).extend(told)
    return found


def _demands(shape: Shape) -> Iterator[str]:
    if shape.path:
        yield f"path {shape.path.text}"
    yield from (_demand(constraint) for constraint in shape.constraints)


def _demand(constraint: Constraint) -> str:
    if constraint.name in NESTING:
        return f"{constraint.name} (see the file)"
    if constraint.name == "sparql":
        return "a SPARQL query (see the file)"
    values = (str(v.value).replace(SH, "sh:") for v in constraint.values)
    return f"{constraint.name} {' '.join(map(compact, values))}"


def shapes_json(shapes: Shapes) -> str:
    """Return the shapes as JSON."""
    about = _about(shapes)
    return as_json(
        [
            {
                "shape": shape.name,
                "iri": shape.iri,
                "severity": shape.severity,
                "about": about.get(shape.iri, []),
                "path": shape.path.text if shape.path else "",
                "demands": list(_demands(shape)),
                "message": shape.message,
                "hint": shape.hint,
            }
            for shape in shapes.by_iri.values()
            if shape.message
        ]
    )
