"""Commands that change what a server holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from lenaowl.cli.options import admit_option, examples, note, show, timeout_option, working

if TYPE_CHECKING:
    from lenaowl.endpoints.endpoint import Endpoint


def addresses(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say where a server is changed, if that cannot be guessed."""
    command = timeout_option(900, "Give up after this number of seconds in all.")(command)
    command = click.option("--store-url", default="", metavar="URL",
                           help="Where it speaks the Graph Store Protocol.  [default: guessed]")(command)  # fmt: skip
    return click.option("--update-url", default="", metavar="URL",
                        help="Where it takes updates.  [default: guessed]")(command)  # fmt: skip


def _endpoint(url: str, update_url: str, store_url: str, timeout: float) -> Endpoint:
    from lenaowl.endpoints.endpoint import Endpoint

    found = Endpoint(url, update_url=update_url, store_url=store_url, timeout=timeout)
    found.within(timeout)
    return found


@click.command(epilog=examples(
    "lenaowl push http://localhost:7878/query",
    "lenaowl push http://localhost:3030/dataset --default-graph",
    "lenaowl push http://localhost:8890/sparql --update-url http://localhost:8890/sparql-auth \\",
    "      --store-url http://localhost:8890/sparql-graph-crud-auth",
))  # fmt: skip
@click.argument("url")
@click.option(
    "--default-graph", is_flag=True, help="Put all into the default graph too, so that queries need name no graph."
)
@addresses
def push(url: str, default_graph: bool, update_url: str, store_url: str, timeout: float) -> None:
    """Load the ontology, the claims and what follows into a server, each into a named graph.

    URL is where the server is queried. What arrived is read back and compared by count and hash; then the three
    graphs are replaced together. If anything fails, the old ones stay. Login: LENAOWL_ENDPOINT_USER and
    LENAOWL_ENDPOINT_PASSWORD, or LENAOWL_ENDPOINT_TOKEN, or ~/.netrc.
    """
    with working("loading the release"):
        endpoint = _endpoint(url, update_url, store_url, timeout)
        loaded = endpoint.push(default_graph=default_graph)
    for graph in loaded:
        show(f"{graph.graph}  {graph.triples:,} triples  sha256 {graph.sha256}\n")
    if endpoint.asks_pushed():
        note("Queries that name no graph are asked of these graphs.")
    else:
        graphs = " ".join(f"FROM <{graph.graph}>" for graph in loaded)
        note(f"The default graph of this server lacks them. Ask so: SELECT (COUNT(*) AS ?n) {graphs} {{ ?s ?p ?o }}")
        note("Or load them with --default-graph, or make the default graph of the server the union of its graphs.")


@click.command(epilog=examples(
    "lenaowl infer --endpoint http://localhost:7878/query",
    "lenaowl infer --endpoint http://localhost:3030/dataset --graph https://example.org/my-patients",
))  # fmt: skip
@click.option("--endpoint", "-e", required=True, metavar="URL", help="Where the server is queried.")
@click.option("--graph", "-g", multiple=True, metavar="IRI",
              help="A graph with data of your own: exposures, compounds, claims; may be repeated.")  # fmt: skip
@click.option("--into", metavar="IRI", help="The graph to replace by what follows.  [default: the one of push]")
@admit_option
@addresses
def infer(
    endpoint: str, graph: tuple[str, ...], into: str | None, admit: str, update_url: str, store_url: str, timeout: float
) -> None:
    """Infer inside a server what follows from what `push` loaded and from data of your own.

    The rules of queries/rules run there by SPARQL Update until nothing new follows. What follows replaces the graph
    that push filled, or another one. Exposures of yours need the contexts and forms that are present in them.
    """
    from lenaowl.ontology.graphs import GRAPHS

    target = into or GRAPHS["inferred"]
    with working("running the rules"):
        found = _endpoint(endpoint, update_url, store_url, timeout).infer(graph, into=target, admit=admit)
    show(f"{target}  {found:,} triples\n")
