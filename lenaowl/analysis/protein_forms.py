"""The forms of proteins that are recorded: variants, and the wild types of species."""

from __future__ import annotations

from dataclasses import dataclass

from lenaowl.analysis.exposures import HUMAN
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.rdf.vocabulary import lena


@dataclass(frozen=True)
class ProteinForms:
    """The forms of a protein that can take the place of its human wild type.

    Attributes:
        protein: IRI of the protein.
        variants: IRIs of the forms that are not a wild type.
        wild_types: IRIs of the wild types of other species than the human.
    """

    protein: str
    variants: tuple[str, ...]
    wild_types: tuple[str, ...]


def forms_of_proteins(ontology: InferredOntology) -> dict[str, ProteinForms]:
    """Return the forms of each protein that has any beside its human wild type, by the IRI of the protein."""
    wild_type_in = ontology.store.objects(lena("wildTypeIn"))
    proteins = ontology.store.objects(lena("formOf"))
    found: dict[str, tuple[list[str], list[str]]] = {}
    for form in sorted(ontology.members(lena("ProteinForm"))):
        species = wild_type_in.get(form, ())
        if HUMAN not in species:
            for protein in proteins.get(form, ()):
                found.setdefault(protein, ([], []))[bool(species)].append(form)
    return {protein: ProteinForms(protein, tuple(variants), tuple(wild)) for protein, (variants, wild) in found.items()}
