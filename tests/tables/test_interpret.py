"""Tables of results judged: what a scientist reads out of them, and what is said of a table that is wrong."""

from __future__ import annotations

import itertools
import json
import math
import re
import subprocess
import sys
from collections import Counter

import pandas
import polars
import pyarrow
import pytest
import simulated
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

import lenaowl
from lenaowl.analysis.interpretation import VERDICTS
from lenaowl.render.formats import written
from lenaowl.render.interpretation import interpretation, write_parquet
from lenaowl.render.tables import Screen

EXAMPLE = ROOT / "examples" / "proteomics.tsv"


@pytest.fixture(scope="module")
def judged(kb):
    return kb.interpret(EXAMPLE, "lenalidomide", context="MM1S")


def verdicts(found):
    return {row.name: row.verdict for row in found.rows}


def table(*names, effect=-2.0, p=0.001, column="Genes"):
    return {
        column: list(names),
        "logFC": [effect] * len(names),
        "AveExpr": [20] * len(names),
        "adj.P.Val": [p] * len(names),
    }


# -- what is known decides -----------------------------------------------------------------------


def test_the_example_is_what_the_simulation_makes():
    assert EXAMPLE.read_text(encoding="utf-8") == simulated.example()


def test_what_was_simulated_is_found_again(judged):
    found = verdicts(judged)
    assert {found[n] for n in ("IKZF1", "IKZF3", "CSNK1A1", "ZFP91", "RAB28")} == {"neosubstrate"}
    assert {found[n] for n in ("IRF4", "MYC", "CDKN1A")} == {"downstream"}
    assert {found[n] for n in ("IKZF2", "GSPT1")} == {"opposed or denied"}
    assert found["DTWD1"] == "neosubstrate of others"
    assert found["ZNF827"] == "expected, not seen"
    assert found["STAT1"] == "unexplained"
    assert found["HMGCS1"] == found["GAPDH"] == "not in lenaowl"
    assert found["BRD4"] == "unchanged"


def test_each_verdict_agrees_with_explain(kb, judged):
    for row in judged.rows:
        if row.verdict in ("neosubstrate", "downstream"):
            relation = "decreases" if row.change == "down" else "increases"
            assert kb.explain("lenalidomide", relation, row.proteins[0].name), row
            assert row.proof.leaves, row
        if row.verdict == "opposed or denied":
            assert kb.explain("lenalidomide", "decreases", row.proteins[0].name).standing.answer == "denied", row
        if row.verdict == "unexplained":
            changes = kb.effects("lenalidomide", context="MM1S")
            assert (row.proteins[0], row.change) not in {(effect.entity, effect.change) for effect in changes}, row


def test_no_row_is_lost(judged):
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    rows = sum(not line.startswith("#") for line in lines) - 1
    assert len(judged.rows) + len(judged.left_out) == rows
    assert sum(judged.totals.values()) == len(judged.rows)
    (damaged,) = judged.left_out
    assert (damaged.number, damaged.column, damaged.damaged) == (len(lines), "logFC", True)


def test_an_agent_decides_what_is_expected(kb):
    assert verdicts(kb.interpret(table("GSPT1", "IKZF1"), "CC-885"))["GSPT1"] == "neosubstrate"
    assert verdicts(kb.interpret(table("GSPT1", "IKZF1"), "lenalidomide"))["GSPT1"] == "opposed or denied"
    assert verdicts(kb.interpret(table("GSPT1", "IKZF1"), "IMiD"))["IKZF1"] == "neosubstrate"
    assert verdicts(kb.interpret(table("GSPT1", "IKZF1"), "CRBNModulator"))["IKZF1"] == "neosubstrate of others"


def test_cells_decide_what_is_expected(kb):
    down = table("IRF4")
    assert verdicts(kb.interpret(down, "lenalidomide", context="MM1S")) == {"IRF4": "downstream"}
    assert verdicts(kb.interpret(down, "lenalidomide", context="T-cell")) == {"IRF4": "unexplained"}


