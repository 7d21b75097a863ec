"""`lenaowl shapes`: the list, what shapes demand, templates, examples, the JSON-LD context."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from lenaowl.validation.record_forms import KINDS, fields, kind_of, template
from lenaowl.validation.shacl.reading import load_shapes, packaged
from lenaowl.validation.validate import validate


def test_the_list_names_each_packaged_set_and_what_it_is_about(run):
    out = run("shapes").stdout
    assert all(f"\n{name} " in out for name in packaged())
    assert "lena:PatientRecord" in out


def test_what_a_shape_demands_is_shown(run):
    out = run("shapes", "show", "patients").stdout
    assert "Event-grade" in out
    assert "minInclusive 1; maxInclusive 5" in out
    told = json.loads(run("shapes", "show", "trials", "--format", "json").stdout)
    assert all(shape["message"] and shape["hint"] for shape in told)
    assert run("shapes", "show", "nonsense").returncode == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_valid_turtle_that_tells_each_property(kind, tmp_path):
    text = template(load_shapes(), kind)
    assert list(ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    for field in fields(load_shapes(), kind_of(kind)):
        assert f"# {field.name} {field.sample} ;" in text
    file = tmp_path / "template.ttl"
    file.write_text(text, encoding="utf-8")
    lacking = {f.path for f in validate(file).findings if f.parameter == "minCount"}
    assert {f.name for f in fields(load_shapes(), kind_of(kind)) if f.required} <= lacking


def test_an_unknown_kind_gets_suggestions(run):
    found = run("shapes", "template", "pation")
    assert found.returncode == 2
    assert "patient" in found.stderr


@pytest.mark.parametrize("kind", ["patient", "assay", "compound", "trial", "exposure"])
@pytest.mark.parametrize("form", ["turtle", "jsonld"])
def test_examples_conform(kind, form, run, tmp_path):
    file = tmp_path / f"example.{'ttl' if form == 'turtle' else 'jsonld'}"
    file.write_text(run("shapes", "example", kind, "--format", form).stdout, encoding="utf-8")
    report = validate(file)
    assert report.findings == ()
    assert report.nodes >= 2


def test_records_can_be_written_as_plain_json(tmp_path):
    record = {
        "@context": "https://w3id.org/lenaowl/records-context.jsonld",
        "@id": "https://example.org/p1", "@type": "PatientRecord", "birthYear": 1951,
        "hasDiagnosis": {"@id": "https://example.org/d1", "@type": "Diagnosis", "diagnosedDisease": "multiple-myeloma", "diagnosedOn": "2019-03-04"},
    }  # fmt: skip
    file = tmp_path / "record.jsonld"
    file.write_text(json.dumps(record, indent=1), encoding="utf-8")
    assert validate(file).findings == ()
    record["birthYaer"] = record.pop("birthYear")
    record["hasDiagnosis"]["diagnosedOn"] = "March 2019"
    file.write_text(json.dumps(record, indent=1), encoding="utf-8")
    found = {(f.shape, f.line) for f in validate(file).findings}
    lines = file.read_text(encoding="utf-8").splitlines()
    assert ("terms", next(n for n, line in enumerate(lines, 1) if "birthYaer" in line)) in found
    assert ("Diagnosis-date", next(n for n, line in enumerate(lines, 1) if "March" in line)) in found


def test_keys_that_json_ld_would_pass_over_are_found(tmp_path):
    file = tmp_path / "record.jsonld"
    file.write_text(
        '{"@context": {"a": "https://w3id.org/lenaowl/sex"}, "@id": "https://example.org/p", "a": "female", "birthYear": 1951}',
        encoding="utf-8",
    )
    (finding,) = [f for f in validate(file).findings if f.shape == "terms"]
    assert (finding.node, "lena:birthYear" in finding.hint) == ("birthYear", True)
