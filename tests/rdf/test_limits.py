"""What would bring a parser down is refused before, in time that grows with the text and no faster."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from lenaowl.errors import DataError
from lenaowl.rdf import limits
from lenaowl.rdf.files import Source, read
from lenaowl.rdf.line_numbers import Places, blank_nodes
from lenaowl.rdf.syntaxes import syntax

RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">\n'
BOMB = (
    '<!DOCTYPE rdf:RDF [\n<!ENTITY a "{}">\n]>\n' + RDF + "<rdf:Description><a:b>{}</a:b></rdf:Description></rdf:RDF>"
)
REFUSED = {
    "triple terms": lambda n: "<a:a> <a:b> " + "<<( <a:a> <a:b> " * n + "1" + " )>>" * n + " .",
    "triple terms after a quote in a name": lambda n: "@prefix a: <a:> .\na:\\' a:b " + "<<( <a:a> <a:b> " * n + "1" + " )>>" * n,
    "triple terms after a hash in a name": lambda n: "@prefix a: <a:> .\na:\\# a:b " + "<<( <a:a> <a:b> " * n + "1" + " )>>" * n,
    "objects": lambda n: '{"@id": "a:a", "a:b": ' + '{"a:b": ' * n + "1" + "}" * n + "}",
    "terms defined by each other": lambda n: '{"@context": {' + "".join(f'"p{i}": "p{i + 1}:x",' for i in range(n)) + f'"p{n}": "a:"}}, "@id": "a:a"}}',
    "terms in a circle": lambda n: '{"@context": {' + ",".join(f'"p{i}": "p{(i + 1) % n}:x"' for i in range(n)) + '}, "@id": "a:a"}',
    "elements": lambda n: RDF + "<rdf:Description><a:b>" * n + "1" + "</a:b></rdf:Description>" * n + "</rdf:RDF>",
    "attributes": lambda n: RDF + "<rdf:Description " + " ".join(f'a:p{i}="1"' for i in range(n)) + "/></rdf:RDF>",
    "entities": lambda n: BOMB.format("x" * n, "&a;" * n),
    "entities of entities": lambda n: BOMB.format('x"><!ENTITY b "&a;&a;', "&b;"),
    "an entity in a file": lambda n: BOMB.replace('"{}"', 'SYSTEM "file:///etc/hostname"', 1).format("&a;"),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("size", [2_000, 20_000])
def test_what_brings_parsers_down_is_refused_with_its_line(kind, size):
    with pytest.raises(DataError, match=r"line [0-9]+: "):
        read(REFUSED[kind](size))


@pytest.mark.parametrize("kind", ["triple terms", "objects", "elements"])
def test_what_is_within_the_limits_is_read(kind):
    assert read(REFUSED[kind](400 if kind != "elements" else 200))


def test_entities_as_editors_write_them_are_read():
    xsd = "http://www.w3.org/2001/XMLSchema#"
    value = '<a:b rdf:datatype="&a;integer">1</a:b>'
    text = BOMB.replace("<a:b>{}</a:b>", value * 20_000).format(xsd)
    assert len(set(read(text))) == 1


def test_brackets_and_lists_may_be_deep():
    for opening, closing in (("[ <a:b> ", " ]"), ("( ", " )")):
        assert read("<a:a> <a:b> " + opening * 20_000 + "1" + closing * 20_000 + " .")


ODD = {
    "escaped quotes": '\\"', "quotes": '"', "three quotes": '"""', "quotes in quotes": '"""\\"', "words with dots": "a.",
    "open tags": "<script", "comments": "<!-- ", "comments that end": "<!-- -->\n", "declarations": "<!ENTITY ",
    "doctypes": "<!DOCTYPE [", "references": "&a;", "blanks": " ", "hashes": "#", "contexts": '"@context":{',
    "keys": '{"a":', "marks": "'\"<#\\", "instructions": "<?x ", "colons": "a:", "byte order marks": "\ufeff",
}  # fmt: skip


@pytest.mark.parametrize("piece", ODD)
@pytest.mark.parametrize("start", ["", "<a:a> <a:b> ", '{"@id": "a:a", "a:b": ', RDF, '"""', "<!DOCTYPE x ["])
def test_no_text_takes_time_by_its_square(piece, start):
    def seconds(size: int) -> float:
        text, before = start + ODD[piece] * (size // len(ODD[piece])), time.process_time()
        for check in (limits.check_triple_terms, limits.check_json, limits.check_xml, syntax, limits.long_literal):
            with suppress(DataError):
                check(text, 1_000) if check is limits.long_literal else check("text", text)  # type: ignore[operator]
        return time.process_time() - before

    # Twenty times the text: forty times the time is little more than its share, four hundred would be its square.
    assert seconds(400_000) < 100 * max(seconds(20_000), 0.005)


def test_lines_are_found_in_time_that_grows_with_the_text():
    def seconds(size: int) -> float:
        text = "".join(f"<a:{n}> <a:p> [ <a:q> {n} ] .\n" for n in range(size))
        nodes = blank_nodes(read(text))
        before = time.process_time()
        assert Places([Source("x", text, syntax("x", text))], [nodes], [f"a:{size - 1}"]).of(f"a:{size - 1}")[1] == size
        return time.process_time() - before

    assert seconds(40_000) < 100 * max(seconds(2_000), 0.005)
