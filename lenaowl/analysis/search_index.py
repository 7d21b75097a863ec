"""What a search looks at in the shipped ontology, made at build time, so that a search need not gather it."""

from __future__ import annotations

import json
from pathlib import Path

from lenaowl.analysis import catalogue, search
from lenaowl.analysis.catalogue import Catalogue
from lenaowl.analysis.search import Searchable, searchable
from lenaowl.inference import prebuilt
from lenaowl.ontology import citations, claims, spelling
from lenaowl.ontology.packaged import folder

NAME = "lenaowl-search.json"


def read() -> list[Searchable] | None:
    """Return what was made before, or nothing if there is none of just these sources."""
    file = folder("ontology") / "release" / NAME
    if not file.is_file():
        return None
    content = file.read_bytes()
    return [Searchable(*term) for term in json.loads(content)["terms"]] if content.startswith(_made_from()) else None


def make(known: Catalogue) -> bytes:
    """Return the file: JSON with what it was made from on a line of its own."""
    content = json.dumps({"terms": searchable(known)}, ensure_ascii=False, separators=(",", ":")).encode()
    return _made_from() + content[1:] + b"\n"


def _made_from() -> bytes:
    code = [Path(str(module.__file__)) for module in (catalogue, search, citations, claims, spelling)]
    return b'{"madeFrom":"' + prebuilt.fingerprint(code) + b'",\n'
