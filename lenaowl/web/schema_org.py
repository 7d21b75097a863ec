"""A term in the words of schema.org, for search engines and harvesters: only what is recorded of it."""

from __future__ import annotations

from lenaowl.analysis.catalogue import Catalogue
from lenaowl.analysis.term_records import TermSummary
from lenaowl.ontology.records import Json
from lenaowl.rdf.vocabulary import NAMESPACE, compact, lena, local_name

_CONTEXT = "https://schema.org/"
# What is data and no term: it is not described here.
_DATA = frozenset(map(lena, ("Claim", "Publication", "Trial", "TrialArm", "RegimenComponent", "Result")))
_STRUCTURE = {"InChIKey": "inChIKey", "SMILES": "smiles"}  # labels of properties here, and what they are called there
_PROFILE = {
    "http://purl.org/dc/terms/conformsTo": {"@id": "https://bioschemas.org/profiles/MolecularEntity/0.5-RELEASE"}
}


def described(catalogue: Catalogue, term: TermSummary) -> Json | None:
    """Return a term as JSON-LD, or nothing for what is data: claims, publications, trials and their results.

    A drug is a `MolecularEntity` if its structure is recorded, and else a `Drug`, which may be an antibody or a cell; a
    protein is a `Protein`, and anything else is a `DefinedTerm` of the ontology.
    """
    types = frozenset(catalogue.types.get(term.iri, ()))
    if types & _DATA:
        return None
    told: Json = {"@context": _CONTEXT, "@id": term.iri, "@type": "DefinedTerm"}
    told |= {"name": term.label, "identifier": compact(term.iri), "url": term.iri}
    if lena("Drug") in types:
        told |= _drug(term)
    elif lena("Protein") in types:
        told["@type"] = "Protein"
    else:
        told |= {"termCode": local_name(term.iri), "inDefinedTermSet": NAMESPACE}
    more = {
        "alternateName": list(term.synonyms),
        "description": term.definition,
        "sameAs": list(catalogue.texts(term.iri, "exactMatch")),
    }
    return told | {key: value for key, value in more.items() if value}


def _drug(term: TermSummary) -> Json:
    """Return what kind of thing a drug is, with its structure if that is recorded."""
    structure = {_STRUCTURE[told.property]: told.value for told in term.values if told.property in _STRUCTURE}
    return {"@type": "MolecularEntity", **_PROFILE, **structure} if structure else {"@type": "Drug"}
