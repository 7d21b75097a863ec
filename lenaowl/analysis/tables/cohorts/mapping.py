"""The mapping of a cohort: which column says what, and which code means what. YAML that a person writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import NamedTuple

from lenaowl.analysis.tables.cohorts.amounts import Threshold
from lenaowl.analysis.tables.cohorts.records import FIELDS, KINDS
from lenaowl.errors import DataError, one_line
from lenaowl.rdf.bytes_in import read_text
from lenaowl.rdf.suggestions import nearest

NUMBER, KEEP = IDS = ("number", "keep")
DEFAULT_PRESENT = ("human",)


@dataclass(frozen=True)
class Column:
    """A column, and how its cells are read.

    Attributes:
        column: its name.
        separator: what stands between several codes in a cell; an empty text if there is only one.
        vocabulary: the vocabulary of its codes, put before them; an empty text if they are names or say it themselves.
        values: what cells mean, by their text: terms, or none.
        means: what it means if the amount in a cell is below or above a number.
        below, above, unit: that number, and its unit.
    """

    column: str
    separator: str = ""
    vocabulary: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    means: str = ""
    below: float | None = None
    above: float | None = None
    unit: str = ""

    @property
    def threshold(self) -> Threshold | None:
        """From which amount on it counts."""
        return Threshold(self.below, self.above, self.unit) if self.means else None


class Meaning(NamedTuple):
    """What a code means.

    Attributes:
        terms: terms by kind; an empty text means nothing.
        threshold: from which amount on it does, if it is of a measurement.
    """

    terms: Mapping[str, str]
    threshold: Threshold | None = None


@dataclass(frozen=True)
class CohortMapping:
    """How a cohort is read.

    Attributes:
        patient: the column with the identifiers of patients; each row is a patient if left out.
        line: the column with the line of therapy; all rows of a patient are taken together if left out.
        ids: `number` gives patients numbers in place of their identifiers, `keep` passes these on.
        columns: by kind, the columns that say it.
        present: the contexts that are there in every patient.
        codes: by code with its vocabulary, what it means.
        vocabularies: other names of vocabularies: `{"icd10": "icd10cm"}`.
        sheet: the sheet of an Excel file.
        record: by property of a record, the column that gives it: `{"birthYear": "year of birth"}`.
        source: the file, for error texts.
    """

    patient: str = ""
    line: str = ""
    ids: str = NUMBER
    columns: Mapping[str, Sequence[Column]] = field(default_factory=dict)
    present: tuple[str, ...] = DEFAULT_PRESENT
    codes: Mapping[str, Meaning] = field(default_factory=dict)
    vocabularies: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    record: Mapping[str, str] = field(default_factory=dict)
    source: str = "mapping"


_TEXTS = ("patient", "line", "ids", "sheet")
_BEYOND = ("below", "above", "unit")
_KEYS = (*_TEXTS, "present", "codes", "vocabularies", "record", *KINDS)


def read_mapping(given: object) -> CohortMapping:
    """Read a mapping.

    Args:
        given: the path of a YAML file, or a mapping with the same keys.

    Raises:
        DataError: if it is not YAML, or a key or a value is not as it must be; it says which.
    """
    source = "mapping"
    if isinstance(given, str | Path):
        source = str(given)
        given = _yaml(Path(given))
    if not isinstance(given, Mapping):
        raise DataError(f"{source}: a mapping needs keys, such as `drugs: column name`. See: lenaowl cohort template.")
    for key in given:
        if key not in _KEYS:
            near = list(nearest(str(key), _KEYS, most=1, cutoff=60))
            hint = f"Did you mean '{near[0]}'?" if near else f"Known are: {', '.join(_KEYS)}."
            raise DataError(f"{source}: '{key}' is not a key of a mapping. {hint}")
    for key in _TEXTS:
        if not isinstance(given.get(key) or "", str):
            raise DataError(f"{source}: '{key}' is one text.")
    ids = given.get("ids") or NUMBER
    if ids not in IDS:
        raise DataError(f"{source}: 'ids' is one of: {', '.join(IDS)}.")
    return CohortMapping(
        given.get("patient") or "",
        given.get("line") or "",
        ids,
        {kind: tuple(_columns(source, kind, given[kind])) for kind in KINDS if given.get(kind)},
        tuple(_texts(source, "present", given["present"])) if "present" in given else DEFAULT_PRESENT,
        {str(code): _meaning(source, code, to) for code, to in _dict(source, "codes", given).items()},
        {str(a).casefold(): str(b).casefold() for a, b in _dict(source, "vocabularies", given).items()},
        given.get("sheet") or "",
        dict(_record(source, _dict(source, "record", given))),
        source,
    )


def _yaml(file: Path) -> object:
    import yaml

    try:
        return yaml.safe_load(read_text(file))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # of dates and numbers that are none, too
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise DataError(f"{file}{line}: not YAML: {getattr(error, 'problem', '') or one_line(error)}.") from None


def _dict(source: str, key: str, given: Mapping[object, object]) -> Mapping[object, object]:
    found = given.get(key) or {}
    if not isinstance(found, Mapping):
        raise DataError(f"{source}: '{key}' has keys and values, such as `A: B`.")
    return found


def _texts(source: str, key: str, given: object) -> Iterator[str]:
    for one in [given] if isinstance(given, str) else given if isinstance(given, list | tuple) else []:
        if not isinstance(one, str):
            raise DataError(f"{source}: '{key}' is a name or a list of names.")
        yield one


def _columns(source: str, kind: str, given: object) -> Iterator[Column]:
    for one in given if isinstance(given, list | tuple) else [given]:
        if isinstance(one, str):
            yield Column(one)
            continue
        known = [f.name for f in fields(Column)]
        if not isinstance(one, Mapping) or "column" not in one or any(key not in known for key in one):
            raise DataError(f"{source}: '{kind}' names a column, or has: {', '.join(known)}.")
        values = _dict(source, "values", one)
        yield Column(
            str(one["column"]),
            str(one.get("separator") or ""),
            str(one.get("vocabulary") or ""),
            {str(cell).strip().casefold(): _terms(to) for cell, to in values.items()},
            *_beyond(source, f"column '{one['column']}'", one),
        )


def _record(source: str, given: Mapping[object, object]) -> Iterator[tuple[str, str]]:
    for name, column in given.items():
        if name not in FIELDS or not isinstance(column, str):
            raise DataError(f"{source}: 'record' gives columns for properties of a record: {', '.join(FIELDS)}.")
        yield name, column


def _terms(to: object) -> tuple[str, ...]:
    return tuple(str(one) for one in (to if isinstance(to, list | tuple) else [to]) if one is not None)


def _beyond(source: str, what: str, one: Mapping[object, object]) -> tuple[str, float | None, float | None, str]:
    """Return what an amount means, below and above which number, and the unit."""
    below, above = (_number(source, key, what, one.get(key)) for key in ("below", "above"))
    means, unit = (str(one.get(key) or "").strip() for key in ("means", "unit"))
    if "column" in one and bool(means) != (below is not None or above is not None):
        raise DataError(f"{source}: the {what} of amounts needs `means` and `below` or `above`, all together.")
    return means, below, above, unit


def _number(source: str, key: str, what: str, given: object) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float | None):
        raise DataError(f"{source}: '{key}' of the {what} is a number; its unit is `unit`.")
    return given


def _meaning(source: str, code: object, to: object) -> Meaning:
    if not isinstance(to, Mapping) or not to:
        raise DataError(f"{source}: the code '{code}' means a kind and a term, such as {{drugs: lenalidomide}}.")
    _, below, above, unit = _beyond(source, f"code '{code}'", to)
    terms = {kind: term for kind, term in to.items() if kind not in _BEYOND}
    for kind in terms:
        if kind not in KINDS:
            raise DataError(f"{source}: '{kind}' of the code '{code}' is not one of: {', '.join(KINDS)}.")
    threshold = None if below is above is None else Threshold(below, above, unit)
    return Meaning({str(kind): "" if term is None else str(term) for kind, term in terms.items()}, threshold)
