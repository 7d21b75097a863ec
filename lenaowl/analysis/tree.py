"""The ontology as trees: classes with their members, contexts and diseases by breadth, complexes with their parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from lenaowl.analysis.catalogue import Catalogue
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.records import Record
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, lena

_CLASS = PREFIXES["owl"] + "Class"
# Relations of an individual to a broader one, and the word for the way down.
_NARROWER = {lena("subtypeOf"): "subtype", lena("partOf"): "part", lena("formOf"): "form"}
# Members of these are records or generated; the whole tree only counts them.
_COUNTED = tuple(
    lena(name)
    for name in (
        "Claim",
        "Evidence",
        "Publication",
        "State",
        "Exposure",
        "Trial",
        "TrialArm",
        "RegimenComponent",
        "Result",
    )
)
ROOT = ""


@dataclass(frozen=True)
class Branch(Record):
    """A term and what stands below it.

    Attributes:
        iri: the term; empty at the root of the whole tree.
        label: its label, of a protein with the gene symbol first.
        relation: how it stands to the term above: subclass, member, subtype, part or form; empty at the root.
        members: how many known members a class has, those of its subclasses included; 0 for other terms.
        branches: what stands below, as far as the depth goes.
    """

    iri: str
    label: str
    relation: str
    members: int
    branches: tuple[Branch, ...]


def tree(ontology: InferredOntology, catalogue: Catalogue, name: str | None = None, depth: int | None = None) -> Branch:
    """Return what stands below a term, or below all classes that have no class above them.

    Args:
        ontology: the ontology with what was inferred.
        catalogue: what is known of its terms.
        name: a class, context, disease, complex or protein; None for the whole ontology, where members that
            are claims, publications, states or exposures are counted only, and classes of upper ontologies left out.
        depth: how many levels to go down; None for all.

    Raises:
        UnknownNameError, AmbiguousNameError: if the name does not tell one term.
    """
    if name is None:
        below = None if depth is None else depth + 1  # the root is not shown
        return _Grower(ontology, catalogue, whole=True).branch(ROOT, "", below, frozenset())
    return _Grower(ontology, catalogue, whole=False).branch(catalogue.find(name), "", depth, frozenset())


class _Grower:
    """Looks up what stands directly below a term."""

    def __init__(self, ontology: InferredOntology, catalogue: Catalogue, whole: bool) -> None:
        self._ontology = ontology
        self._catalogue = catalogue
        self._types = catalogue.types
        self._members = _by_class(self._types, set(ontology.arbitrary_members.values()))
        self._classes = self._members[_CLASS].intersection(catalogue.words.labelled)
        if whole:
            self._classes -= _upper(self._classes, ontology.definitions.subclasses)
        self._counted = set(_COUNTED) if whole else set()
        self._broader: dict[str, set[str]] = defaultdict(set)
        self._narrower: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for relation, word in _NARROWER.items():
            if whole and word == "form":  # forms have a class of their own
                continue
            for narrow, broad in catalogue.store.objects(relation).items():
                self._broader[narrow] |= set(broad)
                for term in broad:
                    self._narrower[term].append((word, narrow))

    def branch(self, iri: str, relation: str, depth: int | None, path: frozenset[str]) -> Branch:
        """Return a term with what stands below it; a term stands below itself in no branch."""
        below: Iterable[tuple[str, str]] = ()
        if depth != 0:
            below = [(word, term) for word, term in self._below(iri, path | {iri}) if term not in path | {iri}]
        deeper = None if depth is None else depth - 1
        return Branch(
            iri=iri,
            label=self._catalogue.label(iri),
            relation=relation,
            members=len(self._members[iri]) if iri in self._classes else 0,
            branches=tuple(self.branch(term, word, deeper, path | {iri}) for word, term in below),
        )

    def _below(self, iri: str, path: frozenset[str]) -> list[tuple[str, str]]:
        members = () if self._counted & path or iri not in self._classes else self._direct_members(iri)
        return [
            *self._sorted(("subclass", cls) for cls in self._subclasses.get(iri, ())),
            *self._sorted(("member", member) for member in members),
            *self._sorted(self._narrower.get(iri, ())),
        ]

    def _sorted(self, found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        return sorted(found, key=lambda pair: (pair[0], self._catalogue.label(pair[1]).casefold(), pair[1]))

    @cached_property
    def _subclasses(self) -> dict[str, list[str]]:
        """The classes below each class, by axioms and by definitions; below the root those that are below none."""
        below: dict[str, set[str]] = defaultdict(set)
        for cls in self._classes:
            below[cls].update(self._classes.intersection(self._ontology.definitions.subclasses.get(cls, ())))
        for cls, parts in self._ontology.definitions.parts.items():
            for part in parts:
                if isinstance(part, str):
                    below[part].add(cls)
        found = {cls: _closest(classes, below) for cls, classes in below.items()}
        return {**found, ROOT: sorted(self._classes - {cls for classes in below.values() for cls in classes})}

    def _direct_members(self, cls: str) -> list[str]:
        """Return the members that are in no class below, and below no other member."""
        members = self._members[cls]
        below = set(self._subclasses.get(cls, ()))
        return [m for m in members if not below & set(self._types[m]) and not self._broader[m] & members]


def _upper(classes: Iterable[str], below: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the classes of other ontologies that ours were put below to align them."""
    others = (cls for cls in classes if not cls.startswith(NAMESPACE))
    return {cls for cls in others if any(sub.startswith(NAMESPACE) for sub in below.get(cls, ()))}


def _closest(classes: set[str], below: dict[str, set[str]]) -> list[str]:
    """Return the classes that are below none of the others."""
    deeper: set[str] = set()
    queue = list(classes)
    while queue:
        new = below.get(queue.pop(), set()) - deeper
        deeper |= new
        queue += new
    return sorted(classes - deeper)


def _by_class(types: Mapping[str, Iterable[str]], left_out: set[str]) -> dict[str, set[str]]:
    """Return the members of each class."""
    found: dict[str, set[str]] = defaultdict(set)
    for iri in types.keys() - left_out:
        for cls in types[iri]:
            found[cls].add(iri)
    return found
