"""The embedded store's bulk load: tables from the layout, rows as Arrow tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from data_schema import PREDICATE_ENDS, Category

from .codec import manifest_to_json
from .layout import (
    MANIFEST_COLUMNS,
    MANIFEST_LABEL,
    NODE_COLUMNS,
    edge_columns,
    edge_values,
    edges_by_ends,
    node_values,
    nodes_by_category,
)
from .model import KnowledgeGraph
from .protocols import Progress

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["fill"]

Execute = Callable[..., object]
"""Called with a statement and, where it has some, its parameters."""


def fill(execute: Execute, graph: KnowledgeGraph, report: Progress) -> None:
    """Make the tables of the layout in an empty database and copy ``graph`` into them.

    Raises:
        GraphBuildError: an edge joins what its predicate may not join.
    """
    for statement in _schema():
        execute(statement)
    total = len(graph.nodes) + len(graph.edges)
    done = 0
    for category, nodes in nodes_by_category(graph).items():
        rows = [node_values(node) for node in nodes]
        _copy(execute, category.value, _table(NODE_COLUMNS, rows))
        done += len(rows)
        report("load", done, total)
    ends_columns = {"from": "STRING", "to": "STRING"}
    for (predicate, ends), edges in edges_by_ends(graph).items():
        rows = [[edge.subject, edge.object, *edge_values(edge)] for edge in edges]
        table = _table({**ends_columns, **edge_columns(predicate)}, rows)
        subject, object_ = ends
        _copy(
            execute,
            predicate.rel_type,
            table,
            options=f" (from='{subject.value}', to='{object_.value}')",
        )
        done += len(rows)
        report("load", done, total)
    kept = graph.manifest
    row = [kept.hash, kept.version, kept.schema_version, manifest_to_json(kept)]
    _copy(execute, MANIFEST_LABEL, _table(MANIFEST_COLUMNS, [row]))


def _schema() -> Iterator[str]:
    """Return the statements that make every table, those that stay empty included."""
    for category in Category:
        yield f"CREATE NODE TABLE {category.value} ({_typed(NODE_COLUMNS)}, PRIMARY KEY (id))"
    yield f"CREATE NODE TABLE {MANIFEST_LABEL} ({_typed(MANIFEST_COLUMNS)}, PRIMARY KEY (hash))"
    for predicate, pairs in PREDICATE_ENDS.items():
        ends = ", ".join(f"FROM {subject.value} TO {object_.value}" for subject, object_ in pairs)
        properties = _typed(edge_columns(predicate))
        yield f"CREATE REL TABLE {predicate.rel_type} ({ends}, {properties})"


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


def _table(columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Return rows as an Arrow table: what LadybugDB copies fastest."""
    import pyarrow as pa

    types = {
        "STRING": pa.string(),
        "STRING[]": pa.list_(pa.string()),
        "BOOL": pa.bool_(),
        "INT64": pa.int64(),
        "DOUBLE": pa.float64(),
    }
    arrays = [
        pa.array(values, types[kind])
        for values, kind in zip(zip(*rows, strict=True), columns.values(), strict=True)
    ]
    return pa.table(dict(zip(columns, arrays, strict=True)))


def _copy(execute: Execute, label: str, table: pa.Table, *, options: str = "") -> None:
    execute(f"COPY {label} FROM $rows{options}", {"rows": table})
