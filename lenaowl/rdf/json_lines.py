"""Where nodes and keys stand in JSON-LD."""

from __future__ import annotations

from dataclasses import dataclass, field

from lenaowl.rdf import json_text
from lenaowl.rdf.scanning import LineEnds
from lenaowl.rdf.vocabulary import RDF_TYPE

_NOT_NODES = {"@value", "@list", "@set"}


@dataclass(frozen=True)
class Said:
    """A key of a node, with one value: how the value may be written, its line, and the line where the node begins."""

    node: str
    predicate: str
    values: tuple[str, ...]
    line: int
    node_line: int


@dataclass
class _Frame:
    """An object or an array that is open."""

    number: int
    line: int
    is_object: bool
    key: str = ""
    is_context: bool = False
    node: str = ""
    keys: set[str] = field(default_factory=set)
    said: list[tuple[str, tuple[str, ...], int]] = field(default_factory=list)


class JsonLines:
    """Walks through JSON-LD.

    Attributes:
        statements: what is said of each node, by the IRI of the key.
        anonymous: the names here of nodes without an @id, in the order in which they begin.
        labels: the labels of blank nodes.
        terms: each IRI, and each key as it is written, with its line.
    """

    def __init__(self, text: str) -> None:
        self.statements: list[Said] = []
        self.labels: set[str] = set()
        self.terms: list[tuple[str, int]] = []
        self._terms: dict[str, object] = {}
        self._ends = LineEnds(text)
        self._unnamed: list[int] = []
        self._stack: list[_Frame] = []
        self._opened = 0
        for context in json_text.contexts(text):
            for one in json_text.dicts(context.content):
                for term, said in one.items():
                    self._terms.setdefault(term, said)
        self._walk(text)
        self.anonymous = [f"[{number}]" for number in sorted(self._unnamed)]

    def _walk(self, text: str) -> None:
        waiting: tuple[str, int] | None = None
        for piece, at in json_text.tokens(text):
            line = self._ends.line(at)
            if waiting and piece == ":" and self._stack and self._stack[-1].is_object:
                self._key(*waiting)
                waiting = None
                continue
            if waiting:
                self._value(*waiting)
                waiting = None
            if piece in "{[":
                self._open(piece == "{", line)
            elif piece in "}]":
                self._close()
            elif piece not in ",:":
                waiting = piece, line

    def _key(self, piece: str, line: int) -> None:
        frame, name = self._stack[-1], json_text.unquoted(piece)
        frame.key = self._expand(name)
        frame.keys.add(frame.key)
        if not frame.is_context:
            self.terms += [(name, line), (frame.key, line)]

    def _value(self, piece: str, line: int) -> None:
        if not self._stack or self._stack[-1].is_context:
            return
        frame, text = self._stack[-1], json_text.unquoted(piece) if piece.startswith('"') else piece
        whole = self._expand(text)
        self.terms.append((whole, line))
        if frame.is_object and frame.key == "@id":
            frame.node = whole
            if whole.startswith("_:"):
                self.labels.add(whole)
        self._say((text, whole), line)

    def _say(self, values: tuple[str, ...], line: int) -> None:
        """Note a value of the nearest object that is a node."""
        for frame in reversed(self._stack):
            if frame.is_object and frame.key not in _NOT_NODES:
                predicate = RDF_TYPE if frame.key == "@type" else frame.key
                frame.said.append((predicate, values, line))
                return

    def _open(self, is_object: bool, line: int) -> None:
        above = self._stack[-1] if self._stack else None
        is_context = above is not None and (above.is_context or above.key == "@context")
        if above is not None and not is_context and is_object:
            self._say((), line)
        self._opened += 1
        key = above.key if above is not None and not is_object else ""
        self._stack.append(_Frame(self._opened, line, is_object, key, is_context))

    def _close(self) -> None:
        if not self._stack:
            return
        frame = self._stack.pop()
        if not frame.is_object or frame.is_context or frame.keys & _NOT_NODES:
            return
        if not frame.node:
            if frame.keys and frame.keys <= {"@context", "@graph"}:
                return
            frame.node = f"[{frame.number}]"
            self._unnamed.append(frame.number)
        for predicate, values, line in frame.said:
            self.statements.append(Said(frame.node, predicate, values, line, frame.line))

    def _expand(self, name: str) -> str:
        """Return the IRI that a term or a short IRI stands for, as far as the contexts say so in plain words."""
        for _ in range(10):  # definitions that lead to definitions
            longer = self._once(name)
            if longer == name:
                break
            name = longer
        return name

    def _once(self, name: str) -> str:
        if name.startswith(("@", "_:")):
            return name
        said = self._terms.get(name)
        whole = said.get("@id") if isinstance(said, dict) else said
        if isinstance(whole, str):
            return whole
        prefix, colon, rest = name.partition(":")
        about = self._terms.get(prefix)
        start = about.get("@id") if isinstance(about, dict) else about
        if colon and isinstance(start, str) and not rest.startswith("//"):
            return start + rest
        vocabulary = self._terms.get("@vocab")
        return vocabulary + name if not colon and isinstance(vocabulary, str) else name
