"""What a template consists of: the query, its parameters, and the columns of its answer."""

from __future__ import annotations

from dataclasses import dataclass

# The types of parameters: what their variable ends in.
TYPES = {
    "iri": "_iri", "class": "_iri", "string": "", "integer": "_integer", "decimal": "_decimal", "date": "_date",
    "boolean": "_boolean", "lang": "",
}  # fmt: skip


@dataclass(frozen=True)
class Param:
    """A parameter of a template.

    Attributes:
        name: as it is given, `protein`.
        type: iri, class, string, integer, decimal, date, boolean or lang.
        description: what it means.
        example: a value for which the shipped ontology has an answer, as a user gives it.
        of: local name of the class that an iri is a member of, or that a class is below; empty for anything.
        classes: whether the query also answers for a class below `of`, such as IMiD, and not for a member only.
        required: whether it must be given. Without it a parameter that has no default matches anything.
        default: its value where it is not given; None if there is none.
        enum: the values that it can have; empty for any.
    """

    name: str
    type: str
    description: str
    example: str
    of: str = ""
    required: bool = True
    default: str | None = None
    enum: tuple[str, ...] = ()
    classes: bool = False

    @property
    def variable(self) -> str:
        """The variable in the query, without its question mark."""
        return f"_{self.name}{TYPES[self.type]}"


@dataclass(frozen=True)
class Column:
    """A column of an answer: its name, the type of its values, and what it tells."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Template:
    """A question in SPARQL with typed parameters.

    Attributes:
        name: the name of its file.
        summary: the question, in a sentence.
        description: what to know of the answer.
        tags: its themes.
        params: its parameters.
        columns: the columns of its answer; empty if the answer is a graph or yes or no.
        query: the SPARQL text, without the block of metadata.
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
        data: the file of data for which its examples have an answer; empty if the shipped ontology has one.
    """

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    params: tuple[Param, ...]
    columns: tuple[Column, ...]
    query: str
    form: str
    data: str = ""

    def example(self) -> dict[str, str]:
        """Return values of the parameters for which the shipped ontology has an answer."""
        return {param.name: param.example for param in self.params if param.required}
