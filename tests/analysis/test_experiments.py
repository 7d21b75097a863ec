"""Published experiments are predicted, each verdict has a reason, and tables of users are read strictly."""

from __future__ import annotations

import csv
import io
import json

import pytest

import lenaowl
from lenaowl.analysis.experiment_table import COLUMNS
from lenaowl.analysis.scores import score

HEAD = "\t".join((*COLUMNS, "reach"))


@pytest.fixture(scope="module")
def verdicts(kb):
    return list(kb.predict())


def one(kb, tmp_path, *rows, strict=False):
    file = tmp_path / "mine.tsv"
    file.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return list(kb.predict(file, strict=strict))


# -- the shipped table ------------------------------------------------------------------------------


def test_the_shipped_table_is_predicted_as_well_as_it_must_be(verdicts):
    counted = score(verdicts)
    assert counted.rows == len({v.experiment.id for v in verdicts}) == 78
    assert counted.in_reach >= 70
    assert counted.right >= 70
    assert counted.by_mechanism + counted.by_construction + counted.vacuous == counted.right
    assert counted.by_mechanism > counted.vacuous
    assert counted.always_none == sum(v.experiment.expected == "none" for v in verdicts if not v.experiment.reach)
    assert counted.always_none < counted.right


def test_each_verdict_has_its_reason(verdicts):
    for verdict in verdicts:
        experiment = verdict.experiment
        assert experiment.citations, experiment.id
        assert (verdict.verdict == "out of reach") == bool(experiment.reach)
        if verdict.verdict == "wrong":
            assert experiment.note, f"{experiment.id} is wrong without an explanation"
        if verdict.basis == "proof":
            assert verdict.proof.leaves
        if verdict.basis == "failed step":
            assert verdict.failure
        if verdict.basis == "denied":
            assert verdict.standing.claims
        if verdict.vacuous:
            assert verdict.basis in ("denied", "silence")
            assert {control.predicted for control in verdict.controls} == {"none"}


def test_the_citations_of_the_table_are_known(kb, verdicts):
    for citation in {c for v in verdicts for c in v.experiment.citations}:
        kb.catalogue.find(citation.id)


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


@pytest.mark.slow
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


# -- controls -----------------------------------------------------------------------------------------


def row(kb, tmp_path, expected, agents="lenalidomide", without="", forms="", readout="IKZF3", contexts="MM1S"):
    line = f"a\t{agents}\t{contexts}\t{without}\t{forms}\t{readout}\t{expected}\t\t\t"
    return one(kb, tmp_path, line)[0]


def controls(prediction):
    return {control.name: control.predicted for control in prediction.controls}


def test_each_row_stands_beside_its_controls(kb, tmp_path):
    alone = row(kb, tmp_path, "decrease")
    assert controls(alone) == {"untreated": "none"}
    lost = row(kb, tmp_path, "none", without="CRBN")
    assert controls(lost) == {"untreated": "none", "without the perturbation": "decrease"}
    two = row(kb, tmp_path, "increase", agents="lenalidomide;rituximab", readout="ADCC", contexts="CLL-cell;NK-cell")
    assert controls(two) == {"untreated": "none", "lenalidomide alone": "none", "rituximab alone": "increase"}
    loss_alone = row(kb, tmp_path, "increase", agents="", without="IKZF1", readout="cell-death")
    assert controls(loss_alone) == {"without the perturbation": "none"}


def test_none_that_is_none_in_every_control_is_vacuous(kb, tmp_path):
    silent = row(kb, tmp_path, "none", without="CRBN", readout="GSPT1")
    assert (silent.verdict, silent.vacuous) == ("right", True)
    lost = row(kb, tmp_path, "none", without="CRBN")
    assert (lost.verdict, lost.vacuous, lost.basis) == ("right", False, "failed step")
    measured = row(kb, tmp_path, "none", readout="IKZF2")
    assert (measured.vacuous, measured.basis, measured.standing.answer) == (True, "denied", "denied")


