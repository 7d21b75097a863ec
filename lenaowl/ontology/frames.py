"""Rows as data frames of pandas, polars or Apache Arrow, by way of narwhals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib import import_module
from typing import Any

from lenaowl.errors import MissingEngineError


def frame(rows: Sequence[Mapping[str, Any]], library: str, columns: Sequence[str] = ()) -> Any:  # noqa: ANN401
    """Return rows as a frame of a library.

    Args:
        rows: values by column; a column that a row lacks is empty in it.
        library: pandas, polars or pyarrow.
        columns: the columns in their order; those of the rows if left out.

    Raises:
        MissingEngineError: if the library or narwhals is not installed.
    """
    names = columns or list(dict.fromkeys(name for row in rows for name in row))
    data = {name: _alike([row.get(name) for row in rows]) for name in names}
    try:
        narwhals = import_module("narwhals")
        import_module(library)
    except ImportError as error:
        what = f"pip install '{'lenaowl[frames]' if error.name == 'narwhals' else library}'"
        raise MissingEngineError(f"{error.name} is not installed; get it with: {what}") from None
    return narwhals.from_dict(data, backend=library).to_native()


def _alike(values: list[Any]) -> list[Any]:
    """Return the values of a column as values of one type: numbers as one kind of number, what is mixed as text."""
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) < 2:
        return values
    if kinds <= {int, float, Decimal}:
        return [None if value is None else float(value) for value in values]
    return [None if value is None else str(value) for value in values]
