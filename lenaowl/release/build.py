"""Builds the release artefacts: the same bytes on every run and every machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lenaowl.analysis import search_index
from lenaowl.analysis.contradictions import refuse
from lenaowl.analysis.knowledge_base import KnowledgeBase
from lenaowl.errors import DataError
from lenaowl.inference import prebuilt as prepared
from lenaowl.ontology.annotate import ONTOLOGY, complete, named
from lenaowl.ontology.sources import data_files, source_files, trials
from lenaowl.rdf.canonical import canonical, canonical_turtle
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import PREFIXES, compact, lena, local_name
from lenaowl.release import modules
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
from lenaowl.release.void import Part, dataset
from lenaowl.validation.quality import RuleBreach, examine
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.validate import validate_store

_INFERRED = "lenaowl-inferred.ttl"
# What the release is described by the parts of, with counts: the name of each, what it holds, and its file.
_PARTS = (
    ("asserted", "What is asserted, with the axioms compiled from claims", "lenaowl.ttl"),
    ("trials", "What is recorded of clinical trials", modules.TRIALS.file),
    ("inferred", "What follows, as plain statements, and what is recorded of trials", _INFERRED),
)
_WITHOUT_EXAMPLE = """
SELECT DISTINCT ?class {
  ?class owl:equivalentClass ?definition ; rdfs:subClassOf+ lena:Drug .
  FILTER (isIRI(?class))
  FILTER NOT EXISTS { ?class skos:example ?given }
}
"""
_OWL, _JSON_LD = "https://www.w3.org/TR/owl2-overview/", "https://www.w3.org/TR/json-ld11/"
_SHACL_AF = "https://www.w3.org/TR/shacl-af/"
_TRIG = "https://www.w3.org/TR/trig/"
_OBO_GRAPHS, _SSSOM = "https://github.com/geneontology/obographs", "https://w3id.org/sssom/"
_XML_PREFIXES = {
    name: iri
    for name, iri in PREFIXES.items()
    if name in ("lena", "owl", "rdfs", "skos", "dcterms", "obo", "vann", "bibo", "foaf")
}


def artefacts(kb: KnowledgeBase) -> dict[str, bytes]:
    """Return the artefacts of a release by file name.

    Args:
        kb: the shipped ontology, as `load` reads it.

    Raises:
        DataError: if the ontology contradicts itself, or breaks a rule of `queries/quality` or a shape; no artefact is
            made then.
    """
    refuse(kb.contradictions())
    asserted = canonical(_complete(kb, [*kb.ontology.core(), *trials()]))
    core, recorded = modules.split_trials(asserted)
    entailed = canonical(_complete(kb, kb.statements()))
    store = EmbeddedStore(_versioned(asserted, "lenaowl.ttl"))
    broken = examine("the ontology", store, lambda store: store.add(entailed)).at_least("warning")
    if broken:
        raise DataError("the ontology breaks its own rules (queries/quality):\n" + "\n".join(map(_told, broken)))
    _conform(entailed)
    version = _version(asserted)
    queries, size = catalogue(kb.questions)
    files = [
        *_ontologies(core, recorded, entailed),
        modules.exposures(kb.ontology.exposure_module(), core, version),
        modules.trials(recorded, core, version),
        *_tables(core, recorded),
        Artefact(search_index.NAME, "What a search looks at", JSON, search_index.make(kb.catalogue)),
    ]
    files.append(
        Artefact(CATALOGUE, "The packaged questions, as SHACL SPARQL executables", TURTLE, queries, _SHACL_AF, size)
    )
    parts = [_part(files, *part) for part in _PARTS]
    files.append(dataset(files, version, parts, asserted))
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


def _ontologies(core: list[ox.Triple], recorded: list[ox.Triple], entailed: list[ox.Triple]) -> Iterator[Artefact]:
    """Make the files that are the ontology, each in one syntax and with a version IRI of its own."""
    whole = "The ontology with the axioms compiled from claims, without trials"
    inferred = "The ontology and trials with all that follows as plain triples"
    for name, title, media_type, standard, written, triples in (
        ("lenaowl.ttl", f"{whole}, in Turtle", TURTLE, _OWL, _turtle, core),
        (_INFERRED, f"{inferred}, in Turtle", TURTLE, _OWL, _turtle, entailed),
        ("lenaowl.owl", f"{whole}, in RDF/XML", RDF_XML, _OWL, _rdf_xml, core),
        ("lenaowl.jsonld", f"{whole}, in JSON-LD", JSON_LD, _OWL, lambda told: jsonld(told, recorded), core),
    ):
        versioned = _versioned(triples, name)
        yield Artefact(name, title, media_type, written(versioned), standard, len(versioned), is_ontology=True)


def _part(files: Iterable[Artefact], name: str, title: str, file: str) -> Part:
    content = next(one.content for one in files if one.name == file)
    triples = [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.TURTLE)]
    return Part(name, title, file, triples)


def _tables(core: list[ox.Triple], recorded: list[ox.Triple]) -> Iterator[Artefact]:
    """Make the files that hold a part of the core, or the mappings of all terms, in a form of its own."""
    name = "lenaowl.json"
    graph, table = obograph(_versioned(core, name)), sssom([*core, *recorded], _version(core)).encode()
    context = context_document(_versioned(core, "lenaowl.jsonld"), recorded)
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
        yield ox.Triple(ox.NamedNode(term), named("skos", "example"), ox.Literal(text, language="en"))


def _version(triples: Iterable[ox.Triple]) -> str:
    return next(t.object.value for t in triples if t.predicate == named("owl", "versionInfo"))  # type: ignore[union-attr]


def _versioned(triples: list[ox.Triple], name: str) -> list[ox.Triple]:
    iri = ox.NamedNode(release_iri(_version(triples), name))
    return sorted([*triples, ox.Triple(ONTOLOGY, named("owl", "versionIRI"), iri)], key=str)


def _turtle(triples: list[ox.Triple]) -> bytes:
    return canonical_turtle(triples).encode()


def _rdf_xml(triples: list[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=_XML_PREFIXES) or b""
