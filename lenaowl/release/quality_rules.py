"""The rules of quality as a page to read."""

from __future__ import annotations

from collections.abc import Iterator

from lenaowl.validation.quality import Rule, not_run, rules

PAGE = "quality.md"
_GROUPS = {"ontology": "For anyone's ontology", "model": "For claims as lenaowl makes them"}
_INTRODUCTION = """# Rules of quality

<!-- Made by `lenaowl build` from queries/quality; change those. -->

`lenaowl quality FILE` checks an ontology, or claims, against these {count} rules, and `lenaowl.check_quality` does so
in Python. A rule that a file has nothing for, such as claims, does not apply to it and is not counted. Each rule is a
query in `queries/quality/`, named as here. Labels and definitions are compared within a language.

    lenaowl quality my-ontology.ttl --severity warning
"""


def page() -> bytes:
    """Return what each rule finds, why, and how to mend it, as Markdown."""
    every = rules()
    lines = [_INTRODUCTION.format(count=len(every)).rstrip()]
    for group, heading in _GROUPS.items():
        lines += ["", f"## {heading}"]
        for rule in every:
            if rule.group == group:
                lines += ["", *_section(rule)]
    lines += ["", "## Checks of other tools that have no rule here", "", "| check | why not |", "|---|---|"]
    lines += [f"| {check} | {reason} |" for check, reason in not_run()]
    return ("\n".join(lines) + "\n").encode()


def _section(rule: Rule) -> Iterator[str]:
    yield f"### {rule.name}"
    yield ""
    yield f"**{rule.severity}.** {rule.problem[0].upper()}{rule.problem[1:]}"
    yield ""
    yield f"- How to fix it: {rule.solution}"
    yield f"- Corresponds to: {rule.source}"
