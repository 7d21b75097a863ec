"""The formats of answers: each means the same for every kind of answer, and an answer says which it cannot take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lenaowl.errors import LenaowlError
from lenaowl.render.control_characters import escaped
from lenaowl.render.tables import Screen, as_csv, as_json, as_tsv

if TYPE_CHECKING:
    import pyoxigraph as ox

    from lenaowl.ontology.records import Json

FORMATS = {
    "table": "a table",
    "csv": "CSV",
    "tsv": "TSV",
    "json": "JSON",
    "jsonld": "JSON-LD",
    "ttl": "Turtle",
    "markdown": "Markdown",
    "html": "HTML",
}


@dataclass(frozen=True)
class Shown:
    """An answer, with what makes each format of it; a format that is left out is one that it cannot take.

    Attributes:
        what: the answer in words, with its article: `A yes/no answer`.
        text: makes the text for people, for the format table.
        json: makes its JSON types.
        rows: makes its rows, for csv and tsv.
        csv: makes its CSV where that is not the rows.
        tsv: makes its tab-separated values where that is not the rows.
        triples: makes it as RDF, for ttl and jsonld.
        markdown: makes its Markdown.
        html: makes a fragment of HTML.
        others: what makes the formats that this kind of answer alone has, by name.
    """

    what: str
    text: Callable[[Screen], str]
    json: Callable[[], object] | None = None
    rows: Callable[[], Sequence[Json]] | None = None
    csv: Callable[[], str] | None = None
    tsv: Callable[[], str] | None = None
    triples: Callable[[], Iterable[ox.Triple]] | None = None
    markdown: Callable[[], str] | None = None
    html: Callable[[], str] | None = None
    others: Mapping[str, Callable[[], str]] = field(default_factory=dict)


def written(shown: Shown, form: str, screen: Screen) -> str:
    """Return an answer in a format.

    Raises:
        LenaowlError: if the answer cannot be written in it; the text says in which it can.
    """
    if form == "table":
        return escaped(shown.text(screen), colour=screen.colour)
    makers = dict(_makers(shown))
    if form in makers:
        text = makers[form]()
        return escaped(text) if form in ("markdown", "html") else text
    able = ["table", *makers]
    raise LenaowlError(f"{shown.what} cannot be written as {FORMATS.get(form, form)}; use one of: {', '.join(able)}.")


def _makers(shown: Shown) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield what makes each of the formats that an answer has beside table and json."""
    json, rows, triples, html = shown.json, shown.rows, shown.triples, shown.html
    if rows:
        yield "csv", lambda: as_csv(cells(rows()))
        yield "tsv", lambda: as_tsv(cells(rows()))
    if shown.csv:
        yield "csv", shown.csv
    if shown.tsv:
        yield "tsv", shown.tsv
    if json:
        yield "json", lambda: as_json(json())
    if triples:
        yield "jsonld", lambda: _jsonld(triples())
        yield "ttl", lambda: _turtle(triples())
    if shown.markdown:
        yield "markdown", shown.markdown
    if html:
        yield "html", lambda: f'<!DOCTYPE html>\n<meta charset="utf-8">\n{html()}\n'
    yield from shown.others.items()


def cells(rows: Sequence[Json]) -> list[list[str]]:
    """Return rows as texts below the names of their columns; lists are joined with semicolons."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return [columns, *([_cell(row.get(column)) for column in columns] for row in rows)]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ";".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _turtle(triples: Iterable[ox.Triple]) -> str:
    from lenaowl.rdf.canonical import turtle

    return turtle(triples)


def _jsonld(triples: Iterable[ox.Triple]) -> str:
    from lenaowl.rdf.canonical import canonical
    from lenaowl.release.jsonld import jsonld

    return jsonld(canonical(triples)).decode()
