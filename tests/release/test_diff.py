"""`diff` tells which claims, terms and effects changed between two releases, and refuses what is no release."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lenaowl

INFERRED = lenaowl.path("lenaowl-inferred.ttl")
TEXT = INFERRED.read_text(encoding="utf-8")
CLAIMS = sorted(re.findall(r"^lena:(claim-[\w-]+) a ", TEXT, re.MULTILINE))
few = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


BLOCKS = {part.split(" ", 1)[0]: part + "\n\n" for part in TEXT.split("\n\n")}


def block(name: str) -> str:
    """The statements about one term."""
    return BLOCKS[f"lena:{name}"]


@pytest.fixture
def old(tmp_path):
    """Makes an old release: the present one, with parts of its text replaced."""

    def make(*pairs: tuple[str, str], text: str = TEXT) -> str:
        for before, after in pairs:
            assert before in text
            text = text.replace(before, after)
        (tmp_path / "old.ttl").write_text(text, encoding="utf-8")
        return str(tmp_path / "old.ttl")

    return make


def changed(name: str, *pairs: tuple[str, str]) -> tuple[str, str]:
    """A replacement inside the statements about one term."""
    after = block(name)
    for was, becomes in pairs:
        assert was in after
        after = after.replace(was, becomes)
    return block(name), after


def test_a_release_is_the_same_as_itself(run):
    answer = run("diff", "shipped")
    assert (answer.returncode, "Nothing changed." in answer.stdout) == (0, True)
    assert not lenaowl.diff(INFERRED, INFERRED.parent)


@pytest.mark.slow
@few
@given(name=st.sampled_from(CLAIMS))
def test_a_claim_that_only_one_release_has(old, name):
    # the claims that name it keep their fields: nothing else changes but that it is described
    found = lenaowl.diff(old((block(name), f"lena:{name} a owl:NamedIndividual .\n\n")))
    assert [(c.iri, c.change) for c in found.claims] == [(f"https://w3id.org/lenaowl/{name}", "added")]
    back = lenaowl.diff("shipped", old((block(name), f"lena:{name} a owl:NamedIndividual .\n\n")))
    assert [(c.iri, c.change) for c in back.claims] == [(f"https://w3id.org/lenaowl/{name}", "removed")]


@pytest.mark.slow
@few
@given(name=st.sampled_from(CLAIMS), status=st.sampled_from(["established", "suggested", "hypothesis", "open"]))
def test_a_status_that_changed(old, name, status):
    was = re.search(r"lena:status lena:(\w+)", block(name)).group(1)
    found = lenaowl.diff(old(changed(name, (f"lena:status lena:{was}", f"lena:status lena:{status}"))))
    fields = [(f.old, f.new) for c in found.claims for f in c.fields if f.field == "status"]
    assert fields == ([] if was == status else [((f"lena:{status}",), (f"lena:{was}",))])
    assert len(found.claims) == len(fields)
    assert (found.terms, found.effects) == ((), ())


def test_status_comes_first_and_each_field_is_told(old):
    name = "claim-IKZF3-represses-IL2"
    pairs = [
        ("lena:status lena:established", "lena:status lena:open"),
        ("lena:context lena:T-cell", "lena:context lena:B-cell"),
    ]
    other = "claim-IKZF1-represses-IL2"
    found = lenaowl.diff(old(changed(name, *pairs), changed(other, pairs[1])))
    assert [c.iri.rpartition("/")[2] for c in found.claims] == [name, other]
    assert [f.field for f in found.claims[0].fields] == ["status", "context"]
    assert found.claims[0].fields[1] == lenaowl.FieldChange("context", ("lena:B-cell",), ("lena:T-cell",))
    assert found.claims[0].status == "established"


def test_evidence_that_changed(old):
    was = re.search(r"^lena:(evidence-IKZF3-represses-IL2-\S+) a ", TEXT, re.MULTILINE).group(1)
    found = lenaowl.diff(
        old(
            changed(
                was,
                (
                    "lena:publication lena:publication-",
                    "lena:stance lena:disputing ; lena:publication lena:publication-",
                ),
            )
        )
    )
    assert [f.field for c in found.claims for f in c.fields] == ["evidence"]
    assert [value for value in found.claims[0].fields[0].old if value.endswith("; disputing]")]


@pytest.mark.slow
def test_terms_that_came_went_and_were_renamed(old):
    # a new IRI for a term that kept its label: the claims about it did not change
    renamed = old(text=re.sub(r"lena:IRF4\b(?!-)", "lena:Irf4", TEXT))
    found = lenaowl.diff(renamed)
    assert [(c.iri.rpartition("/")[2], c.change) for c in found.terms] == [("IRF4", "renamed")]
    assert found.terms[0].fields == (lenaowl.FieldChange("name", ("lena:Irf4",), ("lena:IRF4",)),)
    assert (found.claims, found.effects) == ((), ())
    # another label
    found = lenaowl.diff(old(changed("rat", ('rdfs:label "rat"@en', 'rdfs:label "brown rat"@en'))))
    assert [(c.label, c.change, c.fields[0].old) for c in found.terms] == [("rat", "renamed", ("brown rat",))]
    # only one of the releases has it
    new = 'lena:snail a lena:Organism ; rdfs:label "snail"@en .\n\n'
    found = lenaowl.diff(old(text=TEXT + new))
    assert [(c.label, c.change) for c in found.terms] == [("snail", "removed")]


def test_a_deprecated_term(old, tmp_path):
    file = old(changed("rat", ("rdfs:label", "owl:deprecated true ; iao:0100001 lena:mouse ; rdfs:label")))
    found = lenaowl.diff("shipped", file)
    assert [(c.label, c.change) for c in found.terms] == [("rat", "deprecated")]
    assert {f.field: f.new for f in found.terms[0].fields} == {"deprecated": ("true",), "IAO_0100001": ("lena:mouse",)}


def test_effects_that_follow_now_or_no_longer(old):
    own = block("lenalidomide")
    places = re.findall(r"lena:effectIn-(\S+) (?:lena:[\w-]+,\s+)*?lena:IL2-increase", own)
    assert len(places) > 1

    def without(*systems: str) -> str:
        text = own
        for system in systems:
            one = re.search(rf"lena:effectIn-{system} [^;.]*", text).group()
            text = text.replace(one, one.replace("lena:IL2-increase", "lena:TNF-increase"))
        return old((own, text))

    everywhere = {c.target.rpartition("/")[2]: c for c in lenaowl.diff(without(*places)).effects}
    assert everywhere["IL2"].change == "added"
    assert len(everywhere["IL2"].gained) == len(places)
    assert everywhere["TNF"].change == "removed"
    assert {c.agent for c in everywhere.values()} == {"https://w3id.org/lenaowl/lenalidomide"}
    one = {c.target.rpartition("/")[2]: c for c in lenaowl.diff(without(places[0])).effects}
    assert (one["IL2"].change, one["IL2"].gained, one["IL2"].lost) == ("changed", (f"lena:system-{places[0]}",), ())


def test_effects_of_all_members_of_a_class(old):
    found = lenaowl.diff(old(("owl:hasValue lena:IL2-increase", "owl:hasValue lena:TNF-increase"))).effects
    assert {(c.target.rpartition("/")[2], c.change) for c in found} == {("IL2", "added"), ("TNF", "removed")}
    assert "https://w3id.org/lenaowl/IMiD" in {c.agent for c in found}


def test_releases_that_hold_exposures_are_read(old):
    exposures = (
        "lena:lenalidomide lena:hasProfile lena:lenalidomide-in-system-T-cells .\n"
        "lena:lenalidomide-in-system-T-cells lena:inSystem lena:system-T-cells ; lena:hasEffect lena:{} .\n"
    )
    assert not lenaowl.diff(old(text=TEXT + exposures.format("IL2-increase")))
    found = lenaowl.diff(old(text=TEXT + exposures.format("TNF-increase")))
    assert [(c.target.rpartition("/")[2], c.change, c.lost) for c in found.effects] == [
        ("TNF", "removed", ("lena:system-T-cells",))
    ]


def test_classes_that_are_inferred(old):
    found = lenaowl.diff("shipped", old(changed("lenalidomide", ("lena:IL2Inducer,", ""))))
    assert [(c.agent.label, c.relation, c.target.label, c.change) for c in found.effects] == [
        ("lenalidomide", "is a", "interleukin-2 inducer", "removed")
    ]


def test_what_is_printed(run, old):
    name = "claim-IKZF3-represses-IL2"
    file = old(changed(name, ("lena:status lena:established", "lena:status lena:open")))
    answer = run("diff", file)
    assert answer.returncode == 1
    assert (
        "changed: IKZF3 (Aiolos) represses IL2 (interleukin-2) in a T cell [established] lena:claim-IKZF3-represses-IL2"
        in " ".join(answer.stdout.split())
    )
    assert "status: lena:open -> lena:established" in answer.stdout
    content = json.loads(run("diff", file, "--format", "json").stdout)
    assert content["changed"] is True
    assert content["claims"][0]["fields"] == [{"field": "status", "old": ["lena:open"], "new": ["lena:established"]}]
    markdown = run("diff", file, "-f", "markdown").stdout
    assert markdown.startswith("# What changed")
    assert "## Claims: 1 changed" in markdown


@pytest.mark.slow
def test_a_release_without_what_follows_says_so(run, tmp_path):
    asserted = lenaowl.path("lenaowl.ttl").read_text(encoding="utf-8")
    (tmp_path / "lenaowl.ttl").write_text(asserted.replace('"cereblon"@en', '"Cereblon"@en'), encoding="utf-8")
    answer = run("diff", str(tmp_path))
    assert answer.returncode == 1
    assert "Effects are not compared" in answer.stdout
    assert [c["id"] for c in json.loads(run("diff", str(tmp_path), "-f", "json").stdout)["terms"]] == ["lena:CRBN"]
    answer = run("diff", str(tmp_path / "lenaowl.ttl"), str(INFERRED))
    assert (answer.returncode, "give lenaowl-inferred.ttl of both" in answer.stderr) == (3, True)


ENDS = [match.end() for match in re.finditer(r" \.\n\n", TEXT)][1:-1]


@few
@given(end=st.sampled_from(ENDS))
def test_a_file_cut_off_between_statements_is_refused(old, end):
    with pytest.raises(lenaowl.DataError, match=r"old\.ttl: is no.* release of lenaowl"):
        lenaowl.diff(old(text=TEXT[:end]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no statement"),
        (TEXT[: TEXT.index('rdfs:label "', len(TEXT) // 2) + 14], "line "),  # within a label
        ("@prefix x: <http://example.org/> . x:a x:b x:c .", "is not a release of lenaowl"),
        ("@prefix lena: <https://w3id.org/lenaowl/> . lena:a lena:b lena:c .", "no header"),
        (TEXT.replace("lena:rat,", "lena:snail,"), "names <https://w3id.org/lenaowl/snail>, and does not describe it"),
    ],
)
def test_what_is_no_release(run, tmp_path, text, message):
    (tmp_path / "file.ttl").write_text(text, encoding="utf-8")
    answer = run("diff", str(tmp_path / "file.ttl"))
    assert (answer.returncode, answer.stdout) == (3, "")
    assert message in answer.stderr
    assert "file.ttl" in answer.stderr


def test_wrong_calls(run, tmp_path):
    assert run("diff").returncode == 2
    answer = run("diff", str(tmp_path / "none.ttl"))
    assert (answer.returncode, "there is no such file or folder" in answer.stderr) == (3, True)
    answer = run("diff", str(tmp_path))
    assert (answer.returncode, "holds neither lenaowl-inferred.ttl nor" in answer.stderr) == (3, True)
