"""In which line of a text something is said of a node."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, local_name

_PIECE = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)
    |(?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<directive>@prefix\b|@base\b|(?i:prefix|base)(?=\s))
    |(?P<mark>@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^)
    |(?P<label>_:[\w.-]*[\w-])
    |(?P<name>[\w.-]*:(?:[\w:%-]|\\.|\.(?=[\w:%\\-]))*)
    |(?P<number>[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)
    |(?P<word>\w+)
    |(?P<punctuation>[.;,\[\](){}])""",
    re.VERBOSE | re.DOTALL,
)


# In JSON-LD and RDF/XML: how a node is named, and how something is said of it.
_MARKS = {
    ox.RdfFormat.JSON_LD: (
        r'"@id"\s*:\s*"(?P<node>[^"]*)"(?!\s*})',  # alone in braces it is a mention
        r'"(?P<word>[^"@][^"]*)"\s*:\s*(?P<value>"[^"]*"|[^\s,{\[\]}]*)',
    ),
    ox.RdfFormat.RDF_XML: (
        r'rdf:(?:about|ID|nodeID)\s*=\s*["\'](?P<node>[^"\']*)',
        r"<(?P<word>[\w.-]+:[\w.-]+)[^>]*>(?P<value>[^<]*)",
    ),
}


@dataclass
class _Frame:
    """A node that statements are made of: the subject of a sentence, a blank node in brackets, or a list."""

    node: str | None = None
    predicate: str | None = None
    kind: str = "subject"


@dataclass
class Lines:
    """Where nodes and their predicates stand in a text.

    Attributes:
        anonymous: the names of the blank nodes in brackets, in the order in which their first statements end.
    """

    anonymous: list[str] = field(default_factory=list)
    _nodes: dict[str, int] = field(default_factory=dict)
    _words: dict[str, int] = field(default_factory=dict)
    _said: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)

    def of(self, node: str, predicate: str | None = None, value: str | None = None) -> int | None:
        """Return the line of a node, or of what a predicate says of it, or of one value of it; none if unknown."""
        said = self._said.get((node, predicate), []) if predicate else []
        lines = [line for line, text in said if text == value] or [line for line, _ in said]
        return lines[0] if lines else self._nodes.get(node)

    def knows(self, node: str) -> bool:
        """Whether a node, or a term, stands in the text."""
        return node in self._nodes or node in self._words

    def says(self, node: str, predicate: str) -> bool:
        """Whether a predicate is said of a node."""
        return (node, predicate) in self._said

    def word(self, term: str) -> int | None:
        """Return the line where a term first stands."""
        return self._words.get(term)

    def meet(self, term: str, line: int) -> None:
        """Note where a term first stands."""
        self._words.setdefault(term, line)

    def note(self, node: str, line: int) -> None:
        """Note where a node is first the subject."""
        self._nodes.setdefault(node, line)

    def say(self, node: str, predicate: str, value: str, line: int) -> None:
        """Note where a predicate of a node has a value."""
        self._said.setdefault((node, predicate), []).append((line, value))


def key(term: ox.NamedNode | ox.BlankNode | ox.Literal | object) -> str:
    """Return a node as `Lines` names it, and a literal as its text."""
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    return str(getattr(term, "value", term))


def find_lines(text: str, form: ox.RdfFormat) -> Lines:
    """Read a text for where things stand. It never fails: what it does not understand has no line."""
    if form in _MARKS:
        return _marked(text, *_MARKS[form])
    return _Turtle(text).lines


