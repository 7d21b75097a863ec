"""The user's data for validation: files, folders or standard input, read whole into a store of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.files import SYNTAXES, not_of, syntax
from lenaowl.rdf.store import read_text
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES

CONTEXT_IRI = NAMESPACE + "records-context.jsonld"
STANDARD_INPUT = "standard input"
# Deeper JSON overflows the stack of parsers.
_JSON_DEPTH = 500
_ONE_GRAPH = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.RDF_XML)
_OF_LISTS = {PREFIXES["rdf"] + "first", PREFIXES["rdf"] + "rest"}


@dataclass(frozen=True)
class Source:
    """One text with its name and syntax."""

    name: str
    text: str
    form: ox.RdfFormat


@dataclass
class UserData:
    """The statements of all sources in one store, and what is needed to tell where a finding is.

    Attributes:
        sources: what was read.
        store: all statements in the default graph, whichever graph they were in.
        mentioned: the IRIs that occur as subject, predicate or object.
        subjects: the nodes that something is said of.
        anonymous: blank nodes without a label, by source, in the order in which their statements end.
        size: how many statements were read.
    """

    sources: list[Source]
    store: ox.Store = field(default_factory=ox.Store)
    mentioned: set[str] = field(default_factory=set)
    subjects: set[ox.NamedNode | ox.BlankNode] = field(default_factory=set)
    anonymous: list[list[str]] = field(default_factory=list)
    size: int = 0


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Return files as they are, and of folders all files in them whose names end as those of RDF do.

    Raises:
        DataError: if a path is not there, or a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(f for f in path.rglob("*") if f.suffix.lower() in SYNTAXES and f.is_file())
            if not inside:
                raise DataError(f"{path}: the folder holds no file that ends in {', '.join(sorted(SYNTAXES))}")
            found += inside
        elif not path.exists():
            raise DataError(f"{path}: there is no such file or folder")
        else:
            found.append(path)
    return found


def source(name: str, text: str, form: ox.RdfFormat | None = None) -> Source:
    """Return a text with its syntax, told from its name and beginning if it is not given.

    Raises:
        DataError: if it is in a syntax that is not read here.
    """
    return Source(name, text, form or _guess(name, text))


def read_files(files: Iterable[Path], form: ox.RdfFormat | None = None) -> list[Source]:
    """Return the texts of files.

    Raises:
        DataError: if one cannot be read, is not UTF-8, or is in a syntax that is not read here.
    """
    return [source(str(file), read_text(file), form) for file in files]


def _guess(name: str, text: str) -> ox.RdfFormat:
    if name == STANDARD_INPUT:
        start = text.lstrip("\ufeff \t\r\n")[:1]
        if start in ("{", "["):
            return ox.RdfFormat.JSON_LD if start == "{" or '"@' in text else ox.RdfFormat.TURTLE
        if text.lstrip("\ufeff \t\r\n").startswith("<?xml") or "<rdf:RDF" in text[:2000]:
            return ox.RdfFormat.RDF_XML
        return ox.RdfFormat.TURTLE
    return syntax(Path(name), text)


def load(sources: Sequence[Source], context: str) -> UserData:
    """Parse all sources into one store.

    Args:
        sources: what to read.
        context: the JSON-LD context of lenaowl, as text, put in place of its IRI; nothing is fetched.

    Raises:
        DataError: if a source is not of its syntax, or holds no statement; it says where and how to mend it.
    """
    data = UserData(list(sources))
    for number, one in enumerate(sources):
        order: dict[str, bool] = {}
        before = data.size
        mark = f"f{number}x" if len(sources) > 1 else ""
        try:
            data.store.extend(_noted(_quads(one, context), data, order, mark))
        except SyntaxError as error:
            where = f"{one.name}, line {error.lineno}" if error.lineno else one.name
            told = re.sub(
                r"^Parser error at line \d+ (column \d+|between columns? \d+ and (column )?\d+): ", "", error.msg
            )
            raise not_of(one.form, DataError(f"{where}: not valid {one.form.name}: {told}")) from None
        if data.size == before:
            raise DataError(f"{one.name}: the file holds no statement{_why_none(one)}")
        data.anonymous.append([node for node, wanted in order.items() if wanted])
    return data


def _why_none(one: Source) -> str:
    return " (JSON-LD passes over keys that no @context explains)" if one.form == ox.RdfFormat.JSON_LD else ""


def _quads(one: Source, context: str) -> Iterator[ox.Quad]:
    text = one.text.removeprefix("\ufeff")
    if one.form == ox.RdfFormat.JSON_LD:
        text = _with_context(one, text, context)
    if one.form == ox.RdfFormat.RDF_XML and re.search(r"<!ENTITY[^>]*&", text):
        raise DataError(
            f"{one.name}: defines entities of XML by other entities, which can grow without bound; write them out"
        )
    return iter(ox.parse(text.encode(), format=one.form))


def _noted(quads: Iterator[ox.Quad], data: UserData, order: dict[str, bool], mark: str) -> Iterator[ox.Quad]:
    """Put quads into the default graph, and note what they speak of.

    Blank nodes are marked with their source if there are several, as two files may use one label.
    """
    mentioned, subjects, default = data.mentioned, data.subjects, ox.DefaultGraph()
    for quad in quads:
        subject, predicate, obj = quad.subject, quad.predicate, quad.object
        if isinstance(subject, ox.BlankNode):
            subject = ox.BlankNode(mark + subject.value) if mark else subject
            if predicate.value in _OF_LISTS:
                order[subject.value] = False
            else:
                order.setdefault(subject.value, True)
        else:
            mentioned.add(subject.value)  # type: ignore[union-attr]
        if isinstance(obj, ox.NamedNode):
            mentioned.add(obj.value)
        elif isinstance(obj, ox.BlankNode):
            obj = ox.BlankNode(mark + obj.value) if mark else obj
            order.setdefault(obj.value, True)
        subjects.add(subject)  # type: ignore[arg-type]
        mentioned.add(predicate.value)
        data.size += 1
        yield ox.Quad(subject, predicate, obj, default)


# -- JSON-LD --------------------------------------------------------------------------------------------


def _with_context(one: Source, text: str, context: str) -> str:
    """Put the packaged context in place of its IRI.

    Raises:
        DataError: if the text is nested too deeply, or names another context, as nothing is fetched.
    """
    _check_depth(one.name, text)
    try:
        content = json.loads(text)
    except ValueError:
        return text  # the parser of JSON-LD says what is wrong
    ours = json.loads(context)["@context"]
    return json.dumps(_replaced(content, ours, one), ensure_ascii=False)


def _check_depth(name: str, text: str) -> None:
    depth = 0
    for found in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > _JSON_DEPTH:
            line = text.count("\n", 0, found.start()) + 1
            raise DataError(
                f"{name}, line {line}: nested more than {_JSON_DEPTH} deep; give inner nodes an @id and list them"
            )


def _replaced(node: object, ours: object, one: Source) -> object:
    if isinstance(node, list):
        return [_replaced(part, ours, one) for part in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _context(value, ours, one) if key == "@context" else _replaced(value, ours, one)
        for key, value in node.items()
    }


def _context(value: object, ours: object, one: Source) -> object:
    if isinstance(value, list):
        return [_context(part, ours, one) for part in value]
    if isinstance(value, str):
        if value == CONTEXT_IRI:
            return ours
        raise DataError(
            f"{one.name}: names the context {value}, and nothing is fetched here; "
            f"write its content in place of its IRI, or use {CONTEXT_IRI}"
        )
    return value


def unexplained_keys(one: Source) -> list[str]:
    """Return the keys of a JSON-LD text that none of its contexts explains, which JSON-LD passes over in silence."""
    if one.form != ox.RdfFormat.JSON_LD or CONTEXT_IRI in one.text or '"@vocab"' in one.text:
        return []
    keys: dict[str, None] = {}
    explained: set[str] = set()
    queue: list[object] = [json.loads(one.text.removeprefix("\ufeff"))]
    while queue:
        node = queue.pop()
        if isinstance(node, list):
            queue += node
        elif isinstance(node, dict):
            contexts = node.get("@context")
            for context in contexts if isinstance(contexts, list) else [contexts]:
                explained |= set(context) if isinstance(context, dict) else set()
            keys.update(dict.fromkeys(key for key in node if not key.startswith("@") and ":" not in key))
            queue += [value for key, value in node.items() if key != "@context"]
    return [key for key in keys if key not in explained]
