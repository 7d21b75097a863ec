"""Reported faults with files of others: each kind ended a command with a crash, a hang or in silence."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

from lenaowl.analysis.tables.delimited import read_delimited
from lenaowl.analysis.tables.reading import read_table
from lenaowl.errors import DataError
from lenaowl.rdf.bytes_in import read_text
from lenaowl.rdf.files import read, read_files
from lenaowl.validation.validate import validate

PATIENT = ROOT / "examples" / "patient.ttl"
LAUGH = (
    "<!DOCTYPE rdf:RDF [\n<!ENTITY a0 'ha'>\n"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>\n" for n in range(1, 10))
    + ']>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">'
    '<rdf:Description rdf:about="a:x"><a:b>&a9;</a:b></rdf:Description></rdf:RDF>'
)
DEEP = '{"@id": "a:x", "a:b": ' + '{"a:b": ' * 5_000 + "1" + "}" * 5_001
NESTED = "<a:a> <a:p> " + "<<( <a:a> <a:p> " * 100_000 + "1" + " )>>" * 100_000 + " .\n"
CUT = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:">\n<rdf:Description rdf:about="a:x"><a:b>1</a:b></rdf:Description>\n'
HOSTILE = {
    "laugh.rdf": (LAUGH, "line 3: defines the entity a1 by other entities"),
    "deep.jsonld": (DEEP, "line 1: nested more than 500 deep"),
    "nested.ttl": (NESTED, "line 1: nested more than 500 deep"),
    "cut.owl": (CUT, "line 3: not valid RDF/XML: no element found"),
    "quotes.jsonld": ('\\"' * 100_000, "line 1: not valid JSON-LD"),
}  # fmt: skip
COMMANDS = (
    ("quality",),
    ("validate",),
    ("effects", "lenalidomide", "--extra"),
    ("validate", str(PATIENT), "--shapes"),
    ("diff",),
)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: f"{command[0]} {command[-1].lstrip('-')}"[:20])
def test_no_command_is_brought_down(run, tmp_path, name, command):
    """quality, --extra and --shapes had no guard: billion laughs took 10 GB, deep JSON-LD ended in SIGSEGV."""
    text, told = HOSTILE[name]
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    answer = run(*command, str(file))
    assert (answer.returncode, answer.stdout) == (3, "")
    assert answer.stderr.startswith(f"lenaowl: {file}, {told}")
    assert answer.stderr.count("\n") == 1


def test_many_comments_before_xml_are_read_at_once(run, tmp_path):
    """A backtracking expression doubled its time with each comment."""
    file = tmp_path / "licence.owl"
    lines = "<!-- a licence -->\n" * 26
    file.write_text(f'<?xml version="1.0"?>\n{lines}{CUT}</rdf:RDF>', encoding="utf-8")
    assert run("quality", str(file)).returncode == 0


def test_findings_in_rdf_xml_have_lines(run, tmp_path):
    file = tmp_path / "records.rdf"
    file.write_text(
        """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:lena="https://w3id.org/lenaowl/">
  <rdf:Description rdf:about="https://example.org/p7">
    <rdf:type rdf:resource="https://w3id.org/lenaowl/PatientRecord"/>
    <lena:sex>mael</lena:sex>
  </rdf:Description>
  <lena:PatientRecord rdf:about="https://example.org/p8">
    <lena:sex>femal</lena:sex>
  </lena:PatientRecord>
