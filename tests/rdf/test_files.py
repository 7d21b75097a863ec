"""The one way in: every syntax, packed or not, from wherever; and what is refused, with file and line."""

from __future__ import annotations

import errno
import gzip
import os
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from lenaowl.errors import DataError, LeftOutWarning
from lenaowl.rdf.files import parse, read, read_sources, read_text
from lenaowl.rdf.syntaxes import syntax

TURTLE = """@prefix ex: <https://example.org/> .
ex:a ex:p "x" , 1 ; ex:q ex:b .
"""
ONE = set(parse(TURTLE, "text"))
XML = """<?xml version="1.0"?>
<!-- a licence --><!-- and more -->
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="https://example.org/">
  <rdf:Description rdf:about="https://example.org/a">
    <ex:p>x</ex:p>
    <ex:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">1</ex:p>
    <ex:q rdf:resource="https://example.org/b"/>
  </rdf:Description>
</rdf:RDF>
"""
JSON = """{"@context": {"ex": "https://example.org/"},
 "@id": "ex:a", "ex:p": ["x", 1], "ex:q": {"@id": "ex:b"}}
"""
NT = "".join(f"{triple} .\n" for triple in sorted(map(str, ONE)))
TEXTS = {
    "a.ttl": TURTLE, "a.turtle": TURTLE, "a.n3": TURTLE, "a.TTL": TURTLE, "a.nt": NT, "a.nq": NT, "a.trig": TURTLE,
    "a.rdf": XML, "a.owl": XML, "a.xml": XML, "b.owl": TURTLE, "b.ttl": XML, "a.jsonld": JSON, "a.json": JSON,
    "no-ending": XML, "no-ending-2": JSON, "no-ending-3": TURTLE,
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("packed", [False, True])
def test_each_syntax_is_read_packed_or_not(tmp_path, name, packed):
    file = tmp_path / (name + ".gz" * packed)
    data = TEXTS[name].encode()
    file.write_bytes(gzip.compress(data) if packed else data)
    assert set(read(file)) == ONE


@pytest.mark.parametrize("text", [TURTLE, XML, JSON, NT, "\ufeff" + TURTLE])
def test_text_and_standard_input(text, monkeypatch):
    assert set(read(text)) == ONE
    where, into = os.pipe()
    os.write(into, text.encode())
    os.close(into)
    with os.fdopen(where, encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert set(read("-")) == ONE


def test_rdflib_graphs_and_datasets():
    assert set(read(rdflib.Graph().parse(data=TURTLE))) == ONE
    dataset = rdflib.Dataset()
    dataset.graph(rdflib.URIRef("https://example.org/g")).parse(data=TURTLE)
    assert set(read(dataset)) == ONE


def test_the_agreement_with_rdflib_on_what_each_syntax_says():
    for text, form in ((TURTLE, "turtle"), (XML, "xml"), (JSON, "json-ld"), (NT, "nt")):
        theirs = rdflib.Graph().parse(data=text, format=form)
        assert len(theirs) == len(read(text)) == 3


def test_a_folder_is_read_with_all_in_it_and_what_is_left_out_is_named(tmp_path):
    inner = tmp_path / "in" / "deep"
    inner.mkdir(parents=True)
    for number, (name, text) in enumerate(TEXTS.items()):
        if "." in name:
            (inner / name).write_text(text.replace("example.org/b", f"example.org/b{number}"), encoding="utf-8")
    (tmp_path / "package.json").write_text('{"name": "x"}', encoding="utf-8")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    with pytest.warns(LeftOutWarning) as warned:
        sources = read_sources(tmp_path)
    assert len(sources) == sum("." in name for name in TEXTS)
    said = " ".join(str(one.message) for one in warned)
    assert all(name in said for name in ("package.json", "notes.txt", ".git"))


def test_blank_nodes_of_several_files_stay_apart(tmp_path):
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("_:x <https://example.org/p> _:y .\n", encoding="utf-8")
    assert len({triple.subject for triple in read(tmp_path)}) == 2


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.ttl", TURTLE.encode("utf-16"), "is UTF-16"),
        ("a.ttl", TURTLE.encode("utf-16-le"), "line 1: holds a NUL byte"),
        ("a.ttl", TURTLE.encode() + "# é".encode("latin-1"), "line 3: not UTF-8 text"),
        ("a.ttl", TURTLE.encode() + b"\0", "line 3: holds a NUL byte"),
        ("a.ttl", TURTLE.encode()[:-5], "line 2: not valid Turtle"),
        ("a.rdf", XML.encode()[:-20], "line 8: not valid RDF/XML"),
        ("a.rdf", XML.encode()[:-1].replace(b"</ex:p>", b"</ex:q>"), "line 5: not valid RDF/XML: mismatched tag"),
        ("a.jsonld", JSON.encode()[:-3], "line 2: not valid JSON-LD"),
        ("a.nt", NT.encode()[:-3], "line 3: not valid N-Triples"),
        ("a.ttl.gz", gzip.compress(TURTLE.encode(), mtime=0)[:-10], "cut off"),
        ("a.ttl.gz", b"\x1f\x8b" + b"x" * 100, "cannot be unpacked"),
        ("a.ttl", b"PK\x03\x04" + b"x" * 100, "a zip archive"),
        ("a.ttl.bz2", b"BZh9" + b"x" * 100, "packed with bzip2"),
        ("a.owl", b"Prefix(:=<https://example.org/>)\nOntology()", "OWL functional syntax"),
        ("a.owl", b"<?xml version='1.0'?>\n<!-- x -->\n<Ontology xmlns='x'/>", "OWL/XML"),
        ("a.owl", b"Prefix: ex: <https://example.org/>", "Manchester"),
        ("a.obo", b"format-version: 1.2\n", "OBO format"),
        ("a.ttl", b"<!DOCTYPE html>\n<html lang='en'>", "a web page"),
        ("a.ttl", b"", "holds no statement"),
        ("a.jsonld", b'{"@context":\n"https://schema.org/", "name": "x"}', "line 2: names the context https://schema.org/"),
        ("a.jsonld", b'{"@context": {"@import": "https://schema.org/"}, "name": "x"}', "names the context"),
        ("a.jsonld", b'{"\\u0040context": ["https://schema.org/"], "name": "x"}', "names the context"),
        ("a.jsonld", b'{"@id": "https://example.org/a",\n"https://example.org/p": "\\ud800"}', "line 2: .*half a character"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_with_its_line(tmp_path, name, content, told):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(DataError, match=told) as caught:
        read(file)
    assert str(caught.value).startswith(str(file))
    assert "\n" not in str(caught.value)


def test_what_is_no_file_is_named(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read(tmp_path / "none.ttl")
    with pytest.raises(DataError, match="holds no RDF"):
        read(tmp_path)
    with pytest.raises(DataError, match="not as int"):
        read(3)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="cannot be the name"):
        read_text("a\0b")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
def test_pipes_and_devices_are_refused_and_what_a_shell_opens_is_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.ttl")
    with pytest.raises(DataError, match="a named pipe"):
        read(tmp_path / "pipe.ttl")
    with pytest.raises(DataError, match="a device"):
        read("/dev/zero")
    where, into = os.pipe()
    os.write(into, TURTLE.encode())
    os.close(into)
    assert set(read(f"/dev/fd/{where}")) == ONE
    os.close(where)


def test_a_folder_in_a_folder_that_cannot_be_read_is_an_error(tmp_path, monkeypatch):
    locked = tmp_path / "in"
    locked.mkdir()
    (tmp_path / "a.ttl").write_text(TURTLE, encoding="utf-8")
    listed = os.scandir

    def refusing(path):  # permissions do not stop root, so the refusal of the system is played
        if Path(path) == locked:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(DataError, match="in: cannot be read"):
        read(tmp_path)


def test_the_size_is_bounded_packed_or_not(tmp_path, monkeypatch):
    monkeypatch.setenv("LENAOWL_MAX_MEGABYTES", "1")
    large = (TURTLE + "#" * 1_000_000).encode()
    (tmp_path / "a.ttl").write_bytes(large)
    (tmp_path / "b.ttl.gz").write_bytes(gzip.compress(large))
    for name in ("a.ttl", "b.ttl.gz"):
        with pytest.raises(DataError, match="larger than 1 million bytes"):
            read(tmp_path / name)
    monkeypatch.setenv("LENAOWL_MAX_MEGABYTES", "two")
    with pytest.raises(DataError, match="LENAOWL_MAX_MEGABYTES"):
        read(tmp_path / "a.ttl")


def test_a_text_of_seventeen_megabytes_is_refused_with_its_line(tmp_path):
    file = tmp_path / "long.ttl"
    file.write_text(f'{TURTLE}<a:a> <a:b> "{"x" * 17_000_000}" .\n', encoding="utf-8")
    with pytest.raises(DataError, match="line 3: a text of more than 16 MB"):
        read(file)


def test_a_named_context_is_put_in_place_and_lines_stay_as_they_are():
    text = '{"@context": "https://example.org/context",\n"@id": "ex:a",\n"p": }'
    contexts = {"https://example.org/context": lambda: '{"@context": {"ex": "https://example.org/",\n\n"p": "ex:p"}}'}
    with pytest.raises(DataError, match="line 3"):
        read(text, contexts=contexts)
    (triple,) = read(text.replace("}", "1}"), contexts=contexts)
    assert triple.predicate.value == "https://example.org/p"


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("x", "[ <https://example.org/p> 1 ] .", ox.RdfFormat.TURTLE),
        ("x", '[ {"@id": "x"} ]', ox.RdfFormat.JSON_LD),
        ("x.ttl", "<https://example.org/a> <https://example.org/p> 1 .", ox.RdfFormat.TURTLE),
        ("x.owl", "<https://example.org/a> <https://example.org/p> 1 .", ox.RdfFormat.TURTLE),
        ("x", "<rdf:RDF> <https://example.org/p> 1 .", ox.RdfFormat.TURTLE),
        ("x.owl", '<!DOCTYPE rdf:RDF [<!ENTITY a "]>"> <!-- ]> -->]>\n<rdf:RDF xmlns="x"/>', ox.RdfFormat.RDF_XML),
        ("x.trig", "PREFIX ex: <https://example.org/> ex:g { }", ox.RdfFormat.TRIG),
        ("x.owl", "PREFIX : <https://example.org/> :a :p 1 .", ox.RdfFormat.TURTLE),
    ],
)
def test_which_syntax(name, text, form):
    assert syntax(name, text) == form
