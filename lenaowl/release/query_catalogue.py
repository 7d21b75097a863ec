"""The templates as a catalogue of SHACL SPARQL executables, as SIB's sparql-examples are, and as a page to read."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from lenaowl.query.runner import TemplateRunner
from lenaowl.query.template_parts import Param, Template
from lenaowl.query.templates import command_line, kind, option, templates
from lenaowl.rdf.canonical import turtle
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, RDF_TYPE, lena

CATALOGUE = "lenaowl-queries.ttl"
PAGE = "queries.md"
_SH, _SCHEMA, _XSD = "http://www.w3.org/ns/shacl#", "https://schema.org/", PREFIXES["xsd"]
_PREFIXES = {
    "lena": NAMESPACE, "query": lena("queries/"), "param": lena("queries/param/"), "sh": _SH, "schema": _SCHEMA,
    "rdfs": PREFIXES["rdfs"], "dcterms": PREFIXES["dcterms"], "xsd": _XSD,
}  # fmt: skip
_KINDS = {
    "SELECT": ("SPARQLSelectExecutable", "select"), "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
}  # fmt: skip


def catalogue(questions: TemplateRunner) -> tuple[bytes, int]:
    """Return the templates as Turtle, and how many triples that is.

    Each is a sh:SPARQLExecutable that runs as it is, with its examples; `sh:parameter` tells the parameters, and
    `lena:queries/template` the text in which they are variables.
    """
    triples = {triple for template in templates().values() for triple in _described(template, questions)}
    return turtle(triples, _PREFIXES).encode(), len(triples)


def _described(template: Template, questions: TemplateRunner) -> Iterator[ox.Triple]:
    node = _iri(lena(f"queries/{template.name}"))
    cls, text = _KINDS[template.form]
    yield ox.Triple(node, _iri(RDF_TYPE), _iri(_SH + "SPARQLExecutable"))
    yield ox.Triple(node, _iri(RDF_TYPE), _iri(_SH + cls))
    yield ox.Triple(node, _iri(PREFIXES["rdfs"] + "label"), ox.Literal(template.name))
    yield ox.Triple(node, _iri(PREFIXES["rdfs"] + "comment"), ox.Literal(template.summary, language="en"))
    if template.description:
        about = ox.Literal(template.description, language="en")
        yield ox.Triple(node, _iri(PREFIXES["dcterms"] + "description"), about)
    for tag in template.tags:
        yield ox.Triple(node, _iri(_SCHEMA + "keywords"), ox.Literal(tag))
    yield ox.Triple(node, _iri(_SH + text), ox.Literal(questions.text(template.name, template.example())))
    if template.params:
        yield ox.Triple(node, _iri(lena("queries/template")), ox.Literal(template.query))
    for param in template.params:
        yield from _parameter(node, param, template, questions)


def _parameter(node: ox.NamedNode, param: Param, template: Template, questions: TemplateRunner) -> Iterator[ox.Triple]:
    place = _iri(f"{node.value}/{param.name}")
    yield ox.Triple(node, _iri(_SH + "parameter"), place)
    yield ox.Triple(place, _iri(RDF_TYPE), _iri(_SH + "Parameter"))
    yield ox.Triple(place, _iri(_SH + "path"), _iri(lena(f"queries/param/{param.variable}")))
    yield ox.Triple(place, _iri(_SH + "name"), ox.Literal(param.name))
    yield ox.Triple(place, _iri(_SH + "description"), ox.Literal(param.description, language="en"))
    if param.type in ("iri", "class"):
        yield ox.Triple(place, _iri(_SH + "nodeKind"), _iri(_SH + "IRI"))
        if param.type == "iri" and param.of:
            yield ox.Triple(place, _iri(_SH + "class"), _iri(lena(param.of)))
    else:
        datatype = "string" if param.type == "lang" else param.type
        yield ox.Triple(place, _iri(_SH + "datatype"), _iri(_XSD + datatype))
    if not param.required:
        yield ox.Triple(place, _iri(_SH + "optional"), ox.Literal(True))
    if param.default is not None:
        yield ox.Triple(place, _iri(_SH + "defaultValue"), questions.binder.term(param, param.default))
    yield ox.Triple(place, _iri(_SCHEMA + "example"), ox.Literal(param.example))


def _iri(text: str) -> ox.NamedNode:
    return ox.NamedNode(text)


_INTRODUCTION = """# Questions

