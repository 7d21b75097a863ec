"""How direct identifiers look: names of properties, texts and IRIs, in any vocabulary and several languages.

Each pattern takes time in proportion to the text. A number is taken for a personal one by its shape and its check digit
where it has one, so that most numbers of a laboratory are not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from lenaowl.validation.personal_numbers import has_personal_number

PEOPLE = ("http://xmlns.com/foaf/", "http://schema.org/", "https://schema.org/", "http://www.w3.org/2006/vcard/",
          "http://www.w3.org/2001/vcard-rdf/", "http://hl7.org/fhir/", "http://www.w3.org/ns/person#")  # fmt: skip
# Names of properties, in any namespace but ours, without case, accents, hyphens and underscores; what they say.
_PROPERTIES = (
    ("a name",
     r"(first|last|middle|family|given|full|maiden|birth|sur|nick|fore|additional|alternate|legal|preferred|patronymic|"
     r"(mothers?|fathers?)(maiden|birth)?|skype|user|screen|login|account|f|l)names?|name(last|first|full)?|policyholder|(family|given|initials|patronym)|"
     r"(vor|nach|zu|ruf|geburts|familien)name|nachname|nom((de)?(famille|naissance)|usuel|complet)?|prenoms?|"
     r"((primer|segundo)?apellidos?|nombres?(completo)?)|cognome(paziente)?|nome(completo)?|sobrenome|voornam?en|voornaam|achternaam|"
     r"(for|efter|etter|fornavn|efternam)n(amn|avn)?|fornavn|etternavn|sukunimi|etunimi|imie|nazwisko|jmeno|prijmeni"),
    ("an address",
     r".*address.*|.*post(al)?code|plz|postleitzahl|zip(code)?|street.*|adr|locality|geo(location)?|lat(itude)?|"
     r"long?(gitude)?|anschrift|.*adresse|wohnort|ort|strass?e|hausnummer|domicilio|direccion|indirizzo|endereco|adres|"
     r"woonplaats|.*birthplace|placeofbirth|city|town|geburtsort|lieu(de)?naissance|lugar(de)?nacimiento|residence|hometown"),
    ("a contact",
     r".*e?mail.*|mbox(sha1sum)?|.*(tele)?phone.*|(has)?(tel|fax)(number)?|telecom|mobile|homepage|(online)?account.*|"
     r"contact(point)?|telefono?(nummer|s)?|telefoon(nummer)?|handy(nummer)?|mobil(nummer|telefon)?|rufnummer|faxnummer|"
     r"courriel|correo(electronico)?|(has)?instantmessage|impp|openid|"
     r"(skype|aim|icq|msn|yahoo|jabber|twitter|whatsapp|facebook|instagram|linkedin|telegram)(chat)?(id|handle)?"),
    ("a date of birth",
     r".*birth(day|date|time|dt)|geb(urts)?dat(um)?|.*dateofbirth|dob|bday|born(on)?|geburts(datum|tag)|geboortedatum|fecha(de)?nacimiento|"
     r"(date|jour)(de)?naissance|data(d[ie])?nascita|data(de)?nascimento|dataurodzenia|f.?delse?s?dat(o|um)|f.?dselsdato|"
     r"syntymaaika|datumnarozeni"),
    ("a number of a file, an insurance or a person",
     r"ssn|mrn|nhsnumber|.*(social|insurance|medicalrecord|hospital|patient|passport|licen[cs]e|national|tax|vat|personal)"
     r"_?(security)?(number|no|nr|id|identifier|code)s?|.*socialsecurity.*|iban|identifier|.*versicherten(nummer|nr)|"
     r"accession(number|no)|(device)?serial(number|no)|deviceid(entifier)?|.*(licen[cs]e|number)plate|drivers?licen[cs]e|"
     r"(mrn|chart|medicare|medicaid|member|beneficiary|.*card|.*policy)(number|no|nr|id)|fallnummer|aktenzeichen|"
     r"bsn|pesel|cpf|dni|nie|nif|nir|nino|ahv(nummer)?|personnummer|cpr(number|nummer|no)?|f.?dselsnummer|henkilotunnus|"
     r"codicefiscale|rodnecislo|aadhaar(number)?|hkid|nric|chinumber|kvnr|steuerid|fingerprint|voiceprint|biometric.*"),
    ("a picture", r"image|photo|img|depiction|thumbnail"),
)  # fmt: skip
_OF_PROPERTY = tuple((kind, re.compile(pattern)) for kind, pattern in _PROPERTIES)
# Properties of people and of other things too: of these only what is said of people identifies a patient.
_GENERAL = re.compile(
    r"[fl]?name|nome|nombres?|nom|identifier|.*address.*|adr|street.*|locality|geo(location)?|lat(itude)?|long?(gitude)?|image|"
    r"homepage|contact(point)?|telecom|.*account.*|photo|img|depiction|thumbnail|.*adresse|adres|ort|residence|family|given|city|town|"
    r"initials|accession(number|no)|(device)?serial(number|no)|deviceid(entifier)?|nie|nir"
)
_OF_PEOPLE = re.compile(r".*name|(has)?(family|given|fn)")
_BEFORE = re.compile(
    r"^(has|other)?(patients?|pat|pt|subjects?|persons?|participants?|other)(?=[a-z]{2})|^has(?=[a-z]{2})"
)
# Relatives, and others whom a record names: what is said of them may identify the patient.
RELATED = re.compile(
    r"(has)?(spouse|parent|child(ren)?|sibling|relative|relatedto|knows|contact|mother|father|guardian|carer|partner|"
    r"husband|wife|brother|sister|son|daughter|nextofkin|emergencycontact)"
)

_TEXTS = (
    ("an e-mail address", re.compile(
        r"(?<![\w.%+-])[\w.%+-]{1,64}(?:@| ?[(\[]at[)\]] ?)[A-Za-z0-9-]{1,63}(?:\.| ?[(\[]dot[)\]] ?)[A-Za-z]{2,}")),
    ("a telephone number", re.compile(
        r"(?<![\w+])(?:\+|00)[1-9]\d{0,3}[ ()/.-]{0,3}\d(?:[ ()/.-]{0,2}\d){6,12}(?!\w)|"
        r"(?i:(?<!\w)(?:tel|phone|mobile|fax)\.?:? ?[\d(])|"
        r"(?<![\w.-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\w-])|(?<!\w)\(0\d{1,5}\) ?\d{2}[\d /-]{3,12}(?!\w)|"
        r"(?<![\w.-])01[5-7]\d[ /-]?\d{6,8}(?!\w)")),
    ("a number of a social security", re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")),
    ("a number of a file or an insurance", re.compile(
        r"(?i)(?<!\w)(?:mrn|ssn|dni|nhs|pesel|kvnr|bsn|cpf|ahv|cpr|nino|aadhaar|hkid|nric|medicare|"
        r"(?:patienten|fall)-?nummer|"
        r"(?:pat(?:ient(?:en)?)?|fall|akten|versicherten|file|chart|ur|chi|sin|steuer)[. -]{0,2}(?:nr|no|number|id)\b|"
        r"(?:medical record|hospital|insurance|passport) (?:number|no\.?|nr\.?)|"
        r"(?:rfc|curp|tckn|svnr|egn|cnp|pps|amka)(?=[ :#]))"
        r"[ .:#=/-]{0,3}[A-Z]?\d(?:[ .-]?\d){3}")),
    ("a date of birth", re.compile(
        r"(?i)(?<!\w)(?:(?:born|birth|d\.?o\.?b\.?|nacid[oa]|nat[oa]|geb\.?|geboren|n[\u00e9e]e?)\W{0,3}"
        r"(?:on |am |date:? ?|le |el |il )?"
        r"(?:\d{1,4}[./ -]|(?:jan|feb|m[a\u00e4]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]{0,6}\.? \d)|"
        r"\*\s?\d{1,2}\.\s?\d{1,2}\.\s?(?:19|20)\d\d)")),
    ("a name", re.compile(
        r"(?<!\w)(?:Mr|Mrs|Ms|Miss|Frau|Herrn?|Mme|Mlle|Sra?)\.? (?:Dr\.? )?[^\W\d_a-z][\w'\u2019-]+|"
        r"(?<![\w^])[A-Z][A-Za-z'-]{1,63}\^[A-Z][A-Za-z]{0,63}(?!\w)|"
        r"(?i:(?<!\w)(?:name|naam|nom|nombre|cognome) ?[:=] ?)[^\W\d_a-z][\w'\u2019-]+|"
        r"(?<!\w)Pt\. [^\W\d_a-z][\w'\u2019-]+ [^\W\d_a-z][\w'\u2019-]+")),
    ("an address", re.compile(
        r"(?<!\w)\d{1,5} [A-Z][a-z]{1,30} (?:Street|St\.|Road|Rd\.|Avenue|Ave\.|Lane|Drive|Boulevard)(?!\w)|"
        r"(?<!\w)[A-Z][\w-]{1,40}(?:stra\u00dfe|strasse|str\.|weg|platz|gasse|allee) \d{1,4}(?!\d)|"
        r"(?<!\w)IP(?: address)?:? ?(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")),
)  # fmt: skip
_IN_IRI = (
    "an e-mail address",
    "a number of a social security",
    "a number of a file or an insurance",
    "a date of birth",
)
_SCHEMES = re.compile(
    r"(?i)(mailto|tel|sms|acct|facetime|skype|sips?|xmpp|im|whatsapp|callto|geo|msnim|ymsgr|signal|tg):"
)
_SITES = re.compile(
    r"(?i)https?://(?:[\w-]{1,63}\.)?(?:facebook|instagram|linkedin|twitter|x|tiktok|wa|t|threads|vk|youtube)"
    r"\.(?:com|me|net)/[\w.@+-]"
)


@cache
def of_property(predicate: str, is_patient: bool) -> str:
    """Return what kind of direct identifier a property holds, by its name; empty if none is seen.

    Args:
        predicate: its IRI, or the name alone.
        is_patient: whether it is of a person; what other things have too counts only then.

    >>> of_property("http://hl7.org/fhir/HumanName.family", True), of_property("https://example.org/dob", False)
    ('a name', 'a date of birth')
    """
    of_people = predicate.startswith(PEOPLE)
    last = re.split(r"[/#:]", predicate)[-1]
    found = ""
    for part in dict.fromkeys((last, last.rpartition(".")[2])):
        name = plain_name(part)
        for one in dict.fromkeys((name, re.sub(r"\d+$", "", name), _BEFORE.sub("", name))):
            found = found or _of_name(one, is_patient)
        if of_people and not found and _OF_PEOPLE.fullmatch(name) and (is_patient or name != "name"):
            found = "a name"
    return found


def _of_name(name: str, is_patient: bool) -> str:
    if _GENERAL.fullmatch(name) and not is_patient:
        return ""
    return next((kind for kind, pattern in _OF_PROPERTY if pattern.fullmatch(name)), "")


def plain_name(text: str) -> str:
    """Return the name of a property in lower case, without accents, hyphens, underscores and dots.

    >>> plain_name("Pr\u00e9nom"), plain_name("date_of-birth")
    ('prenom', 'dateofbirth')
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return re.sub(r"[-_.]", "", plain).lower()


def of_text(text: str) -> str:
    """Return what kind of direct identifier stands in a text; empty if none is seen."""
    for kind, pattern in _TEXTS:
        if pattern.search(text):
            return kind
    return "a personal number" if has_personal_number(text) else ""


def in_iri(iri: str) -> str:
    """Return what kind of direct identifier stands in the IRI of a node; empty if none is seen."""
    return of_link(iri) or ("a personal number" if has_personal_number(iri, checked=False) else "")


def of_link(iri: str) -> str:
    """Return what kind of direct identifier stands in an IRI that a record names; empty if none is seen.

    Numbers that only look like personal ones are not looked for: those of publications do too.
    """
    if _SCHEMES.match(iri) or _SITES.match(iri):
        return "a contact"
    return next((kind for kind, pattern in _TEXTS if kind in _IN_IRI and pattern.search(iri)), "")
