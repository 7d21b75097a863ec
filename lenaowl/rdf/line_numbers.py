"""In which line of a text something is said: the only place that knows.

Turtle, N-Quads, TriG and RDF/XML are read once more, line by line, and the parser itself says how far it has come with
each statement; of N-Triples only the lines that may say something of what is asked for are; JSON-LD is walked through
as text. All take time in proportion to the text, and keep only what is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import pyoxigraph as ox

from lenaowl.rdf.files import Contexts, Source, checked, lined, marks
from lenaowl.rdf.json_lines import JsonLines
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, local_name

_LONGEST = 200  # characters of a name to look for
# What a line of N-Triples speaks of, and escapes, with which an IRI may be written in another way.
_NAMED = re.compile(rb"(?<=<)[^<>\s\\]+|_:[^\s<>\"]+|\\[uU]")
_OF_LISTS = {PREFIXES["rdf"] + "first", PREFIXES["rdf"] + "rest"}


def key(term: object) -> str:
    """Return a node, as `Places` knows it, or the text of a literal."""
    if isinstance(term, ox.BlankNode):
        return f"_:{term.value}"
    return str(getattr(term, "value", term))


def blank_nodes(triples: Iterable[ox.Triple]) -> dict[str, bool]:
    """Return the blank nodes of one text as the parser meets them, each with whether it is not a part of a list."""
    found: dict[str, bool] = {}
    for triple in triples:
        note_blank_nodes(triple.subject, triple.predicate, triple.object, found)
    return found


def note_blank_nodes(subject: object, predicate: ox.NamedNode, obj: object, found: dict[str, bool]) -> None:
    """Note the blank nodes of one statement; see `blank_nodes`."""
    if isinstance(subject, ox.BlankNode):
        if predicate.value in _OF_LISTS:
            found[subject.value] = False
        else:
            found.setdefault(subject.value, True)
    if isinstance(obj, ox.BlankNode):
        found.setdefault(obj.value, True)


class Lines:
    """Where some nodes, what is said of them, and some terms stand in one text.

    Attributes:
        nodes: the line where a node is first the subject.
        said: the lines where a predicate of a node has a value, each with how that value may be written.
        terms: the line where a term first stands.
    """

    def __init__(self, wanted: frozenset[str]) -> None:
        self.wanted = wanted
        self.nodes: dict[str, int] = {}
        self.said: dict[tuple[str, str], list[tuple[int, tuple[str, ...]]]] = {}
        self.terms: dict[str, int] = {}

    def of(self, node: str, predicates: Sequence[str], value: str | None) -> tuple[int | None, int | None, int | None]:
        """Return the line of one value of a node, of what a predicate says of it, and of the node; none if unknown."""
        said = [entry for predicate in predicates for entry in self.said.get((node, predicate), ())]
        of_value = next((line for line, texts in said if value in texts), None)
        return of_value, said[0][0] if said else None, self.nodes.get(node)


class Places:
    """Where nodes and terms stand in the texts that data was read from; found when first asked for."""

    def __init__(
        self,
        sources: Sequence[Source],
        blank: Sequence[Mapping[str, bool]],
        wanted: Iterable[str],
        contexts: Contexts | None = None,
    ) -> None:
        """Take the texts, their blank nodes as `blank_nodes` returns them, and what will be asked for.

        Args:
            sources: the texts.
            blank: for each text its blank nodes, in the order in which the parser met them.
            wanted: the nodes (as `key` writes them) and terms (IRIs, or keys of JSON-LD) to look for.
            contexts: the JSON-LD contexts that were put in place.
        """
        self._sources = sources
        self._blank = blank
        self._wanted = frozenset(wanted)
        self._contexts = contexts

    @cached_property
    def _lines(self) -> list[Lines]:
        of_form = {ox.RdfFormat.JSON_LD: self._of_json, ox.RdfFormat.N_TRIPLES: self._of_ntriples}
        return [
            of_form.get(source.form, self._of_others)(source, nodes, mark)
            for source, nodes, mark in zip(self._sources, self._blank, marks(self._sources), strict=True)
        ]

    def of(self, node: object, predicates: Sequence[str] = (), value: object = None) -> tuple[str, int | None]:
        """Return file and line of what a predicate says of a node, or else of the node; the line may be unknown."""
        text = None if value is None else key(value)
        found = [lines.of(key(node), predicates, text) for lines in self._lines]
        for how in range(3):  # a node may stand in several texts, and what is asked for in one of them
            for source, lines in zip(self._sources, found, strict=True):
                if line := lines[how]:
                    return source.name, line
        return self._only, None

    def of_term(self, term: str, number: int | None = None) -> tuple[str, int | None]:
        """Return file and line where a term first stands, in one of the texts or in any."""
        for place, (source, lines) in enumerate(zip(self._sources, self._lines, strict=True)):
            if number in (None, place) and term in lines.terms:
                return source.name, lines.terms[term]
        return self._only, None

    @property
    def _only(self) -> str:
        return self._sources[0].name if len(self._sources) == 1 else ""

    def _of_json(self, source: Source, nodes: Mapping[str, bool], mark: str) -> Lines:
        lines, walked = Lines(self._wanted), JsonLines(checked(source, self._contexts))
        names = {label: f"_:{mark}{label[2:]}" for label in walked.labels}
        labelled = set(names.values())
        unlabelled = [f"_:{node}" for node, is_node in nodes.items() if is_node and f"_:{node}" not in labelled]
        if len(unlabelled) == len(walked.anonymous):  # else keys are read in ways that are not known here
            names.update(zip(walked.anonymous, unlabelled, strict=True))
        for said in walked.statements:
            node = names.get(said.node, said.node)
            if node in lines.wanted:
                lines.nodes.setdefault(node, said.node_line)
                lines.said.setdefault((node, said.predicate), []).append((said.line, said.values))
        for term, line in walked.terms:
            if term in lines.wanted:
                lines.terms.setdefault(term, line)
        return lines

    def _of_ntriples(self, source: Source, _nodes: Mapping[str, bool], mark: str) -> Lines:
        lines = Lines(self._wanted)

        def name(term: object) -> str:
            return f"_:{mark}{term.value}" if isinstance(term, ox.BlankNode) else key(term)

        for quad, line in _lined_with(source, self._wanted, mark):
            subject, predicate, obj = name(quad.subject), quad.predicate.value, name(quad.object)
            for term in {subject, predicate, obj} & lines.wanted:
                lines.terms.setdefault(term, line)
            if subject in lines.wanted:
                lines.nodes.setdefault(subject, line)
                lines.said.setdefault((subject, predicate), []).append((line, (obj,)))
            if obj in lines.wanted and isinstance(quad.object, ox.BlankNode):
                lines.nodes.setdefault(obj, line)
        return lines

    def _of_others(self, source: Source, nodes: Mapping[str, bool], _mark: str) -> Lines:
        lines, window = Lines(self._wanted), _Window(source.text)
        known = iter(nodes)
        names: dict[str, str] = {}

        def name(term: object) -> str:
            # Blank nodes have other labels each time a text is read, and the same order.
            if isinstance(term, ox.BlankNode):
                if term.value not in names:
                    names[term.value] = next(known, term.value)
                return f"_:{names[term.value]}"
            return key(term)

        for quad, line in lined(source):
            window.move(line)
            subject, predicate, obj = name(quad.subject), quad.predicate.value, name(quad.object)
            for term in {subject, predicate, obj} & lines.wanted:
                if term not in lines.terms:
                    lines.terms[term] = window.line_of(term)
            if subject in lines.wanted:
                lines.nodes.setdefault(subject, window.line_of(subject))
                lines.said.setdefault((subject, predicate), []).append((window.line_of(predicate, obj), (obj,)))
            if obj in lines.wanted and isinstance(quad.object, ox.BlankNode):
                lines.nodes.setdefault(obj, window.line_of(predicate))
        return lines


def _lined_with(one: Source, wanted: Iterable[str], mark: str) -> Iterator[tuple[ox.Quad, int]]:
    """Yield the statements of N-Triples that may speak of some nodes, each with its line; no other line is parsed.

    Args:
        one: a text that was read before.
        wanted: IRIs, and labels of blank nodes with `_:` and the mark.
        mark: what was put before the labels of blank nodes.
    """
    names = {b"\\u", b"\\U", *(name.replace(f"_:{mark}", "_:", 1).encode() for name in wanted)}
    for number, line in enumerate(one.text.encode().splitlines(), one.line_before + 1):
        if not names.isdisjoint(_NAMED.findall(line)):
            yield from ((quad, number) for quad in ox.parse(line, format=ox.RdfFormat.N_TRIPLES))


class _Window:
    """The lines that a parser went through between one statement and the next."""

    def __init__(self, text: str) -> None:
        self._lines = text.encode().splitlines()
        self._before = self._now = 0

    def move(self, line: int) -> None:
        """Come to a line."""
        self._before, self._now = self._now, line

    def line_of(self, *names: str) -> int:
        """Return the line in which one of some names stands, by its last part; the last if none does."""
        for name in names:
            last = _last(name)
            for number in self._numbers() if last else ():
                if last and last.search(self._lines[number - 1]):
                    return number
        return self._now

    def _numbers(self) -> Iterator[int]:
        return iter(range(min(self._now, len(self._lines)), self._before, -1))


def _last(name: str) -> re.Pattern[bytes] | None:
    """Return what finds the last part of an IRI, or the first line of a text; none for what is not written so."""
    if name == RDF_TYPE or name.startswith("_:"):
        return None
    last = (local_name(name) if ":" in name else name.partition("\n")[0])[:_LONGEST].encode()
    return re.compile(rb"(?<=[:/#<\"'])" + re.escape(last) + rb"(?![\w-])" * (len(last) < _LONGEST)) if last else None