</rdf:RDF>
""",
        encoding="utf-8",
    )
    answer = run("validate", str(file), "--format", "json")
    places = {(found["node"], found["shape"], found["line"]) for found in json.loads(answer.stdout)["findings"]}
    assert places == {
        ("https://example.org/p7", "Patient-diagnosis", 4), ("https://example.org/p7", "Patient-sex", 6),
        ("https://example.org/p8", "Patient-diagnosis", 8), ("https://example.org/p8", "Patient-sex", 9),
    }  # fmt: skip


def test_a_folder_is_read_whole_and_what_is_not_is_named(run, tmp_path):
    """.ttl.gz, .turtle and .n3 were passed over in a folder; a package.json stopped everything."""
    for name in ("a.ttl", "b.turtle", "c.n3"):
        shutil.copy(PATIENT, tmp_path / name)
    (tmp_path / "d.ttl.gz").write_bytes(gzip.compress(PATIENT.read_bytes()))
    (tmp_path / "package.json").write_text('{"name": "x"}', encoding="utf-8")
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    answer = run("validate", str(tmp_path))
    assert answer.stdout.startswith("4 files: ")
    assert "left out README.md" in answer.stderr
    assert "left out package.json" in answer.stderr


def test_standard_input_goes_wherever_a_file_goes():
    packed = gzip.compress((ROOT / "examples" / "new-compound.ttl").read_bytes())
    for command in (("effects", "LO-1", "--extra", "-"), ("quality", "-"), ("validate", "-")):
        done = subprocess.run(
            [sys.executable, "-m", "lenaowl", *command], input=packed, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_rdf_xml_and_json_ld_of_ones_own(run, tmp_path):
    """--extra read Turtle and N-Triples by their endings; RDF/XML named .owl was 'not valid Turtle'."""
    from rdflib import Graph

    graph = Graph().parse(ROOT / "examples" / "new-compound.ttl")
    expected = run("effects", "LO-1", "--extra", str(ROOT / "examples" / "new-compound.ttl")).stdout
    for name, form in (("a.owl", "pretty-xml"), ("a.jsonld", "json-ld")):
        graph.serialize(tmp_path / name, format=form)
        assert run("effects", "LO-1", "--extra", str(tmp_path / name)).stdout == expected


@pytest.mark.parametrize(
    ("content", "line"), [("<p7> a lena:PatientRecord .", 2), ("@prefix : <#> .\n:a a lena:Drug .", 2)]
)
def test_a_relative_iri_in_a_text_without_a_place_is_named(content, line):
    """Such as standard input; no other syntax is proposed."""
    with pytest.raises(DataError, match=f"line {line}: the IRI .* add @base") as caught:
        read(f"@prefix lena: <https://w3id.org/lenaowl/> .\n{content}\n")
    assert "if it is not" not in str(caught.value)


def test_relative_iris_of_data_and_shapes_are_relative_to_their_files(tmp_path):
    """As in other tools; they were refused."""
    data, shapes = tmp_path / "d.ttl", tmp_path / "s.ttl"
    data.write_text("@prefix : <#> . <a> a :T .", encoding="utf-8")
    shapes.write_text(
        "@prefix : <d.ttl#> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
        "<#s> a sh:NodeShape ; sh:targetClass :T ; sh:nodeKind sh:Literal .",
        encoding="utf-8",
    )
    (finding,) = validate(data, shapes=[str(shapes)]).findings
    assert finding.node == (tmp_path / "a").as_uri()
    assert finding.line == 1
    (finding,) = validate(data, shapes=[str(shapes)], base="https://example.org/x/d.ttl").findings
    assert finding.node == "https://example.org/x/a"
    with pytest.raises(DataError, match="the base 'x' is not an IRI"):
        validate(data, shapes=[str(shapes)], base="x")


LONG = "a" * 300_000
GROWING = {
    "one subject.ttl": f"<https://e.org/{LONG}> <a:b> {','.join('1' for _ in range(500))} .",
    "a prefix.ttl": f"@prefix p: <https://e.org/{LONG}> .\n" + "".join(f"p:a p:b p:c{n} .\n" for n in range(200)),
    "a base.ttl": f"@base <https://e.org/{LONG}/> .\n" + "".join(f"<a> <b> <c{n}> .\n" for n in range(200)),
    "a graph.trig": f"<https://e.org/{LONG}> {{ <https://e.org/{LONG}> <a:b> {','.join('1' for _ in range(500))} }}",
    "a vocabulary.jsonld": json.dumps(
        {"@context": {"@vocab": f"https://e.org/{LONG}"}, "@id": "a:x", **{f"k{n}": 1 for n in range(500)}}
    ),
    "a base.rdf": f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:" xml:base="http://e.org/{LONG}/">'
    + "".join(f'<rdf:Description rdf:about="x{n}"><a:b>1</a:b></rdf:Description>' for n in range(500))
    + "</rdf:RDF>",
}


@pytest.mark.parametrize("name", GROWING)
def test_a_text_does_not_grow_by_its_square(tmp_path, name):
    """Each statement has its terms written out: a file of 1 MB took 3 GB."""
    file = tmp_path / name
    file.write_text(GROWING[name], encoding="utf-8")
    with pytest.raises(DataError, match="written out, are more than 100 times as long as it is"):
        read(file)


def test_namespaces_do_not_multiply_in_xml_literals(tmp_path):
    """All that are declared around it are written into each element: 400 kB took 20 s."""
    names = " ".join(f'xmlns:n{n}="a:{n}"' for n in range(900))
    file = tmp_path / "x.rdf"
    file.write_text(
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:" {names}><rdf:Description '
        f'rdf:about="a:x"><a:b rdf:parseType="Literal">{"<b/>" * 3_000}</a:b></rdf:Description></rdf:RDF>',
        encoding="utf-8",
    )
    with pytest.raises(DataError, match="line 1: elements of XML literals in which too many namespaces"):
        read(file)


def test_many_unknown_terms_cost_no_more_than_some(tmp_path):
    """Each was compared with all that exist, at 25 ms: 3,000 took over a minute."""
    from lenaowl.rdf import suggestions
    from lenaowl.validation.unknown_terms import misspelt_in
    from lenaowl.validation.user_data import load

    head = "@prefix lena: <https://w3id.org/lenaowl/> .\n"
    file = tmp_path / "x.ttl"
    file.write_text(head + "".join(f"<a:a> lena:degradez{n} 1 .\n" for n in range(1_200)), encoding="utf-8")
    with load(read_files([file])) as data:
        found = list(misspelt_in(data, data.mentioned(set()), ["https://w3id.org/lenaowl/degrades"], 0))
    assert len(found) == 1_200
    assert sum("Did you mean" in one.hint for one in found) == 1_000
    assert suggestions.symbols.cache_info().maxsize is not None


def test_relative_iris_of_a_query_are_relative_to_its_file(run, tmp_path):
    file = tmp_path / "q.rq"
    file.write_text("SELECT (<a> AS ?x) {}", encoding="utf-8")
    for options, found in (
        ((), (tmp_path / "a").as_uri()),
        (("--base", "https://example.org/b"), "https://example.org/a"),
    ):
        answer = run("sparql", str(file), *options, "--format", "csv")
        assert answer.stdout.split() == ["x", found]


@pytest.mark.skipif(not Path("/proc/kmsg").exists(), reason="only Linux has it")
def test_what_seems_a_file_and_is_a_device_is_not_waited_for():
    """It has the mode of a file, and reading it waited for the next message of the kernel, without end."""
    try:
        said = read_text("/proc/kmsg")
    except DataError as error:
        said = str(error)
    assert re.match(r"<\d+>|/proc/kmsg: (has nothing to read now|cannot be read)", said)


@pytest.mark.parametrize(
    ("data", "kind"),
    [(gzip.compress(b"gene,log2FC\nIKZF1,1\n"), "gzip"), (b"BZh91AY", "bzip2")],
    ids=["gzip", "bzip2"],  # gzip notes the second in its header: without names, each process would have its own
)
def test_a_packed_table_is_refused_by_name(tmp_path, kind, data):
    file = tmp_path / "results.csv.gz"
    file.write_bytes(data)
    with pytest.raises(DataError, match=f"is packed with {kind}; unpack it"):
        read_delimited(file)


def test_a_line_end_of_unicode_in_a_comment_makes_no_table(tmp_path):
    """The comment was two lines when the heading was looked for, and one when the rows were read: it had no columns."""
    file = tmp_path / "results.csv"
    file.write_text("# STAT\u2028gene,log2FC\n", encoding="utf-8")
    with pytest.raises(DataError, match="the file is empty"):
        read_delimited(file)


def test_a_workbook_with_cells_far_apart_is_refused(tmp_path):
    """A file of 6 kB took 550 GB, which ended the process."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["gene", "log2FC"])
        sheet.write(1_048_575, 16_383, 1)
    with pytest.raises(DataError, match="1,048,576 rows by 16,384 columns; delete what is far"):
        read_table(tmp_path / "x.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("LENAOWL_MAX_MEGABYTES", "1")
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 1_100_000)
    with pytest.raises(DataError, match="larger than 1 million bytes when it is unpacked"):
        read_table(tmp_path / "x.xlsx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.parquet"])
