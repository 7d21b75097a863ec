"""Commands to look around in the ontology and its releases."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lenaowl.cli.options import answers, data_options, examples, load_with, note, put


@click.command(epilog=examples(
    "lenaowl term IRF4",
    "lenaowl term lena:claim-IKZF1-represses-IL2",
    "lenaowl term pmid:24292625 --format markdown",
    "lenaowl term uniprot:Q9UKT9 --format json",
))  # fmt: skip
@click.argument("name")
@data_options
@answers()
def term(name: str, admit: str, extra: Path | None, form: str, wide: bool) -> None:
    """Show what is known of NAME: words, identifiers, claims, and what changes it.

    NAME is a class, a property, an entity, a claim (its evidence and the axioms compiled from it are told) or a
    publication (the claims that rest on it are told): its local name, label, synonym, CURIE or identifier.
    """
    from lenaowl.render.terms import term as shown

    put(shown(load_with(extra, admit).term(name)), form, wide)


@click.command(epilog=examples(
    "lenaowl search degron",
    "lenaowl search \"natural killer\" --kind claim",
    "lenaowl search kronke --kind publication --format json",
) + "\n\nExit code 1: nothing was found.")  # fmt: skip
@click.argument("text", nargs=-1, required=True)
@click.option("--kind", "-k", metavar="NAME",
              help="Only class, property, or members of a class: drug, protein, context, claim, ...")  # fmt: skip
@data_options
@answers()
def search(text: tuple[str, ...], kind: str | None, admit: str, extra: Path | None, form: str, wide: bool) -> None:
    """Find TEXT in labels, synonyms, identifiers, definitions, and the sentences and notes of claims.

    The best come first: whole fields before parts of them, names before definitions and notes.
    """
    from lenaowl.analysis.search import suggestions
    from lenaowl.render.browse import hits

    kb = load_with(extra, admit)
    asked = " ".join(text)
    found = kb.search(asked, kind)
    if found or form != "table":
        put(hits(found), form, wide)
    if not found:
        near = suggestions(kb.catalogue, asked)
        hint = f" Did you mean: {', '.join(near)}?" if near else ""
        note(f"'{asked}' was not found.{hint}")
        sys.exit(1)


@click.command(epilog=examples(
    "lenaowl tree",
    "lenaowl tree --depth 2",
    "lenaowl tree Drug",
    "lenaowl tree CRBN",
    "lenaowl tree malignant-cell --format json",
))  # fmt: skip
@click.argument("name", required=False)
@click.option("--depth", "-d", type=click.IntRange(min=0), help="How many levels to go down.  [default: all]")
@data_options
@answers()
def tree(name: str | None, depth: int | None, admit: str, extra: Path | None, form: str, wide: bool) -> None:
    """Show what stands below NAME, or the whole ontology.

    Below a class stand its subclasses and members, below a context or a disease its subtypes, below a complex
    its parts, below a protein its forms. The whole tree counts claims, publications, states and exposures.
    """
    from lenaowl.render.browse import tree as shown

    put(shown(load_with(extra, admit).tree(name, depth=depth)), form, wide)


@click.command(epilog=examples(
    "lenaowl diff old/lenaowl-inferred.ttl",
    "lenaowl diff lenaowl-2026-06/ lenaowl-2026-11/ --format markdown",
    "lenaowl diff old/lenaowl-inferred.ttl shipped --format json",
) + "\n\nExit codes: 0 nothing changed; 1 something did; 2 wrong call; 3 no release.")  # fmt: skip
@click.argument("old")
@click.argument("new", default="shipped")
@answers()
def diff(old: str, new: str, form: str, wide: bool) -> None:
    """Show what changed from release OLD to release NEW: claims, other terms, and what follows.

    OLD and NEW are lenaowl-inferred.ttl of a release, a folder that holds it, or the word shipped for the
    installed release. With lenaowl.ttl, which does not hold what follows, claims and terms alone are compared.
    """
    from lenaowl.release.diff import diff as compare
    from lenaowl.render.differences import differences

    found = compare(old, new)
    put(differences(found), form, wide)
    if found:
        sys.exit(1)
