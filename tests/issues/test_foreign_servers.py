"""Reported faults with servers of others: redirects, odd terms, other formats, faults in good answers, logins."""

from __future__ import annotations

import gzip
import json
import time
from contextlib import nullcontext

import pytest
from fake_server import Fake, say

from lenaowl import Endpoint, EndpointError
from lenaowl.endpoints.push import push
from lenaowl.errors import DataError, LeftOutWarning

URI = {"type": "uri", "value": "https://example.org/c"}


def rows(*terms: object) -> bytes:
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [{"x": term} for term in terms]}}).encode()


GOOD = rows(URI)
XML = b"""<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head>
<results><result><binding name="x"><uri>https://example.org/c</uri></binding></result></results></sparql>"""
TURTLE = b"<https://example.org/c> <https://example.org/p> 'x' ."
QUERY = "SELECT ?x { ?x ?p ?o }"
GRAPH = "PREFIX a: <a:>\n# select all\nCONSTRUCT { ?x ?p ?o } WHERE { ?x ?p ?o }"


def asked(server: Fake, query: str = QUERY, **more: object) -> list[object]:
    answer = Endpoint(server.url, retries=0, **more).sparql(query)
    return [row["x"] for row in answer] if query == QUERY else list(answer.triples)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_a_server_is_followed_with_the_query(server, status):
    """A POST became a GET without its query, and what the new address showed was taken for the answer."""
    server.answers = [say(status, Location="/query?there"), say(200, GOOD)]
    assert asked(server) == ["https://example.org/c"]
    assert [(one["method"], one["query"]) for one in server.asked] == [("POST", [QUERY])] * 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_server_is_named(server, status):
    server.answers = [say(status, Location="http://elsewhere.example/sparql?key=secret")]
    with pytest.raises(EndpointError, match=r"has moved to http://elsewhere\.example/sparql; give that address"):
        asked(server)
    assert len(server.asked) == 1


def test_a_redirect_in_a_circle_is_named(server):
    server.answers = [say(302, Location="/query")]
    with pytest.raises(EndpointError, match="redirects in a circle"):
        asked(server)


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "uri", "value": "https://example.org/a b"}, {"type": "uri", "value": "#thing"},
        {"type": "uri", "value": ""}, {"type": "literal", "value": "hi", "xml:lang": "en_US"},
        {"type": "literal", "value": "hi", "datatype": "xsd int"},
        {"type": "triple", "value": {"subject": {"type": "literal", "value": "a"}, "predicate": URI, "object": URI}},
    ],
)  # fmt: skip
def test_one_odd_term_costs_a_warning_and_not_the_answer(server, odd):
    server.answers = [say(200, rows(odd, URI))]
    with pytest.warns(LeftOutWarning, match="1 term is not as RDF demands, and shown as text, such as"):
        found = asked(server)
    assert found[1] == "https://example.org/c"


@pytest.mark.parametrize(
    "term",
    [
        {"type": "bnode", "value": "nodeID://b1:2"}, {"type": "literal", "value": "x", "xml:lang": None, "datatype": None},
        {"type": "literal", "value": "5", "datatype": "xsd:integer"}, {"type": "literal", "value": "x", "xml:lang": ""},
        {"type": "triple", "value": {"subject": URI, "predicate": URI, "object": {"type": "literal", "value": "x"}}},
    ],
)  # fmt: skip
def test_what_servers_write_in_their_own_way_is_read(server, term, recwarn):
    server.answers = [say(200, rows(term, URI))]
    assert len(asked(server)) == 2
    assert not recwarn.list


@pytest.mark.parametrize(
    ("answer", "query"),
    [
        (say(200, gzip.compress(GOOD), Content_Encoding="gzip"), QUERY),
        (say(200, XML, "application/sparql-results+xml"), QUERY),
        (say(200, GOOD, "text/plain"), QUERY),
        (say(200, b"\xef\xbb\xbf" + GOOD), QUERY),
        (say(200, b"?x\n<https://example.org/c>\n", "text/tab-separated-values"), QUERY),
        (say(200, TURTLE, "text/plain"), GRAPH),
        (say(200, TURTLE, "application/x-turtle"), GRAPH),
    ],
)
def test_answers_that_were_not_asked_for_in_that_format_are_read(server, answer, query):
    server.answers = [answer]
    assert "https://example.org/c" in str(asked(server, query))


