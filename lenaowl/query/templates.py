"""Templates: questions in SPARQL with typed parameters, one a file of `queries/templates`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from lenaowl.errors import DataError, UnknownNameError
from lenaowl.ontology.packaged import folder
from lenaowl.query.template_file import Reader
from lenaowl.query.template_parts import Column, Param, Template
from lenaowl.rdf.files import read_text
from lenaowl.rdf.suggestions import nearest

__all__ = [
    "Column", "Param", "Template", "command_line", "kind", "names", "option", "read_templates", "template", "templates"
]  # fmt: skip


@cache
def templates() -> dict[str, Template]:
    """Return the packaged templates by name.

    Raises:
        DataError: if any of them is broken; the text tells all that is, with file and line.
    """
    return read_templates(folder("queries") / "templates" / f"{name}.rq" for name in names())


def template(name: str) -> Template:
    """Return the template of a name.

    Raises:
        UnknownNameError: if there is none; with suggestions.
        DataError: if it is broken.
    """
    known = names()
    if name not in known:
        raise UnknownNameError(name, nearest(name, known, cutoff=40), "template")
    return read_templates([folder("queries") / "templates" / f"{name}.rq"])[name]


def names() -> list[str]:
    """Return the names of the packaged templates, sorted."""
    return sorted(file.stem for file in (folder("queries") / "templates").glob("*.rq"))


def read_templates(files: Iterable[Path]) -> dict[str, Template]:
    """Read templates strictly.

    Raises:
        DataError: if any of them is broken; the text tells all that is, with file and line.
    """
    found, problems = {}, []
    for file in files:
        reader = Reader(file.name, read_text(file))
        result = reader.read(file.stem)
        problems += reader.problems
        if result:
            found[result.name] = result
    if problems:
        raise DataError("\n".join(problems))
    return found


def option(name: str) -> str:
    """Return the name of the command-line option of a parameter."""
    return name.replace("_", "-")


def kind(type_: str, of: str) -> str:
    """Return the type of a parameter in a few words."""
    if type_ == "class":
        return f"class of {of}" if of else "class"
    return of or ("term" if type_ == "iri" else type_)


def command_line(template: Template) -> str:
    """Return the command that runs a template with its examples."""
    values = template.example()
    options = "".join(f" --{option(p.name)} {_as_typed(values[p.name])}" for p in template.params if p.required)
    return f"lenaowl query run {template.name}{options}" + (f" --extra {template.data}" if template.data else "")


def _as_typed(text: str) -> str:
    """Return a value as it is typed in a shell."""
    return text if all(c.isalnum() or c in "-_.:/" for c in text) else json.dumps(text)
