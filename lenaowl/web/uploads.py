"""Files that clients send: data, a table of results, a cohort. Each is read in a process that may be killed."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lenaowl.errors import LenaowlError
from lenaowl.web.bodies import as_text, content
from lenaowl.web.once import BINARY
from lenaowl.web.paging import Name, Names
from lenaowl.web.problems import ProblemError
from lenaowl.web.services import Services

_RDF = ("text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples", "application/trig",
        "application/n-quads")  # fmt: skip
# What a table comes as, and the ending of its file.
_TABLES = {
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/vnd.apache.parquet": ".parquet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_JSON = ("application/json",)
_RDF_EXAMPLE = "@prefix lena: <https://w3id.org/lenaowl/> .\n<urn:x> a lena:Patient .\n"
_TABLE_EXAMPLE = "Genes,logFC,adj.P.Val\nIKZF1,-2.2,0.0001\nIKZF3,-2.6,0.0001\nACTB,0.01,0.9\n"
_Column = Annotated[str, Query(max_length=200)]


class CohortFiles(BaseModel):
    """A cohort: its files, and how a table is read."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "files": {"cohort.csv": "patient,drugs,variants\nP1,lenalidomide,CRBN p.Trp386Ala\n"},
                    "mapping": {"patient": "patient", "drugs": ["drugs"], "variants": ["variants"]},
                }
            ]
        },
    )

    files: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}\.(csv|tsv|json|ndjson|parquet|xlsx)$")], str] = (
        Field(
            min_length=1,
            max_length=50,
            description="Their texts by name, which says what they are; Parquet and Excel in base64.",
        )
    )
    mapping: dict[str, Any] | None = Field(
        default=None, description="What `lenaowl cohort template` writes, as JSON; a table needs it."
    )


def add_uploads(app: FastAPI, services: Services) -> None:
    """Add the routes that take files."""
    _add_validation(app, services)
    _add_tables(app, services)
    _add_cohorts(app, services)


def _add_validation(app: FastAPI, services: Services) -> None:
    @app.post("/validate", tags=["data"], openapi_extra=_described(_RDF, _RDF_EXAMPLE))
    async def validate(
        request: Request,
        shapes: Annotated[Names, Query(examples=[["patients"]], description="Packaged sets.")] = [],  # noqa: B006
    ) -> dict[str, Any]:
        """Check data of yours against the packaged shapes: what is wrong, in which line, and how to fix it."""
        media, sent = await _posted(request, services, _RDF)
        text = as_text(sent)
        _check_shapes(shapes)
        return await _found(services, "validate", {"text": text, "media": media, "shapes": shapes})


def _add_tables(app: FastAPI, services: Services) -> None:
    @app.post("/interpret", tags=["data"], openapi_extra=_described(tuple(_TABLES), _TABLE_EXAMPLE))
    async def interpret(
        request: Request,
        agent: Annotated[Name, Query(examples=["lenalidomide"])],
        context: Annotated[Names, Query(description="The cells. A screen needs it.")] = [],  # noqa: B006
        min_effect: Annotated[float, Query(ge=0, le=100, description="From which log2 ratio on.")] = 1.0,
        max_p: Annotated[float, Query(ge=0, le=1, description="Up to which p or q value.")] = 0.05,
        unit: Literal["log2", "linear"] | None = None,
        kind: Literal["protein", "rna", "screen"] | None = None,
        id_column: _Column = "",
        effect_column: _Column = "",
        p_column: _Column = "",
        comparison: _Column = "",
        sheet: Annotated[str, Query(max_length=200, description="Of an Excel file; the first if left out.")] = "",
        invert: Annotated[bool, Query(description="The effect is of control over treatment.")] = False,
    ) -> dict[str, Any]:
        """Judge a table of results: what was expected, what is new, what contradicts, each with its proof."""
        media, sent = await _posted(request, services, tuple(_TABLES))
        columns = {"id_column": id_column, "effect_column": effect_column, "p_column": p_column, "unit": unit or "",
                   "kind": kind or "", "comparison": comparison, "invert": invert, "sheet": sheet}  # fmt: skip
        asked = {"agent": agent, "context": context, "min_effect": min_effect, "max_p": max_p, **columns}
        file = f"table{_TABLES[media]}"
        text = b64encode(sent).decode() if file.endswith(BINARY) else as_text(sent)
        return await _found(services, "interpret", {"files": {file: text}, "asked": asked})


def _add_cohorts(app: FastAPI, services: Services) -> None:
    schema = CohortFiles.model_json_schema()
    described = {"requestBody": {"required": True, "content": {_JSON[0]: {"schema": schema}}}}

    @app.post("/cohort", tags=["data"], openapi_extra=described)
    async def cohort(request: Request) -> dict[str, Any]:
        """Say what is to be expected in each patient of a small cohort. It is not treatment advice."""
        _, sent = await _posted(request, services, _JSON)
        try:
            given = CohortFiles.model_validate_json(as_text(sent))
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:5])
            raise ProblemError(422, wrong) from None
        return await _found(services, "cohort", given.model_dump())


def _described(media: tuple[str, ...], example: str) -> dict[str, Any]:
    """Return the description of a body in one of some media types, the first with an example."""
    offered: dict[str, Any] = {
        one: {"schema": {} if _TABLES.get(one, "").endswith(BINARY) else {"type": "string"}} for one in media
    }
    offered[media[0]]["example"] = example
    return {"requestBody": {"required": True, "content": offered}}


async def _posted(request: Request, services: Services, media: tuple[str, ...]) -> tuple[str, bytes]:
    """Return the media type and the content of a body.

    Raises:
        ProblemError: if it is of another type, too large, or comes too slowly.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in media:
        raise ProblemError(415, f"data is posted as one of: {', '.join(media)}.", {"Accept-Post": ", ".join(media)})
    return given, await content(request, services.limits.upload, services.limits.body_seconds)


async def _found(services: Services, task: str, payload: dict[str, Any]) -> dict[str, Any]:
    """Return what a task of `lenaowl.web.once` finds.

    Raises:
        ProblemError: if what was sent is wrong.
    """
    told = await services.one_offs.run(task, payload, services.limits.upload_seconds)
    if "missing" in told:
        raise ProblemError(501, told["missing"])
    if "error" in told:
        raise ProblemError(400, told["error"])
    report: dict[str, Any] = told["report"]
    return report


def _check_shapes(names: list[str]) -> None:
    """Refuse what is not the name of a packaged set of shapes: a name could be the path of a file."""
    from lenaowl.validation.shacl.reading import packaged

    known = packaged()
    for name in names:
        if name not in known:
            raise LenaowlError(f"no packaged set of shapes is named '{name}'; they are: {', '.join(known)}.")
