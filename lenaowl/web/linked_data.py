"""Linked data: each thing has an address that leads to its page or its data, and each file of the release has one."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from lenaowl.ontology.packaged import folder, path
from lenaowl.rdf.vocabulary import NAMESPACE, lena
from lenaowl.web.descriptions import Descriptions, serialized
from lenaowl.web.formats import FILES, GRAPHS, HTML
from lenaowl.web.negotiation import choose
from lenaowl.web.problems import ProblemError, not_acceptable
from lenaowl.web.responses import cacheable

_MODULES = {"exposures": "lenaowl-exposures.ttl", "trials": "lenaowl-trials.ttl"}
_ONTOLOGY = {
    "text/turtle": "lenaowl.ttl", "application/rdf+xml": "lenaowl.owl", "application/ld+json": "lenaowl.jsonld",
    "application/xml": "lenaowl.owl",
}  # fmt: skip
_MEDIA = {
    "ttl": "text/turtle", "owl": "application/rdf+xml", "jsonld": "application/ld+json", "trig": "application/trig",
    "json": "application/json", "tsv": "text/tab-separated-values", "xml": "application/xml",
}  # fmt: skip
_SEE_ALSO = 303


class LinkedData:
    """Answers for addresses of things and files.

    Args:
        descriptions: what is stated of each thing.
    """

    def __init__(self, descriptions: Descriptions) -> None:
        self._descriptions = descriptions
        release = folder("ontology") / "release"
        self._files = {file.name for file in release.iterdir() if "prepared" not in file.name}
        self._version = _version(descriptions)

    def routes(self) -> list[Route]:
        """Return the routes; the one for things takes what no other does."""
        return [
            Route("/.well-known/void", self.void),
            Route("/data/{name:path}", self.data),
            Route("/releases/{version}/{name}", self.released),
            Route("/{name}", self.thing),
        ]

    async def thing(self, request: Request) -> Response:
        """Lead to the page or to the data of a thing, as the client prefers; or give a file of the release."""
        name = request.path_params["name"]
        if name in self._files:
            return self._file(name)
        if name in _MODULES:
            return RedirectResponse(f"/{_MODULES[name]}", _SEE_ALSO)
        self._known(name)
        offered = [HTML, *FILES.values()]
        # a client without any preference is a program
        media = choose(request.headers.get("accept", ""), [*offered[1:], HTML])
        if media is None:
            raise not_acceptable(offered)
        ending = next((end for end, of in FILES.items() if of == media), "")
        place = f"/data/{quote(name)}.{ending}" if ending else f"/page/{quote(name)}"
        return RedirectResponse(place, _SEE_ALSO, headers={"Vary": "Accept"})

    async def data(self, request: Request) -> Response:
        """Give the data of a thing in the syntax that its address ends in."""
        name, _, ending = request.path_params["name"].rpartition(".")
        if ending not in FILES:
            raise ProblemError(404, f"data of a term ends in one of: {', '.join(FILES)}.")
        self._known(name)
        media = FILES[ending]
        content = serialized(self._descriptions.of(lena(name)), GRAPHS[media])
        link = f'<{lena(quote(name))}>; rel="describes", </page/{quote(name)}>; rel="alternate"; type="{HTML}"'
        return cacheable(request, content, media, {"Link": link})

    async def void(self, request: Request) -> Response:
        """Describe the dataset in VoID."""
        media = choose(request.headers.get("accept", ""), GRAPHS)
        if media is None:
            raise not_acceptable(list(GRAPHS))
        content = path("void.ttl").read_bytes()
        if media != "text/turtle":
            content = serialized((q.triple for q in ox.parse(content, format=ox.RdfFormat.TURTLE)), GRAPHS[media])
        return cacheable(request, content, media)

    async def released(self, request: Request) -> Response:
        """Give a file of the release by the IRI of its version."""
        version, name = request.path_params["version"], request.path_params["name"]
        if version not in ("latest", self._version) or name not in self._files:
            raise ProblemError(404, f"there is no such file; the version here is {self._version}.")
        return self._file(name)

    def ontology(self, accept: str) -> Response:
        """Lead to the file of the ontology in a syntax that the client takes.

        Raises:
            ProblemError: if it takes none.
        """
        media = choose(accept, _ONTOLOGY)
        if media is None:
            raise not_acceptable([HTML, *_ONTOLOGY])
        return RedirectResponse(f"/{_ONTOLOGY[media]}", _SEE_ALSO, headers={"Vary": "Accept"})

    def _file(self, name: str) -> Response:
        return FileResponse(path(name), media_type=_MEDIA.get(name.rpartition(".")[2]))

    def _known(self, name: str) -> None:
        if not name or lena(name) not in self._descriptions:
            raise ProblemError(404, f"nothing is named '{name[:100]}' here; look for it with /search?q=")


def _version(descriptions: Descriptions) -> str:
    found = (t.object for t in descriptions.of(NAMESPACE) if t.predicate.value.endswith("versionInfo"))
    return next((text.value for text in found if isinstance(text, ox.Literal)), "")
