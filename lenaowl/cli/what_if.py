"""Commands that ask what would follow, compare agents, and predict experiments."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lenaowl.cli.options import answers, data_options, examples, load_with, put, working


@click.command("what-if", epilog=examples(
    "lenaowl what-if lenalidomide --without CRBN",
    "lenaowl what-if lenalidomide --context multiple-myeloma-cell --form IKZF3-Q147H",
    "lenaowl what-if rituximab lenalidomide --context CLL-cell --context NK-cell --context T-cell",
    "lenaowl what-if thalidomide --species mouse --format json",
    "lenaowl what-if --without IKZF1 --context MM1S",
))  # fmt: skip
@click.argument("agent", nargs=-1)
@click.option("--without", multiple=True, metavar="NAME",
              help="Take out a protein or complex, and every complex that it is part of; may be repeated.")  # fmt: skip
@click.option("--form", "forms", multiple=True, metavar="NAME",
              help="A protein form in place of the wild type, such as IKZF3-Q147H; may be repeated.")  # fmt: skip
@click.option("--also", multiple=True, metavar="NAME",
              help="A protein form beside the others of its protein; may be repeated.")  # fmt: skip
@click.option("--context", "-c", "contexts", multiple=True, metavar="NAME",
              help="Only this is present; may be repeated.  [default: each reference system in turn]")  # fmt: skip
@click.option("--species", metavar="NAME", default="", help="Whose wild-type forms are present.  [default: human]")
@data_options
@answers()
def what_if(
    agent: tuple[str, ...], without: tuple[str, ...], forms: tuple[str, ...], also: tuple[str, ...],
    contexts: tuple[str, ...], species: str, admit: str, extra: Path | None, form: str, wide: bool,
) -> None:  # fmt: skip
    """Show what would follow under AGENT... in a changed system: what is lost, what still follows, what is new.

    The comparison is with the reference profiles of the agents; for each lost effect the first step that
    fails is told. The Turtle describes the exposure, so that any OWL reasoner can judge it.
    """
    from lenaowl.analysis.exposures import Exposure
    from lenaowl.render.what_if import what_if as shown

    kb = load_with(extra, admit)
    put(shown(kb.what_if(Exposure(agent, contexts, without, forms, also, species))), form, wide)


@click.command(epilog=examples(
    "lenaowl compare thalidomide lenalidomide pomalidomide",
    "lenaowl compare lenalidomide CC-885 --format markdown",
))  # fmt: skip
@click.argument("agent", nargs=-1, required=True)
@data_options
@answers()
def compare(agent: tuple[str, ...], admit: str, extra: Path | None, form: str, wide: bool) -> None:
    """Compare agents: which effects they share, in which they differ, where they act in opposite ways.

    They differ only where an absence was measured; where one of them was never looked at, that is said.
    """
    from lenaowl.render.compare import comparison

    put(comparison(load_with(extra, admit).compare(agent)), form, wide)


@click.command(epilog=examples(
    "lenaowl experiments", "lenaowl experiments my-screen.tsv --format csv", "lenaowl experiments --strict"
))  # fmt: skip
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True,
              help="Refuse unknown names; exit with 1 if a row in reach is not predicted rightly.")  # fmt: skip
@data_options
@answers()
def experiments(file: Path | None, strict: bool, admit: str, extra: Path | None, form: str, wide: bool) -> None:
    """Predict perturbation experiments and compare with what was observed.

    FILE is tab-separated with the columns id, agents, contexts, without, forms, readout, expected, citation,
    note, and optionally reach: why the model cannot express the row. Expected is increase, decrease or none
    against the untreated system; attenuated against the same without the perturbation (without, forms) or
    against one of the agents alone; restored against the same without the forms. Lists are separated by
    semicolons; a form that begins with + is present beside the wild type. A row with a name that is not known
    here is unknown; the others are predicted. Without FILE: the packaged table of published experiments.
    """
    from lenaowl.render.experiments import experiments as shown

    kb = load_with(extra, admit)
    with working("predicting"):
        predictions = kb.predict(file, strict=strict)
    put(shown(predictions), form, wide)
    if strict and any(verdict.verdict in ("wrong", "unanswered") for verdict in predictions):
        sys.exit(1)
