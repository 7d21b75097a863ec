"""Names: the namespace of the ontology, the terms the code speaks of, and CURIE prefixes."""

from __future__ import annotations

from collections.abc import Iterable

NAMESPACE = "https://w3id.org/lenaowl/"

PREFIXES = {
    "lena": NAMESPACE,
    "aopo": "http://aopkb.org/aop_ontology#",
    "atc": "https://identifiers.org/atc:",
    "bfo": "http://purl.obolibrary.org/obo/BFO_",
    "bibo": "http://purl.org/ontology/bibo/",
    "biolink": "https://w3id.org/biolink/vocab/",
    "cellosaurus": "https://www.cellosaurus.org/",
    "chebi": "http://purl.obolibrary.org/obo/CHEBI_",
    "chembl.compound": "http://rdf.ebi.ac.uk/resource/chembl/molecule/",
    "cl": "http://purl.obolibrary.org/obo/CL_",
    "clo": "http://purl.obolibrary.org/obo/CLO_",
    "cob": "http://purl.obolibrary.org/obo/COB_",
    "complexportal": "https://www.ebi.ac.uk/complexportal/complex/",
    "dcterms": "http://purl.org/dc/terms/",
    "doi": "https://doi.org/",
    "doid": "http://purl.obolibrary.org/obo/DOID_",
    "drugbank": "https://identifiers.org/drugbank:",
    "eco": "http://purl.obolibrary.org/obo/ECO_",
    "efo": "http://www.ebi.ac.uk/efo/EFO_",
    "ensembl": "https://identifiers.org/ensembl:",
    "exo": "http://purl.obolibrary.org/obo/ExO_",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "go": "http://purl.obolibrary.org/obo/GO_",
    "hgnc": "https://identifiers.org/hgnc:",
    "hp": "http://purl.obolibrary.org/obo/HP_",
    "iao": "http://purl.obolibrary.org/obo/IAO_",
    "icd10cm": "http://purl.bioontology.org/ontology/ICD10CM/",
    "mesh": "http://id.nlm.nih.gov/mesh/",
    "mondo": "http://purl.obolibrary.org/obo/MONDO_",
    "ncbigene": "https://identifiers.org/ncbigene:",
    "ncbitaxon": "http://purl.obolibrary.org/obo/NCBITaxon_",
    "ncit": "http://purl.obolibrary.org/obo/NCIT_",
    "oae": "http://purl.obolibrary.org/obo/OAE_",
    "obi": "http://purl.obolibrary.org/obo/OBI_",
    "obo": "http://purl.obolibrary.org/obo/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pato": "http://purl.obolibrary.org/obo/PATO_",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "pr": "http://purl.obolibrary.org/obo/PR_",
    "pubchem.compound": "http://rdf.ncbi.nlm.nih.gov/pubchem/compound/CID",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "ro": "http://purl.obolibrary.org/obo/RO_",
    "rxnorm": "http://purl.bioontology.org/ontology/RXNORM/",
    "sepio": "http://purl.obolibrary.org/obo/SEPIO_",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "uniprot": "http://purl.uniprot.org/uniprot/",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

LEVELS = ("molecular", "cellular", "immune", "clinical")
STATUSES = ("established", "suggested", "hypothesis", "open", "contradicted")
ADMITTABLE = STATUSES[:4]

RDF_TYPE = PREFIXES["rdf"] + "type"
SUBCLASS_OF = PREFIXES["rdfs"] + "subClassOf"


def lena(name: str) -> str:
    """Return the IRI of a local name of the ontology."""
    return NAMESPACE + name


def local_name(iri: str) -> str:
    """Return the short name of an IRI: the local name in our namespace, the last part elsewhere.

    >>> local_name("https://w3id.org/lenaowl/T-cell")
    'T-cell'
    """
    return (
        iri.removeprefix(NAMESPACE)
        if iri.startswith(NAMESPACE)
        else iri.rstrip("/#").replace("#", "/").rpartition("/")[2]
    )


def local_names(iris: Iterable[str]) -> tuple[str, ...]:
    """Return the short names of IRIs, sorted."""
    return tuple(sorted(map(local_name, iris)))


def curie(iri: str) -> str:
    """Return a term of our namespace as a CURIE, any other as it is.

    >>> curie("https://w3id.org/lenaowl/IRF4")
    'lena:IRF4'
    """
    return f"lena:{iri.removeprefix(NAMESPACE)}" if iri.startswith(NAMESPACE) else iri


def compact(iri: str) -> str:
    """Return an IRI as a CURIE of the longest prefix that fits, or as it is.

    >>> compact("http://purl.obolibrary.org/obo/CHEBI_63791")
    'chebi:63791'
    """
    fitting = [(len(start), prefix) for prefix, start in PREFIXES.items() if iri.startswith(start)]
    return f"{max(fitting)[1]}:{iri[max(fitting)[0] :]}" if fitting else iri


# What the rules infer of exposures and agents, and what a reasoner is compared on.
INFERRED_PROPERTIES = tuple(
    lena(name)
    for name in (
        "hasEffect", "worksAgainst", "degrades", "effectInAnySystem", "induces", "increases", "decreases",
        "inducesDegradationOf",
        "inContext",
    )
)  # fmt: skip
