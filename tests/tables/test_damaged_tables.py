"""Tables as programs and people really write them: each is read as it is meant, or the error says what to do."""

from __future__ import annotations

import pytest

from lenaowl import DataError
from lenaowl.analysis.tables.delimited import read_delimited

NAMES, ROWS = ("patient", "drug", "icd"), [["P1", "lenalidomide", "C90.0"], ["P2", "pomalidomide", "C91.1"]]
TEXT = "".join(",".join(cells) + "\n" for cells in (NAMES, *ROWS))
SEMICOLONS = TEXT.replace(",", ";")
MEANT = {
    "commas": TEXT.encode(),
    "semicolons": SEMICOLONS.encode(),
    "byte order mark, semicolons and CR LF, as Excel writes": b"\xef\xbb\xbf"
    + SEMICOLONS.replace("\n", "\r\n").encode(),
    "what tells Excel the mark": b"sep=;\r\n" + SEMICOLONS.replace("\n", "\r\n").encode(),
    "the same with commas": b"SEP=,\n" + TEXT.encode(),
    "CR alone": TEXT.replace("\n", "\r").encode(),
    "UTF-16": TEXT.encode("utf-16"),
    "spaces around names": TEXT.replace("drug,", " drug ,").encode(),
    "a mark too many in each row": TEXT.replace("0\n", "0,\n").replace("1\n", "1,\n").encode(),
    "a mark too many in the heading": TEXT.replace("icd\n", "icd,\n").encode(),
    "no end of the last line": TEXT[:-1].encode(),
}


@pytest.mark.parametrize("how", MEANT)
def test_a_table_is_read_as_it_is_meant(tmp_path, how):
    """With a mark too many in each row, all columns were read one to the left, as if R had written it."""
    (tmp_path / "c.csv").write_bytes(MEANT[how])
    table = read_delimited(tmp_path / "c.csv")
    assert [name for name in table.columns if name] == list(NAMES)
    assert [list(cells)[: len(NAMES)] for _, cells in table.rows] == ROWS
    assert [table.place(name) for name in NAMES] == [0, 1, 2]
    assert not table.left_out
    assert [number for number, _ in table.rows] == [3, 4] if b"sep" in MEANT[how].lower() else [2, 3]


def test_names_of_rows_as_r_writes_them_are_there_once_each(tmp_path):
    (tmp_path / "r.csv").write_text("gene,log2FC\n1,IKZF1,-2\n2,IKZF1,-1\n", encoding="utf-8")
    assert read_delimited(tmp_path / "r.csv").columns == ("", "gene", "log2FC")
    (tmp_path / "d.csv").write_text("gene,log2FC\nIKZF1,-2,x\nIKZF1,-1,y\n", encoding="utf-8")
    damaged = read_delimited(tmp_path / "d.csv")
    assert (damaged.columns, damaged.rows) == (("gene", "log2FC"), [])
    assert [str(item).partition(": ")[2] for item in damaged.left_out] == [
        "3 cells where the heading has 2: the row is damaged."
    ] * 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"), (b"\n \n#x\n", "the file is empty"), (b"sep=;\n", "the file is empty"),
        (b"a,b\n", "has column names, but no rows"), (b"a,b", "has column names, but no rows"),
        (TEXT.encode() + "P3,x,Myel\u00f6m\n".encode("latin-1"), "line 4: neither UTF-8 text nor a known kind of table (byte 70)"),
        (TEXT.encode("utf-16-le"), "not text"), (b"a\n1\n", "line 1: only one column was found"),
        (b"a,b\n" + b"x" * 10_000_001 + b",1\n", "line 2: not a table: field larger than field limit"),
    ],
    ids=["empty", "blank", "mark alone", "heading", "heading without end", "Latin-1", "UTF-16 without mark", "one column", "huge cell"],
)  # fmt: skip
def test_what_is_no_table_says_why_and_where(tmp_path, content, says):
    (tmp_path / "c.csv").write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_delimited(tmp_path / "c.csv")
    assert str(caught.value).startswith(str(tmp_path / "c.csv"))
    assert says in str(caught.value)


def test_a_decimal_comma_is_one_only_between_semicolons(kb, tmp_path):
    mapping = {"drugs": "drug", "losses": {"column": "CRBN", "means": "CRBN", "below": 10, "unit": "%"}}
    (tmp_path / "s.csv").write_text("drug;CRBN\nlenalidomide;5,5 %\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text('drug,CRBN\nlenalidomide,"5,5 %"\n', encoding="utf-8")
    of_semicolons, of_commas = (kb.cohort(tmp_path / name, mapping) for name in ("s.csv", "c.csv"))
    assert [len(exposure.without) for exposure in of_semicolons.exposures] == [1]
    assert [len(exposure.without) for exposure in of_commas.exposures] == [0]
    assert [one.reason for one in of_commas.unmapped] == ["its amount is not a number, such as 5.5."]


def test_a_huge_cell_is_not_repeated(kb, tmp_path):
    (tmp_path / "c.csv").write_text(f"drug,x\nlenalidomide,\n{'x' * 1_000_000},\n", encoding="utf-8")
    found = kb.cohort(tmp_path / "c.csv", {"drugs": "drug"})
    assert found.judged == 1
    assert len(str(found.unmapped[0])) < 1_000
