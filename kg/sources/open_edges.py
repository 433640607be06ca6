"""A table of disease–finding rows out of several open sources, one of which a reader takes.

``open_edges.tsv`` has the columns ``source``, ``mondo``, ``doid``, ``disease``, ``finding_id``,
``finding``, ``freq`` and ``match`` (how the disease got its id), and others that are not read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from data_schema import Annotation, Category, GraphBuildError
from kg.model import Node
from kg.pooling import pool_phenotype_rows

from .source import SourceContent, require_files

__all__ = ["Finding", "disease_content", "open_edges_file", "read_open_edges", "stated_ids"]

_FILE: Final = "open_edges.tsv"
_COLUMNS: Final = ("source", "mondo", "doid", "disease", "finding_id", "finding", "freq", "match")

Finding = tuple[str, Annotation]
"""Name of the disease, and the row."""


def open_edges_file(path: Path | None, *, source: str) -> Path:
    """Return the table: ``path`` itself, or the one in the folder ``path``.

    Raises:
        GraphBuildError: it is not there.
    """
    if path is None:
        raise GraphBuildError(
            f"expected {_FILE} or its folder for the source {source!r}, got none; name one"
        )
    return path if path.is_file() else require_files(path, (_FILE,), source=source)[0]


def read_open_edges(path: Path, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows that the source ``name`` gave.

    Raises:
        GraphBuildError: the table has other columns.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = [column for column in _COLUMNS if column not in (rows.fieldnames or ())]
        if missing:
            raise GraphBuildError(
                f"expected the columns {', '.join(_COLUMNS)} in {path.name}, "
                f"found no {', '.join(missing)}; use the table as its card describes it"
            )
        yield from (row for row in rows if row["source"] == name)


def stated_ids(row: dict[str, str]) -> tuple[str, ...]:
    """Return the ids of a row's disease, where its name is that of the id, word for word."""
    return (row["mondo"], row["doid"]) if row["match"] == "exact" else ()


def disease_content(findings: Iterable[Finding], *, source: str) -> SourceContent:
    """Make nodes and edges of rows; a row that says the same twice counts once."""
    names: dict[str, str] = {}
    rows: dict[Annotation, None] = {}
    for name, row in findings:
        names.setdefault(row.subject, name)
        rows.setdefault(row)
    return SourceContent(
        nodes=tuple(
            Node(id=disease, category=Category.DISEASE, name=name, provided_by=(source,))
            for disease, name in names.items()
        ),
        edges=tuple(pool_phenotype_rows(rows, sources=(source,))),
    )
