"""`lenaowl validate`: what it finds, where, in which formats, and how it fails."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib
from conftest import ROOT

from lenaowl.validation.validate import validate

ENGINES = ("sparql", "pyshacl", "shifty")
PATIENT = (ROOT / "examples" / "patient.ttl").read_text(encoding="utf-8")


@pytest.fixture
def broken(tmp_path) -> Path:
    """A record with a dose whose unit is no unit, on a line of its own."""
    file = tmp_path / "broken.ttl"
    file.write_text(
        PATIENT.replace('lena:dose 25.0 ; lena:doseUnit "mg"', 'lena:dose 25.0 ;\n lena:doseUnit "pills"'),
        encoding="utf-8",
    )
    return file


def line_of(file: Path, text: str) -> int:
    return file.read_text(encoding="utf-8").split(text)[0].count("\n") + 1


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["patient", "assay", "new-compound"])
def test_the_examples_conform(name, engine):
    report = validate(ROOT / "examples" / f"{name}.ttl", engine=engine)
    assert report.findings == ()
    assert report.nodes > 1


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sparql", "shifty", pytest.param("pyshacl", marks=pytest.mark.long)])
def test_the_packaged_ontology_conforms(engine):
    report = validate(engine=engine)
    assert report.findings == ()
    assert report.nodes > 2000


@pytest.mark.parametrize("engine", ENGINES)
def test_a_finding_says_what_where_and_how_to_mend_it(broken, engine):
    (finding,) = validate(broken, engine=engine).findings
    assert finding.node == "https://example.org/patient-1-line-1-lenalidomide"
    assert (finding.path, finding.value, finding.severity) == ("lena:doseUnit", '"pills"', "Violation")
    assert "mg/kg" in finding.message
    assert 'lena:doseUnit "mg"' in finding.hint
    assert (finding.file, finding.line) == (str(broken), line_of(broken, "lena:doseUnit"))


def test_only_nodes_of_the_user_are_reported(tmp_path):
    file = tmp_path / "claim.ttl"
    file.write_text(
        "@prefix lena: <https://w3id.org/lenaowl/> . @prefix ex: <https://example.org/> .\n"
        "ex:result a lena:Result ; lena:resultOfArm lena:arm-MM-010-LenDex ; lena:resultOf lena:trial-MM-010 .",
        encoding="utf-8",
    )
    report = validate(file)
    assert {finding.node for finding in report.findings} == {"https://example.org/result"}
    assert "Result-armOfStudy" not in {finding.shape for finding in report.findings}  # known from the ontology


# -- the command line -----------------------------------------------------------------------------------


def test_exit_codes(run, broken, tmp_path):
    assert run("validate", "examples/patient.ttl").returncode == 0
    assert run("validate", str(broken)).returncode == 1
    assert run("validate", str(broken), "--fail-on", "never").returncode == 0
    (tmp_path / "cut.ttl").write_text(PATIENT[:900], encoding="utf-8")
    cut = run("validate", str(tmp_path / "cut.ttl"))
    assert cut.returncode == 3
    assert f"cut.ttl, line {PATIENT[:900].count(chr(10)) + 1}" in cut.stderr
    assert "Traceback" not in cut.stderr
    assert run("validate", "--shapes", "nonsense").returncode == 2
    missing = run("validate", "no-such-file.ttl")
    assert (missing.returncode, missing.stderr) == (3, "lenaowl: no-such-file.ttl: there is no such file or folder\n")


def test_severity_and_what_fails(run, tmp_path):
    file = tmp_path / "info.ttl"
    file.write_text(PATIENT.replace('lena:ctcaeVersion "5.0" ;', ""), encoding="utf-8")
    shown = run("validate", str(file))
    assert (shown.returncode, "Event-versionSaid" in shown.stdout) == (0, True)
    assert run("validate", str(file), "--fail-on", "info").returncode == 1
    assert "Event-versionSaid" not in run("validate", str(file), "--severity", "warning").stdout


def test_formats(run, broken):
    told = json.loads(run("validate", str(broken), "--format", "json").stdout)
    assert (told["conforms"], told["counts"]["Violation"], told["engine"]) == (False, 1, "sparql")
    assert told["findings"][0]["line"] == line_of(broken, "lena:doseUnit")
    graph = rdflib.Graph().parse(data=run("validate", str(broken), "--format", "ttl").stdout, format="turtle")
    (result,) = graph.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)
    assert str(graph.value(result, rdflib.SH.resultPath)).endswith("doseUnit")
    assert str(graph.value(result, rdflib.SH.value)) == "pills"
    sarif = json.loads(run("validate", str(broken), "--format", "sarif").stdout)
    (place,) = sarif["runs"][0]["results"][0]["locations"]
    assert place["physicalLocation"]["region"]["startLine"] == line_of(broken, "lena:doseUnit")
    suite = ElementTree.fromstring(run("validate", str(broken), "--format", "junit").stdout)
    assert (suite.get("failures"), suite.find("testcase/failure").get("type")) == ("1", "Violation")
    conforming = ElementTree.fromstring(run("validate", "examples/patient.ttl", "--format", "junit").stdout)
    assert (conforming.get("tests"), conforming.get("failures")) == ("1", "0")


def test_the_engine_is_printed_and_never_swapped(run, broken, tmp_path):
    assert "Engine: sparql (it covers these shapes)" in run("validate", str(broken)).stdout
    assert "Engine: pyshacl (requested)" in run("validate", str(broken), "--engine", "pyshacl").stdout
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix lena: <https://w3id.org/lenaowl/> . <urn:s> a sh:NodeShape ;\n"
        "sh:targetClass lena:PatientRecord ; sh:property [ sh:path lena:sex ; sh:uniqueLang true ; sh:minCount 1 ] .",
        encoding="utf-8",
    )
    auto = run("validate", "examples/patient.ttl", "--shapes", str(shapes))
    said = " ".join(auto.stdout.split())
    assert "Engine: pyshacl (the shape urn:lenaowl:shape:0-0 uses sh:uniqueLang, which is not compiled" in said
    refused = run("validate", "examples/patient.ttl", "--shapes", str(shapes), "--engine", "sparql")
    assert refused.returncode == 2
    assert "sh:uniqueLang" in refused.stderr


def test_standard_input_and_folders(tmp_path):
    import subprocess
    import sys

    def piped(text: str, *more: str):
        return subprocess.run(
            [sys.executable, "-m", "lenaowl", "validate", "-", *more],
            input=text.encode(),
            capture_output=True,
            check=False,
        )

    assert piped(PATIENT).returncode == 0
    assert b"standard input, line" in piped(PATIENT.replace("lena:sex", "lena:sx")).stdout
    assert piped("\xff").returncode == 3
    half = PATIENT.index("ex:patient-1-line-2 a")
    head = PATIENT[: PATIENT.index("ex:patient-1 a")]
    (tmp_path / "sub").mkdir()
    (tmp_path / "one.ttl").write_text(PATIENT[:half], encoding="utf-8")
    (tmp_path / "sub" / "two.ttl").write_text(head + PATIENT[half:], encoding="utf-8")
    assert validate(tmp_path).conforms  # the second line of therapy is in the other file
    assert not validate(tmp_path / "one.ttl").conforms


# -- terms ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("lena:birthYear", "lena:birthYaer", "Did you mean lena:birthYear?"),
        ("a lena:TreatmentLine", "a lena:TreatementLine", "Did you mean lena:TreatmentLine"),
        ("lena:lenalidomide ;", "lena:Lenalidomide ;", "Did you mean lena:lenalidomide"),
        ("https://w3id.org/lenaowl/", "http://w3id.org/lenaowl#", "the namespace is https://w3id.org/lenaowl/"),
    ],
)
def test_misspelt_terms_are_found(tmp_path, old, new, hint):
    file = tmp_path / "patient.ttl"
    file.write_text(PATIENT.replace(old, new), encoding="utf-8")
    found = [f for f in validate(file).findings if f.shape == "terms"]
    assert any(hint in f.hint for f in found)
    assert all(f.line for f in found)


def test_data_that_no_shape_is_about_does_not_conform(tmp_path):
    file = tmp_path / "other.ttl"
    file.write_text("<https://example.org/a> <https://example.org/b> 1 .", encoding="utf-8")
    (finding,) = validate(file).findings
    assert "nothing was checked" in finding.message
