"""Endpoints: what is sent, logins, retries, and each thing that servers do wrong as one readable line."""

from __future__ import annotations

import base64
import json

import pytest
from fake_server import YES, Fake, cut, halfway, say, slow

from lenaowl import Endpoint, EndpointError, LenaowlError
from lenaowl.endpoints.plain_words import plain
from lenaowl.endpoints.remote_inference import with_graph

ROWS = json.dumps({
    "head": {"vars": ["a", "b", "c", "d"]},
    "results": {"bindings": [{
        "a": {"type": "uri", "value": "http://a/b"},
        "b": {"type": "typed-literal", "datatype": "http://www.w3.org/2001/XMLSchema#integer", "value": "3"},
        "c": {"type": "literal", "xml:lang": "en", "value": "three"},
    }]},
}).encode()  # fmt: skip
HTML = (
    b"<!DOCTYPE html><html><head><title>Error 400</title><style>p {}</style></head>"
    b"<body><p>Lexical error at line 1.</p></body></html>"
)
JAVA = b"java.lang.StackOverflowError: no more\n\tat org.x.Y.z(Y.java:3)\n\tat org.x.Y.z(Y.java:4)\n\t... 12 more\n"


def impatient(server: Fake, seconds: float = 60, **more: object) -> Endpoint:
    endpoint = Endpoint(server.url, timeout=seconds, retries=2, **more)
    object.__setattr__(endpoint.remote, "pause", 0.01)
    return endpoint


def test_a_query_is_posted_with_its_default_graphs(server):
    server.answers = [say(200, YES)]
    assert Endpoint(server.url, graphs=["http://g/1", "http://g/2"]).sparql("ASK {}").yes
    asked = server.asked[0]
    assert asked["method"] == "POST"
    assert asked["query"] == ["ASK {}"]
    assert asked["default-graph-uri"] == ["http://g/1", "http://g/2"]
    assert asked["headers"]["User-Agent"].startswith("lenaowl/")


def test_rows_are_typed(server):
    server.answers = [say(200, ROWS)]
    assert list(Endpoint(server.url).sparql("SELECT * {}")) == [{"a": "http://a/b", "b": 3, "c": "three", "d": None}]


def test_templates_are_asked_with_names_of_the_ontology(server):
    server.answers = [say(200, YES), say(200, ROWS)]
    assert Endpoint(server.url).query("is-degraded", drug="Revlimid", protein="uniprot:Q9UKT9")
    first, second = (asked["query"][0] for asked in server.asked)
    assert first.startswith("ASK { <https://w3id.org/lenaowl/IMiD>")  # whether the default graph holds the ontology
    assert "<https://w3id.org/lenaowl/lenalidomide>" in second
    with pytest.raises(LenaowlError, match="no term is named"):
        Endpoint(server.url).query("is-degraded", drug="lenalidomide", protein="nonsense")


def test_addresses_are_guessed():
    def addresses(url: str) -> tuple[str, str]:
        endpoint = Endpoint(url)
        return endpoint.update_url, endpoint.store_url

    assert addresses("http://h/query") == ("http://h/update", "http://h/store")
    assert addresses("http://h/sparql") == ("http://h/sparql", "http://h/sparql-graph-crud")
    assert addresses("http://h/dataset") == ("http://h/dataset", "http://h/dataset")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://h/x", "is not a web address"), ("file:///etc/passwd", "is not a web address"), ("h/x", "is not a web address"),
        ("http://h/a b", "is not a web address"), ("http://[", "is not a web address"), ("http://u:p@h/x", "is seen by others"),
    ],
)  # fmt: skip
def test_bad_addresses_are_refused(url, said):
    with pytest.raises(EndpointError, match=said):
        Endpoint(url)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (say(400, HTML, "text/html"), "refused it: Error 400 Lexical error at line 1."),
        (say(500, JAVA, "text/plain"), "failed with status 500: java.lang.StackOverflowError: no more"),
        (say(500, b'{"message": "out of memory"}'), "failed with status 500: out of memory"),
        (say(404, HTML, "text/html"), "has nothing at this address"),
        (say(401), "needs a login: set LENAOWL_ENDPOINT_USER"),
        (say(403), "does not allow it"),
        (say(302, Location="http://elsewhere/"), "cannot be reached|has moved"),
        (say(308, Location="http://elsewhere/sparql"), "has moved to http://elsewhere/sparql; give that address"),
        (say(200, HTML, "text/html"), "answered text/html that is no SPARQL result; is it the address of an endpoint"),
        (say(200, b'{"head"', "application/json"), "no SPARQL result"),
        (say(200, b"[]"), "no SPARQL result"),
        (say(503, b"busy"), "failed with status 503: busy"),
        (cut, "cut the connection"),
        (halfway, "cut the connection"),
        (slow, "gave no answer in 0.3 s"),
    ],
)  # fmt: skip
def test_what_servers_do_wrong_is_one_line(server, answer, said):
    server.answers = [answer]
    with pytest.raises(EndpointError, match=said) as caught:
        impatient(server, 0.3 if answer is slow else 60).sparql("ASK {}")
    told = str(caught.value)
    assert "\n" not in told
    assert len(told) < 500
    assert caught.value.exit_code == 5


