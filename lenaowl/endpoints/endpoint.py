"""SPARQL 1.1 endpoints: the packaged questions asked of a server, the release loaded into it, inference inside it."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from functools import cached_property

from lenaowl.endpoints.addresses import place
from lenaowl.endpoints.connection import Connection
from lenaowl.endpoints.push import Loaded, push
from lenaowl.endpoints.remote_inference import infer_inside
from lenaowl.errors import LeftOutWarning
from lenaowl.ontology.graphs import GRAPHS
from lenaowl.ontology.records import Records
from lenaowl.query.results import Answer
from lenaowl.query.runner import TemplateRunner, released
from lenaowl.rdf.sparql_text import keywords
from lenaowl.rdf.vocabulary import lena

_KNOWN = f"<{lena('IMiD')}> ?p ?o"


class Endpoint(Connection):
    """A SPARQL 1.1 endpoint: `push` loads the ontology, `infer` runs the rules there, `query` and `sparql` ask.

    The login is found in the environment (LENAOWL_ENDPOINT_USER and _PASSWORD, or _TOKEN) or the netrc file, proxies in
    the environment.

    Args:
        url: where it is asked. Addresses to change and to store data are guessed from it: /query is followed by
            /update and /store, as in Oxigraph; /sparql by /sparql and /sparql-graph-crud, as in Virtuoso; any other
            does all, as a Fuseki dataset.
        update_url: where it takes updates, if that is elsewhere.
        store_url: where it speaks the Graph Store Protocol, if that is elsewhere.
        graphs: IRIs of graphs that together are asked; if there are none, the server's default graph, or what `push`
            loaded where that graph lacks it.
        timeout: seconds to wait for an answer.
        retries: how often to try again after a passing fault.

    Raises:
        EndpointError: if the URL is not a web address. All that a server does wrong is said in one line.
    """

    @cached_property
    def questions(self) -> TemplateRunner:
        """The packaged questions; names of parameters are those of the packaged ontology, others are given as IRIs."""
        return TemplateRunner(released(), self._ask_template)

    def sparql(self, text: str, limit: int | None = None) -> Answer:
        """Ask a query of your own, and take at most `limit` rows or triples of the answer.

        An answer without anything is asked for again in the graphs that `push` fills, if the ontology is only there.

        Raises:
            EndpointError: if the server refuses it, fails, or answers with something else than SPARQL results.
        """
        if self.graphs or {"GRAPH", "FROM"} & set(keywords(text)):
            return super().sparql(text, limit)
        if "pushed" in self.__dict__:
            return self._asked(text, limit, self.pushed)
        found = super().sparql(text, limit)
        says_nothing = not found or not any(any(_says(value) for value in row.values()) for row in found)
        if says_nothing and not found.triples and not found.yes and self.pushed:
            return self._asked(text, limit, self.pushed)
        return found

    def _ask_template(self, text: str, limit: int | None = None) -> Answer:
        return self._asked(text, limit, self.graphs or self.pushed)

    def asks_pushed(self) -> bool:
        """Return whether a query that names no graph is asked of what `push` loaded."""
        return self.holds(_KNOWN)

    @cached_property
    def pushed(self) -> tuple[str, ...]:
        """The graphs that `push` fills, if the ontology is there and not in the default graph of the server."""
        graph = GRAPHS["ontology"]
        if self._asked(f"ASK {{ {_KNOWN} }}", None, ()).yes:
            return ()
        if not self._asked(f"ASK {{ GRAPH <{graph}> {{ {_KNOWN} }} }}", None, ()).yes:
            return ()
        warnings.warn(
            f"{place(self.url)}: its default graph lacks the ontology, so the graphs that `lenaowl push` filled are "
            "asked; --graph names others",
            LeftOutWarning,
            stacklevel=3,
        )
        return tuple(GRAPHS.values())

    def add_ontology(self) -> None:
        """Ask the graphs that `push` fills too, if the ontology is in them and not in the graphs that were named."""
        known = f"ASK {{ GRAPH <{GRAPHS['ontology']}> {{ {_KNOWN} }} }}"
        if self.graphs and not super().sparql(f"ASK {{ {_KNOWN} }}").yes and self._asked(known, None, ()).yes:
            self.graphs = tuple(dict.fromkeys((*self.graphs, *GRAPHS.values())))

    def query(self, template: str, *, limit: int | None = None, **params: object) -> Answer:
        """Ask a packaged question; see `KnowledgeBase.query`."""
        return self.questions.answer(template, params, limit)

    def push(self, *, default_graph: bool = False) -> Records[Loaded]:
        """Load the release into three named graphs: the ontology, the claims, and what follows.

        What arrived is read back and compared by count and hash; then the graphs are replaced together.

        Args:
            default_graph: put all into the default graph too, in place of what an earlier push put there, unless
                that is the union of the named graphs anyway. What `infer` adds later is in its named graph alone.

        Raises:
            EndpointError: if the server refuses, fails, or holds other triples than it was given; the old graphs stay.
        """
        return Records(push(self, default_graph=default_graph))

    def infer(self, data: Sequence[str] = (), *, into: str = GRAPHS["inferred"], admit: str = "established") -> int:
        """Infer inside the server what follows from what `push` loaded, and from data of your own.

        Args:
            data: IRIs of the graphs with data of your own: exposures, new compounds, claims.
            into: the graph that is replaced by all that follows.
            admit: the weakest claim status to reason with: established, suggested, hypothesis or open.

        Returns:
            How many statements follow.

        Raises:
            EndpointError: if the server refuses or fails; the graph `into` is then as it was.
        """
        return infer_inside(self, data, into=into, admit=admit)


def _says(value: object) -> bool:
    """Whether a value of a row says that something is there: a count of nothing does not."""
    return value is not None and value != 0
