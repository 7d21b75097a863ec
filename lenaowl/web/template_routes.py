"""A route for each packaged question, with typed parameters, made from the metadata in its file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from inspect import Parameter, Signature
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request

from lenaowl.query.runner import TemplateRunner
from lenaowl.query.template_parts import Param, Template
from lenaowl.query.templates import kind, templates
from lenaowl.web.paging import Bounds, Page
from lenaowl.web.protocol import client
from lenaowl.web.queries import Query as Asked
from lenaowl.web.services import Services

_TYPES: dict[str, Any] = {"integer": int, "decimal": Decimal, "date": date, "boolean": bool}
_MARK = "value_"  # a parameter may be called as no variable of Python can, such as class
_JSON, _TRIPLES = "application/sparql-results+json", "application/n-triples"


def add_templates(app: FastAPI, services: Services) -> None:
    """Add a route for each packaged question, and one that lists them."""
    found = templates()

    @app.get("/queries", tags=["templates"])
    async def queries() -> list[dict[str, Any]]:
        """List the packaged questions."""
        return [
            {"name": t.name, "summary": t.summary, "tags": list(t.tags), "path": f"/api/queries/{t.name}"}
            for t in found.values()
        ]

    runner = services.runner
    for template in found.values():
        app.get(
            f"/queries/{template.name}", tags=["templates"], summary=template.summary, operation_id=template.name,
            description=_described(template),
        )(_route(template, runner, services))  # fmt: skip


def _described(template: Template) -> str:
    columns = "".join(f"\n- `{column.name}`: {column.description}" for column in template.columns)
    return template.description + (f"\n\nColumns:\n{columns}" if columns else "")


def _route(template: Template, runner: Callable[[], TemplateRunner], services: Services) -> Callable[..., Any]:
    """Return a function whose signature has the parameters of a template."""
    media = _JSON if template.form in ("SELECT", "ASK") else _TRIPLES

    async def ask(request: Request, page: Bounds, **values: Any) -> dict[str, Any]:  # noqa: ANN401 - of their types
        told = {name.removeprefix(_MARK): value for name, value in values.items() if value is not None}
        end = page.end
        text = await services.analyst.ask(lambda: runner().text(template.name, told, end + 1))
        answered = await services.answers.answer(Asked(text, media), client(request))
        found = answered.read(text).as_dict()
        more = max(len(found["rows"]), len(found["triples"])) > end
        for part in ("rows", "triples"):
            found[part] = found[part][page.offset : end]
        return {**found, "offset": page.offset, "next": page.onward if more else None}

    parameters = [
        Parameter("request", Parameter.KEYWORD_ONLY, annotation=Request),
        Parameter("page", Parameter.KEYWORD_ONLY, annotation=Page),
        *map(_parameter, template.params),
    ]
    ask.__name__ = template.name.replace("-", "_")
    ask.__doc__ = template.summary
    ask.__signature__ = Signature(parameters, return_annotation=dict[str, Any])  # type: ignore[attr-defined]
    return ask


def _parameter(param: Param) -> Parameter:
    """Return a parameter of a template as one of a function."""
    type_ = Literal[param.enum] if param.enum else _TYPES.get(param.type, str)
    text = f"{param.description} ({kind(param.type, param.of)})"
    default: Any = Parameter.empty if param.required and param.default is None else param.default
    longest = 500 if type_ is str else None
    told = Query(alias=param.name, description=text, examples=[param.example], max_length=longest)
    annotation = Annotated[type_ if default is Parameter.empty else type_ | None, told]  # type: ignore[valid-type]
    return Parameter(_MARK + param.name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
