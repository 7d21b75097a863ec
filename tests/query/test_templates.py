"""Templates: the packaged ones have answers; broken ones are refused with file and line, all problems at once."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from lenaowl.errors import DataError, UnknownNameError
from lenaowl.ontology.packaged import folder
from lenaowl.query.parameters import Binder
from lenaowl.query.results import Answer, ask, value
from lenaowl.query.runner import released
from lenaowl.query.template_file import COLUMN_TYPES
from lenaowl.query.templates import Template, names, read_templates, template, templates
from lenaowl.rdf.store import EmbeddedStore

NAMES = names()
THEMES = {
    "effects", "comparison", "neosubstrates", "mechanism", "resistance", "variants", "teratogenicity", "combinations",
    "contexts", "claims", "contradictions", "open questions", "evidence", "publications", "trials", "forest plots",
    "outcomes", "mappings", "provenance", "counts", "coverage", "cohorts", "chemistry",
}  # fmt: skip


@pytest.fixture(scope="module")
def release() -> tuple[EmbeddedStore, Binder]:
    """What an endpoint with nothing but lenaowl-inferred.ttl holds."""
    store = released()
    return store, Binder(store)


def test_there_are_enough_and_they_cover_the_themes():
    found = templates()
    assert list(found) == NAMES == sorted(file.stem for file in (folder("queries") / "templates").glob("*.rq"))
    assert len(found) >= 40
    assert {tag for one in found.values() for tag in one.tags} >= THEMES


def with_its_data(one: Template, release, with_example) -> tuple[EmbeddedStore, Binder]:
    """What is asked: the release; or what is inferred with the data that the examples of the template need."""
    if not one.data:
        return release
    assert not ask(release[0], release[1].query(one, one.example())), "an answer without data"
    questions = with_example(one.data).questions
    return questions.store, questions.binder


@pytest.mark.parametrize("name", NAMES)
def test_each_answers_its_examples(name, release, with_example):
    one = template(name)
    store, binder = with_its_data(one, release, with_example)
    assert ask(store, binder.query(one, one.example())), "with what must be given"
    everything = ask(store, binder.query(one, {param.name: param.example for param in one.params}))
    assert everything, "with all parameters"
    assert_types(one, everything)


def assert_types(one: Template, answer: Answer) -> None:
    """The values are of the types that the columns promise, and no column is empty."""
    kinds = {"iri": "NamedNode"}
    for column in one.columns:
        terms = [row[answer.columns.index(column.name)] for row in answer.terms]
        told = [term for term in terms if term is not None]
        assert told, f"{column.name} is always empty"
        if column.type in kinds:
            assert {type(term).__name__ for term in told} == {kinds[column.type]}
        elif column.type != "any":
            endings = {term.datatype.value.rpartition("#")[2] for term in told}
            assert endings <= ({"string", "langString"} if column.type == "string" else {column.type})


@pytest.mark.parametrize("name", NAMES)
def test_each_is_empty_for_a_stranger(name, release):
    store, binder = release
    one = template(name)
    if {param.type for param in one.params if param.required} & {"iri", "class"}:
        stranger = {p.name: "https://example.org/none" if p.type in ("iri", "class") else p.example for p in one.params}
        found = [[value(term) for term in row] for row in ask(store, binder.query(one, stranger)).terms]
        assert found == ([["not recorded", ""]] if name == "is-degraded" else [])


def test_the_release_and_the_knowledge_base_answer_alike(kb, release):
    def rows(answer: Answer) -> list[tuple[str, ...]]:
        return sorted(tuple(map(str, row)) for row in answer.terms)

    store, binder = release
    for one in templates().values():
        text = binder.query(one, one.example())
        if one.columns and one.name not in (
            "release",
            "count-members",
        ):  # the release has a version, and names its parts
            assert rows(ask(kb.questions.store, text)) == rows(ask(store, text)), one.name


# -- strict reading -------------------------------------------------------------------------------

GOOD = """#+ summary: Which drugs degrade it?
#+ tags: [test]
#+ params:
#+   protein: {type: iri, of: Protein, example: IKZF3, description: The protein.}
#+ columns:
#+   drug: {type: iri, description: The drug.}
PREFIX lena: <https://w3id.org/lenaowl/>
SELECT ?drug
WHERE { ?drug lena:inducesDegradationOf ?_protein_iri }
"""


def problems(tmp_path, text: str, name: str = "one") -> list[str]:
    file = tmp_path / f"{name}.rq"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_templates([file])
    return str(caught.value).splitlines()


def test_a_good_one_is_read(tmp_path):
    (tmp_path / "one.rq").write_text(GOOD, encoding="utf-8")
    one = read_templates([tmp_path / "one.rq"])["one"]
    assert (one.summary, one.tags, one.form) == ("Which drugs degrade it?", ("test",), "SELECT")
    assert one.params[0].variable == "_protein_iri"
    assert one.example() == {"protein": "IKZF3"}


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("#+ tags", "#+ sumary: no\n#+ tags", 2, "unknown key 'sumary'"),
        ("#+   protein", "#+\tprotein", 4, "a tab"),
        ("of: Protein", "off: Protein", 4, "unknown key 'off'"),
        (", example: IKZF3", "", 4, "'protein' has no example"),
        (", description: The protein.", "", 4, "'protein' has no description"),
        ("type: iri, of", "type: uri, of", 4, "the type of 'protein' is 'uri'"),
        ("?_protein_iri }", "?protein }", 1, "?_protein_iri is declared and not used"),
        ("?_protein_iri }", "?_protein_iri, ?_other }", 9, "?_other is used and no parameter"),
        ("WHERE {", "WHERE", 9, "not a query that can be run"),
        ("SELECT ?drug", "SELECT ?drug ?other", 1, "'columns' must be what is selected: drug, other"),
        ("#+ summary: Which drugs degrade it?\n", "", 1, "'summary' is missing"),
        ("[test]", "[test", 3, "not valid YAML"),
        ("#+ params", "#+ defaults:\n#+   - nothing: 1\n#+ params", 4, "'nothing' is not a parameter"),
        ("example: IKZF3", "enum: [IKZF1], example: IKZF3", 4, "must be among its values"),
        ("protein: {", "limit: {", 4, "'limit' is not a name"),
        ("SELECT ?drug\nWHERE {", "SELECT ?drug\nWHERE { SERVICE <http://a.b/> {} ", 1, "SERVICE"),
        ("PREFIX", "#+ tags: [late]\nPREFIX", 7, "'tags' is stated twice"),
        ("SELECT ?drug\n", "#+ late: yes\nSELECT ?drug\n", 8, "stand together at the top"),
        ("{type: iri, description: The drug.}", "{type: text, description: The drug.}", 6, "the type of column 'drug'"),
        ("example: IKZF3", "required: perhaps, example: IKZF3", 4, "'required' is true or false"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path, old, new, line, said):
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert any(f"one.rq, line {line}: " in problem and said in problem for problem in found), found


def test_all_problems_are_told_at_once(tmp_path):
    broken = GOOD.replace("example: IKZF3", "exampel: IKZF3").replace("#+ tags: [test]\n", "#+ taggs: [test]\n")
    found = problems(tmp_path, broken)
    assert [int(re.search(r"line (\d+)", problem).group(1)) for problem in found] == [2, 1, 4, 4]


def test_a_file_without_metadata_is_refused(tmp_path):
    assert problems(tmp_path, "SELECT * { ?s ?p ?o }\n") == [
        "one.rq, line 1: there is no block of metadata: lines that begin with '#+'."
    ]


def test_an_unknown_name_gets_a_suggestion():
    with pytest.raises(UnknownNameError, match="drugs-degrading"):
        template("drug-degrading")


def test_column_types_are_documented():
    assert {column.type for one in templates().values() for column in one.columns} <= set(COLUMN_TYPES)


def test_what_is_said_and_how_firmly_never_comes_without_polarity():
    for packaged in templates().values():
        shown = {column.name for column in packaged.columns}
        if {"predicate", "status"} & shown:
            fixed = re.search(r"lena:polarity lena:(positive|negative)", packaged.query)
            assert "polarity" in shown or fixed, packaged.name
        assert "otherStatus" not in shown or "otherPolarity" in shown, packaged.name


@pytest.mark.parametrize(
    ("thing", "role", "claim"),
    [
        ("CRBN", "subject", "claim-CRBN-mediates-in-CLL"),
        ("IKZF1", "object", "claim-IMiD-degrades-IKZF1"),
        ("T-cell", "context", "claim-IKZF1-represses-IL2"),
        ("proteasome", "need", "claim-IMiD-degrades-IKZF1"),
        ("IKZF3", "given state", "claim-IKZF-loss-activates-T-cells"),
        ("IKZF3", "subject", "claim-IKZF3-Q147H-protects"),
        ("IMiDSensitiveForm", "target form", "claim-IMiD-degrades-IKZF3"),
        ("thalidomide", "comparison", "claim-lenalidomide-less-neuropathy"),
    ],
)
def test_claims_about_a_thing_are_found_in_any_role(kb, thing, role, claim):
    found = {(row["role"], row["claim"].rpartition("/")[2]) for row in kb.query("claims-about", thing=thing)}
    assert (role, claim) in found


@pytest.mark.parametrize(
    ("drug", "protein", "answer", "shown"),
    [
        ("lenalidomide", "IKZF3", "follows", "seen"), ("lenalidomide", "IKZF3-WT", "follows", "seen"),
        ("IMiD", "IKZF1-WT", "follows", "seen"), ("IMiD", "IKZF4-H188Q", "follows", "predicted"),
        ("lenalidomide", "IKZF4-H188Q", "follows", "seen"), ("pomalidomide", "IKZF4-H188Q", "follows", "predicted"),
        ("lenalidomide", "IKZF4", "denied", ""), ("lenalidomide", "IKZF4-WT", "denied", ""),
        ("lenalidomide", "IKZF3-Q147H", "denied", ""), ("thalidomide", "IKZF1-Q146H", "not recorded", ""),
        ("CC-885", "IKZF1", "weaker", ""), ("lenalidomide", "BTK", "not recorded", ""),
        ("lenalidomide", "MYC", "not recorded", ""),  # there is less of it, but for another reason
    ],
)  # fmt: skip
def test_whether_a_protein_or_a_form_is_degraded_has_one_of_the_answers(kb, drug, protein, answer, shown):
    assert list(kb.query("is-degraded", drug=drug, protein=protein)) == [{"answer": answer, "shown": shown}]


@pytest.mark.parametrize("agent", ["lenalidomide", "golcadomide", "IMiD", "IKZF3-knockdown"])
def test_templates_say_of_each_effect_what_effects_says(kb, agent):
    told = defaultdict(set)
    for effect in kb.effects(agent):
        told[effect.direction, effect.entity.iri].add(effect.basis)
    rows = {(row["direction"], row["entity"]): row["basis"] for row in kb.query("effects-of-agent", agent=agent)}
    order = ["opposed", "seen", "predicted"]
    assert rows == {effect: min(found, key=order.index) for effect, found in told.items()}


def test_what_another_agent_is_not_inferred_to_do_is_denied_or_not_recorded(kb):
    rows = kb.query("distinct-effects", agent="lenalidomide", other="pomalidomide")
    told = {row["state"].rpartition("/")[2]: row["other"] for row in rows}
    assert (told["CK1alpha-decrease"], told["CARD11-decrease"]) == ("denied", "not recorded")
    rows = kb.query("selective-degraders", protein="IKZF1", spared="GSPT1")
    assert {(row["label"], row["sparing"]) for row in rows} >= {
        ("lenalidomide", "denied"),
        ("golcadomide", "not recorded"),
    }
