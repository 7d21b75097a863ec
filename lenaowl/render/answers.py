"""Answers to queries as text: tables, the standard formats of SPARQL results, RDF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as Xml

from lenaowl.query.templates import command_line, kind, option
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, compact
from lenaowl.render.formats import Shown
from lenaowl.render.tables import Screen, as_csv, markdown_table, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from lenaowl.query.results import Answer, Term
    from lenaowl.query.templates import Template

# Characters that XML 1.0 cannot hold in any way.
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def answer(found: Answer) -> Shown:
    """Return what the answer to a query can be written as.

    Of rows csv, tsv, json and xml are the SPARQL 1.1 formats of results; of yes or no json and xml are; a graph is
    written as Turtle or JSON-LD.
    """
    if found.yes is not None:
        return _yes(found, found.yes)
    if not found.columns:
        columns = ("subject", "predicate", "object")
        terms = [(t.subject, t.predicate, t.object) for t in found.triples]
        return Shown(
            what="A graph",
            text=lambda screen: _table(columns, terms, screen),
            triples=lambda: found.triples,
            markdown=lambda: markdown_table(columns, _shorts(terms)),
            html=found._repr_html_,
        )
    bindings = _bindings(found)
    return Shown(
        what="A table of rows",
        text=lambda screen: _table(found.columns, found.terms, screen),
        json=lambda: {"head": {"vars": list(found.columns)}, "results": {"bindings": bindings}},
        csv=lambda: as_csv([list(found.columns), *([_bare(term) for term in row] for row in found.terms)]),
        tsv=lambda: _tsv(found),
        markdown=lambda: markdown_table(found.columns, _shorts(found.terms)),
        html=found._repr_html_,
        others={"xml": lambda: _xml(found.columns, bindings)},
    )


def short(term: Term | None) -> str:
    """Return a term as a reader wants it: our local names, CURIEs, bare literals."""
    text = (
        _written(term) if type(term).__name__ == "Triple" else "" if term is None else str(getattr(term, "value", term))
    )
    if type(term).__name__ == "NamedNode":
        return text.removeprefix(NAMESPACE) or text if text.startswith(NAMESPACE) else compact(text)
    return " ".join(text.split())


def _shorts(terms: Sequence[Sequence[Term | None]]) -> list[list[str]]:
    return [[short(term) for term in row] for row in terms]


def _table(columns: Sequence[str], terms: Sequence[Sequence[Term | None]], screen: Screen) -> str:
    if not terms:
        return "no rows\n"
    count = f"{len(terms)} row{'s' if len(terms) > 1 else ''}"
    return f"{table(columns, _shorts(terms), screen)}\n{count}\n"


def _tsv(found: Answer) -> str:
    head = "\t".join(f"?{column}" for column in found.columns)
    return "\n".join([head, *("\t".join(map(_written, row)) for row in found.terms)]) + "\n"


def _written(term: Term | None) -> str:
    """Return a term as Turtle writes it; a statement that is a term in its brackets."""
    if type(term).__name__ == "Triple":
        return f"<<( {term} )>>"
    return "" if term is None else str(term)


def _bindings(found: Answer) -> list[dict[str, dict[str, Any]]]:
    return [
        {column: _json_term(term) for column, term in zip(found.columns, row, strict=True) if term is not None}
        for row in found.terms
    ]


def _bare(term: Term | None) -> str:
    if term is None:
        return ""
    return _written(term) if type(term).__name__ in ("BlankNode", "Triple") else str(getattr(term, "value", term))


def _json_term(term: Term) -> dict[str, Any]:
    kind = type(term).__name__
    if kind == "Triple":
        triple: ox.Triple = term  # type: ignore[assignment]
        parts = {"subject": triple.subject, "predicate": triple.predicate, "object": triple.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    text = str(getattr(term, "value", term))
    if kind != "Literal":
        return {"type": "uri" if kind == "NamedNode" else "bnode", "value": text}
    literal: ox.Literal = term  # type: ignore[assignment]
    found = {"type": "literal", "value": text}
    if literal.language:
        found["xml:lang"] = literal.language
    elif literal.datatype.value != PREFIXES["xsd"] + "string":
        found["datatype"] = literal.datatype.value
    return found


def _xml(columns: Sequence[str], bindings: Sequence[dict[str, dict[str, Any]]]) -> str:
    root = Xml.Element("sparql", xmlns="http://www.w3.org/2005/sparql-results#")
    head, results = Xml.SubElement(root, "head"), Xml.SubElement(root, "results")
    for column in columns:
        Xml.SubElement(head, "variable", name=column)
    for row in bindings:
        result = Xml.SubElement(results, "result")
        for column, term in row.items():
            _xml_term(Xml.SubElement(result, "binding", name=column), term)
    return _xml_text(root)


def _xml_term(above: Xml.Element, term: dict[str, Any]) -> None:
    more: dict[str, str] = {key: term[key] for key in ("xml:lang", "datatype") if key in term}
    element = Xml.SubElement(above, term["type"], more)
    if term["type"] == "triple":
        for name, part in term["value"].items():
            _xml_term(Xml.SubElement(element, name), part)
    else:
        element.text = _NOT_XML.sub("\ufffd", term["value"])


def _xml_text(root: Xml.Element) -> str:
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _yes(found: Answer, yes: bool) -> Shown:
    word = "yes\n" if yes else "no\n"
    return Shown(
        what="A yes/no answer",
        text=lambda screen: word,
        json=lambda: {"head": {}, "boolean": yes},
        markdown=lambda: word,
        html=found._repr_html_,
        others={"xml": lambda: _yes_xml(yes)},
    )


def _yes_xml(yes: bool) -> str:
    root = Xml.Element("sparql", xmlns="http://www.w3.org/2005/sparql-results#")
    Xml.SubElement(root, "head")
    Xml.SubElement(root, "boolean").text = "true" if yes else "false"
    return _xml_text(root)


def templates(found: Sequence[Template]) -> Shown:
    """Return what a list of templates can be written as: a table under their themes, or records."""
    return Shown(
        what="A list of templates",
        text=lambda screen: _listed(found, screen),
        json=lambda: [as_dict(template) for template in found],
        rows=lambda: [{"name": t.name, "summary": t.summary, "tags": list(t.tags), "form": t.form} for t in found],
        markdown=lambda: markdown_table(("name", "summary"), [(t.name, t.summary) for t in found]),
    )


def _listed(found: Sequence[Template], screen: Screen) -> str:
    by_tag: dict[str, list[Template]] = {}
    for template in found:
        by_tag.setdefault(template.tags[0], []).append(template)
    rows: list[Sequence[str] | str] = []
    for tag in sorted(by_tag):
        rows += [tag, *((t.name, t.summary) for t in by_tag[tag])]
    closing = f"{len(found)} templates. More of one: lenaowl query show NAME\n"
    return f"{table(('template', 'question'), rows, screen)}\n{closing}"


def as_dict(template: Template) -> dict[str, object]:
    """Return a template as JSON types."""
    return {
        "name": template.name, "summary": template.summary, "description": template.description,
        "tags": list(template.tags), "form": template.form,
        "params": [
            {"name": p.name, "type": p.type, "of": p.of, "required": p.required, "default": p.default,
             "enum": list(p.enum), "example": p.example, "description": p.description} for p in template.params
        ],
        "columns": [{"name": c.name, "type": c.type, "description": c.description} for c in template.columns],
        "query": template.query,
    }  # fmt: skip


def template(found: Template) -> Shown:
    """Return what a template can be written as."""
    return Shown(what="A template", text=lambda screen: _shown(found, screen), json=lambda: as_dict(found))


def _shown(template: Template, screen: Screen) -> str:
    """Return all there is to know of a template."""
    blocks = [paragraph(f"{template.name}: {template.summary}", screen, style="bold")]
    blocks += [paragraph(template.description, screen)] if template.description else []
    blocks += [paragraph(f"themes: {', '.join(template.tags)}", screen)]
    params = [
        (f"--{option(p.name)}", kind(p.type, p.of), _need(p.required, p.default), p.description)
        for p in template.params
    ]
    given = table(("option", "kind", "need", "meaning"), params, screen, indent=2, heading=False)
    blocks += [f"\nparameters:\n{given}" if params else "\nno parameters\n"]
    if template.columns:
        columns = [(c.name, c.type, c.description) for c in template.columns]
        blocks += [f"\ncolumns:\n{table(('column', 'kind', 'meaning'), columns, screen, indent=2, heading=False)}"]
    blocks += [f"\nexample:\n  {command_line(template)}\n\n{template.query.rstrip()}\n"]
    return "".join(blocks)


def _need(required: bool, default: str | None) -> str:
    return "required" if required else f"default {default}" if default is not None else "optional"
