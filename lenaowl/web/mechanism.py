"""A proof as a picture: what happens, in which order, and on what evidence each arrow rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap

from lenaowl.inference.proofs import Proof
from lenaowl.ontology.citations import capital, cited
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Ref
from lenaowl.rdf.vocabulary import STATUSES
from lenaowl.web.picture_text import lines_of

# Measures in the units of the picture, which are pixels where there is room.
WIDTH, HEIGHT, GAP, STEP, MARGIN = 220, 64, 28, 150, 10
_LETTERS, _LINES, _LIFT = 27, 3, 26


@dataclass(frozen=True)
class Box:
    """What happens.

    Attributes:
        lines: what it says.
        iri: the term that it leads to.
        kind: agent, increase, decrease or other.
        x: where its middle is.
        y: where its top is.
    """

    lines: tuple[str, ...]
    iri: str
    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Arrow:
    """From what something follows.

    Attributes:
        start: number of the box that it comes from.
        end: number of the box that it leads to.
        claims: the claims that it rests on.
        others: what else it rests on: what things are, and what is present, in words.
        status: the weakest status among all of this.
        x: where the middle of its words is.
        y: where the line is that they stand on.
    """

    start: int
    end: int
    claims: tuple[Claim, ...]
    others: tuple[str, ...]
    status: str
    x: float
    y: float

    @property
    def short(self) -> str:
        """Who says so, in a few words."""
        return cited((citation for claim in self.claims for citation in claim.citations), 1)


class Mechanism:
    """The picture of a proof.

    Args:
        proof: the proof.
        agent: what acts in it.
    """

    def __init__(self, proof: Proof, agent: Ref) -> None:
        self._agent = agent
        self._nodes: dict[str, Proof] = {}
        self._before: dict[str, list[str]] = {}
        self._layers: dict[str, int] = {}
        for top in _steps_of(proof):
            self._add(top)

    def __bool__(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self._nodes)

    def _add(self, node: Proof) -> str:
        name = node.conclusion
        if name not in self._nodes:
            self._nodes[name] = node
            before = [self._add(premise) for part in node.premises for premise in _steps_of(part)]
            self._before[name] = list(dict.fromkeys(before))
            self._layers[name] = 1 + max((self._layers[one] for one in before), default=0)
        return name

    @cached_property
    def _placed(self) -> dict[str, Box]:
        """The boxes by what they say, the agent first; each layer is below those that it follows from."""
        layers: dict[int, list[str]] = {}
        for name, layer in self._layers.items():
            layers.setdefault(layer, []).append(name)
        agent = tuple(wrap(self._agent.label, _LETTERS)[:_LINES])
        found = {"": Box(agent, self._agent, "agent", self.width / 2, MARGIN)}
        for layer, names in sorted(layers.items()):
            left = (self.width - len(names) * WIDTH - (len(names) - 1) * GAP) / 2
            for place, name in enumerate(names):
                x = left + place * (WIDTH + GAP) + WIDTH / 2
                found[name] = _box(self._nodes[name], x, MARGIN + layer * STEP)
        return found

    @property
    def boxes(self) -> list[Box]:
        """The boxes, the agent first."""
        return list(self._placed.values())

    @cached_property
    def arrows(self) -> list[Arrow]:
        """The arrows, in the order of what they lead to."""
        numbers = {name: number for number, name in enumerate(self._placed)}
        return [
            self._arrow(before, name, numbers)
            for name in sorted(self._nodes, key=lambda name: self._layers[name])
            for before in self._before[name] or [""]
        ]

    def _arrow(self, before: str, name: str, numbers: dict[str, int]) -> Arrow:
        node = self._nodes[name]
        own = [part for part in node.premises if part.claim and node.step and part.claim.iri == node.step.claim]
        claims = tuple(part.claim for part in own if part.claim)
        rest = [part.conclusion for part in node.premises if part not in own and part.rule not in ("step", "design")]
        rank = max((part.rank for part in node.premises if part.rule not in ("step", "design")), default=0)
        x, y = self._between(before, name)
        return Arrow(numbers[before], numbers[name], claims, (*rest, *node.given), STATUSES[rank], x, y)

    def _between(self, before: str, name: str) -> tuple[float, float]:
        """Return where the words of an arrow stand: where no other arrow's words are."""
        start, end = self._placed[before], self._placed[name]
        if len(self._before[name]) <= 1:
            return end.x, end.y - _LIFT
        if sum(before in others for others in self._before.values()) <= 1:
            return start.x, start.y + HEIGHT + _LIFT
        return (start.x + end.x) / 2, (start.y + HEIGHT + end.y) / 2

    @cached_property
    def width(self) -> int:
        """The width of the picture."""
        most = max(list(self._layers.values()).count(layer) for layer in {*self._layers.values(), 1})
        return max(most, 1) * (WIDTH + GAP) - GAP + 2 * MARGIN

    @property
    def height(self) -> int:
        """The height of the picture."""
        return max(self._layers.values(), default=0) * STEP + HEIGHT + 2 * MARGIN

    @property
    def said(self) -> str:
        """The picture in words."""
        return " Then: ".join(capital(name) for name in sorted(self._nodes, key=lambda name: self._layers[name]))


def _steps_of(proof: Proof) -> Iterator[Proof]:
    """Yield the causal steps that a part of a proof begins with."""
    if proof.rule in ("step", "design"):
        yield proof
    else:
        for premise in proof.premises:
            yield from _steps_of(premise)


def _box(node: Proof, x: float, y: float) -> Box:
    target = node.statement[2]
    kind = next((kind for kind in ("increase", "decrease") if str(target).endswith(f"-{kind}")), "other")
    return Box(tuple(lines_of(node.conclusion, _LETTERS, _LINES)), str(target), kind, x, y)
