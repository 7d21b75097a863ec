"""Records: what every answer is made of. Each is complete by itself, and as JSON types in one form.

A record is a frozen dataclass that is a `Record`. Its identifiers are `Ref` (a term) and `Citation` (a publication), so
that nobody needs the ontology to read it. `as_dict` gives JSON types, keys in snake_case: a term is an object of `id`
(CURIE), `iri` and `label`; a record that has an `iri` has an `id` before it. `row` gives the same flat, for tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Generic, SupportsIndex, TypeVar, overload

from lenaowl.ontology import html_text as html
from lenaowl.rdf.vocabulary import PREFIXES, compact, local_name

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

Json = dict[str, Any]


class Ref(str):
    """A term: its IRI (the text itself) with the words for it.

    Attributes:
        label: what people are shown: its label, but for a protein the gene symbol first; the local name if it has none.

    >>> aiolos = Ref("https://w3id.org/lenaowl/IKZF3", "IKZF3 (Aiolos)")
    >>> aiolos.id, aiolos.name, aiolos.label
    ('lena:IKZF3', 'IKZF3', 'IKZF3 (Aiolos)')
    >>> aiolos == "https://w3id.org/lenaowl/IKZF3"
    True
    """

    __slots__ = ("label",)
    label: str

    def __new__(cls, iri: str, label: str = "") -> Ref:
        """Make a reference to the term of an IRI."""
        made = super().__new__(cls, iri)
        made.label = label or local_name(iri)
        return made

    @property
    def iri(self) -> str:
        """The IRI."""
        return str(self)

    @property
    def id(self) -> str:
        """The IRI as a CURIE."""
        return compact(self)

    @property
    def name(self) -> str:
        """The local name."""
        return local_name(self)

    def as_dict(self) -> Json:
        """Return it as JSON types."""
        return {"id": self.id, "iri": self.iri, "label": self.label}

    def __repr__(self) -> str:
        """Return it as it is read: CURIE and label."""
        return f"<{self.id} {self.label!r}>"

    def __reduce__(self) -> tuple[type[Ref], tuple[str, str]]:
        """Pickle it with its label."""
        return Ref, (str(self), self.label)


class Citation(str):
    """A publication: its CURIE (the text itself), and how a person cites it.

    Attributes:
        short: author and year, such as `Sievers 2018`; the CURIE if that is not known.

    >>> Citation("pmid:24292625", "Lu 2014").as_dict()["iri"]
    'https://pubmed.ncbi.nlm.nih.gov/24292625'
    """

    __slots__ = ("short",)
    short: str

    def __new__(cls, curie: str, short: str = "") -> Citation:
        """Make a citation of the publication with a CURIE."""
        made = super().__new__(cls, curie)
        made.short = short or curie
        return made

    @property
    def id(self) -> str:
        """The CURIE."""
        return str(self)

    @property
    def iri(self) -> str:
        """The address of the publication."""
        prefix, _, identifier = self.partition(":")
        return PREFIXES[prefix] + identifier if prefix in PREFIXES else str(self)

    def as_dict(self) -> Json:
        """Return it as JSON types."""
        return {"id": self.id, "iri": self.iri, "label": self.short}

    def __reduce__(self) -> tuple[type[Citation], tuple[str, str]]:
        """Pickle it with what a person cites."""
        return Citation, (str(self), self.short)


# Metadata of a field of a record that is not shown: field(repr=False, metadata=INNER).
INNER = {"inner": True}


class Record:
    """What the frozen dataclasses of answers have in common.

    Attributes:
        derived: names of properties that `as_dict` lists after the fields.
    """

    derived: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def _shown(cls) -> tuple[str, ...]:
        listed: tuple[Field[Any], ...] = fields(cls)  # type: ignore[arg-type] # every record is a dataclass
        return (*(f.name for f in listed if not f.metadata.get("inner")), *cls.derived)

    def as_dict(self) -> Json:
        """Return the record as JSON types: keys in snake_case, terms as objects of `id` (CURIE), `iri` and `label`."""
        found: Json = {}
        for name in self._shown():
            value = getattr(self, name)
            if name == "iri":
                found["id"] = compact(value)
            found[name] = as_json_types(value)
        return found

    def row(self) -> Json:
        """Return the record as one row of a table: JSON types, but no objects in it.

        A term comes in three columns: `entity` (its CURIE), `entity_label`, `entity_iri`; of several terms the CURIEs
        alone are listed.
        """
        return flat(self.as_dict())

    def _repr_html_(self) -> str:
        """Return the record as HTML, for notebooks."""
        return html.table(("field", "value"), self.row().items())


def as_json_types(value: Any) -> Any:  # noqa: ANN401 - any value of a record
    """Return a value of a record as JSON types."""
    if isinstance(value, Ref | Citation):
        return value.as_dict() if value else None
    if isinstance(value, Record):
        return value.as_dict()
    if isinstance(value, Mapping):
        return {str(key): as_json_types(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(map(as_json_types, value), key=str)
    if isinstance(value, list | tuple):
        return [as_json_types(item) for item in value]
    return value


def flat(told: Json, before: str = "") -> Json:
    """Return an object of JSON types without objects in it; see `Record.row`."""
    found: Json = {}
    for key, value in told.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and {"id", "iri"} <= value.keys():
            rest = {f"{name}_{part}": item for part, item in value.items() if part not in ("id", "iri")}
            found |= {name: value["id"], **flat(rest), f"{name}_iri": value["iri"]}
        elif isinstance(value, dict):
            found |= flat(value, f"{name}_")
        elif isinstance(value, list):
            found[name] = [_cell(item) for item in value]
        else:
            found[name] = value
    return found


def _cell(value: object) -> object:
    if isinstance(value, dict):
        return (
            value["id"]
            if {"id", "iri"} <= value.keys()
            else "; ".join(f"{key}: {_cell(item)}" for key, item in value.items())
        )
    return "; ".join(str(_cell(item)) for item in value) if isinstance(value, list) else value


R = TypeVar("R", bound=Record)


class Records(tuple[R, ...], Generic[R]):
    """Some records of one kind: a tuple that also goes to a data frame.

    A frame has a row for each record, its columns as `Record.row` names them; it needs `pip install 'lenaowl[frames]'`
    and the library asked for.
    """

    __slots__ = ()

    @overload
    def __getitem__(self, index: SupportsIndex) -> R: ...
    @overload
    def __getitem__(self, index: slice) -> Records[R]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> R | Records[R]:
        """Return a record, or several."""
        found = super().__getitem__(index)
        return type(self)(found) if isinstance(index, slice) else found  # type: ignore[arg-type,return-value]

    def as_dicts(self) -> list[Json]:
        """Return the records as JSON types."""
        return [record.as_dict() for record in self]

    def rows(self) -> list[Json]:
        """Return the records as rows of a table; see `Record.row`."""
        return [record.row() for record in self]

    def to_pandas(self) -> pandas.DataFrame:
        """Return the records as a data frame of pandas.

        Raises:
            MissingEngineError: if pandas or narwhals is not installed.
        """
        found: pandas.DataFrame = self._frame("pandas")
        return found

    def to_polars(self) -> polars.DataFrame:
        """Return the records as a data frame of polars.

        Raises:
            MissingEngineError: if polars or narwhals is not installed.
        """
        found: polars.DataFrame = self._frame("polars")
        return found

    def to_arrow(self) -> pyarrow.Table:
        """Return the records as a table of Apache Arrow.

        Raises:
            MissingEngineError: if pyarrow or narwhals is not installed.
        """
        return self._frame("pyarrow")

    def _repr_html_(self) -> str:
        """Return the records as HTML, for notebooks."""
        rows = self.rows()
        columns = list(dict.fromkeys(column for row in rows for column in row))
        return html.table(columns, ([row.get(column) for column in columns] for row in rows))

    def _frame(self, library: str) -> Any:  # noqa: ANN401 - a frame of the library
        from lenaowl.ontology.frames import frame

        return frame(self.rows(), library)
