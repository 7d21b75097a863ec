"""Inputs for fuzzing: what is in the repository, changed at random, and what is nested or repeated without end."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

from conftest import ROOT

WORDS = [
    "<", ">", "<<(", ")>>", "{", "}", "[", "]", "(", ")", '"', "'", '"""', "'''", "\\", "\\u0041", "\\ud800", "\\U00110000",
    "#", ".", ";", ",", "@", "^^", "_:", ":", "a", "lena:", "@prefix", "PREFIX", "BASE", "@base", "\0", "\r", "\ufeff", "\ud7ff",
    "SERVICE", "FROM", "GRAPH", "SELECT", "CONSTRUCT", "UNION", "OPTIONAL", "FILTER", "REGEX(?a, '(a+)+$')", "VALUES", "BIND",
    "COUNT(*)", "*", "/", "|", "^", "!", "?", "$this", "<a:b>", "1e999", "-0", "9" * 400, "NaN", "INF", "<!--", "-->", "<![CDATA[",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "&#0;", "xml:base='x'", "rdf:nodeID='1'", '"@context":', '"@id":', '"@graph":', "null",
    "sh:path", "sh:minCount", "sh:pattern", "sh:sparql", "sh:select", "sh:node", "sh:not", "sh:or", "sh:in", "sh:hasValue", "sh:target",
    "sh:deactivated true", "sh:closed true", "sh:property", "sh:targetNode", "sh:targetClass", "\x1b[2J", "\u202e", "\U0001f600", "=1+1",
]  # fmt: skip
CHARACTERS = (0, 7, 27, 133, 0x2028, 0xD7FF, 0xFFFE, 0x1F600)
FILES = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".jsonld", ".owl", ".json", ".n3", "")
MEDIA = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values",
         "text/html", "text/plain", "text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json",
         "application/json", "x/y")  # fmt: skip
_ANSWERS = [
    '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": "https://example.org/a"}}, '
    '{"x": {"type": "literal", "value": "1", "xml:lang": "en"}}, {"x": {"type": "triple", "value": {"subject": {"type": '
    '"bnode", "value": "b"}, "predicate": {"type": "uri", "value": "a:b"}, "object": {"type": "uri", "value": "a:b"}}}}]}}',
    '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head><results>'
    '<result><binding name="x"><uri>a:b</uri></binding></result></results></sparql>',
    "x,y\r\na,1\r\n", "?x\t?y\n<a:b>\t1\n", "<html><head><title>x</title></head><body><script>1</script>x</body></html>",
    '{"error": {"message": "x"}}', '{"boolean": true}', "<a:b> <a:b> <a:b> .",
]  # fmt: skip
VALUES = ("IKZF3", "", "lenalidomide", "https://w3id.org/lenaowl/IKZF3", "x y", "1", "-1e9", "9" * 400, "2024-02-30", "true",
          "'", '"', "\\", "?x", "\0", "\ud800", "\u202e", "a" * 5_000, "> . } #", "SERVICE <a:b> {", "_:b", "IMiD", "PFS")  # fmt: skip
HOW = ("select", "construct", "template", "get", "update", "infer")
_HEADERS = (
    "HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Type: {media}; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n",
    "HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Encoding: gzip\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Type: {media}; charset=x\r\nX-SQL-State: S1TAT\r\nX-SQL-Message: \x1b[2J\r\nX-SPARQL-MaxRows: 1\r\n\r\n",
    "HTTP/1.1 500 Error\r\nContent-Type: {media}\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 400 \x1b[2J\r\n\r\n",
    'HTTP/1.1 401 Login\r\nWWW-Authenticate: Digest realm="a", nonce="b", qop="auth"\r\n\r\n', "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\n\r\n",
    "HTTP/1.1 302 Found\r\nLocation: /other?{length}\r\n\r\n", "HTTP/1.1 308 Moved\r\nLocation: http://127.0.0.1:9/\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
)  # fmt: skip


@cache
def corpus(kind: str) -> tuple[str, ...]:
    """Return the texts of a kind that changes begin with."""
    from rdflib import Graph

    folders = {
        "shapes": "shapes/*.ttl",
        "query": "queries/templates/**/*.rq",
        "template": "queries/templates/*.rq",
        "table": "examples/*.tsv",
    }
    if kind == "answer":
        return tuple(_ANSWERS)
    if kind == "server":
        return tuple(
            head.format(media=media, length=len(body.encode()), size=f"{len(body.encode()):x}") + body
            for number, head in enumerate(_HEADERS)
            for body, media in zip(_ANSWERS, MEDIA[number % 3 :], strict=False)
        )
    if kind != "file":
        found = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(folders[kind]))]
        return tuple(found) or ("ASK { ?s ?p ?o FILTER(?s < ?o) }",)
    examples = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.ttl"))]
    graph = Graph().parse(data=examples[-1])
    return (*examples, *(graph.serialize(format=form) for form in ("nt", "pretty-xml", "xml", "json-ld")))


Change = Callable[[str, str, str, random.Random], str]
# What may become of a text: of its beginning, a piece of it and its end.
CHANGES: tuple[Change, ...] = (
    lambda before, piece, after, chance: before + after,
    lambda before, piece, after, chance: before + piece * chance.choice((2, 3, 50)) + after,
    lambda before, piece, after, chance: before + chance.choice(WORDS) + piece + after,
    lambda before, piece, after, chance: before + chance.choice(WORDS) + after,
    lambda before, piece, after, chance: before + chance.choice(WORDS) * chance.choice((2, 30, 3_000)) + after,
    lambda before, piece, after, chance: before + chr(chance.choice(CHARACTERS)) + after,
    lambda before, piece, after, chance: before,
    lambda before, piece, after, chance: after + before,
)


def changed(text: str, chance: random.Random) -> str:
    """Return a text with pieces dropped, doubled, moved or put in."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + int(chance.expovariate(1 / 30)))
        text = chance.choice(CHANGES)(text[:at], text[at:end], text[end:], chance)[:2_000_000]
    return text


def as_bytes(text: str, chance: random.Random) -> bytes:
    """Return a text as a file holds it: in other encodings too, packed, or with a byte that is wrong."""
    how = chance.random()
    data = text.encode("utf-8", "surrogatepass")
    if how < 0.05:
        return gzip.compress(data)[: chance.choice((None, -4, 30))]
    if how < 0.08:
        return text.encode("utf-16", "surrogatepass")
    if how < 0.12 and data:
        at = chance.randrange(len(data))
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    return data.replace(b"\n", b"\r") if how < 0.14 else data


def made(kind: str, seed: int) -> tuple[str, bytes]:
    """Return an input of a kind: what goes with it (an ending, a media type, an engine), and its bytes."""
    chance = random.Random(f"{kind} {seed}")
    text = changed(chance.choice(corpus(kind)), chance)
    with_it = {
        "file": FILES,
        "answer": MEDIA,
        "shapes": ("auto", "sparql", "pyshacl", "shifty"),
        "template": VALUES,
        "server": HOW,
    }.get(kind, (".tsv", ".csv"))
    return chance.choice(with_it), as_bytes(text, chance)


def written(kind: str, seed: int, folder: Path) -> Path:
    """Write an input that brought something down to a folder, and return where it is."""
    about, content = made(kind, seed)
    file = folder / f"{kind}-{seed}{about if about.startswith('.') else '.txt'}"
    file.write_bytes(content)
    return file
