"""Reported faults with privacy: 55 of 70 records with a direct identifier passed, and reports repeated it."""

from __future__ import annotations

from functools import cache

import pytest

from lenaowl.rdf.files import source
from lenaowl.render.formats import written
from lenaowl.render.tables import Screen
from lenaowl.render.validation import validation
from lenaowl.validation.findings import Report
from lenaowl.validation.shacl.reading import load_shapes
from lenaowl.validation.validate import validate_sources

RECORD = """@prefix lena: <https://w3id.org/lenaowl/> . @prefix ex: <https://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix s: <https://schema.org/> . @prefix fhir: <http://hl7.org/fhir/> .
@prefix v: <http://www.w3.org/2006/vcard/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix v3: <http://www.w3.org/2001/vcard-rdf/3.0#> .
@prefix dcm: <http://purl.org/healthcarevocab/v1#> .
ex:p a lena:PatientRecord ; lena:sex "female" ; lena:hasDiagnosis [ a lena:Diagnosis ;
    lena:diagnosedDisease lena:multiple-myeloma ; lena:diagnosedOn "2019-03-04"^^xsd:date ] .
"""
# Each with the text that no report may repeat. All people and numbers are made up.
IDENTIFYING = {
    'ex:p rdfs:label "Jane Roe" .': "Roe",
    'ex:p skos:altLabel "Roe, Jane"@en .': "Roe",
    'ex:p rdfs:label "Patient 12, 1951-02-03" .': "1951",
    'ex:p rdfs:comment "born 3.4.1951" .': "1951",
    'ex:p rdfs:comment "call +49 30 1234567" .': "1234567",
    'ex:p dct:identifier "MRN 123456" .': "123456",
    'ex:p s:identifier "X-17-4" .': "X-17-4",
    "ex:p foaf:account <mailto:roe@example.org> .": "roe@",
    "ex:p ex:reach <tel:+4930123456> .": "4930",
    'ex:p ex:knows ex:q . ex:q a foaf:Person ; foaf:name "Jane Roe" .': "Roe",
    'ex:q a s:Person ; s:about ex:p ; s:givenName "Janette" .': "Janette",
    'ex:p fhir:name [ fhir:family "Roe" ] .': "Roe",
    'ex:p fhir:birthDate "1951-01-01"^^xsd:date .': "1951",
    "ex:p v:hasTelephone <tel:+123456789> .": "123456789",
    'ex:p foaf:mbox_sha1sum "a9993e36" .': "a9993e36",
    "ex:p ex:photo <https://example.org/roe.jpg> .": "roe.jpg",
    'ex:p ex:line [ ex:e-mail "x17" ] .': "x17",
    'ex:p ex:Vorname "Janette" .': "Janette",
    'ex:p ex:note "SSN 123-45-6789" .': "6789",
    'ex:p ex:note "943 476 5919" .': "5919",
    'ex:p ex:note "A123456780" .': "A12345",
    'ex:p ex:note "12345678Z" .': "12345678",
    'ex:p ex:note "RSSMRA85T10A562S" .': "RSSMRA",
    'ex:p ex:note "19121212-1212"@sv .': "19121212",
    'ex:p lena:note "roe@example.org" .': "roe@",
    'ex:p fhir:HumanName.family [ fhir:value "Roe" ] .': "Roe",
    'ex:p v3:N [ v3:Family "Roe" ] ; v3:FN "Jane Roe" .': "Roe",
    "ex:p v:hasInstantMessage <sip:roe@example.org> .": "roe@",
    'ex:p s:spouse [ s:name "John Roe" ] .': "Roe",
    "ex:p s:sameAs <https://www.facebook.com/jane.roe.17> .": "jane.roe",
    'ex:p dcm:OtherPatientIDs "4711" ; dcm:PatientMotherBirthName "ROE" .': "4711",
    'ex:p ex:note "ROE^JANE^M" .': "ROE",
    'ex:p ex:apellido1 "Gomez" .': "Gomez",
    'ex:p ex:achternaam "Jansen" .': "Jansen",
    'ex:p ex:fechaNacimiento "1951-02-03"^^xsd:date .': "1951",
    'ex:p ex:Krankenversichertennummer "A12" .': "A12",
    'ex:p ex:Strasse "Lindenweg 7" .': "Linden",
    'ex:p ex:note "85.07.30-033.28" .': "033",
    'ex:p ex:note "44051401359" .': "4405",
    'ex:p ex:note "SIN 046 454 286" .': "454",
    'ex:p ex:note "AB123456C" .': "AB1234",
    'ex:p ex:note "X1234567L" .': "X1234567",
    'ex:p ex:note "S1234567D" .': "S1234567",
    'ex:p ex:note "DE89370400440532013000" .': "DE89",
    'ex:p ex:note "Pat.-Nr.: 4711123" .': "4711",
    'ex:p ex:note "(555) 867-5309" .': "867",
    'ex:p ex:note "DOB: Feb 3, 1951" .': "Feb 3",
    'ex:p ex:note "Mrs. Jane Roe was seen" .': "Roe",
    'ex:p ex:note "roe (at) example.org" .': "roe (at)",
    'ex:p ex:pat_name "Roe" .': "Roe",
    'ex:p ex:nextOfKin "John Roe" .': "Roe",
    'ex:p ex:healthCardNumber "4711" .': "4711",
    'ex:p ex:note "D.O.B. 03/02/1951" .': "1951",
    'ex:p ex:note "nata il 03/02/1951" .': "1951",
    'ex:p ex:note "Name: Jane Roe" .': "Roe",
    'ex:p ex:note "lives at 12 Elm Street" .': "Elm",
    'ex:p ex:note "wohnhaft Lindenweg 7" .': "Linden",
    'ex:p ex:note "CURP GODE561231HDFRRL09" .': "GODE",
    'ex:p ex:note "10000000146" .': "10000000146",
    'ex:p ex:note "1800101221144" .': "1800101",
    'ex:p ex:note "7523169263" .': "7523169263",
    '<https://example.org/p?dob=1951-02-03> a lena:PatientRecord ; lena:sex "male" .': "1951",
    'ex:p ex:relative [ rdfs:label "Roe, John" ] .': "Roe",
    'ex:p lena:hasResponse [ rdfs:label "Jane Roe" ] .': "Roe",
    'ex:p rdfs:label "Patient Jan van der Berg" .': "Berg",
    'ex:p rdfs:label "\u674e\u5c0f\u9f99"@zh .': "\u674e",
    "ex:p rdfs:seeAlso <https://example.org/jane.roe@example.org> .": "roe@",
    '<https://example.org/mrn=1234567> a lena:PatientRecord ; lena:sex "male" .': "1234567",
}
HARMLESS = [
    'ex:p rdfs:label "Patient 12" .',
    'ex:p rdfs:label "P-0012"@en .',
    'ex:p rdfs:comment "Progressed 2021-03-04; partial response" .',
    'ex:p ex:site ex:h . ex:h a ex:Hospital ; s:name "General Hospital" ; s:address "Springfield" .',
    'ex:p ex:sample ex:s1 . ex:s1 dct:identifier "S-12345" ; rdfs:label "Bone Marrow" .',
    'ex:p rdfs:label "Older woman with relapsed disease" ; lena:hasResponse [ rdfs:label "Very Good Partial Response" ] .',
    'ex:p ex:x [ rdfs:label "Serum Free Light Chain" ] , [ rdfs:label "Beta-2 Microglobulin" ] .',
    "ex:p rdfs:seeAlso <https://doi.org/10.1182/blood-2012-03-415323> , <https://pubmed.ncbi.nlm.nih.gov/24292625/> .",
    'ex:p ex:note "GSE123456 SRR12345678 ENSG00000141510 Q13422; lot 1234567890; EudraCT 2008-004083-39" .',
    'ex:p ex:drugName "lenalidomide" ; ex:geneName "IKZF1" ; ex:cellLineName "MM.1S" ; ex:order 3 ; ex:country "DE" .',
    'ex:p ex:dose "25 mg/d 21/28" ; ex:note "PMID 12345678, NCT01234567" .',
]


