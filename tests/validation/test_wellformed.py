"""A shapes graph is checked before it is used: what is misspelt or ill-formed is an error, never passed over."""

from __future__ import annotations

import pytest
import rdflib

from lenaowl.errors import DataError
from lenaowl.validation.shacl.reading import load_shapes, packaged
from lenaowl.validation.shacl.wellformed import check_shapes
from lenaowl.validation.validate import validate

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <https://example.org/> .
ex:S a sh:NodeShape ; sh:targetClass ex:T ;
    sh:property [
        """
TAIL = """ ;
        sh:name "x" ] .
"""
WRONG = {
    "sh:path ex:p ; sh:minCout 1": "sh:minCout is not a term of SHACL .* Did you mean sh:minCount",
    "sh:path ex:p ; sh:nodeKind sh:Iri": "Did you mean sh:IRI",
    "sh:path ex:p ; a sh:PropertyShap": "Did you mean sh:PropertyShape",
    "sh:path ex:p ; sh:memberShape ex:M": "sh:memberShape is not a term of SHACL",
    "sh:path ex:p, ex:q ; sh:minCount 1": "2 values of sh:path",
    'sh:path ex:p ; sh:minCount "one"': 'sh:minCount is "one"; write a whole number',
    'sh:path ex:p ; sh:minCount "1"': "write a whole number",
    "sh:path ex:p ; sh:minCount -1": "write a whole number",
    "sh:path ex:p ; sh:maxCount 1.5": "write a whole number",
    "sh:path ex:p ; sh:minCount " + "9" * 5_000: "write a whole number",
    "sh:path ex:p ; sh:minCount 1, 2": "2 values of sh:minCount",
    'sh:path ex:p ; sh:uniqueLang "yes"': "write true or false",
    "sh:path ex:p ; sh:nodeKind ex:Foo": "not a kind of node",
    'sh:path ex:p ; sh:class "Drug"': "write an IRI",
    "sh:path ex:p ; sh:in ex:a": "sh:in is not a list",
    "sh:path ex:p ; sh:in ( 1 ), ( 2 )": "2 values of sh:in",
    "sh:path () ; sh:minCount 1": "sh:path is empty",
    "sh:path [ sh:inversePath [ sh:inversePath () ] ] ; sh:minCount 1": "sh:path is empty",
    'sh:path "p" ; sh:minCount 1': "sh:path is the text",
    "sh:path ex:p ; sh:or ()": "sh:or is an empty list",
    "sh:path ex:p ; sh:node ex:Nope": "sh:node names the shape https://example.org/Nope, of which nothing is said",
    "sh:path ex:p ; sh:and ( ex:Nope ex:S )": "sh:and names the shape https://example.org/Nope",
    "sh:path ex:p ; sh:pattern 'a' ; sh:flags 'k'": 'sh:flags is "k"; write letters of',
    "sh:path ex:p ; sh:severity sh:Info, sh:Warning": "2 values of sh:severity",
    "sh:path ex:p ; sh:sparql [ sh:select 'ASK { $this ?p ?o }' ]": "sh:select is an ASK query; write SELECT",
    "sh:path ex:p ; sh:sparql [ sh:select 'SELECT ?x { ?x ?p ?o }' ]": r"sh:select of sh:sparql: the query does not select \$this",
    "sh:path ex:p ; sh:sparql [ sh:select 'SELECT $this { $this ' ]": "sh:select is not read as a query: error at",
    "sh:path ex:p ; sh:sparql [ sh:select 'SELECT $this { $this foo:p 1 }' ]": "sh:select .*: nothing declares foo:; declare it",
    "sh:path [ ex:a ex:b ] ; sh:minCount 1": "not of a kind that SHACL knows",
    "sh:path [ sh:inversePath ex:a ; sh:zeroOrMorePath ex:b ] ; sh:minCount 1": "several kinds at once",
    "sh:path [ sh:alternativePath ex:a ] ; sh:minCount 1": "is not a list",
    "sh:path _:p ; sh:minCount 1 ] . _:p sh:inversePath _:p . [] sh:group [ ex:x 1": "leads back into itself",
    "sh:path _:l ; sh:minCount 1 ] . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> ex:p ; "
    "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l . [] sh:group [ ex:x 1": "leads back into itself",
    "sh:path " + "[ sh:zeroOrMorePath " * 2_000 + "ex:p" + " ]" * 2_000: "nested more than 100 deep",
    "sh:path ex:p ; sh:node " + "[ sh:not " * 2_000 + "ex:M" + " ]" * 2_000: "nested more than 100 deep",
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda text: text[:60])
def test_what_is_wrong_is_named_with_its_line(tmp_path, wrong):
    file = tmp_path / "shapes.ttl"
    file.write_text(HEAD + wrong + TAIL, encoding="utf-8")
    with pytest.raises(DataError, match=WRONG[wrong]) as caught:
        load_shapes([str(file)])
    places = {line.partition(": ")[0] for line in str(caught.value).splitlines()}
    assert places <= {f"{file}, line 5", f"{file}, line 3"}


def test_all_that_is_wrong_is_named_at_once_in_every_syntax(tmp_path):
    text = HEAD + "sh:path ex:p ; sh:minCout 1 ; sh:maxCount ex:many" + TAIL
    for name, form in (("s.ttl", "turtle"), ("s.rdf", "pretty-xml"), ("s.jsonld", "json-ld"), ("s.nt", "nt")):
        file = tmp_path / name
        rdflib.Graph().parse(data=text).serialize(file, format=form)
        with pytest.raises(DataError) as caught:
            load_shapes([str(file)])
        lines = str(caught.value).splitlines()
        assert len(lines) == 2
        assert all(line.startswith(f"{file}, line ") for line in lines)


def test_shapes_that_name_each_other_again_and_again_are_refused_at_once(tmp_path):
    file = tmp_path / "shapes.ttl"
    chain = "".join(f"ex:N{n} a sh:NodeShape ; sh:and ( ex:N{n + 1} ex:N{n + 1} ) .\n" for n in range(40))
    file.write_text(HEAD + "sh:path ex:p ; sh:node ex:N0" + TAIL + chain, encoding="utf-8")
    with pytest.raises(DataError, match="stands for more than 10,000 shapes"):
        load_shapes([str(file)])


def test_what_is_well_formed_is_taken(tmp_path):
    """Also a shape that names itself, which some engines run, and lists of one."""
    good = (
        "sh:path ( ex:p [ sh:alternativePath ( ex:q [ sh:inversePath ex:r ] ) ] [ sh:oneOrMorePath ex:s ] ) ; "
        "sh:minCount 1 ; sh:in ( 1 ) ; sh:deactivated false ; sh:node ex:S"
    )
    file = tmp_path / "shapes.ttl"
    file.write_text(HEAD + good + TAIL, encoding="utf-8")
    assert load_shapes([str(file)]).targeted()
    for packaged_file in packaged().values():
        assert load_shapes([str(packaged_file)])


def test_nothing_is_said_of_what_are_no_shapes():
    check_shapes([], [])


def test_comments_in_sparql_constraints_are_passed_over(tmp_path):
    shapes, data = tmp_path / "s.ttl", tmp_path / "d.ttl"
    shapes.write_text(
        '''@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <https://example.org/> .
        ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:sparql [ sh:message "x" ; sh:select """# all WHERE { it is so }
        SELECT $this ?value WHERE { # those with "c
        $this <https://example.org/c> ?value }""" ] .''',
        encoding="utf-8",
    )
    data.write_text("@prefix ex: <https://example.org/> . ex:a a ex:T ; ex:c 1 . ex:b a ex:T .", encoding="utf-8")
    for engine in ("sparql", "pyshacl"):
        (finding,) = validate(data, shapes=[str(shapes)], engine=engine).findings
        assert finding.node == "https://example.org/a"
