"""What no client can do: take the server down, keep it from others, reach out of it, or change it."""

from __future__ import annotations

import http.client
import re
import select
import socket
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, process_time, sleep
from urllib.parse import urlsplit

import pytest
from conftest import HANGS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lenaowl.errors import LenaowlError
from lenaowl.query.services import asks_others
from web.clients import Client

PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SERVICES = [
    "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "PREFIX : <%s> SELECT * { SERVICE: { ?s ?p ?o } }",
    "PREFIX : <%s> SELECT * { SERVICE SILENT : { ?s ?p ?o } }",
    "PREFIX : <%s> SELECT * { { SELECT * { OPTIONAL { SERVICE:{ ?s ?p ?o } } } } }",
    "SELECT * { BIND(<%s> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { \\u0053ERVICE <%s> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o MINUS { SeRvIcE # a comment\n <%s> { ?s ?p ?o } } }",
]
NAMES = [
    "PREFIX service: <http://example.org/> SELECT ?service { ?service a service:Service }",
    'SELECT * { ?s ?p "SERVICE <http://example.org/> { }" }  # SERVICE',
    "SELECT * { ?s <http://example.org/SERVICE> ?o }",
]
# Each asks for more than there is time for, needs more memory than there is, or is more than a parser stands.
HUGE = {
    "a product is counted": PRODUCT,
    "a product is sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f LIMIT 1",
    "a product is distinct": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?a ?b ?c . ?d ?e ?f BIND(CONCAT(STR(?c), STR(?f)) AS ?x) }",
    "a product is concatenated": "SELECT (GROUP_CONCAT(?f) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "a pattern is tried on a product": 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(a*)*(b|c)*$")) }',
    "a product is written out": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "a closure of everything": "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>)* ?b . ?c (!<x:y>)* ?d }",
    "a text is doubled": "SELECT (STRLEN(?z) AS ?n) { " + 'BIND("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" AS ?x0) ' + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40)) + " BIND(?x40 AS ?z) }",
}  # fmt: skip
TOO_MUCH = {
    "parentheses": f"ASK {{ FILTER({'(' * 5000}1{')' * 5000}) }}",
    "groups": f"SELECT * {{ {'{' * 3000} ?s ?p ?o {'}' * 3000} }}",
    "a path": f"ASK {{ ?s {'/'.join(['<x:y>'] * 6250)} ?o }}",
    "negations": f"ASK {{ FILTER({'!' * 9000}true) }}",
    "a text": f'ASK {{ ?s ?p "{"a" * 200_000}" }}',
    "unions": "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 2000) + " }",
    "arithmetic": f"SELECT ({'+'.join(['1'] * 5000)} AS ?x) {{}}",
    "brackets": f"ASK {{ {'[ <x:y> ' * 2000} 1 {']' * 2000} }}",
}


@pytest.mark.parametrize("query", SERVICES)
def test_asking_others_is_seen_wherever_it_is(query):
    assert asks_others(query % "http://example.org/")


@pytest.mark.parametrize("query", NAMES)
def test_a_name_asks_nobody(query):
    assert not asks_others(query)


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(LenaowlError, match="SERVICE"):
        asks_others("SELECT * { SERVICE <http://example.org/> {")


@pytest.mark.server
@pytest.mark.parametrize("query", SERVICES)
def test_no_query_makes_a_request(client, query):
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.setblocking(False)
        answer = client.sparql(query % f"http://127.0.0.1:{other.getsockname()[1]}/")
        assert answer.status in (400, 403)
        with pytest.raises(BlockingIOError):
            other.accept()


def test_a_worker_has_no_way_out(tmp_path):
    """Even a query that passed every check could open no connection and no file."""
    import subprocess
    import sys

    data = tmp_path / "data.nq"
    data.write_text("<x:s> <x:p> <x:o> .\n", encoding="utf-8")
    code = (
        "import sys, pyoxigraph as ox\nfrom lenaowl.web.worker import Data, confine, reply\nconfine(10**9)\n"
        "print(reply(Data(ox.Store()), {'query': sys.argv[1], 'accept': ''}, 1000)[1])"
    )
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.setblocking(False)
        query = f"SELECT * {{ SERVICE SILENT <http://127.0.0.1:{other.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
        subprocess.run([sys.executable, "-c", code, query], check=True, timeout=HANGS)
        with pytest.raises(BlockingIOError):
            other.accept()


