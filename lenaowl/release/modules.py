"""The modules of the release: ontologies of their own that import the core, so that who needs the core alone is quick.

What agents do in systems that differ from the reference systems is one, the records of clinical trials are another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from lenaowl.ontology.annotate import ONTOLOGY, complete, named
from lenaowl.rdf.canonical import canonical, canonical_turtle
from lenaowl.rdf.vocabulary import NAMESPACE, RDF_TYPE, lena
from lenaowl.release.artefacts import TURTLE, Artefact, release_iri

_OWL = "https://www.w3.org/TR/owl2-overview/"
_TYPE = ox.NamedNode(RDF_TYPE)
# What the header of a module does not take over from the ontology.
_OWN_HEADER = (("dcterms", "title"), ("dcterms", "description"), ("dcterms", "abstract"), ("rdfs", "label"))
_OF_TRIALS = {
    ox.NamedNode(lena(name)) for name in ("Trial", "TrialArm", "RegimenComponent", "Endpoint", "Result")
}  # fmt: skip


@dataclass(frozen=True)
class Module:
    """An ontology that imports the core.

    Attributes:
        file: the name of its file.
        name: of the module, which ends its IRI.
        title: of the file.
        about: what it holds, in whole sentences.
    """

    file: str
    name: str
    title: str
    about: str

    @property
    def iri(self) -> str:
        """The IRI of the ontology."""
        return NAMESPACE + self.name


EXPOSURES = Module(
    "lenaowl-exposures.ttl",
    "exposures",
    "Axioms on exposures, for what-ifs: imports the ontology, in Turtle",
    "What follows where agents act on a system with stated contexts and protein forms: the accepted claims as axioms "
    "on exposures, for systems that differ from the reference systems, such as one without cereblon. What agents do "
    "in the reference systems is in the ontology that this module imports.",
)
TRIALS = Module(
    "lenaowl-trials.ttl",
    "trials",
    "Clinical trials with their arms, regimens, endpoints and results: imports the ontology, in Turtle",
    "Clinical trials with their arms, regimens, endpoints and results, as they were reported. They are data: nothing "
    "that agents do is inferred from them. Their vocabulary, and the publications that report them, are in the "
    "ontology that this module imports.",
)


def split_trials(triples: Collection[ox.Triple]) -> tuple[list[ox.Triple], list[ox.Triple]]:
    """Return statements without what is recorded of trials, and what is recorded of them."""
    recorded = {t.subject for t in triples if t.predicate == _TYPE and t.object in _OF_TRIALS}
    core = [t for t in triples if t.subject not in recorded]
    return core, [t for t in triples if t.subject in recorded]


def exposures(axioms: Iterable[ox.Triple], core: Collection[ox.Triple], version: str) -> Artefact:
    """Return the module on exposures."""
    return _artefact(EXPOSURES, complete(axioms, ()), core, version)


def trials(recorded: Iterable[ox.Triple], core: Collection[ox.Triple], version: str) -> Artefact:
    """Return the module on trials: what `split_trials` found."""
    return _artefact(TRIALS, recorded, core, version)


def _artefact(module: Module, triples: Iterable[ox.Triple], core: Iterable[ox.Triple], version: str) -> Artefact:
    """Make the file of a module: its header is that of the core but for what it is called and what it holds."""
    here, own = ox.NamedNode(module.iri), {_TYPE, *(named(*term) for term in _OWN_HEADER)}
    taken_over = (t for t in core if t.subject == ONTOLOGY and t.predicate not in own)
    header = [
        *(ox.Triple(here, t.predicate, t.object) for t in taken_over),
        ox.Triple(here, _TYPE, named("owl", "Ontology")),
        ox.Triple(here, named("owl", "imports"), ONTOLOGY),
        ox.Triple(here, named("owl", "versionIRI"), ox.NamedNode(release_iri(version, module.file))),
        ox.Triple(here, named("dcterms", "title"), ox.Literal(f"lenaowl: {module.name}", language="en")),
        ox.Triple(here, named("dcterms", "description"), ox.Literal(module.about, language="en")),
    ]
    told = canonical([*triples, *header])
    content = canonical_turtle(told).encode()
    return Artefact(module.file, module.title, TURTLE, content, _OWL, len(told), is_ontology=True, iri=module.iri)
