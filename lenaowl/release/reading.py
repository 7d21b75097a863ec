"""Reads releases of the ontology: the one that is installed, or files of older ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.ontology.claims import Claim, Words, read_claims
from lenaowl.ontology.packaged import path
from lenaowl.rdf.files import read
from lenaowl.rdf.manchester import Manchester
from lenaowl.rdf.store import Listed
from lenaowl.rdf.vocabulary import INFERRED_PROPERTIES, NAMESPACE, PREFIXES, RDF_TYPE, compact, lena, local_name

SHIPPED = "shipped"
_NAMES = ("lenaowl-inferred.ttl", "lenaowl.ttl")
_OWL, _RDFS, _SKOS = PREFIXES["owl"], PREFIXES["rdfs"], PREFIXES["skos"]
_HEADER = ox.NamedNode(NAMESPACE)
# What is generated from other terms, so that a change of it is a change of those.
_RECORDS = {lena(name) for name in ("Evidence", "Exposure")}
_STATES = {lena(name) for name in ("State", "Increase", "Decrease")}
# What is told of a term: properties of ours and these; others, of BFO and RO, follow from ours.
_TOLD_BY = (NAMESPACE, _RDFS, _SKOS, _OWL, PREFIXES["dcterms"], PREFIXES["iao"] + "0100001")
# What is compared in a way of its own, repeats something else, or is book-keeping.
_NOT_COMPARED = {
    *INFERRED_PROPERTIES, _RDFS + "isDefinedBy", _OWL + "equivalentClass", _OWL + "propertyChainAxiom",
    *(lena(name) for name in ("curationRow", "evidence", "hasForm", "hasProfile", "hasSoleForm", "wildTypeIn")),
}  # fmt: skip
# What follows of an agent in a system, by the relation that sums it up: the property above those of the systems, the
# one of an exposure (older releases hold an exposure for each agent and system), and what leads from the state on.
RELATIONS = {
    lena("increases"): (lena("induces"), lena("hasEffect"), lena("increaseOf")),
    lena("decreases"): (lena("induces"), lena("hasEffect"), lena("decreaseOf")),
    lena("inducesDegradationOf"): (lena("inducesDegradationOf"), lena("degrades"), ""),
}

Effects = dict[tuple[str, str, str], frozenset[str]]
Fields = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Release:
    """The statements of a release, as look-up tables.

    Attributes:
        name: what it was asked for by: a path, or `shipped`.
        version: its date.
        triples: its statements.
    """

    name: str
    version: str
    triples: tuple[ox.Triple, ...]

    @cached_property
    def store(self) -> Listed:
        """The statements, by predicate."""
        return Listed(self.triples)

    @cached_property
    def words(self) -> Words:
        """Labels of terms."""
        return Words(self.store)

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """The claims by IRI."""
        return read_claims(self.store)

    @cached_property
    def types(self) -> dict[str, set[str]]:
        """The classes that each term is a member of."""
        return {iri: set(classes) for iri, classes in self.store.objects(RDF_TYPE).items()}

    @cached_property
    def labelled(self) -> frozenset[str]:
        """The terms of the ontology that have a name of their own, states among them; claims too."""
        named = (iri for iri in self.words.labelled if iri.startswith(NAMESPACE) and iri != NAMESPACE)
        return frozenset(iri for iri in named if not self.types.get(iri, set()) & _RECORDS)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms that are neither claims nor generated from others."""
        return frozenset(iri for iri in self.labelled - self.claims.keys() if not self.types.get(iri, set()) & _STATES)

    @cached_property
    def infers(self) -> bool:
        """Whether it holds what follows, as `lenaowl-inferred.ttl` does, and not the axioms that it follows from."""
        return not self.store.objects(lena("compiledFrom"))

    @cached_property
    def effects(self) -> Effects:
        """The systems in which each (agent, relation, entity) follows; with `rdf:type`, the classes of each term."""
        found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for relation, (by_system, of_exposure, of_state) in RELATIONS.items():
            entities = self.store.objects(of_state) if of_state else {}
            for agent, result, systems in (*self._by_system(by_system), *self._by_exposure(of_exposure)):
                for entity in entities.get(result, ()) if of_state else (result,):
                    found[agent, relation, entity].update(systems)
        for term in self.terms:
            for cls in self.types.get(term, ()):
                if cls.startswith(NAMESPACE):
                    found[term, RDF_TYPE, cls] = set()
        return {key: frozenset(where) for key, where in found.items()}

    def _by_system(self, above: str) -> Iterator[tuple[str, str, list[str]]]:
        """Yield what follows of agents, and of all members of classes, by the properties of the reference systems."""
        of_system, superproperties = self.store.objects(lena("forSystem")), self.store.objects(_RDFS + "subPropertyOf")
        properties = {p: systems for p, systems in of_system.items() if above in superproperties.get(p, ())}
        for prop, systems in properties.items():
            for agent, results in self.store.objects(prop).items():
                yield from ((agent, result, systems) for result in results)
        on_property, values = self.store.objects(_OWL + "onProperty"), self.store.objects(_OWL + "hasValue")
        for cls, classes in self.store.objects(_RDFS + "subClassOf").items():
            for node in classes:
                for prop in properties.keys() & set(on_property.get(node, ())):
                    yield from ((cls, result, properties[prop]) for result in values.get(node, ()))

    def _by_exposure(self, prop: str) -> Iterator[tuple[str, str, list[str]]]:
        systems, results = self.store.objects(lena("inSystem")), self.store.objects(prop)
        for agent, exposures in self.store.objects(lena("hasProfile")).items():
            for exposure in exposures:
                yield from ((agent, result, systems.get(exposure, [])) for result in results.get(exposure, ()))

    @cached_property
    def _values(self) -> dict[str, dict[str, set[tuple[str, bool]]]]:
        """What is said of each term: subject → predicate → values, each with whether it is an IRI."""
        found: dict[str, dict[str, set[tuple[str, bool]]]] = defaultdict(lambda: defaultdict(set))
        for triple in self.triples:
            predicate, obj = triple.predicate.value, triple.object
            told = predicate.startswith(_TOLD_BY) and predicate not in _NOT_COMPARED
            if told and isinstance(obj, ox.NamedNode | ox.Literal) and isinstance(triple.subject, ox.NamedNode):
                found[triple.subject.value][predicate].add((obj.value, isinstance(obj, ox.NamedNode)))
        return found

    @cached_property
    def _manchester(self) -> Manchester:
        return Manchester(self.triples)

    def same(self, other: Release, iri: str) -> bool:
        """Whether another release says the same of a term: whether no field differs."""
        return self._raw(iri) == other._raw(iri)

    def _raw(self, iri: str) -> tuple[object, ...]:
        claim = self.claims.get(iri)
        own = (claim.evidence, claim.observation) if claim else tuple(self._manchester.definition(iri))
        return self._values[iri], own

    def fields(self, iri: str) -> Fields:
        """Return what is said of a term or a claim: local name of the property → values, IRIs as CURIEs."""
        found: dict[str, list[str]] = defaultdict(list)
        for predicate, values in self._values[iri].items():
            found[local_name(predicate)] += (compact(value) if is_iri else value for value, is_iri in values)
        claim = self.claims.get(iri)
        if claim:
            del found["label"]  # it is made from the fields
            found["kind"] = ["observation" if claim.observation else "claim"]
            found["evidence"] = [
                f"{item.citation} [{compact(item.method)}{'; disputing' if item.stance == 'disputing' else ''}]"
                for item in claim.evidence
            ]
        else:
            found["axiom"] += self._manchester.definition(iri)
        return {name: tuple(sorted(values)) for name, values in found.items() if values}

    def renamed(self, names: dict[str, str]) -> Release:
        """Return the release with other IRIs for some terms."""
        nodes: dict[object, ox.NamedNode] = {ox.NamedNode(old): ox.NamedNode(new) for old, new in names.items()}

        def swap(triple: ox.Triple) -> ox.Triple:
            subject, obj = nodes.get(triple.subject), nodes.get(triple.object)
            return ox.Triple(subject or triple.subject, triple.predicate, obj or triple.object)

        return Release(self.name, self.version, tuple(map(swap, self.triples))) if names else self


