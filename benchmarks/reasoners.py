"""What reasoners infer from the shipped ontology of drugs that it does not know, and how long they take, in one run.

    python benchmarks/reasoners.py            # all reasoners that are here, some minutes
    python benchmarks/reasoners.py --quick    # the rules, the RL engine, ELK if it is here, and HermiT on the core

The long form also runs Pellet, HermiT on the core with the module on exposures, and HermiT on claims made at random,
with ten times as many in the second set.

Each gets `lenaowl.ttl` with a few statements on new drugs, a class of drugs and protein forms. What it infers is held
against the rules of lenaowl; the run fails if it differs. Seconds are of the processor, of the whole process with its
start, for this machine; the ratios to the rules are what to compare. ELK and one HermiT run inside ROBOT, which
`.ci/judges` brings; LENAOWL_JUDGES names another folder than `.judges`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox
from growth import generated

import lenaowl
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.owl_reasoners import Fact, classify, facts_of, inferred_facts, logical
from lenaowl.ontology.sources import source_files
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, SUBCLASS_OF

NEW = """
@prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:LO-1 a owl:NamedIndividual, lena:IMiD .
ex:Mine a owl:Class ; rdfs:subClassOf lena:IMiD .
ex:LO-2 a owl:NamedIndividual, ex:Mine .
ex:LO-3 a owl:NamedIndividual, lena:Drug ; lena:inducesDegradationOf lena:IKZF1 .
ex:IKZF2-variant a owl:NamedIndividual, lena:FunctionalForm ; lena:formOf lena:IKZF2 ;
    lena:hasResidue lena:degron-glutamine .
ex:CRBN-variant a owl:NamedIndividual, lena:ProteinForm ; lena:formOf lena:CRBN ;
    lena:hasResidue lena:CRBN-Trp380, lena:CRBN-Trp386, lena:CRBN-Trp400, lena:CRBN-Val388 .
