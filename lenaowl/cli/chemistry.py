"""The command that reads the structure of a compound."""

from __future__ import annotations

import sys

import click

from lenaowl.cli.options import examples, formats, show


@click.command(epilog=examples(
    "lenaowl chemistry \"O=C1CCC(N2C(=O)c3ccccc3C2=O)C(=O)N1\"",
    "lenaowl chemistry \"CC(=O)Oc1ccccc1C(=O)O\" --format json",
) + "\n\nIt needs RDKit: pip install 'lenaowl[chem]'."
    "\n\nExit code 1: the compound is not recorded, and no motif was found.")  # fmt: skip
@click.argument("smiles")
@formats("text", "json")
def chemistry(smiles: str, form: str) -> None:
    """Say which drug the structure SMILES is, and by which motif it could bind cereblon."""
    from lenaowl.analysis import chemistry as structures
    from lenaowl.render.chemistry import chemistry_json, chemistry_text

    compound = structures.chemistry(smiles)
    show(chemistry_json(compound) if form == "json" else chemistry_text(compound))
    sys.exit(0 if compound.recognised else 1)
