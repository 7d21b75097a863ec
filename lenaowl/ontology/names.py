"""Names: from what a user types to a term.

A name is tried in this order, and the first way that finds a term which is meant decides:

1. local name or IRI (`IKZF3`, `lena:IKZF3`),
2. label, as it is stated or as people are shown it (`Aiolos`, `IKZF3 (Aiolos)`),
3. identifier, of the term or of what it is mapped to (`uniprot:Q9UKT9`, `CHEMBL848`, `PMID 24292625`), or its web
   address (see `lenaowl.ontology.pasted`),
4. synonym (`skos:altLabel`: `Revlimid`, `MM`),
5. hidden name (`skos:hiddenLabel`): what the field says for it where it means that kind of thing, such as `MM` for
   a myeloma cell where a context is asked for,
6. any of these in another spelling (see `lenaowl.ontology.spelling`), hidden names last,
7. variant of a protein (see `lenaowl.ontology.variants`).

Case makes no difference. Several terms by the same way are an ambiguity, and are listed with their kinds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from lenaowl.errors import AmbiguousNameError, UnknownNameError, WrongKindError
from lenaowl.ontology.claims import LABEL, Words, labels
from lenaowl.ontology.pasted import as_curie
from lenaowl.ontology.prefix_synonyms import canonical
from lenaowl.ontology.spelling import fold
from lenaowl.ontology.variants import Substitution, read_variant, substitutions
from lenaowl.rdf.store import Statements
from lenaowl.rdf.suggestions import is_symbol, nearest, unknown_symbol
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, compact, lena, local_name

_SKOS, _OWL = PREFIXES["skos"], PREFIXES["owl"]
_MAPPINGS = tuple(_SKOS + name for name in ("exactMatch", "closeMatch"))
_LINKS = (PREFIXES["dcterms"] + "identifier", PREFIXES["rdfs"] + "seeAlso")
_CURIE = re.compile(r"([A-Za-z][\w.]*?)\s*[:_ ]\s*([^\s/].*)|([A-Za-z.]+)(\d+)")
_LONGEST_CODE = 12  # characters
_WILD_TYPE = re.compile(r"(?:wild[- ]?type|wt)[- ](\S.*)|(.*\S)[- ](?:wild[- ]?type|wt)", re.IGNORECASE)

Index = dict[str, set[str]]


class NameIndex:
    """Finds the terms of a name, in the order that the module describes; each look-up table is made when needed."""

    def __init__(self, store: Statements) -> None:
        self._store = store

    def find(self, name: str, among: Collection[str], wanted: str) -> str:
        """Return the one term of that name among some.

        Args:
            name: what a user typed.
            among: IRIs of the terms that are meant.
            wanted: what they are, in words, for the error text.

        Raises:
            AmbiguousNameError: if several have it; with the kind of each.
            WrongKindError: if only terms have it that are not meant; with the forms, of a protein where a form is.
            UnknownNameError: if no term has it; with suggestions, if it is a word and not a symbol or an identifier.
        """
        asked, meant = name.strip(), set(among)
        for found in self._ways(asked):
            hits = sorted(found & meant)
            exact = [iri for iri in hits if local_name(iri).casefold() == asked.casefold()]
            if len(hits) == 1 or len(exact) == 1:
                return (exact or hits)[0]
            if hits:
                raise AmbiguousNameError(name, [local_name(iri) for iri in hits], [self.kind(iri) for iri in hits])
        if known := next(filter(None, self._ways(asked)), None):
            raise WrongKindError(self._other_kind(name, sorted(known), meant, wanted))
        raise UnknownNameError(name, self.suggest(asked, meant), wanted, self._hint(asked, meant))

    def anywhere(self, name: str) -> list[str]:
        """Return all terms of that name, of whatever kind and by whatever way, sorted."""
        return sorted(set().union(*self._ways(name.strip())))

    def suggest(self, name: str, among: Collection[str]) -> list[str]:
        """Return up to three names that look like this one; none for a symbol, a variant or an identifier."""
        if is_code(name) or read_variant(name)[1] or re.match(r"(?!lena:)[A-Za-z][\w.]*:\S", name):
            return []
        name, synonyms = name.removeprefix("lena:"), self._store.objects(_SKOS + "altLabel")
        shown = {
            text: local_name(iri)
            for iri in sorted(among, reverse=True)
            for text in (*synonyms.get(iri, ()), self._label_of.get(iri, ""), local_name(iri))
            if text[:1].casefold() == name[:1].casefold()
        }
        return list(dict.fromkeys(shown[text] for text in nearest(name, shown, most=8, cutoff=75)))[:3]

    def kind(self, iri: str) -> str:
        """Return in words what kind of thing a term is: the smallest class that it was put into."""
        types = self._types.get(iri, ())
        if _OWL + "Class" in types:
            return "class"
        if any(cls.startswith(_OWL) and cls.endswith("Property") for cls in types):
            return "property"
        ours = [cls for cls in types if cls in self._label_of and cls not in self._defined]
        sizes = {cls: sum(cls in found for found in self._types.values()) for cls in ours}
        return self._label_of[min(ours, key=lambda cls: (sizes[cls], cls))] if ours else "term"

    # -- what to say of a name that does not lead to a term ---------------------------------------

    def _other_kind(self, name: str, known: list[str], meant: set[str], wanted: str) -> str:
        kinds = dict.fromkeys(self.kind(iri) for iri in known)
        said = f"'{name}' is not {_a(wanted)} but {' and '.join(map(_a, kinds))}."
        forms = [local_name(form) for form in sorted(meant) if not set(known).isdisjoint(self._form_of.get(form, ()))]
        return f"{said} Its forms are: {', '.join(forms)}. Give one of these." if forms else said

    def _hint(self, name: str, meant: set[str]) -> str:
        """Return what to say of a name that nothing has and nothing looks like."""
        search = "Look for words with: lenaowl search"
        protein, substitution = read_variant(name)
        proteins = set(self.anywhere(protein)) if substitution and protein else set()
        if forms := [local_name(f) for f in sorted(meant) if not proteins.isdisjoint(self._form_of.get(f, ()))]:
            return f"The forms of {protein} in lenaowl are: {', '.join(forms)}."
        if substitution or not is_code(name):
            return search
        return f"{unknown_symbol(name, sum(lena('Protein') in types for types in self._types.values()))}. {search}"

    # -- the ways to find a name ------------------------------------------------------------------

    def _ways(self, name: str) -> Iterator[set[str]]:
        """Yield the terms of a name by each way in turn, the firmest first; a term may come by several."""
        key, iri, folded = name.casefold(), _expand(name), fold(name)
        yield self._own.get(key, set()) | self._own.get(iri, set())
        yield self._labels.get(key, set())
        yield self._identifiers.get(key, set()) | self._identifiers.get(iri, set())
        yield self._synonyms.get(key, set())
        yield self._hidden.get(key, set())
        if folded:
            yield self._folded.get(folded, set())
            yield self._folded_hidden.get(folded, set())
            yield self._variants_named(name)

    @cached_property
    def _own(self) -> Index:
        """Terms by local name and IRI: those with a label or a synonym, and claims, which have no label."""
        named = {*self._label_of, *self._store.objects(_SKOS + "altLabel"), *self._store.objects(lena("predicate"))}
        return _index((iri, (iri, local_name(iri))) for iri in named)

    @cached_property
    def _labels(self) -> Index:
        words = Words(self._store)
        return _index(
            (iri, (*stated, words.label(iri)))
            for iri, stated in self._store.objects(LABEL).items()
            if iri not in self._systems
        )

    @cached_property
    def _identifiers(self) -> Index:
        """Terms by identifier: as IRI, as CURIE, and without prefix where it is not a mere number."""
        found: Index = defaultdict(set)
        for predicate in (*_MAPPINGS, *_LINKS):
            for iri, targets in self._store.objects(predicate).items():
                for target in targets:
                    curie = target if predicate == _LINKS[0] else compact(target)
                    bare = curie.partition(":")[2]
                    for name in (target, curie, *([] if bare.isdigit() else [bare])):
                        found[name.casefold()].add(iri)
        return found

    @cached_property
    def _synonyms(self) -> Index:
        return _index(self._store.objects(_SKOS + "altLabel").items())

    @cached_property
    def _hidden(self) -> Index:
        return _index(self._store.objects(_SKOS + "hiddenLabel").items())

    @cached_property
    def _folded(self) -> Index:
        found: Index = defaultdict(set)
        for table in (self._own, self._labels, self._synonyms):
            for name, iris in table.items():
                if "://" not in name:
                    found[fold(name)] |= iris
        return found

    @cached_property
    def _folded_hidden(self) -> Index:
        """Hidden names, and the labels of reference systems: these mean the cells in them before the system."""
        found: Index = defaultdict(set)
        for name, iris in self._hidden.items():
            found[fold(name)] |= iris
        for iri in self._systems & self._label_of.keys():
            found[fold(self._label_of[iri])].add(iri)
        return found

    def _variants_named(self, name: str) -> set[str]:
        """Return the forms of a protein that are named by a substitution, or the wild type (`wild-type CRBN`)."""
        if wild := _WILD_TYPE.fullmatch(name):
            of = {fold(local_name(iri)) for iri in self.anywhere(wild[1] or wild[2])}
            return set().union(*(self._folded.get(protein + "wt", set()) for protein in of)) & self._form_of.keys()
        protein, asked = read_variant(name)
        if not asked:
            return set()
        forms = {form for form, has in self._variants.items() if has == asked}
        proteins = set(self.anywhere(protein)) if protein else set()
        return {f for f in forms if not protein or not proteins.isdisjoint(self._form_of.get(f, ()))}

    @cached_property
    def _variants(self) -> dict[str, frozenset[Substitution]]:
        """The substitutions in each protein form, as its names say."""
        stated, synonyms = self._store.objects(LABEL), self._store.objects(_SKOS + "altLabel")
        return {
            form: substitutions((local_name(form), *stated.get(form, ()), *synonyms.get(form, ())))
            for form in self._form_of
        }

    # -- look-up tables ---------------------------------------------------------------------------

    @cached_property
    def _label_of(self) -> dict[str, str]:
        return labels(self._store)

    @cached_property
    def _form_of(self) -> dict[str, list[str]]:
        return self._store.objects(lena("formOf"))

    @cached_property
    def _types(self) -> dict[str, list[str]]:
        """The classes of each thing, individuals that stand for an arbitrary member left out."""
        arbitrary = self._store.objects(lena("arbitraryMemberOf"))
        return {iri: types for iri, types in self._store.objects(RDF_TYPE).items() if iri not in arbitrary}

    @cached_property
    def _systems(self) -> set[str]:
        """The reference systems, which have species."""
        return set(self._store.objects(lena("species")))

    @cached_property
    def _defined(self) -> set[str]:
        """The classes with a definition in OWL: who belongs to them is inferred."""
        return set(self._store.objects(_OWL + "equivalentClass"))


def is_code(name: str) -> bool:
    """Whether a name is a symbol of a gene, in whatever case, or the code of a compound or of a cell line.

    It is right or wrong then, and not a misspelt other one.

    >>> [name for name in ("DTWD1", "dtwd1", "BRAF", "CC-5014", "lenalidomde") if is_code(name)]
    ['DTWD1', 'dtwd1', 'BRAF', 'CC-5014']
    """
    return len(name) <= _LONGEST_CODE and is_symbol(name.upper() if re.search(r"\d", name) else name)


def _index(named: Iterable[tuple[str, Iterable[str]]]) -> Index:
    found: Index = defaultdict(set)
    for iri, names in named:
        for name in names:
            if name:  # the ontology itself has no local name
                found[name.casefold()].add(iri)
    return found


def _expand(name: str) -> str:
    """Return the IRI of an identifier with a known prefix, case-folded, or the name itself.

    >>> _expand("ChEBI_63791") == _expand("CHEBI:63791") == "http://purl.obolibrary.org/obo/chebi_63791"
    True
    """
    name = as_curie(name)
    match = _CURIE.fullmatch(name)
    if not match:
        return name.casefold()
    prefix, identifier = match[1] or match[3], match[2] or match[4]
    start = PREFIXES.get(canonical(prefix))
    return (start + identifier if start else name).casefold()


def _a(kind: str) -> str:
    return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind}"
