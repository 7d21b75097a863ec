"""How compilation and inference grow with claims and with exposures, beside plain joins in polars.

Claims are made at random. The joins begin with steps and facts as numbers in memory and end with a frame, where lenaowl
begins and ends with statements in its store; so the peer is given less to do.
"""

from __future__ import annotations

import random
from functools import partial

import polars as pl
import pyoxigraph as ox
from measuring import Report, Seconds, exponent, measured

from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.owl_reasoners import inferred_facts
from lenaowl.inference.rules import compile_claims, infer
from lenaowl.inference.saturation import saturate
from lenaowl.inference.steps import Facts
from lenaowl.ontology.sources import source_files
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import lena

_HEAD = """@prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
lena:human a owl:NamedIndividual, lena:Organism ; rdfs:label "human" .
"""
_SYSTEMS, _CONTEXTS = 5, 10
_JOINED_UP_TO = 1_500_000  # effects; joins of more take more memory than the machine for CI has


def generated(claims: int, seed: int = 1, agents: int = 20) -> str:
    """Make claims at random: agents in 5 systems, 10 contexts, half as many entities as claims, a tenth proteins."""
    rng = random.Random(seed)
    lines = [_HEAD]
    for n in range(_CONTEXTS):
        lines.append(f'ex:c{n} a owl:NamedIndividual, lena:CellType ; rdfs:label "c{n}" .')
    for n in range(_SYSTEMS):
        contexts = ", ".join(f"ex:c{c}" for c in rng.sample(range(_CONTEXTS), 8))
        lines.append(
            f'ex:s{n} a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s{n}" ; '
            f"lena:systemContext {contexts} ; lena:species lena:human ."
        )
    for n in range(agents):
        lines.append(f'ex:d{n} a owl:NamedIndividual, lena:Drug ; rdfs:label "d{n}" .')
    entities = claims // 2
    for n in range(entities):
        kind = "Protein" if n % 10 == 0 else "CellularProcess"
        lines.append(f'ex:e{n} a owl:NamedIndividual, lena:{kind} ; rdfs:label "e{n}" .')
    for n in range(claims):
        if n < agents:
            subject, predicate = f"ex:d{n}", rng.choice(["increases", "decreases"])
        else:
            subject, predicate = f"ex:e{rng.randrange(entities)}", rng.choice(["promotes", "inhibits"])
        lines.append(
            f"ex:claim-{n} a owl:NamedIndividual, lena:Claim ; "
            f"lena:subject {subject} ; lena:predicate lena:{predicate} ; "
            f"lena:object ex:e{rng.randrange(entities)} ; lena:context ex:c{rng.randrange(_CONTEXTS)} ; "
            "lena:polarity lena:positive ; lena:status lena:established ."
        )
    return "\n".join(lines)


def fill_vocabulary_and(text: str, store: EmbeddedStore) -> None:
    """Load classes and properties, and some Turtle."""
    for file in source_files():
        if file.name in ("vocabulary.ttl", "metadata.ttl"):
            store.load_file(file)
    store.add(q.triple for q in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))


def vocabulary_and(text: str) -> EmbeddedStore:
    """Return a store with classes and properties, and some Turtle."""
    store = EmbeddedStore()
    fill_vocabulary_and(text, store)
    return store


def effects_of(store: EmbeddedStore) -> set[tuple[str, str]]:
    """Return exposures with what follows in them; agents, of which the same is stated, are left out."""
    exposures = store.objects(lena("hasAgent"))
    return {(e, s) for e, states in store.objects(lena("hasEffect")).items() if e in exposures for s in states}


def frames(store: EmbeddedStore) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, list[str], list[str]]:
    """Return facts of exposures, needs and conclusions of steps as numbers, with what the numbers stand for."""
    facts, numbers = Facts(store, {}), dict[object, int]()

    def number(thing: object) -> int:
        return numbers.setdefault(thing, len(numbers))

    exposures = sorted(store.objects(lena("hasAgent")))
    needs, leads = [], []
    kinds: set[object] = set()
    for place, step in enumerate(facts.steps):
        parts = [*step.agents, *step.contexts, *step.states, *step.forms]
        kinds.update(step.forms)
        needs += [(place, number(part)) for part in parts]
        leads.append((place, number(step.conclusion)))
    there = []
    for place, exposure in enumerate(exposures):
        presence = facts.presence(exposure)
        met = [need for need in kinds if facts.meeting(need, presence.forms)]  # type: ignore[arg-type]
        there += [(place, number(one)) for one in (*presence.agents, *presence.contexts, *met)]
    found = pl.DataFrame(there, schema={"exposure": pl.Int32, "fact": pl.Int32}, orient="row").unique()
    rule = pl.DataFrame(needs, schema={"step": pl.Int32, "fact": pl.Int32}, orient="row").unique()
    ends = pl.DataFrame(leads, schema={"step": pl.Int32, "fact": pl.Int32}, orient="row")
    return found, rule, ends, exposures, [str(thing) for thing in numbers]