@pytest.mark.parametrize(
    ("expected", "parts", "verdict"),
    [
        ("attenuated", {"without": "CRBN"}, "right"),
        ("attenuated", {"forms": "IKZF3-Q147H"}, "right"),
        ("attenuated", {"without": "IKZF1"}, "wrong"),
        ("attenuated", {"without": "CRBN", "readout": "GSPT1"}, "wrong"),
        ("attenuated", {}, "wrong"),
        ("restored", {"without": "CRBN", "forms": "CRBN-WT"}, "right"),
        ("restored", {"without": "CRBN", "forms": "CRBN-YWAA"}, "wrong"),
        ("restored", {"forms": "CRBN-YWAA"}, "wrong"),
        ("restored", {}, "wrong"),
    ],
)
def test_readouts_are_compared_with_the_control_they_speak_of(kb, tmp_path, expected, parts, verdict):
    assert row(kb, tmp_path, expected, **parts).verdict == verdict


@pytest.mark.parametrize("expected", ["none", "increase", "attenuated"])
def test_what_no_claim_judges_is_not_answered(kb, tmp_path, expected):
    found = row(kb, tmp_path, expected, without="CRBN", readout="CEBPB")
    assert (found.predicted, found.verdict, found.standing.answer) == ("not judged", "unanswered", "not recorded")
    assert score([found]).right == 0


def test_an_unknown_name_makes_one_row_unknown(kb, tmp_path, run):
    rows = (
        "a\tlenalidomde\tMM1S\t\t\tIKZF1\tdecrease\t\t\t",
        "b\tlenalidomide\tMM1S\t\t\tIKZF1\tdecrease\t\t\t",
        "c\tlenalidomide\tMM1S\t\t\tNOTHING1\tdecrease\t\t\t",
    )
    first, second, third = one(kb, tmp_path, *rows)
    assert [v.verdict for v in (first, second, third)] == ["unknown", "right", "unknown"]
    assert "Did you mean" in first.experiment.unknown[0]
    assert first.standing.answer == "unknown name"
    counted = score([first, second, third])
    assert (counted.rows, counted.in_reach, counted.unknown, counted.right) == (3, 1, 2, 1)
    with pytest.raises(lenaowl.DataError, match="line 2: agents: no agent"):
        one(kb, tmp_path, *rows, strict=True)
    table = run("experiments", str(tmp_path / "mine.tsv"))
    assert (table.returncode, "Unknown: 2" in table.stdout) == (0, True)
    refused = run("experiments", str(tmp_path / "mine.tsv"), "--strict")
    assert (refused.returncode, refused.stdout) == (3, "")


# -- tables of users --------------------------------------------------------------------------------

GOOD = "a\tlenalidomide\tMM1S\t\t\tIKZF1\tdecrease\t\t\t"


def test_all_that_is_wrong_is_told_at_once_with_lines(kb, tmp_path):
    rows = (
        "z\tlenalidomde\tMM1S\t\t\tIKZF1\tdecrease\t\t\t",
        GOOD,
        "b\tlenalidomide\tMM2S\tCRBM\tIKZF3-Q147\tIKZF11\tdown\t\t\t",
        "c\t\tMM1S\t\t\tIKZF1\tdecrease\t\t\t",
        "d\tlenalidomide",
    )
    with pytest.raises(lenaowl.DataError) as error:
        one(kb, tmp_path, *rows, strict=True)
    told = str(error.value).splitlines()
    assert [line.split(": ")[0].rpartition(" ")[2] for line in told] == ["2", "4", "4", "4", "4", "4", "5", "6"]
    for line, parts in (
        (0, ["agents", "lenalidomde", "Did you mean", "lenalidomide"]),
        (1, ["expected is 'down'", "increase, decrease, none, attenuated, restored"]),
        (6, ["neither an agent nor something that is taken out nor a protein form"]),
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
    assert f"{total['vacuous']} are vacuous" in table
    assert f"{total['by_mechanism']} are right by mechanism" in table
    assert f"get {total['always_none']} of {total['in_reach']} right" in table


def test_strict_tells_by_its_exit_code(run, tmp_path):
    file = tmp_path / "mine.tsv"
    file.write_text(f"{HEAD}\n{GOOD}\n")
    assert run("experiments", str(file), "--strict").returncode == 0
    file.write_text(f"{HEAD}\n{GOOD.replace('decrease', 'increase')}\n")
    assert run("experiments", str(file)).returncode == 0
    assert run("experiments", str(file), "--strict").returncode == 1
