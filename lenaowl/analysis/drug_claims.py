"""Claims on the drugs of an exposure that lead to no effect by themselves: warnings, biomarkers, resistance."""

from __future__ import annotations

from collections import defaultdict

from lenaowl.analysis.exposures import Exposure
from lenaowl.inference.inferred_ontology import InferredOntology
from lenaowl.ontology.claims import Claim
from lenaowl.rdf.vocabulary import lena

_WARNINGS = (lena("carriesBoxedWarning"), lena("carriesWarning"))
_RESPONSES = tuple(
    lena(name)
    for name in ("confersResistanceTo", "confersSensitivityTo", "influencesResponseTo", "isCandidateBiomarkerOf")
)


class DrugClaims:
    """Looks up claims by the drugs, the variants and the losses of exposures, all given by IRI."""

    def __init__(self, ontology: InferredOntology) -> None:
        self._ontology = ontology
        self._warnings: dict[str, list[Claim]] = defaultdict(list)
        self._responses: list[tuple[Claim, frozenset[str]]] = []
        self._known: dict[tuple[tuple[str, ...], ...], tuple[Claim, ...]] = {}
        for claim in ontology.claims.values():
            if claim.predicate in _WARNINGS and claim.polarity == "positive":
                self._warnings[claim.subject].append(claim)
            elif claim.predicate in _RESPONSES:
                lost = ontology.facts.depletes.get(claim.subject, ())
                self._responses.append((claim, frozenset({claim.subject, *lost})))

    def on(self, exposure: Exposure) -> tuple[Claim, ...]:
        """Return the warnings of its drugs, and what is claimed of its changes and the response to its drugs."""
        changed = (*exposure.without, *exposure.forms, *exposure.also)
        key = (exposure.agents, changed, exposure.contexts if changed else ())
        if key not in self._known:
            facts = self._ontology.facts
            kinds = facts.with_classes(exposure.agents)
            found = [claim for drug in exposure.agents for claim in self._warnings.get(drug, ())]
            things = {*changed, *(facts.whole_of(thing) for thing in changed)}
            contexts = self._ontology.contexts.with_broader(exposure.contexts)
            found += [
                claim
                for claim, subjects in self._responses
                if not subjects.isdisjoint(things) and claim.object in kinds and contexts.issuperset(claim.contexts)
            ]
            self._known[key] = tuple(dict.fromkeys(found))
        return self._known[key]
