"""Predictions of experiments as a table, CSV or JSON."""

from __future__ import annotations

from collections.abc import Sequence

from lenaowl.analysis.experiments import Prediction, Score, score
from lenaowl.rdf.vocabulary import local_name
from lenaowl.render.proofs import proof_dict
from lenaowl.render.tables import aligned, as_csv, as_json

_HEAD = ("id", "what was done", "readout", "expected", "predicted", "controls", "verdict", "because")


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
    if verdict.experiment.unknown:
        return "; ".join(verdict.experiment.unknown)
    mark = " (vacuous)" if verdict.vacuous else " (by construction)" if verdict.by_construction else ""
    if verdict.proof:
        steps = f"{verdict.proof.steps} step{'s' if verdict.proof.steps != 1 else ''}"
        last = verdict.proof.step_claims[0].sentence if verdict.proof.step_claims else verdict.proof.conclusion
        return f"{steps}: {last}{mark}"
    if verdict.failure:
        return f"'{verdict.failure.step}' fails: {verdict.failure.reason}{mark}"
    if verdict.basis == "denied":
        return f"a measured absence: {verdict.standing.claims[0].sentence}{mark}"
    return f"nothing in the model leads there{mark}"


def _controls(verdict: Prediction) -> str:
    return "; ".join(f"{control.name}: {control.predicted}" for control in verdict.controls)


def _row(verdict: Prediction) -> tuple[str, ...]:
    experiment = verdict.experiment
    readout = " and ".join(local_name(iri) for iri in experiment.readouts)
    return (
        experiment.id, _done(verdict), readout, experiment.expected, verdict.predicted or "-", _controls(verdict),
        verdict.verdict, _because(verdict),
    )  # fmt: skip


def experiments_table(predictions: Sequence[Prediction]) -> str:
    """Return predictions as an aligned table with totals; wrong ones with the curators' remark."""
    lines = aligned([_HEAD, *(_row(verdict) for verdict in predictions)])
    wrong = [v for v in predictions if v.verdict in ("wrong", "unanswered")]
    if wrong:
        lines += [
            "",
            "Wrong or unanswered:",
            *(f"  {v.experiment.id}: {v.experiment.note or 'no explanation yet'}" for v in wrong),
        ]
    return "\n".join([*lines, "", totals(score(predictions)), ""])


def totals(counted: Score) -> str:
    """Return the totals in words."""
    lines = [
        f"{counted.rows} rows, {counted.in_reach} in reach, {counted.right} of these right"
        f" ({counted.accuracy_in_reach:.1%}; {counted.accuracy:.1%} of all rows).",
        f"Of the right ones {counted.by_mechanism} are right by mechanism, {counted.by_construction} by construction (a"
        " claim behind the prediction\nhas no other source than the row's own paper) and"
        f" {counted.vacuous} are vacuous (none in the experiment and in every control).",
        f"To predict none of everything would get {counted.always_none} of {counted.in_reach} right.",
    ]
    if counted.unanswered:
        lines.append(f"Unanswered: {counted.unanswered}, for no claim says whether what was changed is needed.")
    if counted.unknown:
        lines.append(f"Unknown: {counted.unknown}, with names that the ontology does not have.")
    return "\n".join(lines)


def experiments_csv(predictions: Sequence[Prediction]) -> str:
    """Return predictions as CSV."""
    head = ("id", "readout", "expected", "answer", "predicted", "controls", "verdict", "basis", "vacuous",
            "by_construction", "because", "citations")  # fmt: skip
    rows = (
        (
            v.experiment.id, ";".join(local_name(iri) for iri in v.experiment.readouts), v.experiment.expected,
            str(v.standing), v.predicted, _controls(v), v.verdict, v.basis, str(v.vacuous).lower(),
            str(v.by_construction).lower(), _because(v),
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
            **v.standing.as_dict(),
            "predicted": v.predicted or None,
            "controls": {control.name: control.predicted for control in v.controls},
            "verdict": v.verdict,
            "basis": v.basis or None,
            "vacuous": v.vacuous,
            "by_construction": v.by_construction,
            "unknown": list(v.experiment.unknown),
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
        "unknown": counted.unknown, "unanswered": counted.unanswered, "by_mechanism": counted.by_mechanism,
        "by_construction": counted.by_construction, "vacuous": counted.vacuous, "always_none": counted.always_none,
        "accuracy_in_reach": round(counted.accuracy_in_reach, 4), "accuracy": round(counted.accuracy, 4),
    }  # fmt: skip
    return as_json({"experiments": rows, "total": total})
