"""Shapes of all components of SHACL Core, and data for them, made at random: to compare the engines."""

from __future__ import annotations

import random

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
VALUES = [
    "1", "2", "-3", "1.5", '"1"', '"a"', '"b"@en', '"c"@de', '"abc"', '""', "true", '"true"', "ex:a", "ex:b", "ex:n1", "ex:n2",
    '"2020-01-01"^^xsd:date', '"2020-13-01"^^xsd:date', '"2020-01-01T00:00:00Z"^^xsd:dateTime', '"x"^^xsd:integer', "1.0e0",
    '"01"^^xsd:integer', '"1.0"^^xsd:decimal', '"2020-01-01T00:00:00+00:00"^^xsd:dateTime',
]  # fmt: skip
PREDICATES = ["ex:p", "ex:q", "ex:r"]
PATHS = [
    *PREDICATES, "[ sh:inversePath ex:p ]", "( ex:p ex:q )", "[ sh:alternativePath ( ex:p ex:q ) ]",
    "[ sh:zeroOrMorePath ex:p ]", "[ sh:oneOrMorePath ex:p ]", "[ sh:zeroOrOnePath ex:p ]",
]  # fmt: skip
TARGETS = ["sh:targetClass ex:T", "sh:targetSubjectsOf ex:p", "sh:targetObjectsOf ex:q", "sh:targetNode ex:n1"]
_OF_VALUES = ["class", "datatype", "nodeKind", "minInclusive", "maxExclusive", "minLength", "maxLength", "pattern", "in", "hasValue",
              "languageIn", "equals", "disjoint", "not", "and", "or", "xone", "node", "property"]  # fmt: skip
_OF_PATHS = ["minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape"]
_NESTED = {"not", "and", "or", "xone", "node", "property", "qualifiedValueShape"}


def constraint(chance: random.Random, depth: int, *, has_path: bool) -> str:
    """Return a constraint, with shapes in it that are less than three deep."""
    kinds = _OF_VALUES + _OF_PATHS * has_path
    name = chance.choice([kind for kind in kinds if depth < 3 or kind not in _NESTED])

    def inner() -> str:
        return shape(chance, depth + 1, has_path=name == "property" or (name != "node" and chance.random() < 0.5))

    values = {
        "class": lambda: chance.choice(("ex:T", "ex:U")),
        "datatype": lambda: (
            "xsd:" + chance.choice(("integer", "string", "date", "decimal", "boolean", "dateTime", "double"))
        ),
        "nodeKind": lambda: (
            "sh:"
            + chance.choice(("BlankNode", "IRI", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"))
        ),
        "pattern": lambda: chance.choice(('"^a"', '"b"', '"^[a-c]+$"', r'"^\\d+$"', '"A" ; sh:flags "i"')),
        "in": lambda: f"( {' '.join(chance.choice(VALUES) for _ in range(3))} )",
        "hasValue": lambda: chance.choice(VALUES),
        "languageIn": lambda: '( "en" )',
        "uniqueLang": lambda: "true",
        "qualifiedValueShape": lambda: f"{inner()} ; sh:qualifiedMinCount {chance.randrange(3)}",
        **dict.fromkeys(("minCount", "maxCount", "minLength", "maxLength"), lambda: str(chance.randrange(4))),
        **dict.fromkeys(
            ("minInclusive", "maxExclusive"), lambda: chance.choice(("1", "1.5", '"2020-01-01"^^xsd:date'))
        ),
        **dict.fromkeys(("equals", "disjoint", "lessThan", "lessThanOrEquals"), lambda: chance.choice(PREDICATES)),
        **dict.fromkeys(("not", "node", "property"), inner),
        **dict.fromkeys(("and", "or", "xone"), lambda: f"( {inner()} {inner()} )"),
    }
    return f"sh:{name} {values[name]()}"


def shape(chance: random.Random, depth: int = 0, *, has_path: bool) -> str:
    """Return a shape in brackets."""
    parts = [constraint(chance, depth, has_path=has_path) for _ in range(chance.choice((1, 1, 2)))]
    if len({part.split()[0] for part in parts}) < len(parts):
        parts = parts[:1]
    path = [f"sh:path {chance.choice(PATHS)}"] if has_path else []
    return f"[ {' ; '.join(path + parts)} ]"


def shapes(seed: int) -> str:
    """Return a shapes graph with one shape that has a target."""
    chance = random.Random(seed)
    return f"{PREFIXES}ex:S {chance.choice(TARGETS)} ; {shape(chance, has_path=chance.random() < 0.6)[2:-2]} .\n"


def data(seed: int) -> str:
    """Return a few nodes with values of all kinds."""
    chance = random.Random(seed)
    lines = ["ex:n0 a ex:T .", "_:b ex:p 1 ."]
    for number in range(6):
        node = f"ex:n{number}"
        lines += [f"{node} a ex:{kind} ." for kind in "TU" if chance.random() < 0.5]
        lines += [f"{node} {chance.choice(PREDICATES)} {chance.choice(VALUES)} ." for _ in range(chance.randrange(5))]
    return PREFIXES + "\n".join(lines)
