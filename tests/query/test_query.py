"""Questions by template and in SPARQL, on the command line and in Python, and values that cannot get out of their place."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import Graph

from lenaowl.errors import LenaowlError, MissingEngineError, UnknownNameError, WrongKindError
from lenaowl.query.parameters import Binder
from lenaowl.query.results import ask
from lenaowl.query.templates import Param, Template, templates
from lenaowl.rdf.sparql_text import bind, check_query, tokens, with_prefixes
from lenaowl.rdf.store import EmbeddedStore

EVIL = [
    '"', "'", '"""', "'''", "\\", '\\"', "} UNION { ?s ?p ?o", "} # ", "#", "\n", "\r\n", "\t", "\\u0022", "\\u007D",
    "\\U0000007D", "<a:b>", "> } ; DROP ALL", "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }", "; INSERT DATA { <a:b> <a:b> <a:b> }",
    "?_text", "$_text", "@en", '"^^<a:b>', "%22", "{", "}", "a\u2028b", "\ufeff", "\U0001f600", "*/", "''' . ?s ?p ?o . '''",
]  # fmt: skip


# -- Python ---------------------------------------------------------------------------------------


def test_rows_have_typed_values(kb):
    rows = kb.query("drugs-degrading", protein="IKZF3")
    (pomalidomide,) = (row for row in rows if row["drug"] == "https://w3id.org/lenaowl/pomalidomide")
    assert pomalidomide["label"] == "pomalidomide"
    assert isinstance(pomalidomide["systems"], int)
    assert rows[0].keys() == {"drug", "label", "basis", "systems"}
    assert len({row["drug"] for row in rows}) == len(rows) > 3
    assert len(rows[:3]) == 3
    first = kb.query("forest-plot", outcome="PFS")[0]
    assert isinstance(first["ratio"], Decimal)
    assert isinstance(first["level"], int)
    assert isinstance(first["trial"], str)


def test_yes_and_graphs(kb):
    assert kb.sparql("ASK { lena:lenalidomide lena:inducesDegradationOf lena:IKZF3 }").yes is True
    assert not kb.sparql("ASK { lena:lenalidomide lena:inducesDegradationOf lena:IKZF2 }")
    triples = kb.query("graph-of-effects", agent="lenalidomide").triples
    assert any(t.predicate.value.endswith("inducesDegradationOf") for t in triples)


def test_to_pandas(kb):
    pandas = pytest.importorskip("pandas")
    frame = kb.query("forest-plot", outcome="PFS").to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns)[:3] == ["trial", "label", "ratio"]
    assert (frame["low"].dropna() <= frame["high"].loc[frame["low"].dropna().index].astype(float)).all()


