"""Queries of clients: checked, answered by the pool, and remembered while there is room."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass

import pyoxigraph as ox

from lenaowl.errors import LenaowlError
from lenaowl.query.results import Answer, answer
from lenaowl.query.services import may_ask_others
from lenaowl.rdf.sparql_text import check_size, keywords
from lenaowl.web.error_place import readable
from lenaowl.web.formats import GRAPHS, RESULTS
from lenaowl.web.limits import Limits
from lenaowl.web.one_offs import OneOffs
from lenaowl.web.pool import Pool
from lenaowl.web.problems import ProblemError, not_acceptable

# Functions that answer otherwise each time.
_FICKLE = frozenset(("BNODE", "NOW", "RAND", "STRUUID", "UUID"))
_LOOKS_FICKLE = re.compile("|".join(sorted(_FICKLE)), re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """A query of a client.

    Attributes:
        text: SPARQL.
        accept: the media types that the client takes, as the header has them.
        default: the IRIs of the graphs that are its default graph; empty for what it says itself, or all.
        named: the IRIs of the graphs that it may name; empty for what it says itself, or all.
    """

    text: str
    accept: str = ""
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answered:
    """An answer: its media type and its bytes."""

    media: str
    body: bytes

    def read(self, text: str, most: int | None = None) -> Answer:
        """Return it as rows or triples, at most so many, beside the query that it answers."""
        if self.media in RESULTS:
            return answer(text, ox.parse_query_results(self.body, format=RESULTS[self.media]), most)
        return answer(text, (quad.triple for quad in ox.parse(self.body, format=GRAPHS[self.media])), most)


class Answers:
    """Answers queries of clients; the data never changes, so that an answer can be remembered."""

    def __init__(self, pool: Pool, one_offs: OneOffs, limits: Limits) -> None:
        self._pool = pool
        self._one_offs = one_offs
        self._limits = limits
        self._known: OrderedDict[Query, Answered] = OrderedDict()
        self._size = 0
        self.hits = 0

    async def answer(self, query: Query, client: str) -> Answered:
        """Return the answer to a query.

        Raises:
            ProblemError: if it is not one, asks other servers, or is not answered; with what is wrong.
        """
        if known := self.remembered(query):
            return known
        await self._check(query)
        asked = {"query": query.text, "accept": query.accept, "default": query.default, "named": query.named}
        reply = await self._pool.ask(asked, client)
        problem = reply.told.get("problem")
        if problem:
            raise self._problem(problem, reply.told)
        answered = Answered(reply.told["media"], reply.body)
        self._remember(query, answered)
        return answered

    def remembered(self, query: Query) -> Answered | None:
        """Return the answer to a query that was answered before, if it is still known."""
        known = self._known.get(query)
        if known:
            self._known.move_to_end(query)
            self.hits += 1
        return known

    async def _check(self, query: Query) -> None:
        try:
            check_size(query.text)
        except LenaowlError as error:
            raise ProblemError(400, str(error)) from None
        for iri in (*query.default, *query.named):
            try:
                ox.NamedNode(iri)
            except ValueError:
                raise ProblemError(400, f"'{iri}' is not the IRI of a graph.") from None
        if may_ask_others(query.text):
            told = await self._one_offs.run("asks-others", {"query": query.text}, self._limits.seconds * 2)
            if told.get("asks others"):
                raise ProblemError(403, "the query asks another server (SERVICE); ask that server itself.")
            if "error" in told:
                raise ProblemError(400, told["error"])

    def _problem(self, kind: str, told: dict[str, object]) -> ProblemError:
        if kind == "not acceptable":
            return not_acceptable([str(media) for media in told["offered"]])  # type: ignore[attr-defined]
        if kind == "syntax":
            return ProblemError(400, f"not a SPARQL query: {readable(str(told['detail']))}")
        if kind == "large":
            return ProblemError(
                422, f"the answer has more than {self._limits.answer:,} bytes; ask for less, or use LIMIT."
            )
        if kind == "memory":
            return ProblemError(422, "the query takes more memory than there is for one; ask for less.")
        return ProblemError(400, f"the query failed: {told['detail']}")

    def _remember(self, query: Query, answered: Answered) -> None:
        size = len(answered.body) + len(query.text)
        if size > self._limits.cached // 16 or _is_fickle(query.text):
            return
        self._known[query] = answered
        self._size += size
        while self._size > self._limits.cached:
            old, gone = self._known.popitem(last=False)
            self._size -= len(gone.body) + len(old.text)


def _is_fickle(text: str) -> bool:
    """Whether the answer to a query may be another next time."""
    return bool(_LOOKS_FICKLE.search(text)) and not _FICKLE.isdisjoint(keywords(text))