<!-- Made by `lenaowl build` from queries/templates; change those. -->

{count} questions in SPARQL with typed parameters. They are asked of `lenaowl-inferred.ttl` alone, here or on any
SPARQL 1.1 endpoint that holds it, and have the same answers there.

    lenaowl query list --tag trials
    lenaowl query run drugs-degrading --protein IKZF3 --format csv
    lenaowl query run drugs-degrading --protein IKZF3 --endpoint http://localhost:7878/query
    lenaowl sparql 'SELECT ?drug {{ ?drug a lena:IMiD }}'

    import lenaowl

    rows = lenaowl.load().query("drugs-degrading", protein="IKZF3")
    rows = lenaowl.Endpoint("http://localhost:7878/query").query("drugs-degrading", protein="IKZF3")
    frame = rows.to_pandas()

A parameter that is a thing takes the names that `lenaowl effects` takes: local name, label, synonym, CURIE or IRI; a
class of drugs stands for what holds of every member. `lenaowl-queries.ttl` in the release is this list for programs, as
SHACL SPARQL executables.

## Servers

`lenaowl push URL` loads the ontology, the claims and what follows into three named graphs, and
`lenaowl infer --endpoint URL` lets the server infer anew, over data of yours too. Where the default graph of a server
is not the union of all graphs, name the three: `--graph https://w3id.org/lenaowl/graph/ontology`,
`--graph https://w3id.org/lenaowl/graph/claims` and `--graph https://w3id.org/lenaowl/graph/inferred`.

| server | the questions | `push` | `infer` |
|---|---|---|---|
| Oxigraph 0.5 | same answers | yes | same triples |
| Jena Fuseki 5 | same answers | yes | same triples |
| Virtuoso 7.2 | same answers; but of the competency questions three differ | yes | same triples |

The three are CQ20 (unions within unions that end in BIND lose their rows), CQ21 (a property path of length zero gives a
row twice) and CQ44 (COALESCE does not go on after a comparison with an unbound value). In about one start of Virtuoso
in five, a question with a path of any length between two unbound variables lost rows until the next start; no row was
wrong. Inside `FILTER EXISTS {{ ... }}`, where CQ03 has its path, none was lost.

## List

"""


def page(questions: TemplateRunner) -> bytes:
    """Return the reference of the templates as Markdown, with their examples as the ontology knows them."""
    by_tag: dict[str, list[Template]] = {}
    for template in templates().values():
        by_tag.setdefault(template.tags[0], []).append(template)
    lines = [_INTRODUCTION.format(count=len(templates())).rstrip(), ""]
    for tag in sorted(by_tag):
        lines.append(f"- {tag}: " + ", ".join(f"[{t.name}](#{t.name})" for t in by_tag[tag]))
    for tag in sorted(by_tag):
        lines += ["", f"## Theme: {tag}"]
        for template in by_tag[tag]:
            lines += ["", *_section(template, questions)]
    return ("\n".join(lines) + "\n").encode()


def _section(template: Template, questions: TemplateRunner) -> Iterator[str]:
    yield from (f"### {template.name}", "", template.summary, "")
    if template.description:
        yield from (template.description, "")
    if template.params:
        yield from ("| parameter | is | | |", "|---|---|---|---|")
        for param in template.params:
            need = "" if param.required else f"default {param.default}" if param.default is not None else "optional"
            values = ", ".join(param.enum) or kind(param.type, param.of)
            yield f"| `--{option(param.name)}` | {values} | {need} | {_cell(param.description)} |"
        yield ""
    if template.columns:
        yield from ("| column | type | |", "|---|---|---|")
        yield from (f"| {c.name} | {c.type} | {_cell(c.description)} |" for c in template.columns)
        yield ""
    yield from (f"    {command_line(template)}", "", "```sparql")
    yield from (questions.text(template.name, template.example()).rstrip(), "```")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
