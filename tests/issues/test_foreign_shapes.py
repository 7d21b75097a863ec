"""Reported faults with shapes of others: data that conformed as an engine passed over them, crashes, lost messages."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from foreign_shapes import DATA, ENGINES, OF, check

from lenaowl.errors import DataError, LeftOutWarning, LenaowlError
from lenaowl.validation.findings import Report
from lenaowl.validation.shacl.confined import alone
from lenaowl.validation.shacl.patterns import not_for
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.validate import validate


def tried(folder: Path, shapes: str, data: str, engine: str) -> tuple[Report | None, str]:
    """Return the report, or none and why it was refused."""
    try:
        return check(folder, shapes, data, engine), ""
    except LenaowlError as error:
        return None, str(error)


def pattern(text: str) -> str:
    return f"{OF} sh:property [ sh:path ex:p ; sh:pattern {text!r} ] ."


# Each is broken by the data: no engine may say that it conforms. Some engines refuse it.
NEVER_CONFORM = {
    "look-ahead": pattern("^(?=b)"),
    "look-behind": pattern("(?<=b)$"),
    "back-reference": pattern(r"^(a)\\1"),
    "XML names": pattern(r"^\\i\\c*:$"),
    "flag that takes the pattern as it is": f"{OF} sh:property [ sh:path ex:p ; sh:pattern 't.st' ; sh:flags 'q' ] .",
    "flag for blanks": f"{OF} sh:property [ sh:path ex:p ; sh:pattern '^ b' ; sh:flags 'x' ] .",
    "line end at the end": f"{OF} sh:property [ sh:path ex:s ; sh:pattern '^a$' ] .",
    "any literal": f"{OF} sh:property [ sh:path ex:p ; sh:datatype <http://www.w3.org/2000/01/rdf-schema#Literal> ] .",
    "date with and without a time zone": f"{OF} sh:property [ sh:path ex:d ; sh:maxInclusive '2020-01-01'^^xsd:date ] .",
    "subtraction": pattern("^[a-z-[aeiou]]+$"),
    "expression": OF + "sh:expression false .",
    "javascript": OF + "sh:js [ a sh:JSConstraint ; sh:jsFunctionName 'f' ] .",
    "target": """ex:S a sh:NodeShape ; sh:property [ sh:path ex:q ; sh:maxInclusive 5 ] ;
        sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this WHERE { ?this <https://example.org/q> ?x }" ] .
        ex:U a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .""",
    "filter": OF + "sh:property [ sh:path ex:q ; sh:values [ sh:filterShape [ sh:hasValue 1 ] ; sh:nodes sh:this ] ; sh:minCount 2 ] .",
    "node without a name": OF + "sh:property [ sh:path ex:p ; sh:hasValue [] ] .",
    "one of nodes without a name": OF + "sh:property [ sh:path ex:p ; sh:in ( [] ) ] .",
    "function that is not known": f"""{OF} sh:sparql [ sh:select
        "SELECT $this WHERE {{ $this ?p ?v FILTER (<https://example.org/f>(?v)) }}" ] .""",
    "function in an expression": OF + """sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?v
        FILTER NOT EXISTS { $this ?q ?w FILTER (!<http://www.w3.org/2001/XMLSchema#duration>(?w)) } }" ] .""".replace("\n", " "),
    "function of its own": """ex:f a sh:SPARQLFunction ; sh:ask "ASK { FILTER (true) }" . """ + OF + """sh:sparql [
        sh:prefixes ex:o ; sh:select "SELECT $this WHERE { $this ?p ?v FILTER (e:f()) }" ] .
        ex:o sh:declare [ sh:prefix "e" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .""",
    "named graph": OF + "sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p ?v GRAPH ?g { $this a ?c } }' ] .",
    "entailment": f"ex:o sh:entailment <http://www.w3.org/ns/entailment/RDFS> . {OF} sh:property [ sh:path ex:p ; sh:minCount 1 ] .",
    "component": """ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:most ] ;
        sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER ($value < $most) }" ] .
        ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property [ sh:path ex:q ; ex:most 5 ] .""",
}  # fmt: skip


@pytest.mark.parametrize("kind", NEVER_CONFORM)
@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_conforms_because_it_is_passed_over(tmp_path, kind, engine):
    data = DATA[:-1] + "; ex:s 'a\\n' ; ex:d '2020-01-01Z'^^xsd:date ."
    report, refused = tried(tmp_path, NEVER_CONFORM[kind], data, engine)
    assert len(refused) < 600
    assert report is None or not report.conforms


def test_what_pyshacl_covers_is_switched_on(tmp_path):
    """SPARQL targets and rules were handed to pyshacl, and it passed over them."""
    (finding,) = check(tmp_path, NEVER_CONFORM["target"]).findings
    assert (finding.node, finding.parameter) == ("https://example.org/a", "maxInclusive")
    rule = """ sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:made ; sh:object 1 ] ;
        sh:property [ sh:path ex:made ; sh:maxCount 0 ] ."""
    (finding,) = check(tmp_path, OF + rule).findings
    assert finding.parameter == "maxCount"


@pytest.mark.parametrize("engine", ["auto", "pyshacl", "shifty"])
@pytest.mark.parametrize("query", ["SELECT $this { SERVICE:x { ?s ?p ?o } }", "SELECT $this FROM <a:b> { ?s ?p ?o }"])
@pytest.mark.parametrize("place", ["sh:sparql", "sh:target", "sh:rule"])
def test_no_query_in_shapes_reaches_out(tmp_path, engine, query, place):
    name = "sh:construct" if place == "sh:rule" else "sh:select"
    with pytest.raises(DataError, match=r"s\.ttl, line 3: sh:\w+: the query (asks another server|names its data)"):
        check(tmp_path, f"{OF} {place} [ {name} '{query}' ] .", engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("prefix", "namespace"),
    [("z", "a:> SELECT $this { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } { #"), ("z: <a:> BASE", "a:"), ("z", "a b")],
)
def test_no_declaration_of_a_prefix_is_more_than_that(tmp_path, prefix, namespace, engine):
    """It is written before each query as it is: with brackets that a query closes, SERVICE went out with pyshacl."""
    declared = f"ex:o sh:declare [ sh:prefix '{prefix}' ; sh:namespace '{namespace}'^^xsd:anyURI ] . "
    query = "sh:sparql [ sh:prefixes ex:o ; sh:select 'SELECT $this { $this ?p ?o } } }' ] ."
    with pytest.raises(DataError, match=r"s\.ttl, line 3: sh:(prefix|namespace) is .* is not an? (IRI|prefix)"):
        check(tmp_path, declared + OF + query, engine=engine)


def test_the_ability_to_ask_others_is_taken_from_rdflib():
    """Whatever it reads in a query: SERVICE is refused and FROM loads nothing, and only while shapes are checked."""
    from rdflib import Graph
    from rdflib.plugins import sparql
    from rdflib.plugins.sparql import evaluate

    before = evaluate.evalServiceQuery, sparql.SPARQL_LOAD_GRAPHS
    with alone():
        with pytest.raises(LenaowlError, match="asks another server"):
            list(Graph().query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"))
        assert not sparql.SPARQL_LOAD_GRAPHS
    assert (evaluate.evalServiceQuery, sparql.SPARQL_LOAD_GRAPHS) == before


@pytest.mark.parametrize("selected", ["?v", "*", "(?v AS ?this)"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_query_that_does_not_select_this_is_judged_or_refused(tmp_path, engine, selected):
    """It was a KeyError, or a ValueError."""
    query = f"SELECT {selected} WHERE {{ $this <https://example.org/p> ?v }}"
    report, refused = tried(tmp_path, f"{OF} sh:sparql [ sh:select '{query}' ] .", DATA, engine)
    assert report is None or not report.conforms
    assert "\n" not in refused


@pytest.mark.parametrize("text", ["(", "[a", "a{2,1}", "*"])
def test_what_is_no_pattern_is_named_with_its_line(tmp_path, text):
    with pytest.raises(DataError, match=r"s\.ttl, line 3: sh:pattern is .* not a regular expression"):
        check(tmp_path, pattern(text))


def test_what_shifty_does_not_read_is_refused(tmp_path):
    """It took such a pattern to match nothing, so that all values were wrong."""
    pytest.importorskip("shifty")
    with pytest.raises(DataError, match="which shifty does not read"):
        check(tmp_path, pattern("^(?!TEST)[A-Z]+$"), "ex:a a ex:T ; ex:p 'GOOD' .", "shifty")


HANGING = [
    pattern("^(a+)+$"), pattern("^(a|a)*$"), pattern("^((a*)b?)*$"), pattern("(x+x+)+y"),
    f"""{OF} sh:sparql [ sh:select '''SELECT $this WHERE {{
        $this <https://example.org/p> ?v FILTER REGEX(?v, "^(a+)+$") }}''' ] .""",
]  # fmt: skip


@pytest.mark.parametrize("shapes", HANGING, ids=range(len(HANGING)))
def test_a_check_that_may_never_end_is_refused(tmp_path, shapes):
    data = f"ex:a a ex:T ; ex:p '{'a' * 60}!' ."
    with pytest.raises(DataError, match="may never end"):
        check(tmp_path, shapes, data, "pyshacl")
    assert check(tmp_path, shapes, data, "sparql").nodes == 1  # in linear time


@pytest.mark.parametrize(
    ("shapes", "data"),
    [
        (OF + "sh:property [ sh:path ex:q ; sh:minInclusive 1.5 ] .", "ex:a a ex:T ; ex:q 'NaN'^^xsd:double ."),
        (pattern(r"\\p{L}+"), DATA),
        (OF + "sh:property [ sh:path ex:p ; sh:minCount 1 ] .", "<< ex:a ex:p 1 >> ex:q 2 . ex:a a ex:T ; ex:p 1 ."),
        (OF + "sh:sparql [ sh:select 'SELECT $this WHERE { $this ?p }' ] .", DATA),
    ],
    ids=["NaN", "letters", "RDF 1.2", "no query"],
)  # fmt: skip
@pytest.mark.parametrize("engine", ENGINES)
def test_what_an_engine_cannot_do_is_one_line(tmp_path, shapes, data, engine):
    _, refused = tried(tmp_path, shapes, data, engine)
    assert "\n" not in refused


POLYNOMIAL = ["^a*a*a*a*b$", ".*.*.*x", r"^\w+\s*\w*\S*\d$", "^(a{1,30}){1,30}$", "(a?){30}a{30}$", "^(a?a?)*$", "(?=a*a*a*b)c",
              "^(a*a*a*a*b|c)$", r"^(a*)\1\1\1b"]  # fmt: skip


@pytest.mark.parametrize("text", POLYNOMIAL)
def test_a_check_that_takes_time_by_a_power_is_refused(tmp_path, text):
    """Only repetitions of repetitions were seen: 30,000 characters took longer than anyone waits."""
    data = f"ex:a a ex:T ; ex:p '{'a' * 30_000}!' ."
    with pytest.raises(DataError, match="may never end"):
        check(tmp_path, pattern(text), data, "pyshacl")


ORDINARY = [r"^\d{1,3}(\.\d{1,3}){3}$", "^[^@]+@[^@]+$", r"^\d+-\d+-\d+$", "^([a-z]-?)*$", "^https?://[^/]+/.*$", r"^(\d{2})*$",
            r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$", "^ *[A-Z][a-z]* *$"]  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_a_check_that_ends_is_not_refused(text):
    assert not not_for("pyshacl", text, 2_000)


MULTIPLYING = {
    "paths": "_:p{n} rdf:first _:p{next} ; rdf:rest ( _:p{next} ) .",
    "choices": "_:p{n} sh:alternativePath ( _:p{next} _:p{next} ) .",
    "shapes": "ex:N{n} sh:and ( ex:N{next} ex:N{next} ) .",
}


@pytest.mark.parametrize("kind", MULTIPLYING)
def test_what_names_the_next_twice_is_bounded(tmp_path, kind):
    """A path that does so was written out before it was looked at, for ever; so were shapes of a class."""
    each = "".join(MULTIPLYING[kind].format(n=n, next=n + 1) for n in range(40))
    shapes = f"""@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . _:p40 sh:inversePath ex:p . ex:N40 sh:nodeKind sh:IRI .
        ex:T a sh:NodeShape, <http://www.w3.org/2000/01/rdf-schema#Class> ; sh:node ex:N0 ; sh:property [ sh:path _:p0 ] . {each}"""
    with pytest.raises(DataError, match="stands for more than"):
        check(tmp_path, shapes.replace("sh:path _:p0", "sh:path ex:p" if kind == "shapes" else "sh:path _:p0"))


def test_long_lists_are_checked(tmp_path):
    """A list of 20,000 values brought the process down, and one of 3,000 took 13 s."""
    values = " ".join(f"'v{n}'" for n in range(12_000))
    shapes = f"{OF} sh:property [ sh:path ex:p ; sh:in ( {values} ) ] ."
    assert len(check(tmp_path, shapes, "ex:a a ex:T ; ex:p 'v1', 'v11999', 'w' .", "sparql").findings) == 1


def test_statements_in_shapes_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"line 3: sh:hasValue has a statement as its value"):
        check(tmp_path, f"{OF} sh:property [ sh:path ex:p ; sh:hasValue <<( ex:a ex:p 1 )>> ] .")


def test_imports_are_named(tmp_path):
    with pytest.warns(LeftOutWarning, match="imports https://example.org/more, and nothing is fetched"):
        check(tmp_path, f"<> <http://www.w3.org/2002/07/owl#imports> ex:more . {pattern('t')}".replace("<> ", "ex:o "))


@pytest.mark.parametrize("engine", ["sparql", "pyshacl", "shifty"])
def test_messages_have_one_language_and_their_variables(tmp_path, engine):
    shapes = """sh:property [ sh:path ex:r ; sh:minCount 1 ; sh:message "fehlt"@de, "is missing"@en, "manque"@fr ] ;
        sh:sparql [ sh:message "{$this} has {?value}" ; sh:select
            "SELECT $this ?value WHERE { $this <https://example.org/q> ?value }" ] ."""
    messages = {finding.message for finding in check(tmp_path, OF + shapes, engine=engine).findings}
    assert messages == {"is missing", "https://example.org/a has 9"}
    in_german = load_shapes([str(tmp_path / "s.ttl")], "de-AT")
    assert "fehlt" in {
        finding.message for finding in validate(tmp_path / "d.ttl", shapes=in_german, engine=engine).findings
    }


@pytest.mark.parametrize("engine", ["sparql", "pyshacl", "shifty"])
def test_what_the_alternatives_want_is_said(tmp_path, engine):
    shapes = "sh:property [ sh:path ex:p ; sh:or ( [ sh:datatype xsd:integer ] [ sh:minLength 9 ] ) ] ."
    (finding,) = check(tmp_path, OF + shapes, engine=engine).findings
    assert finding.message == "Of the alternatives none of these holds: sh:datatype xsd:integer; or sh:minLength 9."


def test_what_is_covered_is_not_refused(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for text in ("^[A-Z]{2,3}-[0-9]+$", r"^\\d+(\\.\\d+)?$", "^(male|female)$", "^[^@]+@[^@]+$"):
            for engine in ENGINES:
                assert check(tmp_path, pattern(text), engine=engine).findings
    assert load_shapes([str(tmp_path / "s.ttl")]).targeted()


@pytest.mark.parametrize("engine", ["sparql", "shifty", "pyshacl"])
@pytest.mark.parametrize("value", ["''", "0", "false"])
def test_a_path_from_what_rdflib_takes_for_nothing_is_walked_from_there(tmp_path, engine, value):
    """rdflib walks it from anywhere, so that pyshacl found nothing wrong."""
    query = "SELECT $this WHERE { $this <https://example.org/p> ?v FILTER NOT EXISTS { ?v <https://example.org/b>* <https://example.org/A> } }"
    shapes = f'{OF} sh:sparql [ sh:select "{query}" ] .'
    report = check(tmp_path, shapes, f"ex:a a ex:T ; ex:p {value} . ex:x ex:b ex:A .", engine)
    assert [finding.node for finding in report.findings] == ["https://example.org/a"]


def test_shapes_that_met_no_node_are_named(tmp_path):
    """A class that is misspelt in one target of several was not seen."""
    shapes = f"{pattern('t')} ex:Never a sh:NodeShape ; sh:targetClass ex:Tt ; sh:nodeKind sh:IRI ."
    assert check(tmp_path, shapes).unmet == ("https://example.org/Never",)
    assert check(tmp_path, pattern("t")).unmet == ()


def test_a_target_in_sparql_is_enough(tmp_path):
    """Shapes with no other target were refused as having none."""
    shapes = """ex:S a sh:NodeShape ; sh:nodeKind sh:Literal ;
        sh:target [ a sh:SPARQLTarget ; sh:select "SELECT ?this WHERE { ?this <https://example.org/q> ?x }" ] ."""
    (finding,) = check(tmp_path, shapes).findings
    assert (finding.node, finding.parameter) == ("https://example.org/a", "nodeKind")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_relative_iri_in_a_query_is_relative_to_its_file(tmp_path, engine):
    """pyshacl took it for nothing, so that data conformed; the others refused it."""
    query = "SELECT $this ?value WHERE { $this <p> ?value FILTER (?value > 5) }"
    shapes = f"ex:S a sh:NodeShape ; sh:targetClass <T> ; sh:sparql [ sh:select '{query}' ] ."
    (finding,) = check(tmp_path, shapes, "<a> a <T> ; <p> 9 .", engine).findings
    assert (finding.node, finding.value) == ((tmp_path / "a").as_uri(), "9")
    for one in ("s", "d"):
        file = tmp_path / f"{one}.ttl"
        file.write_text("@base <https://example.org/x/> .\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    (finding,) = validate(tmp_path / "d.ttl", shapes=[str(tmp_path / "s.ttl")], engine=engine).findings
    assert finding.node == "https://example.org/x/a"


def test_a_shape_that_met_what_rules_made_has_met_it(tmp_path):
    """It was named among those that met no node, beside its own finding."""
    shapes = """ex:R a sh:NodeShape ; sh:targetClass ex:T ; sh:rule [ a sh:TripleRule ; sh:subject sh:this ;
        sh:predicate <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ; sh:object ex:Made ] .
        ex:S a sh:NodeShape ; sh:targetClass ex:Made ; sh:property [ sh:path ex:r ; sh:minCount 1 ] ."""
    report = check(tmp_path, shapes)
    assert (len(report.findings), report.nodes, report.unmet) == (1, 1, ())
    assert check(tmp_path, shapes.replace("ex:Made ;", "ex:Mode ;")).unmet == ("https://example.org/S",)
