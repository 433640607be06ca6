"""Arrays on disk: one file of columns, written whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np

from data_schema import GraphVersionError

from .arrays import FIELD_TYPES, EdgeColumns, GraphArrays, RowColumns, SynonymColumns
from .column_file import DAMAGED, read_columns, write_columns
from .csr import CSR
from .strings import Strings

__all__ = ["ARRAYS_FORMAT", "read_arrays", "write_arrays"]

ARRAYS_FORMAT: Final = 6
"""Version of the layout; a file of another version is not read."""

_GROUPS: Final[dict[str, type[EdgeColumns | RowColumns | SynonymColumns]]] = {
    "EdgeColumns": EdgeColumns,
    "RowColumns": RowColumns,
    "SynonymColumns": SynonymColumns,
}
"""Columns that are stored one by one, by the name of their type."""


def write_arrays(arrays: GraphArrays, path: Path) -> None:
    """Write ``arrays`` to ``path`` through a temporary file beside it."""
    columns: dict[str, np.ndarray[Any, Any]] = {}
    for name in FIELD_TYPES:
        columns.update(_pack(name, getattr(arrays, name)))
    header = {"format": ARRAYS_FORMAT, "version": arrays.version, "hash": arrays.hash}
    write_columns(columns, path, header=header)


def read_arrays(path: Path) -> GraphArrays:
    """Read what :func:`write_arrays` wrote.

    Raises:
        GraphVersionError: the file is damaged or of another layout version.
    """
    try:
        columns, header = read_columns(path)
        if header["format"] == ARRAYS_FORMAT:
            values: dict[str, Any] = {"version": header["version"], "hash": header["hash"]}
            for name, kind in FIELD_TYPES.items():
                if name not in values:
                    values[name] = _unpack(name, kind, columns)
            return GraphArrays(**values)
    except DAMAGED as error:
        raise GraphVersionError(
            f"expected graph arrays in {path.name}, could not read them; run `diagraph kg build`"
        ) from error
    raise GraphVersionError(
        f"expected graph arrays of format {ARRAYS_FORMAT}, got {header['format']}; "
        "run `diagraph kg build`"
    )


def _pack(name: str, value: object) -> dict[str, np.ndarray[Any, Any]]:
    match value:
        case CSR():
            return {f"{name}.indptr": value.indptr, f"{name}.indices": value.indices}
        case Strings():
            return {f"{name}.data": value.data, f"{name}.offsets": value.offsets}
        case EdgeColumns() | RowColumns() | SynonymColumns():
            packed: dict[str, np.ndarray[Any, Any]] = {}
            for column in fields(value):
                packed.update(_pack(f"{name}.{column.name}", getattr(value, column.name)))
            return packed
        case np.ndarray():
            return {name: value}
        case _:
            return {}


def _unpack(name: str, kind: str, columns: Mapping[str, np.ndarray[Any, Any]]) -> object:
    if kind == "CSR":
        return CSR(columns[f"{name}.indptr"], columns[f"{name}.indices"])
    if kind == "Strings":
        return Strings(columns[f"{name}.data"], columns[f"{name}.offsets"])
    if kind in _GROUPS:
        group = _GROUPS[kind]
        parts: dict[str, Any] = {
            column.name: _unpack(f"{name}.{column.name}", str(column.type), columns)
            for column in fields(group)
        }
        return group(**parts)
    return columns[name]