def test_no_table_is_a_pipe(tmp_path, name):
    """Excel and Parquet were handed to libraries, which waited for ever."""
    os.mkfifo(tmp_path / name)
    with pytest.raises(DataError, match="is a named pipe"):
        read_table(tmp_path / name)


def test_an_address_of_the_web_is_not_a_file():
    with pytest.raises(DataError, match=r"^https://example\.org/data\.ttl: nothing is fetched here; download it"):
        validate("https://example.org/data.ttl")


@pytest.mark.parametrize(
    ("encoding", "letter"), [("ISO-8859-1", b"\xf6"), ("windows-1252", b"\xf6"), ("US-ASCII", b"o")]
)
def test_rdfxml_is_read_in_the_encoding_that_it_declares(tmp_path, encoding, letter):
    """Older editors write it; the parser reads UTF-8 alone."""
    (tmp_path / "d.rdf").write_bytes(
        f"""<?xml version="1.0" encoding="{encoding}"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:e="https://example.org/"><rdf:Description rdf:about="https://example.org/a">\n<e:p>gr""".encode()
        + letter + b"n</e:p></rdf:Description></rdf:RDF>"
    )  # fmt: skip
    (triple,) = read(tmp_path / "d.rdf")
    assert triple.object.value == f"gr{letter.decode('latin-1')}n"
    (tmp_path / "d.rdf").write_text('<?xml version="1.0" encoding="ISO-8859-99"?><rdf:RDF/>', encoding="utf-8")
    with pytest.raises(DataError, match=r"d\.rdf, line 1: declares an encoding that is not known here"):
        read(tmp_path / "d.rdf")
