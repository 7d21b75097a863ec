"""Predicts published perturbation experiments and compares with what was observed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lenaowl.analysis.exposures import Exposure, Resolver
from lenaowl.analysis.failures import Failure, failures
from lenaowl.errors import DataError, LenaowlError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.steps import Presence
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.packaged import path as packaged
from lenaowl.ontology.states import State
from lenaowl.rdf.vocabulary import PREFIXES, lena

COLUMNS = ("id", "agents", "contexts", "without", "forms", "readout", "expected", "citation", "note")
OPTIONAL = ("reach",)
_SAID = {PREFIXES["eco"] + "0000033", PREFIXES["eco"] + "0000034"}  # author statements, with and without reference
EXPECTED = ("increase", "decrease", "none")


@dataclass(frozen=True)
class Experiment:
    """One row of a table of experiments.

    Attributes:
        id: name of the row.
        exposure: what was done to what; a form that begins with `+` in the table is in `also`.
        readouts: IRIs of the entities that were measured.
        expected: what was observed of all of them against the untreated system: increase, decrease or none.
        citations: publications as CURIEs.
        reach: why the model cannot express the row, or an empty text.
        note: the curators' remark.
    """

    id: str
    exposure: Exposure
    readouts: tuple[str, ...]
    expected: str
    citations: tuple[str, ...]
    reach: str
    note: str


@dataclass(frozen=True)
class Prediction:
    """What the model predicts of an experiment, and how that compares.

    Attributes:
        experiment: the row.
        predicted: increase, decrease, none, both, or an empty text if the row cannot be expressed.
        verdict: `right`, `wrong` or `out of reach`.
        basis: `proof`, `failed step` (a step that is taken as a rule cannot be taken here) or `silence`
            (nothing in the model leads there, at least not in these cells).
        by_construction: whether the row's own publications are the only source of a claim behind the prediction.
        proof: of what follows, if something does.
        failure: the first step that fails, if one is known, here or in other cells.
    """

    experiment: Experiment
    predicted: str
    verdict: str
    basis: str
    by_construction: bool
    proof: Proof | None = field(default=None, repr=False)
    failure: Failure | None = None


# -- reading ----------------------------------------------------------------------------------------


def read_experiments(ontology: InferredOntology, resolver: Resolver, file: Path | None = None) -> list[Experiment]:
    """Read a table of experiments: tab-separated, lists separated by semicolons.

    Args:
        ontology: what the names in the table are looked up in.
        resolver: finds out whether the parts of an exposure fit each other.
        file: the table; the packaged one if left out.

    Raises:
        DataError: if the table cannot be used; all that is wrong is told at once, with lines.
    """
    path = file or packaged("ontology/experiments.tsv")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None
    reader = csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    _check_header(path, reader.fieldnames or ())
    problems: list[str] = []
    found: list[Experiment] = []
    ids: set[str] = set()
    for row in reader:
        wrong = list(_problems(ontology, row, ids))
        ids.add(row["id"] or "")
        if not wrong:
            found.append(_experiment(ontology, row))
            wrong = list(_inexpressible(resolver, found[-1]))
        problems += [f"{path}, line {reader.line_num}: {text}" for text in wrong]
    if problems:
        raise DataError("\n".join(problems))
    if not found:
        raise DataError(f"{path}: the table holds no experiment")
    return found


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


def _problems(ontology: InferredOntology, row: dict[str, str], ids: set[str]) -> Iterator[str]:
    """Yield what is wrong with a row."""
    if None in row or None in row.values():
        yield f"the row has not as many cells as the header has columns ({len(COLUMNS)} or {len(COLUMNS) + 1})."
        return
    if not row["id"] or row["id"] in ids:
        yield "the id is missing." if not row["id"] else f"the id {row['id']} is there twice."
    if row["expected"] not in EXPECTED:
        yield f"expected is '{row['expected']}'; it must be one of: {', '.join(EXPECTED)}."
    if not _cell(row, "readout"):
        yield "no readout is told."
    if not (_cell(row, "agents") or _cell(row, "without")):
        yield "neither an agent nor something that is taken out is told."
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
    if not experiment.reach:
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


def _experiment(ontology: InferredOntology, row: dict[str, str]) -> Experiment:
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
        readouts=tuple(_find(ontology, "readout", name, "entity") for name in _cell(row, "readout")),
        expected=row["expected"],
        citations=tuple(_cell(row, "citation")),
        reach=(row.get("reach") or "").strip(),
        note=row["note"].strip(),
    )


# -- predicting -------------------------------------------------------------------------------------


def predict(ontology: InferredOntology, resolver: Resolver, experiment: Experiment) -> Prediction:
    """Predict one experiment and compare with what was observed; of several readouts each must be right."""
    try:
        predictions = [_predict(ontology, resolver, experiment, readout) for readout in experiment.readouts]
    except LenaowlError:  # it cannot be expressed
        if experiment.reach:
            return Prediction(experiment, "", "out of reach", "", by_construction=False)
        raise
    return next((v for v in predictions if v.verdict == "wrong"), predictions[0])


def _predict(ontology: InferredOntology, resolver: Resolver, experiment: Experiment, readout: str) -> Prediction:
    presences = resolver.presences(experiment.exposure)
    proofs = {
        direction: found
        for direction in EXPECTED[:2]
        if (found := _best(ontology, presences.values(), State(readout, direction).iri))
    }
    predicted = "both" if len(proofs) == 2 else next(iter(proofs), "none")
    verdict = "out of reach" if experiment.reach else "right" if predicted == experiment.expected else "wrong"
    if proofs:
        proof = proofs.get(experiment.expected) or next(iter(proofs.values()))
        return Prediction(experiment, predicted, verdict, "proof", _only_source(proof.step_claims, experiment), proof)
    failure = _failure(ontology, resolver, experiment.exposure, readout)
    claims = [failure.claim] if failure and failure.claim else []
    basis = "failed step" if failure and not failure.elsewhere else "silence"
    return Prediction(experiment, predicted, verdict, basis, _only_source(claims, experiment), None, failure)


def _best(ontology: InferredOntology, presences: Iterable[Presence], state: str) -> Proof | None:
    found = (ontology.prover.best(presence).get(state) for presence in presences)
    return min((proof for proof in found if proof), key=lambda p: p.cost, default=None)


def _failure(ontology: InferredOntology, resolver: Resolver, exposure: Exposure, readout: str) -> Failure | None:
    """Return the first step that fails of what would change the readout in the unperturbed system, or elsewhere."""
    presences = resolver.presences(exposure)
    undisturbed = Exposure(exposure.agents, exposure.contexts) if exposure.agents else None
    for usual in (undisturbed, Exposure(exposure.agents) if exposure.agents else None):
        proofs = (
            _best(ontology, resolver.presences(usual).values(), State(readout, direction).iri) if usual else None
            for direction in EXPECTED[:2]
        )
        for proof in filter(None, proofs):
            for presence in presences.values():
                if found := next(failures(ontology, proof, presence, ontology.prover.best(presence)), None):
                    return found
    return None


def _only_source(claims: Sequence[Claim], experiment: Experiment) -> bool:
    """Whether some of the claims rest on nothing but the experiment's own publications.

    What an author only says of the work of others, as reviews do, is no source of its own beside a measurement.
    """
    return any(sources and sources <= set(experiment.citations) for sources in map(_sources, claims))


def _sources(claim: Claim) -> set[str]:
    measured = {item.citation for item in claim.evidence if item.citation and item.method not in _SAID}
    return measured or set(claim.citations)


@dataclass(frozen=True)
class Score:
    """How many rows were predicted, and how well.

    Attributes:
        rows: all rows.
        in_reach: rows that the model can express.
        right: rows in reach whose prediction is right.
        by_construction: right rows for which the row's own publications are the only source of a claim behind it.
        silent: right rows for which nothing in the model leads to the readout at all.
    """

    rows: int
    in_reach: int
    right: int
    by_construction: int
    silent: int

    @property
    def accuracy_in_reach(self) -> float:
        """Share of right ones among the rows in reach, from 0 to 1."""
        return self.right / self.in_reach if self.in_reach else 0.0

    @property
    def accuracy(self) -> float:
        """Share of right ones among all rows, from 0 to 1."""
        return self.right / self.rows


def score(predictions: Sequence[Prediction]) -> Score:
    """Count predictions."""
    right = [v for v in predictions if v.verdict == "right"]
    return Score(
        rows=len(predictions),
        in_reach=sum(v.verdict != "out of reach" for v in predictions),
        right=len(right),
        by_construction=sum(v.by_construction for v in right),
        silent=sum(v.basis == "silence" for v in right),
    )
