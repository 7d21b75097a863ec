"""The pages in docs/pages: complete, linked, well-formed, readable by all, and nothing in them comes from elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from conftest import ROOT
from rdflib.namespace import RDFS

import lenaowl
from lenaowl.release.folders import GeneratedFolder
from lenaowl.release.query_catalogue import PAGE
from lenaowl.release.site.pages import Site

NAMESPACE = "https://w3id.org/lenaowl/"
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """Reads a page; tags that are not closed in order are a failure."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        assert len(attributes) == len(attrs), f"an attribute of <{tag}> is given twice"
        self.tags.append((tag, attributes))
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [(tag, attributes[name]) for name in ("href", "src", "action") if name in attributes]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def named(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def files(built):
    return {file.name: file.read_bytes() for file in (built / "docs").iterdir() if file.name != PAGE}


@pytest.fixture(scope="module")
def read(files):
    return {name: Page(content.decode()) for name, content in files.items() if name.endswith(".html")}


@pytest.mark.slow
def test_the_committed_pages_are_fresh(files):
    folder = GeneratedFolder(ROOT / "docs" / "pages", files)
    assert (folder.stale, folder.leftover) == ([], [])


def test_every_link_inside_leads_to_an_anchor(files, read):
    inside = 0
    for name, page in read.items():
        assert len(page.ids) == len(set(page.ids)), name
        for _, link in page.links:
            if ":" in link.partition("#")[0]:
                continue
            file, _, anchor = link.partition("#")
            assert (file or name) in files, (name, link)
            assert not anchor or anchor in read[file or name].ids, (name, link)
            inside += 1
    assert inside > 5000


def test_every_term_and_claim_has_its_anchor(kb, read):
    anchors = {anchor for name, page in read.items() if name != "names.html" for anchor in page.ids}
    terms = {iri.removeprefix(NAMESPACE) for iri in kb.catalogue.shown if iri.startswith(NAMESPACE)} - {""}
    assert terms <= anchors
    assert {iri.removeprefix(NAMESPACE) for iri in kb.ontology.claims} <= anchors
    assert {
        "IkarosFamilyDegrader",
        "represses",
        "lenalidomide",
        "IKZF3-decrease",
        "trial-MM-003",
        "publication-kronke2014",
    } <= anchors
    assert terms <= set(read["names.html"].ids)  # one page leads to each name


def test_classes_properties_and_entities_stand_where_they_are_looked_for(read):
    for page, names in {
        "classes": "Claim IMiD", "properties": "represses dose", "agents": "lenalidomide IKZF3-knockdown", "proteins": "IKZF3 CRL4-CRBN",
        "forms": "IKZF3-Q147H CRBN-WT", "contexts": "T-cell system-myeloma", "findings": "multiple-myeloma limb-malformation",
        "processes": "T-cell-activation cell-death", "trials": "trial-CONTINUUM arm-CONTINUUM-Len", "values": "established positive",
        "claims-immune": "claim-IKZF3-represses-IL2",
    }.items():  # fmt: skip
        assert set(names.split()) <= set(read[f"{page}.html"].ids), page


def article(files, page: str, name: str) -> str:
    return re.search(rf'<article id="{name}">.*?</article>', files[page].decode(), re.DOTALL).group()


def test_a_claim_tells_its_evidence_and_what_contradicts_it(files):
    text = article(files, "claims-immune.html", "claim-IKZF3-represses-IL2")
    assert 'href="proteins.html#IKZF3"' in text
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/24292625"' in text
    assert 'href="publications.html#publication-kronke2014"' in text
    assert "compiles to 2 axioms" in text
    assert "hasEffect value IKZF3-decrease" in text
    text = article(files, "claims-mode-of-action.html", "claim-drugs-inhibit-CRBN")
    assert '<span class="badge contradicted">contradicted</span>' in text
    assert (
        'href="#claim-drugs-redirect-CRBN"' in text
        or 'href="claims-mode-of-action.html#claim-drugs-redirect-CRBN"' in text
    )


def test_the_claims_page_counts_where_the_statements_were_seen(kb, files):
    """Counted again, with SPARQL: the evidence items, and for each established claim the part that is nearest to the work."""
    order = [
        "in the full text",
        "in the abstract",
        "in a database entry",
        "in a citing text",
        "not seen",
        "not recorded",
    ]
    asked = f"""SELECT ?claim ?status (COALESCE(STR(?label), "not recorded") AS ?part) WHERE {{
        ?claim <{NAMESPACE}status> ?status ; <{NAMESPACE}evidence> ?item .
        OPTIONAL {{ ?item <{NAMESPACE}seenIn>/<{RDFS.label}> ?label }} }}"""
    rows = [[term.value for term in solution] for solution in kb.ontology.store.query(asked)]
    items = Counter(part for _, _, part in rows)
    nearest: dict[str, str] = {}
    for claim, status, part in rows:
        if status == NAMESPACE + "established":
            nearest[claim] = min(part, nearest.get(claim, part), key=order.index)
    established = Counter(nearest.values())
    row = re.compile(r'<tr><th scope="row">([a-z ]+)</th><td>(\d+)</td><td>(\d+)</td></tr>')
    shown = row.findall(files["claims.html"].decode())
    assert shown == [(part, str(items[part]), str(established[part])) for part in order]
    assert items["in the abstract"] > 100 < sum(established.values())


def test_a_drug_tells_what_follows_and_from_which_claims(files, kb):
    text = article(files, "agents.html", "lenalidomide")
    assert 'href="http://purl.obolibrary.org/obo/CHEBI_63791"' in text
    effects = kb.effects("lenalidomide")
    assert text.count("▲ up") + text.count("▼ down") == len(effects)
    leaves = {claim.iri.removeprefix(NAMESPACE) for effect in effects for claim in effect.proof.leaves}
    assert all(f"#{name}" in text for name in leaves)


def test_trials_show_their_numbers(files):
    text = article(files, "trials.html", "trial-CONTINUUM")
    assert "hazard ratio 0.4; 95 % interval 0.29 to 0.55; p &lt;0.0001" in text
    assert "lenalidomide, 160 patients" in text
    assert 'href="https://clinicaltrials.gov/study/NCT00774345"' in text


def test_nothing_is_loaded_from_elsewhere(files, read):
    for name, page in read.items():
        outside = [(tag, link) for tag, link in page.links if tag != "a" and ":" in link]
        assert outside == [("link", "data:,")], name
    assert not re.search(rb"@import|url\(", files["style.css"])
    assert sum(b"<script" in content for content in files.values()) == 1
    assert all("onclick" not in attributes for page in read.values() for _, attributes in page.tags)


def test_the_pages_are_of_moderate_size(files):
    assert sum(map(len, files.values())) < 8_000_000
    assert max(map(len, files.values())) < 1_200_000


def test_landmarks_headings_and_tables(read):
    for name, page in read.items():
        assert page.named("html") == [{"lang": "en"}]
        assert len(page.named("h1")) == len(page.named("main")) == len(page.named("title")) == 1, name
        assert page.named("main")[0]["id"] == "main"
        assert ("a", "#main") in page.links
        assert all("aria-label" in attributes for attributes in page.named("nav"))
        assert all(attributes.get("scope") in ("row", "col") for attributes in page.named("th"))
        assert len(page.named("caption")) == len(page.named("table"))
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), name
        labelled = {attributes["for"] for attributes in page.named("label")}
        assert {attributes["id"] for attributes in page.named("input")} <= labelled


def colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css))


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_that_of_wcag_aa(files, scheme):
    light, dark = files["style.css"].decode().split("@media (prefers-color-scheme: dark)", 1)
    shown = colours(light) if scheme == "light" else {**colours(light), **colours(dark)}
    pairs = [(name, f"{name}-ground") for name in ("established", "suggested", "hypothesis", "open", "contradicted")]
    pairs += [(ink, ground) for ink in ("text", "quiet", "link") for ground in ("ground", "raised", "mark")]
    for ink, ground in pairs:
        high, low = sorted((luminance(shown[ink]), luminance(shown[ground])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, ground)


@pytest.mark.slow
def test_what_a_user_writes_is_text_and_no_markup():
    extra = """@prefix lena: <https://w3id.org/lenaowl/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix ex: <https://example.org/> .
        ex:drug a lena:IMiD ; rdfs:label "<b>bold</b>"@en ; lena:binds lena:CRBN .
        ex:claim a lena:Claim ; lena:subject ex:drug ; lena:predicate lena:decreases ; lena:object lena:MYC ;
        lena:polarity lena:positive ; lena:status lena:established ; lena:evidence [ lena:publication ex:one ] ."""
    made = b"".join(Site(lenaowl.load(extra)).files().values())
    assert b"&lt;b&gt;bold&lt;/b&gt; decreases MYC" in made
    assert b"<b>bold" not in made
