"""What changed between two releases, as text, Markdown or JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lenaowl.rdf.vocabulary import compact
from lenaowl.release.diff import Diff, EffectChange, FieldChange, TermChange
from lenaowl.render.formats import Shown
from lenaowl.render.tables import Screen, indented


def differences(diff: Diff) -> Shown:
    """Return what the differences of two releases can be written as."""
    return Shown(
        what="A comparison of releases",
        text=lambda screen: _text(diff, screen),
        json=diff.as_dict,
        rows=lambda: [
            {"part": part, **change.row()}
            for part, changes in (("claims", diff.claims), ("terms", diff.terms), ("effects", diff.effects))
            for change in changes
        ],
        markdown=lambda: "".join(f"{line}\n" for line in _lines(diff, markdown=True)),
        html=diff._repr_html_,
    )


def _text(diff: Diff, screen: Screen) -> str:
    return indented(_lines(diff, markdown=False), screen)


def _lines(diff: Diff, markdown: bool) -> Iterator[str]:
    old, new = (f"{release.version} ({release.name})" for release in (diff.old, diff.new))
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
    return f"{_WORDS[change.change]}{change.agent.label} {change.relation} {change.target.label}{where}"


def _systems(names: Iterable[str]) -> str:
    return ", ".join(name.removeprefix("lena:system-") for name in names)