def test_to_pandas_without_it(kb, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(MissingEngineError, match="pip install 'pandas'"):
        kb.query("contexts").to_pandas()


def test_names_are_those_of_effects(kb):
    def asked(name: str) -> list[dict[str, object]]:
        return list(kb.query("effects-of-agent", agent=name))

    assert asked("CHEBI:63791") == asked("Revlimid") == asked("https://w3id.org/lenaowl/lenalidomide")
    assert asked("IMiD")
    assert {row["state"] for row in kb.query("class-effects", **{"class": "IMiD"})}


@pytest.mark.parametrize(
    ("template", "values", "error", "said"),
    [
        ("drugs-degrading", {}, LenaowlError, "needs 'protein'"),
        ("drugs-degrading", {"proteine": "IKZF3"}, LenaowlError, "no parameter 'proteine'; it has: protein"),
        ("drugs-degrading", {"protein": "IKZF33"}, UnknownNameError, "not in lenaowl, which knows"),
        ("drugs-degrading", {"protein": "lenalidomide"}, WrongKindError, "known, but not as Protein"),
        ("drugs-degrading", {"protein": "http://a b"}, LenaowlError, "no Protein is named"),
        ("drugs-degrading", {"protein": "http://a>{}"}, LenaowlError, "not a valid IRI"),
        ("cohort-counts", {"drug": "lenalidomide", "at_least": "1 }"}, LenaowlError, "a whole number"),
        ("significant-comparisons", {"p": "0.05; DROP ALL"}, LenaowlError, "a number"),
        ("effects-at-level", {"agent": "lenalidomide", "level": "high"}, LenaowlError, "is one of: molecular"),
        ("names-of-members", {"class": "Drug", "language": "en }"}, LenaowlError, "a language tag"),
        ("claims-with-words", {"text": "a\x00b"}, LenaowlError, "a character that is not text"),
        ("claims-with-words", {"text": ["a"]}, LenaowlError, "not list"),
        ("class-effects", {"class": "Disease"}, WrongKindError, "not as Drug"),
        ("drug-degrading", {}, UnknownNameError, "drugs-degrading"),
    ],
)  # fmt: skip
def test_mistakes_are_told(kb, template, values, error, said):
    with pytest.raises(error, match=said):
        kb.query(template, **values)


@pytest.mark.slow
def test_data_of_ones_own_is_asked(kb, with_example):
    own = with_example("examples/new-compound.ttl")
    new = {row["drug"] for row in own.query("drugs-degrading", protein="SALL4")}
    assert new - {row["drug"] for row in kb.query("drugs-degrading", protein="SALL4")} == {"https://example.org/LO-1"}


def test_values_of_python_types(kb):
    binder = kb.questions.binder
    made = {
        kind: binder.term(Param("x", kind, "d", "e"), told)
        for kind, told in (("integer", 3), ("decimal", 0.5), ("date", date(2026, 1, 31)), ("boolean", True), ("string", "s"))
    }  # fmt: skip
    assert {kind: (term.value, term.datatype.value.rpartition("#")[2]) for kind, term in made.items()} == {
        "integer": ("3", "integer"), "decimal": ("0.500000", "decimal"), "date": ("2026-01-31", "date"),
        "boolean": ("true", "boolean"), "string": ("s", "string"),
    }  # fmt: skip
    with pytest.raises(LenaowlError, match="a date"):
        binder.term(Param("x", "date", "d", "e"), "2026-02-30")


# -- values stay in their place -------------------------------------------------------------------


def echo(text: str) -> str:
    """Bind a text in a query, run it and return what the query saw."""
    store = EmbeddedStore()
    query = bind('# ?_text\nSELECT ?x ("?_text" AS ?y) WHERE { BIND (?_text AS ?x) }', {"_text": ox.Literal(text)})
    answer = ask(store, query)
    assert len(answer) == 1
    assert answer[0]["y"] == "?_text"
    return str(answer[0]["x"])


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(EVIL), max_size=6).map("".join)))
@example("\\")
@example('\\u0022 . } INSERT DATA { <a:b> <a:b> "')
def test_any_text_comes_out_as_it_went_in(text):
    try:
        Binder(EmbeddedStore()).term(Param("x", "string", "d", "e"), text)
    except LenaowlError:
        return  # refused: a character that is not text
    assert echo(text) == text


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_value_changes_what_a_template_does(kb, data):
    """Whatever is given: refused with a plain error, or the query has the same shape as with the example."""
    one: Template = data.draw(st.sampled_from([t for t in templates().values() if t.params]))
    param = data.draw(st.sampled_from(one.params))
    told = data.draw(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(EVIL), max_size=4).map("".join),
                               st.sampled_from(EVIL).map(lambda evil: f"https://example.org/{evil}")))  # fmt: skip
    values = {p.name: p.example for p in one.params}
    usual = kb.questions.binder.query(one, values)
    try:
        query = kb.questions.binder.query(one, {**values, param.name: told})
    except LenaowlError:
        return
    assert shape(query) == shape(usual)
    ask(kb.questions.store, query)


def shape(query: str) -> list[tuple[str, str]]:
    """The tokens of a query without the values of its terms."""
    return [(kind, "" if kind in ("iri", "string") else value) for kind, value in tokens(query)]


@given(st.text())
def test_tokens_joined_are_the_text(text):
    assert "".join(value for _, value in tokens(text)) == text


def test_bound_by_the_store_or_in_the_text_is_the_same(kb):
    """Oxigraph can bind variables itself: the answers are the same."""
    term = ox.NamedNode("https://w3id.org/lenaowl/IKZF3")
    for name in ("forms-of-protein", "claims-of-variants"):
        selected = templates()[name].query.replace(
            "DISTINCT", "DISTINCT ?_protein_iri"
        )  # it binds only what is selected
        found = kb.questions.store._store.query(selected, substitutions={ox.Variable("_protein_iri"): term})
        assert [tuple(row)[1:] for row in found] == list(kb.query(name, protein="IKZF3").terms)


# -- foreign queries ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "changes data"),
        ("SELECT * { ?s ?p ?o } ; drop all", "changes data"),
        ("LOAD <file:///etc/hosts>", "changes data"),
        ("SELECT * { service <http://127.0.0.1/> { ?s ?p ?o } }", "another server"),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "another server"),
        ("SELECT * FROM <file:///etc/hosts> { ?s ?p ?o }", "names its data"),
        ("SELECT * " + "{" * 5000 + "}" * 5000, "nested more than"),
        ("SELECT (" + "(" * 4000 + "1" + ")" * 4000 + " AS ?x) {}", "nested more than"),
        ("SELECT * { ?s " + "/".join(["<a:b>"] * 6000) + " ?o }", "operators and brackets"),
        ("SELECT * { ?s ?p '" + "x" * 200_000 + "' }", "longer than"),
    ],
)  # fmt: skip
def test_dangerous_queries_are_refused_before_the_parser(query, said):
    with pytest.raises(LenaowlError, match=said):
        check_query(query)


def test_words_in_strings_iris_and_comments_are_no_commands():
    assert check_query("# SERVICE\nSELECT * { ?s rdfs:label 'INSERT', <http://a/LOAD> ; a lena:SERVICE }") == "SELECT"


def test_prefixes_are_added_where_missing():
    assert with_prefixes("SELECT * { ?s rdfs:label 'owl:x' }") == (
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\nSELECT * { ?s rdfs:label 'owl:x' }"
    )
    declared = "PREFIX lena: <http://a/> ASK { lena:a a lena:b }"
    assert with_prefixes(declared) == declared


