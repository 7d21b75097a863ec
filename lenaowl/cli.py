"""The command line. It parses, asks the knowledge base and prints; it has no logic of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenaowl import __version__
from lenaowl.errors import LenaowlError
from lenaowl.vocabulary import ADMITTABLE, LEVELS

if TYPE_CHECKING:
    from lenaowl.knowledge import KnowledgeBase

# Heavy modules are imported inside the commands: `lenaowl --help` must not wait for them.

EXIT_CODES = """Exit codes: 0 done; 1 it does not follow, or files are stale; 2 wrong call or unknown name;
3 wrong data; 4 missing engine."""


def _choice(*names: str) -> click.Choice[str]:
    return click.Choice(names, case_sensitive=False)


def _examples(*lines: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def _data_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what to reason with."""
    command = click.option("--extra", "-x", metavar="FILE", type=click.Path(path_type=Path),
                           help="Your own Turtle file: a new compound, or claims of your own.")(command)  # fmt: skip
    return click.option("--admit", type=_choice(*ADMITTABLE[1:]),
                        help="Reason with weaker claims too, down to this status.")(command)  # fmt: skip


def _format(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(
        "--format", "-f", "form", type=_choice(*names), default=names[0], show_default=True, help="How to print."
    )


def _load(extra: Path | None, admit: str | None) -> KnowledgeBase:
    from lenaowl.knowledge import load

    return load(extra, admit=admit or "established")


def _print(text: str) -> None:
    sys.stdout.write(text)


@click.group(epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="lenaowl %(version)s")
def app() -> None:
    """Tell what a cereblon-modulating drug does: in which cells, why, and on what evidence."""


@app.command(epilog=_examples(
    "lenaowl effects lenalidomide",
    "lenaowl effects IMiD --context T-cell --format json",
    "lenaowl effects IKZF3-knockdown --level immune",
    "lenaowl effects CHEBI:63791 --admit suggested",
))  # fmt: skip
@click.argument("name")
@click.option(
    "--context", "-c", multiple=True, metavar="NAME", help="Only where nothing but this is present; may be repeated."
)
@click.option("--level", "-l", type=_choice(*LEVELS), help="Only effects at this level.")
@_data_options
@_format("table", "csv", "json", "ttl")
def effects(
    name: str, context: tuple[str, ...], level: str | None, admit: str | None, extra: Path | None, form: str
) -> None:
    """Tell what there is more or less of under NAME.

    NAME is a drug, a class of drugs (then: what holds for every member) or a knock-down: its local name,
    label, synonym, or the CURIE of a mapped identifier.
    """
    from lenaowl import render

    kb = _load(extra, admit)
    agent = kb.agent(name)
    found = kb.effects(name, context=context, level=level)
    if form == "table":
        _print(render.effects_table(kb.words.label(agent), found))
    elif form == "csv":
        _print(render.effects_csv(found))
    elif form == "json":
        _print(render.effects_json(found))
    else:
        _print(render.effects_turtle(agent, found))


@app.command(epilog=_examples(
    "lenaowl explain lenalidomide increases IL2",
    "lenaowl explain IMiD degrades IKZF3 --all",
    "lenaowl explain lenalidomide induces IRF4-decrease --format markdown",
    "lenaowl explain IKZF4-H188Q is-a IMiDSensitiveForm",
))  # fmt: skip
@click.argument("drug")
@click.argument("relation", type=_choice("increases", "decreases", "induces", "degrades", "is-a"))
@click.argument("target")
@click.option(
    "--all", "-a", "every", is_flag=True, help="All proofs, not only the shortest; at most 1,000 ways are looked at."
)
@_data_options
@_format("text", "markdown", "json", "ttl", "mermaid")
def explain(
    drug: str, relation: str, target: str, every: bool, admit: str | None, extra: Path | None, form: str
) -> None:
    """Prove why something follows, down to the claims and their citations.

    DRUG is a drug, a class of drugs or a knock-down; with is-a any individual, such as a protein form.
    TARGET is an entity; with induces also a state (IRF4-decrease); with is-a a class.
    """
    from lenaowl import render

    kb = _load(extra, admit)
    answer = kb.explain(drug, relation, target, every=every)
    if form in ("text", "markdown"):
        _print(render.explanation_text(answer, markdown=form == "markdown"))
    elif form == "json":
        _print(render.explanation_json(answer, every))
    elif form == "ttl":
        _print(render.explanation_turtle(kb, answer))
    else:
        _print(render.explanation_mermaid(answer))
    if not answer:
        if form in ("ttl", "mermaid"):
            sys.stderr.write(f"It does not follow that {answer.question}.\n")
        sys.exit(1)


@app.command(epilog=_examples(
    "lenaowl reason",
    "lenaowl reason --reasoner hermit --format csv",
    "lenaowl reason --extra my-compound.ttl",
))  # fmt: skip
@click.option("--reasoner", "-r", type=_choice("rules", "hermit", "pellet"), default="rules", show_default=True,
              help="The SPARQL rules, or a Java reasoner: pip install 'lenaowl[dl]'.")  # fmt: skip
@_data_options
@_format("table", "csv", "json", "ttl")
def reason(reasoner: str, admit: str | None, extra: Path | None, form: str) -> None:
    """Infer effects and types with a reasoner of your choice and print them."""
    from lenaowl import render
    from lenaowl.reasoners import inferred_facts

    kb = _load(extra, admit)
    if reasoner != "rules":
        sys.stderr.write(f"running {reasoner} ...\n")
    facts = sorted(inferred_facts(kb, reasoner))
    _print(render.facts(facts, form))
    sys.stderr.write(f"{len(facts)} facts by {reasoner}\n")


@app.command(epilog=_examples("lenaowl build", "lenaowl build --out dist/ontology", "lenaowl build --check"))
@click.option(
    "--out",
    "-o",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder to write to.  [default: ontology/release]",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the folder is not up to date.")
def build(out: Path | None, check: bool) -> None:
    """Build the release: Turtle with the compiled axioms, Turtle with what follows, RDF/XML."""
    from lenaowl import release
    from lenaowl.resources import folder

    target = out or folder("ontology") / "release"
    files = release.artefacts()
    old = release.stale(files, target)
    if check:
        for name in old:
            sys.stderr.write(f"stale: {target / name} (run: lenaowl build)\n")
        sys.exit(1 if old else 0)
    release.write(files, target)
    for name, content in files.items():
        _print(f"{'written' if name in old else 'unchanged'}  {target / name}  {len(content):,} bytes\n")


@app.command(epilog=_examples("lenaowl path lenaowl.ttl", "riot --validate $(lenaowl path lenaowl-inferred.ttl)"))
@click.argument("name", default="lenaowl.ttl")
def path(name: str) -> None:
    """Print where a packaged file is, for pipelines that just want the file.

    NAME is lenaowl.ttl, lenaowl-inferred.ttl, lenaowl.owl, or a path below ontology/, shapes/, queries/.
    """
    from lenaowl.resources import path as find

    _print(f"{find(name)}\n")


@app.command(
    epilog=_examples(
        'eval "$(lenaowl completion bash)"', "lenaowl completion fish > ~/.config/fish/completions/lenaowl.fish"
    )
)
@click.argument("shell", type=_choice("bash", "zsh", "fish"))
def completion(shell: str) -> None:
    """Print the completion script of a shell."""
    from click.shell_completion import get_completion_class

    made: Any = get_completion_class(shell)
    _print(made(app, {}, "lenaowl", "_LENAOWL_COMPLETE").source() + "\n")


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
