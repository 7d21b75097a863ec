"""Exposures in one batch beside one by one, and beside plain joins in polars; equal results are asserted.

    python benchmarks/cohorts.py --quick   # 2,000 exposures, as a check of the results
    python benchmarks/cohorts.py           # 20,000 and 200,000
    python benchmarks/cohorts.py --file 1000000    # patients from Parquet and from CSV to Parquet, by the command

The exposures are made at random: one to three drugs, one to three kinds of human cells, a loss or a variant in one of
four. Times are of the processor (polars uses several), in one run. The joins find only what follows; the batch finds
proofs, what is opposed, lost and not judged as well.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import polars as pl
from cohort_spark import CELLS, MAPPING

import lenaowl
from lenaowl import Exposure
from lenaowl.analysis.batch import Batches
from lenaowl.analysis.cohort import AT_ONCE
from lenaowl.inference.sets import places
from lenaowl.rdf.vocabulary import lena

_SAMPLE = 500  # exposures that are answered one by one
_BEARABLE = 20_000  # exposures for the joins: ten times as many took over 18 GB


def made(kb: lenaowl.KnowledgeBase, many: int) -> list[Exposure]:
    """Return exposures made at random."""
    rng, ontology = random.Random(22), kb.ontology
    human = [c for c in ontology.members(lena("Context")) if kb._resolver.place([c])[1] == lena("human")]
    drugs, proteins = ontology.members(lena("Drug")), ontology.members(lena("Protein"))
    species = ontology.store.objects(lena("wildTypeIn"))
    forms = [form for form in ontology.members(lena("ProteinForm")) if form not in species]

    def some(among: list[str], *counts: int) -> tuple[str, ...]:
        return tuple(rng.sample(among, rng.choice(counts)))

    return [
        Exposure(some(drugs, 1, 2, 3), some(human, 1, 2, 3), some(proteins, 0, 0, 0, 1), some(forms, 0, 0, 0, 1))
        for _ in range(many)
    ]


def joined(kb: lenaowl.KnowledgeBase, exposures: list[Exposure]) -> set[tuple[int, str]]:
    """Return the states that follow in each exposure, by joins until nothing more follows."""
    ontology = kb.ontology
    needed: list[tuple[str, str]] = []
    yields: list[tuple[str, str]] = []
    alternatives: dict[str, str] = {}
    for step in ontology.facts.steps:
        parts = [f"agent {a}" for a in step.agents] + [f"kind {k}" for k in step.agent_kinds]
        parts += [f"context {c}" for c in step.contexts] + [f"state {s}" for s in step.states]
        parts += [f"form {n}" for n in step.forms] + [f"sole {n}" for n in step.sole_forms]
        needed += [(step.iri, part) for part in parts]
        yields.append((step.iri, f"state {step.conclusion}"))
        alternatives.update({f"form {n}": n for n in step.forms} | {f"sole {n}": n for n in step.sole_forms})
    facts: list[tuple[int, str]] = []
    known: dict[tuple[object, ...], list[str]] = {}
    for place, exposure in enumerate(exposures):
        presence = kb._resolver.presences(exposure)[""]
        kinds = {k for a in presence.agents for k in ontology.facts.types.get(a, ())}
        key = (presence.forms, presence.sole_forms)
        if key not in known:
            there = {"form": presence.forms, "sole": presence.sole_forms}
            known[key] = [p for p, n in alternatives.items() if ontology.facts.meeting(n, there[p.split()[0]])]
        facts += [(place, f"agent {a}") for a in presence.agents] + [(place, f"kind {k}") for k in kinds]
        facts += [(place, f"context {c}") for c in presence.contexts] + [(place, part) for part in known[key]]
        facts += [(place, f"state {state}") for state, _ in ontology.prover.by_design(presence)]
    schema = {"exposure": pl.Int32, "fact": pl.Categorical}
    found = pl.DataFrame(facts, schema=schema, orient="row").unique()
    rule = pl.DataFrame(needed, schema={"step": pl.Categorical, "fact": pl.Categorical}, orient="row")
    count = rule.group_by("step").len("needs")
    leads = pl.DataFrame(yields, schema={"step": pl.Categorical, "fact": pl.Categorical}, orient="row")
    rest = count.join(leads, on="step")
    while True:
        met = found.join(rule, on="fact").group_by("exposure", "step").len("met").join(rest, on="step")
        new = met.filter(pl.col("met") == pl.col("needs")).select("exposure", "fact").unique()
        new = new.join(found, on=["exposure", "fact"], how="anti")
        if new.is_empty():
            break
        found = pl.concat([found, new])
    states = found.with_columns(pl.col("fact").cast(pl.String)).filter(pl.col("fact").str.starts_with("state "))
    return {(place, fact.removeprefix("state ")) for place, fact in states.iter_rows()}


def timed(call: Callable[[], object]) -> tuple[float, object]:
    """Return seconds of the processor, and what a call returns."""
    start = time.process_time()
    result = call()
    return time.process_time() - start, result


def make_files(many: int, folder: Path) -> None:
    """Write patients as Parquet and as CSV, with a mapping."""
    rng = random.Random(22)
    columns = {name: rng.choices(cells, k=many) for name, cells in CELLS.items()}
    frame = pl.DataFrame({"id": [f"P{place}" for place in range(many)], **columns})
    frame.write_parquet(folder / "c.parquet")
    frame.write_csv(folder / "c.csv")
    (folder / "m.yaml").write_text(json.dumps(MAPPING), encoding="utf-8")


def by_command(many: int, folder: Path) -> None:
    """Judge patients by the command, and print what each of two kinds of file takes."""
    # In a process of its own: Linux counts what a process held when it started another for that one, too.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
        aside.submit(make_files, many, folder).result()
    for name in ("c.parquet", "c.csv"):
        args = [sys.executable, "-m", "lenaowl", "cohort", "judge", str(folder / name), "-m", str(folder / "m.yaml")]
        args += ["--format", "parquet", "--output", str(folder / "out.parquet")]
        start = time.perf_counter()
        _, status, used = os.wait4(os.spawnv(os.P_NOWAIT, sys.executable, args), 0)
        assert status == 0
        rows = pl.scan_parquet(folder / "out.parquet").select(pl.len()).collect().item()
        print(
            f"{many:>9,} patients of {name}: {rows:,} rows in {used.ru_utime + used.ru_stime:.0f} s of the processor,"
            f" {time.perf_counter() - start:.0f} s on the clock, {used.ru_maxrss // 1024:,} MB"
        )


def main() -> None:
    """Run the programme."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="2,000 exposures only")
    parser.add_argument("--file", type=int, metavar="PATIENTS", help="so many patients by the command")
    asked = parser.parse_args()
    if asked.file:
        with tempfile.TemporaryDirectory() as folder:
            return by_command(asked.file, Path(folder))
    sizes = [2_000] if asked.quick else [20_000, 200_000]
    kb = lenaowl.load()
    batches = Batches(kb.ontology, kb._effects, kb._resolver, kb._judge)
    for many in sizes:
        exposures = made(kb, many)
        starts = range(0, many, AT_ONCE)
        ours, answers = timed(lambda these=exposures, at=starts: [batches.answer(these[a : a + AT_ONCE]) for a in at])
        single, alone = timed(lambda these=exposures: kb.what_ifs(these[:_SAMPLE]))
        follows, present = set(), set()
        rows = 0
        for start, batch in zip(starts, answers, strict=True):  # type: ignore[call-overload]
            assert not batch.refused
            for expected, where in batch.expected:
                rows += where.bit_count()
                pairs = {(start + place, expected.state.iri) for place in places(where)}
                present |= pairs if expected.answer != "lost" else set()
                follows |= pairs if expected.answer in ("follows", "opposed", "weaker") else set()
        effects = {(n, e.state.iri) for n, a in enumerate(alone.answers) for e in a.effects}  # type: ignore[attr-defined]
        assert effects == {pair for pair in follows if pair[0] < _SAMPLE}, "as each by itself"
        print(
            f"{many:>9,} exposures, {rows:,} rows: {ours:.2f} s in one batch ({many / ours:,.0f} a second); one by one"
            f" {single / _SAMPLE * many:,.0f} s ({single / _SAMPLE * many / ours:.0f} times as long, from {_SAMPLE})"
        )
        if many <= _BEARABLE:
            join, states = timed(lambda these=exposures: joined(kb, these))
            in_joins = {(n, s) for n, s in states if s.endswith(("-increase", "-decrease"))}  # type: ignore[attr-defined]
            assert in_joins == present, "the joins find the same states"
            print(f"{'':>9} joins in polars {join:.1f} s ({join / ours:.1f} times as long)")


if __name__ == "__main__":
    main()
