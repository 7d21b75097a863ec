"""Commands that judge a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lenaowl.cli.options import answers, choice, examples, put, working


@click.command(epilog=examples(
    "lenaowl quality",
    "lenaowl quality my-ontology.ttl --severity warning",
    "lenaowl quality go.owl --format csv > findings.csv",
    "lenaowl quality my-claims.ttl --fail-on never --format json",
))  # fmt: skip
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--severity", "-s", type=choice("error", "warning", "info"), default="info", show_default=True,
              help="Print findings of this severity and worse.")  # fmt: skip
@click.option("--fail-on", type=choice("error", "warning", "info", "never"), default="warning", show_default=True,
              help="Exit with 1 if there are findings of this severity or worse, printed or not.")  # fmt: skip
@click.option("--namespace", "-n", metavar="IRI",
              help="What the ontology's own terms begin with.  [default: as its header says]")  # fmt: skip
@answers()
def quality(file: Path | None, severity: str, fail_on: str, namespace: str | None, form: str, wide: bool) -> None:
    """Check FILE against the rules of quality: anyone's ontology, or claims of yours.

    FILE is Turtle, RDF/XML, N-Triples or JSON-LD; without it, the release of lenaowl is checked. The rules cover
    what ROBOT report, the OBO Dashboard and FOOPS check, and claims in lenaowl's model.

    The score is the weight of the rules that are kept in the weight of those that apply, out of 100: a rule for
    errors weighs 4, for warnings 2, for the rest 1.
    """
    from lenaowl.render.quality import quality as shown
    from lenaowl.validation import quality as rules

    with working("checking"):
        report = rules.check_quality(file, namespace)
    put(shown(report, severity), form, wide)
    if fail_on != "never" and report.at_least(fail_on):
        sys.exit(1)