def read_release(where: str | Path, inferred: bool = True) -> Release:
    """Read a release.

    Args:
        where: `lenaowl-inferred.ttl` or `lenaowl.ttl` of a release (or `lenaowl.owl`), a folder that holds one of
            them, or `shipped` for the installed release.
        inferred: whether to take the file with what follows, where there is a choice.

    Raises:
        DataError: if it cannot be read, is not a release of lenaowl, or is cut off; the text says how to fix it.
    """
    names = _NAMES if inferred else _NAMES[::-1]
    file = path(names[0]) if where == SHIPPED else _file(Path(where), names)
    triples = read(file)
    problem = _incomplete(triples)
    if problem:
        raise DataError(f"{file}: {problem}")
    versions = (t.object.value for t in triples if t.subject == _HEADER and t.predicate.value == _OWL + "versionInfo")  # type: ignore[union-attr]
    return Release(str(where), next(versions, "without a version"), tuple(triples))


def _file(where: Path, names: tuple[str, ...]) -> Path:
    if not where.is_dir():
        return where
    for name in names:
        if (where / name).is_file():
            return where / name
    raise DataError(f"{where}: the folder holds neither {_NAMES[0]} nor {_NAMES[1]}; give the folder of a release.")


def _incomplete(triples: Iterable[ox.Triple]) -> str:
    """Return in words why statements are no whole release; an empty text if they are."""
    triples = list(triples)
    described = {triple.subject for triple in triples}
    ours = any(isinstance(node, ox.NamedNode) and node.value.startswith(NAMESPACE) for node in described)
    if not ours:
        return f"is not a release of lenaowl: it describes no term of {NAMESPACE}. Give {_NAMES[0]} of a release."
    cut = "is not a whole release of lenaowl, it may be cut off: {}. Take it from its source again."
    if _HEADER not in described:
        return cut.format("it has no header, <https://w3id.org/lenaowl/> a owl:Ontology")
    missing = sorted({str(node) for node in _named(triples) if node not in described})
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        return cut.format(f"it names {missing[0]}{more}, and does not describe it")
    return ""


def _named(triples: Iterable[ox.Triple]) -> Iterator[ox.NamedNode | ox.BlankNode]:
    """Yield the blank nodes and the terms of ours that something is said to be related to."""
    for triple in triples:
        node = triple.object
        if isinstance(node, ox.BlankNode) or (
            isinstance(node, ox.NamedNode) and node.value.startswith(NAMESPACE) and triple.subject != _HEADER
        ):
            yield node
