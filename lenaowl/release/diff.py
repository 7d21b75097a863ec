"""What changed between two releases: claims, terms, and what follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lenaowl.errors import DataError
from lenaowl.ontology.records import Record, Records, Ref
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, compact, curie, lena
from lenaowl.release.reading import SHIPPED, Fields, Release, read_release

_IS_A = "is a"
_ANY_INDIVIDUAL = {PREFIXES["owl"] + "NamedIndividual"}


@dataclass(frozen=True)
class FieldChange(Record):
    """A field that has other values: `status`, `context`, `evidence`, `label`, ...; IRIs are given as CURIEs."""

    field: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class TermChange(Record):
    """A term or a claim that came, went or changed.

    Attributes:
        iri: the term; the new name of one that was renamed.
        label: its label, or the sentence of a claim.
        status: the status of a claim, an empty text for other terms.
        change: added, removed, renamed, deprecated or changed.
        fields: what changed, the status first; the new name and the old one are the field `name`.
    """

    iri: str
    label: str
    status: str
    change: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class EffectChange(Record):
    """Something that follows of an agent now, no longer, or in other systems.

    Attributes:
        agent: the agent; with `is a`, any individual.
        relation: increases, decreases, induces degradation of, or is a.
        target: what the agent acts on, or the class.
        change: added, removed or changed.
        gained: the CURIEs of the systems in which it follows now and did not.
        lost: the CURIEs of those in which it follows no longer.
    """

    agent: Ref
    relation: str
    target: Ref
    change: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Version(Record):
    """A release: where it was read from, and its version."""

    name: str
    version: str


@dataclass(frozen=True)
class Diff(Record):
    """What changed between two releases; true if anything did.

    Attributes:
        old: the old release.
        new: the new one.
        changed: whether anything did.
        claims: the claims that changed; those with another status come first.
        terms: the other terms that changed.
        effects: what follows now, no longer, or in other systems.
        not_compared: why effects could not be compared, or an empty text.
    """

    old: Version
    new: Version
    claims: Records[TermChange]
    terms: Records[TermChange]
    effects: Records[EffectChange]
    not_compared: str

    derived = ("changed",)

    @property
    def changed(self) -> bool:
        """Whether anything changed."""
        return bool(self)

    def __bool__(self) -> bool:
        return bool(self.claims or self.terms or self.effects)


def diff(old: str | Path, new: str | Path = SHIPPED) -> Diff:
    """Tell what changed between two releases.

    A term is held to be renamed if its label and its kind stayed, and neither is shared with another term.

    Args:
        old: `lenaowl-inferred.ttl` or `lenaowl.ttl` of a release, a folder that holds one, or `shipped`.
        new: the same; the installed release if left out.

    Raises:
        DataError: if either is no whole release of lenaowl.

    >>> bool(diff("shipped", "shipped"))
    False
    """
    before, after = _alike(old, new)
    names = _renames(before, after)
    before = before.renamed(names)
    changes = [*_changes(before, after, names)]
    return Diff(
        old=Version(before.name, before.version),
        new=Version(after.name, after.version),
        claims=_sorted(change for change in changes if change.status),
        terms=_sorted(change for change in changes if not change.status),
        effects=Records(sorted(_effects(before, after), key=_effect_order) if before.infers else ()),
        not_compared="" if before.infers else f"{before.name} does not hold what follows; give lenaowl-inferred.ttl",
    )


def _alike(old: str | Path, new: str | Path) -> tuple[Release, Release]:
    """Read two releases, both with what follows or both without it."""
    before, after = read_release(old), read_release(new)
    if before.infers != after.infers:  # a folder, and the installed release, hold both
        before, after = read_release(old, inferred=False), read_release(new, inferred=False)
    if before.infers != after.infers:
        with_it, without = (before, after) if before.infers else (after, before)
        raise DataError(
            f"{with_it.name} holds what follows and {without.name} does not; give lenaowl-inferred.ttl of both."
        )
    return before, after


def _renames(old: Release, new: Release) -> dict[str, str]:
    """Return the new IRI of each term that kept its label and kind under another IRI."""
    gone, come = _by_label(old, old.labelled - new.labelled), _by_label(new, new.labelled - old.labelled)
    pairs = ((gone[label], come[label]) for label in gone.keys() & come.keys())
    unique = ((before[0], after[0]) for before, after in pairs if len(before) == len(after) == 1)
    return {before: after for before, after in unique if old.types[before] & new.types[after] - _ANY_INDIVIDUAL}


def _by_label(release: Release, iris: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for iri in iris:
        found[release.words.stated(iri)].append(iri)
    return found


def _changes(old: Release, new: Release, names: dict[str, str]) -> Iterator[TermChange]:
    """Yield the claims and terms that came, went or changed."""
    former = {new_name: compact(old_name) for old_name, new_name in names.items()}
    for ours, theirs in ((old.claims.keys(), new.claims.keys()), (old.terms, new.terms)):
        yield from (_change(old, iri, "removed") for iri in ours - theirs)
        yield from (_change(new, iri, "added") for iri in theirs - ours)
        for iri in ours & theirs:
            if iri not in former and old.same(new, iri):
                continue
            before: Fields = {"name": (former.get(iri, compact(iri)),), **old.fields(iri)}
            fields = (*_fields(before, {"name": (compact(iri),), **new.fields(iri)}),)
            if fields:
                yield _change(new, iri, _kind_of_change(fields), fields)


def _change(release: Release, iri: str, change: str, fields: tuple[FieldChange, ...] = ()) -> TermChange:
    claim = release.claims.get(iri)
    label = claim.sentence if claim else release.words.label(iri)
    return TermChange(iri, label, claim.status if claim else "", change, fields)


def _fields(old: Fields, new: Fields) -> Iterator[FieldChange]:
    """Yield the fields that differ, the status first, then the name."""
    for name in sorted({*old, *new}, key=lambda name: (name != "status", name != "name", name)):
        before, after = old.get(name, ()), new.get(name, ())
        if before != after:
            yield FieldChange(name, before, after)


def _kind_of_change(fields: Iterable[FieldChange]) -> str:
    new = {field.field: field.new for field in fields}
    if "true" in new.get("deprecated", ()):
        return "deprecated"
    return "renamed" if {"name", "label"} & new.keys() else "changed"


_ORDER = ("changed", "deprecated", "renamed", "removed", "added")


def _sorted(changes: Iterable[TermChange]) -> Records[TermChange]:
    def order(change: TermChange) -> tuple[bool, int, str]:
        other_status = any(field.field == "status" for field in change.fields)
        return not other_status, _ORDER.index(change.change), change.iri

    return Records(sorted(changes, key=order))


def _effects(old: Release, new: Release) -> Iterator[EffectChange]:
    """Yield what follows now, no longer or in other systems; systems that only one release has tell nothing."""
    kept_systems = _systems(old) & _systems(new)
    both = old.terms & new.terms
    for key in {*old.effects, *new.effects}:
        agent, relation, target = key
        before, after = old.effects.get(key), new.effects.get(key)
        if relation == RDF_TYPE and agent not in both:
            continue
        gained, lost = (
            (after or frozenset()) - (before or frozenset()),
            (before or frozenset()) - (after or frozenset()),
        )
        change = "added" if before is None else "removed" if after is None else "changed"
        if change == "changed":
            gained, lost = gained & kept_systems, lost & kept_systems
        if change == "changed" and not gained | lost:
            continue
        words = (old if after is None else new).words
        yield EffectChange(
            agent=words.ref(agent),
            relation=_IS_A if relation == RDF_TYPE else words.label(relation),
            target=words.ref(target),
            change=change,
            gained=tuple(sorted(map(curie, gained))),
            lost=tuple(sorted(map(curie, lost))),
        )


def _systems(release: Release) -> set[str]:
    return {iri for iri, types in release.types.items() if lena("ReferenceSystem") in types}


def _effect_order(change: EffectChange) -> tuple[bool, str, int, str, str]:
    order = ("added", "removed", "changed")
    return change.relation == _IS_A, change.agent, order.index(change.change), change.relation, change.target
