"""Named queries: the ``.cypher`` files of :mod:`kg.cypher`, each stating params and returns.

A file begins with one line of what it answers, then ``// params: name: KIND, …`` with the kinds
CURIE, CURIES (a list) and TEXT, then ``// returns: column, …``. The statements stay within the
Cypher that both stores share and order their rows completely.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from data_schema import UnknownNameError, UsageError, normalize_curie

__all__ = ["NamedQuery", "ParameterKind", "load_query", "query_names"]

_SUFFIX: Final = ".cypher"
_HEADER: Final = re.compile(
    r"// (?P<summary>[^\n]+)\n// params:(?P<params>[^\n]*)\n// returns: (?P<returns>[^\n]+)\n"
    r"(?P<cypher>.+)",
    re.DOTALL,
)


class ParameterKind(StrEnum):
    """What a parameter of a named query takes."""

    CURIE = "CURIE"
    CURIES = "CURIES"
    TEXT = "TEXT"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedQuery:
    """A statement kept with the package.

    Attributes:
        name: file name without its suffix.
        summary: what it answers, in one line.
        parameters: name → kind, in the order stated.
        columns: what a row has.
        cypher: the statement.
    """

    name: str
    summary: str
    parameters: Mapping[str, ParameterKind]
    columns: tuple[str, ...]
    cypher: str

    def bind(self, values: Mapping[str, str | Sequence[str]]) -> dict[str, Any]:
        """Return parameters for the statement; a string stands for a list when split at commas.

        Raises:
            UsageError: a parameter is missing, or there is one too many.
            CurieError: a value is not the CURIE it should be.
        """
        if set(values) != set(self.parameters):
            raise UsageError(
                f"expected for {self.name} the parameters "
                f"{', '.join(self.parameters) or '(none)'}, "
                f"got {', '.join(sorted(values)) or 'none'}"
            )
        return {name: _bound(kind, values[name]) for name, kind in self.parameters.items()}


def query_names() -> tuple[str, ...]:
    """Return the names of all named queries, sorted."""
    names = (file.name for file in (files("kg") / "cypher").iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


@cache
def load_query(name: str) -> NamedQuery:
    """Return the query of that name.

    Raises:
        UnknownNameError: there is none; the message lists the names.
    """
    names = query_names()
    if name not in names:
        near = difflib.get_close_matches(name, names, 1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise UnknownNameError(f"no query {name[:40]!r}; {hint}there are {', '.join(names)}")
    text = (files("kg") / "cypher" / f"{name}{_SUFFIX}").read_text(encoding="utf-8")
    header = _HEADER.fullmatch(text)
    if header is None:
        raise ValueError(f"{name}{_SUFFIX} needs three header lines: summary, params, returns")
    stated = (item.split(":") for item in header["params"].split(",") if item.strip())
    return NamedQuery(
        name=name,
        summary=header["summary"],
        parameters={key.strip(): ParameterKind(kind.strip()) for key, kind in stated},
        columns=tuple(column.strip() for column in header["returns"].split(",")),
        cypher=header["cypher"].strip(),
    )


def _bound(kind: ParameterKind, value: str | Sequence[str]) -> str | list[str]:
    if kind is ParameterKind.CURIES:
        items = value.split(",") if isinstance(value, str) else value
        return [normalize_curie(item) for item in items]
    if not isinstance(value, str):
        raise UsageError(f"expected one value, got {len(value)}")
    return normalize_curie(value) if kind is ParameterKind.CURIE else value