SHAPES = cache(lambda: load_shapes(["patients"]))


def report(text: str) -> Report:
    return validate_sources([source("record.ttl", RECORD + text)], SHAPES())


def identifying(found: Report) -> list[str]:
    return [f.shape for f in found.findings if "identif" in f.message or f.shape.startswith("Anonymous")]


@pytest.mark.parametrize("text", IDENTIFYING)
def test_it_is_found_and_no_report_repeats_it(text):
    found = report(text)
    assert identifying(found)
    for form in ("table", "json", "csv", "ttl", "sarif", "junit", "markdown", "html"):
        assert IDENTIFYING[text] not in written(validation(found, "info"), form, Screen(1_000)), form


def test_a_full_date_in_place_of_a_year_is_not_repeated():
    found = report('ex:p lena:birthYear "1947-02-03"^^xsd:date .')
    assert "Patient-birthYear" in {f.shape for f in found.findings}
    assert "1947" not in str(found.as_dict())


@pytest.mark.parametrize("text", HARMLESS)
def test_what_identifies_nobody_is_let_be(text):
    assert not identifying(report(text))


def test_the_label_of_a_record_is_in_no_finding_about_it():
    found = report('ex:p rdfs:label "Jane Roe" ; lena:sex "F" .')
    assert any(f.shape == "Patient-sex" for f in found.findings)
    assert "Roe" not in str(found.as_dict())
