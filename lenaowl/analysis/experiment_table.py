"""Tables of perturbation experiments, as curators and users write them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from lenaowl.analysis.exposures import Exposure, Resolver
from lenaowl.errors import DataError, LenaowlError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.packaged import path as packaged
from lenaowl.ontology.records import Citation, Record, Ref
from lenaowl.rdf.bytes_in import read_text
from lenaowl.rdf.vocabulary import lena

COLUMNS = ("id", "agents", "contexts", "without", "forms", "readout", "expected", "citation", "note")
OPTIONAL = ("reach",)
ATTENUATED, RESTORED = "attenuated", "restored"
EXPECTED = ("increase", "decrease", "none", ATTENUATED, RESTORED)


@dataclass(frozen=True)
class Experiment(Record):
    """One row of a table of experiments.

    Attributes:
        id: name of the row.
        exposure: what was done to what; a form that begins with `+` in the table is in `also`.
        readouts: the entities that were measured.
        expected: what was observed of all of them: increase, decrease or none against the untreated system; or
            attenuated (less of what the control shows) or restored (again what the control lacks).
        citations: publications as CURIEs.
        reach: why the model cannot express the row, or an empty text.
        note: the curators' remark.
        unknown: what is wrong with names in the row that the ontology does not have; empty if it has all.
    """

    id: str
    exposure: Exposure
    readouts: tuple[Ref, ...]
    expected: str
    citations: tuple[Citation, ...]
    reach: str
    note: str
    unknown: tuple[str, ...] = ()


def read_experiments(
    ontology: InferredOntology, resolver: Resolver, file: Path | None = None, *, strict: bool = False
) -> list[Experiment]:
    """Read a table of experiments: tab-separated, lists separated by semicolons.

    Args:
        ontology: what the names in the table are looked up in.
        resolver: finds out whether the parts of an exposure fit each other.
        file: the table; the packaged one if left out.
        strict: whether a name that the ontology does not have makes the table unusable, and not only its row.

    Raises:
        DataError: if the table cannot be used; all that is wrong is told at once, with lines.
    """
    path = file or packaged("ontology/experiments.tsv")
    header, rows = _rows(path)
    _check_header(path, header)
    problems: list[str] = []
    found: list[Experiment] = []
    ids: set[str] = set()
    for line, cells in rows:
        row = dict(zip_longest(header, cells))
        wrong = list(_problems(row, ids))
        ids.add(row["id"] or "")
        unknown = [] if None in row or None in row.values() else list(_unknown(ontology, row))
        if strict or wrong:
            wrong += unknown
        if not wrong:
            found.append(_experiment(ontology, row, tuple(unknown)))
            wrong = list(_inexpressible(resolver, found[-1]))
        problems += [f"{path}, line {line}: {text}" for text in wrong]
    if problems:
        raise DataError("\n".join(problems))
    if not found:
        raise DataError(f"{path}: the table holds no experiment")
    return found


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the names of the columns, and the cells of each row with its line.

    Raises:
        DataError: if the file cannot be read.
    """
    text = read_text(path)
    if "\r" in text.replace("\r\n", ""):
        # old line ends, or one within a cell
        text = text.replace("\r\n", "\n").replace("\r", " " if "\n" in text else "\n")
    found = [
        (number, [_unquoted(cell) for cell in line.split("\t")])
        for number, line in enumerate(text.split("\n"), 1)
        if line.strip()
    ]
    header = [cell.strip() for cell in found[0][1]] if found else []
    return header, found[1:]


def _unquoted(cell: str) -> str:
    """Return a cell without the quotation marks that spreadsheets put around it."""
    text = cell.strip()
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text


def _check_header(path: Path, header: Sequence[str]) -> None:
    missing = [column for column in COLUMNS if column not in header]
    unknown = [column for column in header if column not in COLUMNS + OPTIONAL]
    what = [f"lacks the columns {', '.join(missing)}"] if missing else []
    what += [f"has unknown columns {', '.join(map(repr, unknown))}"] if unknown else []
    if what:
        known = ", ".join((*COLUMNS, *(f"[{column}]" for column in OPTIONAL)))
        raise DataError(f"{path}, line 1: the table {' and '.join(what)}; it is tab-separated, with {known}")


def _cell(row: dict[str, str], column: str) -> list[str]:
    return [part.strip() for part in (row.get(column) or "").split(";") if part.strip()]


def _problems(row: dict[str, str], ids: set[str]) -> Iterator[str]:
    """Yield what is wrong with a row, apart from names."""
    if None in row or None in row.values():
        yield f"the row has not as many cells as the header has columns ({len(COLUMNS)} or {len(COLUMNS) + 1})."
        return
    if not row["id"] or row["id"] in ids:
        yield "the id is missing." if not row["id"] else f"the id {row['id']} is there twice."
    if row["expected"] not in EXPECTED:
        yield f"expected is '{row['expected']}'; it must be one of: {', '.join(EXPECTED)}."
    if not _cell(row, "readout"):
        yield "no readout is told."
    if not (_cell(row, "agents") or _cell(row, "without") or _cell(row, "forms")):
        yield "neither an agent nor something that is taken out nor a protein form is told."


def _unknown(ontology: InferredOntology, row: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with the names in a row."""
    kinds = {"agents": "agent", "contexts": "context", "without": "protein or complex", "forms": "protein form",
             "readout": "entity"}  # fmt: skip
    for column, kind in kinds.items():
        for name in _cell(row, column):
            try:
                _find(ontology, column, name.removeprefix("+") if column == "forms" else name, kind)
            except LenaowlError as error:
                yield f"{column}: {error}"


def _inexpressible(resolver: Resolver, experiment: Experiment) -> Iterator[str]:
    """Yield why the parts of an exposure do not fit each other, unless the row says itself that it is out of reach."""
    if not (experiment.reach or experiment.unknown):
        try:
            resolver.presences(experiment.exposure)
        except LenaowlError as error:
            yield str(error)


def _find(ontology: InferredOntology, column: str, name: str, kind: str) -> str:
    if column == "agents":
        return ontology.agent(name)
    classes = {
        "contexts": ("Context",), "without": ("Protein", "ProteinComplex"), "forms": ("ProteinForm",),
        "readout": ("Entity",),
    }  # fmt: skip
    return ontology.names.find(name, [iri for cls in classes[column] for iri in ontology.members(lena(cls))], kind)


def _experiment(ontology: InferredOntology, row: dict[str, str], unknown: tuple[str, ...]) -> Experiment:
    forms = _cell(row, "forms")
    return Experiment(
        id=row["id"],
        exposure=Exposure(
            agents=tuple(_cell(row, "agents")),
            contexts=tuple(_cell(row, "contexts")),
            without=tuple(_cell(row, "without")),
            forms=tuple(name for name in forms if not name.startswith("+")),
            also=tuple(name[1:] for name in forms if name.startswith("+")),
        ),
        readouts=tuple(
            Ref(name) if unknown else ontology.words.ref(_find(ontology, "readout", name, "entity"))
            for name in _cell(row, "readout")
        ),
        expected=row["expected"],
        citations=tuple(ontology.cited.get(name, Citation(name)) for name in _cell(row, "citation")),
        reach=(row.get("reach") or "").strip(),
        note=row["note"].strip(),
        unknown=unknown,
    )
