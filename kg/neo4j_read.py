"""Reading our graph back from a Neo4j database: our nodes and every edge of our types between them.

Edges drawn by hand between our nodes belong to the graph; so a team's additions are exported, and
score once they carry annotation rows. Of parallel edges of one type, ours counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from data_schema import PREDICATE_ENDS, Category, Predicate

from .layout import NODE_COLUMNS, edge_from_values, node_from_values
from .model import Edge, Node
from .neo4j_load import MARK, Database, read_bundled
from .protocols import Progress

__all__ = ["count_graph", "read_graph"]

_BOTH_OURS: Final = f"WHERE s.{MARK} IS NOT NULL AND o.{MARK} IS NOT NULL"

_EdgeKey = tuple[Predicate, str, str]


def read_graph(
    database: Database, report: Progress, *, expected: int
) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """Return nodes sorted by id and edges sorted by (predicate, subject, object).

    Args:
        database: to read from.
        report: told how much has been read.
        expected: about how many nodes and edges there are.
    """
    nodes: dict[str, Node] = {}
    edges: dict[_EdgeKey, Edge] = {}
    for category in Category:
        nodes.update((node.id, node) for node in _nodes(database, category))
        report("export", len(nodes), expected)
    for predicate in Predicate:
        edges.update(_edges(database, predicate))
        report("export", len(nodes) + len(edges), expected)
    return (
        tuple(node for _, node in sorted(nodes.items())),
        tuple(edge for _, edge in sorted(edges.items())),
    )


def count_graph(database: Database) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Count our nodes by category and edges by predicate; what there is none of is absent."""
    nodes = {
        category.value: database.read(
            f"MATCH (n:{category.value}) WHERE n.{MARK} IS NOT NULL RETURN count(n)"
        )[0][0]
        for category in Category
    }
    edges = {
        predicate.value: sum(
            database.read(f"{match} RETURN count(e)")[0][0] for match in _matches(predicate)
        )
        for predicate in Predicate
    }
    return _positive(nodes), _positive(edges)


def _nodes(database: Database, category: Category) -> Iterator[Node]:
    match = f"MATCH (n:{category.value}) WHERE n.{MARK} IS NOT NULL"
    for values in read_bundled(database, match, columns=[f"n.{name}" for name in NODE_COLUMNS]):
        yield node_from_values(category, values)


def _edges(database: Database, predicate: Predicate) -> Iterator[tuple[_EdgeKey, Edge]]:
    """Iterate over edges, those of ours last, so that they replace hand-drawn ones beside them."""
    columns = ["s.id", "o.id", "e.sources", "e.annotations"]
    for match in _matches(predicate):
        for ours in ("IS NULL", "IS NOT NULL"):
            for values in read_bundled(database, f"{match} AND e.{MARK} {ours}", columns=columns):
                edge = edge_from_values(predicate, *values)
                yield (predicate, edge.subject, edge.object), edge


def _matches(predicate: Predicate) -> Iterator[str]:
    for subject, object_ in PREDICATE_ENDS[predicate]:
        yield (
            f"MATCH (s:{subject.value})-[e:{predicate.rel_type}]->(o:{object_.value}) {_BOTH_OURS}"
        )


def _positive(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}
