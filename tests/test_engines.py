"""The three engines find the same in generated records, valid and broken, and find all that was put in."""

from __future__ import annotations

import random

import patients
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lenaowl.shapes_reading import load_shapes
from lenaowl.userdata import Source
from lenaowl.validation import validate_sources

SHAPES = load_shapes()
ERRORS = {name: (text, seeded) for name, text, seeded in patients.every_error()}


def check(text: str, engine: str, shapes=SHAPES):
    return validate_sources([Source("records.nt", text, ox.RdfFormat.N_TRIPLES)], shapes, engine)


def found(report):
    """Findings without their values, as rdflib writes some literals anew (a date with a time zone without it)."""
    return {(f.shape, f.parameter, f.node, f.path, f.severity, f.message, f.line) for f in report.findings}


@pytest.mark.parametrize("engine", ["sparql", "pyshacl", "shifty"])
def test_each_kind_of_error_is_found_and_nothing_else(engine):
    assert len(ERRORS) > 30
    for name, (text, seeded) in ERRORS.items():
        report = check(text, engine)
        assert {(f.node, f.shape) for f in report.findings} == seeded, name
        assert all(f.line for f in report.findings), name


@pytest.mark.parametrize("engine", ["sparql", "shifty"])
def test_thousands_of_nodes_with_seeded_errors(engine):
    text, seeded = patients.records(20_000, 0.02)
    report = check(text, engine)
    assert report.nodes > 3000
    assert len(seeded) > 50
    assert {(f.node, f.shape) for f in report.findings} == seeded


# Values that records of the real world hold where others belong.
ODD = ['"x"', '"mg"@de', '"2020-13-01"^^<http://www.w3.org/2001/XMLSchema#date>', "<https://example.org/x>", "_:b",
       '"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '"-0.5"^^<http://www.w3.org/2001/XMLSchema#decimal>', '""',
       f"<{patients.LENA}IKZF1>", f"<{patients.LENA}IMWG-CR>", f"<{patients.LENA}neutropenia>",
       '"2015-06-01"^^<http://www.w3.org/2001/XMLSchema#date>', '"1e5"^^<http://www.w3.org/2001/XMLSchema#double>']  # fmt: skip


def mutated(seed: int, changes: list[tuple[int, int, int]]) -> str:
    """Return a record with some statements dropped, doubled, given odd values, or moved to other nodes."""
    triples = patients.record(seed, random.Random(seed)).triples
    for kind, place, odd in changes:
        at = place % len(triples)
        s, p, o = triples[at]
        if kind == 0 and len(triples) > 1:
            del triples[at]
        elif kind == 1:
            triples.append((s, p, ODD[odd % len(ODD)]))
        elif kind == 2:
            triples[at] = (s, p, ODD[odd % len(ODD)])
        else:
            triples[at] = (triples[odd % len(triples)][0], p, o)
    return "".join(f"{s} {p} {o} .\n" for s, p, o in triples)


CHANGES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=4)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), changes=CHANGES)
def test_the_engines_agree_on_mutated_records(seed, changes):
    text = mutated(seed, changes)
    by_sparql = found(check(text, "sparql"))
    assert by_sparql == found(check(text, "pyshacl"))
    assert by_sparql == found(check(text, "shifty"))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), changes=CHANGES)
def test_sparql_and_shifty_agree_on_many_more(seed, changes):
    text = mutated(seed, changes)
    assert found(check(text, "sparql")) == found(check(text, "shifty"))
