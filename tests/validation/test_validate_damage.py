"""Damaged records and odd files: no crash, no hang, no false "conforms", and a clear error where nothing can be read."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys

import patients
import pyoxigraph as ox
import pytest
from conftest import HANGS, ROOT
from mixed_records import DAMAGE

from lenaowl.errors import DataError
from lenaowl.rdf.files import Source
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.validate import validate, validate_sources

SHAPES = load_shapes()
PATIENT = (ROOT / "examples" / "patient.ttl").read_text(encoding="utf-8")


def check(text: str, engine: str = "sparql", form=ox.RdfFormat.TURTLE):
    return validate_sources([Source("record.ttl", text, form)], SHAPES, engine)


@pytest.mark.parametrize("what", DAMAGE)
@pytest.mark.parametrize("engine", ["sparql", "pyshacl", "shifty"])
def test_damage_is_found(what, engine):
    old, new = DAMAGE[what]
    assert old in PATIENT
    report = check(PATIENT.replace(old, new, 1), engine)
    assert report.count("Violation") >= 1
    assert all(len(f.value) < 1000 for f in report.findings)


def test_blank_nodes_everywhere():
    """A record all of whose nodes are blank is as good as another, and what is wrong in it has a line."""
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in patients.record(1, random.Random(1)).triples)
    blank = "\n".join(_blank(line) for line in text.splitlines())
    assert check(blank, form=ox.RdfFormat.N_TRIPLES).findings == ()
    broken = blank.replace('"mg"', '"pills"', 1)
    (finding,) = check(broken, form=ox.RdfFormat.N_TRIPLES).findings
    assert finding.line == broken[: broken.index("pills")].count("\n") + 1


def _blank(line: str) -> str:
    return re.sub(r"<https://example\.org/([^>]*)>", r"_:\1", line)


def test_nested_brackets_have_lines():
    text = (
        PATIENT[: PATIENT.index("ex:patient-1 a")]
        + """
ex:p a lena:PatientRecord ; lena:hasDiagnosis _:d ;
  lena:hasTreatmentLine [ a lena:TreatmentLine ; lena:lineNumber 1 ; lena:forDiagnosis _:d ;
    lena:startedOn "2019-04-01"^^xsd:date ;
    lena:lineComponent [ a lena:RegimenComponent ; lena:hasDrug lena:lenalidomide ;
      lena:dose 25.0 ; lena:doseUnit "mg" ],
      [ a lena:RegimenComponent ; lena:hasDrug lena:dexamethasone ;
        lena:dose 40.0 ;
        lena:doseUnit "pills" ] ] .
