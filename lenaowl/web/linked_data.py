"""Linked data: each thing has an address that leads to its page or its data, and each file of the release has one."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from lenaowl.ontology.packaged import folder, path
from lenaowl.rdf.vocabulary import lena
from lenaowl.web.descriptions import Descriptions, serialized
from lenaowl.web.formats import FILES, GRAPHS, HTML
from lenaowl.web.negotiation import choose
from lenaowl.web.problems import ProblemError, not_acceptable
from lenaowl.web.responses import cacheable, has_it, known_by

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
        version: the version of the ontology.
        modified: since when the data is as it is.
    """

    def __init__(self, descriptions: Descriptions, version: str, modified: datetime) -> None:
        self._descriptions = descriptions
        release = folder("ontology") / "release"
        self._files = {file.name for file in release.iterdir() if "prepared" not in file.name}
        self._version = version
        self._modified = modified

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
            return self._file(request, name)
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
        links = {"Link": ", ".join(found)} if (found := self._successors(name)) else {}
        return RedirectResponse(place, _SEE_ALSO, headers={"Vary": "Accept", **links})

    async def data(self, request: Request) -> Response:
        """Give the data of a thing in the syntax that its address ends in."""
        name, _, ending = request.path_params["name"].rpartition(".")
        if ending not in FILES:
            raise ProblemError(404, f"data of a term ends in one of: {', '.join(FILES)}.")
        self._known(name)
        media = FILES[ending]
        content = serialized(self._descriptions.of(lena(name)), GRAPHS[media])
        links = [
            f'<{lena(quote(name))}>; rel="describes"', f'</page/{quote(name)}>; rel="alternate"; type="{HTML}"',
            *self._successors(name),
        ]  # fmt: skip
        return cacheable(request, content, media, self._modified, {"Link": ", ".join(links)})

    async def void(self, request: Request) -> Response:
        """Describe the dataset in VoID."""
        media = choose(request.headers.get("accept", ""), GRAPHS)
        if media is None:
            raise not_acceptable(list(GRAPHS))
        content = path("void.ttl").read_bytes()
        if media != "text/turtle":
            content = serialized((q.triple for q in ox.parse(content, format=ox.RdfFormat.TURTLE)), GRAPHS[media])
        return cacheable(request, content, media, self._modified)

    async def released(self, request: Request) -> Response:
        """Give a file of the release by the IRI of its version."""
        version, name = request.path_params["version"], request.path_params["name"]
        if version not in ("latest", self._version) or name not in self._files:
            raise ProblemError(404, f"there is no such file; the version here is {self._version}.")
        return self._file(request, name)

    def ontology(self, accept: str) -> Response:
        """Lead to the file of the ontology in a syntax that the client takes.

        Raises:
            ProblemError: if it takes none.
        """
        media = choose(accept, _ONTOLOGY)
        if media is None:
            raise not_acceptable([HTML, *_ONTOLOGY])
        return RedirectResponse(f"/{_ONTOLOGY[media]}", _SEE_ALSO, headers={"Vary": "Accept"})

    def _file(self, request: Request, name: str) -> Response:
        file = path(name)
        made = FileResponse(file, media_type=_MEDIA.get(name.rpartition(".")[2]), stat_result=file.stat())
        tag = f'"{self._version}-{made.headers["etag"].strip(chr(34))}"'  # installed files may all be of one date
        headers = known_by(tag, self._modified)
        if has_it(request, tag, self._modified):
            return Response(status_code=304, headers=headers)
        made.headers.update(headers)
        return made

    def _successors(self, name: str) -> list[str]:
        """Return links to what replaces a term, if it is deprecated."""
        return [f'<{iri}>; rel="successor-version"' for iri in self._descriptions.replaced_by(lena(name))]

    def _known(self, name: str) -> None:
        if not name or lena(name) not in self._descriptions:
            raise ProblemError(404, f"nothing is named '{name[:100]}' here; look for it with /search?q=")
