"""The command that starts the server."""

from __future__ import annotations

from pathlib import Path

import click

from lenaowl.cli.options import examples


@click.command(epilog=examples(
    "lenaowl serve",
    "lenaowl serve --port 8080 --open",
    "lenaowl serve --host 0.0.0.0 --workers 4 --timeout 30 --data my-compound.ttl",
    "lenaowl serve --store oxigraph-store",
))  # fmt: skip
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True,
              help="Listen on this address; 0.0.0.0 for all.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
              help="Listen on this port; 0 for a free one.")  # fmt: skip
@click.option("--data", multiple=True, metavar="FILE", type=click.Path(path_type=Path),
              help="Serve your own RDF too, with what follows from it; may be repeated.")  # fmt: skip
@click.option("--store", metavar="DIR", type=click.Path(path_type=Path),
              help="Answer queries from an Oxigraph store that `lenaowl push` filled, read-only.")  # fmt: skip
@click.option("--workers", type=click.IntRange(2, 64), default=3, show_default=True,
              help="Run this number of queries at once.")  # fmt: skip
@click.option("--timeout", type=click.FloatRange(min=0.1, max=3600), default=10, show_default=True,
              help="Stop a query after this number of seconds.")  # fmt: skip
@click.option("--open", "browser", is_flag=True, help="Open it in the browser.")
def serve(
    host: str, port: int, data: tuple[Path, ...], store: Path | None, workers: int, timeout: float, browser: bool
) -> None:
    """Serve the ontology: a SPARQL endpoint, linked data, a REST interface and pages, without a network.

    Everything is read-only. A query runs in a process of its own, with bounds on time and memory. Stop it with Ctrl-C.
    """
    from lenaowl.web.limits import Limits
    from lenaowl.web.serving import serve as run

    def ready(address: str) -> None:
        click.echo(f"lenaowl serves {address} (SPARQL: {address}sparql); stop it with Ctrl-C")

    if data and store:
        raise click.UsageError("--data and --store cannot be used together: load the files into the store.")
    run(host, port, data, store, Limits(workers=workers, seconds=timeout), ready, browser)
