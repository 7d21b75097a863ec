"""Which of several media types a client prefers: the header `Accept`, as RFC 9110 has it."""

from __future__ import annotations

from collections.abc import Iterable


def choose(accept: str, offered: Iterable[str]) -> str | None:
    """Return the media type that a client prefers among those offered, the first of them if it has no preference.

    Args:
        accept: the header; empty for anything.
        offered: media types, the best first.

    >>> choose("text/turtle;q=0.5, application/*", ["text/turtle", "application/n-triples"])
    'application/n-triples'
    >>> choose("text/html", ["text/turtle"]) is None
    True
    """
    ranges = _ranges(accept)
    rated = [(_quality(offer, ranges), offer) for offer in offered]
    best = max((quality for quality, _ in rated), default=0.0)
    return next((offer for quality, offer in rated if quality == best), None) if best > 0 else None


def _ranges(accept: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media:
            found[media] = max(found.get(media, 0.0), _weight(parameters))
    return found or {"*/*": 1.0}


def _weight(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _quality(offer: str, ranges: dict[str, float]) -> float:
    kind = offer.partition("/")[0]
    return next((ranges[media] for media in (offer, f"{kind}/*", "*/*") if media in ranges), 0.0)
