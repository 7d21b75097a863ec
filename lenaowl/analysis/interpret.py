"""Judges each row of a table of results against what follows under an agent."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from lenaowl.analysis.effects import CHANGES, Effects
from lenaowl.analysis.enrichment import Enrichment
from lenaowl.analysis.expectations import Expectations, Expected, Liabilities, in_screen, known_degraders, of_effects
from lenaowl.analysis.exposures import Exposure
from lenaowl.analysis.interpretation import (
    CONTRADICTED,
    EXPLAINED,
    NOT_SEEN,
    NOT_TESTED,
    OF_OTHERS,
    SUGGESTED,
    UNCHANGED,
    UNEXPLAINED,
    UNKNOWN,
    VERDICTS,
    Interpretation,
    JudgedRow,
    KnownDegrader,
)
from lenaowl.analysis.standing import DENIED, NOT_RECORDED, OPPOSED, UNKNOWN_NAME, WEAKER, Judge, Standing
from lenaowl.analysis.tables.columns import PROTEIN, SCREEN, Choice
from lenaowl.analysis.tables.identifiers import Identifiers, Named
from lenaowl.analysis.tables.measurements import Measurement, read_measurements
from lenaowl.analysis.what_if import WhatIfs
from lenaowl.errors import LenaowlError
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Records
from lenaowl.ontology.states import DECREASE, INCREASE, OPPOSITE, State
from lenaowl.rdf.vocabulary import lena

_DEGRADES = lena("inducesDegradationOf")


class Interpreter:
    """Judges tables; what it looks up is made once a table, and not for each row."""

    def __init__(self, ontology: InferredOntology, effects: Effects, what_ifs: WhatIfs, judge: Judge) -> None:
        self._ontology = ontology
        self._effects = effects
        self._what_ifs = what_ifs
        self._judge = judge

    def interpret(
        self,
        given: object,
        columns: Mapping[str, str | bool],
        exposure: Exposure,
        min_effect: float,
        max_p: float,
    ) -> Interpretation:
        """Read a table and judge it; see `KnowledgeBase.interpret`."""
        if not (_is_number(min_effect) and min_effect > 0 and _is_number(max_p) and 0 < max_p <= 1):
            raise LenaowlError("the least effect is a number above 0 (log2), the greatest p one above 0 and at most 1.")
        ontology, iri = self._ontology, self._ontology.agent(exposure.agents[0])
        asked = [ontology.names.find(name, ontology.members(lena("Context")), "context") for name in exposure.contexts]
        table = read_measurements(given, Choice.of(**columns))
        present = ontology.contexts.with_broader(asked) or None
        proteins = ontology.members(lena("Protein"))
        identifiers = Identifiers(ontology.names, ontology.words, proteins)
        named = [identifiers.named(row.names) for row in table.rows]
        measured = {protein for names in named for protein in names.proteins}
        if table.decided.kind == SCREEN:
            if not asked:
                raise LenaowlError("a screen of knock-outs is judged in given cells: give a context.")
            expected = in_screen(ontology, self._what_ifs, exposure, sorted(measured))
            elsewhere: Expectations = {}
        else:
            usual = self._effects.of(iri)  # in whatever cells; in given ones the forms of their species count too
            here = self._what_ifs.answer(exposure).effects if asked else usual
            expected = of_effects(here, table.decided.kind)
            elsewhere = of_effects(usual, table.decided.kind)
        kind = table.decided.kind
        rows = _Rows(
            ontology=ontology,
            judge=self._judge,
            expected=expected,
            elsewhere=elsewhere,
            degraders=known_degraders(ontology) if kind == PROTEIN else {},
            liabilities=None if kind == SCREEN else Liabilities(ontology),
            agent=iri,
            present=present,
            kind=kind,
            min_effect=min_effect,
            max_p=max_p,
        )
        has_p = bool(table.decided.p_columns)
        judged = Records(rows.judged(row, names, has_p) for row, names in zip(table.rows, named, strict=True))
        return Interpretation(
            source=table.source,
            agent=ontology.words.ref(ontology.stands_for.get(iri, iri)),
            contexts=tuple(map(ontology.words.ref, asked)),
            decided=table.decided,
            said=table.said,
            min_effect=min_effect,
            max_p=max_p,
            rows=judged,
            left_out=table.left_out,
            not_measured=tuple(ontology.words.ref(iri) for iri in sorted(expected.keys() & set(proteins) - measured)),
            enrichment=_enrichment(judged, expected),
        )


def _enrichment(rows: Iterable[JudgedRow], expected: Expectations) -> Enrichment:
    """Return the test over the proteins that were tested; of several rows of one the changed ones count."""
    tested = [row for row in rows if row.proteins and row.verdict != NOT_TESTED]
    known = {protein.iri for row in tested for protein in row.proteins}
    changed = {protein.iri for row in tested if row.change in ("up", "down") for protein in row.proteins}
    explained = {protein.iri for row in tested if row.verdict in EXPLAINED for protein in row.proteins[:1]}
    return Enrichment(len(known), len(known & expected.keys()), len(changed), len(explained & changed))


@dataclass(frozen=True)
class _Rows:
    """Judges rows under one agent.

    Attributes:
        ontology: what follows.
        judge: how statements stand.
        expected: what is expected under the agent, here.
        elsewhere: the same in whatever cells.
        degraders: the agents that are known to degrade proteins.
        liabilities: what finds liabilities, or nothing where the table is a screen.
        agent: the IRI of the agent.
        present: the contexts, with broader ones; nothing if none are told.
        kind: what was measured.
        min_effect: the least log2 ratio of what changed.
        max_p: the greatest p value of what changed.
    """

    ontology: InferredOntology
    judge: Judge
    expected: Expectations
    elsewhere: Expectations
    degraders: Mapping[str, Records[KnownDegrader]]
    liabilities: Liabilities | None
    agent: str
    present: Collection[str] | None
    kind: str
    min_effect: float
    max_p: float

    def judged(self, row: Measurement, named: Named, has_p: bool) -> JudgedRow:
        """Return a row with the verdict on it; of a group with several known proteins the first verdict counts."""
        name = next((text for text in reversed(row.names) if text), "")
        direction = self._direction(row, has_p)
        change = "not tested" if direction is None else CHANGES.get(direction, "no")
        if not named.proteins:
            return JudgedRow(
                row.row, name, (), "", row.effect, row.p, change, UNKNOWN, Standing(UNKNOWN_NAME), VERDICTS[UNKNOWN]
            )
        if direction is None:
            verdict, standing, reason, expected = NOT_TESTED, Standing(NOT_RECORDED), VERDICTS[NOT_TESTED], None
            best = named.proteins[0]
        else:
            order = list(VERDICTS)
            judged = [(self._judged(protein, direction), protein) for protein in named.proteins]
            (verdict, standing, reason, expected), best = min(judged, key=lambda pair: order.index(pair[0][0]))
        proteins = (best, *(protein for protein in named.proteins if protein != best))
        if named.others or len(proteins) > 1:
            reason += f"; the group has {len(proteins) + named.others} members"
        citations = expected.citations if expected else tuple(c for claim in standing.claims for c in claim.citations)
        state = State(best, direction).iri if direction else ""
        degraders = self.degraders.get(best, Records()) if direction == DECREASE else Records[KnownDegrader]()
        if verdict in (OF_OTHERS, SUGGESTED) and not citations:
            citations = tuple(dict.fromkeys(c for known in degraders for c in known.citations))
        return JudgedRow(
            row.row, name, tuple(map(self.ontology.words.ref, proteins)), named.way, row.effect, row.p, change,
            verdict, standing, reason, degraders,
            self.liabilities.of(state) if self.liabilities and state else Records(),
            citations, expected.proof if expected else None,
        )  # fmt: skip

    def _direction(self, row: Measurement, has_p: bool) -> str | None:
        """Return increase, decrease, an empty text for neither, or nothing if it was not tested."""
        if row.effect is None or (has_p and row.p is None):
            return None
        if abs(row.effect) < self.min_effect or (row.p is not None and row.p > self.max_p):
            return ""
        return INCREASE if row.effect > 0 else DECREASE

    def _judged(self, protein: str, direction: str) -> tuple[str, Standing, str, Expected | None]:
        expected = self.expected.get(protein, {})
        if not direction:
            if expected:
                best = next(iter(expected.values()))
                said = f"expected {CHANGES[best.direction]}: {best.reason}"
                return NOT_SEEN, best.standing, said, best
            denials = self._denials(protein, DECREASE) + self._denials(protein, INCREASE)
            reason = f"as published: {denials[0].sentence}" if denials else VERDICTS[UNCHANGED]
            return UNCHANGED, Standing(DENIED, "", "", Records(denials)) if denials else _SILENT, reason, None
        if here := expected.get(direction):
            if here.standing.answer == OPPOSED:
                against = "; ".join(claim.sentence for claim in here.standing.claims)
                return CONTRADICTED, here.standing, f"it follows ({here.reason}), but {against}", here
            return here.verdict, here.standing, here.reason, here
        if other := expected.get(OPPOSITE[direction]):
            return CONTRADICTED, other.standing, f"expected {CHANGES[other.direction]}: {other.reason}", other
        if denials := self._denials(protein, direction):
            standing = Standing(DENIED, "", denials[0].status, Records(denials))
            return CONTRADICTED, standing, denials[0].sentence, None
        if there := self.elsewhere.get(protein, {}).get(direction):
            return UNEXPLAINED, _SILENT, f"it follows elsewhere, but not in these cells: {there.reason}", None
        return self._claimed(protein, direction)

    def _claimed(self, protein: str, direction: str) -> tuple[str, Standing, str, None]:
        """Return the verdict on a change that does not follow, by the claims that agents degrade the protein."""
        known = self.degraders.get(protein, ()) if direction == DECREASE else ()
        types = self.ontology.facts.types.get(self.agent, ())
        same = {self.agent, self.ontology.stands_for.get(self.agent, ""), *types}
        if own := next((found for found in known if found.agent in same), None):
            reason = f"claimed of {own.agent.label}, but only {own.status}"
            return SUGGESTED, Standing(WEAKER, "", own.status), reason, None
        if known:
            named = ", ".join(f"{found.agent.label} ({found.status})" for found in known[:4])
            more = f" and {len(known) - 4} more" if len(known) > 4 else ""
            return OF_OTHERS, _SILENT, f"degraded by {named}{more}; of this agent it is not recorded", None
        return UNEXPLAINED, _SILENT, VERDICTS[UNEXPLAINED], None

    def _denials(self, protein: str, direction: str) -> tuple[Claim, ...]:
        """Return the published negatives; a denial of degradation says nothing of RNA or of knock-outs."""
        if self.kind == SCREEN:
            return ()
        state = State(protein, direction).iri
        found = self.judge.reports.denying([self.agent], state, self.present)
        return tuple(claim for claim in found if self.kind == PROTEIN or claim.predicate != _DEGRADES)


_SILENT = Standing(NOT_RECORDED)


def _is_number(given: object) -> bool:
    return isinstance(given, (int, float)) and not isinstance(given, bool) and math.isfinite(given)
