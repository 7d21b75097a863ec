"""Validation of generated records of patients by each engine: errors found, false findings, time beside pyshacl.

One node in a hundred has an error that is known. Times are of one run each in this order on the same data, from text
to findings with file and line; ratios are to pyshacl in the same run, and hold between machines where seconds do not.

    python benchmarks/validation.py --quick   # 10,000 triples
    python benchmarks/validation.py           # 10,000 and 100,000
    python benchmarks/validation.py --long    # and 1,000,000, without pyshacl there
"""

from __future__ import annotations

import argparse
import time

import pyoxigraph as ox
from patients import Seeded, records

from lenaowl.rdf.files import Source
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.validate import validate, validate_sources

_ERRORS = 0.01
_BEARABLE = {"pyshacl": 100_000, "shifty": 1_000_000, "sparql": 1_000_000}


def measure(text: str, seeded: Seeded, engine: str) -> tuple[float, int, int]:
    """Return seconds, seeded errors that were missed, and findings that are false."""
    shapes = load_shapes()
    start = time.perf_counter()
    report = validate_sources([Source("records.nt", text, ox.RdfFormat.N_TRIPLES)], shapes, engine)
    seconds = time.perf_counter() - start
    found = {(finding.node, finding.shape) for finding in report.findings}
    return seconds, len(seeded - found), len(found - seeded)


def main() -> None:
    """Run the programme."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="10,000 triples only")
    parser.add_argument("--long", action="store_true", help="1,000,000 triples too")
    told = parser.parse_args()
    sizes = [10_000] if told.quick else [10_000, 100_000, 1_000_000] if told.long else [10_000, 100_000]
    start = time.perf_counter()
    ours = validate()
    seconds = time.perf_counter() - start
    print(f"packaged ontology: {ours.size:,} triples in {seconds:.2f} s, {len(ours.findings)} findings")
    print("triples    engine   errors  missed  false  seconds  us a triple  times faster than pyshacl")
    for size in sizes:
        text, seeded = records(size, _ERRORS)
        triples = text.count("\n")
        reference = 0.0
        for engine in ("pyshacl", "shifty", "sparql"):
            if size > _BEARABLE[engine]:
                continue
            seconds, missed, false = measure(text, seeded, engine)
            reference = seconds if engine == "pyshacl" else reference
            ratio = f"{reference / seconds:.1f}" if reference else "-"
            row = f"{triples:9,}  {engine:7}  {len(seeded):6}  {missed:6}  {false:5}  {seconds:7.2f}"
            print(f"{row}  {seconds / triples * 1e6:11.1f}  {ratio:>25}", flush=True)
            if missed or false:
                raise SystemExit(f"{engine} missed {missed} errors and made {false} false findings")


if __name__ == "__main__":
    main()
