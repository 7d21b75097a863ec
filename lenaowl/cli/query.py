"""Commands that ask in SPARQL: the packaged templates, and queries of the user's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenaowl.cli.options import OnceEach, answers, choice, data_options, examples, load_with, put, show, timeout_option
from lenaowl.rdf.vocabulary import ADMITTABLE

_LONGEST_PATH = 1_000  # characters

if TYPE_CHECKING:
    from lenaowl.query.results import Answer
    from lenaowl.query.runner import Run, TemplateRunner
    from lenaowl.query.templates import Template


def output_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say how, where to and how much to print."""
    command = click.option("--limit", type=click.IntRange(min=0), help="At most this number of rows or triples.")(
        command
    )
    command = click.option("--out", "-o", metavar="FILE", type=click.Path(path_type=Path),
                           help="Write to a file.")(command)  # fmt: skip
    return answers("xml")(command)


def server_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say which server is asked."""
    command = timeout_option(60, "Give up after this number of seconds in all.")(command)
    command = click.option("--graph", "-g", multiple=True, metavar="IRI",
                           help="A graph of the server; may be repeated.")(command)  # fmt: skip
    login = "LENAOWL_ENDPOINT_USER and _PASSWORD, or _TOKEN, or ~/.netrc"
    return click.option("--endpoint", "-e", metavar="URL",
                        help=f"Ask this SPARQL endpoint. Login: {login}.")(command)  # fmt: skip


@click.group()
def query() -> None:
    """Ask the packaged questions, with parameters that are names as in `effects`."""


@query.command("list", epilog=examples(
    "lenaowl query list",
    "lenaowl query list --tag trials",
    "lenaowl query list --format json",
))  # fmt: skip
@click.option("--tag", "-t", metavar="NAME", help="Only templates of this theme.")
@answers()
def list_(tag: str | None, form: str, wide: bool) -> None:
    """List the templates by theme."""
    from lenaowl.errors import LenaowlError
    from lenaowl.query.templates import templates
    from lenaowl.render.answers import templates as shown

    found = [t for t in templates().values() if tag is None or tag.casefold() in t.tags]
    if not found:
        tags = sorted({tag for t in templates().values() for tag in t.tags})
        raise LenaowlError(f"no template has the theme '{tag}'; themes are: {', '.join(tags)}.")
    put(shown(found), form, wide)


@query.command("show", epilog=examples(
    "lenaowl query show drugs-degrading",
    "lenaowl query show forest-plot --format json",
))  # fmt: skip
@click.argument("name")
@answers()
def show_(name: str, form: str, wide: bool) -> None:
    """Show the parameters, the columns and the SPARQL text of the template NAME."""
    from lenaowl.query.templates import template
    from lenaowl.render.answers import template as shown

    put(shown(template(name)), form, wide)


class Templates(click.Group):
    """A group whose commands are the packaged templates."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the templates."""
        from lenaowl.query.templates import names

        return names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command that runs a template."""
        from lenaowl.query.templates import template

        return _command(template(cmd_name))


@query.command("run", cls=Templates, subcommand_metavar="TEMPLATE [OPTIONS]", no_args_is_help=True, epilog=examples(
    "lenaowl query run drugs-degrading --protein IKZF3",
    "lenaowl query run forest-plot --outcome PFS --format csv --out pfs.csv",
    "lenaowl query run effects-in-context --agent IMiD --context T-cell --limit 5",
    "lenaowl query run drugs-degrading --protein IKZF3 --endpoint http://localhost:7878/query",
))  # fmt: skip
def run() -> None:
    """Run a template; each has --help of its own."""


def _command(template: Template) -> click.Command:
    """Return the command line of a template."""
    from lenaowl.query.templates import command_line, kind, option

    def call(**options: Any) -> None:  # noqa: ANN401 - click's values
        _run(template, options)

    call.__doc__ = "\n\n".join(filter(None, (template.summary, template.description)))
    call = click.option("--explain-query", is_flag=True, help="Print the final SPARQL and do not run it.")(call)
    call = output_options(server_options(data_options(call)))
    for param in reversed(template.params):
        text = param.description + (f"  [default: {param.default}]" if param.default else "")
        call = click.option(
            f"--{option(param.name)}", f"value_{param.name}", required=param.required, help=text,
            type=choice(*param.enum) if param.enum else str, metavar=None if param.enum else kind(param.type, param.of),
        )(call)  # fmt: skip
    columns = ", ".join(column.name for column in template.columns)
    closing = examples(command_line(template)) + (f"\n\nColumns: {columns}." if columns else "")
    return click.command(template.name, cls=OnceEach, epilog=closing, short_help=template.summary)(call)


def _run(template: Template, options: dict[str, Any]) -> None:
    told = {name: options.pop(name) for name in ("extra", "admit", "endpoint", "graph", "timeout")}
    values = {name.removeprefix("value_"): given for name, given in options.items() if name.startswith("value_")}
    with _limit(told):
        questions = _questions(**told)
        if options["explain_query"]:
            show(questions.text(template.name, values, options["limit"]))
            return
        found = questions.answer(template.name, values, options["limit"])
        _write(found, options["form"], options["out"], options["wide"])


def _limit(told: dict[str, Any]) -> AbstractContextManager[None]:
    """Return what bounds the time of the whole command; that a server takes too long is the fault of the server."""
    from lenaowl.errors import EndpointError
    from lenaowl.query.bounds import time_limit

    return time_limit(told["timeout"], EndpointError.exit_code if told["endpoint"] else 2)


def _asker(endpoint: str | None, graph: tuple[str, ...], timeout: float, **told: Any) -> Run:  # noqa: ANN401
    """Return what is asked queries of the user's own: a server, or the same as for templates."""
    if endpoint and not (told["extra"] or told["admit"] != ADMITTABLE[0]):
        from lenaowl.endpoints.endpoint import Endpoint

        return Endpoint(endpoint, graphs=graph, timeout=timeout).sparql
    return _questions(endpoint=endpoint, graph=graph, timeout=timeout, **told).run


