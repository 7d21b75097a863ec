"""The JSON-LD context of lenaowl, made from the shapes: which keys lead to nodes, and which to typed text."""

from __future__ import annotations

import json
from functools import cache

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.shacl.shapes import SH, Shape, Shapes

CONTEXT_IRI = NAMESPACE + "records-context.jsonld"
_XSD = PREFIXES["xsd"]
# JSON has these itself; a decimal is a text in JSON-LD, as a JSON number with a point would be an xsd:double.
_NATIVE = {_XSD + "string", _XSD + "integer", _XSD + "boolean"}
_PREFIXES = ("lena", "dcterms", "eco", "owl", "rdfs", "skos", "xsd")


def terms(shapes: Shapes) -> dict[str, object]:
    """Return what a context says of each property of ours that shapes speak of."""
    found: dict[str, object] = {}
    for shape in shapes.by_iri.values():
        if shape.path is None or not shape.path.predicate.startswith(NAMESPACE):
            continue
        name = shape.path.predicate.removeprefix(NAMESPACE)
        datatype = shape.get("datatype")
        if _leads_to_nodes(shape):
            found[name] = {"@type": "@vocab"}
        elif datatype and str(datatype.value.value) not in _NATIVE:
            found[name] = {"@type": str(datatype.value.value).replace(_XSD, "xsd:")}
    return dict(sorted(found.items()))


def _leads_to_nodes(shape: Shape) -> bool:
    kind, allowed = shape.get("nodeKind"), shape.get("in")
    of_nodes = kind is not None and kind.value.value == SH + "IRI"
    return bool(shape.get("class") or of_nodes or (allowed and isinstance(allowed.values[0], ox.NamedNode)))


@cache
def context() -> str:
    """Return the context, as text.

    >>> json.loads(context())["@context"]["startedOn"]
    {'@type': 'xsd:date', '@id': 'lena:startedOn'}
    """
    said = {
        name: {**(about if isinstance(about, dict) else {}), "@id": f"lena:{name}"}
        for name, about in terms(load_shapes()).items()
    }
    prefixes = {prefix: PREFIXES[prefix] for prefix in _PREFIXES}
    common = {"label": "rdfs:label", "identifier": "dcterms:identifier"}
    content = {"@context": {"@version": 1.1, "@vocab": NAMESPACE, **prefixes, **common, **said}}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


# What may be put in place of its IRI in JSON-LD of users.
CONTEXTS = {CONTEXT_IRI: context}
