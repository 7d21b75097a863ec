"""What changed between two releases, as text, Markdown or JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lenaowl.rdf.vocabulary import compact
from lenaowl.release.diff import Diff, EffectChange, FieldChange, TermChange
from lenaowl.render.tables import as_json


def diff_text(diff: Diff, markdown: bool = False) -> str:
    """Return what changed in words: claims, effects, other terms."""
    return "".join(f"{line}\n" for line in _lines(diff, markdown))


def _lines(diff: Diff, markdown: bool) -> Iterator[str]:
    old, new = (f"{version} ({name})" for name, version in (diff.old, diff.new))
    yield f"{'# ' if markdown else ''}What changed from lenaowl {old} to {new}"
    if diff.not_compared:
        yield from ("", f"Effects are not compared. {diff.not_compared}.")
    if not diff:
        yield from ("", "Nothing changed.")
    for title, changes in (("Claims", diff.claims), ("Other terms", diff.terms)):
        if changes:
            yield from _heading(title, changes, markdown)
            for change in changes:
                yield from _term(change, markdown)
    if diff.effects:
        yield from _heading("What follows", diff.effects, markdown)
        for effect in diff.effects:
            yield f"{'- ' if markdown else '  '}{_effect(effect)}"


def _heading(title: str, changes: Iterable[TermChange | EffectChange], markdown: bool) -> Iterator[str]:
    counts = ", ".join(f"{number} {change}" for change, number in sorted(Counter(c.change for c in changes).items()))
    yield ""
    yield f"{'## ' if markdown else ''}{title}: {counts}"
    if markdown:
        yield ""


def _term(change: TermChange, markdown: bool) -> Iterator[str]:
    status = f" [{change.status}]" if change.status else ""
    name = f"`{compact(change.iri)}`" if markdown else compact(change.iri)
    yield f"{'- **' if markdown else '  '}{change.change}{'**' if markdown else ''}: {change.label}{status} {name}"
    for field in change.fields:
        yield f"{'  - ' if markdown else '      '}{_field(field)}"


def _field(field: FieldChange) -> str:
    """Return what a field was and is; of several values only those that came or went."""
    if len(field.old) < 2 and len(field.new) < 2:
        return f"{field.field}: {''.join(field.old) or 'none'} -> {''.join(field.new) or 'none'}"
    lost, gained = (sorted(set(a) - set(b)) for a, b in ((field.old, field.new), (field.new, field.old)))
    parts = [f"without {', '.join(lost)}"] if lost else []
    parts += [f"with {', '.join(gained)}"] if gained else []
    return f"{field.field}: now {' and '.join(parts)}"


_WORDS = {"added": "now: ", "removed": "no longer: ", "changed": "elsewhere: "}


def _effect(change: EffectChange) -> str:
    places = [f"now in {_systems(change.gained)}"] if change.gained and change.change == "changed" else []
    places += [f"no longer in {_systems(change.lost)}"] if change.lost and change.change == "changed" else []
    where = f" ({'; '.join(places)})" if places else ""
    return f"{_WORDS[change.change]}{change.agent_label} {change.relation} {change.target_label}{where}"


def _systems(names: Iterable[str]) -> str:
    return ", ".join(name.removeprefix("lena:system-") for name in names)


def diff_json(diff: Diff) -> str:
    """Return what changed as a JSON object."""
    return as_json(diff.as_dict())
