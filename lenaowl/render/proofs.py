"""Proofs as text, Markdown, JSON, Turtle or a Mermaid flow chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from lenaowl.analysis.explain import Explanation
from lenaowl.analysis.standing import DENIED, NOT_RECORDED, OPPOSED, SEEN, WEAKER, Standing
from lenaowl.inference.proofs import Proof
from lenaowl.ontology.claims import Claim
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, curie, lena
from lenaowl.render.tables import as_json

if TYPE_CHECKING:
    from lenaowl.analysis.knowledge_base import KnowledgeBase


def citation(claim: Claim) -> str:
    """Return status and citations of a claim in brackets."""
    return f"[{claim.status}; {', '.join(claim.citations) or 'no citation'}]"


def _lines(proof: Proof, depth: int, mark: str, shown: set[str]) -> Iterator[str]:
    """Yield a proof as an indented list; what was shown before is only named."""
    indent = "  " * depth
    if proof.claim:
        yield f'{indent}{mark}claim: "{proof.conclusion}" {citation(proof.claim)}'
        return
    if proof.conclusion in shown:
        yield f"{indent}{mark}{proof.conclusion} (as above)"
        return
    if proof.premises:
        shown.add(proof.conclusion)
    given = f" ({'; '.join(proof.given)})" if proof.given else ""
    yield f"{indent}{mark}{proof.conclusion}{given}" + (", because:" if proof.premises else "")
    for premise in proof.premises:
        yield from _lines(premise, depth + 1, mark, shown)


_NOT = {
    DENIED: "It is denied: an established claim or a measurement says that it is not so.",
    WEAKER: "It would follow if weaker claims were admitted:",
    NOT_RECORDED: "It is not recorded, and nothing is concluded from this: it may be so.",
}


def _standing(standing: Standing) -> str:
    """Return in a sentence what kind of answer it is."""
    if standing.answer == OPPOSED:
        return "It follows, but something speaks against it:"
    if standing.answer == WEAKER:
        return f"It follows only because weaker claims are admitted; the weakest is {standing.status}:"
    shown = "reported" if standing.shown == SEEN else "not reported as such: it is predicted by the chain of claims"
    return f"It follows, and was {shown}."


def explanation_text(answer: Explanation, markdown: bool = False) -> str:
    """Return an explanation in words."""
    mark = "- " if markdown else "* "
    lines = []
    for number, proof in enumerate(answer.proofs, 1):
        heading = f"Proof {number} of {len(answer.proofs)}: " if len(answer.proofs) > 1 else ""
        steps = f"{proof.steps} step{'s' if proof.steps != 1 else ''}"
        about = f"{steps}, weakest status: {proof.status}" if proof.steps else f"weakest status: {proof.status}"
        lines += [f"{'## ' if markdown else ''}{heading}{proof.conclusion} ({about})", *([""] if markdown else [])]
        shown: set[str] = set()
        for premise in proof.premises or (proof,):
            lines += _lines(premise, 0 if markdown else 1, mark, shown)
        lines.append("")
    if not answer.proofs:
        lines += [f"It does not follow that {answer.question}. {_NOT[answer.standing.answer]}", ""]
    elif answer.standing.answer in (OPPOSED, WEAKER):
        lines += _claim_list(_standing(answer.standing), answer.standing.claims, mark)
    else:
        lines += [_standing(answer.standing), ""]
    if not answer.proofs and answer.standing.answer == WEAKER:
        lines += _claim_list(f"The weakest of them is {answer.standing.status}:", answer.standing.claims, mark)
    if answer.opposite:
        lines += ["The opposite follows:", *_lines(answer.opposite, 0 if markdown else 1, mark, set()), ""]
    lines += _claim_list("Seen directly:", answer.seen, mark)
    lines += _claim_list("Known nearby, but no premise here:", answer.nearby, mark)
    return "\n".join(lines).rstrip() + "\n"


def _claim_list(heading: str, claims: Sequence[Claim], mark: str) -> list[str]:
    rows = [
        f"  {mark}{claim.sentence} {citation(claim)}" + (f" Note: {claim.note}" if claim.note else "")
        for claim in claims
    ]
    return [heading, *rows, ""] if claims else []


def proof_dict(proof: Proof) -> dict[str, Any]:
    """Return a proof as a tree of JSON types."""
    subject, predicate, obj = proof.statement
    node: dict[str, Any] = {
        "conclusion": proof.conclusion,
        "statement": {"subject": subject, "predicate": predicate, "object": obj},
        "rule": proof.rule,
        "given": list(proof.given),
        "premises": [proof_dict(premise) for premise in proof.premises],
    }
    if not proof.premises:
        claim = proof.claim
        node["claim"] = curie(claim.iri) if claim else None
        node["status"] = claim.status if claim else "given"
        node["citations"] = list(claim.citations) if claim else []
    return node


def explanation_json(answer: Explanation, every: bool) -> str:
    """Return the best proof as a JSON tree, or all as an array; what is nearby if there is none."""
    trees = [{**answer.standing.as_dict(), **proof_dict(proof)} for proof in answer.proofs]
    content: Any = trees if every else next(iter(trees), None)
    if not trees:
        content = {
            **answer.standing.as_dict(),
            "conclusion": None,
            "question": answer.question,
            "opposite": proof_dict(answer.opposite) if answer.opposite else None,
            "nearby": [
                {
                    "claim": curie(c.iri),
                    "text": c.sentence,
                    "polarity": c.polarity,
                    "status": c.status,
                    "citations": list(c.citations),
                }
                for c in (*answer.seen, *answer.nearby)
            ],
        }
    return as_json(content)


def explanation_mermaid(answer: Explanation) -> str:
    """Return the proofs as a Mermaid flow chart: claims are rounded, conclusions are boxes."""
    numbers: dict[tuple[str, str], str] = {}
    lines = ["flowchart BT"]

    def node(proof: Proof) -> str:
        key = (proof.rule, proof.conclusion)
        if key not in numbers:
            numbers[key] = f"n{len(numbers)}"
            text = _quoted(proof.conclusion + (f"<br/>{citation(proof.claim)}" if proof.claim else ""))
            lines.append(f"    {numbers[key]}({text})" if proof.claim else f"    {numbers[key]}[{text}]")
            for premise in proof.premises:
                lines.append(f"    {node(premise)} --> {numbers[key]}")
        return numbers[key]

    for proof in answer.proofs:
        node(proof)
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'


def explanation_turtle(kb: KnowledgeBase, answer: Explanation) -> str:
    """Return each conclusion as Turtle with the claims it rests on, and those claims as they stand."""
    from lenaowl.rdf.canonical import turtle

    triples = kb.ontology.describe({leaf.iri for proof in answer.proofs for leaf in proof.leaves})
    for proof in answer.proofs:
        statement = ox.BlankNode()
        parts = tuple(ox.NamedNode(RDF_TYPE if part == "rdf:type" else part) for part in proof.statement)
        triples.append(ox.Triple(*parts))
        triples.append(ox.Triple(statement, ox.NamedNode(RDF_TYPE), _rdf("Statement")))
        for name, part in zip(("subject", "predicate", "object"), parts, strict=True):
            triples.append(ox.Triple(statement, _rdf(name), part))
        triples += [
            ox.Triple(statement, ox.NamedNode(lena("restsOn")), ox.NamedNode(leaf.iri)) for leaf in proof.leaves
        ]
    return turtle(triples)


def _rdf(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["rdf"] + name)
