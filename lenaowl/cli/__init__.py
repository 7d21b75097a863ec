"""The command line. It parses, asks the knowledge base and prints; it has no logic of its own."""

from __future__ import annotations

import gc
import io
import os
import signal
import sys
import warnings

import click

from lenaowl.cli import (
    analysis,
    chemistry,
    cohort,
    endpoints,
    interpret,
    lookup,
    quality,
    query,
    release,
    serve,
    validation,
    what_if,
)
from lenaowl.errors import DataError, LeftOutWarning, LenaowlError
from lenaowl.rdf import child
from lenaowl.release.version import __version__
from lenaowl.render.control_characters import escaped

EXIT_CODES = """Exit codes: 0 done; 1 it does not follow, nothing was found, there are findings or changes,
or files are stale;
2 wrong call or unknown name; 3 wrong data; 4 missing engine; 5 a server failed;
70 a fault in lenaowl itself; 130 stopped by Ctrl-C."""
_FAULT, _STOPPED = 70, 130
_REPORT = "this is a fault in lenaowl; please report it with what the same command prints with --debug."


@click.group(epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="lenaowl %(version)s")
@click.option("--debug", is_flag=True, expose_value=False, help="Show where in the code an error comes from.")
def app() -> None:
    """Show what a cereblon-modulating drug does: in which cells, why, and on what evidence."""


for command in (
    analysis.effects, analysis.explain, analysis.reason, what_if.what_if, what_if.compare, what_if.experiments,
    interpret.interpret, cohort.cohort,
    lookup.term, lookup.search, lookup.tree, lookup.diff, chemistry.chemistry,
    query.query, query.sparql, serve.serve, endpoints.push, endpoints.infer,
    quality.quality, validation.validate, validation.shapes_group,
    release.build, release.path, release.docs, release.completion,
):  # fmt: skip
    app.add_command(command)


def main() -> None:
    """Run the command line in a fork with bounds, where the system has them, and say what brought it down."""
    _read_arguments_as_utf8()
    gc.set_threshold(100_000)  # a command makes many records and hardly any rubbish: looking for it took a tenth of it
    _open_streams()
    if not child.CAN_FORK or sys.argv[1:2] == ["serve"]:  # which has processes of its own
        sys.exit(call())
    if "--debug" not in sys.argv:
        os.environ["RUST_BACKTRACE"] = "0"  # libraries that are brought down say where in their code
    try:
        end = child.run(call, child.bounds())
    except LenaowlError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    sys.exit(_code_of(end))


def call() -> int:
    """Run the command line, and return the exit code; a user's mistake is one line on standard error, no traceback."""
    arguments = [word for word in sys.argv[1:] if word != "--debug"]
    try:
        code = _run(arguments)
    except BaseException as error:  # the last resort: the exit code 1 means findings and nothing else
        code = _code(error)
        if "--debug" in sys.argv[1:]:
            import traceback

            traceback.print_exc()
        elif code == _FAULT:
            _say(f"{type(error).__name__}: {error}")
            _say(_REPORT)
        else:
            _say(_text(error))
    _flush()
    return code


def _code_of(end: child.End) -> int:
    """Return the exit code for how the fork ended, and say what it could not say."""
    if end.code >= 0:
        return end.code
    if end.code == -signal.SIGINT:
        _say("stopped.")
        return _STOPPED
    if end.code == -signal.SIGALRM:
        code, said = end.last_words
        _say(said)
        return code
    _say(f"the command {child.brought_down(end.code)}.")
    if end.code in (-signal.SIGKILL, -signal.SIGABRT, -signal.SIGXCPU):
        return DataError.exit_code
    _say(_REPORT)
    return _FAULT


def _run(arguments: list[str]) -> int:
    """Run a command and return the exit code."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", LeftOutWarning)
            warnings.showwarning = _show_warning
            found = app(arguments, prog_name="lenaowl", standalone_mode=False)
        return found if isinstance(found, int) else 0
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        sys.stderr.write(escaped(shown.getvalue()))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("stopped.")
        return _STOPPED
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 0


def _code(error: BaseException) -> int:
    if isinstance(error, LenaowlError):
        return error.exit_code
    return DataError.exit_code if isinstance(error, (OSError, MemoryError)) else _FAULT


def _text(error: BaseException) -> str:
    """Return what a user reads of an error that is not a fault of ours."""
    if isinstance(error, MemoryError):
        return "this takes more memory than there is; ask for less, or give a smaller file."
    if isinstance(error, OSError):
        return f"{os.fsdecode(error.filename or 'output')}: {error.strerror or error}"
    return str(error)


def _say(text: str) -> None:
    sys.stderr.write(f"lenaowl: {escaped(text)}\n")


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    """Print a warning as one line, without the place in the code."""
    _say(str(message))


def _read_arguments_as_utf8() -> None:
    """Start anew in Python's UTF-8 mode where a locale such as C has no letters for arguments and paths."""
    is_other = sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1"
    if is_other and not "".join(sys.argv).isascii():
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONUTF8": "1"})  # noqa: S606


def _open_streams() -> None:
    """Let standard output and error take any character, and take their place where they are closed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open to the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _flush() -> None:
    """Write out what is left; what a reader that has gone does not take is dropped."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
