"""The command line. It parses, asks the knowledge base and prints; it has no logic of its own."""

from __future__ import annotations

import os
import sys

import click

from lenaowl import __version__
from lenaowl.cli import analysis as ask
from lenaowl.cli import endpoints as servers
from lenaowl.cli import judge, query, whatif
from lenaowl.cli import lookup as browse
from lenaowl.cli import release as files
from lenaowl.cli import validation as validate
from lenaowl.errors import LenaowlError

EXIT_CODES = """Exit codes: 0 done; 1 it does not follow, nothing was found, there are findings or changes,
or files are stale;
2 wrong call or unknown name; 3 wrong data; 4 missing engine; 5 a server failed."""


@click.group(epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="lenaowl %(version)s")
def app() -> None:
    """Tell what a cereblon-modulating drug does: in which cells, why, and on what evidence."""


for command in (
    ask.effects, ask.explain, ask.reason, whatif.what_if, whatif.compare, whatif.experiments, browse.term,
    browse.search, browse.tree, browse.diff, query.query, query.sparql, servers.push, servers.infer,
    judge.quality, validate.validate, validate.shapes_group, files.build, files.path, files.completion,
):  # fmt: skip
    app.add_command(command)


def main() -> None:
    """Run the command line; a user's mistake is one line on standard error, never a traceback."""
    try:
        app(prog_name="lenaowl")
    except LenaowlError as error:
        sys.stderr.write(f"lenaowl: {error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        sys.stderr.write(f"lenaowl: {error.filename or 'output'}: {error.strerror or error}\n")
        sys.exit(3)
