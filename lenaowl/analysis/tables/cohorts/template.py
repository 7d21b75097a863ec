"""A mapping to fill in, written from the header of a table."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from lenaowl.analysis.tables.cohorts.coding import LONGEST
from lenaowl.analysis.tables.cohorts.from_tables import codes, is_nothing, split
from lenaowl.analysis.tables.cohorts.privacy import identifies, looks_identifying, plain_heading
from lenaowl.analysis.tables.cohorts.records import ABNORMALITIES, BESIDE, CONTEXTS, DIAGNOSES, DRUGS, LOSSES, VARIANTS
from lenaowl.analysis.tables.reading import read_table
from lenaowl.analysis.tables.table import Table, cell_text

_PATIENT = re.compile(
    r"(pat(ient)?|person|subject|case|pseudonym|study)?(id|number|no|key|code)|pat(ient)?|subject|pseudonym", re.I
)
_LINE = re.compile(r"line(oftherapy|number|no)?|lot|therapyline|treatmentline", re.I)
# What headings of each kind contain, the first kind that fits taken; and what to say of the kind.
_KINDS = (
    (DRUGS, r"drug|medication|treat|therap|regimen|agent|substance|atc|rxnorm|rxcui",
     "names, brand names, or codes (rxnorm, atc)"),
    (DIAGNOSES, r"diagnos|disease|icd|condition|indication|entity", "names, or codes (icd10cm, mondo, ncit)"),
    (CONTEXTS, r"cell|context|tissue", "cells that are there, such as T-cell"),
    (BESIDE, r"heterozyg|beside", "variants that are there beside the wild type"),
    (VARIANTS, r"variant|mutation|hgvs|form", "variants in place of the wild type, such as CRBN p.Trp386Ala"),
    (LOSSES, r"loss|lost|deleted|knock|without", "proteins that are lost, by symbol, such as CRBN"),
    (ABNORMALITIES, r"cytogen|karyotyp|abnormal|fish|translocation|(^|_)del|^(t|inv|amp|gain)\W*\d",
     "such as del(17p), t(4;14)"),
)  # fmt: skip
_SEPARATORS = (";", "|", "+", "/", ",")


Known = Callable[[str, str], bool]  # whether there is a term of a kind for a code
_YES = {"yes", "y", "true", "1", "pos", "positive", "present", "+"}
_NO = {"no", "n", "false", "0", "neg", "negative", "absent", "wt", "wild type"}
_READ, _LISTED = 1000, 20  # rows that are looked at, and values without a term that are listed


def template(file: Path, known: Known, sheet: str = "") -> str:
    """Return the text of a mapping for a table; what its columns are is guessed from the headings.

    Args:
        file: the table.
        known: what says whether a code has a term; values without one are listed, to be filled in.
        sheet: the sheet of an Excel file; the first if left out.

    Raises:
        DataError: if the table cannot be read.
        MissingEngineError: if it takes what is not installed.
    """
    return "\n".join(_lines(read_table(file, sheet), known)) + "\n"


def _lines(table: Table, known: Known) -> Iterator[str]:
    left = list(table.columns)
    yield f"# Which columns of {Path(table.source).name} say what. Check each line; delete those that you do not need."
    yield "# Columns that are not named here are not read. Names are quoted where they have signs."
    patient, line = (next((c for c in left if regex.fullmatch(plain_heading(c))), "") for regex in (_PATIENT, _LINE))
    left = [column for column in left if column not in (patient, line)]
    named = f"patient: {_quoted(patient)}" if patient else "# patient: COLUMN"
    yield f"{named}        # rows of the same patient belong together; without this, each row is a patient"
    yield "ids: number        # patients get numbers; `keep` passes pseudonyms of yours on"
    if line:
        yield f"line: {_quoted(line)}        # each line of therapy is judged by itself"
    yield "# Cells and organisms that are there in every patient. Effects in T cells count only where they are named."
    yield "present: [human, T-cell, NK-cell]"
    guessed = {column: kind for column in left if (kind := _kind(column)) and not identifies(column)}
    for kind, _, words in _KINDS:
        columns = [column for column, found in guessed.items() if found == kind]
        yield f"{kind}:        # {words}" if columns else f"# {kind}: [COLUMN]        # {words}"
        for column in columns:
            yield from _column(table, column, kind, known)
    for column in left:
        if column not in guessed:
            identifying = " looks like a direct identifier" if identifies(column) else ""
            yield f"# not read: {_quoted(column)}{identifying}"
            gene = _gene(column, known)
            if gene and not identifying:
                yield from _of_gene(table, column, gene, known)


def _of_gene(table: Table, column: str, gene: str, known: Known) -> Iterator[str]:
    """Yield lines for a column that names a gene: its cells may be variants or losses, which only its owner knows."""
    yield f"# It names {gene}. If its cells say what is wrong with {gene}, take these lines in and complete them:"
    cells = [cell for cell in dict.fromkeys(_cells(table, column)) if not looks_identifying(cell)][:_LISTED]
    forms = [cell for cell in cells if cell.casefold() not in _NO and known(VARIANTS, f"{gene} {cell}")]
    others = [cell for cell in cells if cell not in forms and not re.search(r"\d", cell)]  # Q99L stays on the account
    if forms:
        yield f"# variants:\n#   - column: {_quoted(column)}\n#     values:"
        yield from (f"#       {_text(cell)}: {_quoted(f'{gene} {cell}')}" for cell in forms)
        yield from (f"#       {_text(cell)}: null" for cell in others)
    yield f"# losses:\n#   - column: {_quoted(column)}\n#     values:"
    for cell in cells:
        said = cell not in others or cell.casefold() in _NO
        yield f"#       {_text(cell)}: " + ("null" if said else f"null        # or {gene}, if it means that it is lost")


def _column(table: Table, column: str, kind: str, known: Known) -> Iterator[str]:
    yield f"  - column: {_quoted(column)}"
    separator, vocabulary = _separator(table, column), _vocabulary(column)
    if separator:
        yield f'    separator: "{separator}"'
    if vocabulary:
        yield f"    vocabulary: {vocabulary}"
    cells = Counter(part for cell in _cells(table, column) for part in codes(cell, separator))
    said = {cell.casefold() for cell in cells}
    if said & _YES and said <= _YES | _NO:
        term = next((name for name in _names(column) if known(kind, name)), "")
        yield "    values:" + ("" if term else f"        # no term was found for {_quoted(column)}: write it for TERM")
        for cell in dict.fromkeys(cells):
            to = (term and _quoted(term)) or "TERM"
            line = f"      {_text(cell)}: {to if cell.casefold() in _YES else 'null'}"
            yield line if term else line.replace("      ", "      # ", 1)
        return
    unknown = [
        (cell, times) for cell, times in cells.most_common()
        if not looks_identifying(cell) and not known(kind, f"{vocabulary}:{cell}" if vocabulary else cell)
    ]  # fmt: skip
    if not unknown:
        return
    yield "    values:        # no term was found for TERM: write one, several as [A, B], or null for nothing"
    for cell, times in unknown[:_LISTED]:
        meant = _meaning(kind, cell, column, known)
        yield f"      {_text(cell)}: {meant}" if meant else f"      # {_text(cell)}: TERM        # {times} x"
    if len(unknown) > _LISTED:
        yield f"      # and {len(unknown) - _LISTED} more, which `lenaowl cohort` lists"
    if kind in (VARIANTS, BESIDE) and (gene := _gene(column, known)):
        yield f"      # Where a cell says that {gene} is lost, write null here, and {gene} for it under losses."


def _meaning(kind: str, cell: str, column: str, known: Known) -> str:
    """Return what a cell without a term of its own means, as YAML; an empty text if that is not plain."""
    if cell.casefold() in _NO:
        return "null"
    if kind in (VARIANTS, BESIDE) and (gene := _gene(column, known)) and known(kind, f"{gene} {cell}"):
        return _quoted(f"{gene} {cell}")
    for mark in _SEPARATORS:
        parts = [part.strip() for part in split(cell, mark)]
        if len(parts) > 1 and all(known(kind, part) for part in parts):
            return f"[{', '.join(map(_quoted, parts))}]"
    return ""


def _gene(column: str, known: Known) -> str:
    """Return the symbol of a gene in the name of a column, or an empty text."""
    return next((word for word in re.findall(r"\b[A-Z][A-Z0-9]{2,}\b", column) if known(LOSSES, word)), "")


def _names(column: str) -> Iterator[str]:
    """Yield what a column of yes and no may be about: `del17p` and `del_17p` are del(17p)."""
    yield column
    yield re.sub(r"(?i)^(del|t|inv|amp|gain|trisomy)[\W_]*(.+?)\W*$", r"\1(\2)", column)
    yield re.sub(r"(?i)[\W_]+(loss|lost|deletion|deleted|mutation|mutated|mut|knockout|ko)$", "", column)


def _cells(table: Table, column: str) -> list[str]:
    place = table.place(column)
    texts = (cell_text(cells[place]) for _, cells in table.rows[:_READ])
    return [text for text in texts if not is_nothing(text) and len(text) <= LONGEST]


def _text(cell: str) -> str:
    """Return a text as YAML has it, on one line."""
    return json.dumps(" ".join(cell.split()), ensure_ascii=False)


def _kind(column: str) -> str:
    return next((kind for kind, regex, _ in _KINDS if re.search(regex, column, re.IGNORECASE)), "")


def _vocabulary(column: str) -> str:
    known = {"atc": "atc", "rxnorm": "rxnorm", "rxcui": "rxnorm", "icd": "icd10cm", "mondo": "mondo", "hpo": "hp"}
    return next((to for word, to in known.items() if word in column.casefold()), "")


def _separator(table: Table, column: str) -> str:
    """Return the mark that separates most cells of a column; an empty text if none does."""
    counts = {mark: sum(_parts(cell, mark) for cell in _cells(table, column)) for mark in _SEPARATORS}
    most = max(_SEPARATORS, key=counts.__getitem__)  # the first of several
    return most if counts[most] else ""


def _parts(cell: str, mark: str) -> bool:
    """Whether a mark stands between texts in a cell: `+1q` is one."""
    parts = split(cell, mark)
    return len(parts) > 1 and all(part.strip() for part in parts)


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_][\w]*", name) else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
