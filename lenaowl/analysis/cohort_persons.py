"""The patients of a cohort, however many: a temporary database holds them, of which only a part is in memory.

It has no name on the disk, and goes when nobody needs it any more. Identifiers are not in it, but hashes with a key of
this process; pseudonyms only where the mapping passes them on.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import NamedTuple, overload

from lenaowl.analysis.tables.cohorts.records import Row
from lenaowl.errors import DataError

Terms = tuple[tuple[str, str], ...]  # kind and IRI
_MEMORY = 64_000  # kilobytes of the database in memory; as much again where rows are sorted
_AT_ONCE = 10_000  # rows that are written or read together

# Where there is one min(), SQLite takes the other columns from its row.
_PERSONS = """
INSERT INTO persons (patient, line, file, number, terms)
SELECT {patient}, line, file, number, terms FROM (
  SELECT *, {own} AS own FROM (
    SELECT min(place) AS first, key, patient, line, file, number,
      CASE WHEN count(*) = 1 THEN terms ELSE joined(group_concat(place || ':' || terms)) END AS terms
    FROM rows GROUP BY key, line
  )
) ORDER BY first
"""
_ALIKE = "SELECT terms, count(*) FROM persons GROUP BY terms ORDER BY min(id)"


class _Temporary(sqlite3.Connection):
    """A database without a name, closed when nobody refers to it any more."""

    def __del__(self) -> None:
        self.close()


@contextmanager
def _room() -> Iterator[None]:
    """Say of an error that there was no room for the patients."""
    try:
        yield
    except sqlite3.Error as error:
        raise DataError(
            f"no room for patients in the folder for temporary files: {error}. Name one with more room in TMPDIR."
        ) from None


class Described(NamedTuple):
    """What is said of a patient, by which many are alike.

    Attributes:
        exposure: the place of what acts on what among the exposures of the cohort; -1 if there is nothing to judge.
        diagnoses: IRIs of the diseases.
        abnormalities: IRIs of the chromosomal abnormalities.
    """

    exposure: int
    diagnoses: tuple[str, ...]
    abnormalities: tuple[str, ...]


class Person(NamedTuple):
    """A patient, or one line of therapy of a patient.

    Attributes:
        patient: a number that stands for the patient, or the pseudonym of the source if that was asked for.
        line: the line of therapy, or an empty text.
        file: the file.
        row: the place in it, from 1.
        exposure, diagnoses, abnormalities: see `Described`.
    """

    patient: str
    line: str
    file: str
    row: int
    exposure: int
    diagnoses: tuple[str, ...]
    abnormalities: tuple[str, ...]


class Persons(Sequence[Person]):
    """Patients in the order in which they come first, read from the database as they are asked for.

    Attributes:
        alike: what is said of patients, with the number of those of whom it is said.
    """

    def __init__(
        self, database: sqlite3.Connection, files: Sequence[str], numbered: int,
        described: Mapping[int, Described], alike: Sequence[tuple[Described, int]],
    ) -> None:  # fmt: skip
        self._database, self._files, self._numbered, self._described = database, files, numbered, described
        self.alike = alike
        self._many = sum(times for _, times in alike)

    def __len__(self) -> int:
        return self._many

    @overload
    def __getitem__(self, index: int) -> Person: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Person]: ...
    def __getitem__(self, index: int | slice) -> Person | Sequence[Person]:
        """Return a patient, or some."""
        places = range(self._many)[index]
        if isinstance(places, int):
            return self._between(places, places + 1)[0]
        found = self._between(min(places, default=0), max(places, default=-1) + 1)
        return found[:: places.step]

    def __iter__(self) -> Iterator[Person]:
        for start in range(0, self._many, _AT_ONCE):
            yield from self._between(start, start + _AT_ONCE)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(Person.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]

    def _between(self, start: int, end: int) -> list[Person]:
        what = "SELECT id, patient, line, file, number, terms FROM persons WHERE id > ? AND id <= ? ORDER BY id"
        with _room():
            return [
                Person(
                    str(place + self._numbered if patient is None else patient), line, self._files[file], number,
                    *self._described[terms],
                )
                for place, patient, line, file, number, terms in self._database.execute(what, (start, end))
            ]  # fmt: skip


class Gathering:
    """Brings the rows of each patient together, wherever they stand; those of a line of therapy by themselves."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._terms: list[Terms] = []
        self._places: dict[Terms, int] = {}
        self._files: dict[str, int] = {}
        self._waiting: list[tuple[bytes, str | None, str, int, int, int]] = []
        self._has_lines = False
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False, factory=_Temporary)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_MEMORY}", "temp_store = FILE"):
            self._database.execute(f"PRAGMA {pragma}")
        columns = "patient, line TEXT, file INTEGER, number INTEGER, terms INTEGER"
        self._database.execute(f"CREATE TABLE rows (place INTEGER PRIMARY KEY, key BLOB, {columns})")
        self._database.execute(f"CREATE TABLE persons (id INTEGER PRIMARY KEY, {columns})")
        self._database.execute("BEGIN")

    def add(self, row: Row, terms: Iterable[tuple[str, str]], *, keep: bool) -> None:
        """Add a row.

        Args:
            row: the row.
            terms: kind and IRI of what it says.
            keep: whether the identifier is passed on.
        """
        file = self._files.setdefault(row.file, len(self._files))
        terms_place = self._place(tuple(dict.fromkeys(terms)))
        self._has_lines |= bool(row.line)
        named = row.patient if keep else None
        self._waiting.append((self._hash(row), named, row.line, file, row.number, terms_place))
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def persons(self, numbered: int, describe: Callable[[Terms], Described]) -> Persons:
        """Return the patients, all rows of each together.

        Args:
            numbered: how many patients have numbers already.
            describe: returns what terms say together; it is asked in the order of the patients.
        """
        self._write()
        patient, own = "patient", "first"
        if self._has_lines:  # else the numbers of patients are their places
            patient = f"coalesce(patient, dense_rank() OVER (ORDER BY own) + {numbered:d})"
            own = "min(first) OVER (PARTITION BY key)"
        with _room():
            self._database.create_function("joined", 1, self._joined)
            self._database.execute(_PERSONS.format(patient=patient, own=own))
            self._database.create_function("joined", 1, None)
            self._database.execute("DROP TABLE rows")
            counted = self._database.execute(_ALIKE).fetchall()
        described = {place: describe(self._terms[place]) for place, _ in counted}
        alike = [(described[place], times) for place, times in counted]
        return Persons(self._database, list(self._files), numbered, described, alike)

    def _hash(self, row: Row) -> bytes:
        named = "\n".join(row.person)
        return blake2b(named.encode("utf-8", "surrogatepass"), digest_size=16, key=self._key).digest()

    def _write(self) -> None:
        with _room():
            self._database.executemany("INSERT INTO rows VALUES (NULL, ?, ?, ?, ?, ?, ?)", self._waiting)
        self._waiting.clear()

    def _place(self, terms: Terms) -> int:
        if terms not in self._places:
            self._places[terms] = len(self._terms)
            self._terms.append(terms)
        return self._places[terms]

    def _joined(self, parts: str) -> int:
        """Return the place of the terms of several rows together: of each its place, a colon, and that of its terms."""
        pairs = sorted(tuple(map(int, part.split(":"))) for part in parts.split(","))
        places = dict.fromkeys(terms for _, terms in pairs)
        return self._place(tuple(dict.fromkeys(term for place in places for term in self._terms[place])))
