"""Numbers that states, insurances and banks give people: by shape, and by check digit where there is one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

# Of so particular a shape that nothing else is written so.
_SHAPES = re.compile(
    r"(?<![\w.-])(?:"
    r"\d{6}[-+]\d{4}|\d{8}-\d{4}|\d{6}[-+A]\d{3}[0-9A-Z]"  # Sweden, Denmark, Finland
    r"|\d{3}\.\d{3}\.\d{3}-\d{2}"  # Brazil
    r"|[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]"  # Italy
    r"|[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}"  # France
    r"|\d{17}[\dX]|\d{4} \d{4} \d{4}|756\.\d{4}\.\d{4}\.\d{2}"  # China, India, Switzerland
    r"|\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}|\d{6}-[1-4]\d{6}|\d{2}[0-8]\d{3}/\d{3,4}"  # Belgium, Korea, Czechia
    r"|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \d{2} \d{2} \d{2} [A-D]|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]"  # UK
    r"|[A-Z]{4}\d{6}(?:[HM][A-Z]{5}[A-Z0-9]\d|[A-Z0-9]{3})"  # Mexico
    r"|[A-Z]{1,2}\d{6}\([0-9A]\)"  # Hong Kong
    r")(?![\w-])"
)


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _nhs(text: str) -> bool:
    """England: the last of ten digits follows from the others."""
    check = 11 - _weighted(text, range(10, 1, -1)) % 11
    return (0 if check == 11 else check) == int(text[9])


def _luhn(text: str) -> bool:
    """Canada, and the cards of banks."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(text)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _is_day(text: str) -> bool:
    return 1 <= int(text[:2]) % 40 <= 31 and 1 <= int(text[2:4]) % 20 <= 12


def _pesel(text: str) -> bool:
    """Poland: a date of birth with a check digit."""
    date = 1 <= int(text[2:4]) % 20 <= 12 and 1 <= int(text[4:6]) <= 31
    return date and _weighted(text, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def _turkish(text: str) -> bool:
    """Turkey: two check digits."""
    digits = [int(digit) for digit in text]
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[0] > 0 and digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def _baltic(text: str) -> bool:
    """Estonia and Lithuania: a sex, a date of birth and a check digit."""
    check = _weighted(text, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    check = _weighted(text, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10 if check == 10 else check
    date = 1 <= int(text[3:5]) <= 12 and 1 <= int(text[5:7]) <= 31
    return text[0] in "123456" and date and check == int(text[10])


def _romanian(text: str) -> bool:
    """Romania: a sex, a date of birth and a check digit."""
    check = _weighted(text, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    date = 1 <= int(text[3:5]) <= 12 and 1 <= int(text[5:7]) <= 31
    return text[0] != "0" and date and (1 if check == 10 else check) == int(text[12])


def _bulgarian(text: str) -> bool:
    """Bulgaria: a date of birth and a check digit."""
    date = 1 <= int(text[2:4]) % 20 <= 12 and int(text[2:4]) <= 52 and 1 <= int(text[4:6]) <= 31
    return date and _weighted(text, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10 == int(text[9])


def _norwegian(text: str) -> bool:
    """Norway: a date of birth with two check digits."""
    first = _weighted(text, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
    return _is_day(text) and not first and not _weighted(text, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11


def _spanish(text: str) -> bool:
    """Spain: the letter of a DNI, or of the NIE of a foreigner, follows from the digits."""
    number = text[:-1].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == text[-1]


def _kvnr(text: str) -> bool:
    """German health insurances: a letter and nine digits, of which the last checks the others."""
    digits = [int(digit) for digit in f"{ord(text[0]) - 64:02d}{text[1:]}"]
    products = (digit * (1 + place % 2) for place, digit in enumerate(digits[:-1]))
    return sum(product // 10 + product % 10 for product in products) % 10 == digits[-1]


def _nric(text: str) -> bool:
    """Singapore: the last letter follows from the digits."""
    total = _weighted(text[1:8], (2, 7, 6, 5, 4, 3, 2)) + (4 if text[0] in "TG" else 0)
    return ("JZIHGFEDCBA" if text[0] in "ST" else "XWUTRQPNMLK")[total % 11] == text[8]


def _iban(text: str) -> bool:
    """Accounts of banks."""
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


_CHECKED: tuple[tuple[re.Pattern[str], tuple[Callable[[str], bool], ...]], ...] = tuple(
    (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])"), checks)
    for pattern, checks in (
        (r"\d{3} ?\d{3} ?\d{4}", (_nhs, _bulgarian)),
        (r"\d{13}", (_romanian,)),
        (r"\d{3}[ -]\d{3}[ -]\d{3}|(?:\d{4}[ -]){3}\d{4}", (_luhn,)),
        (r"\d{11}|\d{6} \d{5}", (_pesel, _norwegian, _turkish, _baltic)),
        (r"\d{8}[A-HJ-NP-TV-Z]|[XYZ]\d{7}[A-HJ-NP-TV-Z]", (_spanish,)),
        (r"[A-Z]\d{9}", (_kvnr,)),
        (r"[STFG]\d{7}[A-Z]", (_nric,)),
        (r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?", (_iban,)),
    )
)


def has_personal_number(text: str, checked: bool = True) -> bool:
    """Whether a personal number stands in a text.

    Args:
        text: what is searched.
        checked: whether numbers are looked for too that only a check digit tells from others.

    >>> [has_personal_number(text) for text in ("943 476 5919", "943 476 5918", "12345678Z", "PMID 12345678")]
    [True, False, True, False]
    """
    if _SHAPES.search(text):
        return True
    return checked and any(
        any(check(re.sub("[ -]", "", found[0])) for check in checks)
        for pattern, checks in _CHECKED
        for found in pattern.finditer(text)
    )
