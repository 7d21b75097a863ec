"""From codes to terms: by the value map of the user, by our mappings (RxNorm, ATC, ICD-10-CM, HPO, ...), or by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lenaowl.analysis.tables.cohorts.amounts import Threshold, is_beyond
from lenaowl.analysis.tables.cohorts.mapping import CohortMapping
from lenaowl.analysis.tables.cohorts.privacy import looks_identifying
from lenaowl.analysis.tables.cohorts.records import ABNORMALITIES, ANY, VARIANTS, Row, Said, Unmapped
from lenaowl.errors import DataError, LenaowlError

# How sources spell vocabularies (FHIR's URIs, vocabulary_id of OMOP), and the prefix that our mappings use for each.
VOCABULARIES = {
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm", "http://www.whocc.no/atc": "atc",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10cm", "http://human-phenotype-ontology.org": "hp",
    "http://purl.obolibrary.org/obo/hp.owl": "hp", "http://purl.obolibrary.org/obo/mondo.owl": "mondo",
    "http://ncicb.nci.nih.gov/xml/owl/evs/thesaurus.owl": "ncit", "http://ncithesaurus-stage.nci.nih.gov": "ncit",
    "http://www.genenames.org": "hgnc", "http://www.genenames.org/geneid": "hgnc", "http://snomed.info/sct": "snomedct",
    "http://loinc.org": "loinc", "http://hl7.org/fhir/sid/icd-10": "icd10", "http://www.ebi.ac.uk/chebi": "chebi",
    "hpo": "hp", "human phenotype ontology": "hp", "icd-10-cm": "icd10cm", "nci thesaurus": "ncit", "nci": "ncit",
    "rxcui": "rxnorm", "who atc": "atc", "snomed": "snomedct",
}  # fmt: skip
LONGEST = 300  # characters of a code or a name; the longest name of a term has fewer
_CODE = re.compile(r"(.+?):([^:/]\S*)")


@dataclass(frozen=True)
class Kind:
    """What codes of a kind lead to.

    Attributes:
        find: returns the term of a name or identifier; raises a LenaowlError that says why there is none.
        words: what they are, in words.
    """

    find: Callable[[str], str]
    words: str


class Coder:
    """Looks up codes, each once, and keeps account of those that have no term.

    Args:
        kinds: how codes of each kind are looked up.
        mapping: what the user says of codes.
    """

    def __init__(self, kinds: Mapping[str, Kind], mapping: CohortMapping) -> None:
        self.kinds = kinds
        self._vocabularies = {**VOCABULARIES, **mapping.vocabularies}
        self._codes = {self._spelt(code).casefold(): to for code, to in mapping.codes.items()}
        self._known: dict[tuple[str, tuple[str, ...]], tuple[tuple[tuple[str, str], ...] | str, Threshold | None]] = {}
        self._unmapped: dict[tuple[str, tuple[str, ...], str], Unmapped] = {}
        for code, meant in mapping.codes.items():
            for kind, term in meant.terms.items():
                self._checked(mapping, f"code '{code}'", kind, term)
        for kind, columns in mapping.columns.items():
            for column in columns:
                for cell, term in ((cell, term) for cell, terms in column.values.items() for term in terms):
                    self._checked(mapping, f"value '{cell}' of column '{column.column}'", kind, term)
                self._checked(mapping, f"amount in column '{column.column}'", kind, column.means)

    def _checked(self, mapping: CohortMapping, what: str, kind: str, term: str) -> None:
        """Refuse a mapping to what is no term of ours: else it would fail in every row."""
        try:
            if term:
                self.kinds[kind].find(self._spelt(term))
        except LenaowlError as error:
            raise DataError(f"{mapping.source}: the {what} means '{term}', but {error}") from None

    def has(self, kind: str, code: str) -> bool:
        """Whether there is a term of a kind for a code."""
        return not isinstance(self._look_up(Said(kind, (code,), ""))[0], str)

    @property
    def unmapped(self) -> list[Unmapped]:
        """The codes without a term, the most frequent first."""
        return sorted(self._unmapped.values(), key=lambda found: (-found.times, found.kind, found.code))

    def terms(self, row: Row, counts: str) -> Iterator[tuple[str, str]]:
        """Yield kind and IRI of what a row says; what has no term is put on the account.

        Args:
            row: what is said.
            counts: what the number of the row counts.
        """
        for said, place in zip(row.said, row.places or [(row.file, row.number)] * len(row.said), strict=True):
            key = (said.kind, said.codes)
            if key not in self._known:
                self._known[key] = self._look_up(said)
            found, threshold = self._known[key]
            if isinstance(found, str):
                self._note(place, counts, said, found)
            elif found:
                beyond = is_beyond(said.amount, said.threshold or threshold)
                if isinstance(beyond, str):
                    self._note(place, counts, said, beyond)
                elif beyond:
                    yield from found

    def _note(self, place: tuple[str, int], counts: str, said: Said, reason: str) -> None:
        key = (said.kind, said.codes, reason)
        if key in self._unmapped:
            self._unmapped[key] = replace(self._unmapped[key], times=self._unmapped[key].times + 1)
            return
        code = next(iter(said.codes), "")
        if hidden := looks_identifying(code):
            reason = "it looks like what identifies a person, so it is not repeated here."
        code = "" if hidden else code if len(code) <= LONGEST else f"{code[:LONGEST]}..."
        self._unmapped[key] = Unmapped(said.kind, code, said.column, *place, counts, 1, reason)

    def _look_up(self, said: Said) -> tuple[tuple[tuple[str, str], ...] | str, Threshold | None]:
        """Return the terms of a code, or why it has none, and from which amount on it counts.

        The first of several spellings that is known decides.
        """
        if any(len(code) > LONGEST for code in said.codes):
            return f"it is longer than {LONGEST} characters, as no code and no name is.", None
        spelt = [self._spelt(code) for code in said.codes]
        for code in spelt:
            if (meant := self._codes.get(code.casefold())) is not None:
                terms = ((kind, self.kinds[kind].find(self._spelt(term))) for kind, term in meant.terms.items() if term)
                return tuple(terms), meant.threshold
        reasons = []
        kinds = (ABNORMALITIES, VARIANTS) if said.kind == ANY else (said.kind,)
        for code in spelt:
            for kind in kinds:
                for name in _broader(code):
                    try:
                        return ((kind, self.kinds[kind].find(name)),), None
                    except LenaowlError as error:
                        reasons.append(str(error))
        if said.kind == ANY:
            return "no finding of lenaowl has this code.", None
        return reasons[0] if reasons else "it has no code.", None

    def _spelt(self, code: str) -> str:
        """Return a code with the prefix that our mappings use for its vocabulary.

        A name of one of our forms may have a colon too, as `CRBN:p.Trp386Ala`, and stays as it is.
        """
        match = _CODE.fullmatch(code.strip())
        if not match:
            return code.strip()
        given = match[1].strip().casefold().rstrip("/")
        vocabulary = self._vocabularies.get(given, given)
        vocabulary = self._vocabularies.get(vocabulary, vocabulary)  # what a user calls by another name
        known = vocabulary in self._vocabularies.values() or vocabulary != given
        bare = re.sub(rf"^{re.escape(vocabulary)}:", "", match[2], flags=re.IGNORECASE)  # FHIR writes HP:0006775 of HPO
        return f"{vocabulary}:{bare}" if known else code.strip()


def _broader(code: str) -> Sequence[str]:
    """Return a code and, of ICD-10-CM, the codes that it is a subdivision of, the nearest first.

    >>> _broader("icd10cm:C90.01")
    ['icd10cm:C90.01', 'icd10cm:C90.0', 'icd10cm:C90']
    """
    if not re.fullmatch(r"icd10cm:[A-Za-z]\d\w(\.?\w+)?", code):
        return [code]
    bare = code.partition(":")[2].replace(".", "").upper()
    cut = [bare[:length] for length in range(len(bare), 2, -1)]
    return [f"icd10cm:{one[:3]}{'.' if one[3:] else ''}{one[3:]}" for one in cut]
