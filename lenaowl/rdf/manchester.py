"""OWL axioms in the Manchester syntax, read from the very triples that are released."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, SUBCLASS_OF, compact, lena

_OWL, _RDF = PREFIXES["owl"], PREFIXES["rdf"]
_WORDS = {SUBCLASS_OF: "SubClassOf", _OWL + "equivalentClass": "EquivalentTo", RDF_TYPE: "Type"}


class Manchester:
    """Writes the class expressions and axioms in some triples."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._objects: dict[tuple[object, str], list[ox.NamedNode | ox.BlankNode]] = defaultdict(list)
        for triple in triples:
            if isinstance(triple.object, ox.NamedNode | ox.BlankNode):
                self._objects[triple.subject, triple.predicate.value].append(triple.object)

    def compiled(self) -> dict[str, list[str]]:
        """Return the axioms that were compiled from claims, by the claim's IRI, in stable order."""
        found: dict[str, set[str]] = defaultdict(set)
        for (axiom, predicate), claims in list(self._objects.items()):
            if predicate == lena("compiledFrom"):
                parts = ("annotatedSource", "annotatedProperty", "annotatedTarget")
                found[claims[0].value].add(self._axiom(*(self._objects[axiom, _OWL + part][0] for part in parts)))
        return {claim: sorted(axioms) for claim, axioms in found.items()}

    def definition(self, cls: str) -> list[str]:
        """Return the axioms that define a class, in stable order."""
        node, equivalent = ox.NamedNode(cls), ox.NamedNode(_OWL + "equivalentClass")
        return sorted(self._axiom(node, equivalent, other) for other in self._objects.get((node, equivalent.value), ()))

    def _axiom(self, *parts: ox.NamedNode | ox.BlankNode) -> str:
        subject, predicate, obj = parts
        word = _WORDS.get(str(predicate.value)) or self.expression(predicate)
        return f"{self.expression(subject)} {word} {self.expression(obj)}"

    def expression(self, node: ox.NamedNode | ox.BlankNode) -> str:
        """Return a named term, a restriction or an intersection as text."""
        if isinstance(node, ox.NamedNode):
            return node.value.removeprefix(NAMESPACE) if node.value.startswith(NAMESPACE) else compact(node.value)
        for members in self._objects.get((node, _OWL + "intersectionOf"), ()):
            return " and ".join(self._part(member) for member in self._list(members))
        prop = self.expression(self._objects[node, _OWL + "onProperty"][0])
        for kind, word in (("someValuesFrom", "some"), ("hasValue", "value")):
            for filler in self._objects.get((node, _OWL + kind), ()):
                return f"{prop} {word} {self._part(filler)}"
        raise ValueError(f"no class expression that is used here: {node}")  # pragma: no cover

    def _part(self, node: ox.NamedNode | ox.BlankNode) -> str:
        text = self.expression(node)
        return text if isinstance(node, ox.NamedNode) else f"({text})"

    def _list(self, node: ox.NamedNode | ox.BlankNode) -> Iterator[ox.NamedNode | ox.BlankNode]:
        while node.value != _RDF + "nil":
            yield self._objects[node, _RDF + "first"][0]
            node = self._objects[node, _RDF + "rest"][0]
