"""What the rules of shapes (SHACL-AF) make of data before it is checked."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from lenaowl.errors import DataError, one_line
from lenaowl.validation.shacl.coverage import advanced
from lenaowl.validation.shacl.shapes import Shapes


def has_rules(shapes: Shapes) -> bool:
    """Whether shapes have rules."""
    return "rule" in advanced(shapes)


def with_made(shapes: Shapes, triples: Sequence[ox.Triple]) -> list[ox.Triple]:
    """Return statements with those that rules make of them, by pyshacl.

    Raises:
        DataError: if it fails.
    """
    import pyshacl

    from lenaowl.rdf.canonical import to_rdflib
    from lenaowl.validation.shacl.confined import alone
    from lenaowl.validation.shacl.rdflib_literals import quiet
    from lenaowl.validation.shacl.reports import term

    with quiet(), alone():
        try:
            made = pyshacl.shacl_rules(to_rdflib(triples), shacl_graph=to_rdflib(shapes.triples), inference="none")
        except Exception as error:  # whatever goes wrong in an engine, nothing was checked
            raise DataError(f"{shapes.name}: sh:rule failed: {type(error).__name__}: {one_line(error)}") from None
        return [ox.Triple(term(s), term(p), term(o)) for s, p, o in made.triples((None, None, None))]  # type: ignore
