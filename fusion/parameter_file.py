"""Files of parameters: TOML, read whole, its tables checked against the fields that they set."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import asdict, fields
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from data_schema import UsageError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    _Kind = TypeVar("_Kind", bound=DataclassInstance)

__all__ = ["hash_of_fields", "made_of", "read_tables"]


def read_tables(name: str, path: Path | None = None) -> dict[str, Any]:
    """Return the tables of ``fusion/data/name``, or of a file in its place.

    Raises:
        UsageError: the file cannot be read, or is not TOML.
    """
    source = files("fusion").joinpath("data", name) if path is None else path
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"expected a TOML file like the {name} that ships, got {error}") from error


def made_of(kind: type[_Kind], table: str, values: object) -> _Kind:
    """Return a dataclass made of the values in a table.

    Args:
        kind: the dataclass; it checks its own values.
        table: name, for the message.
        values: name → value of each field.

    Raises:
        UsageError: ``values`` is no table, or a field is missing or unknown.
    """
    given = values if isinstance(values, dict) else {}
    expected = {field.name for field in fields(kind)}
    if set(given) != expected:
        raise UsageError(
            f"expected {', '.join(sorted(expected))} in the table [{table}], "
            f"got {', '.join(sorted(given)) or 'nothing'}; correct the file"
        )
    return kind(**given)


def hash_of_fields(parameters: DataclassInstance, more: str = "") -> str:
    """Return the SHA-256 (hex) of the values, however their file is laid out, and of ``more``."""
    text = "\n".join(f"{name}={value!r}" for name, value in sorted(asdict(parameters).items()))
    return hashlib.sha256((text + more).encode()).hexdigest()
