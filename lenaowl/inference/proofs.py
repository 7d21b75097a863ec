"""Proofs: why something that the rules inferred follows, down to the claims it rests on.

A proof is a tree. Its leaves are claims, or statements given in the ontology's definitions or in the
user's own data.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from lenaowl.inference.steps import Step
from lenaowl.ontology.citations import capital, support
from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Citation, Json, Record, Ref
from lenaowl.rdf.vocabulary import STATUSES

Statement = tuple[str, str, str]
Cost = tuple[int, int, int, tuple[str, ...]]


@dataclass(frozen=True)
class Proof(Record):
    """One node of a proof: what follows, by which rule, from which premises.

    Attributes:
        conclusion: what follows, in words.
        rule: `step`, `design`, `membership`, `definition`, `profile`, `claim` or `given`.
        statement: subject, predicate and object.
        premises: the proofs of what it follows from.
        given: what else must be present, in words: contexts, functional proteins.
        claim: the claim itself, on a leaf that is one.
        step: the step that was taken, where the rule is `step`.
    """

    conclusion: str
    rule: str
    statement: Statement
    premises: tuple[Proof, ...] = ()
    given: tuple[str, ...] = ()
    claim: Claim | None = None
    step: Step | None = field(default=None, repr=False)

    def as_dict(self) -> Json:
        """Return the proof as a tree of JSON types, its claims on the leaves."""
        subject, predicate, obj = (part.as_dict() if isinstance(part, Ref) else part for part in self.statement)
        return {
            "conclusion": self.conclusion,
            "statement": {"subject": subject, "predicate": predicate, "object": obj},
            "rule": self.rule,
            "status": self.status,
            "steps": self.steps,
            "given": list(self.given),
            "citations": [citation.as_dict() for citation in self.citations],
            "claim": Ref(self.claim.iri, self.claim.sentence).as_dict() if self.claim else None,
            "premises": [premise.as_dict() for premise in self.premises],
        }

    @cached_property
    def leaves(self) -> tuple[Claim, ...]:
        """The claims that the proof rests on, each once, in reading order."""
        if self.claim:
            return (self.claim,)
        found = [premise.leaves for premise in self.premises if premise.leaves]
        return found[0] if len(found) == 1 else tuple(dict.fromkeys(chain.from_iterable(found)))

    @cached_property
    def steps(self) -> int:
        """How many causal steps the proof takes; what holds by the meaning of words is none."""
        causal = self.rule == "step" and not (self.step and self.step.by_meaning)
        return causal + sum(premise.steps for premise in self.premises)

    @cached_property
    def all_steps(self) -> tuple[Step, ...]:
        """The steps that it takes, the last one first."""
        own = (self.step,) if self.step else ()
        return tuple(dict.fromkeys((*own, *(step for premise in self.premises for step in premise.all_steps))))

    @cached_property
    def step_claims(self) -> tuple[Claim, ...]:
        """The claims behind its steps, the last step first; claims on what things are left out."""
        own = self.premises[-1].leaves if self.step and self.step.claim else ()
        before = (claim for premise in self.premises for claim in premise.step_claims)
        return tuple(dict.fromkeys((*own, *before)))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The proof in words: a sentence for each step, the first step first.

        A proof without steps, as that of a membership, has a sentence for each conclusion in it.
        """
        every = [node for node in self._nodes() if not node.claim and node.rule != "profile"]
        told = [node for node in every if node.rule in ("step", "design")] or every or [self]
        return tuple({node.conclusion: node._sentence for node in told}.values())

    def _nodes(self) -> Iterator[Proof]:
        """Yield the nodes of the tree, premises before what follows from them."""
        for premise in self.premises:
            yield from premise._nodes()
        yield self

    @property
    def _sentence(self) -> str:
        """What this node says, with what it directly follows from; of a step the claim behind it, and where."""
        reasons = [
            f"{premise.conclusion} {support(premise.claim)}" if premise.claim else premise.conclusion
            for premise in self.premises
            if premise.claim or self.rule != "step"
        ]
        places = [text for text in self.given if text.startswith("in ")] if self.rule == "step" else []
        because = f", because {' and '.join(reasons)}" if reasons else ""
        return f"{' '.join((capital(self.conclusion), *places))}{because}."

    @property
    def summary(self) -> str:
        """How many steps it takes and its weakest status, in words."""
        steps = f"{self.steps} step{'s' if self.steps != 1 else ''}, " if self.steps else ""
        return f"{steps}weakest status: {self.status}"

    @cached_property
    def rank(self) -> int:
        """Rank of the weakest status among its claims."""
        return self.claim.rank if self.claim else max((premise.rank for premise in self.premises), default=0)

    @property
    def status(self) -> str:
        """The weakest status among its claims."""
        return STATUSES[self.rank]

    @cached_property
    def contexts(self) -> frozenset[str]:
        """The contexts that its claims ask for."""
        own = self.claim.contexts if self.claim else ()
        return frozenset(own).union(*(premise.contexts for premise in self.premises if not self.claim))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The publications its claims rest on, as CURIEs, sorted."""
        return tuple(sorted({citation for leaf in self.leaves for citation in leaf.citations}))

    @cached_property
    def cost(self) -> Cost:
        """What proofs are ordered by: weakest status, steps, leaves, and names for a stable order."""
        return (self.rank, self.steps, len(self.leaves), tuple(leaf.iri for leaf in self.leaves))


def split_given(premises: list[Proof]) -> tuple[tuple[Proof, ...], tuple[str, ...]]:
    """Part premises into those that rest on claims and, in words, those that are given."""
    shown = tuple(p for p in premises if p.rule != "given")
    return shown, tuple(p.conclusion for p in premises if p.rule == "given")


def minimal(proofs: Iterable[Proof], last: Collection[str] = ()) -> list[Proof]:
    """Order proofs, best first, and leave out each that rests on all the claims of a better one and more.

    Of proofs with the same status, those about subjects that are in `last` come last.
    """
    kept: list[Proof] = []
    for proof in sorted(proofs, key=lambda p: (p.rank, p.statement[0] in last, p.cost)):
        leaves = set(proof.leaves)
        if not any(set(other.leaves) <= leaves for other in kept):
            kept.append(proof)
    return kept
