"""Compilation against a second reading of what claims mean, written down here once more and plainly.

HermiT judges what follows from the steps; that the steps are what the claims say is judged here.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_claims import claim, turtle
from worlds import HUMAN, with_vocabulary_only

from lenaowl.rdf.vocabulary import RDF_TYPE, SUBCLASS_OF, lena, local_name

FUNCTIONAL = lena("FunctionalForm")


def expected(kb):
    """What each accepted causal claim should compile to."""
    table = {
        name: kb.ontology.store.objects(lena(name))
        for name in ("requires", "requiresSoleForm", "givenState", "targetForm")
    }
    promoting = {lena("promotes"), lena("activates")}
    types = kb.ontology.store.objects(RDF_TYPE)
    below = kb.ontology.store.objects(SUBCLASS_OF)

    def is_class(iri):
        return "http://www.w3.org/2002/07/owl#Class" in types.get(iri, ())

    def is_protein(iri):
        return any(t == lena("Protein") or lena("Protein") in below.get(t, ()) for t in types.get(iri, ()))

    def is_a(iri, *kinds):
        above = set(types.get(iri, ())) | {b for t in types.get(iri, ()) for b in below.get(t, ())}
        return not above.isdisjoint(map(lena, kinds))

    def is_entity(iri):
        found = {lena("Entity")} & set(facts.types.get(iri, ()))
        return bool(found) and not is_class(iri) and iri not in facts.of_class(lena("Agent"))

    facts = kb.ontology.facts
    claims = kb.ontology.claims
    accepted = [
        c for c in claims.values() if (c.status, c.polarity, c.observation) == ("established", "positive", False)
    ]
    told = [c for c in accepted if c.predicate == lena("isRequiredFor") and c.object in claims]
    resisting = [c for c in accepted if c.predicate == lena("confersResistanceTo")]
    formed = {
        p
        for form, proteins in kb.ontology.store.objects(lena("formOf")).items()
        for p in proteins
        if form != f"{p}-WT" or any(c.subject == form and c.predicate == lena("hasResidue") for c in claims.values())
    }

    def resisted(c, entity):
        """What the loss of confers resistance to the agent of a claim, where it acts on a process of those cells."""
        for r in resisting if is_a(entity, "CellularProcess") else ():
            drug = r.object == c.subject or r.object in types.get(c.subject, ())
            present = kb.ontology.contexts.with_broader(c.contexts)
            if drug and present.issuperset(r.contexts):
                yield from ((FUNCTIONAL, p) for p in facts.depletes.get(r.subject, ()))

    for c in accepted:
        verb = local_name(c.predicate)
        needed = [
            r.subject
            for r in told
            if r.object == c.iri and (is_class(r.subject) or is_a(r.subject, "Protein", "ProteinComplex"))
        ]
        required = {(r, "") if is_class(r) else (FUNCTIONAL, r) for r in (*table["requires"].get(c.iri, ()), *needed)}
        given_states = set(table["givenState"].get(c.iri, ()))
        given_states |= {
            r.subject for r in told if r.object == c.iri and r.subject.endswith(("-increase", "-decrease"))
        }

        alone = {(r, "") if is_class(r) else (FUNCTIONAL, r) for r in table["requiresSoleForm"].get(c.iri, ())}

        def step(before, after, degraded="", forms=(), sole=(), c=c, required=required, alone=alone):
            by_agent = not before
            kind = by_agent and is_class(c.subject)
            return (
                frozenset({c.subject} if by_agent and not kind else ()), frozenset({c.subject} if kind else ()),
                frozenset(before), frozenset(c.contexts), frozenset(required | set(forms)), frozenset(alone | set(sole)),
                after, degraded, c.iri,
            )  # fmt: skip

        def rising(*entities):
            return {(FUNCTIONAL, e) for e in entities if is_protein(e)}

        if verb == "inducesDegradationOf" and is_class(c.object):
            named = {
                o.object
                for o in accepted
                if (o.subject, o.predicate) == (c.subject, c.predicate)
                and not o.contexts
                and c.object in table["targetForm"].get(o.iri, ())
            }
            for protein in sorted(set(formed) - named):
                yield step((), "", protein, {(c.object, protein)})
                yield step((), f"{protein}-decrease", sole={(c.object, protein)})
        elif verb == "inducesDegradationOf":
            target = table["targetForm"].get(c.iri, [FUNCTIONAL])[0]
            yield step((), "", c.object, {(target, c.object)})
            yield step((), f"{c.object}-decrease", sole={(target, c.object)})
        elif verb in ("increases", "decreases"):
            forms = rising(c.object) if verb == "increases" else set()
            yield step((), f"{c.object}-{verb.removesuffix('s')}", "", forms | set(resisted(c, c.object)))
        elif verb in ("promotes", "activates", "inhibits", "represses"):
            same = c.predicate in promoting
            up, down = ("increase", "decrease") if same else ("decrease", "increase")
            yield step({f"{c.subject}-increase"} | given_states, f"{c.object}-{up}", "",
                       rising(c.subject) | (rising(c.object) if up == "increase" else set()))  # fmt: skip
            yield step({f"{c.subject}-decrease"} | given_states, f"{c.object}-{down}", "",
                       rising(c.object) if down == "increase" else ())  # fmt: skip
        elif verb == "isRequiredFor" or (verb == "mediates" and not c.setting):
            if all(is_entity(end) for end in (c.subject, c.object)):
                yield step({f"{c.subject}-decrease"}, f"{c.object}-decrease")
        elif verb == "leadsTo":
            ends = [end.removesuffix("-increase") for end in (c.subject, c.object) if end.endswith("-increase")]
            yield step({c.subject} | given_states, c.object, "", rising(*ends))


def compiled(kb):
    return [
        (
            frozenset(s.agents), frozenset(s.agent_kinds), frozenset(s.states), frozenset(s.contexts),
            frozenset((need.form_class, need.protein) for need in s.forms),
            frozenset((need.form_class, need.protein) for need in s.sole_forms), s.state, s.degraded, s.claim,
        )
        for s in kb.ontology.facts.steps
        if s.claim
    ]  # fmt: skip


def test_the_shipped_claims_compile_to_what_they_say(kb):
    assert len(kb.ontology.facts.steps) > 50
    assert sorted(map(str, map(normal, compiled(kb)))) == sorted(map(str, map(normal, expected(kb))))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(claims=st.lists(claim, min_size=5, max_size=30))
def test_any_claims_compile_to_what_they_say(claims):
    kb = with_vocabulary_only(turtle(claims))
    assert sorted(map(str, map(normal, compiled(kb)))) == sorted(map(str, map(normal, expected(kb))))


def normal(step):
    def plain(part):
        return tuple(map(str, part)) if isinstance(part, tuple) else str(part)

    return tuple(sorted(map(plain, part)) if isinstance(part, frozenset) else plain(part) for part in step)


@pytest.mark.parametrize("status", ["suggested", "hypothesis", "contradicted"])
def test_other_claims_compile_to_nothing(status):
    text = (
        turtle([])
        + f"""
    ex:claim-0 a owl:NamedIndividual, lena:Claim ; lena:subject ex:d0 ; lena:predicate lena:increases ; lena:object ex:p0 ;
        lena:polarity lena:positive ; lena:status lena:{status} ."""
    )
    assert compiled(with_vocabulary_only(text)) == []
    assert len(compiled(with_vocabulary_only(text.replace(status, "established")))) == 1
    for instead in ("lena:negative", "lena:undetermined"):
        denied = text.replace(status, "established").replace("lena:positive", instead)
        assert compiled(with_vocabulary_only(denied)) == []
    disputed = text.replace(status, "established") + "\nex:claim-0 lena:evidence [ lena:stance lena:disputing ] ."
    assert compiled(with_vocabulary_only(disputed)) == []


DEGRADERS = (
    HUMAN
    + """
