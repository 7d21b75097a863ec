"""The REST interface gives the records that Python gives, described by OpenAPI."""

from __future__ import annotations

import json
from base64 import b64encode
from urllib.parse import urlencode

import pytest
import yaml
from conftest import HANGS, ROOT

from lenaowl.query.templates import templates
from lenaowl.render.cohort import in_full
from lenaowl.web.uploads import _TABLES as TABLES

pytestmark = pytest.mark.server

PATIENT = "@prefix lena: <https://w3id.org/lenaowl/> .\n<urn:x> a lena:PatientRecord .\n"


def as_sent(told: object) -> object:
    """A value as JSON brings it."""
    return json.loads(json.dumps(told))


def get(client, path: str, **parameters: object):
    answer = client.ask(f"/api{path}?{urlencode(parameters, doseq=True)}")
    assert answer.status == 200, answer.text
    return answer.json


def test_answers_are_those_of_the_knowledge_base(client, kb):
    asked = {"agent": "pomalidomide", "context": "T-cell"}
    assert get(client, "/effects", **asked)["items"] == as_sent(kb.effects("pomalidomide", context="T-cell").as_dicts())
    told = kb.explain("pomalidomide", "increases", "IL2").as_dict()
    assert get(client, "/explain", agent="pomalidomide", relation="increases", target="IL2") == as_sent(told)
    lost = kb.what_if(agents="pomalidomide", without="CRBN").as_dict()
    assert get(client, "/what-if", agent="pomalidomide", without="CRBN") == as_sent(lost)
    compared = kb.compare(["lenalidomide", "pomalidomide"]).as_dict()
    assert get(client, "/compare", agent=["lenalidomide", "pomalidomide"]) == as_sent(compared)
    assert get(client, "/terms/IKZF3") == as_sent(kb.term("IKZF3").as_dict())


def test_search_finds_what_people_type(client, kb):
    found = get(client, "/search", q="pomalyst")
    assert found["items"][0]["id"] == "lena:pomalidomide"
    assert found["items"] == as_sent(kb.search("pomalyst").as_dicts())
    assert get(client, "/search", q="IKZF3", kind="Protein")["items"][0]["id"] == "lena:IKZF3"


def test_pages_together_are_the_whole(client):
    whole = get(client, "/trials", limit=1000)
    seen, path = [], "/api/trials?limit=30"
    while path:
        page = client.ask(path).json
        seen += page["items"]
        path = page["next"]
    assert seen == whole["items"]
    assert len(seen) == whole["total"] > 60


@pytest.mark.parametrize("name", ["drugs-degrading", "forest-plot", "effects-in-context"])
def test_a_packaged_question_is_answered(client, kb, name):
    template = templates()[name]
    answer = get(client, f"/queries/{name}", **template.example(), limit=1000)
    expected = kb.query(name, **template.example()).as_dict()
    assert answer["columns"] == expected["columns"]
    assert len(answer["rows"]) == len(expected["rows"]) > 0
    assert {tuple(row) for row in answer["rows"]} == {tuple(row) for row in expected["rows"]}
    two = get(client, f"/queries/{name}", **template.example(), limit=1, offset=1)
    assert two["rows"] == answer["rows"][1:2]


def test_each_packaged_question_is_described_with_typed_parameters(client):
    told = client.ask("/api/openapi.json").json
    assert told["openapi"].startswith("3.1")
    for template in templates().values():
        described = told["paths"][f"/queries/{template.name}"]["get"]
        parameters = {one["name"]: one for one in described["parameters"]}
        assert {param.name for param in template.params} == set(parameters) - {"offset", "limit"}
        for param in template.params:
            assert parameters[param.name]["required"] == (param.required and param.default is None)
    limit = told["paths"]["/queries/forest-plot"]["get"]["parameters"]
    assert next(one for one in limit if one["name"] == "limit")["schema"]["type"] == "integer"


def test_data_is_validated_as_the_command_line_does(client, tmp_path):
    from lenaowl.validation.validate import validate

    text = (
        (ROOT / "examples" / "patient.ttl").read_text(encoding="utf-8").replace("lena:lenalidomide", "lena:lenalidomid")
    )
    file = tmp_path / "upload"
    file.write_text(text, encoding="utf-8")
    expected = validate(file, shapes=["patients"]).as_dict()
    answer = client.ask("/api/validate?shapes=patients", "POST", text.encode(), Content_Type="text/turtle")
    assert answer.status == 200, answer.text
    found = answer.json
    assert found["counts"] == as_sent(expected["counts"])
    assert [one["message"] for one in found["findings"]] == [one["message"] for one in expected["findings"]]
    assert found["findings"]


