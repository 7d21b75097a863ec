"""Commands about files: the release, where packaged files are, shell completion."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from lenaowl.cli.options import choice, examples, show


@click.command(epilog=examples("lenaowl build", "lenaowl build --out dist/ontology", "lenaowl build --check"))
@click.option(
    "--out",
    "-o",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder to write to.  [default: ontology/release]",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the folder is not up to date.")
def build(out: Path | None, check: bool) -> None:
    """Build the release: the ontology in several syntaxes, what follows from it, mappings, and a manifest of all."""
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
        show(f"{'written' if name in old else 'unchanged'}  {target / name}  {len(content):,} bytes\n")


@click.command(epilog=examples("lenaowl path lenaowl.ttl", "riot --validate $(lenaowl path lenaowl-inferred.ttl)"))
@click.argument("name", default="lenaowl.ttl")
def path(name: str) -> None:
    """Print where a packaged file is, for pipelines that just want the file.

    NAME is lenaowl.ttl, lenaowl-inferred.ttl, lenaowl.owl or another file that manifest.json lists, or a path below
    ontology/, shapes/, queries/.
    """
    from lenaowl.resources import path as find

    show(f"{find(name)}\n")


@click.command(
    epilog=examples(
        'eval "$(lenaowl completion bash)"', "lenaowl completion fish > ~/.config/fish/completions/lenaowl.fish"
    )
)
@click.argument("shell", type=choice("bash", "zsh", "fish"))
def completion(shell: str) -> None:
    """Print the completion script of a shell."""
    from click.shell_completion import get_completion_class

    made: Any = get_completion_class(shell)
    app = click.get_current_context().find_root().command
    show(made(app, {}, "lenaowl", "_LENAOWL_COMPLETE").source() + "\n")
