"""Writes the mappings to terms of others as SSSOM, the table format of https://mapping-commons.github.io/sssom/."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from lenaowl.errors import DataError
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, SUBCLASS_OF

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_RELATIONS = (
    *(PREFIXES["skos"] + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")),
    SUBCLASS_OF,
    PREFIXES["rdfs"] + "subPropertyOf",
)
# What SSSOM calls the kinds of terms that map. A term that is a class is told to be one, whatever else it is.
_KINDS = {
    PREFIXES["owl"] + "Class": "owl class",
    PREFIXES["owl"] + "ObjectProperty": "owl object property",
    PREFIXES["owl"] + "AnnotationProperty": "owl annotation property",
    PREFIXES["owl"] + "NamedIndividual": "owl named individual",
}
_COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification",
    "subject_type", "object_source",
)  # fmt: skip
_CURIES = ("subject_id", "predicate_id", "object_id", "mapping_justification", "object_source")
# Our prefixes are those of the Bioregistry, so it tells what an identifier of theirs comes from.
_MORE_PREFIXES = {"bioregistry": "https://bioregistry.io/", "semapv": "https://w3id.org/semapv/vocab/"}

Row = tuple[str, ...]


def mappings(triples: Iterable[ox.Triple]) -> list[tuple[str, str, str]]:
    """Return the statements that relate a term of ours to a term of others, sorted."""
    return sorted(
        (t.subject.value, t.predicate.value, t.object.value)
        for t in triples
        if t.predicate.value in _RELATIONS
        and isinstance(t.subject, ox.NamedNode) and t.subject.value.startswith(NAMESPACE)
        and isinstance(t.object, ox.NamedNode) and not t.object.value.startswith(NAMESPACE)
    )  # fmt: skip


def sssom(triples: Collection[ox.Triple], version: str) -> str:
    """Return the mappings of the ontology as an SSSOM table: metadata in YAML behind `#`, then rows.

    Args:
        triples: the ontology.
        version: its version, which is its date.

    Raises:
        DataError: if there is no prefix for an identifier.
    """
    rows = sorted(_rows(triples))
    used = {cell.partition(":")[0] for row in rows for name, cell in zip(_COLUMNS, row, strict=True) if name in _CURIES}
    prefixes = {name: iri for name, iri in {**PREFIXES, **_MORE_PREFIXES}.items() if name in used}
    head = [
        "curie_map:",
        *(f'  {name}: "{iri}"' for name, iri in sorted(prefixes.items())),
        f'mapping_set_id: "{NAMESPACE}releases/{version}/lenaowl.sssom.tsv"',
        f'mapping_set_version: "{version}"',
        'mapping_set_title: "Mappings of lenaowl to other vocabularies"',
        f'mapping_date: "{version}"',
        f'license: "{LICENCE}"',
        'creator_label: ["The lenaowl developers"]',
    ]
    lines = [*(f"#{line}" for line in head), "\t".join(_COLUMNS), *("\t".join(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _rows(triples: Collection[ox.Triple]) -> Iterator[Row]:
    from curies import Converter

    converter = Converter.from_prefix_map(PREFIXES)
    labels = {subject: names.pop() for subject, names in _values(triples, PREFIXES["rdfs"] + "label").items()}
    kinds = _values(triples, RDF_TYPE)
    for subject, predicate, obj in mappings(triples):
        target = converter.compress(obj)
        if target is None:
            raise DataError(f"{subject} is mapped to <{obj}>, for which lenaowl.rdf.vocabulary.PREFIXES has no prefix")
        yield (
            converter.compress(subject, strict=True),
            labels[subject],
            converter.compress(predicate, strict=True),
            target,
            "semapv:ManualMappingCuration",
            next(word for kind, word in _KINDS.items() if kind in kinds[subject]),
            f"bioregistry:{target.partition(':')[0]}",
        )


def _values(triples: Iterable[ox.Triple], predicate: str) -> dict[str, set[str]]:
    """Return subject → values of one predicate."""
    found: dict[str, set[str]] = {}
    for triple in triples:
        if triple.predicate.value == predicate and isinstance(triple.subject, ox.NamedNode):
            found.setdefault(triple.subject.value, set()).add(str(getattr(triple.object, "value", "")))
    return found
