"""Each row of the curation tables is in the ontology, or `ontology/coverage.tsv` tells why not.

F rows are the facts of the seed papers, B rows those beyond them, T rows the results of trials, R rows the findings
of an audit of the claims. Only the reasons are written by hand: for what is left out, and for findings of the audit
that are answered elsewhere than in a term. The rest of the file is what the terms themselves say; write it again with
`python tests/ontology/test_coverage.py`.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest

import lenaowl
from lenaowl.ontology.sources import trials
from lenaowl.rdf.vocabulary import lena, local_name

FILE = Path(__file__).resolve().parents[2] / "ontology" / "coverage.tsv"
HEADER = ["row", "where", "how", "reason"]
FROM_SEEDS = [f"F{number:03}" for number in range(1, 214)]
BEYOND = [f"B{number:03}" for number in range(1, 184)]
TRIALS = [f"T{number:03}" for number in range(1, 217)]
AUDIT = [f"R{number:02}" for number in range(1, 41)]
ROWS = [*FROM_SEEDS, *BEYOND, *TRIALS, *AUDIT]
LEFT_OUT = "left out"
ANSWERED = "answered"
BY_HAND = (LEFT_OUT, ANSWERED)
_ROW = re.compile(r"[BFT]\d{3}|R\d{2}")


def coverage(kb: lenaowl.KnowledgeBase) -> dict[str, tuple[str, str]]:
    """Return what became of the rows of the curation tables, as far as a term carries their key.

    For each row: the local names of the terms, joined with ';', and how they tell it: as an `axiom`
    (a claim that compiled to one), as a `claim` only, in the `definition` of an entity, or as `data` of a trial.
    """
    compiled = {
        str(getattr(t.object, "value", "")) for t in kb.ontology.asserted() if t.predicate.value == lena("compiledFrom")
    }
    terms: dict[str, dict[str, str]] = defaultdict(dict)
    for iri, keys in kb.ontology.store.objects(lena("curationRow")).items():
        how = "axiom" if iri in compiled else "claim" if iri in kb.ontology.claims else "definition"
        for key in filter(_ROW.fullmatch, keys):
            terms[key][local_name(iri)] = how
    for triple in trials():
        key = str(getattr(triple.object, "value", ""))
        if triple.predicate.value == lena("curationRow") and _ROW.fullmatch(key):
            terms[key][local_name(str(getattr(triple.subject, "value", "")))] = "data"
    return {row: (";".join(sorted(found)), ";".join(sorted(set(found.values())))) for row, found in terms.items()}


def table():
    with FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def told(kb):
    return coverage(kb)


def test_each_row_is_listed_once_in_order():
    header, *lines = table()
    assert header == HEADER
    assert [line[0] for line in lines] == ROWS


def test_what_is_listed_is_what_the_terms_say(told):
    stale = [line for line in table()[1:] if line[2] not in BY_HAND and (line[1], line[2]) != told.get(line[0])]
    assert not stale, "write the file again: python tests/ontology/test_coverage.py"
    assert all(not line[3] for line in table()[1:] if line[2] not in BY_HAND and line[0] not in AUDIT)


def test_what_is_left_out_has_a_reason_and_no_term(told):
    by_hand = [line for line in table()[1:] if line[2] in BY_HAND]
    assert by_hand
    for row, where, how, reason in by_hand:
        assert (how == ANSWERED) == (row in AUDIT)
        assert not where
        assert row not in told
        assert len(reason.split()) >= 3, row


def test_the_terms_name_only_rows_that_there_are(told):
    assert set(told) <= set(ROWS)


ANY_B_CELL_MALIGNANCY = """
PREFIX lena: <https://w3id.org/lenaowl/>
SELECT DISTINCT ?entity ?cell {
  lena:lenalidomide lena:hasProfile ?exposure .
  ?exposure lena:hasEffect/(lena:increaseOf|lena:decreaseOf) ?entity ; lena:inContext ?cell .
  ?cell lena:ofDisease/lena:subtypeOf* lena:B-cell-malignancy .
}
"""
ACTIVE_IN_B_CELL_MALIGNANCY = """
PREFIX lena: <https://w3id.org/lenaowl/>
SELECT DISTINCT ?disease {
  ?claim lena:subject lena:lenalidomide ; lena:predicate lena:isActiveIn ; lena:object ?disease .
  ?disease lena:subtypeOf* lena:B-cell-malignancy .
}
"""


def local(kb, query):
    return {tuple(str(term).rpartition("/")[2] for term in row) for row in kb.ontology.store.rows(query)}


def test_effects_in_any_b_cell_malignancy_can_be_asked_for(kb):
    found = local(kb, ANY_B_CELL_MALIGNANCY)
    assert {("IRF4", "multiple-myeloma-cell"), ("SPIB", "ABC-DLBCL-cell"), ("p21", "CLL-cell")} <= found
    assert "del5q-MDS-cell" not in {cell for _, cell in found}
    diseases = {disease for (disease,) in local(kb, ACTIVE_IN_B_CELL_MALIGNANCY)}
    assert {"chronic-lymphocytic-leukaemia", "indolent-B-cell-lymphoma"} <= diseases
    assert "del5q-MDS" not in diseases


def write() -> None:
    """Write the file from what the terms say; the reasons are kept."""
    told = coverage(lenaowl.load())
    reasons = {line[0]: line[3] for line in table()[1:] if line[0] in AUDIT or line[0] not in told}
    lines = [
        (row, *told[row], reasons.get(row, "") if row in AUDIT else "")
        if row in told
        else (row, "", ANSWERED if row in AUDIT else LEFT_OUT, reasons.get(row, ""))
        for row in ROWS
    ]
    FILE.write_text("".join("\t".join(line) + "\n" for line in [HEADER, *lines]), encoding="utf-8")


if __name__ == "__main__":
    write()
