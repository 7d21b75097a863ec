"""What a table of results says beside what is known: the records of the answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from lenaowl.analysis.enrichment import Enrichment
from lenaowl.analysis.standing import Standing
from lenaowl.analysis.tables.columns import Decided
from lenaowl.analysis.tables.table import LeftOut
from lenaowl.inference.proofs import Proof
from lenaowl.ontology import html_text as html
from lenaowl.ontology.citations import cited
from lenaowl.ontology.records import INNER, Citation, Record, Records, Ref

NEOSUBSTRATE, DOWNSTREAM, RESISTANCE = "neosubstrate", "downstream", "resistance"
CONTRADICTED, OF_OTHERS, UNEXPLAINED = "opposed or denied", "neosubstrate of others", "unexplained"
SUGGESTED = "suggested neosubstrate"
NOT_SEEN, UNCHANGED, NOT_TESTED, UNKNOWN = "expected, not seen", "unchanged", "not tested", "not in lenaowl"
# Each verdict, in the order in which they are listed, with what it means.
VERDICTS = {
    NEOSUBSTRATE: "decreased, and the agent induces its degradation",
    DOWNSTREAM: "changed, as follows from what the agent does",
    RESISTANCE: "its knock-out is enriched, as follows from what the agent needs",
    CONTRADICTED: "changed, but the opposite follows or a published result says that it does not change",
    SUGGESTED: "decreased, and weaker claims say that the agent degrades it; nothing is concluded from these",
    OF_OTHERS: "decreased, and other drugs are known to degrade it; of this agent it is not recorded",
    UNEXPLAINED: "changed, and lenaowl knows it, but not why; nothing is concluded from this",
    NOT_SEEN: "expected to change, but did not",
    UNCHANGED: "did not change, and was not expected to",
    NOT_TESTED: "the table gives no effect or no p value",
    UNKNOWN: "lenaowl does not have it: not recorded is not no",
}
EXPLAINED = (NEOSUBSTRATE, DOWNSTREAM, RESISTANCE)


@dataclass(frozen=True)
class KnownDegrader(Record):
    """A claim that an agent degrades a protein.

    Attributes:
        agent: a drug, or a class of drugs.
        status: the status of the claim.
        citations: its publications.
    """

    agent: Ref
    status: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Liability(Record):
    """A clinical finding that claims lead to from a change of a protein, in whatever contexts these claims hold.

    Attributes:
        finding: the finding that becomes more.
        contexts: the contexts of the claims.
        status: the weakest status among the claims.
        citations: their publications.
    """

    finding: Ref
    contexts: tuple[Ref, ...]
    status: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class JudgedRow(Record):
    """A row of the table, judged.

    Attributes:
        number: its number in the table.
        name: what the table calls it.
        proteins: the proteins of the ontology that it names; several for a group.
        named_by: by which kind of name they were found: UniProt accession, Ensembl gene, gene symbol, alias.
        effect: log2 of treatment over control, or none.
        p: the p or q value, or none.
        change: up, down, no or not tested, by the thresholds.
        verdict: one of `VERDICTS`.
        standing: how it stands that the agent brings this change about.
        reason: why, in a sentence.
        degraded_by: the agents that are claimed to degrade it, where the table is of proteins.
        liabilities: what claims lead to from this change in patients, animals or embryos.
        citations: the publications behind the verdict.
        proof: of what follows, if something does.
    """

    number: int
    name: str
    proteins: tuple[Ref, ...]
    named_by: str
    effect: float | None
    p: float | None
    change: str
    verdict: str
    standing: Standing
    reason: str
    degraded_by: Records[KnownDegrader] = field(default=Records(), repr=False)
    liabilities: Records[Liability] = field(default=Records(), repr=False)
    citations: tuple[Citation, ...] = ()
    proof: Proof | None = field(default=None, repr=False, metadata=INNER)

    @property
    def label(self) -> str:
        """What people are shown: the protein, or the name in the table where it is not known."""
        return " / ".join(protein.label for protein in self.proteins) or self.name


@dataclass(frozen=True)
class Interpretation(Record):
    """A table of results, judged against what is known of an agent.

    Attributes:
        source: the file, or `data frame`.
        agent: the drug, class of drugs or knock-down.
        contexts: the contexts that were present; empty if none were told.
        decided: how the columns were read.
        said: what was decided, in sentences.
        min_effect: from which log2 ratio on, up or down, something changed.
        max_p: up to which p value.
        rows: each row that can be judged, in the order of the table.
        left_out: the rows that cannot be judged, with the reason.
        not_measured: proteins that are expected to change, but are not in the table.
        enrichment: whether more is explained than by chance.
        totals: how many rows have each verdict.
    """

    source: str
    agent: Ref
    contexts: tuple[Ref, ...]
    decided: Decided
    said: tuple[str, ...]
    min_effect: float
    max_p: float
    rows: Records[JudgedRow] = field(repr=False)
    left_out: Records[LeftOut] = field(repr=False)
    not_measured: tuple[Ref, ...]
    enrichment: Enrichment

    derived = ("totals",)

    @property
    def totals(self) -> dict[str, int]:
        """How many rows have each verdict, in the order of `VERDICTS`; those that are left out apart."""
        counted = Counter(row.verdict for row in self.rows)
        return {verdict: counted[verdict] for verdict in VERDICTS if counted[verdict]}

    def of(self, *verdicts: str) -> list[JudgedRow]:
        """Return the rows with one of some verdicts, by verdict and then by the size of the effect."""
        found = [row for row in self.rows if row.verdict in verdicts]
        order = list(VERDICTS)
        return sorted(found, key=lambda row: (order.index(row.verdict), -abs(row.effect or 0), row.number))

    @property
    def liabilities(self) -> list[JudgedRow]:
        """The changed rows from which claims lead to a clinical finding."""
        return [row for row in self.of(*VERDICTS) if row.liabilities]

    def to_pandas(self) -> object:
        """Return the rows as a data frame of pandas; see `Records.to_pandas`."""
        return self.rows.to_pandas()

    def to_polars(self) -> object:
        """Return the rows as a data frame of polars; see `Records.to_polars`."""
        return self.rows.to_polars()

    def _repr_html_(self) -> str:
        known = self.of(*(verdict for verdict in VERDICTS if verdict not in (UNCHANGED, UNKNOWN, NOT_TESTED)))
        rows = ((r.verdict, r.label, _short(r.effect), _short(r.p), r.reason, cited(r.citations, 3)) for r in known)
        totals = html.table(("verdict", "rows"), self.totals.items())
        listed = html.table(("verdict", "what", "log2", "p", "why", "citations"), rows)
        return html.section(f"{self.source}: {self.agent.label}", totals, listed, level=3)


def _short(number: float | None) -> str:
    return "" if number is None else f"{number:.3g}"
