"""How long the packaged questions take on the embedded store, beside rdflib's own engine in the same run.

    python benchmarks/templates.py            # each template, half a minute
    python benchmarks/templates.py --quick    # fewer repetitions, as CI runs it

Timing never fails a run; different results do. Both engines have the release in memory, and parse each query anew.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from decimal import Decimal

from rdflib import Graph, Literal

from lenaowl.query.results import Answer, ask
from lenaowl.query.runner import TemplateRunner, released
from lenaowl.query.templates import templates
from lenaowl.rdf.canonical import to_rdflib


def said(answer: Answer) -> object:
    """Return what an answer of the embedded store says, as a bag."""
    if answer.yes is not None:
        return answer.yes
    rows = answer.terms or [(t.subject, t.predicate, t.object) for t in set(answer.triples)]
    return bag(to_rdflib_terms(rows))


def to_rdflib_terms(rows: object) -> list[tuple[object, ...]]:
    """Return rows of Oxigraph's terms as rows of rdflib's."""
    from lenaowl.rdf.canonical import _term

    return [tuple(None if term is None else _term(term) for term in row) for row in rows]  # type: ignore[attr-defined]


def bag(rows: object) -> Counter[tuple[object, ...]]:
    """Count rows, whatever the way that numbers and dates are written."""

    def plain(term: object) -> object:
        if isinstance(term, Literal):
            number = isinstance(term.value, (int, Decimal)) and not isinstance(term.value, bool)
            return (format(Decimal(term.value).normalize(), "f") if number else str(term.value), term.language)
        return term

    return Counter(tuple(map(plain, row)) for row in rows)  # type: ignore[attr-defined]


def of_rdflib(graph: Graph, text: str) -> object:
    """Return what rdflib's own engine says."""
    found = graph.query(text)
    return found.askAnswer if found.type == "ASK" else bag(found)


def main() -> None:
    """Time each template and compare the answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--quick", action="store_true", help="3 repetitions instead of 15, and no line for each template"
    )
    quick = parser.parse_args().quick
    store = released()
    questions, graph = TemplateRunner(store), to_rdflib(store.triples())
    medians, peer = {}, {}
    for name, template in templates().items():
        text = questions.text(name, {param.name: param.example for param in template.params})
        seconds = []
        for _ in range(3 if quick else 15):
            start = time.perf_counter()
            answer = ask(store, text)
            seconds.append(time.perf_counter() - start)
        medians[name] = statistics.median(seconds)
        start = time.perf_counter()
        other = of_rdflib(graph, text)
        peer[name] = time.perf_counter() - start
        if other != said(answer):
            raise SystemExit(f"{name}: the embedded store and rdflib differ")
        if not quick:
            print(f"{name:<28} {medians[name] * 1e3:8.2f} ms   rdflib {peer[name] * 1e3:9.1f} ms")
    slowest = max(medians, key=lambda name: medians[name])
    ratios = sorted(peer[name] / medians[name] for name in medians)
    print(f"{len(medians)} templates, same answers")
    print(f"slowest median    {medians[slowest] * 1e3:8.2f} ms   {slowest}")
    print(f"median of medians {statistics.median(medians.values()) * 1e3:8.2f} ms")
    print(f"total             {sum(medians.values()) * 1e3:8.2f} ms   rdflib {sum(peer.values()) * 1e3:.0f} ms")
    print(f"                  {sum(peer.values()) / sum(medians.values()):8.0f} times as fast; ratio of one template: "
          f"least {ratios[0]:.0f}, median {statistics.median(ratios):.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
