"""Predicts published perturbation experiments and compares with what was observed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lenaowl.analysis.effects_here import ProvedHere
from lenaowl.analysis.experiment_table import ATTENUATED, RESTORED, Experiment
from lenaowl.analysis.exposures import Exposure, Resolver
from lenaowl.analysis.failures import Failure, Failures
from lenaowl.analysis.standing import DENIED, NOT_RECORDED, OPPOSED, UNKNOWN_NAME, Judge, Standing
from lenaowl.analysis.what_if import WhatIfs
from lenaowl.errors import LenaowlError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.proofs import Proof
from lenaowl.inference.steps import Presence
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Json, Record, Records, flat
from lenaowl.ontology.states import DECREASE, INCREASE, State
from lenaowl.rdf.vocabulary import PREFIXES

_SAID = {PREFIXES["eco"] + "0000033", PREFIXES["eco"] + "0000034"}  # author statements, with and without reference
NONE, BOTH, NOT_JUDGED = "none", "both", "not judged"
RIGHT, WRONG, UNANSWERED, OUT_OF_REACH, UNKNOWN = "right", "wrong", "unanswered", "out of reach", "unknown"


@dataclass(frozen=True)
class Control(Record):
    """What the model predicts of the same readout in a control of an experiment.

    Attributes:
        name: what the control lacks or is, in words: untreated, without the perturbation, one agent alone, ...
        predicted: increase, decrease, none, both or not judged.
    """

    name: str
    predicted: str


@dataclass(frozen=True)
class Prediction(Record):
    """What the model predicts of an experiment, and how that compares.

    Attributes:
        experiment: the row.
        predicted: increase, decrease, none, both or not judged; attenuated or restored where that is asked and so;
            an empty text if the row cannot be expressed.
        standing: the kind of answer.
        controls: the same readout in the controls.
        verdict: `right`, `wrong`, `unanswered` (no claim says whether what was changed is needed), `out of reach`, or
            `unknown` (the ontology does not have a name of the row).
        basis: `proof`, `failed step` (a step that is taken as a rule cannot be taken here), `denied` (a measured
            absence) or `silence` (nothing in the model leads there, at least not in these cells).
        vacuous: whether "none" is expected, and predicted of it and of all its controls: nothing was put to the test.
        by_construction: whether the row's own publications are the only source of a claim behind the prediction.
        proof: of what follows, if something does.
        failure: the first step that fails, if one is known, here or in other cells.
    """

    experiment: Experiment
    predicted: str
    standing: Standing
    controls: Records[Control]
    verdict: str
    basis: str
    vacuous: bool
    by_construction: bool
    proof: Proof | None = field(default=None, repr=False)
    failure: Failure | None = None

    derived = ("because",)

    @property
    def because(self) -> str:
        """Why it is predicted, in a line: the proof, or the step that fails."""
        if self.verdict == OUT_OF_REACH:
            return self.experiment.reach
        if self.experiment.unknown:
            return "; ".join(self.experiment.unknown)
        why = "nothing in the model leads there"
        if self.proof:
            steps = f"{self.proof.steps} step{'s' if self.proof.steps != 1 else ''}"
            why = f"{steps}: {self.proof.step_claims[0].sentence if self.proof.step_claims else self.proof.conclusion}"
        elif self.failure:
            why = f"{self.failure.reason}, so it does not follow that {self.failure.step}"
        elif self.basis == "denied":
            why = f"a measured absence: {self.standing.claims[0].sentence}"
        return why + (" (vacuous)" if self.vacuous else " (by construction)" if self.by_construction else "")

    def row(self) -> Json:
        """Return the record as one row of a table, without the proof."""
        told = replace(self, proof=None, failure=None).as_dict()
        return flat({**told, "because": self.because})


@dataclass(frozen=True)
class _Found:
    """What follows of a readout in one exposure: the proofs by direction, and what follows only by silence."""

    proofs: Mapping[str, Proof]
    silent: frozenset[str]
    standing: Standing

    @property
    def predicted(self) -> str:
        if len(self.proofs) == 2:
            return BOTH
        return next(iter(self.proofs), NOT_JUDGED if self.silent else NONE)


class Predictor:
    """Predicts experiments."""

    def __init__(self, ontology: InferredOntology, resolver: Resolver, judge: Judge, what_ifs: WhatIfs) -> None:
        self._ontology = ontology
        self._resolver = resolver
        self._judge = judge
        self._what_ifs = what_ifs
        self._failures = Failures(ontology)

    def predict(self, experiment: Experiment) -> Prediction:
        """Predict one experiment and compare with what was observed; of several readouts each must be right."""
        if experiment.unknown:
            return Prediction(experiment, "", Standing(UNKNOWN_NAME), Records(), UNKNOWN, "", False, False)
        try:
            predictions = [self._predict(experiment, readout) for readout in experiment.readouts]
        except LenaowlError:  # it cannot be expressed
            if experiment.reach:
                return Prediction(experiment, "", Standing(NOT_RECORDED), Records(), OUT_OF_REACH, "", False, False)
            raise
        return next((p for p in predictions if p.verdict != RIGHT), predictions[0])

    def _predict(self, experiment: Experiment, readout: str) -> Prediction:
        exposure = experiment.exposure
        here = self._found(exposure, readout)
        controls = {name: self._found(control, readout) for name, control in _controls(exposure)}
        predicted = _relative(experiment.expected, here, controls) or here.predicted
        shown = Records(Control(name, found.predicted) for name, found in controls.items())
        everywhere = (here, *controls.values())
        vacuous = experiment.expected == NONE and all(found.predicted == NONE for found in everywhere)
        verdict = RIGHT if predicted == experiment.expected else UNANSWERED if predicted == NOT_JUDGED else WRONG
        verdict = OUT_OF_REACH if experiment.reach else verdict
        if here.proofs:
            proof = here.proofs.get(experiment.expected) or next(iter(here.proofs.values()))
            own = _only_source(proof.step_claims, experiment)
            return Prediction(experiment, predicted, here.standing, shown, verdict, "proof", False, own, proof)
        failure = self._failure(exposure, readout)
        fails = failure is not None and not failure.elsewhere and not (vacuous and _perturbed(exposure))
        denied = here.standing.answer == DENIED and not fails
        claims = here.standing.claims if denied else [failure.claim] if failure and failure.claim else []
        return Prediction(
            experiment, predicted, here.standing, shown, verdict,
            "failed step" if fails else "denied" if denied else "silence", vacuous and not fails,
            _only_source(claims, experiment), None, failure,
        )  # fmt: skip

    def _found(self, exposure: Exposure, readout: str) -> _Found:
        """Return what follows of a readout in an exposure, the best proof of each direction."""
        if not (exposure.agents or _perturbed(exposure)):
            return _Found({}, frozenset(), Standing(NOT_RECORDED))
        proved = self._what_ifs.proved(exposure)
        directions = {direction: State(readout, direction).iri for direction in (INCREASE, DECREASE)}
        proofs = {d: proof for d, state in directions.items() if (proof := _best(proved.judged.values(), state))}
        silent = {d for d, state in directions.items() if d not in proofs and _best(proved.whole.values(), state)}
        return _Found(proofs, frozenset(silent), self._standing(exposure, directions, proofs, proved, bool(silent)))

    def _standing(
        self,
        exposure: Exposure,
        directions: Mapping[str, str],
        proofs: Mapping[str, Proof],
        proved: ProvedHere,
        silent: bool,
    ) -> Standing:
        presences = proved.presences
        by_iri = {presence.exposure: presence for presence in presences.values()}
        contexts = presences[""].contexts if "" in presences else frozenset()
        for direction, proof in proofs.items():
            state, presence = directions[direction], by_iri[proof.statement[0]]
            together = proved.judged[presence.exposure]
            return self._judge.following(presence, state, proof, together, contexts or proof.contexts)
        if silent or _perturbed(exposure):
            return Standing(NOT_RECORDED)
        agents = [self._ontology.agent(name) for name in exposure.agents]
        absent = [self._judge.absent(agents, state, contexts) for state in directions.values()]
        return next((s for s in absent if s.answer != NOT_RECORDED), absent[0])

    def _failure(self, exposure: Exposure, readout: str) -> Failure | None:
        """Return the first step that fails of what would change the readout in the usual system, or elsewhere."""
        presences = self._resolver.presences(exposure)
        undisturbed = Exposure(exposure.agents, exposure.contexts) if exposure.agents else None
        for usual in (undisturbed, Exposure(exposure.agents) if exposure.agents else None):
            whole = self._what_ifs.proved(usual).whole.values() if usual else ()
            for proof in filter(None, (_best(whole, State(readout, d).iri) for d in (INCREASE, DECREASE))):
                for presence in presences.values():
                    if found := self._failures.first(proof, presence, self._best_in(presence)):
                        return found
        return None

    def _best_in(self, presence: Presence) -> Mapping[str, Proof]:
        return self._ontology.prover.best(presence)


def _perturbed(exposure: Exposure) -> bool:
    """Whether the system itself is changed, not only treated."""
    return bool(exposure.without or exposure.forms or exposure.also)


def _controls(exposure: Exposure) -> Iterator[tuple[str, Exposure]]:
    """Yield the controls of an experiment: without the treatment, without the perturbation, one agent alone."""
    if exposure.agents:
        yield "untreated", replace(exposure, agents=())
    if _perturbed(exposure):
        yield "without the perturbation", replace(exposure, without=(), forms=(), also=())
    if exposure.without and (exposure.forms or exposure.also):
        yield "without the forms", replace(exposure, forms=(), also=())
    if len(exposure.agents) > 1:
        yield from ((f"{agent} alone", replace(exposure, agents=(agent,))) for agent in exposure.agents)


def _relative(expected: str, here: _Found, controls: Mapping[str, _Found]) -> str:
    """Return attenuated or restored if that is asked and so, against the control it speaks of; else an empty text.

    There is no degree in the model: what is attenuated in the experiment is lost or opposed in it.
    """
    if expected == ATTENUATED:
        shown = {d for name, found in controls.items() if name != "untreated" for d in found.proofs}
        lost = shown - {d for d in here.proofs if here.standing.answer != OPPOSED} - here.silent
        return ATTENUATED if lost else ""
    if expected == RESTORED and (lacking := controls.get("without the forms")):
        back = set(here.proofs) - set(lacking.proofs) - lacking.silent
        return RESTORED if back and here.standing.answer != OPPOSED else ""
    return ""


def _best(proofs: Iterable[Mapping[str, Proof]], state: str) -> Proof | None:
    return min((found[state] for found in proofs if state in found), key=lambda p: p.cost, default=None)


def _only_source(claims: Sequence[Claim], experiment: Experiment) -> bool:
    """Whether some of the claims rest on nothing but the experiment's own publications.

    What an author only says of the work of others, as reviews do, is no source of its own beside a measurement.
    """
    return any(sources and sources <= set(experiment.citations) for sources in map(_sources, claims))


def _sources(claim: Claim) -> set[str]:
    measured: set[str] = {item.citation for item in claim.evidence if item.citation and item.method not in _SAID}
    return measured or {*claim.citations}