def test_cells_of_a_mouse_have_the_cereblon_of_a_mouse(kb):
    found = kb.interpret(table("Ikzf1", "Ikzf3"), "lenalidomide", context="mouse").rows
    lost = {e.effect.entity.name for e in kb.what_if(agents="lenalidomide", contexts="mouse").lost}
    assert {"IKZF1", "IKZF3"} <= lost
    assert {row.verdict for row in found} == {"unexplained"}
    assert all("follows elsewhere" in row.reason for row in found)


def test_weaker_claims_are_named_and_conclude_nothing(kb):
    weak = [c for c in kb.ontology.claims.values() if c.predicate.name == "inducesDegradationOf" and not c.observation]
    pairs = {(c.subject, c.object) for c in weak if (c.status, c.polarity) == ("suggested", "positive")}
    firm = {(c.subject, c.object) for c in weak if c.status == "established"}
    found = Counter()
    for agent, protein in sorted(pairs - firm):
        if protein in kb.ontology.members("https://w3id.org/lenaowl/Protein"):
            (row,) = kb.interpret(table(protein.label.partition(" (")[0]), agent).rows
            found[row.verdict] += 1
            if row.verdict == "suggested neosubstrate":
                assert row.citations
                assert (protein, "down") not in {(effect.entity, effect.change) for effect in kb.effects(agent)}
    assert found["suggested neosubstrate"] > 2


def test_the_opposite_of_what_follows_contradicts(kb):
    (row,) = kb.interpret(table("IKZF1", effect=2.0), "lenalidomide").rows
    assert (row.change, row.verdict) == ("up", "opposed or denied")


def test_degradation_is_not_expected_of_rna(kb):
    rna = kb.interpret(table("IKZF1", "IRF4"), "lenalidomide", context="MM1S", kind="rna")
    assert verdicts(rna) == {"IKZF1": "unexplained", "IRF4": "downstream"}
    quiet = kb.interpret(table("IKZF1", "IRF4", effect=0.0), "lenalidomide", context="MM1S", kind="rna")
    assert verdicts(quiet) == {"IKZF1": "unchanged", "IRF4": "expected, not seen"}


def test_liabilities_are_those_that_claims_state(kb):
    found = {r.name: r.liabilities for r in kb.interpret(table("SALL4", "ZBTB16", "GSPT1", "ILF2"), "thalidomide").rows}
    assert [(x.finding.name, x.status) for x in found["SALL4"]] == [("limb-malformation", "suggested")]
    assert [(x.finding.name, x.status) for x in found["ZBTB16"]] == [("limb-malformation", "established")]
    assert all(item.citations for items in found.values() for item in items)
    assert not found["GSPT1"]
    assert not found["ILF2"]  # what a cell line shows and what an embryo shows are not one path
    (up,) = kb.interpret(table("SALL4", effect=2.0), "thalidomide").rows
    assert not up.liabilities


def test_what_is_expected_but_not_in_the_table_is_listed(kb):
    found = kb.interpret(table("GAPDH"), "lenalidomide", context="MM1S")
    assert {"IKZF1", "IKZF3", "CK1alpha"} <= {ref.name for ref in found.not_measured}
    assert verdicts(found) == {"GAPDH": "not in lenaowl"}


def test_a_screen_looks_for_resistance(kb):
    genes = ["CRBN", "UBE2G1", "DDB1", "BSG", "IRF4"]
    screen = {"id": genes, "neg|lfc": [2.0] * 4 + [-2.0], "neg|fdr": [0.9] * 4 + [0.01], "pos|fdr": [0.01] * 4 + [0.9]}
    found = kb.interpret(screen, "lenalidomide", context="MM1S")
    assert found.decided.kind == "screen"
    assert found.decided.program == "MAGeCK"
    assert [verdicts(found)[g] for g in genes] == ["resistance"] * 3 + ["unexplained"] * 2
    shown = {row.name: str(row.standing) for row in found.rows}
    assert (shown["CRBN"], shown["DDB1"]) == ("follows (seen)", "follows (predicted)")
    with pytest.raises(lenaowl.LenaowlError, match="give a context"):
        kb.interpret(screen, "lenalidomide")


