"""The commands about shapes: check data against them, see them, and get a template to fill in."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lenaowl.cli.options import answers, choice, examples, formats, note, put, show, timeout_option, working

if TYPE_CHECKING:
    from lenaowl.validation.findings import Report
    from lenaowl.validation.shacl.shapes import Shapes, Term

_SECONDS = 60.0  # that a server may take in all
_OF_QUERIES = 600.0  # that shapes of a user's may take in all, if they bring queries
_SEVERITIES = ("violation", "warning", "info", "debug", "trace")
_SYNTAXES = {
    "turtle": "TURTLE",
    "ntriples": "N_TRIPLES",
    "jsonld": "JSON_LD",
    "rdfxml": "RDF_XML",
    "trig": "TRIG",
    "nquads": "N_QUADS",
}


@click.command(epilog=examples(
    "lenaowl validate patients.ttl",
    "lenaowl validate records/ --shapes patients --format junit > report.xml",
    "lenaowl validate data.jsonld --severity warning --fail-on violation",
    "cat data.nt | lenaowl validate - --input ntriples --format sarif",
    "lenaowl validate my-data.ttl --shapes my-shapes.ttl --engine pyshacl",
    "lenaowl validate my-data.ttl --shapes my-shapes.ttl --import-from shapes/ --ontology my-ontology.ttl",
    "lenaowl validate --endpoint http://localhost:7878/query --shapes patients",
    "lenaowl validate",
))  # fmt: skip
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--shapes", "names", multiple=True, metavar="NAME|FILE",
              help="A packaged set or a file of shapes; may be given again.  [default: all packaged]")  # fmt: skip
@click.option("--severity", "-s", type=choice(*_SEVERITIES), default="info", show_default=True,
              help="Print findings of this severity and worse.")  # fmt: skip
@click.option("--fail-on", type=choice(*_SEVERITIES, "never"), default="warning", show_default=True,
              help="Exit with 1 if there are findings of this severity or worse, printed or not.")  # fmt: skip
@click.option("--engine", "-e", type=choice("auto", "sparql", "pyshacl", "shifty"), default="auto", show_default=True,
              help="auto: sparql where it covers the shapes, else pyshacl; the report says which.")  # fmt: skip
@click.option("--input", "syntax", type=choice(*_SYNTAXES),
              help="Syntax of the files.  [default: told from name and beginning]")  # fmt: skip
@click.option("--import-from", "imports", multiple=True, metavar="PATH", type=click.Path(path_type=Path),
              help="A file, folder or XML catalog for what shapes import; nothing is fetched.")  # fmt: skip
@click.option("--ontology", "ontologies", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
              help="A file that is known beside the data, and not checked.")  # fmt: skip
@click.option("--base", metavar="IRI", default="",
              help="What relative IRIs are relative to.  [default: the file that they are in]")  # fmt: skip
@click.option("--language", metavar="TAG", default="en", show_default=True,
              help="Of messages of shapes that have several; else English.")  # fmt: skip
@click.option("--endpoint", metavar="URL",
              help="Check the data of a SPARQL endpoint that holds the ontology too, without pulling it.")  # fmt: skip
@click.option("--graph", "graphs", multiple=True, metavar="IRI",
              help="Graph of the endpoint to ask; may be given again.  [default: its default graph]")  # fmt: skip
@timeout_option(
    None,
    "Give up after this number of seconds in all.  [default: 60 for an endpoint, 600 for "
    "shapes of yours with queries, else none]",
)
@answers("sarif", "junit")
def validate(
    files: tuple[Path, ...],
    names: tuple[str, ...],
    severity: str,
    fail_on: str,
    engine: str,
    syntax: str | None,
    imports: tuple[Path, ...],
    ontologies: tuple[Path, ...],
    base: str,
    language: str,
    endpoint: str | None,
    graphs: tuple[str, ...],
    timeout: float | None,
    form: str,
    wide: bool,
) -> None:
    """Check data in each FILE against shapes, and say what is wrong, in which line, and how to fix it.

    FILE is Turtle, N-Triples, JSON-LD, RDF/XML, TriG or N-Quads, a folder of such files, or - for standard input;
    without it, the packaged ontology is checked. Several files are checked as one. Only nodes of yours are reported;
    what the ontology says of the terms you use is known. Terms of lenaowl that do not exist are found too.
    """
    from lenaowl.errors import EndpointError
    from lenaowl.query.bounds import time_limit
    from lenaowl.render.validation import validation as shown
    from lenaowl.validation.shacl.own_queries import brings_queries
    from lenaowl.validation.shacl.reading import load_shapes

    if endpoint:
        from lenaowl.endpoints.addresses import place

        if files or ontologies or engine not in ("auto", "sparql"):
            raise click.UsageError("an endpoint is checked without files, and only the engine sparql runs there.")
        seconds = timeout or _SECONDS
        with working(f"asking {place(endpoint)}"), time_limit(seconds, EndpointError.exit_code):
            report = _remote_report(endpoint, graphs, load_shapes(names, language, base, imports), seconds)
    else:
        with working("checking"), time_limit(timeout) if timeout else nullcontext():
            shapes = load_shapes(names, language, base, imports)
            with nullcontext() if timeout or not brings_queries(shapes) else _limit_of_queries(shapes):
                report = _report(files, shapes, engine, syntax, base, ontologies)
    if form != "table":
        note(f"engine: {report.engine} ({report.reason})")
    put(shown(report, severity), form, wide)
    if fail_on != "never" and report.at_least(fail_on):
        sys.exit(1)


def _report(
    files: tuple[Path, ...], shapes: Shapes, engine: str, syntax: str | None, base: str, ontologies: tuple[Path, ...]
) -> Report:
    import pyoxigraph as ox

    from lenaowl.validation import validate as validation

    form = getattr(ox.RdfFormat, _SYNTAXES[syntax]) if syntax else None
    return validation.validate(*files, shapes=shapes, engine=engine, form=form, base=base, beside=ontologies)


def _limit_of_queries(shapes: Shapes) -> AbstractContextManager[None]:
    """Return what bounds the time of queries in shapes: one may multiply all that there is, and never end."""
    from lenaowl.errors import DataError
    from lenaowl.query.bounds import time_limit

    advice = f"let the patterns of each query in {shapes.name} share a variable, or their product is formed"
    return time_limit(_OF_QUERIES, DataError.exit_code, advice)


def _remote_report(url: str, graphs: tuple[str, ...], shapes: Shapes, seconds: float) -> Report:
    from pyoxigraph import Triple

    from lenaowl.endpoints.addresses import place
    from lenaowl.endpoints.endpoint import Endpoint
    from lenaowl.validation.validate import validate_endpoint

    endpoint = Endpoint(url, graphs=graphs, timeout=seconds)
    endpoint.add_ontology()

    def select(query: str) -> Iterator[Sequence[Term | None]]:
        for row in endpoint.sparql(query).terms:
            yield [None if isinstance(term, Triple) else term for term in row]

    return validate_endpoint(select, shapes, place(url))


@click.group("shapes", invoke_without_command=True, epilog=examples(
    "lenaowl shapes", "lenaowl shapes show patients", "lenaowl shapes template patient > my-patient.ttl",
    "lenaowl shapes example assay", "lenaowl shapes context > records-context.jsonld",
))  # fmt: skip
@click.pass_context
def shapes_group(context: click.Context) -> None:
    """List the packaged shapes, show what they demand, and get a template or an example of a record."""
    if context.invoked_subcommand is None:
        from lenaowl.render.shapes import list_text
        from lenaowl.validation.shacl.reading import load_shapes, packaged

        show(list_text({name: load_shapes([name]) for name in packaged()}))


@shapes_group.command(
    "show", epilog=examples("lenaowl shapes show patients", "lenaowl shapes show claims --format json")
)
@click.argument("name")
@formats("table", "json")
def show_shapes(name: str, form: str) -> None:
    """Show each shape of the packaged set or file NAME: what it is about, what it demands, how to fix it."""
    from lenaowl.render.control_characters import escaped
    from lenaowl.render.shapes import shapes_json, shapes_text
    from lenaowl.validation.shacl.reading import load_shapes

    shapes = load_shapes([name])
    show(shapes_json(shapes) if form == "json" else escaped(shapes_text(shapes)))


@shapes_group.command("template", epilog=examples("lenaowl shapes template patient > my-patient.ttl"))
@click.argument("kind")
def template(kind: str) -> None:
    """Print an empty record of a KIND to fill in, with what each property takes, as Turtle.

    KIND is patient, assay, compound, claim, trial, result, form, exposure, or a part such as line or event.
    """
    from lenaowl.validation.record_forms import template as made
    from lenaowl.validation.shacl.reading import load_shapes

    show(made(load_shapes(), kind))


@shapes_group.command("example", epilog=examples("lenaowl shapes example patient > patient.ttl"))
@click.argument("kind", type=choice("patient", "assay", "compound", "trial", "exposure"))
@formats("turtle", "jsonld")
def example(kind: str, form: str) -> None:
    """Print a made-up record of a KIND that conforms; a compound with a claim about it."""
    from lenaowl.ontology.packaged import path

    file = path(f"examples/{'new-compound' if kind == 'compound' else kind}.ttl")
    if form == "turtle":
        show(file.read_text(encoding="utf-8"))
        return
    from lenaowl.rdf.canonical import canonical
    from lenaowl.rdf.files import read
    from lenaowl.release.jsonld import jsonld

    show(jsonld(canonical(read(file))).decode())


@shapes_group.command("context", epilog=examples("lenaowl shapes context > records-context.jsonld"))
def context() -> None:
    """Print the JSON-LD context for records, under which each property is a key and dates and numbers are typed.

    A JSON-LD file may name it as https://w3id.org/lenaowl/records-context.jsonld; lenaowl puts its own in place.
    """
    from lenaowl.validation.record_context import context as made

    show(made())
