"""What a source says of patients, before its codes are looked up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lenaowl.analysis.tables.cohorts.amounts import Amount, Threshold
from lenaowl.analysis.tables.table import LeftOut
from lenaowl.ontology.records import Record

DRUGS, DIAGNOSES, CONTEXTS, VARIANTS, BESIDE, LOSSES, ABNORMALITIES = KINDS = (
    "drugs", "diagnoses", "contexts", "variants", "variants_beside", "losses", "abnormalities"
)  # fmt: skip
ANY = "findings"  # a code that may be of several kinds
# Properties of records of patients that columns of a table may give.
OF_PATIENTS, OF_DIAGNOSES, OF_LINES = (
    ("birthYear", "sex", "lastSeenOn", "diedOn"),
    ("diagnosedOn",),
    ("startedOn", "endedOn"),
)
FIELDS = (*OF_PATIENTS, *OF_DIAGNOSES, *OF_LINES)
DATES = tuple(name for name in FIELDS if name.endswith("On"))


class Said(NamedTuple):
    """One code that a source says of a patient.

    Attributes:
        kind: what it is of, one of `KINDS`; or `findings`, if its vocabulary decides that.
        codes: the code, with its vocabulary before a colon, or a name; several that mean the same, the firmest first.
        column: where it stands: the column of a table, or the path in a record.
        amount: what was measured, if the code is of a measurement.
        threshold: from which amount on it counts, if the column says so.
    """

    kind: str
    codes: tuple[str, ...]
    column: str
    amount: Amount | None = None
    threshold: Threshold | None = None


class Row(NamedTuple):
    """What one row of a table, or one record, says of a patient.

    Attributes:
        patient: the identifier that the source gives; it is not passed on unless that is asked for.
        line: the line of therapy, or an empty text.
        file: the file.
        number: the place in it, from 1.
        said: the codes.
        fields: what else there is for a record of the patient, by property.
        places: file and place of each code, if they stand in several places.
        alone: whether it is all of a patient, as where a table names no column of patients.
    """

    patient: str
    line: str
    file: str
    number: int
    said: tuple[Said, ...]
    fields: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    alone: bool = False

    @property
    def person(self) -> tuple[str, str]:
        """What the rows of a patient have in common: the identifier, and the file if it is a number there."""
        return self.patient, self.file if self.alone else ""


@dataclass(frozen=True)
class Unmapped(Record):
    """A code that has no term in lenaowl, and so is not used.

    Attributes:
        kind: what it is of.
        code: the code; an empty text if it looks like what identifies a person.
        column: where it stands first.
        file: the file where it stands first.
        number: the place in that file, from 1.
        counts: what the number counts: `line`, `row` or `record`.
        times: how often it stands anywhere.
        reason: why it has no term.
    """

    kind: str
    code: str
    column: str
    file: str
    number: int
    counts: str
    times: int
    reason: str


@dataclass
class Source:
    """What was read.

    Attributes:
        files: the files.
        kind: what they are, in words.
        rows: what they say of patients; of tables they are read when they are asked for, once.
        left_out: what could not be read, or is not.
        counts: by file, what the places in it count: `line`, `row` or `record`.
        identifying: places (columns, paths) that hold what identifies a person, with how often; they are not read.
        surrogates: files whose patients have the numbers that a database gave its rows.

    What is left out and identifies is complete when all rows were read.
    """

    files: Sequence[str]
    kind: str
    rows: Iterable[Row] = ()
    left_out: list[LeftOut] = field(default_factory=list)
    counts: dict[str, str] = field(default_factory=dict)
    identifying: dict[str, int] = field(default_factory=dict)
    surrogates: set[str] = field(default_factory=set)

    def counted(self, file: str) -> str:
        """Return what the places in a file count."""
        return self.counts.get(file, "record")
