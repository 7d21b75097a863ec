"""Reported faults with values: numbers and dates that were judged as something else than what was written."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from foreign_shapes import ENGINES, HEAD, OF, check

from lenaowl.errors import DataError
from lenaowl.render.formats import written
from lenaowl.render.tables import Screen
from lenaowl.render.validation import report_turtle, validation
from lenaowl.validation.lexical_forms import is_valid
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.validate import validate

XSD = "http://www.w3.org/2001/XMLSchema#"
EACH = pytest.mark.parametrize("engine", ENGINES[1:])


def of_values(demand: str) -> str:
    return f"{OF} sh:property [ sh:path ex:p ; {demand} ] ."


def wrong(report) -> set[str]:
    return {finding.value for finding in report.findings}


# How values of a datatype are written, rightly and wrongly: XML Schema 1.1, with RDF 1.1, which takes no blanks away.
RIGHT = {
    "integer": ["5", "+5", "05", "99999999999999999999999"],
    "decimal": ["5.", ".5", "12345678901234567890.123456789012345678901234567890"],
    "double": ["1E+5", "-INF", "NaN"],
    "boolean": ["1", "false"],
    "date": ["2020-02-29", "0000-01-01", "-0004-02-29", "12020-01-01", "2020-01-01+14:00"],
    "dateTime": ["2020-01-01T24:00:00", "-0001-01-01T00:00:00", "12020-01-01T00:00:00Z", "2020-01-01T00:00:00.123456789"],
    "byte": ["-128", "+5"],
    "positiveInteger": ["1", "99999999999999999999999"],
    "dateTimeStamp": ["2020-01-01T00:00:00Z"],
}  # fmt: skip
WRONG = {
    "integer": [" 5 ", "5.0", "1_000", "٣", "1e5", ""],
    "decimal": ["1e5", "INF", "1_0.0", " 5.0"],
    "double": ["inf", "Infinity", "1_0", " 5", "٣"],
    "boolean": ["True", "yes", " true"],
    "date": ["2020-02-30", "1900-02-29", "2020-01-01+15:00", "2020-1-1", "20200101", "2020-01-01T00:00:00", "2020-W01-1"],
    "dateTime": ["2020-01-01", "2020-01-01T00:00", "2020-01-01 00:00:00", "2020-01-01T00:00:00+0100", "2020-01-01T25:00:00"],
    "byte": ["128", " 5 ", "x"],
    "positiveInteger": ["0", "1_000", "5.0"],
    "dateTimeStamp": ["2020-01-01T00:00:00"],
}  # fmt: skip


@EACH
def test_each_engine_reads_values_as_xml_schema_writes_them(tmp_path, engine):
    """Python reads Arabic digits and `1_000` for pyshacl, shifty blanks, and a store no number beyond its own."""
    of = {
        f"{kind}{number}": (name, text, kind)
        for kind, values in (("r", RIGHT), ("w", WRONG))
        for number, (name, text) in enumerate((name, text) for name, texts in values.items() for text in texts)
    }
    shapes = "".join(
        f"ex:S{name} a sh:NodeShape ; sh:targetSubjectsOf ex:{name} ; sh:property [ sh:path ex:{name} ; "
        f"sh:datatype xsd:{name} ] .\n"
        for name in RIGHT
    )
    data = "".join(f'ex:{node} ex:{name} "{text}"^^xsd:{name} .\n' for node, (name, text, _) in of.items())
    nodes = {finding.node.rpartition("/")[2] for finding in check(tmp_path, shapes, data, engine).findings}
    assert nodes == {node for node in of if node.startswith("w")}


def test_the_forms_are_those_of_the_store():
    """What Oxigraph reads is what the forms allow, but for words that are kept apart."""
    store = ox.Store()
    for values, right in ((RIGHT, True), (WRONG, False)):
        for name, texts in values.items():
            for text in texts:
                assert is_valid(text, XSD + name) is right, (name, text)
                if name in ("integer", "decimal", "double", "boolean", "date", "dateTime"):
                    (row,) = store.query(f'SELECT (<{XSD}{name}>("{text}") AS ?x) {{}}')
                    assert row["x"] is None or right or text in ("inf", "Infinity"), (name, text)


@EACH
def test_a_datatype_below_integer_stays(tmp_path, engine):
    """The store made an xsd:integer of it, so that right values were found wrong, and 5 was shown as one."""
    data = "ex:a a ex:T ; ex:p '5'^^xsd:positiveInteger, 5, '0'^^xsd:positiveInteger, '05'^^xsd:positiveInteger ."
    assert wrong(check(tmp_path, of_values("sh:datatype xsd:positiveInteger"), data, engine)) == {
        "5", '"0"^^xsd:positiveInteger',
    }  # fmt: skip
    report = check(tmp_path, of_values("sh:datatype xsd:integer"), data, engine)
    assert wrong(report) == {f'"{text}"^^xsd:positiveInteger' for text in ("5", "0", "05")}
    assert "urn:lenaowl:kept" not in report_turtle(report, "trace")


@EACH
@pytest.mark.parametrize(
    ("demand", "values", "found"),
    [
        ("sh:in ( 5 '7'^^xsd:int )", "5, '5'^^xsd:int, 7, '7'^^xsd:int", {'"5"^^xsd:int', "7"}),
        ("sh:hasValue '5'^^xsd:int", "5", {""}),
        ("sh:maxCount 1", "5, '5'^^xsd:int", {""}),
        ("sh:minInclusive 5", "'4'^^xsd:int, '5'^^xsd:long, '18446744073709551615'^^xsd:unsignedLong", {'"4"^^xsd:int'}),
        ("sh:maxExclusive '7'^^xsd:byte", "6, 7, '6'^^xsd:int", {"7"}),
        ("sh:not [ sh:minExclusive 5 ]", "'6'^^xsd:int, 5", {'"6"^^xsd:int'}),
        ("sh:lessThan ex:q", "'8'^^xsd:int, '9'^^xsd:int", {'"9"^^xsd:int'}),
        ("sh:minInclusive 5", "'300'^^xsd:byte, 6", {'"300"^^xsd:byte'}),
    ],
)  # fmt: skip
def test_terms_are_told_apart_and_values_compared(tmp_path, engine, demand, values, found):
    data = f"ex:a a ex:T ; ex:p {values} ; ex:q 9 ."
    assert wrong(check(tmp_path, of_values(demand), data, engine)) == found


def test_what_its_datatype_does_not_hold_is_not_as_much_as_itself(tmp_path):
    data = "ex:a a ex:T ; ex:p '300'^^xsd:byte, '1'^^xsd:byte ."
    for engine in ("sparql", "shifty"):
        found = wrong(check(tmp_path, of_values("sh:lessThanOrEquals ex:p"), data, engine))
        assert found == {'"300"^^xsd:byte', '"1"^^xsd:byte'}, engine
    with pytest.raises(
        DataError, match="sh:lessThanOrEquals with a value of another kind"
    ):  # which pyshacl passes over
        check(tmp_path, of_values("sh:lessThanOrEquals ex:p"), data, "pyshacl")


def test_a_query_of_shapes_compares_by_value(tmp_path):
    query = "SELECT $this ?value WHERE { $this <https://example.org/p> ?value FILTER (?value > 5) }"
    shapes = f"{OF} sh:sparql [ sh:message '{{?value}} is high' ; sh:select '{query}' ] ."
    data = "ex:a a ex:T ; ex:p '5'^^xsd:int, '6'^^xsd:int, '7'^^xsd:int, 7 ."
    for engine in ENGINES[1:]:
        report = check(tmp_path, shapes, data, engine)
        assert {finding.message for finding in report.findings} == {"6 is high", "7 is high"}, engine
        assert '"6"^^xsd:int' in wrong(report), engine


@pytest.mark.parametrize("ending", ["nt", "ttl"])
def test_ntriples_that_are_not_looked_at_one_by_one_keep_datatypes_too(tmp_path, ending):
    (tmp_path / "s.ttl").write_text(HEAD + of_values("sh:datatype xsd:long"), encoding="utf-8")
    a = "<https://example.org/a>"
    (tmp_path / f"d.{ending}").write_text(
        f'{a} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/T> .\n'
        f'{a} <https://example.org/p> "5"^^<{XSD}long> .\n{a} <https://example.org/p> "6"^^<{XSD}integer> .\n',
        encoding="utf-8",
    )  # fmt: skip
    (finding,) = validate(tmp_path / f"d.{ending}", shapes=[str(tmp_path / "s.ttl")]).findings
    assert (finding.value, finding.line) == ("6", 3)


def test_a_place_is_that_of_the_statement(tmp_path):
    """A node in two files: its values were all looked for in the first."""
    (tmp_path / "s.ttl").write_text(HEAD + of_values("sh:datatype xsd:integer") + "\n", encoding="utf-8")
    (tmp_path / "a.ttl").write_text(HEAD + "ex:a a ex:T ;\n ex:p 1 .", encoding="utf-8")
    (tmp_path / "b.ttl").write_text(HEAD + "ex:a a ex:T ;\n\n ex:p 'x' .", encoding="utf-8")
    shapes = load_shapes([str(tmp_path / "s.ttl")])
    (finding,) = validate(tmp_path / "a.ttl", tmp_path / "b.ttl", shapes=shapes).findings
    assert finding.place == f"{tmp_path / 'b.ttl'}, line 5"


def test_the_table_counts_what_the_sum_counts(tmp_path):
    """Two constraints of one shape that one value breaks were one line, and two in the sum."""
    shapes = of_values("sh:message 'is bad' ; sh:datatype xsd:date ; sh:pattern '^[0-9-]+$'")
    report = check(tmp_path, shapes, "ex:a a ex:T ; ex:p '2024-02-03+15:00'^^xsd:date .")
    text = written(validation(report, "info"), "table", Screen(200))
    assert "(2): is bad" in text
    assert "sh:datatype and sh:pattern" in text
    assert "Violation 2" in text


def test_pyshacl_names_the_value_that_it_cannot_compare(tmp_path):
    """It said InvalidOperation."""
    data = "ex:a a ex:T ; ex:p 'NaN'^^xsd:double, 1 ."
    with pytest.raises(DataError, match=r'cannot compare values of the data: "NaN"\^\^xsd:double \(sh:minInclusive\)'):
        check(tmp_path, of_values("sh:minInclusive 0 ; sh:maxInclusive 100.5"), data, "pyshacl")
