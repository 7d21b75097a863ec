"""Classes of drugs by what they do, made from the claims: degraders, inducers, suppressors and liabilities.

There is a degrader for each protein that an accepted claim says is degraded, and for its family, but not for a class of
protein forms; and for each other state that the signs of accepted claims lead to from a drug an inducer or a
suppressor, or a liability where more of it is a finding in patients. Which drug is a member is left to reasoning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from lenaowl.ontology.claims import labels
from lenaowl.ontology.states import DECREASE, INCREASE, OPPOSITE, State
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.rdf.vocabulary import PREFIXES, RDF_TYPE, SUBCLASS_OF, lena, local_name

_OWL, _RDF, _RDFS, _SKOS = (PREFIXES[name] for name in ("owl", "rdf", "rdfs", "skos"))
_DRUG, _FINDING, _DEGRADES, _INDUCES = map(lena, ("Drug", "ClinicalFinding", "inducesDegradationOf", "induces"))
_FAMILY = re.compile("(.*Family)Protein")
_SAME, _OPPOSITE = {"promotes", "activates"}, {"inhibits", "represses"}


@dataclass(frozen=True)
class DrugClass:
    """A class of drugs, defined by a value or some value of a property.

    Attributes:
        iri: the class.
        label: its name.
        definition: what its members are, in words.
        property: `lena:inducesDegradationOf` or `lena:induces`.
        value: the protein or the state that each member has as value; or a class of which each has some value.
        is_some: whether `value` is a class.
        above: the class that it is put under.
        synonyms: other names.
    """

    iri: str
    label: str
    definition: str
    property: str
    value: str
    is_some: bool = False
    above: str = _DRUG
    synonyms: tuple[str, ...] = ()

    def triples(self) -> Iterator[ox.Triple]:
        """Yield the class as OWL: equivalent to the drugs with the value."""
        cls, whole, part, first, second = (
            ox.NamedNode(self.iri), *(ox.BlankNode(f"{local_name(self.iri)}{n}") for n in range(4))
        )  # fmt: skip
        kind, value = "someValuesFrom" if self.is_some else "hasValue", ox.NamedNode(self.value)
        for subject, predicate, obj in (
            (cls, RDF_TYPE, ox.NamedNode(_OWL + "Class")),
            (cls, SUBCLASS_OF, ox.NamedNode(self.above)),
            (cls, _OWL + "equivalentClass", whole),
            (whole, RDF_TYPE, ox.NamedNode(_OWL + "Class")),
            (whole, _OWL + "intersectionOf", first),
            (first, _RDF + "first", ox.NamedNode(_DRUG)),
            (first, _RDF + "rest", second),
            (second, _RDF + "first", part),
            (second, _RDF + "rest", ox.NamedNode(_RDF + "nil")),
            (part, RDF_TYPE, ox.NamedNode(_OWL + "Restriction")),
            (part, _OWL + "onProperty", ox.NamedNode(self.property)),
            (part, _OWL + kind, value),
        ):
            yield ox.Triple(subject, ox.NamedNode(predicate), obj)
        for predicate, texts in (
            (_RDFS + "label", (self.label,)), (_SKOS + "definition", (self.definition,)),
            (_SKOS + "altLabel", self.synonyms),
        ):  # fmt: skip
            for text in texts:
                yield ox.Triple(cls, ox.NamedNode(predicate), ox.Literal(text, language="en"))


def drug_classes(store: EmbeddedStore) -> list[DrugClass]:
    """Return the classes of drugs that the accepted claims in a store give rise to, sorted by IRI."""
    names = labels(store)
    types, above = store.objects(RDF_TYPE), store.objects(SUBCLASS_OF)
    described = {subject for subject, classes in types.items() if _OWL + "Class" in classes}
    claims = [(str(s), local_name(str(p)), str(o)) for s, p, o in store.rows(_ACCEPTED) if o not in described]
    degraded = sorted({target for _, predicate, target in claims if predicate == local_name(_DEGRADES)})
    found = [cls for protein in degraded for cls in _degraders(protein, names, types, above)]
    agents = {agent for agent, classes in types.items() if _is_below(classes, _DRUG, above)}
    agents |= {cls for cls in above if _is_below([cls], _DRUG, above)}
    for state in _reached(claims, agents):
        if state.entity in names and not (state.entity in degraded and state.direction == DECREASE):
            is_finding = _is_below(types.get(state.entity, ()), _FINDING, above)
            found.append(_by_state(state, names[state.entity], is_finding))
    by_iri = {cls.iri: cls for cls in found if cls.iri not in described}
    return [by_iri[iri] for iri in sorted(by_iri)]


# As the first rule of `queries/rules/compile` accepts claims where no weaker status is admitted.
_ACCEPTED = """
SELECT ?subject ?predicate ?object {
  ?claim a lena:Claim ; lena:status lena:established ; lena:polarity lena:positive ;
    lena:subject ?subject ; lena:predicate ?predicate ; lena:object ?object .
  FILTER NOT EXISTS { ?claim a lena:Observation }
  FILTER NOT EXISTS { ?claim lena:evidence/lena:stance lena:disputing }
}
"""
_Objects = dict[str, list[str]]


def _degraders(protein: str, names: dict[str, str], types: _Objects, above: _Objects) -> Iterator[DrugClass]:
    name, label = local_name(protein), names.get(protein, local_name(protein))
    what = label if label == name else f"{label} ({name})"
    families = [(cls, found[1]) for cls in types.get(protein, ()) if (found := _FAMILY.fullmatch(local_name(cls)))]
    for cls, family in families:
        yield DrugClass(
            iri=_beside(cls, f"{family}Degrader"),
            label=names[cls].removesuffix(" protein") + " degrader",
            definition=f"A drug that induces the degradation of {_a(names[cls])}.",
            property=_DEGRADES,
            value=cls,
            is_some=True,
        )
    yield DrugClass(
        iri=_beside(protein, f"{_camel(name)}Degrader"),
        label=f"{name} degrader",
        definition=f"A drug that induces the degradation of {what}.",
        property=_DEGRADES,
        value=protein,
        above=_beside(families[0][0], f"{families[0][1]}Degrader") if families else _DRUG,
        synonyms=() if label == name else (f"{label} degrader",),
    )


def _by_state(state: State, label: str, is_finding: bool) -> DrugClass:
    up = state.direction == INCREASE
    kind = "liability" if up and is_finding else "inducer" if up else "suppressor"
    note = ": a liability that members share, not a verdict on any of them" if kind == "liability" else ""
    return DrugClass(
        iri=_beside(state.entity, _camel(local_name(state.entity)) + kind.capitalize()),
        label=f"{kind} of {label}" if " of " in label else f"{label} {kind}",
        definition=f"A drug that {'increases' if up else 'decreases'} {label} in some system{note}.",
        property=_INDUCES,
        value=state.iri,
    )


def _reached(claims: Iterable[tuple[str, str, str]], agents: set[str]) -> list[State]:
    """Return the states that the signs of claims lead to from drugs, whatever contexts and forms they need; sorted."""
    leads: dict[State, set[State]] = {}
    reached = set()
    for subject, predicate, target in claims:
        if subject in agents and predicate in ("increases", "decreases", local_name(_DEGRADES)):
            reached.add(State(target, INCREASE if predicate == "increases" else DECREASE))
        elif predicate == "leadsTo" and (start := State.parse(subject)) and (end := State.parse(target)):
            leads.setdefault(start, set()).add(end)
        elif predicate in _SAME | _OPPOSITE:
            for direction, other in OPPOSITE.items():
                end = State(target, direction if predicate in _SAME else other)
                leads.setdefault(State(subject, direction), set()).add(end)
    queue = list(reached)
    while queue:
        new = leads.get(queue.pop(), set()) - reached
        reached |= new
        queue += new
    return sorted(reached, key=lambda state: state.iri)


def _is_below(classes: Iterable[str], top: str, above: _Objects) -> bool:
    seen, queue = set[str](), list(classes)
    while queue:
        cls = queue.pop()
        if cls == top:
            return True
        queue += [higher for higher in above.get(cls, ()) if higher not in seen]
        seen.add(cls)
    return False


def _camel(name: str) -> str:
    """Return a local name as part of the name of a class.

    >>> _camel("T-cell-activation")
    'TCellActivation'
    """
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[-_.]", name))


def _beside(iri: str, name: str) -> str:
    """Return the IRI of another name in the namespace of a term."""
    return re.sub(r"[^/#]*$", "", iri) + name


def _a(noun: str) -> str:
    """Return a noun with its indefinite article."""
    return f"{'an' if noun[0] in 'AEIO' else 'a'} {noun}"