@pytest.mark.server
@pytest.mark.parametrize("query", TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_no_parser_stands_is_refused_before_it(client, query):
    answer = client.post(query)
    assert answer.status in (400, 422), answer.text[:200]
    assert client.sparql("ASK {}").status == 200


@pytest.mark.server
@pytest.mark.parametrize("source", ["127.0.0.3", "127.0.0.2"], ids=["another address", "the same address"])
def test_huge_queries_keep_nobody_waiting(address, source):
    """The promise: others are answered within two seconds, whatever is asked; on a machine that does other work, more."""
    greedy, polite = Client(address, "127.0.0.2"), Client(address, source)
    others = busy_with_others()
    with ThreadPoolExecutor(len(HUGE)) as many:
        asked = [many.submit(greedy.post, f"{query} # {source}") for query in HUGE.values()]
        sleep(0.5)
        waited = [timed(polite, f"{source} {number}") for number in range(3, 9)]
        answers = [one.result() for one in asked]
    assert {answer.status for answer in answers} <= {200, 422, 429}, [a.text[:200] for a in answers]
    assert 422 in {answer.status for answer in answers}
    assert all("retry-after" in answer.headers for answer in answers if answer.status == 429)
    assert max(waited) < 2 * others, (waited, others)


def busy_with_others() -> float:
    """How many times longer than on an idle machine a computation takes here, for others compute too."""
    began, used = monotonic(), process_time()
    while process_time() - used < 0.3:
        pass
    return max(1.0, (monotonic() - began) / (process_time() - used))


def timed(client: Client, mark: str) -> float:
    """Seconds until a query is answered that nobody asked before."""
    began = monotonic()
    assert client.sparql(f"SELECT (COUNT(*) AS ?n) {{ ?s a lena:Drug }} # {mark}").status == 200
    return monotonic() - began


@pytest.mark.server
def test_too_many_at_once_are_sent_away_and_those_that_go_leave_nothing_behind(client, address):
    place, connections = urlsplit(address), []
    for number in range(40):
        one = http.client.HTTPConnection(place.netloc, timeout=HANGS, source_address=("127.0.0.4", 0))
        one.request("POST", "/sparql", f"{PRODUCT} # {number}", {"Content-Type": "application/sparql-query"})
        connections.append(one)
    answer = connections[-1].getresponse()
    assert answer.status == 429
    assert int(answer.getheader("Retry-After")) > 0
    assert client.sparql("ASK { ?s ?p ?o . ?s a lena:Drug }").status == 200  # of another client
    for one in connections:
        one.close()
    while client.ask("/health").json["waiting"]:
        sleep(0.05)
    assert Client(address, "127.0.0.4").sparql("ASK { ?s ?p ?o . ?s a lena:Protein }").status == 200
    lost = [line for line in client.ask("/metrics").text.splitlines() if 'lost_total{reason="left"}' in line]
    assert lost


@pytest.mark.server
def test_a_slow_client_holds_up_nobody(client, address):
    place = urlsplit(address)
    slow = [socket.create_connection((place.hostname, place.port)) for _ in range(50)]
    try:
        for one in slow:
            one.sendall(
                b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nAS"
            )
        assert client.sparql("ASK { ?s ?p ?o }").status == 200
    finally:
        for one in slow:
            one.close()


@pytest.mark.server
@pytest.mark.parametrize("head", [b"Content-Length: 268435456", b"Transfer-Encoding: chunked"])
def test_a_body_of_256_megabytes_is_refused_before_it_is_read(client, address, head):
    place, block, sent = urlsplit(address), b"#" * 65536, 0
    with socket.create_connection((place.hostname, place.port), timeout=HANGS) as one:
        one.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n" + head + b"\r\n\r\n"
        )
        try:
            while sent < 256 * 2**20 and not select.select([one], [], [], 0)[0]:
                one.sendall(b"10000\r\n" + block + b"\r\n" if b"chunked" in head else block)
                sent += len(block)
        except ConnectionError:  # the server has closed it
            pass
        assert one.recv(100).split()[1] == b"413"
    assert sent < 64 * 2**20
    assert client.sparql("ASK {}").status == 200


_POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
_GET, _END = b"GET / HTTP/1.1\r\nHost: x\r\n", b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
# Two lengths in one request, by which a proxy and a server could see two requests; chunks without end; other protocols.
ODD = (
    _POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", _POST + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nASK{}ASK{",
    _POST + b"Content-Length: +5\r\n\r\nASK{}", _POST + b"Content-Length: 0x5\r\n\r\nASK{}", _POST + b"Content-Length: 99999999999999999999999\r\n\r\n",
    _POST + b"Transfer-Encoding: gzip\r\n\r\nx", _POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    _POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", _POST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    _POST + b"Transfer-Encoding: chunked\r\n\r\n5;" + b"x" * 500_000 + b"\r\nASK{}\r\n0\r\n\r\n", _POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nASK{}XX0\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET / HTTP/0.9\r\n\r\n", b"get /" + _END,
    b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", _GET + b" folded\r\n\r\n", _GET + b"X\x00: y\r\n\r\n", b"GET / HTTP/1.1\rHost: x\r\r", _GET + b"nocolon\r\n\r\n",
    b"GET http://[::1" + _END, b"GET /\xff" + _END, b"CONNECT 127.0.0.1:22" + _END, b"TRACE /" + _END, b"PROPFIND /" + _END, b"DELETE /sparql" + _END,
    b"OPTIONS *" + _END, b"PUT /data/IKZF3.ttl" + _END, b"PATCH /IKZF3" + _END,
)  # fmt: skip