ex:system a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "system" ; lena:species lena:human .
lena:CRBN a owl:NamedIndividual, lena:Protein ; rdfs:label "CRBN" .
ex:known a owl:NamedIndividual, lena:Protein ; rdfs:label "known" .
ex:other a owl:NamedIndividual, lena:Protein ; rdfs:label "other" .
ex:drug a owl:NamedIndividual, lena:Drug ; rdfs:label "drug" .
ex:claim a owl:NamedIndividual, lena:Claim ; lena:subject ex:drug ; lena:predicate lena:inducesDegradationOf ;
    lena:status lena:established ; lena:polarity lena:positive ;
"""
)
STATED = (
    "ex:stated a owl:NamedIndividual, lena:Drug ; rdfs:label 'stated' ; lena:inducesDegradationOf ex:known, ex:other ."
)


def degrades(kb, name):
    agent = kb.ontology.facts.profiles.get(f"https://example.org/{name}", [])
    return {local_name(p) for profile in agent for p in kb.ontology.facts.degraded.get(profile, ())}


def test_a_degradation_is_stated_of_a_protein_that_no_claim_is_about_whatever_the_others_are():
    kb = with_vocabulary_only(f"{DEGRADERS} lena:object ex:known . {STATED}")
    assert degrades(kb, "stated") == {"known", "other"}


def test_a_stated_degradation_needs_what_must_be_alone_too():
    """CRBN-WT is not known to be glue-competent, so what the claim needs is not there, and no more is stated."""
    kb = with_vocabulary_only(
        f"{DEGRADERS} lena:object ex:known ; lena:requiresSoleForm lena:GlueCompetentCRBN . {STATED}"
    )
    assert (degrades(kb, "drug"), degrades(kb, "stated")) == (set(), {"other"})


def test_a_form_that_a_class_without_a_definition_takes_in_can_be_the_sole_one():
    residues = ", ".join(f"lena:CRBN-{name}" for name in ("Trp380", "Trp386", "Trp400", "Val388"))
    told = f"""
        lena:CRBN-WT lena:hasResidue {residues} . lena:ValinePocketCRBN rdfs:subClassOf lena:GlueCompetentCRBN .
        ex:use a owl:NamedIndividual, lena:Claim ; lena:subject lena:CRBN ; lena:predicate lena:promotes ;
            lena:object ex:known ; lena:status lena:established ; lena:polarity lena:positive ."""
    kb = with_vocabulary_only(
        f"{DEGRADERS} lena:object ex:known ; lena:requiresSoleForm lena:GlueCompetentCRBN . {STATED} {told}"
    )
    assert (degrades(kb, "drug"), degrades(kb, "stated")) == ({"known"}, {"known", "other"})


def test_a_class_of_forms_is_not_a_protein_to_be_a_degrader_of(kb):
    degraders = {
        target for _, targets in kb.ontology.store.objects(lena("inducesDegradationOf")).items() for target in targets
    }
    assert degraders.isdisjoint(kb.ontology.members("http://www.w3.org/2002/07/owl#Class"))
