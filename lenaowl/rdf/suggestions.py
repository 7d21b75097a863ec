"""'Did you mean': names that look like one that does not exist, the same for every command.

A symbol (of a gene, a protein, a compound, a trial) is right or wrong: one letter away stands another gene. So
spelling never leads from one symbol to another; only case, hyphens and spaces may differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_CUTOFF = 67  # how alike two names must be, out of 100
_KEPT = 20_000  # names of which it is kept how they are compared: several times as many as there are
_LONGEST = 100  # characters; what is longer is not a misspelt name
_RUN = re.compile(r"[A-Z0-9]{2,}")
_PARTS = re.compile(r"[a-z]+[0-9]*|[0-9]+")


def nearest(name: str, known: Iterable[str], most: int = 3, cutoff: float = _CUTOFF) -> list[str]:
    """Return the names that look like one, the most alike first.

    Args:
        name: what was typed.
        known: the names that exist.
        most: how many to return at most.
        cutoff: how alike they must be, from 0 to 100.

    >>> nearest("lenalidomid", ["lenalidomide", "thalidomide"], most=1)
    ['lenalidomide']
    >>> nearest("DTWD1", ["DDB1"]), nearest("IKZF5-increase", ["IKZF3-increase"]), nearest("ikzf-3", ["IKZF3"])
    ([], [], ['IKZF3'])
    """
    if not 0 < len(name) <= _LONGEST:
        return []
    from rapidfuzz import fuzz, process  # not needed by most commands

    wanted, parts = loosened(name), _parts(name)
    names = {shown: loosened(shown) for shown in known}
    same = sorted(shown for shown, loose in names.items() if loose == wanted)
    offered = {shown: loose for shown, loose in names.items() if symbols(shown) <= parts}
    found = process.extract(wanted, offered, scorer=fuzz.ratio, processor=None, score_cutoff=cutoff, limit=None)
    alike = sorted((-score, shown) for _, score, shown in found)
    return list(dict.fromkeys([*same, *(shown for _, shown in alike)]))[:most]


def did_you_mean(names: Iterable[str]) -> str:
    """Return the question, or an empty text if there is nothing to suggest.

    >>> did_you_mean(["lena:IMiD"])
    'Did you mean lena:IMiD?'
    """
    listed = ", ".join(names)
    return f"Did you mean {listed}?" if listed else ""


def is_symbol(name: str) -> bool:
    """Whether a name is nothing but a symbol, as those of genes and proteins are.

    >>> is_symbol("DTWD1"), is_symbol("HLA-DRB1"), is_symbol("IMiD"), is_symbol("lenalidomide")
    (True, True, False, False)
    """
    return bool(re.fullmatch(r"[A-Z][A-Z0-9]+(-[A-Z0-9]+)*", name))


def unknown_symbol(name: str, proteins: int) -> str:
    """Return what is said of a symbol that is not known; `proteins` is how many are.

    >>> unknown_symbol("DTWD1", 331)
    "'DTWD1' is not in lenaowl, which knows 331 proteins"
    """
    return f"'{name}' is not in lenaowl, which knows {proteins:,} proteins"


@lru_cache(_KEPT)
def loosened(name: str) -> str:
    """Return a name without case, hyphens, spaces and the like."""
    return re.sub(r"[\s_\-/()']+", "", name).casefold()


@lru_cache(_KEPT)
def symbols(name: str) -> frozenset[str]:
    """Return the symbols that a name is made of, in lower case.

    >>> [sorted(symbols(name)) for name in ("claim-IKZF1-represses-IL2", "IL2Inducer", "IMiDSensitiveForm")]
    [['ikzf1', 'il2'], ['il2'], []]
    """
    found = set()
    for run in _RUN.finditer(name):
        # A capital before a small letter begins the next word.
        text = run[0][:-1] if name[run.end() : run.end() + 1].islower() and run[0][-1].isupper() else run[0]
        if len(text) > 1 and not text.isdigit():
            found.add(text.casefold())
    return frozenset(found)


def _parts(name: str) -> set[str]:
    """Return the symbols and words of what was typed, whichever case it was typed in."""
    return {*symbols(name)} | set(_PARTS.findall(name.casefold())) | set(re.split(r"[^0-9a-z]+", name.casefold()))
