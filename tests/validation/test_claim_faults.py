"""Claims have one set of rules, the shapes: `--extra`, `validate` and `quality` find the same mistakes."""

from __future__ import annotations

import pytest

import lenaowl
from lenaowl.rdf.files import parse
from lenaowl.rdf.store import EmbeddedStore
from lenaowl.validation import quality
from lenaowl.validation.validate import validate

HEAD = """@prefix ex: <https://example.org/> .
@prefix lena: <https://w3id.org/lenaowl/> .
@prefix eco: <http://purl.obolibrary.org/obo/ECO_> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:LO-1 a lena:Drug ; rdfs:label "LO-1" . ex:XYZ1 a lena:Protein ; rdfs:label "XYZ1" .
ex:paper a lena:Publication ; rdfs:label "A paper" .
"""
CLAIM = """ex:c a lena:Claim ;
    lena:subject ex:LO-1 ;
    lena:predicate lena:inducesDegradationOf ;
    lena:object ex:XYZ1 ;
    lena:context lena:T-cell ;
    lena:polarity lena:positive ; lena:status lena:established ;
    lena:evidence [ lena:method eco:0000314 ; lena:publication ex:paper ] .
"""
GOOD = {
    "a claim": CLAIM,
    "between states of one's own": CLAIM.replace("ex:LO-1 ;", "ex:XYZ1-decrease ;")
    .replace("lena:inducesDegradationOf", "lena:leadsTo").replace("ex:XYZ1 ;", "lena:IRF4-increase ;"),
    "of a class of drugs": CLAIM.replace("ex:LO-1 ;", "lena:IMiD ;"),
    "of a defined class": CLAIM.replace("ex:LO-1 ;", "lena:IkarosFamilyDegrader ;"),
    "an observation": CLAIM.replace("lena:Claim", "lena:Observation"),
}  # fmt: skip
WRONG = {
    "subject": (("    lena:subject ex:LO-1 ;\n", ""), "lacks lena:subject"),
    "evidence": (("lena:evidence [ lena:method eco:0000314 ; lena:publication ex:paper ]", 'lena:note "x"'), "lacks lena:evidence"),
    "publication": (("; lena:publication ex:paper", ""), "lacks lena:publication"),
    "two objects": (("lena:object ex:XYZ1", "lena:object ex:XYZ1, lena:IKZF1"), "line 10: .* several lena:object"),
    "status": (("lena:established", "ex:sure"), "line 12: .* lena:status .* must be one of: lena:established"),
    "polarity": (("lena:positive", "ex:yes"), "line 12: .* must be one of: lena:positive"),
    "unknown object": (("lena:object ex:XYZ1", "lena:object ex:nothing"), "line 10: .* lena:object .* not described anywhere"),
    "unknown context": (("lena:T-cell", "ex:nowhere"), "line 11: .* not described anywhere"),
    "predicate": (("lena:inducesDegradationOf", "ex:likes"), "line 9: .* nothing follows from the predicate"),
    "no agent": (("ex:LO-1 ;", "ex:XYZ1 ;"), "another agent"),
    "of states": (("ex:XYZ1 ;", "ex:XYZ1-decrease ;"), "use lena:leadsTo"),
    "of no states": (("lena:inducesDegradationOf", "lena:leadsTo"), "from a state to a state"),
    "no name": (("ex:c a", "[] a"), "needs an IRI of its own"),
}  # fmt: skip


def test_good_claims_are_taken(tmp_path):
    """All at once, each with things of its own: to infer what follows takes long."""
    file = tmp_path / "claims.ttl"
    texts = [(HEAD + text).replace("example.org/", f"example.org/{n}/") for n, text in enumerate(GOOD.values())]
    file.write_text("".join(texts), encoding="utf-8")
    taken = lenaowl.load(file).ontology.claims.keys()
    assert {f"https://example.org/{n}/c" for n in range(len(GOOD))} <= taken


@pytest.mark.parametrize("kind", GOOD)
def test_good_claims_conform(tmp_path, kind):
    file = tmp_path / "claims.ttl"
    file.write_text(HEAD + GOOD[kind], encoding="utf-8")
    for engine in ("sparql", "shifty"):
        assert validate(file, shapes=["claims"], engine=engine).at_least("violation") == ()
    found = quality.examine("text", EmbeddedStore(parse(file.read_text("utf-8"), "text"))).findings
    assert not {"claim-incomplete", "status-or-polarity-unknown"} & {finding.rule.name for finding in found}


@pytest.mark.parametrize("kind", WRONG)
def test_bad_claims_are_refused_with_their_line_and_found_by_every_engine(tmp_path, kind):
    (old, new), told = WRONG[kind]
    assert old in CLAIM
    file = tmp_path / "claims.ttl"
    file.write_text(HEAD + CLAIM.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(lenaowl.DataError, match=told) as caught:
        lenaowl.load(file)
    assert all(line.startswith(f"{file}, line ") for line in str(caught.value).splitlines())
    reports = [validate(file, shapes=["claims"], engine=engine) for engine in ("sparql", "pyshacl", "shifty")]
    found = [{(f.shape, f.line) for f in report.at_least("violation")} for report in reports]
    assert found[0] == found[1] == found[2] != set()


def test_quality_takes_from_the_shapes_what_a_claim_must_have():
    rules = {rule.name: rule.query for rule in quality.rules()}
    for name in ("subject", "predicate", "object", "polarity", "status", "evidence", "method", "publication"):
        assert f"<https://w3id.org/lenaowl/{name}>" in rules["claim-incomplete"]
    assert "<https://w3id.org/lenaowl/contradicted>" in rules["status-or-polarity-unknown"]
