"""What people wait for: inference, what-ifs, all proofs, loading; each with a judge of its results."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
from measuring import Report, measured
from patients import records

import lenaowl
from lenaowl.inference.owl_reasoners import classify, inferred_facts
from lenaowl.inference.prebuilt import fill
from lenaowl.inference.rules import compiled, infer
from lenaowl.inference.saturation import saturate
from lenaowl.rdf.canonical import turtle
from lenaowl.rdf.files import Source, read_files
from lenaowl.rdf.vocabulary import lena
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.user_data import UserData, filled
from lenaowl.validation.validate import validate_sources

_PARTS = {
    "agents": ("thalidomide", "lenalidomide", "pomalidomide", "iberdomide", "CC-885", "CRBN-knockdown"),
    "contexts": ("multiple-myeloma-cell", "T-cell", "NK-cell", "CLL-cell", "CD34-progenitor", "ABC-DLBCL-cell"),
    "without": ("CRBN", "DDB1", "IKZF1", "IKZF3", "IRF4", "p21", "IL2"),
    "forms": ("IKZF3-Q147H", "IKZF1-Q146H", "CRBN-YWAA"),
}
_CLAIM = (
    "lena:polarity lena:positive ; lena:status lena:established ; lena:evidence [ a lena:Evidence ; "
    "lena:publication <https://pubmed.ncbi.nlm.nih.gov/24292625> ; lena:method eco:0000006 ; "
    "lena:stance lena:supporting ] ."
)  # made up, as the claims are: a claim without evidence is refused


def inference(report: Report) -> None:
    """Measure inference on the shipped ontology by sets, by the rules in SPARQL and by HermiT; results are the same."""
    first, second = compiled(fill), compiled(fill)
    ours, _ = measured(lambda: saturate(first))
    rules, _ = measured(lambda: infer(second))
    kb = lenaowl.load()
    expected, core = inferred_facts(kb.ontology), kb.ontology.core()
    rows: list[tuple[object, ...]] = [
        ("lenaowl, in process", ours.cpu, ours.wall),
        ("rules in SPARQL, as servers run them", rules.cpu, rules.wall),
    ]
    took, found = measured(lambda: classify(core, "hermit"))
    if found != expected:
        raise SystemExit(f"HermiT and lenaowl differ: {sorted(found ^ expected)[:5]}")
    rows.append(("HermiT", "-", took.wall))  # it works in a process of Java
    text = f"{len(expected):,} facts on drugs and classes, the same by each. HermiT classifies the core, no exposures."
    report.table("Inference on the shipped ontology", text, ("by", "CPU", "clock"), rows)


def what_ifs(report: Report, number: int, sample: int) -> None:
    """Measure exposures that a user describes; HermiT judges the effects of a sample of them."""
    rng, kb = random.Random(1), lenaowl.load()
    some = {"agents": (1, 2), "contexts": (1, 3), "without": (0, 2), "forms": (0, 1)}
    asked = [
        lenaowl.Exposure(**{name: rng.sample(_PARTS[name], rng.randint(*counts)) for name, counts in some.items()})
        for _ in range(number)
    ]
    single, alone = measured(lambda: [kb.what_if(exposure) for exposure in asked[: number // 10]])
    again = lenaowl.load()
    took, many = measured(lambda: again.what_ifs(asked))
    for one, other in zip(alone, many.answers, strict=False):
        if other is None or one.as_dict() != other.as_dict():
            raise SystemExit(f"{one.label} is answered otherwise among others")
    judged = alone[:sample]
    read = lenaowl.load(turtle(triple for answer in judged for triple in answer.statements))
    found = classify([*read.ontology.core(), *read.ontology.exposure_module()], "hermit")
    for answer in judged:
        for presence in answer.presences.values():
            effects = {o for s, p, o in found if (s, p) == (presence.exposure, lena("hasEffect"))}
            best = kb.ontology.prover.best(presence)
            if effects != {s for s, proof in best.items() if proof.statement[1] == lena("hasEffect")}:
                raise SystemExit(f"HermiT differs on {answer.label}")
    rows = [(number, "together", took.cpu, took.wall), (len(alone), "one by one", single.cpu, single.wall)]
    text = f"Random drugs, cells, losses and variants, in one process; HermiT finds the same of {sample} of them."
    report.table("What-ifs", text, ("what-ifs", "asked", "CPU", "clock"), rows)


def layered(layers: int, width: int) -> str:
    """Return claims in layers: a drug, and each process of a layer promotes each of the next."""
    lines = [
        "@prefix ex: <https://example.org/> . @prefix lena: <https://w3id.org/lenaowl/> .",
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix eco: <http://purl.obolibrary.org/obo/ECO_> .",
        'ex:D a lena:Drug ; rdfs:label "D" .',
    ]
    names = [["D"], *([f"p{n}x{w}" for w in range(width)] for n in range(layers)), ["goal"]]
    lines += [f'ex:{name} a lena:CellularProcess ; rdfs:label "{name}" .' for layer in names[1:] for name in layer]
    for n, (before, after) in enumerate(pairwise(names)):
        verb = "promotes" if n else "increases"
        lines += [
            f"ex:c-{a}-{b} a lena:Claim ; lena:subject ex:{a} ; lena:predicate lena:{verb} ; "
            f"lena:object ex:{b} ; {_CLAIM}"
            for a in before
            for b in after
        ]
    return "\n".join(lines)


def proofs(report: Report, layers: int, width: int) -> None:
    """Measure all proofs in a layered network; the best is the first, and it is said when the list is cut."""
    kb, ways = lenaowl.load(layered(layers, width)), width**layers
    one, best = measured(lambda: kb.explain("D", "increases", "goal"))
    every, listed = measured(lambda: kb.explain("D", "increases", "goal", every=True))
    if (
        listed.proofs[0].cost != best.proofs[0].cost
        or len(listed.proofs) != min(ways, 1_000)
        or listed.cut != (ways > 1_000)
    ):
        raise SystemExit("not all proofs, or not the best first")
    rows = [("the best", 1, one.cpu, one.wall), ("all", len(listed.proofs), every.cpu, every.wall)]
    text = f"{layers} layers of {width}: {ways:,} proofs, of which at most 1,000 are listed, the best first."
    report.table("Proofs", text, ("asked", "proofs", "CPU", "clock"), rows)


def loading(report: Report, triples: int) -> None:
    """Measure the loading of N-Triples beside Oxigraph's, and validation of a tenth of them with 1 % errors."""
    text, _ = records(triples, 0.01)
    few, seeded = records(triples // 10, 0.01)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "records.nt"
        file.write_text(text, encoding="utf-8")
        store = ox.Store()
        peer, _ = measured(lambda: store.load(path=str(file), format=ox.RdfFormat.N_TRIPLES))
        ours, data = measured(lambda: filled(UserData(read_files([file]))))
    if len(data.store) != len(store):
        raise SystemExit("lenaowl and Oxigraph load different statements")
    shapes, source = load_shapes(), Source("records.nt", few, ox.RdfFormat.N_TRIPLES)
    validate_sources([source], shapes)  # reads the ontology, once a process
    checked, found = measured(lambda: validate_sources([source], shapes))
    if {(one.node, one.shape) for one in found.findings} != seeded:
        raise SystemExit("validation missed errors, or made false findings")
    rows = [
        ("Oxigraph's own loading", len(store), peer.cpu, peer.wall, "1.0"),
        ("lenaowl", data.size, ours.cpu, ours.wall, f"{ours.cpu / peer.cpu:.2f}"),
        (f"validation with {len(seeded)} errors", found.size, checked.cpu, checked.wall, "-"),
    ]
    text = (
        "N-Triples from a file into a store in memory, and validation against all packaged shapes, from text to lines."
    )
    report.table("Loading and validation", text, ("what", "triples", "CPU", "clock", "times Oxigraph's"), rows)
