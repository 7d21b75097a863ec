"""Commands that ask what follows and why."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lenaowl.cli.options import answers, choice, data_options, examples, load_with, note, put, working
from lenaowl.rdf.vocabulary import LEVELS

if TYPE_CHECKING:
    from lenaowl.analysis.knowledge_base import KnowledgeBase


@click.command(epilog=examples(
    "lenaowl effects lenalidomide",
    "lenaowl effects IMiD --context T-cell --format json",
    "lenaowl effects IMiD --members --level molecular",
    "lenaowl effects IKZF3-knockdown --level immune",
    "lenaowl effects CHEBI:63791 --admit suggested",
))  # fmt: skip
@click.argument("name")
@click.option(
    "--context", "-c", multiple=True, metavar="NAME", help="Only where nothing but this is present; may be repeated."
)
@click.option("--level", "-l", type=choice(*LEVELS), help="Only effects at this level.")
@click.option("--members", is_flag=True, help="Of a class also the effects of each known member.")
@data_options
@answers()
def effects(
    name: str,
    context: tuple[str, ...],
    level: str | None,
    members: bool,
    admit: str,
    extra: Path | None,
    form: str,
    wide: bool,
) -> None:
    """List what NAME increases or decreases.

    NAME is a drug, a class of drugs or a knock-down: its local name, label, synonym, or the CURIE of a mapped
    identifier. Of a class it is what follows for any member and, apart, what all known members share.
    """
    from lenaowl.render.class_effects import class_effects
    from lenaowl.render.effects import effects as shown

    kb = load_with(extra, admit)
    agent = kb.ontology.words.ref(kb.ontology.agent(name))
    own = kb.effects(name, context=context, level=level)
    if agent in kb.ontology.stands_for:
        found = kb.class_effects(name, context=context, level=level)
        each = {m: kb.effects(m, context=context, level=level) for m in found.members} if members else {}
        put(class_effects(agent, found, each), form, wide)
        follows = bool(own or found.shared or any(each.values()))
    elif members:
        raise click.UsageError(f"--members needs a class of drugs, and '{name}' is not one.")
    else:
        put(shown(agent, own), form, wide)
        follows = bool(own)
    if not follows:
        asked = [option for option, given in (("--context", context), ("--level", level)) if given]
        note(_when_nothing_follows(kb, name, agent in kb.ontology.stands_for, " and ".join(asked)))


def _when_nothing_follows(kb: KnowledgeBase, name: str, is_class: bool, asked: str) -> str:
    """Return where there is something to see: without the options that were asked, of members, by weaker claims."""
    every = kb.class_effects(name) if is_class else None
    count = len(every.entailed) + len(every.shared) if every else len(kb.effects(name))
    if count:
        return f"Without {asked} there are {count}."
    without = f"Without {asked} and with" if asked else "With"
    if every and any(map(kb.effects, every.members)):
        return f"{without} --members there is what follows for its known members."
    if status := kb.weaker_status(name):
        return f"{without} --admit {status} there is something."
    return f"What is not recorded is not denied. What is known of it: lenaowl term {shlex.quote(name)}"


@click.command(epilog=examples(
    "lenaowl explain lenalidomide increases IL2",
    "lenaowl explain IMiD degrades IKZF3 --all",
    "lenaowl explain lenalidomide induces IRF4-decrease --format markdown",
    "lenaowl explain IKZF4-H188Q is-a IMiDSensitiveForm",
))  # fmt: skip
@click.argument("drug")
@click.argument("relation", type=choice("increases", "decreases", "induces", "degrades", "is-a"))
@click.argument("target")
@click.option("--all", "-a", "every", is_flag=True, help="All proofs, the best first; at most 1,000.")
@click.option("--full", is_flag=True, help="All premises, not one sentence a step.")
@data_options
@answers("mermaid")
def explain(
    drug: str,
    relation: str,
    target: str,
    every: bool,
    full: bool,
    admit: str,
    extra: Path | None,
    form: str,
    wide: bool,
) -> None:
    """Prove why something follows, down to the claims and their citations.

    DRUG is a drug, a class of drugs or a knock-down; with is-a any individual, such as a protein form.
    TARGET is an entity; with induces also a state (IRF4-decrease); with is-a a class.
    """
    from lenaowl.render.proofs import explanation

    kb = load_with(extra, admit)
    with working("looking for proofs"):
        answer = kb.explain(drug, relation, target, every=every)
    put(explanation(answer, full), form, wide)
    if answer.cut:
        note(f"The {len(answer.proofs):,} best proofs are listed; there are more.")
    if not answer:
        if form not in ("table", "markdown", "html", "json"):
            note(f"{answer.verdict}")
        sys.exit(1)


@click.command(epilog=examples(
    "lenaowl reason",
    "lenaowl reason --reasoner hermit --format csv",
    "lenaowl reason --extra my-compound.ttl",
))  # fmt: skip
@click.option("--reasoner", "-r", type=choice("rules", "hermit", "pellet"), default="rules", show_default=True,
              help="The SPARQL rules, or a Java reasoner: pip install 'lenaowl[dl]'.")  # fmt: skip
@data_options
@answers()
def reason(reasoner: str, admit: str, extra: Path | None, form: str, wide: bool) -> None:
    """Infer effects and types with a reasoner of your choice and print them."""
    from lenaowl.inference.owl_reasoners import inferred_facts
    from lenaowl.render.facts import facts as shown

    kb = load_with(extra, admit)
    with working(f"running {'the rules' if reasoner == 'rules' else reasoner}"):
        facts = sorted(inferred_facts(kb.ontology, reasoner))
    put(shown(facts), form, wide)
    note(f"{len(facts)} facts by {reasoner}")
