"""Other names of our prefixes, in lower case, so that identifiers are found as people write them.

They are the synonyms of the Bioregistry (https://bioregistry.io, CC0 1.0; version 0.15.6 of the package), and two of
ours: `chembl`, which is all of ChEMBL there, and `rrid`, under which cell lines are cited. Nothing is looked up.
"""

from __future__ import annotations

_NAMES = {
    "atc": (
        "atc_code",
        "attc",
    ),
    "cellosaurus": (
        "cvcl",
        "rrid",
    ),
    "chebi": ("chebiid",),
    "chembl.compound": ("chembl",),
    "dcterms": (
        "dc.terms",
        "dct",
        "terms",
    ),
    "doid": ("do",),
    "drugbank": ("drugbank_id",),
    "go": (
        "gobp",
        "gobpid",
        "gocc",
        "goccid",
        "gomf",
        "gomfid",
    ),
    "hp": ("hpo",),
    "mesh": (
        "mesh_descriptor_ui",
        "mesh_supplemental_record_ui",
        "mesha",
        "meshc",
        "meshcs",
        "meshd",
        "meshpp",
        "meshuid",
        "msh",
        "msh2010_2010_02_22",
    ),
    "ncbigene": (
        "egid",
        "entrez",
        "entrez gene/locuslink",
        "entrezgene",
        "geneid",
        "ncbi_geneid",
        "nihgeneid",
    ),
    "ncbitaxon": (
        "ncbi taxonomy",
        "ncbi_taxid",
        "ncbi_taxon_id",
        "ncbitaxonomyid",
        "ncbitaxuid",
        "tax",
        "taxid",
        "taxon",
        "taxonomy",
        "taxonomyid",
        "uniprot.taxonomy",
    ),
    "ncit": (
        "nci",
        "nci2004_11_17",
        "nci_thesaurus",
        "ncit_thesaurus",
        "ncithesaurus",
        "ncitm",
        "ncitt",
    ),
    "pmid": (
        "medline",
        "pubmed",
        "pubmed id",
    ),
    "pr": ("pro",),
    "pubchem.compound": (
        "cid",
        "dsstox_cid",
        "pubchem",
        "pubchem_cid",
        "pubchem_compound_cid",
        "pubchem_id",
    ),
    "ro": (
        "obo_rel",
        "oborel",
        "ro_proposed_relation",
    ),
    "rxnorm": ("rxcui",),
    "uniprot": (
        "swissprot",
        "uniprot id",
        "uniprot/swiss-prot",
        "uniprotkb",
        "up",
    ),
}
SYNONYMS = {name: prefix for prefix, names in _NAMES.items() for name in names}


def canonical(prefix: str) -> str:
    """Return the prefix that is used here for one, in lower case; one that is not known is returned as it is.

    >>> canonical("EntrezGene"), canonical("ncbigene"), canonical("x")
    ('ncbigene', 'ncbigene', 'x')
    """
    return SYNONYMS.get(prefix.casefold(), prefix.casefold())
