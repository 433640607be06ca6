"""Loading a graph into a Neo4j database that may hold more than our graph.

Every node and edge of ours carries the property ``diagraph``: ``created`` where a load made it,
``adopted`` where it was there before. A load compares what is there with what should be and writes
the difference alone: loading the same graph again writes nothing. Stale edges are deleted if we
created them; stale nodes too, if nothing is attached to them any more; adopted ones are let go.
No other label or property of the database is touched.

Only :mod:`kg.neo4j_store` knows the driver; here a database is what :class:`Database` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from data_schema import PREDICATE_ENDS, Category, Predicate

from .codec import manifest_to_json
from .layout import (
    MANIFEST_LABEL,
    NODE_COLUMNS,
    Ends,
    edge_columns,
    edge_values,
    edges_by_ends,
    node_values,
    nodes_by_category,
)
from .model import KnowledgeGraph
from .protocols import Progress

__all__ = ["MARK", "NAME_INDEX", "Database", "load_graph", "read_bundled"]

MARK: Final = "diagraph"
"""Property of every node and edge of ours: ``created`` or ``adopted``."""

NAME_INDEX: Final = "diagraph_names"
"""Full-text index over the names and synonyms of all our labels."""

_BATCH: Final = 10_000

_Key = tuple[str, ...]
_Values = list[Any]


class Database(Protocol):
    """Managed transactions with a database."""

    def read(self, cypher: str, **parameters: Any) -> list[list[Any]]:  # noqa: ANN401
        """Run a statement in a read transaction and return its rows."""
        ...

    def write(self, cypher: str, **parameters: Any) -> None:  # noqa: ANN401
        """Run a statement in a write transaction, again if it failed for a passing reason."""
        ...

    def define(self, cypher: str) -> None:
        """Run a statement that defines an index or a constraint."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Difference:
    """What to write and what to let go, of nodes with one label or edges of one type and ends."""

    stale: list[_Key]
    changed: list[_Values]
    """Key and values in one row each."""


@dataclass(slots=True, kw_only=True)
class _Meter:
    report: Progress
    total: int
    done: int = field(default=0)

    def add(self, count: int) -> None:
        self.done += count
        self.report("load", self.done, self.total)


def load_graph(database: Database, graph: KnowledgeGraph, report: Progress) -> None:
    """Make the database hold ``graph``, and else what it held before.

    Raises:
        GraphBuildError: an edge joins what its predicate may not join.
    """
    edges = edges_by_ends(graph)
    _constraints(database)
    nodes = nodes_by_category(graph)
    meter = _Meter(report=report, total=len(graph.nodes) + len(graph.edges))
    node_changes = {
        category: _difference(
            _present_nodes(database, category),
            {(node.id,): node_values(node)[1:] for node in nodes.get(category, ())},
        )
        for category in Category
    }
    _withdraw_manifest(database, graph)
    for category in Category:
        changed = node_changes[category].changed
        meter.add(len(nodes.get(category, ())) - len(changed))
        _write(database, _node_statement(category), changed, meter)
    for predicate in Predicate:
        for ends in PREDICATE_ENDS[predicate]:
            wanted: dict[_Key, _Values] = {
                (edge.subject, edge.object): edge_values(edge)
                for edge in edges.get((predicate, ends), ())
            }
            difference = _difference(_present_edges(database, predicate, ends), wanted)
            meter.add(len(wanted) - len(difference.changed))
            _write(database, _edge_statement(predicate, ends), difference.changed, meter)
            _let_go(database, _edge_pattern(predicate, ends), "e", difference.stale)
    for category in Category:
        _let_go_nodes(database, category, node_changes[category].stale)
    _name_index(database)
    _state_manifest(database, graph)


def _constraints(database: Database) -> None:
    for category in Category:
        database.define(
            f"CREATE CONSTRAINT diagraph_{category.value.lower()}_id IF NOT EXISTS "
            f"FOR (n:{category.value}) REQUIRE n.id IS UNIQUE"
        )
    database.define("CALL db.awaitIndexes(300)")


def _name_index(database: Database) -> None:
    labels = "|".join(category.value for category in Category)
    database.define(
        f"CREATE FULLTEXT INDEX {NAME_INDEX} IF NOT EXISTS "
        f"FOR (n:{labels}) ON EACH [n.name, n.synonyms]"
    )
    database.define("CALL db.awaitIndexes(300)")


def _present_nodes(database: Database, category: Category) -> dict[_Key, _Values]:
    match = f"MATCH (n:{category.value}) WHERE n.{MARK} IS NOT NULL"
    rows = read_bundled(database, match, columns=[f"n.{name}" for name in NODE_COLUMNS])
    return {(row[0],): row[1:] for row in rows}


