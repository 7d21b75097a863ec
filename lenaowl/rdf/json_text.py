"""JSON as text: its tokens and where they stand, so that a line can be named and a context put in place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lenaowl.errors import DataError
from lenaowl.rdf.scanning import end_of_json, line_at

_TOKEN = re.compile(r'["{}\[\],:]|[^\s"{}\[\],:]+')


@dataclass(frozen=True)
class Context:
    """A value of `@context`: where it stands, and what it says; none for what is no JSON."""

    start: int
    end: int
    content: object


def tokens(text: str, at: int = 0) -> Iterator[tuple[str, int]]:
    """Yield the tokens of JSON and where they start: quoted texts, marks, numbers and words. It never fails."""
    while found := _TOKEN.search(text, at):
        at = end_of_json(text, found.end()) if found[0] == '"' else found.end()
        yield text[found.start() : at], found.start()


def unquoted(token: str) -> str:
    """Return what a quoted text says; half of a pair of code units stays as it is written."""
    if "\\" not in token:
        return token[1:-1]
    try:
        found = json.loads(token, strict=False)
    except ValueError:
        return token[1:-1]
    return str(found)


def contexts(text: str) -> Iterator[Context]:
    """Yield the contexts of JSON-LD, from the first to the last; those within a context are part of it."""
    before, is_key, end = "", False, 0
    for piece, at in tokens(text):
        if at < end:
            continue
        if is_key and piece == ":":
            start, end = _value(text, at + 1)
            try:
                yield Context(start, end, json.loads(text[start:end], parse_int=str, parse_float=str))
            except ValueError:
                yield Context(start, end, None)
        is_key = piece.startswith('"') and before in ("{", ",") and unquoted(piece) == "@context"
        before = piece


def _value(text: str, at: int) -> tuple[int, int]:
    """Return where the value that begins after a place starts and ends."""
    depth, start, end = 0, -1, len(text)
    for piece, place in tokens(text, at):
        start = place if start < 0 else start
        depth += (piece in "{[") - (piece in "}]")
        if depth <= 0:
            end = place + len(piece)
            break
    return max(start, at), end


def dicts(content: object) -> Iterator[dict[str, object]]:
    """Yield all objects in a value, the value too."""
    queue = [content]
    while queue:
        node = queue.pop()
        if isinstance(node, dict):
            yield node
            queue += node.values()
        elif isinstance(node, list):
            queue += node


def half_pair(text: str) -> int | None:
    """Return where half of a surrogate pair stands, which is not a character; none if there is none."""
    found = re.search(r"\\u(?i:d[89ab][0-9a-f]{2}(?!\\ud[c-f])|d[c-f][0-9a-f]{2}(?<!\\ud[89ab]..\\ud...))", text)
    return found.start() if found else None


def is_jsonld(text: str) -> bool:
    """Whether JSON may be JSON-LD: whether a key begins with @, in any spelling."""
    return '"@' in text or '"\\u0040' in text


def with_contexts(name: str, text: str, known: Mapping[str, Callable[[], str]]) -> str:
    """Put known contexts in place of their IRIs, line by line as the text stands.

    Raises:
        DataError: with the line, if the text names another context, as nothing is fetched.
    """
    parts, done = [], 0
    for context in contexts(text):
        for one, start, end in _mentions(text, context):
            if one not in known:
                raise _not_here(name, line_at(text, start), one, known)
            content = json.loads(known[one]())["@context"]
            parts += [text[done:start], json.dumps(content, ensure_ascii=False)]
            done = end
        for inner in _inner(context.content):
            raise _not_here(name, line_at(text, context.start), inner, known)
    return "".join([*parts, text[done:]])


def _mentions(text: str, context: Context) -> Iterator[tuple[str, int, int]]:
    """Yield the IRIs that a value of `@context` is or lists, with where they stand."""
    braces = 0
    for piece, start in tokens(text, context.start):
        if start >= context.end:
            return
        braces += (piece == "{") - (piece == "}")
        if piece.startswith('"') and not braces:
            yield unquoted(piece), start, start + len(piece)


def _inner(content: object) -> Iterator[str]:
    """Yield the IRIs of contexts that a context imports or gives to single terms."""
    for one in dicts(content):
        for key in ("@context", "@import"):
            said = one.get(key)
            yield from (iri for iri in (said if isinstance(said, list) else [said]) if isinstance(iri, str))


def _not_here(name: str, line: int, iri: str, known: Mapping[str, Callable[[], str]]) -> DataError:
    use = f", or use {', '.join(known)}" if known else ""
    return DataError(
        f"{name}, line {line}: names the context {iri}, and nothing is fetched here; write its content in place of "
        f"its IRI{use}"
    )
