"""The pages in a real browser, without a network: nothing is cut off, nothing is complained of, the keyboard does all."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess

import pytest
from conftest import HANGS
from programs import absent, judges

pytestmark = [pytest.mark.judge, pytest.mark.server]

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PAGES = ["/", "/search?q=aiolos", "/effects?agent=pomalidomide&context=T-cell", "/what-if?agent=pomalidomide&without=CRBN",
         "/what-if?agent=pomalidomide&protein=CRBN",
         "/explain?agent=pomalidomide&relation=increases&target=T-cell-activation", "/matrix", "/trial-list", "/query?query=DESCRIBE+lena:IMiD", "/query?query=SELECT+*+%7B+%3Fs+a+lena:IMiD+%7D",
         "/rest", "/page/lenalidomide", "/page/trial-MM-020", "/effects", "/explain", "/what-if", "/search?q=no+such+thing", "/page/IKZF3",
         "/explain?agent=lenalidomide&relation=degrades&target=IKZF2", "/page/claim-IMiD-degrades-IKZF1", "/page/publication-donovan2018"]  # fmt: skip
# The contrast of what is written against what is behind it, by WCAG 2.1, where it is below 4.5.
CONTRAST = """(() => {
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const parts = c => (c.match(/[\\d.]+/g) || []).map(Number);
  const behind = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] > .99) return c.slice(0, 3); } return [255, 255, 255]; };
  return [...document.querySelectorAll("body *")].filter(e => !e.closest("svg") && e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).map(e => {
    const a = light(parts(getComputedStyle(e).color).slice(0, 3)), b = light(behind(e));
    return [(Math.max(a, b) + .05) / (Math.min(a, b) + .05), e.outerHTML.slice(0, 80)];
  }).filter(([ratio]) => ratio < 4.5);
})()"""

SENT = """[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
VIOLATIONS = """axe.run(document, {resultTypes: ["violations"]})
  .then(found => found.violations.map(one => [one.id, one.nodes.length, one.nodes[0].html]))"""


class Browser:
    """Chromium, driven by its own protocol through pipes."""

    def __init__(self, program: str, folder) -> None:
        (self._out, theirs_in), (theirs_out, self._in) = os.pipe(), os.pipe()
        command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", f"--user-data-dir={folder}",
                   "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank"]  # fmt: skip
        # it reads from descriptor 3 and writes to 4
        shell = f'exec 3<&{theirs_out} 4>&{theirs_in}; exec "$@"'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, "bash", *command], pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._reader = os.fdopen(self._out, "rb")
        self._ids, self.said, self._session = itertools.count(1), [], None
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.do(f"{domain}.enable")

    def _read(self) -> dict:
        text = bytearray()
        while (char := self._reader.read(1)) != b"\0":
            assert char, "the browser ended"
            text += char
        told = json.loads(text)
        if told.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
            self.said.append(told["params"])
        return told

    def do(self, method: str, **parameters) -> dict:
        number = next(self._ids)
        asked = {
            "id": number,
            "method": method,
            "params": parameters,
            **({"sessionId": self._session} if self._session else {}),
        }
        os.write(self._in, json.dumps(asked).encode() + b"\0")
        while (told := self._read()).get("id") != number:
            pass
        assert "error" not in told, told
        return told["result"]

    def open(self, url: str, width: int, dark: bool = False) -> None:
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500)
        self.do(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}],
        )
        self.do("Page.navigate", url=url)
        while self._read().get("method") != "Page.loadEventFired":
            pass

    def value(self, code: str):
        return self.do("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)["result"].get(
            "value"
        )

    def key(self, name: str, code: int) -> None:
        text = {"text": "\r"} if name == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.do("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code, **text)

    def close(self) -> None:
        self._process.kill()
        self._process.wait(HANGS)
        self._reader.close()
        os.close(self._in)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        pytest.skip(f"no browser is installed (looked for {', '.join(NAMES)}; or set CHROMIUM)")
    made = Browser(program, tmp_path_factory.mktemp("browser"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def axe() -> str:
    script = judges() / "node" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        absent(script)
    return script.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_and_can_be_read_in_light_and_dark(browser, address, axe, path):
    """Axe has the rules of WCAG and of good practice; less than 200 kB are sent for a page."""
    for width, dark in ((1280, False), (390, True)):
        browser.said.clear()
        browser.open(address + path[1:], width, dark)
        assert browser.value("document.documentElement.scrollWidth") <= width
        assert browser.value("document.querySelectorAll('main h1').length") == 1
        assert browser.value(CONTRAST) == []
        assert browser.said == []
        assert 1000 < browser.value(SENT) < 200_000
    if path == "/matrix":  # the same with fewer drugs: axe looks at each cell
        browser.open(f"{address}matrix?group=IMiD", 390, dark=True)
    browser.value(f"{axe}; 1")
    assert browser.value(VIOLATIONS) == []


def test_suggestions_come_while_typing_and_the_keyboard_takes_one(browser, address):
    browser.open(address, 1280)
    browser.value("document.getElementById('find').focus()")
    browser.do("Input.insertText", text="aiolos")
    shown = "new Promise(done => { const look = () => { const found = document.querySelectorAll('#find ~ ul:not([hidden]) li'); found.length ? done(found[0].textContent) : setTimeout(look, 30); }; look(); })"
    assert "IKZF3" in browser.value(shown)
    browser.key("ArrowDown", 40)
    assert browser.value("document.getElementById('find').getAttribute('aria-activedescendant')")
    browser.key("Enter", 13)
    assert settled(browser, "location.pathname !== '/' && location.pathname") == "/page/IKZF3"


def test_a_query_is_completed_and_asked_by_the_keyboard(browser, address):
    browser.open(f"{address}query", 1280)
    start = "const query = document.getElementById('query'); query.focus(); query.value = 'ASK { '; query.setSelectionRange(6, 6)"
    browser.value(f"(() => {{ {start} }})()")
    browser.do("Input.insertText", text="pomalyst")
    shown = "new Promise(done => { const look = () => { const found = document.querySelectorAll('#query ~ ul:not([hidden]) li'); found.length ? done(found[0].textContent) : setTimeout(look, 30); }; look(); })"
    assert "pomalidomide" in browser.value(shown)
    browser.key("ArrowDown", 40)
    browser.key("Enter", 13)
    assert browser.value("document.getElementById('query').value") == "ASK { lena:pomalidomide"
    browser.do("Input.insertText", text=" a lena:IMiD }")
    browser.do(
        "Input.dispatchKeyEvent", type="keyDown", key="Enter", code="Enter", windowsVirtualKeyCode=13, modifiers=2
    )
    assert (
        settled(browser, "document.querySelector('.verdict') && document.querySelector('.verdict').textContent")
        == "yes"
    )


def test_a_query_is_completed_from_what_the_dataset_says_of_itself(browser, address):
    """After `a` come classes, elsewhere properties too, with how often each is used; and the colours lie under the text."""
    browser.open(f"{address}query", 1280)
    listed = "new Promise(done => { const look = () => { const found = [...document.querySelectorAll('#query ~ ul:not([hidden]) li')]; found.length ? done(found.map(one => one.textContent)) : setTimeout(look, 30); }; look(); })"
    for begun, typed, first, kind in (
        ("SELECT * { ?x a ", "lena:Pro", "lena:Pro", "class"),
        ("SELECT * { ?x ", "rdfs:la", "rdfs:label", "property"),
        ("SELECT * { ?x ", "hasEnd", "lena:hasEndpoint", "property"),
    ):
        browser.value(
            f"(() => {{ const query = document.getElementById('query'); query.focus(); query.value = {json.dumps(begun)}; }})()"
        )
        settled(browser, "performance.getEntriesByName(location.origin + '/query-words').some(one => one.responseEnd)")
        browser.do("Input.insertText", text=typed)
        items = browser.value(listed)
        assert items[0].startswith(first), items
        assert f" {kind}, " in items[0], items
        browser.key("Escape", 27)
        assert settled(browser, "document.querySelector('#query ~ ul').hidden")
    assert browser.value("document.querySelector('.editor pre').textContent") == "SELECT * { ?x hasEnd\n"
    assert browser.value("document.querySelector('.editor .keyword').textContent") == "SELECT"


def test_the_cursor_stands_where_a_query_is_wrong(browser, address):
    browser.open(f"{address}query?query=SELECT+*+%7B%0A+%3Fs+lena:x+/+/+%7D", 390)
    assert browser.value("document.activeElement.id") == "query"
    assert browser.value("document.activeElement.value.slice(document.activeElement.selectionStart)") == "/ }"
    assert (
        browser.value(
            "(() => { const [pre, field] = [document.querySelector('.editor pre'), document.getElementById('query')]; return Math.abs(pre.clientWidth - field.clientWidth) + Math.abs(pre.scrollHeight - field.scrollHeight); })()"
        )
        <= 2
    )


def settled(browser, code: str):
    """What an expression comes to, once it is something and the page is there."""
    wait = f"new Promise(done => {{ const look = () => {{ const found = document.readyState === 'complete' && ({code}); found ? done(found) : setTimeout(look, 30); }}; look(); }})"
    for _ in range(100):
        try:
            return browser.value(wait)
        except AssertionError:  # the page that was asked has gone
            continue
    raise AssertionError(code)


# What the four first questions are, and where each is answered: the text of the links, in at most three clicks.
QUESTIONS = {
    "what does pomalidomide do in T cells": (["What does pomalidomide do in T cells?"], "IL2"),
    "why": (["What does pomalidomide do in T cells?", "step"], "The proof in words"),
    "what if CRBN is mutated": (
        ["What if cereblon is mutated?", "CRBN W386A"],
        "CRBN W386A is not known to be a glue-competent",
    ),
    "which trials": (["Which trials are recorded?", "MM-020"], "Hazard ratio"),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_first_questions_are_answered_in_three_clicks(browser, address, question):
    """With the mouse, as a person does it, from the first page, without a network."""
    clicks, answer = QUESTIONS[question]
    assert len(clicks) <= 3
    browser.open(address, 1280)
    for text in clicks:
        before = browser.value("location.href")
        place = browser.value(
            f"(() => {{ const link = [...document.querySelectorAll('main a')].find(a => a.textContent.includes({json.dumps(text)}));"
            " link.scrollIntoView({block: 'center'}); const box = link.getClientRects()[0]; return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            browser.do("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)
        settled(browser, f"location.href !== {json.dumps(before)}")
    assert settled(
        browser, f"document.querySelector('main').textContent.toLowerCase().includes({json.dumps(answer.lower())})"
    )


def test_every_control_is_reached_by_the_keyboard(browser, address):
    browser.open(f"{address}explain?agent=pomalidomide&relation=increases&target=IL2", 1280)
    wanted = browser.value("document.querySelectorAll('main select, main input, main button, main svg a').length")
    reached = set()
    for _ in range(200):
        browser.key("Tab", 9)
        place = browser.value(
            "(() => { const all = [...document.querySelectorAll('main select, main input, main button, main svg a')]; return all.indexOf(document.activeElement); })()"
        )
        if place >= 0:
            reached.add(place)
        if len(reached) == wanted:
            break
    assert len(reached) == wanted > 5
