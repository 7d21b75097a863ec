"""Which drugs lead to the degradation of which proteins: how each pair stands, silence included."""

from __future__ import annotations

from dataclasses import dataclass

from lenaowl.analysis.explain import standing_of
from lenaowl.analysis.standing import NOT_RECORDED, Judge, Standing
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.records import Record, Records, Ref
from lenaowl.rdf.vocabulary import lena

_DEGRADATION = lena("inducesDegradationOf")


@dataclass(frozen=True)
class Degradation(Record):
    """How it stands that a drug leads to the degradation of a protein, in any cell that was looked at.

    Attributes:
        drug: the drug.
        protein: the protein.
        standing: the kind of answer; where nothing is recorded, it says just that.
    """

    drug: Ref
    protein: Ref
    standing: Standing

    @property
    def is_recorded(self) -> bool:
        """Whether the ontology says anything of it."""
        return self.standing.answer != NOT_RECORDED


def degradation(ontology: InferredOntology, judge: Judge, name: str) -> Records[Degradation]:
    """Return each pair of a drug and a protein; see `KnowledgeBase.degradation`."""
    cls = ontology.names.find(name, ontology.arbitrary_members, "class of drugs")
    known = frozenset(ontology.members(lena("Drug")))
    drugs = [drug for drug in ontology.members(cls) if drug in known]
    words = ontology.words
    return Records(
        Degradation(words.ref(drug), words.ref(protein), _standing(ontology, judge, drug, protein))
        for drug in drugs
        for protein in _proteins(ontology)
    )


def _standing(ontology: InferredOntology, judge: Judge, drug: str, protein: str) -> Standing:
    proofs = ontology.prover.agent_statement(drug, _DEGRADATION, protein)
    return standing_of(ontology, judge, drug, _DEGRADATION, protein, proofs)


def _proteins(ontology: InferredOntology) -> list[str]:
    """Return what a claim says to be degraded, or not to be, or what follows to be: entities, not classes of them."""
    claimed = {ontology.facts.whole_of(c.object) for c in ontology.claims.values() if c.predicate == _DEGRADATION}
    follows = {protein for found in ontology.store.objects(_DEGRADATION).values() for protein in found}
    return sorted((claimed | follows).intersection(ontology.members(lena("Entity"))))


def drug_classes(ontology: InferredOntology, *, defined: bool) -> list[Ref]:
    """Return the classes that have drugs as members, by label: those defined by what drugs do, or the others."""
    drugs, parts = frozenset(ontology.members(lena("Drug"))), ontology.definitions.parts
    classes = (c for c in ontology.arbitrary_members if (c in parts) == defined and drugs & {*ontology.members(c)})
    return sorted(map(ontology.words.ref, classes), key=lambda cls: cls.label.casefold())
