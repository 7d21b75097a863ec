"""What identifies a person: by the name of a column or field, and by how a value looks. Values are never repeated."""

from __future__ import annotations

import re

# Headings as people write them, without case and signs; compare shapes:AnonymousAnyVocabulary in shapes/patients.ttl.
_HEADING = re.compile(
    r"(first|last|family|given|full|maiden|patient|sur|middle|mother|father|pat)?names?|initials?|.*(e?mail|phone|mobile"
    r"|telefon|fax)(number|no)?|(street|home|post|mail)?address(line)?\d?|street|(post(al)?|zip)(code)?|plz|city|town"
    r"|(date)?of?birth(day|date)?|(patient)?dob|birth(day|date)|ssn|mrn|.*(medicalrecord|hospital|chart|insurance"
    r"|socialsecurity|passport|nationalid|nhs|health(plan|card)?)(number|num|no|id)|versichertennummer|geburtsdatum"
    r"|(vor|nach)name|dateofbirth|.*mrn",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"[^@\s]{1,64}@[^@\s]{1,190}\.[A-Za-z]{2,24}"  # an e-mail address
    r"|\+?\d[\d ()/-]{8,18}\d"  # a telephone number, or a number of a file or insurance with spaces
    r"|\d{3}-\d{2}-\d{4}"  # a social security number
    r"|(19|20)\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](19|20)?\d\d"  # a date
    r"|\d{7,}"  # a number of a file
    r"|[A-Z\u00c0-\u00de][^\W\d_]+,? [A-Z\u00c0-\u00de][^\W\d_]+([ -][A-Z\u00c0-\u00de][^\W\d_]+)?"  # a name
)


def identifies(heading: str) -> bool:
    """Whether the name of a column or field says that it holds what identifies a person.

    >>> [h for h in ("Last name", "MRN", "date_of_birth", "E-Mail", "drug", "gene name", "diagnosis") if identifies(h)]
    ['Last name', 'MRN', 'date_of_birth', 'E-Mail']
    """
    return _HEADING.fullmatch(re.sub(r"[\W_]+", "", heading)) is not None


def looks_identifying(value: str) -> bool:
    """Whether a value looks like a name, a number of a file, a date or a contact.

    >>> [v for v in ("P-017", "Erika Mustermann", "1951-03-04", "00123456789", "a@b.org", "17") if looks_identifying(v)]
    ['Erika Mustermann', '1951-03-04', '00123456789', 'a@b.org']
    """
    return _VALUE.fullmatch(value.strip()) is not None
