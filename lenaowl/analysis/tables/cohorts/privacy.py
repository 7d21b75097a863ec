"""What identifies a person in a table: by the name of a column, and by how a value looks. Values are never repeated.

What names of properties and texts say is said once, where records in RDF are searched for identifiers.
"""

from __future__ import annotations

import re

from lenaowl.validation.direct_identifiers import of_property, of_text

# Pseudonyms have such headings too; whether they are some is seen by their values.
_PSEUDONYM = re.compile(r"(patient|person|subject|case|study)?(id|no|nr|number|code|key|identifier)?", re.IGNORECASE)
_VALUE = re.compile(
    r"(19|20)\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](19|20)?\d\d"  # a date
    r"|\d{7,}|\+?\d[\d ()/-]{8,18}\d"  # a number of a file, or a telephone
    r"|[A-Z\u00c0-\u00de][^\W\d_]+,? [A-Z\u00c0-\u00de][^\W\d_]+([ -][A-Z\u00c0-\u00de][^\W\d_]+)?"  # a name
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

    >>> [v for v in ("P-017", "Erika Mustermann", "1951-03-04", "00123456789", "a@b.org", "17") if looks_identifying(v)]
    ['Erika Mustermann', '1951-03-04', '00123456789', 'a@b.org']
    """
    return _VALUE.fullmatch(value.strip()) is not None or bool(of_text(value))
