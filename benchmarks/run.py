"""The performance programme: each figure beside that of a peer in the same run, as a ratio.

    python benchmarks/run.py            # all, a few minutes
    python benchmarks/run.py --quick    # a short form, as CI runs it

Timing never fails a run; different results do.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import pyoxigraph as ox

import lenaowl
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.owl_reasoners import classify, inferred_facts
from lenaowl.inference.prebuilt import fill
from lenaowl.inference.rules import compile_claims, compiled, infer
from lenaowl.inference.saturation import saturate
from lenaowl.ontology.sources import source_files
from lenaowl.rdf.canonical import turtle
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import lena


def timed(call: Callable[[], object], repeat: int) -> float:
    """Median seconds of several calls."""
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def timed_on(stores: list[EmbeddedStore], call: Callable[[EmbeddedStore], object]) -> float:
    """Median seconds of a call on stores that it changes."""
    return timed(lambda: call(stores.pop()), len(stores))


def process(*args: str) -> Callable[[], object]:
    """Run Python with these arguments in a process of its own."""
    return lambda: subprocess.run([sys.executable, *args], check=True, capture_output=True)


def reasoners(repeat: int, with_pellet: bool) -> None:
    """Inference in process and by the rules in SPARQL against HermiT and Pellet, with identical results."""
    in_process = timed_on([compiled(fill) for _ in range(repeat)], saturate)
    by_rules = timed_on([compiled(fill)], infer)
    kb = lenaowl.load()
    expected = inferred_facts(kb.ontology)
    triples = kb.ontology.core()
    print(f"lenaowl           {in_process:8.3f} s   {len(expected)} facts, inference alone, in process")
    print(f"rules in SPARQL   {by_rules:8.3f} s   as servers run them; {by_rules / in_process:.1f} times as long")
    for name in ("hermit", "pellet")[: 1 + with_pellet]:
        start = time.perf_counter()
        found = classify(triples, name)
        seconds = time.perf_counter() - start
        if found != expected:
            raise SystemExit(f"{name} and lenaowl differ: {sorted(found ^ expected)[:5]}")
        print(f"{name:<17} {seconds:8.3f} s   same {len(found)} facts; {seconds / in_process:.0f} times as long")


def cold_commands(repeat: int) -> None:
    """Cold commands against a cold import of rdflib."""
    peer = timed(process("-c", "import rdflib"), repeat)
    print(f"import rdflib     {peer:8.3f} s   cold process")
    for args in (("--help",), ("effects", "lenalidomide"), ("explain", "lenalidomide", "increases", "IL2"),
                 ("what-if", "lenalidomide", "--without", "CRBN")):  # fmt: skip
        seconds = timed(process("-m", "lenaowl", *args), repeat)
        print(f"lenaowl {args[0]:<9} {seconds:8.3f} s   {seconds / peer:.1f} times a cold import of rdflib")


def what_ifs(number: int, sample: int) -> None:
    """Exposures that a user describes, in one process; a sample of them is judged by HermiT as well."""
    random.seed(1)
    kb = lenaowl.load()
    parts = {
        "agents": ("thalidomide", "lenalidomide", "pomalidomide", "iberdomide", "CC-885", "CRBN-knockdown"),
        "contexts": ("multiple-myeloma-cell", "T-cell", "NK-cell", "CLL-cell", "CD34-progenitor", "ABC-DLBCL-cell"),
        "without": ("CRBN", "DDB1", "IKZF1", "IKZF3", "IRF4", "p21", "IL2"),
        "forms": ("IKZF3-Q147H", "IKZF1-Q146H", "CRBN-YWAA"),
    }
    asked = [
        lenaowl.Exposure(
            agents=random.sample(parts["agents"], random.randint(1, 2)),
            contexts=random.sample(parts["contexts"], random.randint(1, 3)),
            without=random.sample(parts["without"], random.randint(0, 2)),
            forms=random.sample(parts["forms"], random.randint(0, 1)),
        )
        for _ in range(number)
    ]
    start = time.perf_counter()
    answers = [kb.what_if(exposure) for exposure in asked]
    each = (time.perf_counter() - start) / number
    print(f"what-ifs          {each * number:8.3f} s   {number} in one process, {each * 1000:.2f} ms each")
    read = lenaowl.load(turtle(triple for answer in answers[:sample] for triple in answer.statements))
    start = time.perf_counter()
    found = classify([*read.ontology.core(), *read.ontology.exposure_module()], "hermit")
    seconds = (time.perf_counter() - start) / sample
    for answer in answers[:sample]:
        for presence in answer.presences.values():
            judged = {o for s, p, o in found if (s, p) == (presence.exposure, lena("hasEffect"))}
            if judged != {
                s for s, proof in kb.ontology.prover.best(presence).items() if proof.statement[1] == lena("hasEffect")
            }:
                raise SystemExit(f"HermiT differs on {answer.label}")
    print(
        f"HermiT            {seconds:8.3f} s   for each of {sample}, asked together; {seconds / each:.0f} times as long"
    )


GROWTH_HEAD = """@prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
lena:human a owl:NamedIndividual, lena:Organism ; rdfs:label "human" .
"""


def generated(claims: int, seed: int = 1) -> str:
    """Make claims at random: 20 agents in 5 systems (100 exposures), 10 contexts, half as many entities as claims."""
    random.seed(seed)
    lines = [GROWTH_HEAD]
    for n in range(10):
        lines.append(f'ex:c{n} a owl:NamedIndividual, lena:CellType ; rdfs:label "c{n}" .')
    for n in range(5):
        contexts = ", ".join(f"ex:c{c}" for c in random.sample(range(10), 8))
        lines.append(
            f'ex:s{n} a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s{n}" ; '
            f"lena:systemContext {contexts} ; lena:species lena:human ."
        )
    for n in range(20):
        lines.append(f'ex:d{n} a owl:NamedIndividual, lena:Drug ; rdfs:label "d{n}" .')
    entities = claims // 2
    for n in range(entities):
        kind = "Protein" if n % 10 == 0 else "CellularProcess"
        lines.append(f'ex:e{n} a owl:NamedIndividual, lena:{kind} ; rdfs:label "e{n}" .')
    for n in range(claims):
        if n < 20:
            subject, predicate = f"ex:d{n}", random.choice(["increases", "decreases"])
        else:
            subject, predicate = f"ex:e{random.randrange(entities)}", random.choice(["promotes", "inhibits"])
        lines.append(
            f"ex:claim-{n} a owl:NamedIndividual, lena:Claim ; "
            f"lena:subject {subject} ; lena:predicate lena:{predicate} ; "
            f"lena:object ex:e{random.randrange(entities)} ; lena:context ex:c{random.randrange(10)} ; "
            "lena:polarity lena:positive ; lena:status lena:established ."
        )
    return "\n".join(lines)


def growth(sizes: tuple[int, ...], judged_up_to: int) -> None:
    """How inference grows with claims and effects; small sets are checked against the rules and HermiT."""
    print("claims   effects   compile s   infer s   rules in SPARQL s   microseconds to infer per claim and effect")
    for claims in sizes:
        text = generated(claims)
        store, by_rules = vocabulary_and(text), vocabulary_and(text)
        compiling = timed_on([store], compile_claims)
        inferring = timed_on([store], saturate)
        effects = count_effects(store)
        rules = ""
        if claims <= judged_up_to:
            compile_claims(by_rules)
            rules = f"{timed_on([by_rules], infer):.2f}"
            if count_effects(by_rules) != effects:
                raise SystemExit("the rules in SPARQL and lenaowl differ on a generated set")
            check_against_hermit(text)
        cost = inferring / (claims + effects) * 1e6
        print(f"{claims:6}   {effects:7}   {compiling:9.2f}   {inferring:7.2f}   {rules:>17}   {cost:8.1f}")


def count_effects(store: EmbeddedStore) -> int:
    """Count what follows in all exposures."""
    return sum(map(len, store.objects(lena("hasEffect")).values()))


def vocabulary_and(text: str) -> EmbeddedStore:
    """Return a store with classes and properties, and some Turtle."""
    store = EmbeddedStore()
    fill_vocabulary_and(text, store)
    return store


def fill_vocabulary_and(text: str, store: EmbeddedStore) -> None:
    """Load classes and properties, and some Turtle."""
    for file in source_files():
        if file.name in ("vocabulary.ttl", "metadata.ttl"):
            store.load_file(file)
    store.add(q.triple for q in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))


def check_against_hermit(text: str) -> None:
    """Assert that HermiT infers the same of a generated set."""
    ontology = InferredOntology(partial(fill_vocabulary_and, text))
    if inferred_facts(ontology, "hermit", exposures=True) != inferred_facts(ontology, exposures=True):
        raise SystemExit("HermiT and lenaowl differ on a generated set")


def main() -> None:
    """Run the programme."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, no Pellet, growth up to 1,000 claims")
    quick = parser.parse_args().quick
    repeat = 3 if quick else 9
    print("== Inference on the shipped ontology")
    reasoners(repeat, with_pellet=not quick)
    print("\n== Cold commands")
    cold_commands(repeat)
    print("\n== What-ifs")
    what_ifs(1_000, sample=5 if quick else 50)
    print("\n== Growth: generated claims, 100 exposures")
    growth((100, 1_000) if quick else (100, 1_000, 10_000), judged_up_to=100)


if __name__ == "__main__":
    main()
