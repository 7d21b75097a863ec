"""Identifiers as people paste them: web addresses of databases, and prefixes that are written twice.

The addresses are those under which the databases show a record, as registered with them in the Bioregistry; nothing is
looked up.
"""

from __future__ import annotations

import re

from lenaowl.ontology.prefix_synonyms import SYNONYMS, canonical

# What an address looks like after `https://` and `www.`, with the identifier; prefix by prefix.
_PAGES = (
    ("drugbank", r"(?:go\.)?drugbank\.(?:ca|com)/drugs/(DB\d+)"),
    ("uniprot", r"uniprot\.org/uniprot(?:kb)?/([A-Z0-9]{6,10})"),
    ("pubchem.compound", r"pubchem\.ncbi\.nlm\.nih\.gov/compound/(?:CID)?(\d+)"),
    ("chebi", r"ebi\.ac\.uk/chebi/(?:searchId\.do\?chebiId=)?(?:CHEBI[:_])?(\d+)"),
    ("chembl.compound", r"ebi\.ac\.uk/(?:chembl|chembldb)/(?:[\w/]+/)?(CHEMBL\d+)"),
    ("ncbigene", r"ncbi\.nlm\.nih\.gov/gene/(?:\?term=)?(\d+)"),
    ("hgnc", r"genenames\.org/.*HGNC:(\d+)"),
    ("ensembl", r"(?:\w+\.)?ensembl\.org/.*(ENS[A-Z]*G\d{11})"),
    ("pmid", r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d+)"),
    ("doi", r"(?:dx\.)?doi\.org/(10\.\S+)"),
    ("mesh", r"(?:meshb|id)\.nlm\.nih\.gov/(?:record/ui\?ui=|mesh/)([A-Z]\d+)"),
    ("hp", r"hpo\.jax\.org/(?:app/)?browse/term/HP:(\d+)"),
    ("mondo", r"monarchinitiative\.org/(?:disease/)?MONDO:(\d+)"),
    ("cellosaurus", r"cellosaurus\.org/(CVCL_\w+)"),
    ("rxnorm", r"mor\.nlm\.nih\.gov/RxNav/.*\bSearchTerm=(\d+)"),
    ("atc", r"(?:atcddd\.fhi\.no|whocc\.no)/.*code=([A-Z]\d\d[A-Z]{2}\d\d)"),
    ("ncbitaxon", r"ncbi\.nlm\.nih\.gov/taxonomy/(\d+)"),
)  # fmt: skip
_PAGE = tuple((prefix, re.compile(pattern, re.IGNORECASE)) for prefix, pattern in _PAGES)
_RESOLVER = re.compile(r"(?:identifiers\.org|bioregistry\.io|n2t\.net)/([\w.]+)[:/](\S+)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
# Identifiers of cell lines begin with what is also a name of their prefix.
_CELL_LINE = re.compile(r"cellosaurus:\s*(?:CVCL[:_])?(\w+)", re.IGNORECASE)
_DOUBLED = re.compile(r"([A-Za-z][\w.]*):([A-Za-z][\w.]*)[:_]([^\s:]+)")


def as_curie(name: str) -> str:
    """Return an identifier as a CURIE where it is a web address of a database, or has two prefixes that say the same.

    Any other name is returned as it is.

    >>> as_curie("https://go.drugbank.com/drugs/DB00480"), as_curie("chebi:CHEBI:63791"), as_curie("IKZF1")
    ('drugbank:DB00480', 'CHEBI:63791', 'IKZF1')
    """
    start = _ADDRESS.match(name)
    if start:
        rest = name[start.end() : start.end() + 300]
        if found := _RESOLVER.match(rest):
            return as_curie(f"{found[1]}:{found[2]}")
        return next((f"{prefix}:{found[1]}" for prefix, page in _PAGE if (found := page.match(rest))), name)
    prefix, colon, rest = name.partition(":")
    if colon and prefix.casefold() in SYNONYMS:
        name = f"{canonical(prefix)}:{rest.strip()}"
    if found := _CELL_LINE.fullmatch(name):
        return f"cellosaurus:CVCL_{found[1]}"
    doubled = _DOUBLED.fullmatch(name)
    if doubled and canonical(doubled[1]) == canonical(doubled[2]):
        return f"{doubled[2]}:{doubled[3]}"
    return name
