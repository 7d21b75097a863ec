"""Addresses of servers: whether they are of the web, and how they are shown, without what may be secret in them."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlsplit

from lenaowl.errors import EndpointError

_SHORTEST = 4  # characters of what is taken out of texts: less is in many words
_DEVIATING = re.compile("[\u00df\u03c2\u200c\u200d]")  # what IDNA 2003 and 2008 look up as different hosts
_PUBLIC = {"graph", "default-graph-uri", "named-graph-uri"}  # parameters that hold nothing secret


def check_url(url: str) -> None:
    """Check that a URL is one of the web.

    Raises:
        EndpointError: if it is not.
    """
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or re.search(r"[\s\x00-\x1f]", url):
        raise EndpointError(f"'{place(url)}' is not a web address; it looks like http://localhost:7878/query")
    if parts.username or parts.password:
        raise EndpointError(
            "a login in the address is seen by others; set LENAOWL_ENDPOINT_USER and _PASSWORD, or ~/.netrc"
        )


def place(url: str) -> str:
    """Return a URL without its query, its parameters and a login, for messages; also of what is not a URL.

    >>> place("http://user:secret@localhost:7878/query?key=secret"), place("user:secret@host/query;key=secret")
    ('http://localhost:7878/query', '...@host/query')
    """
    told = re.split(r"[?#;]", url, maxsplit=1)[0]
    scheme, slashes, rest = told.partition("://")
    if not slashes:
        scheme, rest = "", told
    _, at, rest = rest.rpartition("@")
    return f"{scheme}{slashes}{'...@' if at and not slashes else ''}{rest}"


def without_secrets(text: str, url: str, *others: str) -> str:
    """Return what a server says without what its address holds beside the place, and without other secrets.

    >>> without_secrets("no rights for /q?key=secret", "http://localhost/q?key=secret")
    'no rights for /q?key=...'
    """
    try:
        query = urlsplit(url).query
        told = [value for name, value in parse_qsl(query) if name not in _PUBLIC] or [query]
        told += [pair.partition("=")[2] for pair in query.split("&") if pair.partition("=")[0] not in _PUBLIC]
    except ValueError:
        told = []
    for secret in sorted({*told, *others}, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, "...")
    return text


def in_ascii(url: str) -> str:
    """Return a URL as it is sent: letters that ASCII lacks are written as percent signs, and as IDNA in the host.

    Raises:
        EndpointError: if the host has no such form, or one that depends on the version of IDNA.

    >>> in_ascii("http://bücher.example:80/ö?q=ä%20b")
    'http://xn--bcher-kva.example:80/%C3%B6?q=%C3%A4%20b'
    """
    if url.isascii():
        return url
    parts = urlsplit(url)
    try:
        host = "" if _DEVIATING.search(parts.netloc) else parts.netloc.encode("idna").decode()
    except UnicodeError:
        host = ""
    if not host:
        raise EndpointError(f"{place(url)}: write the host as it is looked up, in ASCII (xn--...)")
    return quote(parts._replace(netloc=host).geturl(), safe="%/:?#[]@!$&'()*+,;=~")
