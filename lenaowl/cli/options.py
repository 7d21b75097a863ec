"""What the commands share: options, examples in their help, and how they load and print."""

from __future__ import annotations

import math
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenaowl.rdf.bytes_out import write_whole
from lenaowl.rdf.vocabulary import ADMITTABLE
from lenaowl.render.control_characters import escaped
from lenaowl.render.formats import FORMATS, Shown, written
from lenaowl.render.tables import UNLIMITED, Screen

if TYPE_CHECKING:
    from lenaowl.analysis.knowledge_base import KnowledgeBase

# Heavy modules are imported inside the commands: `lenaowl --help` must not wait for them.


def choice(*names: str) -> click.Choice[str]:
    """Return a choice among names, in any case."""
    return click.Choice(names, case_sensitive=False)


def examples(*lines: str) -> str:
    """Return the examples that close a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def admit_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that says which claims to reason with."""
    return click.option("--admit", type=choice(*ADMITTABLE), default=ADMITTABLE[0], show_default=True,
                        help="Reason with weaker claims too, down to this status.")(command)  # fmt: skip


def data_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what to reason with."""
    command = click.option("--extra", "-x", metavar="FILE", type=click.Path(path_type=Path),
                           help="Your own RDF (file, folder, -): a new compound, or claims.")(command)  # fmt: skip
    return admit_option(command)


class OnceEach(click.Command):
    """A command that refuses an option that is given twice, of which it would take the last in silence."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the arguments."""
        *_, order = self.make_parser(ctx).parse_args(args=list(args))
        for param in order:
            several = getattr(param, "multiple", True) or getattr(param, "is_flag", False)
            if isinstance(param, click.Option) and not several and order.count(param) > 1:
                raise click.UsageError(f"{param.opts[0]} is given {order.count(param)} times; give it once.", ctx)
        return super().parse_args(ctx, args)


class _Seconds(click.FloatRange):
    """A number of seconds above 0 that a clock can count."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """Return the number."""
        found = float(super().convert(value, param, ctx))
        return found if math.isfinite(found) else self.fail(f"{value} is not a number of seconds.", param, ctx)


def timeout_option(seconds: float | None, text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option that bounds the time of a command."""
    kind = _Seconds(min=0, min_open=True, max=10_000_000)
    return click.option("--timeout", type=kind, default=seconds, show_default=seconds is not None, help=text)


class Format(click.Choice[str]):
    """A choice among formats; text is another word for table."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401
        """Return the name of a format."""
        return str(super().convert("table" if str(value).casefold() == "text" else value, param, ctx))


def answers(*others: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the options that say how to print an answer; `others` are formats that this kind of answer alone has."""
    names = (*FORMATS, *others)

    def add(command: Callable[..., None]) -> Callable[..., None]:
        command = click.option("--wide", is_flag=True, help="Long lines, and everything in them.")(command)
        return click.option("--format", "-f", "form", type=Format(names, case_sensitive=False), default="table",
                            show_default=True, help="How to print.")(command)  # fmt: skip

    return add


def formats(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the option that says how to print what is not an answer; the first name is the default."""
    return click.option(
        "--format", "-f", "form", type=choice(*names), default=names[0], show_default=True, help="How to print."
    )


def screen(wide: bool = False) -> Screen:
    """Return what the output will be read on: a terminal of some width, or 80 columns where it is a pipe or file."""
    terminal = sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(UNLIMITED if wide else max(shutil.get_terminal_size((80, 24)).columns, 20), colour)


def put(shown: Shown, form: str, wide: bool = False, out: Path | None = None) -> None:
    """Print an answer in a format, or write it to a file."""
    if out is None:
        show(written(shown, form, screen(wide)))
    else:
        write_whole(out, written(shown, form, Screen(UNLIMITED if wide else 80)).encode("utf-8", "backslashreplace"))


def load_with(extra: Path | None, admit: str) -> KnowledgeBase:
    """Load the ontology with what the data options say; data that contradict what is established are refused."""
    from lenaowl.analysis.loading import load

    if extra is None and admit == ADMITTABLE[0]:
        return load()
    from lenaowl.analysis.contradictions import refuse

    with working("inferring what follows"):
        kb = load(extra, admit=admit)
        if extra:
            refuse(kb.contradictions())
    return kb


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show on standard error that something is being done, while it takes; only where that is a terminal."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} ..."):
        yield


def note(text: str) -> None:
    """Print a line on standard error, without what would command the terminal."""
    sys.stderr.write(f"{escaped(text)}\n")


def show(text: str) -> None:
    """Print text as it is; its colours in the way that the terminal understands."""
    try:
        click.echo(text, nl=False, color=True)  # colours are made for terminals only, and what looks so may be data
    except BrokenPipeError:  # the reader, such as `head`, has had enough; the exit code still says what was found
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
