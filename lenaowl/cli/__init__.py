"""The command line. It parses, asks the knowledge base and prints; it has no logic of its own."""

from __future__ import annotations

import gc
import os
import sys
import warnings

import click

from lenaowl.cli import analysis, chemistry, endpoints, interpret, lookup, quality, query, release, validation, what_if
from lenaowl.errors import LeftOutWarning, LenaowlError
from lenaowl.release.version import __version__

EXIT_CODES = """Exit codes: 0 done; 1 it does not follow, nothing was found, there are findings or changes,
or files are stale;
2 wrong call or unknown name; 3 wrong data; 4 missing engine; 5 a server failed."""


@click.group(epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="lenaowl %(version)s")
def app() -> None:
    """Show what a cereblon-modulating drug does: in which cells, why, and on what evidence."""


for command in (
    analysis.effects, analysis.explain, analysis.reason, what_if.what_if, what_if.compare, what_if.experiments,
    interpret.interpret,
    lookup.term, lookup.search, lookup.tree, lookup.diff, chemistry.chemistry,
    query.query, query.sparql, endpoints.push, endpoints.infer,
    quality.quality, validation.validate, validation.shapes_group, release.build, release.path, release.completion,
):  # fmt: skip
    app.add_command(command)


def main() -> None:
    """Run the command line; a user's mistake is one line on standard error, never a traceback."""
    gc.set_threshold(100_000)  # a command makes many records and hardly any rubbish: looking for it took a tenth of it
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", LeftOutWarning)
            warnings.showwarning = _show_warning
            app(prog_name="lenaowl")
    except LenaowlError as error:
        sys.stderr.write(f"lenaowl: {error}\n")
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        sys.stderr.write(f"lenaowl: {error.filename or 'output'}: {error.strerror or error}\n")
        sys.exit(3)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    """Print a warning as one line, without the place in the code."""
    sys.stderr.write(f"lenaowl: {message}\n")