@pytest.mark.server
def test_malformed_requests_are_the_client_s_fault(client, address):
    place = urlsplit(address)
    for request in (
        *ODD,
        b"GET / HTTP/9.9\r\n\r\n", b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        b"GET /sparql?query=%ZZ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /sparql?" + b"a=b&" * 2000 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    ):  # fmt: skip
        with socket.create_connection((place.hostname, place.port)) as one:
            one.sendall(request)
            one.shutdown(socket.SHUT_WR)
            answer = b""
            try:
                while chunk := one.recv(65536):
                    answer += chunk
            except ConnectionError:
                pass
        assert not answer or answer.split()[1][:1] in (b"3", b"4"), (request[:60], answer[:200])
    assert client.ask("/health").status == 200


@pytest.mark.server
@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fpyproject.toml", "/data/../../../etc/passwd.ttl",
        "/data/%2e%2e%2f%2e%2e%2fpyproject.toml", "/releases/latest/..%2f..%2fmetadata.ttl", "/releases/../lenaowl.ttl",
        "/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/page/..%2f..%2fetc%2fpasswd", "//etc/passwd",
        "/lenaowl-prepared.trig", "/etc/passwd", "/data/IKZF3.py", "/data/.ttl", "/IKZF3%00", "/api/terms/..%2f..%2fetc",
    ],
)  # fmt: skip
def test_no_path_leads_out(client, path):
    answer = client.ask(path)
    assert answer.status in (307, 404), answer.text[:200]
    assert b"root:" not in answer.body


@pytest.mark.server
def test_what_is_counted_has_nothing_of_what_was_asked(client):
    client.ask("/a-name-that-nobody-has?secret=value")
    client.sparql("SELECT ?secret { ?secret a lena:Drug }")
    text = client.ask("/metrics").text
    assert re.search(r'lenaowl_requests_total{method="GET",route="[^"]*",status="200"} [1-9]', text)
    assert "secret" not in text
    assert "nobody" not in text


def test_a_port_that_is_taken_is_said(run):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = run("serve", "--port", port)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_missing_is_said(tmp_path, run):
    (tmp_path / "uvicorn.py").write_text("raise ImportError(name='uvicorn')", encoding="utf-8")
    import os

    done = run("serve", "--port", "0", PYTHONPATH=f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    assert done.returncode == 4
    assert "pip install 'lenaowl[server]'" in done.stderr


WORDS = ("SELECT", "ASK", "CONSTRUCT", "WHERE", "{", "}", "(", ")", "?x", "?y", "*", "<x:y>", "a", ".", ";", ",", "FILTER", "UNION",
         "OPTIONAL", "BIND", "AS", '"', "'", "\\", "GRAPH", "MINUS", "/", "+", "^", "!", "[", "]", "<<", ">>",
         "1", "LIMIT", "lena:x", "PREFIX", ":", "FROM", "é", "\U0001d518", "\0", "\n#", "VALUES", "IN", "NOT", "EXISTS")  # fmt: skip


@pytest.mark.server
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(text=st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=60))
def test_no_text_makes_the_server_fail(client, text):
    assert client.sparql(text).status in (200, 400, 403, 406)


@pytest.mark.server
@pytest.mark.parametrize(
    "path",
    ["/search?q=%00", "/search?q=" + "a" * 5000, "/effects?agent=%F0%9F%98%80", "/page/%F0%9F%98%80", "/explain?agent=lenalidomide&target=y&relation=x",
     "/explain?agent=%ED%A0%80&relation=x&target=y", "/what-if?agent=a&agent=b", "/query?query=%00", "/query?template=x", "/api/search?q=%00",
     "/api/terms/%00", "/api/queries/forest-plot?outcome=%00", "/data/%00.ttl", "/?x=1", "/sparql?query=ASK%7B%7D&default-graph-uri=%00",
     "/search?q=x&kind=%00", "/api/effects?agent=lenalidomide&offset=99999999999999999999"],
)  # fmt: skip
@pytest.mark.parametrize("accept", ["text/html", "text/html;q=x,;;,/", "a" * 3000])
def test_no_address_makes_the_server_fail(client, path, accept):
    assert client.ask(path, Accept=accept).status < 500