def test_csv_is_read_and_said_to_have_no_types(server):
    server.answers = [say(200, b"x\r\nhttps://example.org/c\r\n", "text/csv")]
    with pytest.warns(LeftOutWarning, match="does not say what is an IRI"):
        assert asked(server) == ["https://example.org/c"]


BROKEN = GOOD[:-3] + b"\nquery=x\njava.util.concurrent.TimeoutException\n\tat a.B(B.java:1)\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BROKEN, "broke its answer off: java.util.concurrent.TimeoutException"),
        (b'{"error": {"message": "Transaction timed out"}}', "failed: Transaction timed out"),
        (b"[" * 100_000, "no SPARQL result"),
        (b"<script" * 20_000, "no SPARQL result"),
        (b"\x1b[2Jhello", r"It says: \[2Jhello"),
    ],
    ids=["broken off", "error", "deep", "scripts", "control characters"],
)
def test_a_fault_in_a_good_answer_is_found(server, body, said):
    server.answers = [say(200, body)]
    with pytest.raises(EndpointError, match=said) as caught:
        asked(server)
    assert str(caught.value).isprintable()


def test_an_answer_that_is_not_whole_is_warned_of_and_makes_the_exit_code(server, run):
    told = {"X_SQL_State": "S1TAT", "X_SQL_Message": "RC...: Returning incomplete results"}
    server.answers = [say(200, GOOD, **told)]
    with pytest.warns(LeftOutWarning, match="not whole: RC...: Returning incomplete results"):
        asked(server)
    done = run("sparql", QUERY, "--endpoint", server.url)
    assert (done.returncode, "https://example.org/c" in done.stdout) == (5, True)
    server.answers = [say(200, GOOD, X_SPARQL_MaxRows="10000")]
    assert run("sparql", QUERY, "--endpoint", server.url).returncode == 0


