"""Judges cohorts: what is to be expected in each patient of a source, by drugs, diseased cells, variants and losses."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from lenaowl.analysis.batch import Batches, Expected
from lenaowl.analysis.cohort_persons import Described, Gathering, Persons, Terms
from lenaowl.analysis.cohort_records import Cohort, in_order
from lenaowl.analysis.drug_claims import DrugClaims
from lenaowl.analysis.effects import Effects
from lenaowl.analysis.exposures import Exposure, Resolver
from lenaowl.analysis.similar_trials import SimilarTrials
from lenaowl.analysis.standing import Judge
from lenaowl.analysis.tables.cohorts.coding import Coder, Kind
from lenaowl.analysis.tables.cohorts.from_tables import read_rows
from lenaowl.analysis.tables.cohorts.mapping import KEEP, CohortMapping, read_mapping
from lenaowl.analysis.tables.cohorts.privacy import is_line, is_pseudonym
from lenaowl.analysis.tables.cohorts.reading import read_cohort
from lenaowl.analysis.tables.cohorts.records import (
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
from lenaowl.analysis.tables.table import LeftOut
from lenaowl.errors import DataError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.inference.sets import places
from lenaowl.ontology.records import Records
from lenaowl.rdf.vocabulary import lena

if TYPE_CHECKING:
    from lenaowl.analysis.patient_records import PatientRecords
    from lenaowl.analysis.tables.cohorts.rml import Rml

AT_ONCE = 65_536  # exposures in a batch: sets of them take eight kilobytes
NO_ADVICE = (
    "This is what published claims lead one to expect of such drugs in such cells. It is not treatment advice:"
    " the model knows no dose, no time and no degree, and what it does not list may still happen."
)


def _are_paths(given: object) -> TypeGuard[Iterable[str | Path]]:
    """Whether what is given are paths of files, and not rows, columns or a data frame."""
    if isinstance(given, Sequence):
        return all(isinstance(one, str | Path) for one in given[:1]) and not hasattr(given, "columns")
    return isinstance(given, Iterable) and not isinstance(given, Mapping) and not hasattr(given, "columns")


def _pseudonymous(source: Source, mapping: CohortMapping) -> Iterator[Row]:
    """Yield the rows of which nothing is passed on that could name a person; the others are left out."""
    for row in source.rows:
        column, fault = mapping.patient, "a pseudonym of letters and digits, such as P-017; or use `ids: number`"
        surrogate = row.file in source.surrogates and row.patient.isdigit()
        fine = mapping.ids != KEEP or surrogate or is_pseudonym(row.patient)
        if fine and not is_line(row.line):
            column, fault, fine = mapping.line, "a line of therapy, such as 2 or maintenance", False
        if fine:
            yield row
        else:
            reason = f"this does not look like {fault}. It is not passed on, nor repeated here."
            source.left_out.append(
                LeftOut(row.file, row.number, source.counted(row.file), column, reason, damaged=True)
            )


def _some(rows: Iterable[Row], source: Source, strict: bool) -> Iterator[Row]:
    """Yield rows.

    Raises:
        DataError: if there are none, unless it is strict, and what is damaged will be listed.
    """
    row = None
    for row in rows:
        yield row
    if row is None and not (strict and source.left_out):
        first = f" The first: {source.left_out[0]}" if source.left_out else ""
        raise DataError(f"{', '.join(source.files)}: no patient was found.{first}")


class Cohorts:
    """Reads and judges cohorts."""

    def __init__(self, ontology: InferredOntology, effects: Effects, resolver: Resolver, judge: Judge) -> None:
        self._ontology = ontology
        self._batches = Batches(ontology, effects, resolver, judge)
        self._cells = self._cells_of_diseases()
        self._trials = SimilarTrials(ontology)

    def judge(self, files: object, given: object, *, strict: bool) -> Cohort:
        """Return a cohort; see `KnowledgeBase.cohort`."""
        source, mapping, coder = self._read(files, given, strict)
        return self.judged(source, mapping, coder, strict=strict)

    def records(self, files: object, given: object = None) -> PatientRecords:
        """Return records of patients as RDF, with what is wrong in them by row and column.

        Args:
            files: as for `judge`; only tables give more than diagnoses, drugs and abnormalities.
            given: the mapping; its `record` says which columns give dates, the year of birth and the sex.

        Raises:
            DataError: if a file or the mapping cannot be used.
        """
        from lenaowl.analysis.patient_records import RecordMaker

        source, mapping, coder = self._read(files, given, strict=False)
        maker = RecordMaker(source, coder, dict(mapping.record))
        by_patient: dict[tuple[str, str], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for row in _pseudonymous(source, mapping):
            by_patient[row.person][row.line].append(row)
        for number, ((patient, _), lines) in enumerate(by_patient.items(), 1):
            maker.add(patient if mapping.ids == KEEP else str(number), list(lines.items()))
        return maker.made()

    def rml(self, file: str | Path, given: object, folder: str | Path) -> Rml:
        """Return how a table becomes such records as RML, for an engine of others.

        Args:
            file: the table, as CSV or TSV.
            given: the mapping; it must have `patient`, and `ids: keep`.
            folder: where the files will be; the table is named from there.

        Raises:
            DataError: if the table or the mapping cannot be used.
        """
        from lenaowl.analysis.tables.cohorts.rml import rml

        mapping = read_mapping(given)
        return rml(Path(file), mapping, self.coder(mapping), Path(folder))

    def _read(self, files: object, given: object, strict: bool) -> tuple[Source, CohortMapping, Coder]:
        mapping = CohortMapping() if given is None else read_mapping(given)
        coder = self.coder(mapping)
        if isinstance(files, str | Path):
            files = [files]
        source = read_cohort(list(map(Path, files)), mapping) if _are_paths(files) else read_rows(files, mapping)
        source.rows = _some(source.rows, source, strict)
        return source, mapping, coder

    def coder(self, mapping: CohortMapping) -> Coder:
        """Return what looks codes up.

        Raises:
            DataError: if the mapping names what is not a term.
        """
        return Coder(self._kinds(), mapping)

    def judged(
        self, source: Source, mapping: CohortMapping, coder: Coder, *, strict: bool, numbered: int = 0
    ) -> Cohort:
        """Return a cohort of what was read.

        Args:
            source: what was read.
            mapping: how it was read.
            coder: what looks its codes up.
            strict: whether what is damaged makes all of it unusable.
            numbered: how many patients have numbers already.

        Raises:
            DataError: if something is damaged, and it is strict.
        """
        gathering = Gathering()
        for row in _pseudonymous(source, mapping):
            gathering.add(row, coder.terms(row, source.counted(row.file)), keep=mapping.ids == KEEP)
        if strict and (damaged := [str(item) for item in source.left_out if item.damaged]):
            raise DataError("\n".join(damaged))
        present = tuple(coder.kinds[CONTEXTS].find(name) for name in mapping.present)
        exposures: dict[Exposure, int] = {}

        def described(terms: Terms) -> Described:
            exposure = self._exposure(terms, present)
            of_kind = (tuple(iri for kind, iri in terms if kind == wanted) for wanted in (DIAGNOSES, ABNORMALITIES))
            return Described(exposures.setdefault(exposure, len(exposures)) if exposure else -1, *of_kind)

        persons = gathering.persons(numbered, described)
        return self._answered(source, tuple(exposures), persons, coder.unmapped, strict)

    def _answered(
        self, source: Source, exposures: tuple[Exposure, ...], persons: Persons, unmapped: list[Unmapped], strict: bool
    ) -> Cohort:
        met: dict[int, tuple[int, Expected]] = {}
        pairs = array("I"), array("I")
        refused: dict[int, str] = {}
        for start in range(0, len(exposures), AT_ONCE):
            batch = self._batches.answer(exposures[start : start + AT_ONCE])
            refused.update({start + place: reason for place, reason in batch.refused.items()})
            for one, where in batch.expected:
                number, _ = met.setdefault(id(one), (len(met), one))
                there = [start + place for place in places(where)]
                pairs[0].extend(there)
                pairs[1].extend([number] * len(there))
        ordered = sorted(met.values(), key=lambda numbered: in_order(numbered[1]))
        places_in_order = {number: place for place, (number, _) in enumerate(ordered)}
        pairs = pairs[0], array("I", map(places_in_order.__getitem__, pairs[1]))
        refused[-1] = "no drug, variant or loss that lenaowl has is named, so there is nothing to judge."
        unjudged = sum(times for described, times in persons.alike if described.exposure in refused)
        left_out = list(source.left_out)
        for person in persons if unjudged else ():
            if reason := refused.get(person.exposure):
                counts = source.counted(person.file)
                left_out.append(LeftOut(person.file, person.row, counts, "", reason, damaged=person.exposure >= 0))
        if strict and len(refused) > 1:
            raise DataError("\n".join(str(item) for item in left_out if item.damaged))
        claims = DrugClaims(self._ontology)
        return Cohort(
            files=tuple(source.files),
            kind=source.kind,
            persons=len(persons),
            judged=len(persons) - unjudged,
            exposures=exposures,
            unmapped=Records(unmapped),
            left_out=Records(sorted(left_out, key=lambda item: (item.file, item.number))),
            identifying=source.identifying,
            caution=NO_ADVICE,
            listed=persons,
            expected=tuple(one for _, one in ordered),
            pairs=pairs,
            claims=tuple(claims.on(exposure) for exposure in exposures),
            trials=self._trials,
        )

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
