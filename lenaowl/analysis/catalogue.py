"""Gathers what is known of each term of the ontology."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

import pyoxigraph as ox

from lenaowl.analysis.effects import EffectRecords, Effects
from lenaowl.analysis.term_records import Change, ClaimFate, Identifier, Property, Relation, TermSummary
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.claims import Claim, Words
from lenaowl.ontology.names import NameIndex
from lenaowl.ontology.records import Records, Ref
from lenaowl.ontology.states import states_of
from lenaowl.rdf.manchester import Manchester
from lenaowl.rdf.store import Together, described
from lenaowl.rdf.vocabulary import INFERRED_PROPERTIES, NAMESPACE, PREFIXES, RDF_TYPE, lena

_SKOS, _OWL, _RDFS = PREFIXES["skos"], PREFIXES["owl"], PREFIXES["rdfs"]
MAPPINGS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
_PROPERTIES = {_OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
# What is told elsewhere, and what is generated or inferred, is no part of what a term is.
# Relations of upper ontologies are left out too: each follows from one of ours.
_UPPER = (PREFIXES["bfo"], PREFIXES["ro"])
_LEFT_OUT = {*INFERRED_PROPERTIES, lena("hasProfile"), lena("curationRow"), RDF_TYPE, _RDFS + "seeAlso"}


class Catalogue:
    """Tells of each term of the ontology what is known of it; of the trials too, which are not reasoned with."""

    def __init__(self, ontology: InferredOntology, effects: Effects) -> None:
        self._ontology = ontology
        self._effects = effects
        self._fates: dict[str, ClaimFate] = {}
        self.store = Together(ontology.store, ontology.data)
        self.types = self.store.objects(RDF_TYPE)
        self.words = Words(self.store)
        self._arbitrary = frozenset(ontology.arbitrary_members.values())
        self._texts = {
            name: self.store.objects(_SKOS + name)
            for name in ("definition", "example", "altLabel", "hiddenLabel", *MAPPINGS)
        }
        self._links = self.store.objects(_RDFS + "seeAlso")

    @cached_property
    def names(self) -> NameIndex:
        """Names of all terms, trials included."""
        return NameIndex(self.store)

    # -- claims -----------------------------------------------------------------------------------

    def fates(self, iris: Iterable[str]) -> list[ClaimFate]:
        """Return what became of claims, in the same order; IRIs of other things are passed over."""
        claims = self._ontology.claims
        wanted = [iri for iri in iris if iri in claims]
        if missing := [iri for iri in wanted if iri not in self._fates]:
            # The first time just these, for a command asks of one term; then all, for each time takes all steps.
            compiled = Manchester(self._ontology.axioms(claims if self._fates else missing)).compiled()
            for iri in claims if self._fates else missing:
                axioms = tuple(compiled.get(iri, ()))
                self._fates[iri] = ClaimFate(claims[iri], axioms, "" if axioms else self._why_not(claims[iri]))
        return [self._fates[iri] for iri in wanted]

    def _why_not(self, claim: Claim) -> str:
        """Return in words why a claim does not compile."""
        if claim.observation:
            return "an observation: the model is checked against it"
        if self._ontology.accepts(claim):
            if claim.object in self._ontology.claims and claim.predicate == lena("isRequiredFor"):
                return "accepted: what it says to be required is a condition in the axioms of the claim it is about"
            if claim.predicate == lena("confersResistanceTo") and claim.subject in self._ontology.facts.depletes:
                return "accepted: what is lost is a condition in the axioms on what the drug does to these cells"
            return f"accepted, but nothing is inferred from '{self.words.label(claim.predicate)}'"
        if claim.polarity == "negative":
            return "it denies, and nothing is concluded from what is not so"
        if any(item.stance == "disputing" for item in claim.evidence):
            return "evidence disputes it"
        return f"its status is {claim.status}"

    @cached_property
    def _mentions(self) -> dict[str, list[str]]:
        """The claims that name each term, by IRI of the term; a state counts as its entity, a form as its protein."""
        found: dict[str, list[str]] = defaultdict(list)
        for claim in self._ontology.claims.values():
            for term in dict.fromkeys(self._named(claim)):
                found[term].append(claim.iri)
        return found

    def _named(self, claim: Claim) -> Iterable[str]:
        several = (claim.contexts, claim.requires, claim.given_states, claim.contradicts)
        publications = (item.publication for item in claim.evidence)
        direct = [claim.subject, claim.object, claim.predicate, claim.target_form, *publications]
        for term in (*direct, *(iri for group in several for iri in group)):
            yield term
            yield from self._wholes.get(term, ())
        yield from (lena(claim.status), lena(claim.polarity))

    @cached_property
    def _wholes(self) -> dict[str, list[str]]:
        """The entity of each state, and the protein of each form."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in ("increaseOf", "decreaseOf", "formOf"):
            for part, wholes in self._ontology.store.objects(lena(name)).items():
                found[part] += wholes
        return found

    # -- effects ----------------------------------------------------------------------------------

    @cached_property
    def agents(self) -> tuple[str, ...]:
        """The IRIs of the agents and the classes of agents, by label."""
        agents = [*self._ontology.members(lena("Agent")), *self._ontology.arbitrary_members]
        return tuple(sorted(agents, key=lambda iri: (self._ontology.words.label(iri).casefold(), iri)))

    def effects(self, agent: str) -> EffectRecords:
        """Return the effects of an agent or a class of agents, of that IRI."""
        return self._effects.of(self._ontology.arbitrary_members.get(agent, agent))

    def _changes(self, iri: str) -> Records[Change]:
        """Return what changes an entity."""
        facts, states = self._ontology.facts, set(states_of(iri))
        profiled = {agent: self._ontology.arbitrary_members.get(agent, agent) for agent in self.agents}
        return Records(
            Change(self.words.ref(agent), effect)
            for agent, member in profiled.items()
            if any(not states.isdisjoint(facts.effects.get(e, ())) for e in facts.profiles.get(member, ()))
            for effect in self._effects.on(member, states)
        )

    # -- terms ------------------------------------------------------------------------------------

    def _relations(self, iri: str) -> Records[Relation]:
        """Return the terms that a term has as values, each with the label of the property."""
        return Records(sorted({
            Relation(_relation(self.words, triple.predicate.value), self._ref(triple.object.value))
            for triple in self._told(subject=iri)
            if isinstance(triple.object, ox.NamedNode) and triple.object.value in self.types
        }))  # fmt: skip

    def _referrers(self, iri: str) -> Records[Relation]:
        """Return the terms that have a term as value, each with the label of the property."""
        return Records(sorted({
            Relation(_relation(self.words, triple.predicate.value), self._ref(triple.subject.value))
            for triple in self._told(obj=iri)
            if isinstance(triple.subject, ox.NamedNode) and not self._is_generated(triple.subject.value)
        }))  # fmt: skip

    def values(self, iri: str) -> Records[Property]:
        """Return the numbers and texts that a term has as values of our properties."""
        return Records(sorted({
            Property(self.words.label(triple.predicate.value), triple.object.value)
            for triple in self._told(subject=iri)
            if isinstance(triple.object, ox.Literal) and triple.predicate.value.startswith(NAMESPACE)
        }))  # fmt: skip

    def _told(self, subject: str = "", obj: str = "") -> Iterator[ox.Triple]:
        """Yield what is stated of a term or of others with it, but for claims and what is told elsewhere."""
        ends = (ox.NamedNode(iri) if iri else None for iri in (subject, obj))
        for triple in self.store.triples(*ends):
            predicate, told_of = triple.predicate.value, getattr(triple.subject, "value", "")
            if predicate not in _LEFT_OUT and not predicate.startswith(_UPPER) and told_of not in self._ontology.claims:
                yield triple

    def _is_generated(self, iri: str) -> bool:
        """Whether a term is a state, an exposure or an arbitrary member, which are named after what they stand for."""
        return iri in self._arbitrary or not {lena("State"), lena("Exposure")}.isdisjoint(self.types.get(iri, ()))

    @cached_property
    def _sizes(self) -> Counter[str]:
        return Counter(cls for types in self.types.values() for cls in types)

    def _closest(self, classes: Iterable[str]) -> list[str]:
        """Return classes without those of OWL, the smallest first, those of other ontologies last."""
        known = (cls for cls in classes if not cls.startswith(_OWL))
        return sorted(known, key=lambda cls: (cls.startswith(PREFIXES["obo"]), self._sizes[cls], cls))

    def classes(self, iri: str) -> list[str]:
        """Return the IRIs of the classes that a term is a member of, the closest first."""
        return self._closest(self.types.get(iri, ()))

    def kind(self, iri: str) -> str:
        """Return in words what kind of thing a term is: class, property, or the closest class it was put into."""
        types = self.types.get(iri, ())
        if _OWL + "Class" in types:
            return "class"
        if not _PROPERTIES.isdisjoint(types):
            return "property"
        asserted = self._closest(self._ontology.definitions.asserted_types.get(iri, types))
        return self.words.label(asserted[0]) if asserted else "term"

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The IRIs of all that is described: everything with a label, and the claims."""
        return tuple(sorted({*self.words.labelled, *self._ontology.claims} - self._arbitrary))

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The terms without those that are generated."""
        return tuple(iri for iri in self.terms if not self._is_generated(iri))

    def find(self, name: str) -> str:
        """Return the IRI of the term, claim or publication of that name.

        Raises:
            UnknownNameError, AmbiguousNameError: if the name does not tell one term.
        """
        return self.names.find(name, self.terms, "term")

    def term(self, iri: str) -> TermSummary:
        """Return what is known of the term of that IRI."""
        told = self.fates([iri, *self._mentions.get(iri, ())])
        fate = next((one for one in told if one.claim.iri == iri), None)
        contradicted = fate.claim.contradicts if fate else ()
        about = (one for one in told if one.claim.iri not in (iri, *contradicted))
        return TermSummary(
            iri=iri,
            label=self.label(iri),
            kind=self.kind(iri),
            definition="".join(self.texts(iri, "definition")),
            examples=self.texts(iri, "example"),
            types=tuple(map(self.words.label, self.classes(iri))),
            synonyms=self.texts(iri, "altLabel"),
            identifiers=Records(Identifier(name, value) for name in MAPPINGS for value in self.texts(iri, name)),
            links=self.links(iri),
            relations=self._relations(iri),
            referrers=self._referrers(iri),
            values=self.values(iri),
            axioms=fate.axioms if fate else tuple(Manchester(described(self.store.triples, iri)).definition(iri)),
            fate=fate,
            contradicts=Records(self.fates(contradicted)),
            claims=Records(sorted(about, key=lambda v: (not v.compiles, v.claim.rank, v.claim.iri))),
            changes=self._changes(iri),
        )

    def texts(self, iri: str, name: str) -> tuple[str, ...]:
        """Return the definition, example, altLabel, hiddenLabel or mappings (exactMatch, ...) of a term, sorted."""
        return tuple(sorted(self._texts[name].get(iri, ()), key=str.casefold))

    def links(self, iri: str) -> tuple[str, ...]:
        """Return the web pages that tell more of a term, sorted."""
        return tuple(sorted(self._links.get(iri, ())))

    def _ref(self, iri: str) -> Ref:
        return Ref(iri, self.label(iri))

    def statements(self, iri: str) -> list[ox.Triple]:
        """Return what is stated of a term as RDF, with the axioms compiled from it if it is a claim."""
        own = described(self.store.triples, iri, onward=lena("evidence"))
        return [*own, *(self._ontology.axioms([iri]) if iri in self._ontology.claims else ())]

    def label(self, iri: str) -> str:
        """Return the label of a term, or the sentence of a claim."""
        claim = self._ontology.claims.get(iri)
        return claim.sentence if claim else self.words.label(iri)


_RDFS_WORDS = {_RDFS + "subClassOf": "subclass of", _RDFS + "subPropertyOf": "subproperty of"}


def _relation(words: Words, predicate: str) -> str:
    return _RDFS_WORDS.get(predicate) or words.label(predicate)
