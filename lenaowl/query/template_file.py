"""Reads the metadata of templates: what their parameters are, and what their columns tell.

A file begins with lines of `#+`, which together are YAML. grlc's keys (summary, description, tags, defaults,
enumerate) mean what they mean there; `params` types the parameters and `columns` the answer; `data` names a file of
`examples/` for a question about data of the user's own, which has no answer without any:

    #+ summary: Which drugs degrade a protein?
    #+ tags: [neosubstrates]
    #+ params:
    #+   protein: {type: iri, of: Protein, example: IKZF3, description: The protein.}
    #+ columns:
    #+   drug: {type: iri, description: The drug.}

The parameter is the variable `?_protein_iri` in the query, as in grlc; `?_text` is a string.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
import yaml

from lenaowl.errors import LenaowlError, one_line
from lenaowl.query.template_parts import TYPES, Column, Param, Template
from lenaowl.rdf.sparql_text import bind, check_query, keywords, variables
from lenaowl.rdf.vocabulary import PREFIXES

COLUMN_TYPES = ("iri", "string", "integer", "decimal", "date", "boolean", "any")
_DUMMIES: dict[str, ox.NamedNode | ox.Literal] = {
    "iri": ox.NamedNode("https://example.org/x"), "class": ox.NamedNode("https://example.org/x"),
    "string": ox.Literal("x"), "lang": ox.Literal("en"), "integer": ox.Literal(1),
    "decimal": ox.Literal("1.0", datatype=ox.NamedNode(PREFIXES["xsd"] + "decimal")),
    "date": ox.Literal("2000-01-01", datatype=ox.NamedNode(PREFIXES["xsd"] + "date")), "boolean": ox.Literal(True),
}  # fmt: skip
_KEYS = {
    "": ("summary", "description", "tags", "defaults", "enumerate", "data", "params", "columns"),
    "params": ("type", "of", "classes", "required", "default", "enum", "example", "description"),
    "columns": ("type", "description"),
}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Names that mean something else where templates are run.
_RESERVED = ("admit", "endpoint", "explain_query", "extra", "format", "help", "limit", "out", "template", "timeout")
_NOT_NAMES = f"none of: {', '.join(_RESERVED)}"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Reader:
    """Reads one template and notes each problem with its line."""

    def __init__(self, file: str, text: str) -> None:
        self.problems: list[str] = []
        self._file = file
        lines = text.splitlines()
        self._meta = [(n, line[2:].removeprefix(" ")) for n, line in enumerate(lines, 1) if line.startswith("#+")]
        for number, (found, _) in enumerate(self._meta, 1):
            if found != number:
                self._note(found, "the lines of '#+' stand together at the top.")
                break
        self._query = "\n".join(lines[len(self._meta) :]).rstrip() + "\n"

    def _note(self, line: int, text: str) -> None:
        self.problems.append(f"{self._file}, line {line}: {text}")

    def read(self, name: str) -> Template | None:
        """Return the template, or None if there are problems."""
        top = self._block()
        if self.problems:
            return None
        meta = self._mapping(top, "")
        line = self._line(top)
        for key in ("summary", "tags"):
            if not meta.get(key):
                self._note(line, f"'{key}' is missing or empty.")
        params = self._params(meta)
        columns = tuple(self._columns(meta.get("columns")))
        if self.problems:
            return None
        form = self._check(line, params, columns)
        tags = tuple(self._texts(meta["tags"], "tags"))
        summary, description, data = (self._text(meta.get(key)) for key in ("summary", "description", "data"))
        return Template(name, summary, description, tags, params, columns, self._query, form, data)

    # -- YAML with lines --------------------------------------------------------------------------

    def _block(self) -> Any:  # noqa: ANN401 - a node of PyYAML
        if not self._meta:
            self._note(1, "there is no block of metadata: lines that begin with '#+'.")
            return None
        for number, line in self._meta:
            if "\t" in line:
                self._note(number, "a tab; indent with spaces.")
        try:
            node = yaml.compose("\n".join(line for _, line in self._meta), Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            row = error.problem_mark.line if error.problem_mark else 0
            self._note(self._meta[min(row, len(self._meta) - 1)][0], f"not valid YAML: {error.problem}.")
            return None
        except (yaml.YAMLError, RecursionError) as error:
            self._note(1, f"not valid YAML: {one_line(error)}.")
            return None
        if node is None:
            self._note(1, "the block of metadata is empty.")
        return node

    def _line(self, node: Any) -> int:  # noqa: ANN401
        row: int = node.start_mark.line
        return self._meta[min(row, len(self._meta) - 1)][0]

    def _mapping(self, node: Any, kind: str) -> dict[str, Any]:  # noqa: ANN401
        """Return the values of a mapping as nodes; keys must be those of the kind, and told once."""
        found: dict[str, Any] = {}
        if not isinstance(node, yaml.MappingNode):
            self._note(self._line(node), "a mapping of keys to values is needed here.")
            return found
        for key, value in node.value:
            if kind in _KEYS and key.value not in _KEYS[kind]:
                self._note(self._line(key), f"unknown key '{key.value}'; known are: {', '.join(_KEYS[kind])}.")
            elif key.value in found:
                self._note(self._line(key), f"'{key.value}' is stated twice.")
            found[key.value] = value
        return found

    def _text(self, node: Any) -> str:  # noqa: ANN401
        if node is None:
            return ""
        if isinstance(node, yaml.ScalarNode):
            return str(node.value).strip()
        self._note(self._line(node), "a single value is needed here.")
        return ""

    def _texts(self, node: Any, key: str) -> list[str]:  # noqa: ANN401
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._note(self._line(node), f"'{key}' is a list: [one, two].")
            return []
        return [self._text(item) for item in node.value]

    def _by_param(self, node: Any, key: str) -> dict[str, Any]:  # noqa: ANN401
        """Return grlc's list of single pairs (`- param: value`) as one mapping."""
        if node is None:
            return {}
        if not isinstance(node, yaml.SequenceNode):
            self._note(self._line(node), f"'{key}' is a list of '- parameter: value'.")
            return {}
        return {name: value for item in node.value for name, value in self._mapping(item, "pairs").items()}

    # -- parameters and columns -------------------------------------------------------------------

    def _params(self, meta: dict[str, Any]) -> tuple[Param, ...]:
        told = self._mapping(meta["params"], "all") if "params" in meta else {}
        lists = {"default": self._by_param(meta.get("defaults"), "defaults"),
                 "enum": self._by_param(meta.get("enumerate"), "enumerate")}  # fmt: skip
        for name, node in [pair for found in lists.values() for pair in found.items()]:
            if name not in told:
                self._note(self._line(node), f"'{name}' is not a parameter of this template.")
        params = [self._param(name, node, lists) for name, node in told.items()]
        return tuple(param for param in params if param)

    def _param(self, name: str, node: Any, lists: dict[str, dict[str, Any]]) -> Param | None:  # noqa: ANN401
        line, before = self._line(node), len(self.problems)
        keys = self._mapping(node, "params")
        for key, grlc in lists.items():
            if name in grlc and key in keys:
                self._note(line, f"'{key}' of '{name}' is stated twice.")
            if name in grlc:
                keys[key] = grlc[name]
        kind, example, default = (self._text(keys.get(key)) for key in ("type", "example", "default"))
        enum = tuple(self._texts(keys.get("enum"), "enum"))
        if not _NAME.fullmatch(name) or name in _RESERVED:
            self._note(
                line, f"'{name}' is not a name for a parameter: small letters, digits, single '_'; and {_NOT_NAMES}."
            )
        if kind not in TYPES:
            self._note(line, f"the type of '{name}' is '{kind}'; known are: {', '.join(TYPES)}.")
        for key in ("example", "description"):
            if not self._text(keys.get(key)):
                self._note(line, f"'{name}' has no {key}.")
        if enum and not {example, *([default] if "default" in keys else [])} <= set(enum):
            self._note(line, f"the example and the default of '{name}' must be among its values.")
        required, classes = self._flag(keys, "required", True, line), self._flag(keys, "classes", False, line)
        if len(self.problems) > before:
            return None
        return Param(name, kind, self._text(keys["description"]), example, self._text(keys.get("of")),
                     required and "default" not in keys, default if "default" in keys else None, enum,
                     classes)  # fmt: skip

    def _flag(self, keys: dict[str, Any], key: str, default: bool, line: int) -> bool:
        told = self._text(keys.get(key)) or str(default).lower()
        if told not in ("true", "false"):
            self._note(line, f"'{key}' is true or false, not '{told}'.")
        return told == "true"

    def _columns(self, node: Any) -> Iterable[Column]:  # noqa: ANN401
        for name, value in (self._mapping(node, "all") if node is not None else {}).items():
            keys = self._mapping(value, "columns")
            kind, description = self._text(keys.get("type")), self._text(keys.get("description"))
            if kind not in COLUMN_TYPES:
                known = ", ".join(COLUMN_TYPES)
                self._note(self._line(value), f"the type of column '{name}' is '{kind}'; known are: {known}.")
            if not description:
                self._note(self._line(value), f"column '{name}' has no description.")
            yield Column(name, kind, description)

    # -- the query --------------------------------------------------------------------------------

    def _check(self, line: int, params: tuple[Param, ...], columns: tuple[Column, ...]) -> str:
        used = {name for name in variables(self._query) if name.startswith("_")}
        declared = {param.variable for param in params}
        for name in sorted(declared - used):
            self._note(line, f"?{name} is declared and not used.")
        for name in sorted(used - declared):
            self._note(self._line_of(name), f"?{name} is used and no parameter; a variable with '_' first is one.")
        try:
            form = check_query(self._query)
            solutions = ox.Store().query(bind(self._query, {p.variable: _DUMMIES[p.type] for p in params}))
        except (SyntaxError, ValueError, LenaowlError) as error:
            row = re.search(r"(\d+):\d+", str(error))
            self._note(len(self._meta) + int(row.group(1)) if row else line, f"not a query that can be run: {error}")
            return keywords(self._query)[0] if keywords(self._query) else ""
        if isinstance(solutions, ox.QuerySolutions):
            answered = [variable.value for variable in solutions.variables]
            if answered != [column.name for column in columns]:
                self._note(line, f"'columns' must be what is selected: {', '.join(answered)}.")
        elif columns:
            self._note(line, "only a SELECT query has columns.")
        return form

    def _line_of(self, name: str) -> int:
        rows = self._query.splitlines()
        return len(self._meta) + next((n for n, row in enumerate(rows, 1) if name in row), 1)
