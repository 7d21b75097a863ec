"""Published experiments are predicted, each verdict has a reason, and tables of users are read strictly."""

from __future__ import annotations

import csv
import io
import json

import pytest

import lenaowl
from lenaowl.analysis.experiments import COLUMNS, score

HEAD = "\t".join((*COLUMNS, "reach"))


@pytest.fixture(scope="module")
def verdicts(kb):
    return list(kb.predict())


def one(kb, tmp_path, *rows):
    file = tmp_path / "mine.tsv"
    file.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return list(kb.predict(file))


# -- the shipped table ------------------------------------------------------------------------------


def test_the_shipped_table_is_predicted_as_well_as_it_must_be(verdicts):
    counted = score(verdicts)
    assert counted.rows == len({v.experiment.id for v in verdicts}) == 78
    assert counted.in_reach >= 70
    assert counted.accuracy_in_reach >= 0.95
    assert counted.by_construction + counted.silent < counted.right


def test_each_verdict_has_its_reason(verdicts):
    for verdict in verdicts:
        experiment = verdict.experiment
        assert experiment.citations, experiment.id
        assert (verdict.verdict == "out of reach") == bool(experiment.reach)
        if verdict.verdict == "wrong":
            assert experiment.note, f"{experiment.id} is wrong without an explanation"
        if verdict.basis == "proof":
            assert verdict.proof.leaves
        assert verdict.failure if verdict.basis == "failed step" else not verdict.failure or verdict.failure.elsewhere


def test_the_citations_of_the_table_are_known(kb, verdicts):
    for citation in {c for v in verdicts for c in v.experiment.citations}:
        kb.catalogue.find(citation)


# -- what a verdict depends on ----------------------------------------------------------------------


@pytest.mark.parametrize(("expected", "verdict"), [("decrease", "right"), ("increase", "wrong"), ("none", "wrong")])
def test_the_verdict_compares_with_what_was_observed(kb, tmp_path, expected, verdict):
    (found,) = one(kb, tmp_path, f"a\tlenalidomide\tMM1S\t\t\tIKZF1\t{expected}\tpmid:1\t\t")
    assert (found.predicted, found.verdict, found.basis) == ("decrease", verdict, "proof")


def test_every_readout_must_be_as_observed(kb, tmp_path):
    both, one_of_two = one(
        kb,
        tmp_path,
        "a\tlenalidomide\tMM1S\t\t\tIKZF1; IKZF3\tdecrease\t\t\t",
        "b\tlenalidomide\tMM1S\t\t\tIKZF1;IKZF2\tdecrease\t\t\t",
    )
    assert (both.verdict, one_of_two.verdict, one_of_two.predicted) == ("right", "wrong", "none")


def test_only_the_papers_of_the_row_make_it_by_construction(kb, tmp_path):
    rows = (
        "a\tlenalidomide\tCLL-cell\t\t\tp21\tincrease\t{}\t\t".format(";".join(claim.citations))
        for claim in (kb.ontology.claims["https://w3id.org/lenaowl/claim-lenalidomide-raises-p21-in-CLL"],)
    )
    (own,) = one(kb, tmp_path, *rows)
    (other,) = one(kb, tmp_path, "a\tlenalidomide\tCLL-cell\t\t\tp21\tincrease\tpmid:1\t\t")
    assert (own.verdict, own.by_construction) == ("right", True)
    assert (other.verdict, other.by_construction) == ("right", False)


def test_a_form_with_a_plus_is_beside_the_wild_type(kb, tmp_path):
    instead, beside = one(
        kb,
        tmp_path,
        "a\tlenalidomide\tmultiple-myeloma-cell\t\tIKZF3-Q147H\tIKZF3\tnone\t\t\t",
        "b\tlenalidomide\tmultiple-myeloma-cell\t\t+IKZF3-Q147H\tcell-death\tnone\t\t\t",
    )
    assert "not known to be" in instead.failure.reason
    assert "present together" in beside.failure.reason


def test_the_model_and_no_list_of_answers_predicts(tmp_path):
    denied = """@prefix lena: <https://w3id.org/lenaowl/> . @prefix ex: <https://example.org/> .
        ex:c a lena:Claim ; lena:subject lena:IMiD ; lena:predicate lena:inducesDegradationOf ;
            lena:object lena:IKZF2 ; lena:requires lena:GlueCompetentCRBN ; lena:polarity lena:positive ;
            lena:status lena:established ; lena:evidence [ lena:publication ex:p ] . ex:p a lena:Publication ."""
    kb = lenaowl.load(denied)
    (found,) = one(kb, tmp_path, "a\tlenalidomide\tT-cell\t\t\tIKZF2\tnone\t\t\t")
    assert (found.predicted, found.verdict) == ("decrease", "wrong")