@pytest.mark.parametrize(
    ("status", "path"),
    [
        (404, "/effects?agent=lenalidomidee-x"), (422, "/effects"), (422, "/effects?agent="), (400, "/effects?agent=IKZF3"),
        (422, "/effects?agent=lenalidomide&limit=0"), (422, "/effects?agent=lenalidomide&limit=many"),
        (422, "/explain?agent=lenalidomide&relation=likes&target=IL2"), (400, "/compare?agent=lenalidomide"),
        (404, "/what-if?agent=nobody"), (422, "/search?q="), (404, "/search?q=x&kind=nothing"), (404, "/terms/nothing-here"),
        (404, "/queries/nothing"), (422, "/queries/drugs-degrading"), (404, "/queries/drugs-degrading?protein=nothing-here"),
        (404, "/nothing"), (405, "/validate"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(client, status, path):
    answer = client.ask(f"/api{path}", Accept="text/html")
    assert (answer.status, answer.media) == (status, "application/problem+json"), answer.text
    assert answer.json["detail"]


@pytest.mark.parametrize(
    ("status", "media", "body"),
    [
        (415, "", b""), (415, "text/plain", b"x"), (400, "text/turtle", b""), (400, "text/turtle", b"this is not Turtle"),
        (400, "application/ld+json", b"[" * 5000), (400, "application/rdf+xml", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"),
        (400, "application/ld+json", b'{"@context": "http://127.0.0.1:9/", "@id": "urn:x", "name": 1}'), (400, "text/turtle", b"\xff"),
        (413, "text/turtle", b"#" * 10_000_001),
    ],
)  # fmt: skip
def test_data_that_is_wrong_is_said(client, status, media, body):
    answer = client.ask("/api/validate", "POST", body, **({"Content_Type": media} if media else {}))
    assert (answer.status, answer.media) == (status, "application/problem+json"), answer.text[:300]
    assert "root:" not in answer.text


def test_a_table_of_results_is_judged_as_python_does(client, kb):
    file = ROOT / "examples" / "proteomics.tsv"
    expected = as_sent(kb.interpret(file, "lenalidomide", context="MM1S", min_effect=0.8).as_dict())
    answer = client.ask("/api/interpret?agent=lenalidomide&context=MM1S&min_effect=0.8", "POST", file.read_bytes(),
                        Content_Type="text/tab-separated-values")  # fmt: skip
    assert answer.status == 200, answer.text
    for part in ("agent", "decided", "rows", "enrichment", "totals"):
        assert answer.json[part] == expected[part] != []
    assert len(answer.json["left_out"]) == len(expected["left_out"]) > 0


def test_parquet_and_excel_are_judged_as_text_is(client, kb, tmp_path):
    """A table of results as it is, and a cohort whose files that are not text come in base64."""
    polars = pytest.importorskip("polars")
    results = polars.DataFrame({"Genes": ["IKZF1", "IKZF3", "ACTB"], "logFC": [-2.2, -2.6, 0.01], "adj.P.Val": [0.0001, 0.0001, 0.9]})  # fmt: skip
    expected = as_sent(kb.interpret(results, "lenalidomide", context="MM1S", unit="log2").as_dict())
    results.write_parquet(tmp_path / "table.parquet")
    results.write_excel(tmp_path / "table.xlsx")
    for ending in (".parquet", ".xlsx"):
        media = next(media for media, known in TABLES.items() if known == ending)
        sent = (tmp_path / f"table{ending}").read_bytes()
        path = "/api/interpret?agent=lenalidomide&context=MM1S&unit=log2"
        found = client.ask(path, "POST", sent, Content_Type=media)
        assert found.status == 200, found.text
        assert [row["verdict"] for row in found.json["rows"]] == [row["verdict"] for row in expected["rows"]]
        assert found.json["totals"] == expected["totals"] != []
    patients = polars.DataFrame({"patient": ["P1"], "drugs": ["lenalidomide"], "variants": ["CRBN p.Trp386Ala"]})
    patients.write_parquet(tmp_path / "patients.parquet")
    mapping = {"patient": "patient", "drugs": ["drugs"], "variants": ["variants"]}
    judged = as_sent(in_full(kb.cohort(tmp_path / "patients.parquet", mapping)))
    packed = b64encode((tmp_path / "patients.parquet").read_bytes()).decode()
    for content, status in ((packed, 200), ("P1,lenalidomide", 400)):
        cohort = json.dumps({"files": {"patients.parquet": content}, "mapping": mapping}).encode()
        answer = client.ask("/api/cohort", "POST", cohort, Content_Type="application/json")
        assert answer.status == status, answer.text
        assert ("base64" in answer.text) if status == 400 else answer.json["patients"] == judged["patients"] != []


def test_a_cohort_is_judged_as_the_command_line_does(client, kb):
    file, mapping = ROOT / "examples" / "cohort.csv", yaml.safe_load((ROOT / "examples" / "cohort-mapping.yaml").read_text("utf-8"))  # fmt: skip
    expected = as_sent(in_full(kb.cohort(file, mapping)))
    sent = json.dumps({"files": {"cohort.csv": file.read_text("utf-8")}, "mapping": mapping})
    answer = client.ask("/api/cohort", "POST", sent.encode(), Content_Type="application/json")
    assert answer.status == 200, answer.text
    assert answer.json["patients"] == expected["patients"] != []
    assert answer.json["caution"] == expected["caution"]


@pytest.mark.parametrize(
    ("status", "path", "media", "body", "said"),
    [
        (415, "/interpret?agent=lenalidomide", "application/json", b"{}", "text/csv"),
        (422, "/interpret", "text/csv", b"Genes,logFC\nIKZF1,-2\n", "agent"),
        (400, "/interpret?agent=nobody", "text/csv", b"Genes,logFC,adj.P.Val\nIKZF1,-2,0.01\n", "nobody"),
        (400, "/interpret?agent=lenalidomide", "text/csv", b"nothing\n", "table.csv, line 1"),
        (400, "/interpret?agent=lenalidomide", "text/csv", b"\xff", "UTF-8"),
        (200, "/interpret?agent=lenalidomide&unit=log2", "text/csv", b"Genes,logFC,adj.P.Val\nIKZF1,inf,NaN\nIKZF3,-1e999,0.1\nACTB,0.1,1\n", "ACTB"),
        (400, "/interpret?agent=lenalidomide", "application/vnd.apache.parquet", b"PAR1PAR1", "cannot be read as parquet"),
        (400, "/interpret?agent=lenalidomide&sheet=x", "text/csv", b"Genes,logFC\nIKZF1,-2\n", "not an Excel file"),
        (413, "/interpret?agent=lenalidomide", "text/csv", b"#" * 10_000_001, "bytes"),
        (422, "/cohort", "application/json", b'{"files": {"../x.csv": "a,b"}}', "pattern"),
        (422, "/cohort", "application/json", b'{"files": {}}', "files"),
        (400, "/cohort", "application/json", b'{"files": {"x.csv": "a,b\\n1,2\\n"}}', "mapping"),
        (400, "/cohort", "application/json", b'{"files": {"x.csv": "a,b\\n1,2\\n"}, "mapping": {"drug": "a"}}', "drugs"),
    ],
)  # fmt: skip
def test_tables_that_are_wrong_are_said(client, status, path, media, body, said):
    answer = client.ask(f"/api{path}", "POST", body, Content_Type=media)
    assert answer.status == status, answer.text[:500]
    assert said in answer.text


def test_a_file_of_the_server_is_no_set_of_shapes(client):
    answer = client.ask("/api/validate?shapes=/etc/passwd", "POST", PATIENT.encode(), Content_Type="text/turtle")
    assert answer.status == 400
    assert "no packaged set" in answer.json["detail"]


def test_the_description_holds_under_requests_that_nobody_thought_of(address):
    """Schemathesis makes requests of the description: none may end in 5xx, or in what the description does not have."""
    schemathesis = pytest.importorskip("schemathesis")
    import hypothesis
    import requests
    from schemathesis.specs.openapi.checks import positive_data_acceptance

    schema = schemathesis.openapi.from_url(f"{address}api/openapi.json")
    tried = set()
    for operation in schema.get_all_operations():
        made = operation.ok()
        if made.path.startswith("/queries/") and made.path not in ("/queries/drugs-degrading", "/queries/forest-plot"):
            continue

        # what is posted starts a process
        @hypothesis.settings(max_examples=6 if made.method == "GET" else 2, deadline=None, database=None, derandomize=True,
                             suppress_health_check=list(hypothesis.HealthCheck))  # fmt: skip
        @hypothesis.given(case=made.as_strategy())
        def answers(case):
            answer = case.call(base_url=f"{address}api", session=requests.Session(), timeout=HANGS)
            assert answer.status_code < 500, (case.path, answer.text)
            # a name that is text as the description has it can still be the name of nothing
            case.validate_response(answer, excluded_checks=[positive_data_acceptance])

        answers()
        tried.add(made.path)
    assert {
        "/effects",
        "/explain",
        "/what-if",
        "/compare",
        "/search",
        "/validate",
        "/interpret",
        "/cohort",
        "/trials",
    } <= tried


def test_the_examples_of_the_description_have_answers(client):
    """Whoever tries what the description shows gets an answer, and not an empty one."""
    tried = 0
    with_data = {template.name for template in templates().values() if template.data}
    for path, methods in client.ask("/api/openapi.json").json["paths"].items():
        if "get" not in methods or path.rpartition("/")[2] in with_data:
            continue
        values = {
            one["name"]: (one["schema"]["examples"] or [None])[0]
            for one in methods["get"].get("parameters", ())
            if "examples" in one["schema"] and (one["required"] or path == "/what-if")
        }
        place = path.replace("{name}", str(values.pop("name", "")))
        answer = client.ask(f"/api{place}?{urlencode(values, doseq=True)}")
        assert answer.status == 200, (place, values, answer.text)
        found = answer.json
        if isinstance(found, dict):
            kept = [
                found[key] for key in ("items", "rows", "triples", "yes", "proofs", "lost", "label") if key in found
            ]
            assert any(kept), (place, values)
        tried += 1
    assert tried > 75