_:d a lena:Diagnosis ; lena:diagnosedDisease lena:multiple-myeloma ; lena:diagnosedOn "2019-03-04"^^xsd:date .
"""
    )
    (finding,) = check(text).findings
    assert finding.line == text[: text.index('"pills"')].count("\n") + 1


@pytest.mark.slow
def test_records_of_random_damage_are_counted():
    """Of records with one error each, all are found to be wrong; of those without, none."""
    good = bad = 0
    for seed in range(40):
        rng = random.Random(seed)
        made = patients.record(seed, rng)
        text = "".join(f"{s} {p} {o} .\n" for s, p, o in made.triples)
        good += check(text, form=ox.RdfFormat.N_TRIPLES).conforms
        name = sorted(patients.CHANGES)[seed % len(patients.CHANGES)]
        patients.CHANGES[name](made, rng)
        text = "".join(f"{s} {p} {o} .\n" for s, p, o in made.triples)
        bad += not check(text, form=ox.RdfFormat.N_TRIPLES).conforms
    assert (good, bad) == (40, 40)


# -- files that are odd as files -----------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [1_000, 10_000])
@pytest.mark.parametrize(("open_", "close"), [("( ", ") "), ("[ <https://example.org/p> ", "] ")])
def test_deep_nesting_is_borne(depth, open_, close):
    deep = f"<https://example.org/deep> <https://example.org/p> {open_ * depth}1 {close * depth}.\n"
    assert check(PATIENT + deep).conforms
    assert not check(PATIENT.replace('"mg"', '"g"', 1) + deep).conforms


def test_a_long_list_and_one_that_bites_its_tail():
    items = " ".join(map(str, range(10_000)))
    assert check(f"{PATIENT}<https://example.org/l> <https://example.org/p> ( {items} ) .").conforms
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    assert check(f"{PATIENT}_:l <{rdf}first> 1 ; <{rdf}rest> _:l .").conforms


def test_json_that_is_too_deep_is_refused_and_does_not_crash(tmp_path):
    file = tmp_path / "deep.jsonld"
    file.write_text('{"https://example.org/p":' * 20_000 + "1" + "}" * 20_000, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "lenaowl", "validate", str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS,
    )
    assert done.returncode == 3
    assert "nested more than 500 deep" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.ttl", b"\xff\xfe\x00<", "not UTF-8 text"),
        ("a.ttl", b"", "holds no statement"),
        ("a.ttl", b"# nothing but a comment\n", "holds no statement"),
        ("a.ttl", PATIENT[:1500].encode(), f"line {PATIENT[:1500].count(chr(10)) + 1}"),
        ("a.nt", b"<https://example.org/a> <https://example.org/b> .\n", "line 1"),
        ("a.jsonld", b'{"@id": "https://example.org/a", ', "not valid JSON"),
        ("a.jsonld", b'{"name": "Jane"}', "no @context explains"),
        ("a.jsonld", b'{"@context": "https://schema.org", "@id": "https://example.org/a"}', "nothing is fetched here"),
        ("a.rdf", b'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<rdf:Descr', "not valid RDF/XML"),
        ("a.owl", b"Prefix(:=<https://example.org/>)\nOntology()", "OWL functional syntax"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error_that_says_where(tmp_path, name, content, told):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(DataError, match=told) as caught:
        validate(file)
    assert str(file) in str(caught.value)


def test_a_record_cut_off_anywhere_is_an_error_or_not_conforming():
    """Cut within a statement it is no Turtle; cut between statements something is missing."""
    start = PATIENT.index("ex:patient-1 a") + 20
    for at in range(start, PATIENT.index("ex:patient-1-line-2 a"), 97):
        try:
            report = check(PATIENT[:at])
        except DataError:
            continue
        assert not report.conforms, at


def test_xml_entities_do_not_explode(tmp_path):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    file = tmp_path / "bomb.rdf"
    file.write_text(
        f'<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY e0 "lol">{entities}]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="https://example.org/">'
        '<rdf:Description rdf:about="https://example.org/a"><ex:p>&e11;</ex:p></rdf:Description></rdf:RDF>',
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "lenaowl", "validate", str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=HANGS,
    )
    assert done.returncode in (1, 3)
    assert "Traceback" not in done.stderr


def test_the_same_label_in_two_files_is_two_nodes(tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.ttl").write_text(
            PATIENT.replace("ex:patient-1-response-1", "_:r").replace("ex:patient-1", f"ex:patient-{number}"),
            encoding="utf-8",
        )
    assert validate(tmp_path).findings == ()


def test_trig_and_named_graphs_are_read(tmp_path):
    head, body = PATIENT.split("ex:patient-1 a", 1)
    file = tmp_path / "records.trig"
    file.write_text(head + "ex:graph {\nex:patient-1 a" + body + "}", encoding="utf-8")
    assert validate(file).findings == ()
    file.write_text(file.read_text(encoding="utf-8").replace('"mg"', '"g"', 1), encoding="utf-8")
    (finding,) = validate(file).findings
    assert finding.line == file.read_text(encoding="utf-8").split('"g"')[0].count("\n") + 1


@pytest.mark.parametrize("form", ["N_TRIPLES", "RDF_XML", "JSON_LD"])
def test_lines_are_told_in_other_syntaxes(form, tmp_path):
    broken = PATIENT.replace('lena:doseUnit "mg"', 'lena:doseUnit "pills"', 1)
    quads = [q.triple for q in ox.parse(broken.encode(), format=ox.RdfFormat.TURTLE)]
    text = ox.serialize(quads, format=getattr(ox.RdfFormat, form)).decode()
    if form == "JSON_LD":
        text = json.dumps(json.loads(text), indent=1)
    name = {"N_TRIPLES": "a.nt", "RDF_XML": "a.rdf", "JSON_LD": "a.jsonld"}[form]
    (tmp_path / name).write_text(text, encoding="utf-8")
    (finding,) = validate(tmp_path / name).findings
    assert finding.line is not None
    assert abs(finding.line - (text[: text.index("pills")].count("\n") + 1)) <= 3
