"""The SPARQL 1.1 Protocol, as far as it reads: https://www.w3.org/TR/sparql11-protocol/."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lenaowl.rdf.vocabulary import PREFIXES
from lenaowl.web.bodies import body, unless_gone
from lenaowl.web.formats import ENDINGS, GRAPHS, HTML, with_charset
from lenaowl.web.limits import Limits
from lenaowl.web.negotiation import choose
from lenaowl.web.problems import ProblemError, not_acceptable
from lenaowl.web.queries import Answers, Query

_FORM, _QUERY, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_READ_ONLY = "this endpoint is read-only: updates are refused."
_SD, _FORMATS = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
_WRITTEN = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "RDF_XML", "JSON-LD", "TriG", "N-Quads", "N3",
)  # fmt: skip

Pairs = list[tuple[str, str]]


class Protocol:
    """The endpoint.

    Args:
        answers: answers the queries.
        limits: what is allowed.
        graphs: IRIs of the named graphs with the number of triples of each, if it is known.
    """

    def __init__(self, answers: Answers, limits: Limits, graphs: Mapping[str, int | None]) -> None:
        self._answers = answers
        self._limits = limits
        self._graphs = graphs

    async def answer(self, request: Request) -> Response:
        """Answer a request by GET or POST.

        Raises:
            ProblemError: if it is not one of the protocol, or is refused.
        """
        pairs = _pairs(request.scope["query_string"].decode("latin-1"))
        if request.method == "POST":
            text, pairs = await self._posted(request, pairs)
        else:
            found = _values(pairs, "query")
            if not found and not _values(pairs, "update"):
                return self._described(request)
            text = _only(pairs)
        accept = _named(pairs) or ", ".join(request.headers.getlist("accept"))
        dataset = (tuple(_values(pairs, name)) for name in ("default-graph-uri", "named-graph-uri"))
        query = Query(text, accept, *dataset)
        answered = self._answers.remembered(query)
        if not answered:
            answered = await unless_gone(request, self._answers.answer(query, client(request)))
        return Response(answered.body, media_type=with_charset(answered.media), headers={"Vary": "Accept"})

    async def _posted(self, request: Request, pairs: Pairs) -> tuple[str, Pairs]:
        """Return query and parameters of a POST, which come in its body or, but for the query, in the address."""
        media, _, parameters = request.headers.get("content-type", "").partition(";")
        media = media.strip().lower()
        if media == _UPDATE:
            raise ProblemError(403, _READ_ONLY)
        if media not in (_FORM, _QUERY):
            raise ProblemError(415, f"a query is posted as {_QUERY} or {_FORM}.", {"Accept-Post": f"{_QUERY}, {_FORM}"})
        charset = parameters.lower().partition("charset=")[2].strip('" ')
        if charset not in ("", "utf-8", "utf8"):
            raise ProblemError(415, "a query is posted in UTF-8.")
        text = await body(request, self._limits.body, self._limits.body_seconds)
        if media == _FORM:
            pairs = [*pairs, *_pairs(text)]
            return _only(pairs), pairs
        if _values(pairs, "query") or _values(pairs, "update"):
            raise ProblemError(400, "the query is the body; it is not given in the address too.")
        return text, pairs

    def _described(self, request: Request) -> Response:
        """Return what the service is; to a browser, the page to ask it on."""
        base = str(request.base_url)
        accept = request.headers.get("accept", "")
        media = choose(accept, [*GRAPHS, HTML])
        if media is None:
            raise not_acceptable([*GRAPHS, HTML])
        if media == HTML:
            return RedirectResponse(f"{base}query", 303, headers={"Vary": "Accept"})
        triples = description(f"{base}sparql", self._graphs)
        content = ox.serialize(triples, format=GRAPHS[media], prefixes={"sd": _SD, "void": "http://rdfs.org/ns/void#"})
        return Response(content, media_type=with_charset(media), headers={"Vary": "Accept"})


def description(endpoint: str, graphs: Mapping[str, int | None]) -> list[ox.Triple]:
    """Return what an endpoint is, in the terms of SPARQL 1.1 Service Description.

    Args:
        endpoint: its address.
        graphs: IRIs of its named graphs with the number of triples of each, if it is known.
    """
    service, dataset, default = ox.NamedNode(endpoint), ox.BlankNode("dataset"), ox.BlankNode("default")
    a, triples = ox.NamedNode(f"{PREFIXES['rdf']}type"), ox.NamedNode("http://rdfs.org/ns/void#triples")

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    def count(graph: ox.BlankNode, number: int) -> ox.Triple:
        return ox.Triple(graph, triples, ox.Literal(str(number), datatype=ox.NamedNode(f"{PREFIXES['xsd']}integer")))

    told = [
        ox.Triple(service, a, sd("Service")),
        ox.Triple(service, sd("endpoint"), service),
        ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        ox.Triple(service, sd("feature"), sd("UnionDefaultGraph")),
        *(ox.Triple(service, sd("resultFormat"), ox.NamedNode(_FORMATS + name)) for name in _WRITTEN),
        ox.Triple(service, sd("defaultDataset"), dataset),
        ox.Triple(dataset, a, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), default),
        ox.Triple(default, a, sd("Graph")),
    ]
    known = [size for size in graphs.values() if size is not None]
    if len(known) == len(graphs):
        told.append(count(default, sum(known)))
    for number, (iri, size) in enumerate(graphs.items()):
        named, graph = ox.BlankNode(f"named{number}"), ox.BlankNode(f"graph{number}")
        told += [
            ox.Triple(dataset, sd("namedGraph"), named),
            ox.Triple(named, a, sd("NamedGraph")),
            ox.Triple(named, sd("name"), ox.NamedNode(iri)),
            ox.Triple(named, sd("graph"), graph),
            ox.Triple(graph, a, sd("Graph")),
            *([] if size is None else [count(graph, size)]),
        ]
    return told


def client(request: Request) -> str:
    """Return who asks, so that each has a share: an address, which is not kept."""
    return request.client.host if request.client else ""


def _pairs(text: str) -> Pairs:
    try:
        return parse_qsl(text, keep_blank_values=True, strict_parsing=False, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError:
        raise ProblemError(400, "the parameters are not UTF-8.") from None
    except ValueError:
        raise ProblemError(400, "there are too many parameters.") from None


def _named(pairs: Pairs) -> str:
    """Return the media type that is asked for by a name instead of a header, as in a link; empty if none is.

    It is not called `format` or `output`: clients send these with names of their own beside the header that they mean.
    """
    named = _values(pairs, "accept")
    if not named:
        return ""
    if named[0] not in ENDINGS:
        raise ProblemError(400, f"accept is one of: {', '.join(ENDINGS)}; or use the header Accept.")
    return ENDINGS[named[0]]


def _values(pairs: Pairs, name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _only(pairs: Pairs) -> str:
    """Return the one query among parameters."""
    if _values(pairs, "update"):
        raise ProblemError(403, _READ_ONLY)
    if _values(pairs, "using-graph-uri") or _values(pairs, "using-named-graph-uri"):
        raise ProblemError(400, "using-graph-uri is for updates; a query has default-graph-uri.")
    found = _values(pairs, "query")
    if len(found) != 1:
        raise ProblemError(
            400, "there is one query in a request; " + ("it is missing." if not found else "there are more.")
        )
    return found[0]
