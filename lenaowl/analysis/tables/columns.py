"""Which columns of a table mean what: the headings that known programs write, or those that a user names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from lenaowl.analysis.tables.table import Table, listed
from lenaowl.errors import DataError, LenaowlError
from lenaowl.ontology.records import Record

LOG2, LINEAR = UNITS = ("log2", "linear")
PROTEIN, RNA, SCREEN = KINDS = ("protein", "rna", "screen")


@dataclass(frozen=True)
class Choice:
    """What a user says of a table; what is left out is found out.

    Attributes:
        id_column: the column that names the gene or protein.
        effect_column: the column with the size of the effect.
        p_column: the column with p or q values.
        unit: `log2` or `linear`, of the effect.
        kind: `protein` (amounts of protein), `rna` (gene expression) or `screen` (knock-outs).
        comparison: which one, where the rows are of several.
        invert: whether the effect is of control over treatment.
        sheet: the sheet of an Excel file; the first if left out.
        strict: whether a damaged row makes the table unusable, and not only the row.
    """

    id_column: str = ""
    effect_column: str = ""
    p_column: str = ""
    unit: str = ""
    kind: str = ""
    comparison: str = ""
    invert: bool = False
    sheet: str = ""
    strict: bool = False

    def __post_init__(self) -> None:
        """Check what is one of a few words."""
        for value, known, what in ((self.unit, UNITS, "unit"), (self.kind, KINDS, "kind of table")):
            if value and value not in known:
                raise LenaowlError(f"'{value}' is not a {what}; choose one of: {', '.join(known)}.")

    @classmethod
    def of(cls, **said: str | bool) -> Choice:
        """Return what keywords say.

        Raises:
            LenaowlError: if a keyword is not one of the fields.
        """
        known = [field.name for field in fields(cls)]
        if unknown := [name for name in said if name not in known]:
            raise LenaowlError(f"'{unknown[0]}' does not describe the columns of a table; use: {', '.join(known)}.")
        return cls(**said)  # type: ignore[arg-type] # the fields are checked by their names


@dataclass(frozen=True)
class Decided(Record):
    """How the columns of a table are read.

    Attributes:
        program: the program that wrote the headings, or an empty text if none of the known ones did.
        id_columns: the columns that name the gene or protein, the firmest first.
        effect_column: the column with the size of the effect.
        p_columns: the column with p or q values; two where one is for decreases and one for increases; or none.
        adjusted: whether the p values are adjusted for multiple tests (q values, false discovery rates).
        p_is_log: whether the column holds -log10 of them.
        unit: `log2` or `linear`, of the effect.
        kind: `protein`, `rna` or `screen`.
        comparison_column: the column that says which comparison a row is of, or an empty text.
        notes: in words, what was taken for granted.
    """

    program: str
    id_columns: tuple[str, ...]
    effect_column: str
    p_columns: tuple[str, ...]
    adjusted: bool
    p_is_log: bool
    unit: str
    kind: str
    comparison_column: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Program:
    """The headings of a program: those that mark it, and its columns for effect and p, the best first."""

    name: str
    marks: tuple[str, ...]
    effects: tuple[str, ...]
    ps: tuple[tuple[str, ...], ...]
    unit: str
    kind: str


# Normalised headings (see `_plain`). Sources: the manuals of limma (topTable), edgeR (topTags), DESeq2 (results),
# Seurat (FindMarkers), MAGeCK (output), and exports of Spectronaut (candidates, and reports of amounts), MaxQuant
# (proteinGroups.txt), DIA-NN (pg_matrix) and Perseus (t-test).
_TTEST = "studentsttestdifference"
_PROGRAMS = (
    _Program(
        "MAGeCK", ("neglfc", "negfdr"), ("neglfc",), (("negfdr", "posfdr"), ("negpvalue", "pospvalue")), LOG2, SCREEN
    ),
    _Program("DESeq2", ("basemean", "log2foldchange"), ("log2foldchange",), (("padj",), ("pvalue",)), LOG2, RNA),
    _Program("limma", ("logfc", "aveexpr"), ("logfc",), (("adjpval",), ("adjpvalue",), ("pvalue",)), LOG2, ""),
    _Program("edgeR", ("logfc", "logcpm"), ("logfc",), (("fdr",), ("pvalue",)), LOG2, RNA),
    _Program("Seurat", ("avglog2fc", "pvaladj"), ("avglog2fc",), (("pvaladj",),), LOG2, RNA),
    _Program("Spectronaut", ("avglog2ratio",), ("avglog2ratio",), (("qvalue",), ("pvalue",)), LOG2, PROTEIN),
    _Program("MaxQuant", ("majorityproteinids",), ("ratiohlnormalized", "ratiohl"), (), LINEAR, PROTEIN),
    _Program("DIA-NN", ("proteingroup", "proteinids"), (), (), LOG2, PROTEIN),
    _Program("DIA-NN", ("proteingroup", "firstproteindescription"), (), (), LOG2, PROTEIN),
    _Program("Spectronaut", ("pgproteingroups",), (), (), LOG2, PROTEIN),
)  # fmt: skip
_ACCESSIONS = (
    "majorityproteinids", "proteingroup", "proteingroups", "pgproteingroups", "uniprotids", "pguniprotids", "uniprot",
    "uniprotid", "uniprotaccession", "accession", "accessions", "proteinids", "proteinid", "proteinaccession",
    "proteinaccessions", "leadingrazorprotein", "protein",
)  # fmt: skip
_SYMBOLS = (
    "genenames", "genes", "pggenes", "genesymbol", "genesymbols", "symbol", "hgncsymbol", "externalgenename", "gene",
    "genename",
)  # fmt: skip
_NCBI = ("entrezgeneid", "entrezgene", "entrezid", "entrez", "ncbigeneid", "ncbigene", "geneid")
_GENES = ("ensemblgeneid", "ensembl", "ensemblid", *_NCBI)
_ROW_NAMES = ("", "unnamed0", "rownames", "rowname", "x", "id")
_EFFECTS = ("log2fc", "log2foldchange", "logfc", "log2ratio", "lfc", "foldchange", "fc", "ratio")
_ADJUSTED = ("padj", "adjpval", "adjpvalue", "padjusted", "padjust", "qvalue", "q", "qval", "fdr", "adjustedpvalue")
_RAW = ("pvalue", "pval", "p")
_COMPARISONS = ("comparisongroup1group2", "comparison")


def decide(table: Table, choice: Choice) -> Decided:
    """Return how the columns of a table are read.

    Raises:
        DataError: if the column of names or of the effect cannot be told, or the unit of the effect.
    """
    plain = [_plain(name) for name in table.columns]
    program = next((p for p in _PROGRAMS if set(p.marks) <= set(plain)), None)
    notes: list[str] = []
    ids = [table.columns[table.place(choice.id_column)]] if choice.id_column else list(_ids(table, plain, program))
    if not ids:
        raise DataError(
            f"{table.source}: no column of genes or proteins was recognised. Name it with --id-column (id_column="
            f" in Python). The columns are: {listed(table.columns)}."
        )
    effect = (
        table.columns[table.place(choice.effect_column)] if choice.effect_column else _effect(table, plain, program)
    )
    ps, adjusted = _p(table, plain, program, choice, effect)
    unit = choice.unit or _unit(table, effect, program)
    kind = choice.kind or (program.kind if program else "") or _kind(ids[0])
    if not choice.kind and not (program and program.kind):
        notes.append(f"taken for amounts of {'RNA' if kind == RNA else 'protein'}; if that is wrong: --kind")
    if not ps:
        notes.append("no column of p values: what changed is decided by the effect alone")
    elif not adjusted:
        notes.append("the p values are not adjusted for multiple tests")
    comparison = next((table.columns[n] for n, name in enumerate(plain) if name in _COMPARISONS), "")
    if choice.invert:
        notes.append("the effect is inverted: it is of control over treatment")
    return Decided(
        _wrote(program, effect), tuple(ids), effect, ps, adjusted, _is_log(ps), unit, kind, comparison, tuple(notes)
    )


def _plain(name: str) -> str:
    """Return a heading without case, signs and the mark of a type that Perseus puts before it.

    >>> _plain("adj.P.Val"), _plain("neg|lfc"), _plain("T: Protein.Group"), _plain("Ratio H/L normalized")
    ('adjpval', 'neglfc', 'proteingroup', 'ratiohlnormalized')
    """
    return re.sub(r"[^a-z0-9]+", "", re.sub(r"^[TNCEM]: ", "", name.strip()).casefold())


def _ids(table: Table, plain: Sequence[str], program: _Program | None) -> Iterator[str]:
    """Yield the first column of accessions, the first of symbols and the first of genes; else the names of rows."""
    found = [next((plain.index(n) for n in names if n in plain), None) for names in (_ACCESSIONS, _SYMBOLS, _GENES)]
    rows = next((n for name in _ROW_NAMES if name in plain and not _is_count(table, n := plain.index(name))), None)
    if program and program.name == "MAGeCK" and "id" in plain:
        found = [plain.index("id")]
    if all(place is None for place in found):
        found = [rows]
    yield from (table.columns[place] for place in found if place is not None)


def _is_count(table: Table, place: int) -> bool:
    """Whether a column only counts rows, as R and pandas write it."""
    return all(str(cells[place]).strip().isdigit() for _, cells in table.rows)


def is_ncbi(column: str) -> bool:
    """Whether the numbers in a column are genes of NCBI."""
    return _plain(column) in _NCBI


def _effect(table: Table, plain: Sequence[str], program: _Program | None) -> str:
    tests = [n for n, name in enumerate(plain) if name.startswith(_TTEST)]
    wanted = program.effects if program and program.effects else _EFFECTS
    best = next((name for name in (*wanted, *_EFFECTS) if name in plain), None)
    found = tests or [n for n, name in enumerate(plain) if name == best]
    if len(found) == 1:
        return table.columns[found[0]]
    if found:
        several = listed([table.columns[n] for n in found])
        raise DataError(f"{table.source}: several columns could be the effect: {several}. Choose by --effect-column.")
    if program and program.kind == PROTEIN:
        raise DataError(
            f"{table.source}: columns of {program.name} with amounts in each sample, but no comparison of treated with"
            " control. Compare first (limma, Perseus, MSstats), or name a column of ratios with --effect-column."
        )
    raise DataError(
        f"{table.source}: no column of effects was recognised. Name it with --effect-column (effect_column= in Python)."
        f" The columns are: {listed(table.columns)}."
    )


def _p(
    table: Table, plain: Sequence[str], program: _Program | None, choice: Choice, effect: str
) -> tuple[tuple[str, ...], bool]:
    """Return the columns of p values, and whether they are adjusted."""
    if choice.p_column:
        name = table.columns[table.place(choice.p_column)]
        return (name,), _is_adjusted(_plain(name))
    if _plain(effect).startswith(_TTEST):  # of the same comparison as the effect
        of = _plain(effect).removeprefix(_TTEST)
        wanted: Iterable[tuple[str, ...]] = [(f"{start}{of}",) for start in
            ("studentsttestqvalue", "studentsttestpvalue", "logstudentsttestpvalue")]  # fmt: skip
    elif program and _plain(effect) in program.effects:
        wanted = program.ps
    else:
        wanted = [(name,) for name in (*_ADJUSTED, *_RAW)]
    for names in wanted:
        if set(names) <= set(plain):
            return tuple(table.columns[plain.index(name)] for name in names), all(map(_is_adjusted, names))
    return (), False


def _is_adjusted(plain: str) -> bool:
    return any(word in plain for word in ("adj", "qval", "fdr")) or plain == "q"


def _is_log(ps: Sequence[str]) -> bool:
    return bool(ps) and bool(re.match(r"([TNCEM]: )?([-\u2212]|neg|minus)[ _.]?log", ps[0].strip(), re.IGNORECASE))


def _unit(table: Table, effect: str, program: _Program | None) -> str:
    plain = _plain(effect)
    if program and plain in program.effects:
        return program.unit
    if "log2" in plain or plain.startswith(_TTEST):  # Perseus tests what was made log2 before
        return LOG2
    raise DataError(
        f"{table.source}: the name of the column '{effect}' does not say whether it holds log2 ratios or plain ratios."
        " Say --unit log2 (0 is no change) or --unit linear (1 is no change)."
    )


def _kind(column: str) -> str:
    return RNA if _plain(column) in _GENES else PROTEIN


def _wrote(program: _Program | None, effect: str) -> str:
    tested = "Perseus" if _plain(effect).startswith(_TTEST) else ""
    return " and ".join(filter(None, (program.name if program else "", tested)))