# -- names ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "protein", "way"),
    [
        ("Q13422", "IKZF1", "UniProt accession"),
        ("Q13422-2", "IKZF1", "UniProt accession"),
        ("sp|Q13422|IKZF1_HUMAN", "IKZF1", "UniProt accession"),
        ("A0A024R9X1;Q9UKT9-3", "IKZF3", "UniProt accession"),
        ("ENSG00000185811.18", "IKZF1", "Ensembl gene"),
        ("ikzf1", "IKZF1", "gene symbol"),
        ("CSNK1A1", "CK1alpha", "gene symbol"),
        ("TP53", "p53", "gene symbol"),
        ("Aiolos", "IKZF3", "alias"),
        ("ZNFN1A3", "IKZF3", "alias"),
    ],
)
def test_names_of_many_kinds_are_known(kb, name, protein, way):
    (row,) = kb.interpret(table(name), "lenalidomide").rows
    assert ([ref.name for ref in row.proteins], row.named_by) == ([protein], way)


def test_numbers_are_genes_only_where_the_column_says_so(kb):
    data = {"entrezgene_id": ["3662", "11111"], "log2FC": [-2, -2], "padj": [0.01, 0.01]}
    found = kb.interpret(data, "lenalidomide", context="MM1S", kind="rna").rows
    assert [[ref.name for ref in row.proteins] for row in found] == [["IRF4"], []]
    counted = {"": ["3662", "6046"], "what": ["IRF4", "MYC"], "log2FC": [-2, -2]}
    with pytest.raises(lenaowl.DataError, match="no column of genes"):
        kb.interpret(counted, "lenalidomide")
    rows = kb.interpret(counted, "lenalidomide", id_column="what").rows
    assert [row.proteins[0].name for row in rows] == ["IRF4", "MYC"]


def test_beside_an_unknown_accession_an_alias_does_not_count(kb):
    data = {"Protein.Group": ["P12345", "P12345"], **table("MUM1", "IRF4")}
    assert [[ref.name for ref in row.proteins] for row in kb.interpret(data, "lenalidomide").rows] == [[], ["IRF4"]]


def test_of_a_group_the_strongest_verdict_counts(kb):
    (row,) = kb.interpret(table("BRD4;IKZF3;P11111"), "lenalidomide").rows
    assert (row.verdict, row.proteins[0].name) == ("neosubstrate", "IKZF3")
    assert row.reason.endswith("the group has 3 members")


# -- columns ----------------------------------------------------------------------------------------

