"""Commands about files: the release, where packaged files are, shell completion."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from lenaowl.cli.options import choice, examples, note, show, working

_FOLDER = click.Path(path_type=Path)


@click.command(epilog=examples(
    "lenaowl build",
    "lenaowl build --out dist/ontology",
    "lenaowl build --check",
))  # fmt: skip
@click.option("--out", "-o", metavar="DIR", type=_FOLDER, help="Folder to write to.  [default: ontology/release]")
@click.option("--docs", metavar="DIR", type=_FOLDER,
              help="Folder of the pages.  [default: docs/pages beside ontology/, or docs in --out]")  # fmt: skip
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a folder is not up to date.")
def build(out: Path | None, docs: Path | None, check: bool) -> None:
    """Build the release and the pages that show it.

    The release is the ontology in several syntaxes, what follows from it, mappings, and a manifest of all; the pages
    are plain HTML, to be read without a server.
    """
    from lenaowl.release.folders import generated

    with working("building the release and the pages"):
        folders = generated(out, docs, to_write=not check)
    if check:
        old = [file for folder in folders for file in (*folder.stale, *folder.leftover)]
        for file in old:
            note(f"stale: {file} (run: lenaowl build)")
        sys.exit(1 if old else 0)
    for folder in folders:
        for state, file, size in folder.write():
            show(f"{state}  {file}  {size:,} bytes\n")


@click.command(epilog=examples("lenaowl path lenaowl.ttl", "riot --validate $(lenaowl path lenaowl-inferred.ttl)"))
@click.argument("name", default="lenaowl.ttl")
def path(name: str) -> None:
    """Print where a packaged file is, for pipelines that just want the file.

    NAME is lenaowl.ttl, lenaowl-inferred.ttl, lenaowl-trials.ttl or another file that manifest.json lists, or a
    path below ontology/, shapes/, queries/.
    """
    from lenaowl.ontology.packaged import path as find

    show(f"{find(name)}\n")


@click.command(epilog=examples("lenaowl docs"))
def docs() -> None:
    """Open the pages that show the ontology in the browser: they need no network and no server.

    It prints where they are, for browsers that are not found.
    """
    import webbrowser

    from lenaowl.ontology.packaged import folder

    page = folder("pages") / "index.html"
    show(f"{page}\n")
    if not webbrowser.open(page.as_uri()):
        note("no browser was found; open this file in one.")


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