def drip(handler) -> None:
    """Promise much, and send a byte now and then."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        handler.close_connection = True


def test_the_time_limit_is_a_total(server, run):
    server.answers = [drip]
    with pytest.raises(EndpointError, match=r"gave no answer in 0\.3 s"):
        asked(server, timeout=0.3)
    for command in (("sparql", QUERY), ("validate",)):
        assert run(*command, "--endpoint", server.url, "--timeout", "0.4").returncode == 5


def test_a_packed_bomb_is_refused(server, monkeypatch):
    monkeypatch.setenv("LENAOWL_MAX_MEGABYTES", "1")
    server.answers = [say(200, gzip.compress(b" " * 20_000_000), Content_Encoding="gzip")]
    with pytest.raises(EndpointError, match="more than 1 million bytes"):
        asked(server)


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_digests(server, monkeypatch, algorithm):
    """By SHA-256 too, for a name that is not ASCII, and where Basic is offered as well."""
    monkeypatch.setenv("LENAOWL_ENDPOINT_USER", "us\xe9r")
    monkeypatch.setenv("LENAOWL_ENDPOINT_PASSWORD", "p\xe4\u20ac")
    challenge = f'Digest realm="r", nonce="n", qop="auth", algorithm={algorithm}'
    server.answers = [say(401, WWW_Authenticate=challenge), say(200, GOOD)]
    assert asked(server) == ["https://example.org/c"]
    assert server.asked[-1]["headers"]["Authorization"].startswith("Digest username=")


@pytest.mark.parametrize("challenge", ['Digest realm="r", nonce="n", algorithm=SHA-512-256', "Digest x", 'Digest a=",'])
def test_a_digest_that_is_not_understood_is_named(server, monkeypatch, challenge):
    monkeypatch.setenv("LENAOWL_ENDPOINT_USER", "bob")
    server.answers = [say(401, WWW_Authenticate=challenge)]
    with pytest.raises(EndpointError):
        asked(server)


def test_a_refused_login_is_told_from_a_missing_one_and_no_secret_is_printed(server, monkeypatch):
    server.answers = [say(401, WWW_Authenticate='Basic realm="x"')]
    with pytest.raises(EndpointError, match="needs a login"):
        asked(server)
    monkeypatch.setenv("LENAOWL_ENDPOINT_USER", "bob")
    monkeypatch.setenv("LENAOWL_ENDPOINT_PASSWORD", "s3cret")
    with pytest.raises(EndpointError, match="refused the login of bob"):
        asked(server)
    for token in ("t0k\u20ac", "t0k\nX: y"):
        monkeypatch.setenv("LENAOWL_ENDPOINT_TOKEN", token)
        with pytest.raises(DataError, match="LENAOWL_ENDPOINT_TOKEN: holds") as caught:
            asked(server)
        assert "t0k" not in str(caught.value)
    monkeypatch.setenv("LENAOWL_ENDPOINT_TOKEN", " t0k\n")
    server.answers = [say(200, GOOD)]
    assert asked(server)
    assert server.asked[-1]["headers"]["Authorization"] == "Bearer t0k"


def test_what_push_loaded_is_asked_where_the_default_graph_lacks_it(server):
    """`query run` said no in silence: what `push` loads lies in named graphs, and the default graph was empty."""

    def answer(handler) -> None:
        query, graphs = server.asked[-1]["query"][0], server.asked[-1].get("default-graph-uri")
        (says if query.startswith("ASK") else lists)(bool(graphs) or "GRAPH" in query)(handler)

    def says(yes: bool):
        return say(200, json.dumps({"head": {}, "boolean": yes}).encode())

    def lists(known: bool):
        rows = [{"answer": {"type": "literal", "value": "follows"}}] * known
        return say(200, json.dumps({"head": {"vars": ["answer"]}, "results": {"bindings": rows}}).encode())

    server.answers = [answer]
    endpoint = Endpoint(server.url)
    with pytest.warns(LeftOutWarning, match="its default graph lacks the ontology"):
        assert list(endpoint.query("is-degraded", drug="lenalidomide", protein="IKZF1")) == [{"answer": "follows"}]
    assert len(server.asked[-1]["default-graph-uri"]) == 3
    with pytest.warns(LeftOutWarning):
        assert Endpoint(server.url).sparql("ASK { ?s a lena:Drug }").yes
    server.answers = [says(False)]
    assert not Endpoint(server.url).sparql("ASK { ?s a lena:Drug }").yes


@pytest.mark.parametrize(("found", "yes"), [([{"__ASK_RETVAL": {"type": "literal", "value": "1"}}], True), ([], False)])
def test_the_rows_of_virtuoso_for_a_question_are_yes_or_no(server, found, yes):
    """A no without a row was 'no SPARQL result'."""
    server.answers = [
        say(200, json.dumps({"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": found}}).encode())
    ]
    assert Endpoint(server.url, retries=0, graphs=["https://example.org/g"]).sparql("ASK { <a:b> ?p ?o }").yes is yes


def test_a_server_that_takes_no_graphs_is_named(server):
    """rdflib-endpoint cut the connection of a large upload."""
    server.answers = [say(405)]
    with pytest.raises(EndpointError, match=r"does not take this kind of request .* rdflib-endpoint.* --store-url"):
        Endpoint(server.url, retries=0).push()
    assert [one["method"] for one in server.asked] == ["PUT"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (say(200, b"not packed", Content_Encoding="gzip"), "cannot be unpacked|cut the connection"),
        (say(200, b'{"head": {"vars": ["n"]}, "results": {"bindings": []}}'), "does not say how much"),
        (say(200, b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": "a:b"}}]}}'), "does not say"),
    ],
)  # fmt: skip
def test_what_infer_counts_may_not_be_a_number(server, answer, said):
    """An answer that cannot be unpacked, or that lacks what was asked for, was a traceback."""
    server.answers = [answer]
    with pytest.warns(LeftOutWarning) if "pack" in said else nullcontext(), pytest.raises(EndpointError, match=said):
        Endpoint(server.url, retries=0).infer()


def test_time_ends_a_push_however_many_answers_it_takes(server, run):
    """--timeout of push and infer was for each answer."""
    server.answers = [drip]
    for command in (("push", server.url), ("infer", "--endpoint", server.url)):
        done = run(*command, "--timeout", "0.4")
        assert done.returncode == 5
        assert "in 0.4 s" in done.stderr


def test_two_at_once_have_graphs_of_their_own(server):
    """Both filled the graph with the same name, and one moved what the other had half written."""
    server.answers = [say(200, kind="text/turtle")]
    for _ in range(2):
        assert list(push(Endpoint(server.url), {"https://example.org/g": []}))
    filled = [graph for asked in server.asked if asked["method"] == "PUT" for graph in asked["graph"]]
    assert len(set(filled)) == 2
    assert all(graph.startswith("https://example.org/g-new-") for graph in filled)


def test_rows_that_have_more_cells_than_the_head_are_no_answer(server):
    server.answers = [say(200, b"x,y\r\n1,2,3\r\n", kind="text/csv")]
    with pytest.raises(EndpointError, match="no SPARQL result"):
        asked(server)


SECRET = "geheim"
ADDRESSES = [
    "http://u:geheim@127.0.0.1:9/q", "http://127.0.0.1:9/q?api_key=geheim", "http://127.0.0.1:9/q?geheim#geheim", "http://u:geheim@[::1/q",
    "ftp://u:geheim@h/", "http://127.0.0.1:99999/q?k=geheim", "http://127.0.0.1:x/?k=geheim", "//u:geheim@h", "u:geheim@h/q",
    "http://u:gehe@geheim@h/q", "http://h:geheim@/", "http://h\x1b[2J?k=geheim", "http://127.0.0.1:9/;password=geheim",
    "http:/u:geheim@h/q?token=geheim", "http://127.0.0.1:9/ q?k=geheim", "HTTP://U:geheim@127.0.0.1:9/",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_key_in_an_address_is_printed(address):
    """What was not an address was shown whole, and other addresses of push were not looked at before it began."""
    for options in (
        {"url": address},
        {"url": "http://127.0.0.1:9/q", "update_url": address},
        {"url": "http://127.0.0.1:9/q", "store_url": address},
    ):
        with pytest.raises(EndpointError) as caught:
            list(push(Endpoint(**options, retries=0), {"https://example.org/g": []}))
        assert SECRET not in str(caught.value)


def test_no_key_in_an_address_is_printed_though_the_server_says_it(server, monkeypatch):
    monkeypatch.setenv("LENAOWL_ENDPOINT_TOKEN", "verborgen")
    server.answers = [say(400, b"no rights for /query?api_key=geheim%2B and the token verborgen", "text/plain")]
    with pytest.raises(
        EndpointError, match=r"/query refused it: no rights for /query\?api_key=\.\.\. and the token \.\.\.$"
    ):
        Endpoint(f"{server.url}?api_key=geheim%2B").sparql("ASK {}")


def test_odd_but_readable_answers_are_read(server):
    """Control characters in JSON, zlib, an address with other letters."""
    import zlib

    server.answers = [
        say(200, b'{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "a\x0bb"}}]}}')
    ]
    assert asked(server) == ["a\x0bb"]
    server.answers = [say(200, zlib.compress(GOOD), **{"Content-Encoding": "deflate"})]
    assert asked(server) == ["https://example.org/c"]
    for said, yes in ((b"false", False), (b"true", True)):
        server.answers = [say(200, b'{"head": {}, "boolean": ' + said + b"}")]
        assert Endpoint(server.url, retries=0).sparql("ASK { ?x ?p ?o }").yes is yes
    server.answers = [say(200, GOOD)]
    answer = Endpoint(f"{server.url}/größe?ä=ö", retries=0).sparql(QUERY)
    assert [row["x"] for row in answer] == ["https://example.org/c"]


def test_what_cannot_be_unpacked_is_named(server):
    server.answers = [say(200, b"\x0b\x02", **{"Content-Encoding": "br"})]
    with pytest.raises(EndpointError, match="an answer packed with br, not read here"):
        asked(server)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"It says: 'c' .", "It says: 'c' ."),
        (b"line 1: expected <EOF> after <http://a/b> <p> 'c'", "line 1: expected <EOF> after <http://a/b> <p> 'c'"),
        (
            b"<html><body><p class='x'>Bad <b>query</b>: &lt;http://a/b&gt;</p></body></html>",
            "Bad query : <http://a/b>",
        ),
        (b"<pre>at <http://a/b> <urn:c></pre>", "at <http://a/b> <urn:c>"),
    ],
)
def test_iris_in_what_a_server_says_stay(server, body, said):
    """They were taken for tags."""
    server.answers = [say(400, body)]
    with pytest.raises(EndpointError) as error:
        asked(server)
    assert str(error.value).endswith(said)
