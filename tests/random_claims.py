"""Claim sets made at random: signs, contexts, forms, cycles."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

HEAD = """
@prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
lena:human a owl:NamedIndividual, lena:Organism ; rdfs:label "human" .
lena:CRBN a owl:NamedIndividual, lena:Protein ; rdfs:label "cereblon" .
lena:CRBN-Trp380 a owl:NamedIndividual, lena:Residue ; rdfs:label "W380" .
lena:CRBN-Trp386 a owl:NamedIndividual, lena:Residue ; rdfs:label "W386" .
lena:CRBN-Trp400 a owl:NamedIndividual, lena:Residue ; rdfs:label "W400" .
lena:CRBN-Val388 a owl:NamedIndividual, lena:Residue ; rdfs:label "V388" .
lena:degron-glutamine a owl:NamedIndividual, lena:Residue ; rdfs:label "Q" .
lena:degron-histidine a owl:NamedIndividual, lena:Residue ; rdfs:label "H" .
lena:IL2 a owl:NamedIndividual, lena:Protein ; rdfs:label "IL2" .
lena:SALL4 a owl:NamedIndividual, lena:Protein ; rdfs:label "SALL4" .
ex:class a owl:Class ; rdfs:subClassOf lena:Drug ; rdfs:label "class" .
ex:d0 a owl:NamedIndividual, ex:class ; rdfs:label "d0" .
ex:d1 a owl:NamedIndividual, lena:Drug ; rdfs:label "d1" .
ex:below a owl:Class ; rdfs:subClassOf ex:class ; rdfs:label "below" .
ex:new a owl:NamedIndividual, ex:below ; rdfs:label "new" .
ex:stated a owl:NamedIndividual, lena:Drug ; rdfs:label "stated" ; lena:inducesDegradationOf ex:p0, ex:p1 .
ex:kd a owl:NamedIndividual, lena:GeneticPerturbation ; rdfs:label "kd" ; lena:depletes ex:p1 .
ex:c0 a owl:NamedIndividual, lena:CellType ; rdfs:label "c0" ; lena:subtypeOf ex:c1 .
ex:c1 a owl:NamedIndividual, lena:CellType ; rdfs:label "c1" .
ex:c2 a owl:NamedIndividual, lena:CellType ; rdfs:label "c2" .
ex:s0 a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s0" ; lena:systemContext ex:c0 ; lena:species lena:human .
ex:s1 a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s1" ; lena:systemContext ex:c1, ex:c2 ; lena:species lena:human .
ex:s2 a owl:NamedIndividual, lena:ReferenceSystem ; rdfs:label "s2" ; lena:species lena:mouse .
ex:p2-m a owl:NamedIndividual, lena:FunctionalForm ; rdfs:label "p2 of the mouse" ; lena:formOf ex:p2 ; lena:wildTypeIn lena:mouse .
ex:p1-v a owl:NamedIndividual, lena:ProteinForm ; rdfs:label "p1 variant" ; lena:formOf ex:p1 .
ex:x0 a owl:NamedIndividual, lena:Exposure ; rdfs:label "x0" ; lena:hasAgent ex:d0, ex:d1 ; lena:inContext ex:c0 ;
    lena:hasForm ex:p1-WT, ex:p1-v ; lena:hasSoleForm ex:p0-WT, ex:p2-m, lena:CRBN-WT .
"""
PROTEINS = ["ex:p0", "ex:p1", "ex:p2", "lena:IL2", "lena:SALL4", "lena:CRBN"]
ENTITIES = [*PROTEINS, "ex:q0", "ex:q1"]
AGENTS = ["ex:d0", "ex:d1", "ex:class"]
CONTEXTS = ["ex:c0", "ex:c1", "ex:c2"]
RESIDUES = ["CRBN-Trp380", "CRBN-Trp386", "CRBN-Trp400", "CRBN-Val388", "degron-glutamine", "degron-histidine"]


def state(entity: str, direction: str) -> str:
    namespace, _, name = entity.partition(":")
    return f"{namespace}:{name}-{direction}"


any_state = st.builds(state, st.sampled_from(ENTITIES), st.sampled_from(["increase", "decrease"]))
statement = st.one_of(
    st.tuples(st.sampled_from(ENTITIES), st.sampled_from(["activates", "represses", "promotes", "inhibits"]), st.sampled_from(ENTITIES)),
    st.tuples(st.sampled_from(AGENTS), st.sampled_from(["increases", "decreases"]), st.sampled_from(ENTITIES)),
    st.tuples(st.sampled_from(AGENTS), st.just("inducesDegradationOf"), st.sampled_from(PROTEINS)),
    st.tuples(any_state, st.just("leadsTo"), any_state),
    st.tuples(st.sampled_from(["lena:CRBN-WT", "ex:p0-WT"]), st.just("hasResidue"), st.sampled_from([f"lena:{r}" for r in RESIDUES])),
    st.tuples(
        st.sampled_from(["lena:GlutamineDegronForm", "lena:HistidineDegronForm", "lena:ValinePocketCRBN"]),
        st.just("isKindOf"),
        st.sampled_from(["lena:IMiDSensitiveForm", "lena:GlueCompetentCRBN", "lena:FunctionalForm"]),
    ),
)  # fmt: skip
claim = st.fixed_dictionaries(
    {
        "statement": statement,
        "contexts": st.lists(st.sampled_from(CONTEXTS), max_size=2, unique=True),
        "requires": st.lists(st.sampled_from(["lena:GlueCompetentCRBN", "lena:DrugBindingCRBN", "ex:p2"]), max_size=1),
        "alone": st.lists(st.sampled_from(["ex:p1", "lena:GlueCompetentCRBN"]), max_size=1),
        "given": st.lists(any_state, max_size=1),
        "target": st.sampled_from(["", "", "lena:IMiDSensitiveForm"]),
        "polarity": st.sampled_from(["positive"] * 5 + ["negative"]),
        "status": st.sampled_from(["established"] * 5 + ["suggested"]),
    }
)


def turtle(claims) -> str:
    lines = [HEAD]
    lines += [f'{e} a owl:NamedIndividual, lena:Protein ; rdfs:label "{e}" .' for e in PROTEINS if e.startswith("ex:")]
    lines += [f'{e} a owl:NamedIndividual, lena:CellularProcess ; rdfs:label "{e}" .' for e in ENTITIES if ":q" in e]
    for number, c in enumerate(claims):
        subject, predicate, obj = c["statement"]
        parts = [f"lena:subject {subject}", f"lena:predicate lena:{predicate}", f"lena:object {obj}"]
        parts += [f"lena:context {context}" for context in c["contexts"]]
        parts += [f"lena:requires {required}" for required in c["requires"]]
        parts += [f"lena:requiresSoleForm {alone}" for alone in c["alone"]]
        if predicate in ("activates", "represses", "promotes", "inhibits", "leadsTo"):
            parts += [f"lena:givenState {given}" for given in c["given"]]
        if predicate == "inducesDegradationOf" and c["target"]:
            parts.append(f"lena:targetForm {c['target']}")
        parts += [f"lena:polarity lena:{c['polarity']}", f"lena:status lena:{c['status']}"]
        lines.append(f"ex:claim-{number} a owl:NamedIndividual, lena:Claim ; {' ; '.join(parts)} .")
    return "\n".join(lines)


def for_reasoners(examples: int) -> settings:
    """How many sets a reasoner judges. Shrinking a failure would start it hundreds of times, so it is left out."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