class _Turtle:
    """Walks through Turtle, TriG, N-Triples or N-Quads and notes the line of each statement."""

    def __init__(self, text: str) -> None:
        self.lines = Lines()
        self._ends = [found.end() for found in re.finditer("\n", text)]
        self._prefixes: dict[str, str] = {}
        self._stack = [_Frame()]
        self._brackets = 0
        self._named: set[str] = set()
        pieces = _pieces(text)
        for kind, piece, at in pieces:
            if kind == "directive":
                self._directive(pieces)
            elif kind == "punctuation":
                self._punctuation(piece, self._line(at))
            elif kind != "mark":
                term, line = self._expand(kind, piece), self._line(at)
                if kind != "text":
                    self.lines.meet(term, line)
                self._term(term, line)
            elif piece == "^^":
                next(pieces, None)

    def _line(self, at: int) -> int:
        return bisect_right(self._ends, at) + 1

    def _directive(self, pieces: Iterator[tuple[str, str, int]]) -> None:
        kind, piece, _ = next(pieces, ("", "", 0))
        if kind == "name":
            _, iri, _ = next(pieces, ("", "", 0))
            self._prefixes[piece[:-1]] = iri[1:-1]
        else:
            self._prefixes["<"] = piece[1:-1]

    def _expand(self, kind: str, piece: str) -> str:
        if kind == "iri":
            iri = piece[1:-1]
            return iri if re.match(r"[A-Za-z][\w+.-]*:", iri) else self._prefixes.get("<", "") + iri
        if kind == "name":
            prefix, _, local = piece.partition(":")
            return self._prefixes.get(prefix, prefix + ":") + re.sub(r"\\(.)", r"\1", local)
        if kind == "text":
            quotes = 3 if piece[:3] in ('"""', "'''") else 1
            return re.sub(r"\\(.)", r"\1", piece[quotes:-quotes])
        return piece

    def _term(self, term: str, line: int) -> None:
        frame = self._stack[-1]
        if frame.kind == "list":
            return
        if frame.node is None:
            frame.node = term
            self.lines.note(term, line)
        elif frame.predicate is None:
            frame.predicate = RDF_TYPE if term == "a" else term
            # Where a value is a blank node or a list, the line is that of the predicate.
            self.lines.say(frame.node, frame.predicate, "", line)
        else:
            self._said(frame, term, line)

    def _said(self, frame: _Frame, value: str, line: int) -> None:
        """Note a whole statement; at this point the parser hands it over, so that blank nodes come in this order."""
        if frame.node is None or frame.predicate is None:
            return
        for node in (frame.node, value):
            if node.startswith("[") and node not in self._named:
                self._named.add(node)
                self.lines.anonymous.append(node)
        self.lines.say(frame.node, frame.predicate, value, line)

    def _punctuation(self, piece: str, line: int) -> None:
        if piece == "[":
            self._brackets += 1
            node = f"[{self._brackets}]"
            self.lines.note(node, line)
            self._stack.append(_Frame(node, kind="bracket"))
        elif piece == "(":
            self._stack.append(_Frame(kind="list"))
        elif piece in ")]":
            self._close(line)
        elif piece in "{}.":
            self._stack = [_Frame()]
        elif piece == ";":
            self._stack[-1].predicate = None

    def _close(self, line: int) -> None:
        closed = self._stack.pop() if len(self._stack) > 1 else _Frame()
        frame = self._stack[-1]
        node = closed.node or "("
        if frame.kind == "list":
            if node.startswith("[") and node not in self._named:
                self._named.add(node)
                self.lines.anonymous.append(node)
        elif frame.node is None:
            frame.node = node
        else:
            self._said(frame, node, line)


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:
            at += 1
            continue
        if found.lastgroup != "skip":
            yield str(found.lastgroup), found[0], at
        at = found.end()


def _marked(text: str, node: str, said: str) -> Lines:
    """Find nodes by a pattern, and after each node what is said of it, until the next."""
    lines = Lines()
    ends = [found.end() for found in re.finditer("\n", text)]
    now = ""
    for found in re.finditer(f"{node}|{said}", text):
        line = bisect_right(ends, found.start()) + 1
        if found["node"] is not None:
            now = found["node"]
            lines.note(now, line)
            lines.meet(now, line)
        else:
            lines.meet(found["word"], line)
            lines.meet(_last(found["word"]), line)
            lines.meet(found["value"].strip('"'), line)
            lines.say(now, _last(found["word"]), found["value"].strip('"'), line)
    return lines


def _last(word: str) -> str:
    """Return what stands after the last colon, slash or hash."""
    return re.split(r"[:/#]", word)[-1]


def spellings(iri: str) -> list[str]:
    """Return how JSON-LD or RDF/XML may write an IRI: whole, with one of our prefixes, or by its last part.

    >>> spellings("https://w3id.org/lenaowl/T-cell")
    ['https://w3id.org/lenaowl/T-cell', 'lena:T-cell', 'T-cell']
    """
    short = [f"{prefix}:{iri[len(start) :]}" for prefix, start in PREFIXES.items() if iri.startswith(start)]
    return list(dict.fromkeys((iri, *short, local_name(iri))))
