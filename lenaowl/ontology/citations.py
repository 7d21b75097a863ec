"""Publications as people cite them: `Sievers 2018`. Machines get the CURIEs that the records hold."""

from __future__ import annotations

from collections.abc import Iterable

from lenaowl.ontology.claims import Claim
from lenaowl.ontology.records import Citation


def cited(citations: Iterable[Citation], shown: int | None = None) -> str:
    """Return citations in a line, each once; at most so many, and how many more there are.

    >>> cited([Citation("pmid:24292625", "Lu 2014"), Citation("pmid:24292623", "Kronke 2014")], shown=1)
    'Lu 2014 and 1 more'
    """
    names = list(dict.fromkeys(citation.short for citation in citations))
    more = len(names) - (shown or len(names))
    return ", ".join(names[:shown]) + (f" and {more} more" if more > 0 else "")


def said(claim: Claim) -> str:
    """Return a claim as a sentence, with what it rests on."""
    return f"{capital(claim.sentence)} {support(claim)}"


def capital(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def support(claim: Claim, shown: int | None = None) -> str:
    """Return in brackets what a claim rests on, and its status if it is not established."""
    by = cited(claim.citations, shown) or "no citation"
    return f"[{by}]" if claim.status == "established" else f"[{claim.status}; {by}]"
