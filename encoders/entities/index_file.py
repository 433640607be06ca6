"""The index of names on disk: made once for each state of a graph's names and of our rules.

A file that is damaged, of other names or of other rules is not read; it is made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final
from unicodedata import unidata_version

from data_schema import Category
from kg import DAMAGED, Columns, GraphArrays, Strings, hash_of_names, read_columns, write_columns

from .names import CATEGORIES, SCOPES, FormColumns, NameColumns

__all__ = ["index_key", "read_index", "write_index"]

_FORMAT: Final = 1
_GROUPS: Final[Mapping[str, type[FormColumns]]] = {"FormColumns": FormColumns}
_COLLECTING: Final = ("lexicon.py", "strings.py", "csr.py", "arrays.py")
_RULES: Final = (".py", ".toml", ".tsv")


def index_key(arrays: GraphArrays, *, everyday: bool, categories: Collection[Category]) -> str:
    """Return the hash of all that an index follows from.

    The names of the graph and which of them are wanted, the tables of rules, the code that
    applies them, and how numbers stand for scopes and categories.
    """
    parts = [str(_FORMAT), unidata_version, _hash_of_rules(), hash_of_names(arrays), str(everyday)]
    parts += [*sorted(categories), "", *CATEGORIES, "", *SCOPES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def write_index(columns: NameColumns, path: Path, *, key: str) -> None:
    """Write an index and its key.

    Raises:
        OSError: the file cannot be written.
    """
    write_columns(dict(_packed("", columns)), path, header={"index": key})


def read_index(path: Path, *, key: str) -> NameColumns | None:
    """Return the index in a file, ``None`` where there is none of this key that can be read."""
    with suppress(*DAMAGED):
        columns, header = read_columns(path)
        if header.get("index") == key:
            return NameColumns(**_unpacked("", NameColumns, columns))
    return None


def _packed(prefix: str, group: NameColumns | FormColumns) -> Iterator[tuple[str, Any]]:
    for field in fields(group):
        name, value = prefix + field.name, getattr(group, field.name)
        if isinstance(value, Strings):
            yield f"{name}.data", value.data
            yield f"{name}.offsets", value.offsets
        elif isinstance(value, FormColumns):
            yield from _packed(f"{name}.", value)
        else:
            yield name, value


def _unpacked(
    prefix: str, group: type[NameColumns | FormColumns], columns: Columns
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(group):
        name, kind = prefix + field.name, str(field.type)
        if kind == "Strings":
            found[field.name] = Strings(columns[f"{name}.data"], columns[f"{name}.offsets"])
        elif kind in _GROUPS:
            inner = _GROUPS[kind]
            found[field.name] = inner(**_unpacked(f"{name}.", inner, columns))
        else:
            found[field.name] = columns[name]
    return found


@cache
def _hash_of_rules() -> str:
    """Return the SHA-256 of this package's tables and code, and of how names are collected."""
    digest = hashlib.sha256()
    for name, file in (
        *_rules(files(__package__)),
        *(("", files("kg") / name) for name in _COLLECTING),
    ):
        digest.update(f"{name}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _rules(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    """Yield the files of a package and of the folders in it, by name."""
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.is_dir():
            yield from _rules(file)
        elif file.name.endswith(_RULES):
            yield file.name, file
