"""What identifies a person in a table: by the name of a column, and by how a value looks. Values are never repeated.

What names of properties and texts say is said once, where records in RDF are searched for identifiers.
"""

from __future__ import annotations

import re

from lenaowl.validation.identifier_patterns import of_property, of_text

# Pseudonyms have such headings too; whether they are some is seen by their values.
_PSEUDONYM = re.compile(r"(patient|person|subject|case|study)?(id|no|nr|number|code|key|identifier)?", re.IGNORECASE)
_VALUE = re.compile(
    r"(19|20)\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](19|20)?\d\d"  # a date
    r"|\d{7,}|[+(]?\d[\d ()/-]{8,18}\d"  # a number of a file, or a telephone
    r"|[A-Z]{2}\d{2}( ?[A-Z\d]{4}){2,7}( ?[A-Z\d]{1,4})?"  # of a bank
    r"|[A-Z\u00c0-\u00de][^\W\d_]+(,? |[._])[A-Z\u00c0-\u00de][^\W\d_]+([ -][A-Z\u00c0-\u00de][^\W\d_]+)?"  # a name
    r"|(?i:dr|prof|mr|mrs|ms|herr|frau|mme|monsieur|sr|sra)\b\.? .*"
    r"|.*(?i:stra\u00dfe|str\.|strasse|street|avenue|road|platz|weg|rue) ?\d+.*"  # an address
    r"|\d+ .*(?i:street|avenue|road|lane)\b.*"
)
# Vocabularies whose codes are long numbers; of the first kind none begins with a zero.
_NUMBERED = re.compile(
    r"(?i).*(snomed|sct|rxnorm|rxcui|omop|chebi|loinc|umls).*:[1-9]\d*"
    r"|(hp|mondo|doid|go|uberon|cl|efo|so|geno|mp|pato|maxo|obi|vo|ncbitaxon|orpha\w*|omim|chebi|.*/obo/\w+(\.owl)?|"
    r".*human-phenotype-ontology.*):\d{1,8}"
    r"|(.*/)?ndc:(\d{4}-\d{4}-\d\d|\d{5}-\d{3}-\d\d|\d{5}-\d{4}-\d{1,2})"  # of packages of drugs
)
_PLAIN = re.compile(r"[A-Za-z]{0,2}[_.-]?\d{1,6}")  # most pseudonyms; nothing that identifies is as short
_HASH = re.compile(r"[0-9a-f]{8,128}|[0-9A-F]{8,128}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_WORDS = {
    "patient",
    "person",
    "subject",
    "donor",
    "sample",
    "study",
    "participant",
    "cohort",
    "control",
    "pseudonym",
    "trial",
    "group",
}
_LINE = re.compile(
    r"(?i)([a-z]{1,5}[ _.-]?)?\d{1,3}([a-z]|st|nd|rd|th)?( line)?|(first|second|third|fourth|later)( line)?|"
    r"front-?line|induction|consolidation|maintenance|salvage|relapsed?|refractory|(neo)?adjuvant"
)


def plain_heading(heading: str) -> str:
    """Return the letters and digits of a heading."""
    return re.sub(r"[\W_]+", "", heading)


def identifies(heading: str) -> bool:
    """Whether the name of a column says that it holds what identifies a person.

    >>> [h for h in ("Last name", "MRN", "date_of_birth", "E-Mail", "drug", "gene name", "Patient ID") if identifies(h)]
    ['Last name', 'MRN', 'date_of_birth', 'E-Mail']
    """
    plain = plain_heading(heading)
    return not _PSEUDONYM.fullmatch(plain) and bool(of_property(plain, is_patient=True))


def looks_identifying(value: str) -> bool:
    """Whether a value looks like a name, a number of a file, a date or a contact.

    >>> given = ("P-017", "Erika Mustermann", "1951-03-04", "00123456789", "a@b.org", "17", "MONDO:0100096")
    >>> [v for v in given if looks_identifying(v)]
    ['Erika Mustermann', '1951-03-04', '00123456789', 'a@b.org']
    """
    text = value.strip()
    if _NUMBERED.fullmatch(text):
        return False
    pieces = text.split(":")
    without_vocabulary = (":".join(pieces[start:]).strip() for start in range(len(pieces)))
    return any(map(_VALUE.fullmatch, without_vocabulary)) or bool(of_text(value))


def is_pseudonym(value: str) -> bool:
    """Whether an identifier may be passed on: a number or a hash with few letters, so that no name is one.

    >>> given = ("P-017", "Patient 12", "17", "Mustermann", "mustermann-1951", "3f2504e0-4f89-11d3-9a0c-0305e82c3301")
    >>> [v for v in given if is_pseudonym(v)]
    ['P-017', 'Patient 12', '17', '3f2504e0-4f89-11d3-9a0c-0305e82c3301']
    """
    if _PLAIN.fullmatch(value):
        return True
    runs = re.findall(r"[^\W\d_]+", value)
    if not re.search(r"\d", value) or looks_identifying(value):
        return False
    return _HASH.fullmatch(value) is not None or all(len(run) <= 4 or run.casefold() in _WORDS for run in runs)


def is_line(value: str) -> bool:
    """Whether a text may be a line of therapy, such as `2`, `LOT 2` or `maintenance`, and nothing else."""
    return not value or _LINE.fullmatch(value) is not None