# -- the command line -----------------------------------------------------------------------------


def test_run_shows_a_table(run):
    done = run("query", "run", "proteins-degraded-by", "--drug", "CC-885")
    assert done.returncode == 0
    assert done.stdout.split("\n")[0].split() == ["protein", "label", "basis"]
    assert "GSPT1" in done.stdout


def test_formats_agree(run, kb):
    expected = [str(row["protein"]) for row in kb.query("proteins-degraded-by", drug="lenalidomide")]

    def out(form: str) -> str:
        return run("query", "run", "proteins-degraded-by", "--drug", "lenalidomide", "--format", form).stdout

    assert [row["protein"] for row in csv.DictReader(io.StringIO(out("csv")))] == expected
    assert [b["protein"]["value"] for b in json.loads(out("json"))["results"]["bindings"]] == expected
    tree = ElementTree.fromstring(out("xml"))
    assert [e.text for e in tree.iter("{http://www.w3.org/2005/sparql-results#}uri")] == expected
    assert [line.split("\t")[0].strip("<>") for line in out("tsv").splitlines()[1:]] == expected
    assert len(out("markdown").splitlines()) == len(expected) + 2
    solutions = ox.parse_query_results(out("json").encode(), format=ox.QueryResultsFormat.JSON)
    assert [row["protein"].value for row in solutions] == expected


def test_a_graph_is_turtle(run, tmp_path):
    file = tmp_path / "claim.ttl"
    done = run("query", "run", "graph-of-claim", "--claim", "claim-IKZF1-represses-IL2", "-f", "ttl", "-o", str(file))
    assert done.returncode == 0
    assert len(Graph().parse(file)) > 10


def test_help_of_a_template(run):
    told = run("query", "run", "effects-at-level", "--help").stdout
    assert "[molecular|cellular|immune|clinical]" in told
    assert "lenaowl query run effects-at-level --agent thalidomide --level clinical" in told


def test_every_template_has_help_and_its_example_runs(kb):
    from click.testing import CliRunner

    from lenaowl.cli import app
    from lenaowl.query.templates import command_line

    runner = CliRunner()
    for name, one in templates().items():
        told = runner.invoke(app, ["query", "run", name, "--help"]).output
        for param in one.params:
            assert f"--{param.name.replace('_', '-')} " in told, name
    import shlex

    for name in ("claims-with-words", "what-rests-on-publication", "mappings-to-vocabulary", "neosubstrates"):
        words = shlex.split(command_line(templates()[name]))[1:]
        assert runner.invoke(app, words).exit_code == 0, words


def test_the_final_query_is_shown(run):
    done = run("query", "run", "drugs-degrading", "--protein", "IKZF3", "--limit", "2", "--explain-query")
    assert "<https://w3id.org/lenaowl/IKZF3>" in done.stdout
    assert done.stdout.endswith("LIMIT 2\n")
    again = run("sparql", done.stdout)
    assert again.returncode == 0
    assert "2 rows" in again.stdout


def test_nothing_found_is_exit_code_1(run):
    done = run("query", "run", "proteins-degraded-by", "--drug", "melphalan")
    assert (done.returncode, done.stdout) == (1, "no rows\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("query", "run", "drugs-degradin", "--protein", "IKZF3"), "Did you mean: drugs-degrading"),
        (("query", "run", "drugs-degrading", "--protein", "IKZF33"), "no Protein is named 'IKZF33'. 'IKZF33' is not in lenaowl"),
        (("query", "run", "drugs-degrading"), "Missing option '--protein'"),
        (("query", "run", "drugs-degrading", "--protein", "IKZF3", "-f", "ttl"), "A table of rows cannot be written as Turtle"),
        (("query", "list", "--tag", "nothing"), "themes are: "),
        (("query", "show", "nothing-at-all"), "no template is named"),
        (("sparql", "SELECT * { ?s ?p }"), "not a SPARQL query"),
        (("sparql", "LOAD <file:///etc/hosts> {}"), "changes data"),
        (("sparql", "no-such-file.rq"), "cannot be read"),
    ],
)  # fmt: skip
def test_mistakes_are_one_line(run, args, said):
    done = run(*args)
    assert done.returncode in (2, 3)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_free_queries(run, tmp_path):
    file = tmp_path / "mine.rq"
    file.write_text("ASK { lena:lenalidomide a lena:IMiD }", encoding="utf-8")
    assert run("sparql", str(file)).stdout == "yes\n"
    assert json.loads(run("sparql", str(file), "-f", "json").stdout) == {"head": {}, "boolean": True}


def test_a_query_without_end_is_given_up(run):
    pattern = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6))
    done = run("sparql", f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", "--timeout", "1")
    assert done.returncode == 2
    assert done.stderr == "lenaowl: no answer in 1 s; ask for less, or give more time with --timeout.\n"


def test_list_and_show(run):
    listed = json.loads(run("query", "list", "--format", "json", "--tag", "trials").stdout)
    assert {"forest-plot", "trials-of-drug"} <= {one["name"] for one in listed}
    assert "?_protein_iri" in run("query", "show", "drugs-degrading").stdout
