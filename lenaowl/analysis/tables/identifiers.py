"""Which proteins of the ontology the names in a row mean: accessions, isoforms, genes of Ensembl, symbols, groups."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lenaowl.ontology.claims import Words
from lenaowl.ontology.names import NameIndex

# As UniProt describes them: https://www.uniprot.org/help/accession_numbers
_ACCESSION = re.compile(
    r"([OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})(?:-\d+)?", re.IGNORECASE
)
_ENSEMBL = re.compile(r"(ENSG\d{11})(?:\.\d+)?(?:_PAR_Y)?", re.IGNORECASE)
_FASTA = re.compile(r"(?:sp|tr)\|([^|]+)\|.*")
_ACCESSION_WAY, _GENE_WAY, _SYMBOL_WAY, _ALIAS_WAY = "UniProt accession", "Ensembl gene", "gene symbol", "alias"


@dataclass(frozen=True)
class Named:
    """What the names in a row mean.

    Attributes:
        proteins: IRIs of the proteins in the ontology, sorted.
        way: by which kind of name they were found, or an empty text.
        others: how many further members the group has that the ontology does not know.
    """

    proteins: tuple[str, ...]
    way: str
    others: int


class Identifiers:
    """Looks up the names in rows.

    Args:
        names: the index of names.
        words: the labels, by which symbols are told from aliases.
        proteins: IRIs of the proteins.
    """

    def __init__(self, names: NameIndex, words: Words, proteins: Iterable[str]) -> None:
        self._names = names
        self._words = words
        self._proteins = frozenset(proteins)
        self._found: dict[str, tuple[frozenset[str], str]] = {}

    def named(self, texts: Iterable[str]) -> Named:
        """Return what the texts of a row mean, the firmest column first; the first that is known decides.

        Beside an accession that is not known, a symbol counts only if it is the symbol itself and no alias: an alias
        of one gene can be the symbol of another.
        """
        seen_accession = False
        others = 0
        for text in texts:
            members = [member for part in _fasta(text).split(";") if (member := part.strip())]
            found = [self._one(member) for member in members]
            known = {iri: way for iris, way in found for iri in iris if not (seen_accession and way == _ALIAS_WAY)}
            others = max(others, sum(not iris for iris, _ in found))
            if known:
                genes = {member.partition("-")[0] for member, (iris, _) in zip(members, found, strict=True) if not iris}
                way = next(iter(known.values()))
                return Named(tuple(sorted(known)), way, len(genes))
            seen_accession = seen_accession or any(_ACCESSION.fullmatch(member) for member in members)
        return Named((), "", others)

    def _one(self, name: str) -> tuple[frozenset[str], str]:
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def _look_up(self, name: str) -> tuple[frozenset[str], str]:
        if (match := _ACCESSION.fullmatch(name)) and (hits := self._hits(match[1].upper())):
            return hits, _ACCESSION_WAY
        if match := _ENSEMBL.fullmatch(name):
            return self._hits(match[1].upper()), _GENE_WAY
        if name.startswith("ncbigene:"):
            return self._hits(name), "NCBI gene"
        hits = self._hits(name)
        if len(hits) > 1:  # two proteins by the same name: none is meant for sure
            own = frozenset(iri for iri in hits if self._symbol(iri) == name.casefold())
            return own, _SYMBOL_WAY
        is_symbol = any(self._symbol(iri) == name.casefold() for iri in hits)
        return hits, _SYMBOL_WAY if is_symbol else _ALIAS_WAY

    def _hits(self, name: str) -> frozenset[str]:
        return self._proteins.intersection(self._names.anywhere(name))

    def _symbol(self, iri: str) -> str:
        return self._words.label(iri).partition(" (")[0].casefold()


def _fasta(text: str) -> str:
    """Return a text with the accessions alone of headings of FASTA files.

    >>> _fasta("sp|Q13422|IKZF1_HUMAN;Q9UKT9-2")
    'Q13422;Q9UKT9-2'
    """
    return ";".join(_FASTA.sub(r"\1", part.strip()) for part in text.split(";"))
