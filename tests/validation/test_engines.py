"""The three engines find the same in generated records, valid and broken, and find all that was put in."""

from __future__ import annotations

import random
from contextlib import suppress

import mixed_records
import patients
import pyoxigraph as ox
import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lenaowl.errors import DataError
from lenaowl.rdf.files import Source
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.validate import validate_sources

SHAPES = load_shapes()
ERRORS = {name: (text, seeded) for name, text, seeded in patients.every_error()}


def check(text: str, engine: str, shapes=SHAPES):
    return validate_sources([Source("records.nt", text, ox.RdfFormat.N_TRIPLES)], shapes, engine)


def found(report):
    return {(f.shape, f.parameter, f.node, f.path, f.severity, f.message, f.line, f.value) for f in report.findings}


@pytest.mark.slow
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


def mutated(seed: int, changes: list[tuple[int, int, int]]) -> str:
    """Return a record with some statements dropped, doubled, given odd values, or moved to other nodes."""
    return written(mixed_records.mutated(patients.record(seed, random.Random(seed)).triples, changes))


def written(statements) -> str:
    return "".join(f"{s} {p} {o} .\n" for s, p, o in statements)


CHANGES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=4)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), changes=CHANGES)
def test_the_engines_agree_on_mutated_records(seed, changes):
    text = mutated(seed, changes)
    by_sparql = found(check(text, "sparql"))
    assert by_sparql == found(check(text, "shifty"))
    with suppress(DataError):  # what pyshacl does not judge rightly is refused by name
        assert by_sparql == found(check(text, "pyshacl"))


@pytest.mark.slow
@pytest.mark.parametrize("examples", [20, pytest.param(40, marks=pytest.mark.long)])
def test_sparql_and_shifty_agree_on_many_more(examples):
    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(seed=st.integers(0, 10_000), changes=CHANGES)
    def agree(seed, changes):
        text = mutated(seed, changes)
        assert found(check(text, "sparql")) == found(check(text, "shifty"))

    agree()


MANY = {"of_patients": 130, "of_others": 1900}
SOME = {"of_patients": 20, "of_others": 60}


def test_the_many_records_are_of_all_kinds_with_all_damage():
    made = list(mixed_records.records(**MANY))
    damaged = [record for record in made if record.damage]
    assert len(made) > 2000
    assert 0.4 < len(damaged) / len(made) < 0.6
    assert {record.damage for record in damaged} == {*patients.CHANGES, *mixed_records.DAMAGE, "mutation"}
    assert {record.kind for record in damaged} == {record.kind for record in made if not record.damage}


@pytest.mark.slow
@pytest.mark.parametrize("numbers", [SOME, pytest.param(MANY, marks=pytest.mark.judge)], ids=["some", "many"])
def test_the_engines_agree_on_many_records_of_all_kinds(numbers):
    """One graph, checked once by each: the same findings, with the same values; pyshacl takes minutes on many."""
    made = list(mixed_records.records(**numbers))
    text = "".join(written(record.statements) for record in made)
    by_sparql = found(check(text, "sparql"))
    assert len(by_sparql) > len(made) / 2
    for engine in ("pyshacl", "shifty") if numbers is SOME else ("shifty",):
        assert sorted(map(str, by_sparql ^ found(check(text, engine)))) == [], engine


def test_records_of_all_kinds_that_are_not_damaged_conform():
    good = [record for record in mixed_records.records(of_patients=20, of_others=100) if not record.damage]
    report = check("".join(written(record.statements) for record in good), "sparql")
    assert report.findings == ()


@pytest.mark.parametrize("engine", ["sparql", "pyshacl", "shifty"])
def test_what_a_nested_shape_finds_is_no_finding_of_its_own(engine, tmp_path):
    """pyshacl tells it in detail, below the result of sh:node."""
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix lena: <https://w3id.org/lenaowl/> .\n"
        "<urn:s> a sh:NodeShape ; sh:targetClass lena:PatientRecord ; sh:node <urn:inner> .\n"
        "<urn:inner> a sh:NodeShape ; sh:property [ sh:path lena:diedOn ; sh:minCount 1 ] .",
        encoding="utf-8",
    )
    text = written(patients.record(1, random.Random(1)).triples)
    (finding,) = check(text, engine, load_shapes([str(shapes)])).findings
    assert (finding.shape, finding.parameter) == ("urn:s", "node")


@pytest.mark.parametrize("engine", ["sparql", "pyshacl", "shifty"])
def test_a_limit_of_a_wrong_datatype_is_told_and_not_compared(engine):
    trial = (ROOT / "examples" / "trial.ttl").read_text(encoding="utf-8")
    text = trial.replace(
        "lena:intervalHigh 0.9", 'lena:intervalHigh "2020-13-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    )
    report = validate_sources([Source("trial.ttl", text, ox.RdfFormat.TURTLE)], SHAPES, engine)
    assert [(f.shape, f.parameter) for f in report.findings] == [("Result-highNumber", "datatype")]