def _present_edges(database: Database, predicate: Predicate, ends: Ends) -> dict[_Key, _Values]:
    subject, object_ = ends
    rows = read_bundled(
        database,
        f"MATCH (s:{subject.value})-[e:{predicate.rel_type}]->(o:{object_.value}) "
        f"WHERE e.{MARK} IS NOT NULL",
        columns=["s.id", "o.id", *(f"e.{name}" for name in edge_columns(predicate))],
    )
    return {(row[0], row[1]): row[2:] for row in rows}


def read_bundled(database: Database, match: str, *, columns: Sequence[str]) -> Iterator[list[Any]]:
    """Iterate over rows that travel in bundles, those whose first column ends alike in one.

    A record has its cost in driver and server; a bundle of a thousand rows has it once.
    """
    bundles = database.read(
        f"{match} RETURN right({columns[0]}, 2), collect([{', '.join(columns)}])"
    )
    for _, rows in bundles:
        yield from rows


def _difference(present: Mapping[_Key, _Values], wanted: Mapping[_Key, _Values]) -> _Difference:
    return _Difference(
        stale=[key for key in present if key not in wanted],
        changed=[[*key, *values] for key, values in wanted.items() if present.get(key) != values],
    )


def _node_statement(category: Category) -> str:
    properties = ", ".join(f"n.{name} = row[{i}]" for i, name in enumerate(NODE_COLUMNS) if i)
    return (
        f"UNWIND $rows AS row MERGE (n:{category.value} {{id: row[0]}}) "
        f"{_marked('n')} SET {properties}"
    )


def _edge_statement(predicate: Predicate, ends: Ends) -> str:
    subject, object_ = ends
    properties = ", ".join(
        f"e.{name} = row[{i}]" for i, name in enumerate(edge_columns(predicate), start=2)
    )
    return (
        f"UNWIND $rows AS row MATCH (s:{subject.value} {{id: row[0]}}) "
        f"MATCH (o:{object_.value} {{id: row[1]}}) "
        f"MERGE (s)-[e:{predicate.rel_type}]->(o) {_marked('e')} SET {properties}"
    )


def _marked(name: str) -> str:
    return (
        f"ON CREATE SET {name}.{MARK} = 'created' "
        f"ON MATCH SET {name}.{MARK} = coalesce({name}.{MARK}, 'adopted')"
    )


def _edge_pattern(predicate: Predicate, ends: Ends) -> str:
    subject, object_ = ends
    return (
        f"(:{subject.value} {{id: row[0]}})-[e:{predicate.rel_type}]->"
        f"(:{object_.value} {{id: row[1]}})"
    )


def _write(
    database: Database, statement: str, rows: Sequence[Sequence[Any]], meter: _Meter | None = None
) -> None:
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        database.write(statement, rows=batch)
        if meter is not None:
            meter.add(len(batch))


def _let_go(database: Database, pattern: str, name: str, keys: list[_Key]) -> None:
    """Delete what we created among the stale, and take our mark off what we adopted."""
    rows = [list(key) for key in keys]
    matched = f"UNWIND $rows AS row MATCH {pattern} WHERE {name}.{MARK} ="
    _write(database, f"{matched} 'created' DELETE {name}", rows)
    _write(database, f"{matched} 'adopted' REMOVE {name}.{MARK}", rows)


def _let_go_nodes(database: Database, category: Category, keys: list[_Key]) -> None:
    pattern = f"(n:{category.value} {{id: row[0]}})"
    rows = [list(key) for key in keys]
    _write(
        database,
        f"UNWIND $rows AS row MATCH {pattern} WHERE n.{MARK} = 'created' AND NOT (n)--() DELETE n",
        rows,
    )
    _write(database, f"UNWIND $rows AS row MATCH {pattern} REMOVE n.{MARK}", rows)


def _withdraw_manifest(database: Database, graph: KnowledgeGraph) -> None:
    """Take the manifest away while the database is between two graphs."""
    database.write(
        f"MATCH (k:{MANIFEST_LABEL}) WHERE k.{MARK} IS NOT NULL AND k.hash <> $hash DELETE k",
        hash=graph.manifest.hash,
    )


def _state_manifest(database: Database, graph: KnowledgeGraph) -> None:
    manifest = graph.manifest
    database.write(
        f"MERGE (k:{MANIFEST_LABEL} {{{MARK}: 'created'}}) SET k.hash = $hash, "
        "k.version = $version, k.schema_version = $schema_version, k.manifest = $manifest",
        hash=manifest.hash,
        version=manifest.version,
        schema_version=manifest.schema_version,
        manifest=manifest_to_json(manifest),
    )