def test_what_is_out_of_reach_is_counted_apart(kb, tmp_path):
    found = one(
        kb,
        tmp_path,
        "a\tlenalidomide\tMM1S\t\t\tIKZF1\tdecrease\t\t\tno answer in doses",
        "b\tlenalidomide\tMM1S\t\t\tIKZF1\tdecrease\t\t\t",
    )
    counted = score(found)
    assert [v.verdict for v in found] == ["out of reach", "right"]
    assert (counted.rows, counted.in_reach, counted.accuracy_in_reach, counted.accuracy) == (2, 1, 1.0, 0.5)


# -- tables of users --------------------------------------------------------------------------------

GOOD = "a\tlenalidomide\tMM1S\t\t\tIKZF1\tdecrease\t\t\t"


def test_all_that_is_wrong_is_told_at_once_with_lines(kb, tmp_path):
    rows = (
        "z\tlenalidomid\tMM1S\t\t\tIKZF1\tdecrease\t\t\t",
        GOOD,
        "b\tlenalidomide\tMM2S\tCRBM\tIKZF3-Q147\tIKZF11\tdown\t\t\t",
        "c\t\tMM1S\t\t\tIKZF1\tdecrease\t\t\t",
        "d\tlenalidomide",
    )
    with pytest.raises(lenaowl.DataError) as error:
        one(kb, tmp_path, *rows)
    told = str(error.value).splitlines()
    assert [line.split(": ")[0].rpartition(" ")[2] for line in told] == ["2", "4", "4", "4", "4", "4", "5", "6"]
    for line, parts in (
        (0, ["agents", "lenalidomid", "Did you mean", "lenalidomide"]),
        (1, ["expected is 'down'", "increase, decrease, none"]),
        (6, ["neither an agent nor something that is taken out"]),
        (7, ["not as many cells"]),
    ):
        for part in parts:
            assert part in told[line]


def test_an_id_that_is_there_twice_is_told(kb, tmp_path):
    with pytest.raises(lenaowl.DataError, match=r"line 3: the id a is there twice"):
        one(kb, tmp_path, GOOD, GOOD)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "lacks the columns id, agents"),
        (b"id\tagents\tdose\n", "unknown columns 'dose'"),
        (HEAD.encode() + b"\n", "holds no experiment"),
        (b"\xff\xfe" + HEAD.encode(), "not UTF-8"),
    ],
)
def test_what_is_no_table_is_an_error_with_the_code_for_data(run, tmp_path, content, told):
    file = tmp_path / "mine.tsv"
    file.write_bytes(content)
    answer = run("experiments", str(file))
    assert (answer.returncode, answer.stdout) == (3, "")
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr


def test_line_ends_and_a_byte_order_mark_of_windows_are_read(kb, tmp_path):
    file = tmp_path / "mine.tsv"
    file.write_bytes(b"\xef\xbb\xbf" + f"{HEAD}\r\n{GOOD}\r\n".encode())
    assert len(kb.predict(file)) == 1


# -- the command line -------------------------------------------------------------------------------


def test_the_formats_tell_the_same(run, verdicts):
    table, text, told = (run("experiments", "--format", form).stdout for form in ("table", "csv", "json"))
    rows, total = json.loads(told)["experiments"], json.loads(told)["total"]
    assert [row["verdict"] for row in rows] == [v.verdict for v in verdicts]
    assert [row["verdict"] for row in csv.DictReader(io.StringIO(text))] == [v.verdict for v in verdicts]
    assert f"{total['rows']} rows, {total['in_reach']} in reach, {total['right']} of these right" in table
    assert f"{total['by_construction']} by construction" in table


def test_strict_tells_by_its_exit_code(run, tmp_path):
    file = tmp_path / "mine.tsv"
    file.write_text(f"{HEAD}\n{GOOD}\n")
    assert run("experiments", str(file), "--strict").returncode == 0
    file.write_text(f"{HEAD}\n{GOOD.replace('decrease', 'increase')}\n")
    assert run("experiments", str(file)).returncode == 0
    assert run("experiments", str(file), "--strict").returncode == 1
