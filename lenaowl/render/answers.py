"""Answers to queries as text: tables, the standard formats of SPARQL results, RDF."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as Xml

from lenaowl.errors import LenaowlError
from lenaowl.query.templates import command_line, kind, option
from lenaowl.rdf.vocabulary import NAMESPACE, PREFIXES, compact
from lenaowl.render.tables import aligned, as_csv, as_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox

    from lenaowl.query.results import Answer, Term
    from lenaowl.query.templates import Template

FORMATS = ("table", "csv", "tsv", "json", "xml", "ttl", "markdown")


def rendered(answer: Answer, form: str) -> str:
    """Return an answer in one of the formats.

    csv, tsv, json and xml are the SPARQL 1.1 formats of results; a graph is Turtle in each format but `table` and
    `markdown`, which list its triples.

    Raises:
        LenaowlError: if the format has no way to tell the answer.
    """
    if answer.yes is not None:
        return _yes(answer.yes, form)
    columns: Sequence[str] = answer.columns
    terms: Sequence[Sequence[Term | None]] = answer.terms
    if not columns:
        if form not in ("table", "markdown"):
            return _turtle(answer)
        columns = ("subject", "predicate", "object")
        terms = [(t.subject, t.predicate, t.object) for t in answer.triples]
    if form == "table":
        return _table(columns, terms)
    if form == "markdown":
        return _markdown(columns, terms)
    return _results(columns, terms, form)


def short(term: Term | None) -> str:
    """Return a term as a reader wants it: our local names, CURIEs, bare literals."""
    text = "" if term is None else str(getattr(term, "value", term))
    if type(term).__name__ == "NamedNode":
        return text.removeprefix(NAMESPACE) or text if text.startswith(NAMESPACE) else compact(text)
    return " ".join(text.split())


def _table(columns: Sequence[str], terms: Sequence[Sequence[Term | None]]) -> str:
    if not terms:
        return "no rows\n"
    rows = [list(columns), *([short(term) for term in row] for row in terms)]
    lines = aligned(rows)
    return "\n".join([lines[0], "", *lines[1:], "", f"{len(terms)} row{'s' if len(terms) > 1 else ''}"]) + "\n"


def _markdown(columns: Sequence[str], terms: Sequence[Sequence[Term | None]]) -> str:
    rows = [list(columns), ["---"] * len(columns)]
    rows += [[short(term).replace("\\", "\\\\").replace("|", "\\|") for term in row] for row in terms]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _results(columns: Sequence[str], terms: Sequence[Sequence[Term | None]], form: str) -> str:
    if form == "csv":
        return as_csv([list(columns), *([_bare(term) for term in row] for row in terms)])
    if form == "tsv":
        head = "\t".join(f"?{column}" for column in columns)
        return "\n".join([head, *("\t".join("" if t is None else str(t) for t in row) for row in terms)]) + "\n"
    if form == "ttl":
        raise LenaowlError("rows are no RDF; --format ttl is for CONSTRUCT and DESCRIBE.")
    bindings = [
        {column: _json_term(term) for column, term in zip(columns, row, strict=True) if term is not None}
        for row in terms
    ]
    if form == "json":
        return as_json({"head": {"vars": list(columns)}, "results": {"bindings": bindings}})
    return _xml(columns, bindings)


def _bare(term: Term | None) -> str:
    if term is None:
        return ""
    return str(term) if type(term).__name__ == "BlankNode" else str(getattr(term, "value", term))


def _json_term(term: Term) -> dict[str, str]:
    kind = type(term).__name__
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


def _xml(columns: Sequence[str], bindings: Sequence[dict[str, dict[str, str]]]) -> str:
    root = Xml.Element("sparql", xmlns="http://www.w3.org/2005/sparql-results#")
    head, results = Xml.SubElement(root, "head"), Xml.SubElement(root, "results")
    for column in columns:
        Xml.SubElement(head, "variable", name=column)
    for row in bindings:
        result = Xml.SubElement(results, "result")
        for column, term in row.items():
            more: dict[str, str] = {key: term[key] for key in ("xml:lang", "datatype") if key in term}
            element = Xml.SubElement(Xml.SubElement(result, "binding", name=column), term["type"], more)
            element.text = term["value"]
    return _xml_text(root)


def _xml_text(root: Xml.Element) -> str:
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _yes(yes: bool, form: str) -> str:
    if form == "json":
        return as_json({"head": {}, "boolean": yes})
    if form == "xml":
        root = Xml.Element("sparql", xmlns="http://www.w3.org/2005/sparql-results#")
        Xml.SubElement(root, "head")
        Xml.SubElement(root, "boolean").text = "true" if yes else "false"
        return _xml_text(root)
    if form in ("csv", "tsv", "ttl"):
        raise LenaowlError(f"yes or no has no {form}; take table, markdown, json or xml.")
    return "yes\n" if yes else "no\n"


def _turtle(answer: Answer) -> str:
    from lenaowl.rdf.canonical import turtle

    return turtle(answer.triples)


def listed(found: Sequence[Template], form: str) -> str:
    """Return templates as a table under their themes, or as JSON."""
    if form == "json":
        return as_json([as_dict(template) for template in found])
    by_tag: dict[str, list[Template]] = {}
    for template in found:
        by_tag.setdefault(template.tags[0], []).append(template)
    width = max((len(template.name) for template in found), default=0)
    lines = []
    for tag in sorted(by_tag):
        lines += [tag, *(f"  {t.name:<{width}}  {t.summary}" for t in by_tag[tag]), ""]
    return "\n".join([*lines, f"{len(found)} templates. More of one: lenaowl query show NAME"]) + "\n"


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


def shown(template: Template) -> str:
    """Return all there is to know of a template."""
    lines = [f"{template.name}: {template.summary}"]
    lines += [template.description] if template.description else []
    lines += [f"themes: {', '.join(template.tags)}", "", "parameters:" if template.params else "no parameters"]
    rows = [
        [f"  --{option(p.name)}", kind(p.type, p.of), _need(p.required, p.default), p.description]
        for p in template.params
    ]
    lines += aligned(rows)
    if template.columns:
        lines += ["", "columns:", *aligned([[f"  {c.name}", c.type, c.description] for c in template.columns])]
    lines += ["", "example:", f"  {command_line(template)}", "", template.query.rstrip()]
    return "\n".join(lines) + "\n"


def _need(required: bool, default: str | None) -> str:
    return "required" if required else f"default {default}" if default is not None else "optional"
