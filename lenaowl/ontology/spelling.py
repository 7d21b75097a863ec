"""Spelling: texts that differ only in how a word is written become one."""

from __future__ import annotations

import re
import unicodedata

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",  # noqa: RUF001
    "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma",  # noqa: RUF001
    "ς": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans({**_GREEK, "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
# Of a genitive, and of an abbreviation in the plural.
_ENDINGS = re.compile("(['\u2019][sS]|(?<=[A-Z]{2})s)(?![^\\W_])")
_TOKEN = re.compile(r"[^\W_]+|\+")
# British and American endings and vowels: tumour, leukaemia, oedema, signalling, centre, programme, localisation.
_SPELLINGS = (
    (re.compile("ae|oe"), "e"),
    (re.compile("our"), "or"),
    (re.compile("ll(?=ing|ed)"), "l"),
    (re.compile("tre$"), "ter"),
    (re.compile("mme$"), "m"),
    (re.compile("is(?=ation|e$|ed$|ing$)"), "iz"),
)


def words(text: str) -> list[str]:
    """Return the words of a text without what is a matter of spelling.

    Case, diacritics, Greek letters, hyphens, British or American spelling and plural make no difference; a plus
    sign does, and so does a minus sign before a number (`+12` is a trisomy, `-7` a monosomy).

    >>> words("Krönke's T-cells")
    ['kronke', 't', 'cell']
    """
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
        text = "".join(letter for letter in apart if not unicodedata.combining(letter))
    text = _ENDINGS.sub("", text.strip()).casefold()
    minus = ["-"] if re.match(r"[-\u2212]\d", text) else []
    return minus + [_respell(word) for word in _TOKEN.findall(text)]


def fold(text: str) -> str:
    """Return the words of a text in one piece, so that hyphens and spaces make no difference.

    >>> fold("IL-2") == fold("il 2"), fold("leukaemias") == fold("Leukemia")
    (True, True)
    """
    return "".join(words(text))


def _respell(word: str) -> str:
    if not word.isalpha() or len(word) < 4:
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif re.search("(x|ch|sh|ss)es$", word):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for pattern, short in _SPELLINGS:
        word = pattern.sub(short, word)
    return word