"""
_GROWTH = (40, 100, 200, 400)
_SETS = (1, 2, 5, 10)
_EXAMPLE = "https://example.org/"
_QUERY = "urn:lenaowl:query:"
_THING = PREFIXES["owl"] + "Thing"


def shipped_with(new: str = NEW) -> list[ox.Triple]:
    """Return the shipped ontology with some statements more, without annotations."""
    shipped = ox.parse(path=str(lenaowl.path("lenaowl.ttl")), format=ox.RdfFormat.TURTLE)
    more = ox.parse(new.encode(), format=ox.RdfFormat.TURTLE)
    return logical([quad.triple for quads in (shipped, more) for quad in quads])


def exposures() -> list[ox.Triple]:
    """Return the module on exposures, without annotations."""
    file = str(lenaowl.path("lenaowl-exposures.ttl"))
    module = ox.parse(path=file, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)  # the core has the same names
    return logical([quad.triple for quad in module])


def by_rules(new: str = NEW) -> set[Fact]:
    """Return what the rules of lenaowl infer."""
    return inferred_facts(lenaowl.load(new).ontology)


def by_reasonable(triples: list[ox.Triple]) -> set[Fact]:
    """Return what the OWL 2 RL engine `reasonable` infers."""
    import reasonable

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ontology.ttl"
        file.write_bytes(ox.serialize(triples, format=ox.RdfFormat.TURTLE) or b"")
        engine = reasonable.PyReasoner()
        engine.load_file(str(file))
        return {fact for fact in facts_of(tuple(map(str, t)) for t in engine.reason()) if "/" in fact[2]}


def by_robot(
    reasoner: str, triples: list[ox.Triple], wanted: Iterable[Fact], folder: Path
) -> tuple[set[Fact], set[Fact]]:
    """Return the facts that a reasoner inside ROBOT finds of individuals, and of classes.

    ROBOT returns classes of individuals, and no values of properties. So each value in question gets a class of what
    has it; a fact of a class is that its members have the value.
    """
    pairs = sorted({(p, o) for _, p, o in wanted if p != RDF_TYPE})
    source, out = folder / "ontology.ttl", folder / "out.ttl"
    source.write_bytes(ox.serialize([*triples, *_queries(pairs)], format=ox.RdfFormat.TURTLE) or b"")
    robot(
        "reason", "--reasoner", reasoner, "--axiom-generators", "SubClass ClassAssertion", "--include-indirect", "true",
        "--remove-redundant-subclass-axioms", "false",
        "--input", source, "--output", out,
    )  # fmt: skip
    told = [q.triple for q in ox.parse(path=str(out), format=ox.RdfFormat.TURTLE)]
    return _asked(told, pairs, RDF_TYPE), _asked(told, pairs, SUBCLASS_OF)


def _queries(pairs: list[tuple[str, str]]) -> Iterator[ox.Triple]:
    names = ("Class", "Restriction", "onProperty", "hasValue")
    owl = {name: ox.NamedNode(PREFIXES["owl"] + name) for name in names}
    for number, (prop, value) in enumerate(pairs):
        has, asked = ox.BlankNode(f"q{number}"), ox.NamedNode(f"{_QUERY}{number}")
        yield ox.Triple(asked, ox.NamedNode(RDF_TYPE), owl["Class"])
        yield ox.Triple(has, ox.NamedNode(RDF_TYPE), owl["Restriction"])
        yield ox.Triple(has, owl["onProperty"], ox.NamedNode(prop))
        yield ox.Triple(has, owl["hasValue"], ox.NamedNode(value))
        yield ox.Triple(has, ox.NamedNode(SUBCLASS_OF), asked)


def _asked(told: list[ox.Triple], pairs: list[tuple[str, str]], predicate: str) -> set[Fact]:
    found = set()
    for t in told:
        if t.predicate.value != predicate or not {type(t.subject), type(t.object)} <= {ox.NamedNode}:
            continue
        subject, cls = t.subject.value, t.object.value  # type: ignore[union-attr]
        if cls.startswith(_QUERY):
            found.add((subject, *pairs[int(cls.removeprefix(_QUERY))]))
        elif not cls.startswith(PREFIXES["owl"]):
            found.add((subject, predicate, cls))
    return found


def robot(*args: str | Path) -> None:
    """Run ROBOT.

    Raises:
        FileNotFoundError: if it is not here.
        RuntimeError: with what it said, if it fails.
    """
    jars = Path(os.environ.get("LENAOWL_JUDGES") or Path(__file__).parents[1] / ".judges") / "robot"
    java = shutil.which("java")
    if not jars.is_dir() or java is None:
        raise FileNotFoundError(f"{jars} or Java is not here; .ci/judges brings both")
    command = [java, "-Xmx4g", "-cp", f"{jars}{os.sep}*", "org.obolibrary.robot.CommandLineInterface", *map(str, args)]
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.returncode:
        raise RuntimeError(answer.stdout + answer.stderr)


def _seconds() -> float:
    """Return the processor time of this process and of those that it started and that have ended."""
    return sum(os.times()[:4])


def growth() -> bool:
    """Print how long HermiT takes of the core of claims made at random, and of ten times as many.

    In the first series more claims are on the same drugs, so that each drug has more effects; in the second there are
    as many more drugs and entities, with claims of their own. Return whether it infers what the rules infer.
    """
    more_on_the_same = [(claims, generated(claims)) for claims in _GROWTH]
    one = generated(_GROWTH[0])
    head = one[: one.index("ex:d0 ")]
    parts = [head + "".join(_renamed(one.removeprefix(head), place) for place in range(sets)) for sets in _SETS]
    more_drugs = [(_GROWTH[0] * sets, text) for sets, text in zip(_SETS, parts, strict=True)]
    return all([_grown("more claims on 20 drugs", more_on_the_same), _grown("more claims on more drugs", more_drugs)])


def _renamed(text: str, place: int) -> str:
    """Return claims with drugs and entities of their own, in the same systems."""
    return re.sub(r"ex:(d|e|claim-)(?=[0-9])", rf"ex:set{place}-\1", text) + "\n"


def _grown(name: str, sets: Iterable[tuple[int, str]]) -> bool:
    print(f"\n{name}\n{'claims':>8}{'axioms':>9}{'facts':>8}{'HermiT, seconds':>17}{'ratio':>7}")
    fine, first = True, 0.0
    for claims, text in sets:
        triples = [quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)]

        def fill(store: EmbeddedStore, told: list[ox.Triple] = triples) -> None:
            for file in source_files():
                if file.name in ("vocabulary.ttl", "metadata.ttl"):
                    store.load_file(file)
            store.add(told)

        ontology = InferredOntology(fill)
        core = logical(ontology.core())
        inclusions = sum(t.predicate.value == SUBCLASS_OF for t in core)
        expected, started = inferred_facts(ontology), _seconds()
        fine &= classify(core, "hermit") == expected
        took = _seconds() - started
        first = first or took
        print(f"{claims:>8,}{inclusions:>9,}{len(expected):>8,}{took:>17.1f}{took / first:>7.1f}", flush=True)
    return fine


def main() -> None:
    """Run the reasoners and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="only the reasoners that take a few seconds")
    quick = parser.parse_args().quick
    triples, started = shipped_with(), _seconds()
    expected = by_rules()
    rules = _seconds() - started
    known = {fact[0] for fact in expected}
    values = {fact for fact in expected if fact[1] != RDF_TYPE}
    of_new = sum(fact[0].startswith(_EXAMPLE) for fact in expected)
    print(f"{len(triples):,} triples without annotations; {len(expected):,} facts, {of_new} of them of what is new\n")
    print(f"{'reasoner':<42}{'facts':>8}{'lacks':>8}{'more':>6}{'seconds':>9}{'ratio':>7}")
    fine = True

    def line(name: str, find: Callable[[], set[Fact]], wanted: set[Fact], seconds: float | None = None) -> None:
        nonlocal fine
        started = _seconds()
        try:
            found = {fact for fact in find() if fact[0] in known}  # not of trials, which the rules do not read
        except FileNotFoundError as missing:
            print(f"{name:<42}{missing}")
            return
        took = _seconds() - started if seconds is None else seconds
        lacks, more = len(wanted - found), len(found - wanted)
        print(f"{name:<42}{len(found):>8,}{lacks:>8}{more:>6}{took:>9.1f}{took / rules:>7.1f}", flush=True)
        fine &= not lacks and not more

    def elk() -> set[Fact]:
        with tempfile.TemporaryDirectory() as folder:
            of_individuals, of_classes = by_robot("ELK", triples, values, Path(folder))
        nonlocal fine
        mine = {fact[1:] for fact in of_classes if fact[0] == f"{_EXAMPLE}Mine" and fact[1] != SUBCLASS_OF}
        fine &= mine == {fact[1:] for fact in values if fact[0] == f"{_EXAMPLE}LO-2"}  # what its bare member has
        return {fact for fact in of_individuals if fact[1] != RDF_TYPE}

    owlready2 = f"in owlready2 {version('owlready2')}"
    line("rules of lenaowl, load included", lambda: expected, expected, rules)
    line(f"reasonable {version('reasonable')} (OWL 2 RL)", lambda: by_reasonable(triples), expected)
    line("ELK in ROBOT, values, also of classes", elk, values)
    line(f"HermiT {owlready2}", lambda: classify(triples, "hermit"), expected)
    if not quick:
        line(f"Pellet {owlready2}", lambda: classify(triples, "pellet"), expected)
        more = [*triples, *exposures()]
        line(f"HermiT {owlready2}, with exposures", lambda: classify(more, "hermit"), expected)
        fine &= growth()
    sys.exit(not fine)


if __name__ == "__main__":
    main()
