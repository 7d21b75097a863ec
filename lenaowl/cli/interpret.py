"""The command that judges a table of results."""

from __future__ import annotations

from pathlib import Path

import click

from lenaowl.cli.options import answers, choice, data_options, examples, load_with, note, put, working

_EPILOG = (
    examples(
        "lenaowl interpret examples/proteomics.tsv --agent lenalidomide --context MM1S",
        "lenaowl interpret ratios.csv --agent IMiD --id-column protein --effect-column M \\",
        "    --p-column q --unit linear --invert --wide",
        "lenaowl interpret results.tsv --agent LO-1 --extra my-compound.ttl \\",
        "    --format html --output report.html",
        "lenaowl interpret candidates.xlsx --sheet Candidates --comparison 'drug / DMSO' \\",
        "    --smiles 'O=C1CCC(N2C(=O)c3ccccc3C2=O)C(=O)N1' --kind protein \\",
        "    --min-effect 0.6 --max-p 0.01 --strict --admit suggested",
    )
    + "\n\nParquet and Excel need: pip install 'lenaowl[tables]'."
    "\n\nExit code 3: the table cannot be used; with --strict also if a row of it is damaged."
)


@click.command(epilog=_EPILOG)
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--agent", "-a", metavar="NAME", default="", help="A drug, a class of drugs or a knock-down.")
@click.option("--smiles", metavar="TEXT", default="",
              help="A structure instead: the drug that it is, or a cereblon modulator by its motif.")  # fmt: skip
@click.option("--context", "-c", "contexts", multiple=True, metavar="NAME",
              help="The cells; may be repeated. A screen needs it.")  # fmt: skip
@click.option("--id-column", metavar="NAME", default="", help="Of the genes or proteins.  [default: recognised]")
@click.option("--effect-column", metavar="NAME", default="", help="The column of effects.  [default: recognised]")
@click.option("--p-column", metavar="NAME", default="", help="The column of p or q values.  [default: recognised]")
@click.option("--unit", type=choice("log2", "linear"), help="Of the effect, where its name does not say it.")
@click.option("--kind", type=choice("protein", "rna", "screen"), help="What was measured.  [default: recognised]")
@click.option("--comparison", metavar="TEXT", default="", help="Which one, where the table has several.")
@click.option("--sheet", metavar="NAME", default="", help="Of an Excel file.  [default: the first]")
@click.option("--invert", is_flag=True, help="The effect is of control over treatment.")
@click.option("--min-effect", type=float, default=1.0, show_default=True, metavar="LOG2",
              help="From which log2 ratio on, up or down, something changed.")  # fmt: skip
@click.option("--max-p", type=float, default=0.05, show_default=True, help="Up to which p or q value.")
@click.option("--strict", is_flag=True, help="Refuse a table with damaged rows.")
@click.option("--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
@data_options
@answers("parquet")
def interpret(
    table: Path, agent: str, smiles: str, contexts: tuple[str, ...], id_column: str, effect_column: str, p_column: str,
    unit: str | None, kind: str | None, comparison: str, sheet: str, invert: bool, min_effect: float, max_p: float,
    strict: bool, output: Path | None, admit: str, extra: Path | None, form: str, wide: bool,
) -> None:  # fmt: skip
    """Judge a TABLE of results: what was expected, what is new, what contradicts, each with its proof.

    TABLE is CSV, TSV, Parquet or Excel of proteomics, gene expression or a screen of knock-outs. The columns of
    limma, DESeq2, MAGeCK, Spectronaut, MaxQuant, DIA-NN and Perseus are recognised; what was decided is printed.
    """
    from lenaowl.render.interpretation import interpretation, write_parquet

    if bool(agent) == bool(smiles):
        raise click.UsageError("give either --agent or --smiles.")
    if smiles:
        from lenaowl.analysis.chemistry import agent_of

        agent, said = agent_of(smiles)
        note(said)
    kb = load_with(extra, admit)
    with working("judging the table"):
        found = kb.interpret(
            table, agent, context=contexts, min_effect=min_effect, max_p=max_p, sheet=sheet, id_column=id_column,
            effect_column=effect_column, p_column=p_column, unit=unit or "", kind=kind or "", comparison=comparison,
            invert=invert, strict=strict,
        )  # fmt: skip
    if form == "parquet" and output:
        write_parquet(found, output)
    else:
        put(interpretation(found), form, wide, output)
