"""Cohorts: what is to be expected in each patient of a source, by drugs, diseased cells, variants and losses."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from lenaowl.analysis.batch import Batches, Expected
from lenaowl.analysis.drug_claims import DrugClaims
from lenaowl.analysis.exposures import Exposure
from lenaowl.errors import DataError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.sets import places
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import INNER, Json, Record, Records
from lenaowl.rdf.vocabulary import lena
from lenaowl.tables.cohorts.coding import Coder, Kind
from lenaowl.tables.cohorts.mapping import KEEP, CohortMapping, read_mapping
from lenaowl.tables.cohorts.reading import read_cohort
from lenaowl.tables.cohorts.records import (
    ABNORMALITIES,
    BESIDE,
    CONTEXTS,
    DIAGNOSES,
    DRUGS,
    LOSSES,
    VARIANTS,
    Row,
    Source,
    Unmapped,
)  # fmt: skip
from lenaowl.tables.table import LeftOut

Files = Path | str | Iterable[Path | str]
AT_ONCE = 65_536  # exposures in a batch: sets of them take eight kilobytes
NO_ADVICE = (
    "This is what published claims lead one to expect of such drugs in such cells. It is not treatment advice:"
    " the model knows no dose, no time and no degree, and what it does not list may still happen."
)


class Person(NamedTuple):
    """A patient, or one line of therapy of a patient.

    Attributes:
        patient: a number that stands for the patient, or the pseudonym of the source if that was asked for.
        line: the line of therapy, or an empty text.
        file: the file.
        row: the place in it, from 1.
        exposure: the place of what acts on what among the exposures of the cohort; -1 if there is nothing to judge.
        diagnoses: IRIs of the diseases.
        abnormalities: IRIs of the chromosomal abnormalities.
    """

    patient: str
    line: str
    file: str
    row: int
    exposure: int
    diagnoses: tuple[str, ...]
    abnormalities: tuple[str, ...]


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
        expected: all that is to be expected in some exposure, each once.
        pairs: places of exposures, and beside each the place of what is to be expected in it.
        claims: by place of an exposure, claims on its drugs: warnings of labels, and what changes the response to them.
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
    listed: tuple[Person, ...] = field(repr=False, metadata=INNER)
    expected: tuple[Expected, ...] = field(repr=False, metadata=INNER)
    pairs: tuple[array[int], array[int]] = field(repr=False, metadata=INNER)
    claims: tuple[tuple[Claim, ...], ...] = field(repr=False, metadata=INNER)

    @property
    def by_exposure(self) -> list[list[Expected]]:
        """What is to be expected in each exposure."""
        found: list[list[Expected]] = [[] for _ in self.exposures]
        for exposure, expected in zip(*self.pairs, strict=True):
            found[exposure].append(self.expected[expected])
        return [sorted(them, key=_order) for them in found]

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

    def summary(self) -> list[tuple[Expected, int]]:
        """Return what is to be expected with the number of patients, the most frequent first.

        What has several proofs, or is lost for several reasons, is one thing here; its record is that of one of them.
        """
        persons = Counter(person.exposure for person in self.listed)
        alike = [(one.state, one.answer, one.shown, one.contexts) for one in self.expected]
        counts: Counter[int] = Counter()
        for exposure, expected in zip(*self.pairs, strict=True):
            counts[expected] += persons[exposure]
        found: dict[tuple[object, ...], tuple[Expected, int]] = {}
        for place, times in counts.items():
            one, before = found.get(alike[place], (self.expected[place], 0))
            found[alike[place]] = one, before + times
        return sorted(found.values(), key=lambda pair: (-pair[1], _order(pair[0])))


def flat(expected: Expected) -> Json:
    """Return what is to be expected as columns."""
    return {
        "what": expected.entity.label, "entity": expected.entity.id, "change": expected.change,
        "level": expected.level, "where": expected.where, "answer": expected.answer, "basis": expected.shown,
        "status": expected.status, "steps": expected.steps, "because": expected.because,
        "citations": list(map(str, expected.citations)),
    }  # fmt: skip


def _order(expected: Expected) -> tuple[str, ...]:
    return (expected.level, expected.answer, expected.entity.label, expected.direction, expected.because)


class Cohorts:
    """Reads and judges cohorts."""

    def __init__(self, ontology: InferredOntology, batches: Batches) -> None:
        self._ontology = ontology
        self._batches = batches
        self._cells = self._cells_of_diseases()

    def judge(self, files: Files, given: object, *, strict: bool) -> Cohort:
        """Return a cohort; see `KnowledgeBase.cohort`."""
        mapping = CohortMapping() if given is None else read_mapping(given)
        paths = [Path(one) for one in ([files] if isinstance(files, str | Path) else files)]
        coder = Coder(self._kinds(), mapping)
        present = tuple(coder.kinds[CONTEXTS].find(name) for name in mapping.present)
        source = read_cohort(paths, mapping)
        if strict and (damaged := [str(item) for item in source.left_out if item.damaged]):
            raise DataError("\n".join(damaged))
        if not source.rows:
            first = f" The first: {source.left_out[0]}" if source.left_out else ""
            raise DataError(f"{', '.join(source.files)}: no patient was found.{first}")
        described: dict[tuple[tuple[str, str], ...], int] = {}
        exposures: dict[Exposure, int] = {}
        persons, left_out = [], list(source.left_out)
        for number, rows in self._persons(source):
            terms = tuple(dict.fromkeys(term for row in rows for term in coder.terms(row)))
            if terms not in described:
                exposure = self._exposure(terms, present)
                described[terms] = exposures.setdefault(exposure, len(exposures)) if exposure else -1
            at = rows[0]
            if described[terms] < 0:
                reason = "no drug, variant or loss that lenaowl has is named, so there is nothing to judge."
                left_out.append(
                    LeftOut(at.file, at.number, source.counts.get(at.file, "record"), "", reason, damaged=False)
                )
            patient = at.patient if mapping.ids == KEEP else str(number)
            persons.append(
                Person(
                    patient, at.line, at.file, at.number, described[terms],
                    tuple(iri for kind, iri in terms if kind == DIAGNOSES),
                    tuple(iri for kind, iri in terms if kind == ABNORMALITIES),
                )
            )  # fmt: skip
        return self._answered(source, tuple(exposures), persons, coder.unmapped, left_out, strict)

    def _answered(
        self, source: Source, exposures: tuple[Exposure, ...], persons: list[Person], unmapped: list[Unmapped],
        left_out: list[LeftOut], strict: bool,
    ) -> Cohort:  # fmt: skip
        expected: dict[int, tuple[int, Expected]] = {}
        pairs = array("I"), array("I")
        refused: dict[int, str] = {}
        for start in range(0, len(exposures), AT_ONCE):
            batch = self._batches.answer(exposures[start : start + AT_ONCE])
            refused.update({start + place: reason for place, reason in batch.refused.items()})
            for one, where in batch.expected:
                number, _ = expected.setdefault(id(one), (len(expected), one))
                there = [start + place for place in places(where)]
                pairs[0].extend(there)
                pairs[1].extend([number] * len(there))
        left_out += [
            LeftOut(
                person.file,
                person.row,
                source.counts.get(person.file, "record"),
                "",
                refused[person.exposure],
                damaged=True,
            )
            for person in persons
            if person.exposure in refused
        ]
        if strict and refused:
            raise DataError("\n".join(str(item) for item in left_out if item.damaged))
        claims = DrugClaims(self._ontology)
        return Cohort(
            files=tuple(source.files),
            kind=source.kind,
            persons=len(persons),
            judged=sum(person.exposure >= 0 and person.exposure not in refused for person in persons),
            exposures=exposures,
            unmapped=Records(unmapped),
            left_out=Records(sorted(left_out, key=lambda item: (item.file, item.number))),
            identifying=source.identifying,
            caution=NO_ADVICE,
            listed=tuple(persons),
            expected=tuple(one for _, one in expected.values()),
            pairs=pairs,
            claims=tuple(claims.on(exposure) for exposure in exposures),
        )

    def _persons(self, source: Source) -> Iterator[tuple[int, list[Row]]]:
        """Yield the rows of each patient and line, with a number for the patient."""
        grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
        numbers: dict[str, int] = {}
        for row in source.rows:
            grouped[row.patient, row.line].append(row)
            numbers.setdefault(row.patient, len(numbers) + 1)
        yield from ((numbers[patient], rows) for (patient, _), rows in grouped.items())

    def _exposure(self, terms: Sequence[tuple[str, str]], present: tuple[str, ...]) -> Exposure | None:
        """Return what acts on what, or nothing if there is nothing to judge."""
        by_kind: dict[str, set[str]] = defaultdict(set)
        for kind, iri in terms:
            by_kind[kind].add(iri)
        cells = {cell for disease in by_kind[DIAGNOSES] for cell in self._cells.get(disease, ())}
        drugs, losses, forms, beside = (tuple(sorted(by_kind[kind])) for kind in (DRUGS, LOSSES, VARIANTS, BESIDE))
        if not (drugs or losses or forms or beside):
            return None
        contexts = tuple(sorted({*present, *by_kind[CONTEXTS], *cells}))
        return Exposure(drugs, contexts, losses, forms, beside)

    def _cells_of_diseases(self) -> dict[str, frozenset[str]]:
        """Return the cells (and patients) of each disease and of the broader diseases that it is one of."""
        store, known = self._ontology.store, self._ontology.contexts
        own: dict[str, set[str]] = defaultdict(set)
        for context, diseases in store.objects(lena("ofDisease")).items():
            for disease in diseases:
                own[disease].add(context)
        return {
            disease: frozenset(cell for one in known.with_broader([disease]) for cell in own[one])
            for disease in self._ontology.members(lena("Disease"))
        }

    def _kinds(self) -> dict[str, Kind]:
        ontology = self._ontology
        among = {
            DIAGNOSES: ("Disease", "disease"), CONTEXTS: ("Context", "context"),
            VARIANTS: ("ProteinForm", "protein form"), BESIDE: ("ProteinForm", "protein form"),
            ABNORMALITIES: ("ChromosomalAbnormality", "chromosomal abnormality"),
        }  # fmt: skip
        lists = {kind: (ontology.members(lena(cls)), words) for kind, (cls, words) in among.items()}
        lists[LOSSES] = ([*ontology.members(lena("Protein")), *ontology.members(lena("ProteinComplex"))], "protein")
        found = {kind: Kind(partial(self._find, these, words), words) for kind, (these, words) in lists.items()}
        return {**found, DRUGS: Kind(ontology.agent, "drug")}

    def _find(self, among: Sequence[str], words: str, name: str) -> str:
        return self._ontology.names.find(name, among, words)
