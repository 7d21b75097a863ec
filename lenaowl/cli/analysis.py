"""Commands that ask what follows and why."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lenaowl.cli.options import choice, data_options, examples, formats, load_with, show
from lenaowl.rdf.vocabulary import LEVELS


@click.command(epilog=examples(
    "lenaowl effects lenalidomide",
    "lenaowl effects IMiD --context T-cell --format json",
    "lenaowl effects IKZF3-knockdown --level immune",
    "lenaowl effects CHEBI:63791 --admit suggested",
))  # fmt: skip
@click.argument("name")
@click.option(
    "--context", "-c", multiple=True, metavar="NAME", help="Only where nothing but this is present; may be repeated."
)
@click.option("--level", "-l", type=choice(*LEVELS), help="Only effects at this level.")
@data_options
@formats("table", "csv", "json", "ttl")
def effects(name: str, context: tuple[str, ...], level: str | None, admit: str, extra: Path | None, form: str) -> None:
    """List what NAME increases or decreases.

    NAME is a drug, a class of drugs (then: what holds for every member) or a knock-down: its local name,
    label, synonym, or the CURIE of a mapped identifier.
    """
    from lenaowl.render import effects as render

    kb = load_with(extra, admit)
    agent = kb.ontology.agent(name)
    found = kb.effects(name, context=context, level=level)
    if form == "table":
        show(render.effects_table(kb.ontology.words.label(agent), found))
    elif form == "csv":
        show(render.effects_csv(found))
    elif form == "json":
        show(render.effects_json(found))
    else:
        show(render.effects_turtle(agent, found))


@click.command(epilog=examples(
    "lenaowl explain lenalidomide increases IL2",
    "lenaowl explain IMiD degrades IKZF3 --all",
    "lenaowl explain lenalidomide induces IRF4-decrease --format markdown",
    "lenaowl explain IKZF4-H188Q is-a IMiDSensitiveForm",
))  # fmt: skip
@click.argument("drug")
@click.argument("relation", type=choice("increases", "decreases", "induces", "degrades", "is-a"))
@click.argument("target")
@click.option(
    "--all", "-a", "every", is_flag=True, help="All proofs, not only the shortest; at most 1,000 ways are looked at."
)
@data_options
@formats("text", "markdown", "json", "ttl", "mermaid")
def explain(drug: str, relation: str, target: str, every: bool, admit: str, extra: Path | None, form: str) -> None:
    """Prove why something follows, down to the claims and their citations.

    DRUG is a drug, a class of drugs or a knock-down; with is-a any individual, such as a protein form.
    TARGET is an entity; with induces also a state (IRF4-decrease); with is-a a class.
    """
    from lenaowl.render import proofs as render

    kb = load_with(extra, admit)
    answer = kb.explain(drug, relation, target, every=every)
    if form in ("text", "markdown"):
        show(render.explanation_text(answer, markdown=form == "markdown"))
    elif form == "json":
        show(render.explanation_json(answer, every))
    elif form == "ttl":
        show(render.explanation_turtle(kb, answer))
    else:
        show(render.explanation_mermaid(answer))
    if not answer:
        if form in ("ttl", "mermaid"):
            sys.stderr.write(f"It does not follow that {answer.question}.\n")
        sys.exit(1)


@click.command(epilog=examples(
    "lenaowl reason",
    "lenaowl reason --reasoner hermit --format csv",
    "lenaowl reason --extra my-compound.ttl",
))  # fmt: skip
@click.option("--reasoner", "-r", type=choice("rules", "hermit", "pellet"), default="rules", show_default=True,
              help="The SPARQL rules, or a Java reasoner: pip install 'lenaowl[dl]'.")  # fmt: skip
@data_options
@formats("table", "csv", "json", "ttl")
def reason(reasoner: str, admit: str, extra: Path | None, form: str) -> None:
    """Infer effects and types with a reasoner of your choice and print them."""
    from lenaowl.inference.owl_reasoners import inferred_facts
    from lenaowl.render.facts import facts as rendered

    kb = load_with(extra, admit)
    if reasoner != "rules":
        sys.stderr.write(f"running {reasoner} ...\n")
    facts = sorted(inferred_facts(kb.ontology, reasoner))
    show(rendered(facts, form))
    sys.stderr.write(f"{len(facts)} facts by {reasoner}\n")
