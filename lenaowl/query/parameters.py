"""From the values that a user gives for a template's parameters to RDF terms, and to the query that is run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

import pyoxigraph as ox

from lenaowl.errors import LenaowlError, WrongKindError
from lenaowl.ontology.names import NameIndex
from lenaowl.query.templates import Param, Template
from lenaowl.rdf.sparql_text import Term, bind
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, SUBCLASS_OF, lena

_XSD = PREFIXES["xsd"]
_PATTERNS = {
    "integer": (re.compile(r"[+-]?[0-9]{1,18}"), "a whole number, such as 3"),
    "decimal": (re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?"), "a number, such as 0.05"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a date, such as 2026-01-31"),
    "boolean": (re.compile(r"true|false"), "true or false"),
    "lang": (re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"), "a language tag, such as en"),
}  # fmt: skip
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # in XML 1.0 neither
_ABSOLUTE = re.compile(r"(https?://|urn:)\S+")


class Binder:
    """Binds the parameters of templates; names are those of the terms in a store."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store = store

    @cached_property
    def _names(self) -> NameIndex:
        return NameIndex(self._store)

    @cached_property
    def _members(self) -> dict[str, set[str]]:
        members: dict[str, set[str]] = {}
        for thing, classes in self._store.objects(RDF_TYPE).items():
            for cls in classes:
                members.setdefault(cls, set()).add(thing)
        return members

    def query(self, template: Template, values: Mapping[str, object], limit: int | None = None) -> str:
        """Return the query of a template with these values.

        Raises:
            LenaowlError: if a value is missing, is not of its type, or there is no such parameter.
            UnknownNameError, AmbiguousNameError, WrongKindError: if a name does not tell one term of the right kind.
        """
        known = {param.name: param for param in template.params}
        for name in values:
            if name not in known:
                listed = ", ".join(known) or "none"
                raise LenaowlError(f"'{template.name}' has no parameter '{name}'; it has: {listed}.")
        terms = {}
        for param in template.params:
            told = values.get(param.name)
            told = param.default if told is None else told
            if told is not None:
                terms[param.variable] = self.term(param, told)
            elif param.required:
                hint = f"{param.description} For example: {param.example}."
                raise LenaowlError(f"'{template.name}' needs '{param.name}': {hint}")
        text = bind(template.query, terms)
        return text if limit is None or template.form == "ASK" else f"{text}LIMIT {int(limit)}\n"

    def term(self, param: Param, told: object) -> Term:
        """Return a value as an RDF term of the parameter's type."""
        text = _text(told)
        if param.enum and text not in param.enum:
            raise LenaowlError(f"'{param.name}' is one of: {', '.join(param.enum)}; not '{text}'.")
        if param.type in ("iri", "class"):
            return ox.NamedNode(self._iri(param, text))
        if param.type in _PATTERNS:
            pattern, wanted = _PATTERNS[param.type]
            if not pattern.fullmatch(text) or (param.type == "date" and not _is_date(text)):
                raise LenaowlError(f"'{param.name}' is {wanted}; not '{text}'.")
        if _NO_TEXT.search(text):
            raise LenaowlError(f"'{param.name}' has a character that is not text.")
        datatype = "string" if param.type == "lang" else param.type
        return ox.Literal(text, datatype=ox.NamedNode(_XSD + datatype))

    def _iri(self, param: Param, text: str) -> str:
        known = self._names.anywhere(text)
        if not known and _ABSOLUTE.fullmatch(text):  # a thing in data of the user's own
            try:
                return ox.NamedNode(text).value
            except ValueError:
                raise LenaowlError(f"'{param.name}' is not a valid IRI: '{text}'.") from None
        among = self._among(param, known)
        kind = param.of or ("class" if param.type == "class" else "term")
        if known and among.isdisjoint(known):
            raise WrongKindError(f"'{text}' is known, but not as {kind}; '{param.name}' is: {param.description}")
        return self._names.find(text, among, kind)

    def _among(self, param: Param, known: list[str]) -> set[str]:
        """Return the terms that are meant, of which an error can suggest one."""
        if param.type == "class":
            classes = self._members.get(PREFIXES["owl"] + "Class", set())
            return {cls for cls in classes if self._is_below(cls, lena(param.of))} if param.of else classes
        if not param.of:
            return set(known) or set().union(*self._members.values())
        members = self._members.get(lena(param.of), set())
        if not param.classes:
            return members
        classes = self._members.get(PREFIXES["owl"] + "Class", set())
        return members | {cls for cls in classes if self._is_below(cls, lena(param.of))}

    @cached_property
    def _above(self) -> dict[str, list[str]]:
        return self._store.objects(SUBCLASS_OF)

    def _is_below(self, cls: str, top: str) -> bool:
        """Whether a class is below another, by statement or because all that is known of it is."""
        members = self._members.get(cls)
        if members and members <= self._members.get(top, set()):
            return True
        seen, queue = {cls}, [cls]
        while queue:
            new = [above for above in self._above.get(queue.pop(), ()) if above not in seen]
            seen.update(new)
            queue += new
        return top in seen


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _text(told: object) -> str:
    """Return a Python value as the text that its type has in RDF."""
    if isinstance(told, bool):
        return "true" if told else "false"
    if isinstance(told, datetime):
        return told.date().isoformat()
    if isinstance(told, date):
        return told.isoformat()
    if isinstance(told, (int, float, Decimal)):
        return f"{told:f}" if isinstance(told, (float, Decimal)) else str(told)
    if isinstance(told, str):
        return told
    raise LenaowlError(f"a value is text, a number, a date or a boolean; not {type(told).__name__}.")
