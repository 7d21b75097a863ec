"""Readers of RDF that others use: each reads each file of the release whole, and has nothing to say against it."""

from __future__ import annotations

import json
import logging
import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import programs
import pyoxigraph as ox
import pytest
import rdflib

import lenaowl

pytestmark = pytest.mark.judge

MANIFEST = {file["name"]: file for file in json.loads(lenaowl.path("manifest.json").read_text("utf-8"))["files"]}
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".trig": ox.RdfFormat.TRIG,
}
FILES = [name for name, file in MANIFEST.items() if "triples" in file or name.endswith(".trig")]
# What a reader says of a file: how many statements it holds, and what is wrong with it.
Said = tuple[int, str]


def read_rdflib(file: Path) -> Said:
    records: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: records.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("rdflib").addHandler(handler)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.filterwarnings("ignore", category=DeprecationWarning, module="rdflib")  # of its own code
            graph = rdflib.Dataset() if file.suffix == ".trig" else rdflib.Graph()
            graph.parse(file)
            return len(graph), "\n".join(records)
    except Exception as error:
        return 0, repr(error)
    finally:
        logging.getLogger("rdflib").removeHandler(handler)


def read_oxigraph(file: Path) -> Said:
    try:
        return len(set(ox.parse(path=str(file), format=FORMATS[file.suffix]))), ""
    except (SyntaxError, ValueError) as error:
        return 0, str(error)


OWLREADY2 = """
import pathlib, sys, owlready2
world = owlready2.World()
world.get_ontology(pathlib.Path(sys.argv[1]).as_uri()).load()
print(len(world.as_rdflib_graph()) - 1)  # it names the ontology a second time, without the slash
"""


def read_owlready2(file: Path) -> Said:
    return counted(programs.start(sys.executable, "-W", "error", "-c", OWLREADY2, file))


def read_raptor(file: Path) -> Said:
    syntax = {".owl": "rdfxml", ".ttl": "turtle", ".trig": "trig"}[file.suffix]
    answer = programs.start(programs.command("rapper"), "--count", "--input", syntax, file)
    told = [line for line in answer.stderr.splitlines() if not line.startswith("rapper: Parsing ")]
    count = re.search(r"Parsing returned (\d+) triple", answer.stderr)
    return int(count[1]) if count else 0, "\n".join(told)


def read_jena(file: Path) -> Said:
    answer = programs.java("jena", "riotcmd.riot", "--strict", "--check", "--count", file)
    count = re.search(r"(?:Triples|Quads) = ([\d,]+)", answer.stderr)
    told = [line for line in (answer.stdout + answer.stderr).splitlines() if not count or count[0] not in line]
    return int(count[1].replace(",", "")) if count else 0, "\n".join(told)


def read_rdf_parse(file: Path) -> Said:
    return read_node("rdf-parse", file)


def read_n3(file: Path) -> Said:
    return read_node("n3", file)


def read_node(parser: str, file: Path) -> Said:
    modules = programs.judges() / "node"
    if not (modules / "node_modules").is_dir():
        programs.absent(modules)
    return counted(programs.start(programs.command("node"), programs.LISTS / "read.js", modules, parser, file))


def counted(answer: programs.Ran) -> Said:
    if answer.returncode == 0 and answer.stdout.strip().isdigit():
        return int(answer.stdout), answer.stderr
    return 0, f"{answer.stdout}{answer.stderr}exit code {answer.returncode}"


# Which syntaxes each reads.
READERS: dict[Callable[[Path], Said], tuple[str, ...]] = {
    read_rdflib: (".ttl", ".trig", ".owl", ".jsonld"),
    read_oxigraph: (".ttl", ".trig", ".owl", ".jsonld"),
    read_owlready2: (".owl",),
    read_raptor: (".ttl", ".trig", ".owl"),
    read_jena: (".ttl", ".trig", ".owl", ".jsonld"),
    read_rdf_parse: (".ttl", ".trig", ".owl", ".jsonld"),
    read_n3: (".ttl", ".trig"),
}
SLOW = {(read_rdf_parse, ".jsonld")}  # 40 s; other readers read JSON-LD in CI
BROKEN = {
    ".ttl": '<http://example.org/a> <http://example.org/b> "c" .\n<http://example.org/a> "d" .',
    ".trig": '<http://example.org/g> { <http://example.org/a> <http://example.org/b> "c" . <http://example.org/a> "d" }',
    ".owl": '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description></rdf:RDF>',
    ".jsonld": '{"@id": "http://example.org/a", "http://example.org/b": [',
}


@pytest.mark.parametrize(
    ("reader", "name"),
    [
        pytest.param(reader, name, marks=pytest.mark.long if (reader, Path(name).suffix) in SLOW else ())
        for reader in READERS
        for name in FILES
        if Path(name).suffix in READERS[reader]
    ],
)
def test_each_reader_reads_each_file_whole(reader, name):
    file = lenaowl.path(name)
    assert reader(file) == (MANIFEST[name].get("triples") or read_oxigraph(file)[0], "")


@pytest.mark.parametrize(("reader", "syntax"), [(reader, syntax) for reader in READERS for syntax in READERS[reader]])
def test_each_reader_would_complain(reader, syntax, tmp_path):
    file = tmp_path / f"broken{syntax}"
    file.write_text(BROKEN[syntax])
    assert reader(file)[1]


def test_jena_tells_of_values_that_are_not_of_their_datatype(tmp_path):
    file = tmp_path / "month-13.ttl"
    file.write_text(
        '<http://example.org/a> <http://example.org/b> "2026-13-01"^^<http://www.w3.org/2001/XMLSchema#date> .'
    )
    assert "not valid" in read_jena(file)[1]
