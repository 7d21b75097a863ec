"""How the datatypes of XML Schema 1.1 are written: RDF takes a literal as it is, without any blanks taken away.

The expressions are those that XPath, SPARQL and Python read alike.
"""

from __future__ import annotations

import re
from functools import cache

from lenaowl.rdf.vocabulary import PREFIXES

_XSD = PREFIXES["xsd"]
_ZONE = "(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_YEAR = "-?([1-9][0-9]{3,}|0[0-9]{3})"
_LEAP = (
    "-?(([1-9][0-9]*)?[0-9]{2}(0[48]|[2468][048]|[13579][26])|([1-9][0-9]*)?([02468][048]|[13579][26])00)"  # + -02-29
)
_DAY = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
_DATE = f"({_YEAR}-{_DAY}|{_LEAP}-02-29)"
_TIME = "(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?|24:00:00(\\.0+)?)"
_MONTH, _OF_MONTH = "(0[1-9]|1[0-2])", "(0[1-9]|[12][0-9]|3[01])"
_DAYS = "([0-9]+Y([0-9]+M)?([0-9]+D)?|[0-9]+M([0-9]+D)?|[0-9]+D)"
_SECONDS = "[0-9]+(\\.[0-9]+)?S"
_HOURS = f"T([0-9]+H([0-9]+M)?({_SECONDS})?|[0-9]+M({_SECONDS})?|{_SECONDS})"
_DECIMAL = "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)"
_DOUBLE = f"({_DECIMAL}([eE][+-]?[0-9]+)?|[+-]?INF|NaN)"

FORMS = {
    _XSD + name: f"^{form}$"
    for name, form in {
        "integer": "[+-]?[0-9]+", "decimal": _DECIMAL, "double": _DOUBLE, "float": _DOUBLE,
        "boolean": "(true|false|1|0)", "date": _DATE + _ZONE, "dateTime": f"{_DATE}T{_TIME}{_ZONE}",
        "time": _TIME + _ZONE, "gYear": _YEAR + _ZONE, "gYearMonth": f"{_YEAR}-{_MONTH}{_ZONE}",
        "gMonth": f"--{_MONTH}{_ZONE}", "gDay": f"---{_OF_MONTH}{_ZONE}",
        "gMonthDay": f"--({_DAY}|02-29){_ZONE}",
        "duration": f"-?P({_DAYS}({_HOURS})?|{_HOURS})", "yearMonthDuration": "-?P([0-9]+Y([0-9]+M)?|[0-9]+M)",
        "dayTimeDuration": f"-?P([0-9]+D({_HOURS})?|{_HOURS})", "hexBinary": "([0-9a-fA-F]{2})*",
        "dateTimeStamp": f"{_DATE}T{_TIME}{_ZONE.removesuffix('?')}",
    }.items()
}  # fmt: skip
# The integers that a datatype holds, from the least to the most; none where there is no bound.
BOUNDS: dict[str, tuple[int | None, int | None]] = {
    _XSD + name: bounds
    for name, bounds in {
        "byte": (-(2**7), 2**7 - 1), "short": (-(2**15), 2**15 - 1), "int": (-(2**31), 2**31 - 1),
        "long": (-(2**63), 2**63 - 1), "unsignedByte": (0, 2**8 - 1), "unsignedShort": (0, 2**16 - 1),
        "unsignedInt": (0, 2**32 - 1), "unsignedLong": (0, 2**64 - 1), "nonNegativeInteger": (0, None),
        "positiveInteger": (1, None), "nonPositiveInteger": (None, 0), "negativeInteger": (None, -1),
    }.items()
}  # fmt: skip
_DIGITS = 4_000  # of an integer that Python reads


def is_valid(text: str, datatype: str) -> bool:
    """Whether a text is written as a datatype allows; one that is not known here allows all.

    >>> is_valid("2020-02-30", "http://www.w3.org/2001/XMLSchema#date")
    False
    >>> is_valid("300", "http://www.w3.org/2001/XMLSchema#byte")
    False
    """
    if datatype in FORMS:
        return bool(_compiled(datatype).match(text)) and not text.endswith("\n")
    if datatype not in BOUNDS:
        return True
    least, most = BOUNDS[datatype]
    if not is_valid(text, _XSD + "integer"):
        return False
    number = int(text[: _DIGITS + 1])
    return (least is None or number >= least) and (most is None or number <= most)


@cache
def _compiled(datatype: str) -> re.Pattern[str]:
    return re.compile(FORMS[datatype])
