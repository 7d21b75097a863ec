"""Proofs as sentences, one a step; with all premises; as Turtle, or as a Mermaid flow chart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from lenaowl.analysis.explain import Explanation
from lenaowl.inference.proofs import Proof
from lenaowl.ontology.citations import capital, said, support
from lenaowl.ontology.claim_rdf import claim_triples
from lenaowl.ontology.claims import Claim
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, lena
from lenaowl.render.formats import Shown
from lenaowl.render.tables import Screen, paragraph, styled


def explanation(answer: Explanation, full: bool = False) -> Shown:
    """Return what an explanation can be written as; `full` shows all premises, not one sentence a step."""
    return Shown(
        what="An explanation",
        text=lambda screen: _text(answer, screen, full),
        json=answer.as_dict,
        rows=lambda: [claim.row() for claim in _leaves(answer)],
        triples=lambda: _triples(answer),
        markdown=lambda: _markdown(answer, full),
        html=answer._repr_html_,
        others={"mermaid": lambda: mermaid(answer)},
    )


# -- as sentences -----------------------------------------------------------------------------------


def _text(answer: Explanation, screen: Screen, full: bool) -> str:
    parts = []
    for number, proof in enumerate(answer.proofs, 1):
        heading = f"Proof {number} of {len(answer.proofs)}: " if len(answer.proofs) > 1 else ""
        head = paragraph(f"{heading}{capital(proof.conclusion)} ({proof.summary}).", screen, style="bold")
        parts.append(f"{head}\n{_proof(proof, screen, full)}")
    behind = "".join(paragraph(_claim(claim), screen, first="  * ") for claim in answer.behind)
    parts.append(paragraph(answer.verdict, screen) + behind)
    if answer.opposite:
        head = paragraph(f"The opposite follows ({answer.opposite.summary}):", screen)
        parts.append(f"{head}\n{_proof(answer.opposite, screen, full)}")
    parts += [
        styled(f"{heading}\n", "bold", screen) + "".join(paragraph(_claim(c), screen, first="  * ") for c in claims)
        for heading, claims in _lists(answer)
    ]
    if not full and any(_has_more(proof) for proof in answer.proofs):
        parts.append("Every premise, such as what the protein forms carry: --full\n")
    return "\n".join(parts)


def _has_more(proof: Proof) -> bool:
    return bool(proof.steps) and set(proof.leaves) != set(proof.step_claims)


def _proof(proof: Proof, screen: Screen, full: bool) -> str:
    if full:
        return "".join(paragraph(t, screen, first=f"{'  ' * (depth + 1)}* ") for depth, t in _premises(proof))
    told = proof.sentences
    if len(told) == 1:
        return paragraph(told[0], screen, first="  ")
    return "".join(paragraph(text, screen, first=f"  {number}. ") for number, text in enumerate(told, 1))


def _premises(proof: Proof) -> Iterator[tuple[int, str]]:
    """Yield depth and text of all that a proof follows from."""
    shown: set[str] = set()
    for premise in proof.premises or (proof,):
        yield from _tree(premise, 0, shown)


def _tree(proof: Proof, depth: int, shown: set[str]) -> Iterator[tuple[int, str]]:
    """Yield depth and text of each node; what was shown before is only named."""
    if proof.claim:
        yield depth, f"Claim: {proof.conclusion} {support(proof.claim)}"
        return
    if proof.conclusion in shown:
        yield depth, f"{capital(proof.conclusion)}, as shown above."
        return
    if proof.premises:
        shown.add(proof.conclusion)
    given = f" ({'; '.join(proof.given)})" if proof.given else ""
    yield depth, f"{capital(proof.conclusion)}{given}" + (", because:" if proof.premises else ".")
    for premise in proof.premises:
        yield from _tree(premise, depth + 1, shown)


def _lists(answer: Explanation) -> list[tuple[str, Sequence[Claim]]]:
    lists = [("Seen directly:", answer.seen), ("Known nearby, but not a premise here:", answer.nearby)]
    return [(heading, claims) for heading, claims in lists if claims]


def _claim(claim: Claim) -> str:
    return f"{said(claim)}." + (f" Note: {claim.note}" if claim.note else "")


def _markdown(answer: Explanation, full: bool) -> str:
    parts = []
    for number, proof in enumerate(answer.proofs, 1):
        heading = f"Proof {number} of {len(answer.proofs)}: " if len(answer.proofs) > 1 else ""
        parts.append(f"## {heading}{capital(proof.conclusion)}\n\n{capital(proof.summary)}.\n")
        parts.append(_markdown_proof(proof, full))
    parts.append(f"{answer.verdict}\n")
    parts += ["".join(f"- {_claim(claim)}\n" for claim in answer.behind)] if answer.behind else []
    if answer.opposite:
        parts.append(f"The opposite follows ({answer.opposite.summary}):\n")
        parts.append(_markdown_proof(answer.opposite, full))
    parts += [f"## {head.rstrip(':')}\n\n" + "".join(f"- {_claim(c)}\n" for c in cs) for head, cs in _lists(answer)]
    return "\n".join(parts)


def _markdown_proof(proof: Proof, full: bool) -> str:
    if not full:
        return "".join(f"{number}. {text}\n" for number, text in enumerate(proof.sentences, 1))
    return "".join(f"{'  ' * depth}- {text}\n" for depth, text in _premises(proof))


# -- for machines -----------------------------------------------------------------------------------


def _leaves(answer: Explanation) -> list[Claim]:
    return list(dict.fromkeys(leaf for proof in answer.proofs for leaf in proof.leaves))


def mermaid(answer: Explanation) -> str:
    """Return the proofs as a Mermaid flow chart: claims are rounded, conclusions are boxes."""
    numbers: dict[tuple[str, str], str] = {}
    lines = ["flowchart BT"]

    def node(proof: Proof) -> str:
        key = (proof.rule, proof.conclusion)
        if key not in numbers:
            numbers[key] = f"n{len(numbers)}"
            text = _quoted(proof.conclusion + (f"<br/>{support(proof.claim)}" if proof.claim else ""))
            lines.append(f"    {numbers[key]}({text})" if proof.claim else f"    {numbers[key]}[{text}]")
            for premise in proof.premises:
                lines.append(f"    {node(premise)} --> {numbers[key]}")
        return numbers[key]

    for proof in answer.proofs:
        node(proof)
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'


def _triples(answer: Explanation) -> Iterator[ox.Triple]:
    """Yield each conclusion with the claims it rests on, and those claims."""
    yield from claim_triples(_leaves(answer))
    for proof in answer.proofs:
        statement = ox.BlankNode()
        subject, predicate, obj = map(ox.NamedNode, proof.statement)
        yield ox.Triple(subject, predicate, obj)
        yield ox.Triple(statement, ox.NamedNode(RDF_TYPE), _rdf("Statement"))
        for name, part in (("subject", subject), ("predicate", predicate), ("object", obj)):
            yield ox.Triple(statement, _rdf(name), part)
        for leaf in proof.leaves:
            yield ox.Triple(statement, ox.NamedNode(lena("restsOn")), ox.NamedNode(leaf.iri))


def _rdf(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["rdf"] + name)
