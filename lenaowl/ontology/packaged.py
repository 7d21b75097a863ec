"""Where the packaged files are: in the wheel under `lenaowl/_data`, in a checkout beside the package."""

from __future__ import annotations

from pathlib import Path

from lenaowl.errors import LenaowlError


def folder(kind: str) -> Path:
    """Return the folder `ontology`, `shapes`, `queries`, `examples` or `pages`, wherever this installation keeps it."""
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "_data" / kind, package.parent / kind, package.parent / "docs" / kind):
        if candidate.is_dir():
            return candidate
    raise LenaowlError(
        f"the packaged folder '{kind}' is missing; reinstall with: pip install --force-reinstall lenaowl"
    )


def path(name: str) -> Path:
    """Return the path of a packaged file, for pipelines that just want the file.

    `name` is that of a release artefact (`lenaowl.ttl`) or a path below the packaged folders
    (`ontology/vocabulary.ttl`, `shapes/claims.ttl`).

    >>> path("lenaowl.ttl").name
    'lenaowl.ttl'
    """
    release = folder("ontology") / "release"
    kind, _, rest = name.partition("/")
    in_folder = rest and kind in ("ontology", "shapes", "queries", "examples")
    candidate = folder(kind) / rest if in_folder else release / name
    inside = candidate.resolve().is_relative_to((folder(kind) if in_folder else release).resolve())
    if not inside or not candidate.is_file():
        known = ", ".join(sorted(p.name for p in release.iterdir() if p.is_file()))
        raise LenaowlError(f"no packaged file is named '{name}'. Release artefacts: {known}.")
    return candidate


def rules(stage: str) -> tuple[tuple[str, str], ...]:
    """Return (name, SPARQL text) of each rule of a stage (a folder of `queries/rules`), in the order they run in."""
    files = sorted((folder("queries") / "rules" / stage).glob("*.rq"))
    return tuple((file.stem, file.read_text(encoding="utf-8")) for file in files)
