"""Predictions of experiments."""

from __future__ import annotations

from collections.abc import Iterator

from lenaowl.analysis.experiments import Prediction
from lenaowl.analysis.scores import Score, score
from lenaowl.ontology.records import Records
from lenaowl.render.formats import Shown
from lenaowl.render.tables import UNLIMITED, Column, Screen, markdown_table, paragraph, table

_COLUMNS = (
    Column("id"), Column("what was done"), Column("readout"), Column("expected"), Column("predicted"),
    Column("verdict", style="verdict"), Column("controls"), Column("because"),
)  # fmt: skip
_NARROW = 6  # columns that are shown where not all are asked for


def experiments(found: Records[Prediction]) -> Shown:
    """Return what predictions can be written as."""
    return Shown(
        what="A list of predictions",
        text=lambda screen: _text(found, screen),
        json=lambda: {"experiments": found.as_dicts(), "total": score(found).as_dict()},
        rows=found.rows,
        markdown=lambda: f"{markdown_table(_COLUMNS, map(_row, found))}\n{' '.join(_totals(score(found)))}\n",
        html=found._repr_html_,
    )


def _row(prediction: Prediction) -> tuple[str, ...]:
    experiment = prediction.experiment
    controls = "; ".join(f"{control.name}: {control.predicted}" for control in prediction.controls)
    return (
        experiment.id, experiment.exposure.said, " and ".join(readout.label for readout in experiment.readouts),
        experiment.expected, prediction.predicted or "-", prediction.verdict, controls, prediction.because,
    )  # fmt: skip


def _text(found: Records[Prediction], screen: Screen) -> str:
    shown = None if screen.width >= UNLIMITED else _NARROW
    parts = [table(_COLUMNS[:shown], [_row(prediction)[:shown] for prediction in found], screen)]
    wrong = [prediction for prediction in found if prediction.verdict in ("wrong", "unanswered")]
    if wrong:
        notes = (f"{p.experiment.id}: {p.experiment.note or p.because}" for p in wrong)
        parts.append("Wrong or unanswered:\n" + "".join(paragraph(note, screen, first="  ") for note in notes))
    parts.append("".join(paragraph(line, screen) for line in _totals(score(found))))
    parts += ["Why each is predicted, and its controls: --wide\n"] if shown else []
    return "\n".join(parts)


def _totals(counted: Score) -> Iterator[str]:
    """Yield the totals in words."""
    yield (
        f"{counted.rows} rows, {counted.in_reach} in reach, {counted.right} of these right"
        f" ({counted.accuracy_in_reach:.1%}; {counted.accuracy:.1%} of all rows)."
    )
    yield (
        f"Of the right ones {counted.by_mechanism} are right by mechanism, {counted.by_construction} by construction (a"
        " claim behind the prediction has no other source than the row's own paper) and"
        f" {counted.vacuous} are vacuous (none in the experiment and in every control)."
    )
    yield f"To predict none of everything would get {counted.always_none} of {counted.in_reach} right."
    if counted.unanswered:
        yield f"Unanswered: {counted.unanswered}, for no claim says whether what was changed is needed."
    if counted.unknown:
        yield f"Unknown: {counted.unknown}, with names that the ontology does not have."