HEADINGS = {
    "limma": ("", "logFC", "AveExpr", "t", "P.Value", "adj.P.Val", "B"),
    "DESeq2": ("", "baseMean", "log2FoldChange", "lfcSE", "stat", "pvalue", "padj"),
    "edgeR": ("", "logFC", "logCPM", "F", "PValue", "FDR"),
    "Seurat": ("", "p_val", "avg_log2FC", "pct.1", "pct.2", "p_val_adj"),
    "MAGeCK": (
        "id", "num", "neg|score", "neg|p-value", "neg|fdr", "neg|rank", "neg|goodsgrna", "neg|lfc", "pos|score",
        "pos|p-value", "pos|fdr", "pos|rank", "pos|goodsgrna", "pos|lfc",
    ),
    "Spectronaut": ("Comparison (group1/group2)", "ProteinGroups", "Genes", "AVG Log2 Ratio", "Pvalue", "Qvalue"),
    "MaxQuant": ("Protein IDs", "Majority protein IDs", "Gene names", "Ratio H/L normalized", "Reverse"),
    "DIA-NN and Perseus": (
        "T: Protein.Group", "T: Protein.Ids", "T: Genes", "N: Student's T-test Difference LEN_DMSO",
        "N: Student's T-test q-value LEN_DMSO",
    ),
}  # fmt: skip
CHOSEN = {
    "limma": ("logFC", ("adj.P.Val",), "log2"),
    "DESeq2": ("log2FoldChange", ("padj",), "log2"),
    "edgeR": ("logFC", ("FDR",), "log2"),
    "Seurat": ("avg_log2FC", ("p_val_adj",), "log2"),
    "MAGeCK": ("neg|lfc", ("neg|fdr", "pos|fdr"), "log2"),
    "Spectronaut": ("AVG Log2 Ratio", ("Qvalue",), "log2"),
    "MaxQuant": ("Ratio H/L normalized", (), "linear"),
    "DIA-NN and Perseus": (
        "N: Student's T-test Difference LEN_DMSO", ("N: Student's T-test q-value LEN_DMSO",), "log2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("program", HEADINGS)
def test_columns_of_programs_are_recognised(kb, program):
    names = ("Genes", "Protein", "ID", "Group")
    data = {h: ["IKZF1"] if h in ("", "id") or any(n in h for n in names) else [0.25] for h in HEADINGS[program]}
    decided = kb.interpret(data, "lenalidomide", context="MM1S").decided
    assert decided.program == program
    assert (decided.effect_column, decided.p_columns, decided.unit) == CHOSEN[program]


def test_columns_can_be_named(kb):
    data = {"what": ["IKZF1"], "M": [0.25], "sig": [0.001]}
    said = {"id_column": "what", "effect_column": "M", "p_column": "sig"}
    (row,) = kb.interpret(data, "lenalidomide", unit="linear", **said).rows
    assert (row.effect, row.verdict) == (-2.0, "neosubstrate")
    (row,) = kb.interpret(data, "lenalidomide", unit="linear", invert=True, **said).rows
    assert (row.effect, row.verdict) == (2.0, "opposed or denied")


def test_a_p_value_as_its_logarithm_is_read_as_one(kb):
    data = {"Genes": ["IKZF1"], "Student's T-test Difference A_B": [-2], "-Log Student's T-test p-value A_B": [3]}
    (row,) = kb.interpret(data, "lenalidomide").rows
    assert math.isclose(row.p, 0.001)


def test_marked_rows_of_maxquant_are_set_apart(kb):
    data = {"Majority protein IDs": ["Q13422", "Q9UKT9"], "Ratio H/L normalized": [0.2, 0.2], "Reverse": ["+", ""]}
    found = kb.interpret(data, "lenalidomide")
    assert [row.name for row in found.rows] == ["Q9UKT9"]
    assert [(item.number, item.damaged) for item in found.left_out] == [(1, False)]


def test_genes_that_were_not_tested_are_neither_changed_nor_unchanged(kb):
    data = {"gene": ["IRF4", "MYC"], "baseMean": [9, 9], "log2FoldChange": [-2, None], "padj": [None, 0.01]}
    assert set(verdicts(kb.interpret(data, "lenalidomide", context="MM1S")).values()) == {"not tested"}


# -- files --------------------------------------------------------------------------------------------


def test_every_kind_of_table_gives_the_same(kb, judged, tmp_path):
    frame = polars.read_csv(EXAMPLE, separator="\t", comment_prefix="#", infer_schema_length=0)
    text = frame.write_csv()
    csv = tmp_path / "t.csv"
    csv.write_text(text, encoding="utf-16")
    frame.write_parquet(tmp_path / "t.parquet")
    frame.write_excel(tmp_path / "t.xlsx")
    semicolons = tmp_path / "t.txt"
    quoted = frame.write_csv(separator=";", quote_style="always").replace(".", ",").replace("Protein,", "Protein.")
    head, _, rest = quoted.partition("\n")
    semicolons.write_text(head.replace("P,Val", "P.Val").replace("adj,", "adj.") + "\n" + rest, encoding="utf-8")
    index = frame.to_pandas().drop(columns="Protein.Group").set_index("Genes")
    others = (
        csv, tmp_path / "t.parquet", tmp_path / "t.xlsx", semicolons, frame, frame.to_pandas(), frame.to_arrow(), index,
    )  # fmt: skip
    for other in others:
        found = kb.interpret(other, "lenalidomide", context="MM1S")
        assert verdicts(found) == verdicts(judged), other
        assert found.enrichment == judged.enrichment
        assert len(found.left_out) == 1


def test_a_cut_off_file_is_read_as_far_as_it_goes(kb, tmp_path):
    cut = tmp_path / "cut.tsv"
    whole = EXAMPLE.read_text(encoding="utf-8")
    cut.write_text(whole[: whole.index("GAPDH") + 6], encoding="utf-8")
    found = kb.interpret(cut, "lenalidomide")
    assert "may be cut off" in found.left_out[-1].reason
    assert verdicts(found)["IKZF1"] == "neosubstrate"
    with pytest.raises(lenaowl.DataError, match=r"cut\.tsv, line \d+: .* may be cut off"):
        kb.interpret(cut, "lenalidomide", strict=True)


def test_a_quotation_mark_that_is_not_closed_is_named_where_it_opens(kb, tmp_path):
    file = tmp_path / "t.csv"
    file.write_text('Genes,log2FC,x\nIKZF1,-2,"a\nb"\nIRF4,-2,1\n"MYC,-2,1\nTNF,1,1\n', encoding="utf-8")
    found = kb.interpret(file, "lenalidomide")
    assert [(row.name, row.number) for row in found.rows] == [("IKZF1", 2), ("IRF4", 4)]
    assert [(item.number, "line 6" in item.reason) for item in found.left_out] == [(5, True)]


def test_names_of_rows_without_a_heading_are_read(kb, tmp_path):
    file = tmp_path / "limma.tsv"
    file.write_text('"logFC"\t"AveExpr"\t"adj.P.Val"\n"IKZF1"\t-2\t20\t0.01\n', encoding="utf-8")
    assert verdicts(kb.interpret(file, "lenalidomide")) == {"IKZF1": "neosubstrate"}


WRONG = {
    "": "the file is empty",
    "a,b\n": "no rows",
    "just words\nand more\n": "only one column",
    "Genes,M\nIKZF1,-2\n": "no column of effects was recognised. Name it with --effect-column",
    "x y,logFC\nIKZF1,-2\n": "no column of genes or proteins was recognised. Name it with --id-column",
    "Genes,logFC\nIKZF1,-2\n": "Say --unit log2",
    "Genes,log2FC\nIKZF1,up\n": "no row of the table can be judged. The first: .*'up' is not a number",
    "Genes,log2FC,log2FC\nIKZF1,1,2\n": "several columns could be the effect",
    "Protein.Group,Protein.Ids,Genes,a.raw,b.raw\nQ13422,Q13422,IKZF1,9,9\n": "Compare first",
    "PG.ProteinGroups,PG.Genes,[1] a.PG.Quantity\nQ13422,IKZF1,9\n": "columns of Spectronaut with amounts .* Compare first",
    "Comparison (group1/group2),Genes,AVG Log2 Ratio\nA / B,IKZF1,1\nC / B,IKZF1,1\n": "Choose one with --comparison",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_with_a_table_is_said(kb, tmp_path, text):
    file = tmp_path / "t.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(lenaowl.DataError, match=WRONG[text]):
        kb.interpret(file, "lenalidomide")


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.xlsx"])
def test_what_is_not_a_table_is_said(kb, tmp_path, name):
    file = tmp_path / name
    file.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe\x00" * 9)
    with pytest.raises(lenaowl.DataError, match=name):
        kb.interpret(file, "lenalidomide")
    file.unlink()
    with pytest.raises(lenaowl.DataError, match="No such file"):
        kb.interpret(file, "lenalidomide")


def test_faulty_cells_are_named_with_their_place(kb):
    data = {"Genes": ["2-Sep", "", "IKZF1", "MYC"], "log2FC": [1, 1, "1,5", 1], "padj": [0.1, 0.1, 0.1, 7]}
    with pytest.raises(lenaowl.DataError):
        kb.interpret(data, "lenalidomide")
    found = kb.interpret({k: [*v, w] for (k, v), w in zip(data.items(), ("IRF4", 1, 0.1), strict=True)}, "lenalidomide")
    assert [(x.number, x.column) for x in found.left_out] == [(1, "Genes"), (2, "Genes"), (3, "log2FC"), (4, "padj")]
    assert "SEPTIN2" in found.left_out[0].reason


@pytest.mark.parametrize(
    ("said", "error", "text"),
    [
        ({"effect_column": "logfcc"}, lenaowl.DataError, "no column 'logfcc'. It has: Genes, logFC, AveExpr"),
        ({"unit": "ln"}, lenaowl.LenaowlError, "choose one of: log2, linear"),
        ({"context": "MM1X"}, lenaowl.UnknownNameError, "MM1X"),
        ({"agent": "lenalidomdie"}, lenaowl.UnknownNameError, "Did you mean: lenalidomide?"),
        ({"max_p": 2.0}, lenaowl.LenaowlError, "at most 1"),
        ({"colour": "red"}, lenaowl.LenaowlError, "'colour' does not describe"),
    ],
)
def test_what_is_wrong_with_a_call_is_said(kb, said, error, text):
    agent = said.pop("agent", "lenalidomide")
    with pytest.raises(error) as caught:
        kb.interpret(table("IKZF1"), agent, **said)
    assert text in str(caught.value)


# -- the test, and what is shown --------------------------------------------------------------------


@given(st.integers(1, 7), st.data())
def test_the_p_value_is_that_of_counting_all_draws(size, data):
    expected, changed = (data.draw(st.integers(0, size)) for _ in range(2))
    hits = data.draw(st.integers(0, min(expected, changed)))
    found = lenaowl.Enrichment(size, expected, changed, hits)
    draws = list(itertools.combinations(range(size), changed))
    as_many = sum(sum(n < expected for n in draw) >= hits for draw in draws)
    if found.p is None:
        assert {expected, changed} & {0, size}
    else:
        assert math.isclose(found.p, as_many / len(draws))


def test_simulated_results_are_explained_and_shuffled_ones_are_not(kb, judged):
    assert judged.enrichment.p < 0.01
    rows = [row for row in judged.rows if row.proteins]
    others = rows[12:] + rows[:12]
    moved = {"Genes": [r.name for r in rows], "log2FC": [r.effect for r in others], "padj": [r.p for r in others]}
    shuffled = kb.interpret(moved, "lenalidomide", context="MM1S")
    assert shuffled.enrichment.changed
    assert shuffled.enrichment.p > 0.05


def test_records_go_to_frames_and_json(judged):
    assert len(judged.to_pandas()) == len(judged.to_polars()) == len(judged.rows)
    assert isinstance(judged.to_pandas(), pandas.DataFrame)
    assert isinstance(judged.rows.to_arrow(), pyarrow.Table)
    told = json.loads(json.dumps(judged.as_dict()))
    assert Counter(row["verdict"] for row in told["rows"]) == told["totals"]
    assert "IKZF3" in judged._repr_html_()
    assert "IKZF3" in judged.rows[1]._repr_html_()
    assert set(told["totals"]) <= set(VERDICTS)


def test_the_report_needs_neither_network_nor_script(judged):
    page = written(interpretation(judged), "html", Screen())
    assert page.count("<circle") > 10
    assert "IKZF3 (Aiolos): neosubstrate" in page
    assert not re.search(r"<script|<link|<img|src=|url\(|@import", page)
    assert set(re.findall(r"https?://[^\s\"<]+", page)) == {"http://www.w3.org/2000/svg"}


def test_parquet_is_written_to_a_file(judged, tmp_path):
    write_parquet(judged, tmp_path / "r.parquet")
    read = polars.read_parquet(tmp_path / "r.parquet")
    assert read["verdict"].to_list() == [row.verdict for row in judged.rows]
    with pytest.raises(lenaowl.LenaowlError, match="--output"):
        written(interpretation(judged), "parquet", Screen(80))


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "markdown", "table"])
def test_a_judged_table_is_written_in_each_format(judged, form):
    text = written(interpretation(judged), form, Screen(80))
    assert "IKZF3" in text
    assert form != "table" or max(map(len, text.splitlines())) <= 80


def test_the_command_says_what_it_decided(run):
    done = run("interpret", str(EXAMPLE), "--agent", "lenalidomide", "--context", "MM1S")
    assert (done.returncode, done.stderr) == (0, "")
    text = " ".join(done.stdout.split())
    assert "effect 'logFC', log2: amount of protein" in text
    assert "changed log2 at least 1 up or down, p at most 0.05" in text
    assert "line 93, column 'logFC': '0.1x' is not a number." in text


def test_csv_needs_no_extra_and_parquet_says_which(tmp_path):
    code = (
        "import sys\nfor m in ('polars', 'fastexcel', 'narwhals'): sys.modules[m] = None\n"
        "import lenaowl\nfrom lenaowl.analysis.tables.reading import read_table\n"
        f"assert read_table({str(EXAMPLE)!r}).rows\n"
        "try: read_table(sys.argv[1])\nexcept lenaowl.MissingEngineError as e: print(e)"
    )
    file = tmp_path / "t.parquet"
    file.touch()
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    assert "pip install 'lenaowl[tables]'" in done.stdout