def _questions(
    extra: Path | None, admit: str, endpoint: str | None, graph: tuple[str, ...], timeout: float
) -> TemplateRunner:
    """Return what is asked: a server, the release, or the ontology with data of the user's own."""
    from lenaowl.errors import LenaowlError

    changed = extra or admit != ADMITTABLE[0]
    if endpoint and changed:
        raise LenaowlError("--endpoint asks what the server holds; --extra and --admit are for the packaged ontology.")
    if endpoint:
        from lenaowl.endpoints.endpoint import Endpoint

        return Endpoint(endpoint, graphs=graph, timeout=timeout).questions
    if graph:
        raise LenaowlError("--graph names a graph of a server; give --endpoint too.")
    if changed:
        return load_with(extra, admit).questions
    from lenaowl.query.runner import TemplateRunner, released

    return TemplateRunner(released())


def _write(answer: Answer, form: str, out: Path | None, wide: bool) -> None:
    """Print an answer or write it to a file; exit with 1 if there is nothing, and with 5 if a server left rows out."""
    from lenaowl.errors import EndpointError
    from lenaowl.render.answers import answer as shown

    put(shown(answer), form, wide, out)
    if answer.partial:
        sys.exit(EndpointError.exit_code)
    if not answer:
        sys.exit(1)


@click.command(cls=OnceEach, epilog=examples(
    "lenaowl sparql 'SELECT ?drug { ?drug a lena:Drug }'",
    "lenaowl sparql my-query.rq --format json --out answer.json",
    "lenaowl sparql my-query.rq --base https://example.org/",
    "lenaowl query run drugs-degrading --protein IKZF3 --explain-query | lenaowl sparql -",
))  # fmt: skip
@click.argument("text", metavar="QUERY")
@output_options
@server_options
@data_options
@click.option("--base", metavar="IRI", default="",
              help="What relative IRIs of the query are relative to.  [default: its file]")  # fmt: skip
def sparql(
    text: str,
    base: str,
    form: str,
    out: Path | None,
    limit: int | None,
    wide: bool,
    **told: Any,  # noqa: ANN401 - options
) -> None:
    """Ask a query of your own: SPARQL text, a file, or - for standard input.

    Prefixes of ours (lena, owl, rdfs, skos, ...) need no declaration. Updates are refused; SERVICE and FROM too, but
    with --endpoint they are the server's business.
    """
    from lenaowl.query.bounds import no_connections
    from lenaowl.rdf.sparql_text import check_query, with_prefixes

    with _limit(told):
        asked = _query_text(text, base)
        if not told["endpoint"]:
            check_query(asked)
        ask = _asker(**told)
        with nullcontext() if told["endpoint"] else no_connections():
            found = ask(with_prefixes(asked), limit)
        _write(found, form, out, wide)


def _query_text(text: str, base: str) -> str:
    from lenaowl.rdf.files import base_of, read_text
    from lenaowl.rdf.sparql_text import query_form, with_base

    place = Path("-")
    if text == "-":
        query = read_text(text)
    elif not text.strip() or (not _is_there(text) and (query_form(text) or "{" in text)):
        query = os.fsencode(text).decode("utf-8", "replace")  # however the shell's language is set
    else:
        place = Path(text)
        query = read_text(place)
    return with_base(query, base_of(place, base))


def _is_there(text: str) -> bool:
    """Whether a text is the path of a file that is there; one that no file can have is not."""
    try:
        return len(text) < _LONGEST_PATH and Path(text).exists()
    except (OSError, ValueError):
        return False
