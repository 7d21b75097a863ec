"""What servers say of a fault, in one line: no markup, no stack trace, no control characters."""

from __future__ import annotations

import html
import json
import re

_LONGEST = 300  # characters of what is shown
_READ = 20_000  # characters of what is looked at, from the beginning and from the end
_HIDDEN = re.compile(r"(?i)<(style|script)\b")
# Of HTML and XML, and not an IRI of a query, which texts of errors repeat.
_MARKUP = re.compile(r"(?i)\s*<(?:!doctype|html|\?xml)\b|</[a-z][\w:-]*\s*>|<(?:br|hr)\s*/?>")
_TAG = re.compile(r"</?(?!(?:urn|mailto|tel):|[A-Za-z][\w+.-]*://)[A-Za-z!?][^<>]*>")
_TRACE = re.compile(r"\s*(at [\w.$]+\(|\.\.\. \d+ more)")
_FAULT = re.compile(r"(?<![\w.$])[\w.$]{0,200}(?:Exception|Error)\b[^\n\"]{0,300}")
_SAID = ("message", "error", "detail", "title", "exception")


def plain(body: bytes) -> str:
    """Return what a server says of an error in one line of at most 300 characters.

    >>> plain(b"<html><head><title>Oops</title></head><body><h1>Parse error</h1><p>line 1</p></body></html>")
    'Oops Parse error line 1'
    >>> plain(b'{"error": {"message": "Transaction timed out"}}')
    'Transaction timed out'
    >>> plain(b"line 1: expected one of <urn:b>, <p> or a variable")
    'line 1: expected one of <urn:b>, <p> or a variable'
    """
    text = body[: 4 * _READ].decode("utf-8", "replace")
    text = _message(text) or text[:_READ]
    text = html.unescape(_TAG.sub(" ", _shown(text))) if _MARKUP.search(text) else text
    lines = [line for line in text.splitlines() if not _TRACE.match(line)]
    line = " ".join("".join(char if char.isprintable() else " " for char in " ".join(lines)).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..."


def fault_in(body: bytes) -> str:
    """Return the fault that a server writes behind an answer that it breaks off; empty if there is none.

    >>> fault_in(b'{"head": {"vars": ["x"]},' + b"java.util.concurrent.TimeoutException: too long")
    'java.util.concurrent.TimeoutException: too long'
    """
    found = _FAULT.search(body[-_READ:].decode("utf-8", "replace"))
    return plain(found[0].encode()) if found else ""


def _message(text: str) -> str:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    for _ in range(len(_SAID)):
        if not isinstance(told, dict):
            break
        told = next((told[key] for key in _SAID if told.get(key)), "")
    return told if isinstance(told, str) else ""


def _shown(text: str) -> str:
    """Return a page without its styles and scripts."""
    parts, at = [], 0
    while found := _HIDDEN.search(text, at):
        parts.append(text[at : found.start()])
        end = text.casefold().find(f"</{found[1].casefold()}", found.end())
        at = len(text) if end < 0 else end
        if end < 0:
            break
    return " ".join([*parts, text[at:]])
