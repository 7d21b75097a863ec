"""Reported faults with identifiers as people paste them: web addresses, prefixes written twice or in another way."""

from __future__ import annotations

import pytest

from lenaowl.ontology import prefix_synonyms

PASTED = {
    "lenalidomide": [
        "https://go.drugbank.com/drugs/DB00480", "http://www.drugbank.ca/drugs/DB00480", "DRUGBANK:DB00480",
        "chebi:CHEBI:63791", "https://www.ebi.ac.uk/chebi/searchId.do?chebiId=CHEBI:63791", "CHEBI_63791",
        "https://identifiers.org/chebi/CHEBI:63791", "https://identifiers.org/CHEBI:63791",
        "https://bioregistry.io/chebi:63791", "https://pubchem.ncbi.nlm.nih.gov/compound/216326", "CID:216326",
        "https://www.ebi.ac.uk/chembl/compound_report_card/CHEMBL848/", "MESH:D000077269",
        "https://meshb.nlm.nih.gov/record/ui?ui=D000077269", "rxcui:342369",
        "https://atcddd.fhi.no/atc_ddd_index/?code=L04AX04",
    ],
    "IKZF1": [
        "https://www.uniprot.org/uniprotkb/Q13422/entry", "https://www.uniprot.org/uniprot/Q13422", "UniProtKB:Q13422",
        "hgnc:HGNC:13176", "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:13176",
        "https://www.ncbi.nlm.nih.gov/gene/10320", "https://www.ensembl.org/id/ENSG00000185811",
        "https://www.ensembl.org/Homo_sapiens/Gene/Summary?g=ENSG00000185811",
    ],
    "CC-885": ["CC\u2011885", "CC\u2010885", "cc 885"],
    "CK1alpha": ["CK1\u03b1", "CSNK1A1"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "pasted"), [(name, one) for name, all_ in PASTED.items() for one in all_])
def test_it_leads_to_the_term(kb, name, pasted):
    assert f"https://w3id.org/lenaowl/{name}" in kb.ontology.names.anywhere(pasted)


SYNONYMS = {
    "lenalidomide": ["MSH:D000077269", "PubChem_Compound_CID:216326", "CHEBIID:63791", "DRUGBANK_ID:DB00480", "ATC_code:L04AX04"],
    "IKZF1": ["SwissProt:Q13422", "UniProt ID:Q13422", "UP:Q13422", "EntrezGene:10320", "EGID:10320", "Entrez Gene/LocusLink:10320"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "pasted"), [(name, one) for name, all_ in SYNONYMS.items() for one in all_])
def test_prefixes_have_the_synonyms_of_the_bioregistry(kb, name, pasted):
    assert f"https://w3id.org/lenaowl/{name}" in kb.ontology.names.anywhere(pasted)


def test_the_packaged_synonyms_are_those_of_the_bioregistry():
    import bioregistry

    ours = {"chembl": "chembl.compound", "rrid": "cellosaurus"}
    assert ours.items() <= prefix_synonyms.SYNONYMS.items()
    theirs = {name: prefix for name, prefix in prefix_synonyms.SYNONYMS.items() if name not in ours}
    assert len(theirs) > 60
    of = {prefix: bioregistry.normalize_prefix(prefix) for prefix in theirs.values()}
    assert {name: bioregistry.normalize_prefix(name) for name in theirs} == {
        name: of[prefix] for name, prefix in theirs.items()
    }


@pytest.mark.parametrize(
    "pasted", ["https://go.drugbank.com/drugs/DB99999", "chebi:MESH:63791", "https://x.example/DB00480"]
)
def test_what_leads_nowhere_leads_nowhere(kb, pasted):
    assert kb.ontology.names.anywhere(pasted) == []
