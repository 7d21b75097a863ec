"""What the commands share: options, examples in their help, and how they load and print."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lenaowl.rdf.vocabulary import ADMITTABLE

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


def formats(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the option that says how to print; the first name is the default."""
    return click.option(
        "--format", "-f", "form", type=choice(*names), default=names[0], show_default=True, help="How to print."
    )


def load_with(extra: Path | None, admit: str) -> KnowledgeBase:
    """Load the ontology with what the data options say; data that contradict what is established are refused."""
    from lenaowl.analysis.knowledge_base import load

    kb = load(extra, admit=admit)
    if extra:
        kb.refuse_contradictions()
    return kb


def show(text: str) -> None:
    """Print text as it is."""
    sys.stdout.write(text)
