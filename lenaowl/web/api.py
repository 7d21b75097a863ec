"""The REST interface: the questions of the command line, answered with the same records, described by OpenAPI."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from lenaowl.analysis.explain import RELATIONS
from lenaowl.analysis.exposures import Exposure
from lenaowl.rdf.vocabulary import LEVELS, lena
from lenaowl.release.version import __version__
from lenaowl.web.errors import HANDLERS
from lenaowl.web.paging import PROBLEMS, Name, Names, Page, Paged, paged
from lenaowl.web.problems import ProblemError
from lenaowl.web.responses import of_problem
from lenaowl.web.services import Services
from lenaowl.web.template_routes import add_templates
from lenaowl.web.uploads import add_uploads

_ABOUT = (
    "What cereblon-modulating drugs do, in which cells, why, and on what evidence. Names are those that people use: "
    "labels, synonyms, identifiers. Read-only; it describes published research and is not medical advice."
)


def api(services: Services) -> FastAPI:
    """Return the interface, to be mounted under `/api`."""
    app = FastAPI(
        title="lenaowl", version=__version__, description=_ABOUT, docs_url=None, redoc_url=None, responses=PROBLEMS,
        openapi_url="/openapi.json", license_info={"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        servers=[{"url": "/api"}], root_path_in_servers=False,
        exception_handlers={**HANDLERS, RequestValidationError: _invalid},
    )  # fmt: skip
    _add_questions(app, services)
    _add_lookups(app, services)
    add_uploads(app, services)
    add_templates(app, services)
    return app


async def _invalid(_: Request, error: Exception) -> Response:
    """Answer a request whose parameters are not of their types."""
    if not isinstance(error, RequestValidationError):  # pragma: no cover - it is called for no other
        raise error
    wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
    return of_problem(ProblemError(422, wrong))


def _add_questions(app: FastAPI, services: Services) -> None:
    kb, ask = services.dataset.kb, services.analyst.ask

    @app.get("/effects", tags=["questions"])
    async def effects(
        page: Page,
        agent: Annotated[
            Name, Query(examples=["lenalidomide"], description="A drug, a class of drugs, or a knock-down.")
        ],
        context: Annotated[Names, Query(examples=[["T-cell"]], description="Only these are present.")] = [],  # noqa: B006
        level: Literal[LEVELS] | None = None,  # type: ignore[valid-type]
    ) -> Paged:
        """List what there is more or less of under an agent."""
        return paged((await ask(lambda: kb.effects(agent, context=context, level=level))).as_dicts(), page)

    @app.get("/explain", tags=["questions"])
    async def explain(
        agent: Annotated[Name, Query(examples=["lenalidomide"])],
        relation: Annotated[Literal[RELATIONS], Query(examples=["increases"])],  # type: ignore[valid-type]
        target: Annotated[Name, Query(examples=["IL2"], description="An entity; a class for is-a.")],
        every: Annotated[bool, Query(description="All proofs instead of the best.")] = False,
    ) -> dict[str, Any]:
        """Explain why something follows of an agent, or what is known nearby if it does not."""
        return (await ask(lambda: kb.explain(agent, relation, target, every=every))).as_dict()

    @app.get("/what-if", tags=["questions"])
    async def what_if(
        agent: Annotated[Names, Query(examples=[["lenalidomide"]])] = [],  # noqa: B006
        context: Annotated[Names, Query(description="Only these are present.")] = [],  # noqa: B006
        without: Annotated[Names, Query(examples=[["CRBN"]], description="Proteins that are taken out.")] = [],  # noqa: B006
        form: Annotated[Names, Query(description="Forms in place of the wild type.")] = [],  # noqa: B006
        also: Annotated[Names, Query(description="Forms beside the others of their protein.")] = [],  # noqa: B006
        species: Annotated[str, Query(max_length=200)] = "",
    ) -> dict[str, Any]:
        """Show what is lost, still follows, is not judged or is new when a system is changed."""
        exposure = Exposure(tuple(agent), tuple(context), tuple(without), tuple(form), tuple(also), species)
        return (await ask(lambda: kb.what_if(exposure))).as_dict()

    @app.get("/compare", tags=["questions"])
    async def compare(
        agent: Annotated[Names, Query(examples=[["lenalidomide", "pomalidomide"]], description="Two or more.")],
    ) -> dict[str, Any]:
        """Compare agents: which effects they share, in which they differ, where they act in opposite ways."""
        return (await ask(lambda: kb.compare(agent))).as_dict()


def _add_lookups(app: FastAPI, services: Services) -> None:
    kb, ask = services.dataset.kb, services.analyst.ask

    @app.get("/search", tags=["terms"])
    async def search(
        page: Page,
        q: Annotated[Name, Query(examples=["pomalyst"])],
        kind: Annotated[str | None, Query(max_length=200, examples=["Drug"], description="Only of this class.")] = None,
    ) -> Paged:
        """Find terms, claims and publications by their words, the best first."""
        return paged((await ask(lambda: kb.search(q, kind))).as_dicts(), page)

    @app.get("/terms/{name}", tags=["terms"])
    async def term(name: Annotated[str, Path(max_length=200, examples=["IKZF3"])]) -> dict[str, Any]:
        """Show what is known of a term, a claim or a publication."""
        return (await ask(lambda: kb.catalogue.term(kb.catalogue.find(name)))).as_dict()

    @app.get("/trials", tags=["terms"])
    async def trials(page: Page) -> Paged:
        """List the clinical trials; each is shown by `/terms/{name}`."""

        def listed() -> list[dict[str, Any]]:
            of_class = (iri for iri, types in kb.catalogue.types.items() if lena("Trial") in types)
            return [kb.catalogue.words.ref(iri).as_dict() for iri in sorted(of_class)]

        return paged(await ask(listed), page)
