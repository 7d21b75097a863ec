"""The pages: what they say, without any script, and that all who read can read them."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from lenaowl.rdf.vocabulary import lena
from lenaowl.release.site.pages import Site
from lenaowl.web.dataset import Dataset
from lenaowl.web.explorer import Explorer
from lenaowl.web.forest import LEFT, RIGHT, Forest
from lenaowl.web.mechanism import HEIGHT, WIDTH, Mechanism
from web.clients import Client

PAGES = [
    "/", "/search?q=pomalyst", "/search?q=no+such+thing", "/effects", "/effects?agent=pomalidomide&context=T-cell", "/explain",
    "/explain?agent=pomalidomide&relation=increases&target=T-cell-activation", "/explain?agent=lenalidomide&relation=degrades&target=IKZF2",
    "/what-if", "/what-if?agent=pomalidomide&without=CRBN", "/what-if?agent=IMiD&protein=IKZF1", "/matrix?group=IMiD", "/trial-list", "/query", "/query?query=SELECT+*+%7B+%3Fs+a+lena:IMiD+%7D",
    "/query?query=DESCRIBE+lena:IMiD", "/rest", "/page/IKZF3", "/page/lenalidomide", "/page/claim-IMiD-degrades-IKZF1",
    "/page/trial-APOLLO", "/page/trial-MM-020", "/page/publication-donovan2018",
]  # fmt: skip


class Page(HTMLParser):
    """What matters of a page."""

    VOID = frozenset(("area", "br", "hr", "img", "input", "link", "meta", "path"))

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.fields: list[dict[str, str]] = []
        self.headings: list[int] = []
        self.sources: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert not self._open, self._open

    def handle_starttag(self, tag, attrs):
        told = {name: value or "" for name, value in attrs}
        if tag not in self.VOID:
            self._open.append(tag)
        if tag == "a":
            self.links.append((told["href"], ""))
        if "id" in told:
            self.ids.append(told["id"])
        if tag == "label":
            self.labels.append(told["for"])
        if tag in ("input", "select", "textarea"):
            self.fields.append(told)
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1:]))
        data = tag == "script" and told.get("type") == "application/ld+json"  # it is not run
        if (tag in ("script", "img", "iframe") and not data) or (tag == "link" and told["rel"] == "stylesheet"):
            self.sources.append(told.get("src") or told.get("href", "inline"))
        assert "style" not in told
        assert not [name for name in told if name.startswith("on")]

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self._open.pop() == tag

    def handle_data(self, data):
        if self._open and self._open[-1] == "a":
            href, text = self.links[-1]
            self.links[-1] = (href, text + data)
        self.text += data

    def follow(self, client: Client, text: str) -> Page:
        """The page that a link with this text leads to."""
        href = next(href for href, said in self.links if text in said)
        answer = client.ask(href, Accept="text/html")
        assert answer.status == 200, href
        return Page(answer.text)


def page(client: Client, path: str) -> Page:
    answer = client.ask(path, Accept="text/html")
    assert (answer.status, answer.media) == (200, "text/html"), path
    return Page(answer.text)


@pytest.mark.server
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_made(client, path):
    answer = client.ask(path, Accept="text/html")
    assert answer.status == 200
    assert len(answer.body) < 200_000
    assert '<html lang="en">' in answer.text
    assert answer.text.count("<main") == answer.text.count("<h1>") == 1
    found = Page(answer.text)
    assert len(found.ids) == len(set(found.ids))
    assert {field["id"] for field in found.fields} <= set(found.labels)
    assert found.headings[0] == 1
    assert all(after - before <= 1 for before, after in zip(found.headings, found.headings[1:], strict=False))
    assert all(source.startswith("/static/") for source in found.sources)
    assert "default-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.server
@pytest.mark.parametrize(
    "path", ["/", "/page/IKZF3", "/explain?agent=pomalidomide&relation=increases&target=IL2", "/trial-list"]
)
def test_links_lead_somewhere(client, path):
    here = {urlsplit(urljoin(path, href))._replace(fragment="").geturl() for href, _ in page(client, path).links}
    ours = sorted(link for link in here if link.startswith("/"))
    assert len(ours) > 5
    for link in ours[:: max(1, len(ours) // 12)]:
        assert client.ask(link, Accept="text/html").status in (200, 303), link


@pytest.mark.server
def test_the_first_questions_are_answered_in_two_clicks(client, kb):
    start = page(client, "/")
    effects = start.follow(client, "What does pomalidomide do")
    for effect in kb.effects("pomalidomide", context="T-cell"):
        assert effect.entity.label in effects.text
    why = effects.follow(client, "step")
    assert "It follows" in why.text
    assert "The proof in words" in why.text
    proof = kb.explain("pomalidomide", "increases", "IL2").proofs[0]
    told = start.follow(client, "Why does pomalidomide").text
    assert all(sentence in told for sentence in proof.sentences)
    lost = start.follow(client, "What is lost without cereblon")
    answer = kb.what_if(agents="pomalidomide", without="CRBN")
    assert f"{len(answer.lost)} lost" in lost.text
    assert all(item.failure.reason in lost.text for item in answer.lost)
    trials = start.follow(client, "Which trials")
    assert "APOLLO" in trials.text
    assert "hazard ratio" in trials.follow(client, "APOLLO").text.lower()


@pytest.mark.server
def test_what_a_mutation_changes_is_asked_of_each_form_that_is_recorded(client, kb):
    overview = page(client, "/").follow(client, "What if cereblon is mutated")
    shown = " ".join(overview.text.split())
    form_of = kb.ontology.store.objects(lena("formOf"))
    forms = [iri for iri in kb.ontology.members(lena("ProteinForm")) if lena("CRBN") in form_of.get(iri, ())]
    assert len(forms) > 8
    for iri in forms:
        if iri != lena("CRBN-WT"):
            found = kb.what_if(agents="pomalidomide", forms=iri)
            counts = f"{len(found.lost)}{len(found.still_follows)}{len(found.not_judged)}{len(found.gained)}"
            kind = "wild type of another species" if iri.endswith("-WT") else "variant"
            assert f"{kb.catalogue.label(iri)} {kind}{counts}" in shown
    one = overview.follow(client, "CRBN V388I")
    assert "is not known to be a glue-competent cereblon" in one.text
    assert "all recorded forms" in one.text
    beside = page(client, "/what-if?agent=pomalidomide&form=CRBN-V388I&place=also")
    also = kb.what_if(agents="pomalidomide", also="CRBN-V388I")
    assert f"{len(also.lost)} lost" in beside.text
    assert len(also.lost) != len(kb.what_if(agents="pomalidomide", forms="CRBN-V388I").lost)
    assert client.ask("/what-if?protein=CRBN", Accept="text/html").status == 400


@pytest.mark.server
def test_a_query_begins_with_a_packaged_question_and_its_answer_is_taken_along(client):
    asked = client.ask("/query?template=forest-plot", Accept="text/html")
    assert asked.status == 303
    found = page(client, asked.headers["location"])
    link = next(href for href, text in found.links if text == "CSV")
    rows = client.ask(link)
    assert rows.media == "text/csv"
    assert f"{len(rows.text.splitlines()) - 1} rows" in found.text
    drawn = page(client, "/query?query=DESCRIBE+lena:IMiD")
    assert client.ask(next(href for href, text in drawn.links if text == "Turtle")).media == "text/turtle"
    assert client.ask("/sparql?query=ASK%7B%7D&accept=pdf").status == 400


@pytest.mark.server
def test_a_wrong_query_is_shown_with_the_place(client):
    answer = client.ask("/query?query=SELECT+*+%7B%0A+%3Fs+lena:x+/+/+%7D", Accept="text/html")
    assert answer.status == 400
    assert "line 2, character 14:\n ?s lena:x / / }\n             ^" in Page(answer.text).text
    told = Page(answer.text).text.partition("not a SPARQL query")[2].partition("line 2")[0]
    assert 10 < len(told) < 200  # not each letter that might have come


@pytest.mark.server
def test_what_a_query_is_completed_with_is_in_the_data(client):
    told = client.ask("/query-words").json
    assert {one["kind"] for one in told} == {"class", "property"}
    for one in [*told[:3], *told[-3:], *(one for one in told if one["name"] == "lena:Drug")]:
        pattern = f"?s a {one['name']}" if one["kind"] == "class" else f"?s {one['name']} ?o"
        assert client.sparql(f"ASK {{ {pattern} }}").json["boolean"], one


@pytest.mark.server
def test_what_does_not_follow_is_not_denied(client, kb):
    verdict = kb.explain("lenalidomide", "degrades", "IKZF2").verdict
    assert verdict in page(client, "/explain?agent=lenalidomide&relation=degrades&target=IKZF2").text


@pytest.mark.server
def test_what_is_typed_is_text_and_nothing_else(client):
    mark = "%3Cscript%3Ealert(1)%3C/script%3E%22%27"
    for path in (
        f"/search?q={mark}",
        f"/explain?agent=lenalidomide&relation=increases&target={mark}",
        f"/query?query={mark}",
        f"/{mark}",
    ):
        answer = client.ask(path, Accept="text/html")
        assert answer.status in (200, 400, 404), path
        assert "<script>alert" not in answer.text


@pytest.mark.server
@pytest.mark.parametrize(("status", "path"), [(404, "/effects?agent=nobody-here"), (404, "/explain?agent=x-y-z&target=IL2&relation=increases"), (400, "/what-if?without=CRBN&agent=IKZF3"), (404, "/page/nothing-here"), (400, "/query?query=SELEKT")])  # fmt: skip
def test_a_mistake_gets_a_page_that_says_what_is_wrong(client, status, path):
    answer = client.ask(path, Accept="text/html")
    assert (answer.status, answer.media) == (status, "text/html"), answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    ("agent", "relation", "target"),
    [("pomalidomide", "increases", "T-cell-activation"), ("lenalidomide", "decreases", "IRF4"), ("IMiD", "degrades", "IKZF3"),
     ("IKZF3-knockdown", "increases", "IL2"), ("lenalidomide", "increases", "p21")],
)  # fmt: skip
def test_the_picture_says_what_the_proof_says(kb, agent, relation, target):
    proof = kb.explain(agent, relation, target).proofs[0]
    drawn = Mechanism(proof, kb.catalogue.words.ref(kb.catalogue.find(agent)))
    assert drawn
    steps = {claim.iri for claim in proof.step_claims}
    assert {claim.iri for arrow in drawn.arrows for claim in arrow.claims} == steps
    assert set(range(1, len(drawn.boxes))) == {arrow.end for arrow in drawn.arrows}
    assert all(drawn.boxes[arrow.start].y < drawn.boxes[arrow.end].y for arrow in drawn.arrows)
    places = [(box.x, box.y) for box in drawn.boxes]
    for at, (x, y) in enumerate(places):
        assert x - WIDTH / 2 >= 0
        assert x + WIDTH / 2 <= drawn.width
        assert y + HEIGHT <= drawn.height
        assert all(abs(x - a) >= WIDTH or abs(y - b) >= HEIGHT for a, b in places[at + 1 :])


@pytest.mark.server
def test_the_matrix_says_how_each_pair_stands_and_that_silence_is_no_answer(client, kb):
    text = client.ask("/matrix?group=IMiD", Accept="text/html").text
    pairs = kb.degradation("IMiD")
    assert {pair.drug.name for pair in pairs} == {"thalidomide", "lenalidomide", "pomalidomide"}
    words = {
        "follows (seen)": "seen",
        "denied": "denied",
        "weaker (suggested)": "weaker",
        "not recorded": "not recorded",
    }
    shown = {
        protein
        for protein in {pair.protein for pair in pairs}
        if any(p.is_recorded for p in pairs if p.protein == protein)
    }
    for pair in pairs:
        standing = kb.explain(pair.drug.name, "degrades", pair.protein.name).standing
        assert str(pair.standing) == str(standing)
        place = f"/explain?agent={pair.drug.name}&amp;relation=degrades&amp;target={pair.protein.name}"
        cell = f'href="{place}" aria-label="{words[str(standing)]}">'
        assert (cell in text) == (pair.protein in shown), place
    assert {str(pair.standing) for pair in pairs} == set(words), "each kind was looked at"
    inhibitors = page(client, "/matrix?group=ProteasomeInhibitor").text
    assert "bortezomib" in inhibitors
    assert "This does not say that they degrade nothing" in inhibitors
    assert client.ask("/matrix?group=aspirin", Accept="text/html").status == 404


def test_a_forest_plot_stands_where_its_numbers_say(kb):
    site, label = Site(kb), kb.catalogue.label
    plots = {
        trial: Forest(site, label, lena(f"trial-{trial}"))
        for trial in ("MM-020", "REMARC", "ORIGIN", "APOLLO", "MM-015")
    }
    assert [trial for trial, plot in plots.items() if plot] == ["MM-020", "REMARC", "ORIGIN"]
    assert not plots["APOLLO"].ratios, "its ratio was reported in words"
    assert not any(ratio.interval for ratio in plots["MM-015"].ratios), "none is recorded"
    remarc = {(r.endpoint, r.value, r.interval) for r in plots["REMARC"].ratios}
    assert remarc == {("overall survival", 1.218, (0.861, 1.721)), ("progression-free survival", 0.708, (0.537, 0.933))}
    for plot in filter(None, plots.values()):
        assert 1 in plot.ticks
        assert plot.x(1) - plot.x(0.5) == pytest.approx(plot.x(2) - plot.x(1), abs=0.2), "the axis is one of logarithms"
        for ratio in plot.ratios:
            low, high = ratio.interval or (ratio.value, ratio.value)
            assert LEFT <= plot.x(low) <= plot.x(ratio.value) <= plot.x(high) <= RIGHT


@pytest.mark.server
def test_the_page_of_a_trial_says_in_a_table_what_its_plot_shows(client):
    shown = page(client, "/page/trial-MM-020").text
    assert "0.78; 95 % interval 0.67 to 0.92" in shown
    assert "0.7; p <0.001; no interval is recorded" in shown
    assert "The same as a table" not in page(client, "/page/trial-APOLLO").text


def test_the_page_of_a_deprecated_term_says_what_replaces_it(kb):
    dataset = Dataset({}, lambda: kb)
    text = Explorer(dataset, lambda _: [lena("IKZF3")]).term(lena("IKZF1")).decode()
    assert 'This term is deprecated; use <a href="/page/IKZF3">' in text
    assert "deprecated" not in Explorer(dataset, lambda _: []).term(lena("IKZF1")).decode()
