"""Predictions of experiments as a table, CSV or JSON."""

from __future__ import annotations

from collections.abc import Sequence

from lenaowl.analysis.experiments import Prediction, Score, score
from lenaowl.rdf.vocabulary import local_name
from lenaowl.render.proofs import proof_dict
from lenaowl.render.tables import aligned, as_csv, as_json

_HEAD = ("id", "what was done", "readout", "expected", "predicted", "verdict", "because")


def _done(verdict: Prediction) -> str:
    exposure = verdict.experiment.exposure
    parts = [" + ".join(exposure.agents) or "no agent"]
    parts += [f"without {name}" for name in exposure.without]
    parts += [f"with {name}" for name in exposure.forms] + [f"and also {name}" for name in exposure.also]
    return ", ".join((*parts, *(f"in {name}" for name in exposure.contexts)))


def _because(verdict: Prediction) -> str:
    """Return proof or missing step in a line."""
    if verdict.verdict == "out of reach":
        return verdict.experiment.reach
    mark = " (by construction)" if verdict.by_construction else ""
    if verdict.proof:
        steps = f"{verdict.proof.steps} step{'s' if verdict.proof.steps != 1 else ''}"
        last = verdict.proof.step_claims[0].sentence if verdict.proof.step_claims else verdict.proof.conclusion
        return f"{steps}: {last}{mark}"
    if verdict.failure:
        return f"'{verdict.failure.step}' fails: {verdict.failure.reason}{mark}"
    return "nothing in the model leads there"


def _row(verdict: Prediction) -> tuple[str, ...]:
    experiment = verdict.experiment
    readout = " and ".join(local_name(iri) for iri in experiment.readouts)
    return (
        experiment.id, _done(verdict), readout, experiment.expected, verdict.predicted or "-", verdict.verdict,
        _because(verdict),
    )  # fmt: skip


def experiments_table(predictions: Sequence[Prediction]) -> str:
    """Return predictions as an aligned table with totals; wrong ones with the curators' remark."""
    lines = aligned([_HEAD, *(_row(verdict) for verdict in predictions)])
    wrong = [v for v in predictions if v.verdict == "wrong"]
    if wrong:
        lines += ["", "Wrong:", *(f"  {v.experiment.id}: {v.experiment.note or 'no explanation yet'}" for v in wrong)]
    return "\n".join([*lines, "", totals(score(predictions)), ""])


def totals(counted: Score) -> str:
    """Return the totals in words."""
    return (
        f"{counted.rows} rows, {counted.in_reach} in reach, {counted.right} of these right"
        f" ({counted.accuracy_in_reach:.1%}; {counted.accuracy:.1%} of all rows).\n"
        f"Of the right ones {counted.by_construction} by construction (a claim behind the prediction has no other"
        f" source than the row's own paper)\nand {counted.silent} by silence (nothing in the model leads to the"
        " readout)."
    )


def experiments_csv(predictions: Sequence[Prediction]) -> str:
    """Return predictions as CSV."""
    head = ("id", "readout", "expected", "predicted", "verdict", "basis", "by_construction", "because", "citations")
    rows = (
        (
            v.experiment.id, ";".join(local_name(iri) for iri in v.experiment.readouts), v.experiment.expected,
            v.predicted, v.verdict, v.basis, str(v.by_construction).lower(), _because(v),
            ";".join(v.experiment.citations),
        )
        for v in predictions
    )  # fmt: skip
    return as_csv([head, *rows])


def experiments_json(predictions: Sequence[Prediction]) -> str:
    """Return predictions as JSON, with proofs, and the totals."""
    counted = score(predictions)
    rows = [
        {
            "id": v.experiment.id,
            "exposure": v.experiment.exposure.as_dict(),
            "readout": [local_name(iri) for iri in v.experiment.readouts],
            "expected": v.experiment.expected,
            "predicted": v.predicted or None,
            "verdict": v.verdict,
            "basis": v.basis or None,
            "by_construction": v.by_construction,
            "reach": v.experiment.reach,
            "note": v.experiment.note,
            "citations": list(v.experiment.citations),
            "failed_step": v.failure.step if v.failure else None,
            "reason": v.failure.reason if v.failure else None,
            "proof": proof_dict(v.proof) if v.proof else None,
        }
        for v in predictions
    ]
    total = {
        "rows": counted.rows, "in_reach": counted.in_reach, "right": counted.right,
        "by_construction": counted.by_construction, "by_silence": counted.silent,
        "accuracy_in_reach": round(counted.accuracy_in_reach, 4), "accuracy": round(counted.accuracy, 4),
    }  # fmt: skip
    return as_json({"experiments": rows, "total": total})
