"""Trials that are like what a patient has and gets: the same disease, and mostly the same drugs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.records import Record, Ref
from lenaowl.ontology.sources import trials
from lenaowl.rdf.vocabulary import PREFIXES, local_name

_LABEL = PREFIXES["rdfs"] + "label"
_LEAST = 0.5


@dataclass(frozen=True)
class SimilarArm(Record):
    """An arm of a trial in the disease of a patient, with most of the drugs.

    Attributes:
        trial: the trial.
        arm: the arm.
        registry: the number of the trial in its registry; empty if none is recorded.
        phase: the phase.
        disease: the disease that was studied.
        shared: the drugs that patient and arm have in common.
        others: what the arm has more, drugs or other treatment.
        overlap: how many drugs are shared, of all drugs of both.
    """

    trial: Ref
    arm: Ref
    registry: str
    phase: str
    disease: Ref
    shared: tuple[Ref, ...]
    others: tuple[Ref, ...]
    overlap: float


class SimilarTrials:
    """Finds arms of trials: at least half of the drugs of patient and arm together are shared."""

    def __init__(self, ontology: InferredOntology) -> None:
        self._ontology = ontology
        self._said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for triple in trials():
            predicate = triple.predicate.value
            name = "label" if predicate == _LABEL else local_name(predicate)
            self._said[str(getattr(triple.subject, "value", ""))][name].append(str(getattr(triple.object, "value", "")))
        self._trials = [iri for iri, said in self._said.items() if "hasArm" in said]
        self._known: dict[tuple[Sequence[str], Sequence[str]], tuple[SimilarArm, ...]] = {}

    def of(self, drugs: tuple[str, ...], diagnoses: tuple[str, ...]) -> tuple[SimilarArm, ...]:
        """Return the arms, the most alike first, for drugs and diseases given by IRI."""
        if (drugs, diagnoses) not in self._known:
            found = sorted(self._found(set(drugs), diagnoses), key=lambda one: (-one.overlap, one.arm.label))
            self._known[drugs, diagnoses] = tuple(found)
        return self._known[drugs, diagnoses]

    def _found(self, drugs: set[str], diagnoses: Sequence[str]) -> Iterator[SimilarArm]:
        broader = set(self._ontology.contexts.with_broader(diagnoses))
        for trial in self._trials if drugs else ():
            said = self._said[trial]
            for disease in broader.intersection(said["studiesDisease"]):
                for arm in said["hasArm"]:
                    given = {d for part in self._said[arm]["hasRegimenComponent"] for d in self._said[part]["hasDrug"]}
                    if given and (overlap := len(given & drugs) / len(given | drugs)) >= _LEAST:
                        yield SimilarArm(
                            self._ref(trial), self._ref(arm), _first(said["registryIdentifier"]),
                            _first(said["phase"]), self._ontology.words.ref(disease),
                            self._refs(given & drugs), self._refs(given - drugs), round(overlap, 2),
                        )  # fmt: skip

    def _ref(self, iri: str) -> Ref:
        return Ref(iri, _first(self._said[iri]["label"]))

    def _refs(self, iris: set[str]) -> tuple[Ref, ...]:
        return tuple(self._ontology.words.ref(iri) for iri in sorted(iris))


def _first(texts: Sequence[str]) -> str:
    return next(iter(texts), "")