def joined(found: pl.DataFrame, rule: pl.DataFrame, ends: pl.DataFrame) -> pl.DataFrame:
    """Return facts with all that follows from them, by joins until nothing more follows."""
    rest = rule.group_by("step").len("needs").join(ends, on="step")
    while True:
        met = found.join(rule, on="fact").group_by("exposure", "step").len("met").join(rest, on="step")
        new = met.filter(pl.col("met") == pl.col("needs")).select("exposure", "fact").unique()
        new = new.join(found, on=["exposure", "fact"], how="anti")
        if new.is_empty():
            return found
        found = pl.concat([found, new])


def growth(report: Report, sizes: list[tuple[int, int]], curve: str, *, by: str, judged_up_to: int) -> None:
    """Measure sets of claims and exposures; small ones are judged by the rules in SPARQL and by HermiT as well.

    Args:
        report: gets the table.
        sizes: numbers of claims and of exposures.
        curve: the name of this growth in the picture, or an empty text to leave it out.
        by: what grows: claims or exposures.
        judged_up_to: the most claims that the rules and HermiT are asked of.
    """
    rows, taken = [], dict[str, list[tuple[float, float]]]()
    for claims, exposures in sizes:
        text = generated(claims, agents=exposures // _SYSTEMS)
        loading, store = measured(partial(vocabulary_and, text))
        compiling, _ = measured(partial(compile_claims, store))
        inferring, _ = measured(partial(saturate, store))
        effects = effects_of(store)
        if claims <= judged_up_to:
            judge(text, effects)
        join = joins(store, effects) if len(effects) <= _JOINED_UP_TO else None
        size = claims if by == "claims" else exposures
        for name, seconds in (("load", loading), ("compile", compiling), ("infer", inferring), ("joins", join)):
            if seconds:
                taken.setdefault(name, []).append((size, seconds.cpu))
        ratio = f"{inferring.cpu / join.cpu:.2f}" if join else "too many to join"
        joined_in = (join.cpu, join.wall) if join else ("-", "-")
        rows.append((claims, exposures, len(effects), loading.cpu, compiling.cpu, compiling.wall, inferring.cpu,
                     inferring.wall, *joined_in, ratio))  # fmt: skip
    if curve:
        report.curves.update({f"{name} ({curve})": points for name, points in taken.items() if len(points) > 1})
    slopes = ", ".join(f"{name} {exponent(points):.2f}" for name, points in taken.items() if len(points) > 1)
    report.table(
        f"Growth by {by}",
        f"Random claims in {_SYSTEMS} systems; seconds of the processor, and on the clock where it says so. "
        f"Exponents over all sizes (1 is linear, log-log): {slopes or 'not measured'}.",
        ("claims", "exposures", "effects", "load", "compile", "clock", "infer", "clock", "joins in polars", "clock",
         "infer to joins"),
        rows,
    )  # fmt: skip


def joins(store: EmbeddedStore, effects: set[tuple[str, str]]) -> Seconds:
    """Return how long joins take to find the same effects."""
    found, rule, ends, exposures, names = frames(store)
    taken, closed = measured(lambda: joined(found, rule, ends))
    states = {(exposures[e], names[fact]) for e, fact in closed.join(ends, on="fact", how="semi").iter_rows()}
    if states != effects:
        raise SystemExit(f"the joins and lenaowl differ: {sorted(states ^ effects)[:5]}")
    return taken


def judge(text: str, effects: set[tuple[str, str]]) -> None:
    """Assert that the rules in SPARQL and HermiT infer the same of a generated set."""
    store = vocabulary_and(text)
    compile_claims(store)
    infer(store)
    if effects_of(store) != effects:
        raise SystemExit("the rules in SPARQL and lenaowl differ on a generated set")
    ontology = InferredOntology(partial(fill_vocabulary_and, text))
    if inferred_facts(ontology, "hermit", exposures=True) != inferred_facts(ontology, exposures=True):
        raise SystemExit("HermiT and lenaowl differ on a generated set")