def test_nobody_there(server):
    server.answers = [say(200, YES)]
    server.close()
    with pytest.raises(EndpointError, match="cannot be reached"):
        impatient(server).sparql("ASK {}")
    with pytest.raises(EndpointError, match="cannot be reached"):
        Endpoint("http://no-such-host.invalid/query", retries=0).sparql("ASK {}")


def test_passing_faults_are_tried_again(server):
    server.answers = [say(503, Retry_After="0"), say(502), say(200, YES)]
    assert impatient(server).sparql("ASK {}").yes
    assert len(server.asked) == 3


def test_an_update_that_may_have_been_done_is_not_sent_again(server):
    server.answers = [cut]
    with pytest.raises(EndpointError, match="cut the connection"):
        impatient(server).update("INSERT DATA { <a:b> <a:b> <a:b> }")
    assert len(server.asked) == 1
    assert server.asked[0]["path"] == "/update"


def test_a_query_that_changes_data_is_not_sent(server):
    server.answers = [say(200)]
    with pytest.raises(EndpointError, match="changes data"):
        Endpoint(server.url).sparql("DELETE WHERE { ?s ?p ?o }")
    assert not server.asked


def test_logins(server, monkeypatch, tmp_path):
    server.answers = [say(200, YES)]
    basic = "Basic " + base64.b64encode(b"ada:secret").decode()
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ada password secret\n", encoding="utf-8")
    (tmp_path / "netrc").chmod(0o600)
    Endpoint(server.url).sparql("ASK {}")
    assert server.asked[-1]["headers"]["Authorization"] == basic
    monkeypatch.setenv("LENAOWL_ENDPOINT_TOKEN", "t0k3n")
    Endpoint(server.url).sparql("ASK {}")
    assert server.asked[-1]["headers"]["Authorization"] == "Bearer t0k3n"
    monkeypatch.delenv("LENAOWL_ENDPOINT_TOKEN")
    monkeypatch.setenv("LENAOWL_ENDPOINT_USER", "ada")
    monkeypatch.setenv("LENAOWL_ENDPOINT_PASSWORD", "secret")
    Endpoint(server.url).update("CLEAR ALL")
    assert server.asked[-1]["headers"]["Authorization"] == basic


def test_a_digest_is_sent_where_it_is_wanted(server, monkeypatch):
    monkeypatch.setenv("LENAOWL_ENDPOINT_USER", "ada")
    monkeypatch.setenv("LENAOWL_ENDPOINT_PASSWORD", "secret")
    server.answers = [
        say(401, WWW_Authenticate='Digest realm="r", nonce="n", qop="auth", algorithm="MD5"'),
        say(200, YES),
    ]
    assert Endpoint(server.url).sparql("ASK {}").yes
    sent = server.asked[-1]["headers"]["Authorization"]
    assert sent.startswith('Digest username="ada", realm="r", nonce="n"')
    assert "secret" not in sent


def test_a_broken_netrc_is_told(server, tmp_path):
    (tmp_path / "netrc").write_text("machine\n", encoding="utf-8")
    with pytest.raises(LenaowlError, match="netrc, line"):
        Endpoint(server.url)


def test_a_proxy_of_the_environment_is_used(server, monkeypatch):
    server.answers = [say(200, YES)]
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("http_proxy", server.url.removesuffix("/query"))
    assert Endpoint("http://far.example/query").sparql("ASK {}").yes
    assert server.asked[0]["headers"]["Host"] == "far.example"


def test_the_command_line_tells_it_in_one_line(run, server):
    server.answers = [say(500, JAVA, "text/plain")]
    done = run("sparql", "ASK {}", "--endpoint", server.url)
    assert done.returncode == 5
    assert done.stderr == f"lenaowl: {server.url} failed with status 500: java.lang.StackOverflowError: no more\n"
    mixed = run("query", "run", "contexts", "-e", server.url, "--admit", "open")
    assert (mixed.returncode, "Traceback" in mixed.stderr) == (2, False)
    assert run("query", "run", "contexts", "--graph", "http://g").returncode == 2


@pytest.mark.parametrize("body", [HTML, JAVA, b"", b"\xff\xfe", b"{}", b"[1]", b"x" * 9999, b"a < b and c > d"])
def test_what_a_server_says_is_made_plain(body):
    told = plain(body)
    assert len(told) <= 300
    assert not set("\n\r\t") & set(told)


def test_the_graph_is_named_before_the_first_change():
    rule = "# INSERT\nPREFIX a: <http://INSERT>\nINSERT { ?x a:b 'WHERE' }\nWHERE { ?x a:WHERE ?y }"
    assert with_graph(rule, "http://g", ["http://h"]) == (
        "# INSERT\nPREFIX a: <http://INSERT>\nWITH <http://g> INSERT { ?x a:b 'WHERE' }\n"
        "USING <http://g> USING NAMED <http://h> WHERE { ?x a:WHERE ?y }"
    )
    assert with_graph("MOVE SILENT GRAPH <a:b> TO GRAPH <a:c>", "http://g") == "MOVE SILENT GRAPH <a:b> TO GRAPH <a:c>"
