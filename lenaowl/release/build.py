"""Builds the release artefacts: the same bytes on every run and every machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lenaowl.analysis.knowledge_base import KnowledgeBase
from lenaowl.errors import DataError
from lenaowl.inference import prebuilt as prepared
from lenaowl.ontology.annotate import complete
from lenaowl.ontology.sources import data_files, source_files, trials
from lenaowl.rdf.canonical import canonical, canonical_turtle
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, compact, lena, local_name
from lenaowl.release.artefacts import (
    JSON,
    JSON_LD,
    RDF_XML,
    TABLE,
    TRIG,
    TURTLE,
    Artefact,
    catalog,
    manifest,
    release_iri,
)
from lenaowl.release.jsonld import context_document, jsonld
from lenaowl.release.obographs import obograph
from lenaowl.release.query_catalogue import CATALOGUE, catalogue
from lenaowl.release.sssom import sssom
from lenaowl.release.void import dataset
from lenaowl.validation.quality import RuleBreach, examine
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.validate import validate_store

ONTOLOGY = ox.NamedNode(NAMESPACE)
_INFERRED = "lenaowl-inferred.ttl"
EXPOSURES, EXPOSURES_IRI = "lenaowl-exposures.ttl", NAMESPACE + "exposures"
_ABOUT_EXPOSURES = (
    "What follows where agents act on a system with stated contexts and protein forms: the accepted claims as axioms "
    "on exposures, for systems that differ from the reference systems, such as one without cereblon. What agents do "
    "in the reference systems is in the ontology that this module imports."
)
# What the header of the module does not take over from the ontology.
_OWN_HEADER = (("dcterms", "title"), ("dcterms", "description"), ("dcterms", "abstract"), ("rdfs", "label"))
_WITHOUT_EXAMPLE = """
SELECT DISTINCT ?class {
  ?class owl:equivalentClass ?definition ; rdfs:subClassOf+ lena:Drug .
  FILTER (isIRI(?class))
  FILTER NOT EXISTS { ?class skos:example ?given }
}
"""
_TYPE = ox.NamedNode(RDF_TYPE)
_OWL, _JSON_LD = "https://www.w3.org/TR/owl2-overview/", "https://www.w3.org/TR/json-ld11/"
_SHACL_AF = "https://www.w3.org/TR/shacl-af/"
_TRIG = "https://www.w3.org/TR/trig/"
_OBO_GRAPHS, _SSSOM = "https://github.com/geneontology/obographs", "https://w3id.org/sssom/"
_XML_PREFIXES = {
    name: iri
    for name, iri in PREFIXES.items()
    if name in ("lena", "owl", "rdfs", "skos", "dcterms", "obo", "vann", "bibo", "foaf")
}


def _node(prefix: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES[prefix] + name)


def artefacts(kb: KnowledgeBase) -> dict[str, bytes]:
    """Return the artefacts of a release by file name.

    Args:
        kb: the shipped ontology, as `load` reads it.

    Raises:
        DataError: if the ontology contradicts itself, or breaks a rule of `queries/quality` or a shape; no artefact is
            made then.
    """
    kb.refuse_contradictions()
    data = trials()
    asserted = canonical(_complete(kb, [*kb.ontology.core(), *data]))
    entailed = canonical(_complete(kb, [*kb.ontology.statements(), *data]))
    broken = examine("the ontology", _versioned(asserted, "lenaowl.ttl"), entailed).at_least("warning")
    if broken:
        raise DataError("the ontology breaks its own rules (queries/quality):\n" + "\n".join(map(_told, broken)))
    _conform(entailed)
    version = _version(asserted)
    queries, size = catalogue(kb.questions)
    files = [*_ontologies(asserted, entailed), _exposures(kb, asserted), *_tables(asserted)]
    files.append(
        Artefact(CATALOGUE, "The packaged questions, as SHACL SPARQL executables", TURTLE, queries, _SHACL_AF, size)
    )
    files.append(dataset(files, version, _versioned(asserted, "lenaowl.ttl"), _versioned(entailed, _INFERRED)))
    files.append(catalog(files, version))
    files.append(manifest(files, version))
    return {file.name: file.content for file in files}


def _conform(entailed: list[ox.Triple]) -> None:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in entailed)
    found = validate_store(store, load_shapes(), "sparql", "the ontology").findings
    if found:
        lines = (f"  {f.shape}: {f.node} {f.path} {f.value}\n    {f.message} How to fix it: {f.hint}" for f in found)
        raise DataError("the ontology breaks its own shapes (shapes/):\n" + "\n".join(lines))


def _told(finding: RuleBreach) -> str:
    """Tell what is wrong with a term, where it stands in the authored files, and how to fix it."""
    what = f"{local_name(finding.term)} {compact(finding.detail)}".rstrip()
    start = re.compile(rf"^lena:{re.escape(local_name(finding.term))}\s", re.MULTILINE)
    where = ""
    for file in (*source_files(), *data_files()):
        if found := start.search(text := file.read_text(encoding="utf-8")):
            where = f" ({file}, line {text.count(chr(10), 0, found.start()) + 1})"
            break
    rule = finding.rule
    return f"  {rule.name}: {what}{where}\n    {rule.problem} How to fix it: {rule.solution}"


def _ontologies(asserted: list[ox.Triple], entailed: list[ox.Triple]) -> Iterator[Artefact]:
    """Make the files that are the ontology, each in one syntax and with a version IRI of its own."""
    whole = "The ontology with the axioms compiled from claims"
    for name, title, media_type, standard, written, triples in (
        ("lenaowl.ttl", f"{whole}, in Turtle", TURTLE, _OWL, _turtle, asserted),
        (_INFERRED, "The ontology with all that follows as plain triples, in Turtle", TURTLE, _OWL, _turtle, entailed),
        ("lenaowl.owl", f"{whole}, in RDF/XML", RDF_XML, _OWL, _rdf_xml, asserted),
        ("lenaowl.jsonld", f"{whole}, in JSON-LD", JSON_LD, _OWL, jsonld, asserted),
    ):
        versioned = _versioned(triples, name)
        yield Artefact(name, title, media_type, written(versioned), standard, len(versioned), is_ontology=True)


def _exposures(kb: KnowledgeBase, asserted: list[ox.Triple]) -> Artefact:
    """Make the module on exposures: it imports the core, and has the header of the core but for what it is called."""
    here = ox.NamedNode(EXPOSURES_IRI)
    told = {_TYPE, *(_node(*term) for term in _OWN_HEADER)}
    of_ontology = (t for t in asserted if t.subject == ONTOLOGY and t.predicate not in told)
    header = [ox.Triple(here, t.predicate, t.object) for t in of_ontology]
    iri = ox.NamedNode(release_iri(_version(asserted), EXPOSURES))
    own = [
        ox.Triple(here, _TYPE, _node("owl", "Ontology")),
        ox.Triple(here, _node("owl", "imports"), ONTOLOGY),
        ox.Triple(here, _node("owl", "versionIRI"), iri),
        ox.Triple(here, _node("dcterms", "title"), ox.Literal("lenaowl: exposures", language="en")),
        ox.Triple(here, _node("dcterms", "description"), ox.Literal(_ABOUT_EXPOSURES, language="en")),
    ]
    triples = canonical([*complete(kb.ontology.exposure_module(), ()), *header, *own])
    title = "Axioms on exposures, for what-ifs: imports the ontology, in Turtle"
    return Artefact(EXPOSURES, title, TURTLE, _turtle(triples), _OWL, len(triples), is_ontology=True, iri=EXPOSURES_IRI)


def _tables(asserted: list[ox.Triple]) -> Iterator[Artefact]:
    """Make the files that hold a part of the ontology in a form of their own."""
    name = "lenaowl.json"
    graph, table = obograph(_versioned(asserted, name)), sssom(asserted, _version(asserted)).encode()
    context = context_document(_versioned(asserted, "lenaowl.jsonld"))
    yield Artefact("lenaowl-context.jsonld", "Context of the JSON-LD", JSON_LD, context, _JSON_LD)
    yield Artefact(name, "Terms and claims as OBO Graphs, without profiles", JSON, graph, _OBO_GRAPHS)
    title = "What the package loads: statements, what was inferred, and steps compiled from claims"
    trig, index = prepared.make()
    yield Artefact(prepared.NAME, title, TRIG, trig, _TRIG)
    yield Artefact(prepared.INDEX, "The same as look-up tables, which the package reads first", JSON, index)
    title = "Look-up tables of what would follow if all weaker claims were admitted"
    yield Artefact(prepared.INDEX_OF_WEAKER, title, JSON, prepared.make(prepared.WEAKER)[1])
    yield Artefact("lenaowl.sssom.tsv", "Mappings to other vocabularies, in SSSOM", TABLE, table, _SSSOM)


def _complete(kb: KnowledgeBase, triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    return complete([*triples, *_examples(kb)], kb.ontology.claims.values())


def _examples(kb: KnowledgeBase) -> Iterator[ox.Triple]:
    """Yield examples of usage for what is made from claims: a member of a class of drugs, a statement of a property."""
    store, agents = kb.ontology.store, set(kb.ontology.members(lena("Agent")))
    examples = {}
    for (cls,) in store.rows(_WITHOUT_EXAMPLE):
        for drug in kb.ontology.members(str(cls))[:1]:
            examples[str(cls)] = f"{kb.ontology.words.label(drug)} ({compact(drug)}) is inferred to be a member."
    for prop in store.objects(lena("forSystem")):
        said = sorted((agent, min(values)) for agent, values in store.objects(prop).items() if agent in agents)
        for agent, value in said[:1]:
            examples[prop] = f"{compact(agent)} {compact(prop)} {compact(value)}"
    for term, text in sorted(examples.items()):
        yield ox.Triple(ox.NamedNode(term), _node("skos", "example"), ox.Literal(text, language="en"))


def _version(triples: Iterable[ox.Triple]) -> str:
    return next(t.object.value for t in triples if t.predicate == _node("owl", "versionInfo"))  # type: ignore[union-attr]


def _versioned(triples: list[ox.Triple], name: str) -> list[ox.Triple]:
    iri = ox.NamedNode(release_iri(_version(triples), name))
    return sorted([*triples, ox.Triple(ONTOLOGY, _node("owl", "versionIRI"), iri)], key=str)


def _turtle(triples: list[ox.Triple]) -> bytes:
    return canonical_turtle(triples).encode()


def _rdf_xml(triples: list[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=_XML_PREFIXES) or b""
