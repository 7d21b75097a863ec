"""The records of a cohort that was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lenaowl.analysis.batch import LOST, Expected
from lenaowl.analysis.cohort_persons import Described, Person, Persons
from lenaowl.analysis.exposures import Exposure
from lenaowl.analysis.similar_trials import SimilarArm, SimilarTrials
from lenaowl.analysis.tables.cohorts.records import Unmapped
from lenaowl.analysis.tables.table import LeftOut
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import INNER, Json, Record, Records


@dataclass(frozen=True)
class Cohort(Record):
    """A cohort with what is to be expected in it. It is not treatment advice.

    Attributes:
        files: the files that were read.
        kind: what they are, in words.
        persons: how many patients there are, or lines of therapy.
        judged: how many of them name something that lenaowl can judge.
        exposures: what acts on what, each different one once.
        unmapped: the codes without a term, the most frequent first; they are not used.
        left_out: rows and records that could not be used, with the reason.
        identifying: places of the source that hold what identifies a person; they were not read.
        caution: what the answers are not.
        listed: the patients.
        expected: all that is to be expected in some exposure, each once, in order.
        pairs: places of exposures, and beside each the place of what is to be expected in it.
        claims: by place of an exposure, claims on its drugs: warnings of labels, and what changes the response to them.
        trials: what finds arms of trials with the disease and most of the drugs of a patient.
    """

    files: tuple[str, ...]
    kind: str
    persons: int
    judged: int
    exposures: tuple[Exposure, ...] = field(metadata=INNER)
    unmapped: Records[Unmapped]
    left_out: Records[LeftOut]
    identifying: Mapping[str, int]
    caution: str
    listed: Persons = field(repr=False, metadata=INNER)
    expected: tuple[Expected, ...] = field(repr=False, metadata=INNER)
    pairs: tuple[Sequence[int], Sequence[int]] = field(repr=False, metadata=INNER)
    claims: tuple[tuple[Claim, ...], ...] = field(repr=False, metadata=INNER)
    trials: SimilarTrials = field(repr=False, compare=False, metadata=INNER)

    @property
    def by_exposure(self) -> list[list[Expected]]:
        """What is to be expected in each exposure."""
        found: list[list[int]] = [[] for _ in self.exposures]
        for exposure, expected in zip(*self.pairs, strict=True):
            found[exposure].append(expected)
        return [[self.expected[place] for place in sorted(places)] for places in found]

    def rows(self) -> Iterator[Json]:
        """Yield a row for each patient and each thing that is to be expected."""
        by_exposure = self.by_exposure
        for person in self.listed:
            for expected in by_exposure[person.exposure] if person.exposure >= 0 else ():
                yield {"patient": person.patient, "line": person.line, "row": person.row, **flat(expected)}

    def claim_rows(self) -> Iterator[Json]:
        """Yield a row for each patient and each claim on a drug of theirs: warnings, and what changes the response."""
        for person in self.listed:
            for claim in self.claims[person.exposure] if person.exposure >= 0 else ():
                yield {
                    "patient": person.patient, "line": person.line, "row": person.row,
                    "claim": claim.sentence, "status": claim.status, "citations": list(map(str, claim.citations)),
                }  # fmt: skip

    def arms(self, person: Person | Described) -> tuple[SimilarArm, ...]:
        """Return the arms of trials in the diseases of a patient that share at least half of the drugs."""
        drugs = self.exposures[person.exposure].agents if person.exposure >= 0 else ()
        return self.trials.of(drugs, person.diagnoses)

    def trial_rows(self) -> Iterator[Json]:
        """Yield a row for each patient and each arm of a trial that is like the patient; see `arms`."""
        for person in self.listed:
            for one in self.arms(person):
                yield {
                    "patient": person.patient, "line": person.line, "row": person.row, "trial": one.trial.label,
                    "registry": one.registry, "phase": one.phase, "arm": one.arm.label, "disease": one.disease.label,
                    "shared": [drug.label for drug in one.shared], "others": [drug.label for drug in one.others],
                    "overlap": one.overlap,
                }  # fmt: skip

    def claim_counts(self, *, whole: bool = True) -> list[tuple[str, int]]:
        """Return the claims on drugs with the number of patients, the most frequent first.

        Args:
            whole: whether a claim is stated with its citations.
        """
        counts: Counter[str] = Counter()
        for exposure, times in self._persons.items():
            claims = self.claims[exposure] if exposure >= 0 else ()
            for sentence in {claim.sentence if whole else claim.sentence.partition(" (")[0] for claim in claims}:
                counts[sentence] += times
        return _ranked(counts)

    def trial_counts(self) -> list[tuple[str, int]]:
        """Return the arms of trials that are like some patients with their number, the most frequent first."""
        counts: Counter[str] = Counter()
        for described, times in self.listed.alike:
            for one in self.arms(described):
                counts[one.arm.label] += times
        return _ranked(counts)

    @property
    def _persons(self) -> Counter[int]:
        counts: Counter[int] = Counter()
        for described, times in self.listed.alike:
            counts[described.exposure] += times
        return counts

    def summary(self) -> list[tuple[Expected, int]]:
        """Return what is to be expected with the number of patients, the most frequent first.

        What has several proofs, or is lost for several reasons, is one thing here; its record is that of one of them.
        """
        persons = self._persons
        alike = [(one.state, one.answer, one.shown, one.contexts) for one in self.expected]
        counts: Counter[int] = Counter()
        lost: set[tuple[int, object]] = set()  # it can be lost by several proofs
        for exposure, expected in zip(*self.pairs, strict=True):
            key = (exposure, alike[expected])
            if self.expected[expected].answer != LOST or key not in lost:
                counts[expected] += persons[exposure]
            if self.expected[expected].answer == LOST:
                lost.add(key)
        found: dict[tuple[object, ...], tuple[Expected, int]] = {}
        for place, times in sorted(counts.items()):
            one, before = found.get(alike[place], (self.expected[place], 0))
            found[alike[place]] = one, before + times
        return sorted(found.values(), key=lambda pair: (-pair[1], in_order(pair[0])))


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def flat(expected: Expected) -> Json:
    """Return what is to be expected as columns."""
    return {
        "what": expected.entity.label, "entity": expected.entity.id, "change": expected.change,
        "level": expected.level, "where": expected.where, "answer": expected.answer, "basis": expected.shown,
        "status": expected.status, "steps": expected.steps, "because": expected.because,
        "citations": list(map(str, expected.citations)),
    }  # fmt: skip


def in_order(expected: Expected) -> tuple[object, ...]:
    """Return what things that are to be expected are sorted by: all that is shown of them."""
    first = (expected.level, expected.answer, expected.entity.label, expected.direction, expected.because)
    return (*first, *map(str, flat(expected).values()))
