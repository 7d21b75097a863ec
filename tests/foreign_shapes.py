"""Shapes of others, checked against a little data."""

from __future__ import annotations

from pathlib import Path

from lenaowl.validation.findings import Report
from lenaowl.validation.validate import validate

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = "ex:a a ex:T ; ex:p 'test' ; ex:q 9 ."
OF = "ex:S a sh:NodeShape ; sh:targetClass ex:T ; "
ENGINES = ("auto", "sparql", "pyshacl", "shifty")


def check(folder: Path, shapes: str, data: str = DATA, engine: str = "auto") -> Report:
    for name, text in (("s.ttl", shapes), ("d.ttl", data)):
        (folder / name).write_text(HEAD + text, encoding="utf-8")
    return validate(folder / "d.ttl", shapes=[str(folder / "s.ttl")], engine=engine)
