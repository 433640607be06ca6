"""The embedded store: one LadybugDB file, built once and then only read.

A load writes a new file beside the target and renames it into place, so readers see the old graph
or the new one, never half of one. Readers open the file read-only, any number at a time.
"""

from __future__ import annotations

import glob
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from data_schema import (
    PREDICATE_ENDS,
    Category,
    GraphNotFoundError,
    GraphVersionError,
    Predicate,
    QueryError,
    QueryTimeoutError,
    StoreError,
)

from .codec import manifest_from_json
from .collection import paused_collection
from .embedded_load import fill
from .hashing import manifest_of_found
from .layout import MANIFEST_LABEL, NODE_COLUMNS, Ends, edge_from_values, node_from_values
from .model import SCHEMA_VERSION, Edge, KnowledgeGraph, Manifest, Node
from .protocols import Progress, Row
from .statements import check_read_only

if TYPE_CHECKING:
    from ladybug import Connection, Database, QueryResult

__all__ = ["EmbeddedStore"]

_READ_POOL: Final = 256 << 20
"""Bytes of page cache of a reader; LadybugDB's own default is 80 % of the machine's memory."""
_MAX_PLANS: Final = 32
_WRITE_POOL: Final = 1 << 30
_MAX_FILE: Final = 1 << 36
"""Bytes of address space a database may take; LadybugDB's own default of 8 TiB fails under limits
on virtual memory."""


class EmbeddedStore:
    """A graph in one file.

    Args:
        path: the file, by convention ``*.lbug``.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._lock = threading.Lock()
        self._database: Database | None = None
        self._connection: Connection | None = None
        self._planned: set[str] = set()

    @property
    def uri(self) -> str:
        """The file's path."""
        return str(self._path)

    def open(self) -> None:
        """Open the file read-only; opening twice is harmless.

        Raises:
            GraphNotFoundError: no such file.
            GraphVersionError: the file is no graph that this version of Diagraph reads.
        """
        if self._connection is not None:
            return
        if not self._path.is_file():
            raise GraphNotFoundError(f"no graph at {self._path}; run `diagraph kg build` (15 s)")
        try:
            self._database = _database(self._path, read_only=True)
            self._connection = _connection(self._database)
            self._check_version()
        except (RuntimeError, GraphVersionError, QueryError) as error:
            self.close()
            raise GraphVersionError(
                f"the file {self._path} is not a graph that this version of Diagraph reads; "
                "rebuild it with `diagraph kg build`"
            ) from error

    def _check_version(self) -> None:
        found = self._run(f"MATCH (k:{MANIFEST_LABEL}) RETURN k.schema_version")
        if found != [[SCHEMA_VERSION]]:
            raise GraphVersionError(f"expected layout version {SCHEMA_VERSION}, found {found}")

    def close(self) -> None:
        """Let go of the file; closing twice is harmless."""
        for handle in (self._connection, self._database):
            if handle is not None:
                handle.close()
        self._connection = self._database = None
        self._planned.clear()

    def __enter__(self) -> EmbeddedStore:
        self.open()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def load(self, graph: KnowledgeGraph, *, progress: Progress | None = None) -> Manifest:
        """Write ``graph`` to a new file and put it in the place of the old one.

        Raises:
            GraphBuildError: an edge joins what its predicate may not join.
            StoreError: the file cannot be written.
        """
        was_open = self._connection is not None
        new = self._path.with_name(f".{self._path.name}.{os.getpid()}.tmp")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _remove(new)
            with paused_collection():
                _write(new, graph, progress or _silent)
            _sync(new)
            self.close()
            new.replace(self._path)
            _sync(self._path.parent)
        except (OSError, RuntimeError) as error:
            raise StoreError(
                f"could not write a graph to {self._path}: {_one_line(error)}; "
                "check that its folder is writable and has 500 MB left"
            ) from error
        finally:
            _remove(new)
        if was_open:
            self.open()
        return graph.manifest

    def manifest(self) -> Manifest:
        """Return the manifest kept in the file."""
        return manifest_from_json(self._run(f"MATCH (k:{MANIFEST_LABEL}) RETURN k.manifest")[0][0])

    def fingerprint(self) -> str:
        """Return content hash, size and time of the file.

        Readers cannot edit the file, and whoever opens it for writing changes its time.
        """
        stat = self._path.stat()
        return f"{self.manifest().hash}-{stat.st_size:x}-{stat.st_mtime_ns:x}"

    def export(self, *, progress: Progress | None = None) -> KnowledgeGraph:
        """Read the graph as it now is in the file.

        Where somebody edited it, its manifest has the hash and counts of what is there now, and
        a version that ends in ``+edited``.
        """
        report = progress or _silent
        manifest = self.manifest()
        total = sum(manifest.nodes.values()) + sum(manifest.edges.values())
        nodes: list[Node] = []
        edges: list[Edge] = []
        with paused_collection():
            for category in Category:
                nodes += self._nodes(category)
                report("export", len(nodes), total)
            for predicate in Predicate:
                for ends in PREDICATE_ENDS[predicate]:
                    edges += self._edges(predicate, ends)
                    report("export", len(nodes) + len(edges), total)
            nodes.sort(key=lambda node: node.id)
            edges.sort(key=lambda edge: (edge.predicate, edge.subject, edge.object))
            manifest = manifest_of_found(manifest, nodes, edges)
        return KnowledgeGraph(nodes=tuple(nodes), edges=tuple(edges), manifest=manifest)

    def _nodes(self, category: Category) -> Iterator[Node]:
        columns = ", ".join(f"n.{name}" for name in NODE_COLUMNS)
        for values in self._columns(f"MATCH (n:{category.value}) RETURN {columns}"):
            yield node_from_values(category, values)

    def _edges(self, predicate: Predicate, ends: Ends) -> Iterator[Edge]:
        subject, object_ = ends
        for values in self._columns(
            f"MATCH (s:{subject.value})-[e:{predicate.rel_type}]->(o:{object_.value}) "
            "RETURN s.id, o.id, e.sources, e.annotations"
        ):
            yield edge_from_values(predicate, *values)

    def _columns(self, cypher: str) -> Iterator[tuple[Any, ...]]:
        """Run an own statement and iterate over its rows, read column by column (fast)."""
        with self._result(cypher, {}) as result:
            table = result.get_as_arrow()
        return zip(*(column.to_pylist() for column in table.columns), strict=True)

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = 30.0,
        limit: int = 1000,
    ) -> Sequence[Row]:
        """Run a reading statement and return at most ``limit`` rows.

        Nodes come as ``{"label", **properties}``, relationships as ``{"type", **properties}``,
        paths as ``{"nodes", "relationships"}``.

        Raises:
            QueryError: the statement writes, does not parse, or failed.
            QueryTimeoutError: it ran longer than ``timeout`` seconds.
        """
        check_read_only(cypher)
        with self._result(cypher, dict(parameters or {}), timeout=timeout) as result:
            names = result.get_column_names()
            rows: list[Row] = []
            while len(rows) < limit and result.has_next():
                values = [_plain(value) for value in result.get_next()]
                rows.append(dict(zip(names, values, strict=True)))
            return rows

    def counts(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Count nodes by category and edges by predicate; what the graph has none of is absent."""
        nodes = {
            category.value: self._run(f"MATCH (n:{category.value}) RETURN count(*)")[0][0]
            for category in Category
        }
        edges = {
            predicate.value: self._run(f"MATCH ()-[e:{predicate.rel_type}]->() RETURN count(*)")[0][
                0
            ]
            for predicate in Predicate
        }
        return _positive(nodes), _positive(edges)

    def _run(self, cypher: str) -> list[list[Any]]:
        with self._result(cypher, {}) as result:
            rows = []
            while result.has_next():
                rows.append(list(result.get_next()))
            return rows

    @contextmanager
    def _result(
        self, cypher: str, parameters: dict[str, Any], *, timeout: float = 0.0
    ) -> Iterator[QueryResult]:
        with self._lock:
            connection = self._fresh_connection(cypher)
            connection.set_query_timeout(int(timeout * 1000))
            try:
                result = connection.execute(cypher, parameters)
            except RuntimeError as error:
                raise _query_error(error, timeout) from error
            if isinstance(result, list):
                raise QueryError("expected one statement, found several; run them one at a time")
            with result:
                yield result

    def _fresh_connection(self, cypher: str) -> Connection:
        """Return a connection with room for one more statement.

        LadybugDB keeps the plan of every statement a connection has seen, and its buffers with
        it: some hundred long ones fill the page cache.
        """
        if self._database is None or self._connection is None:
            raise StoreError(f"the store {self._path} is not open; call open() first")
        if len(self._planned) >= _MAX_PLANS and cypher not in self._planned:
            self._connection.close()
            self._connection = _connection(self._database)
            self._planned.clear()
        self._planned.add(cypher)
        return self._connection


def _database(path: Path, *, read_only: bool) -> Database:
    import ladybug

    return ladybug.Database(
        path,
        read_only=read_only,
        buffer_pool_size=_READ_POOL if read_only else _WRITE_POOL,
        max_db_size=_MAX_FILE,
    )


def _connection(database: Database) -> Connection:
    import ladybug

    return ladybug.Connection(database)


def _write(path: Path, graph: KnowledgeGraph, report: Progress) -> None:
    """Write ``graph`` into a new file, in one transaction: each commit waits for the disk."""
    database = _database(path, read_only=False)
    try:
        connection = _connection(database)
        try:
            connection.execute("BEGIN TRANSACTION")
            fill(connection.execute, graph, report)
            connection.execute("COMMIT")
            connection.execute("CHECKPOINT")
        finally:
            connection.close()
    finally:
        database.close()


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """Return nodes, relationships and paths as dictionaries without the store's own keys."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "_NODES" in value:
        return {"nodes": _plain(value["_NODES"]), "relationships": _plain(value["_RELS"])}
    plain = {
        name: _plain(item)
        for name, item in value.items()
        if not name.startswith("_") and item is not None
    }
    if "_LABEL" in value:
        plain = {"type" if "_SRC" in value else "label": value["_LABEL"], **plain}
    return plain


def _query_error(error: RuntimeError, timeout: float) -> QueryError:
    if "Interrupted" in str(error):
        return QueryTimeoutError(
            f"the statement ran longer than {timeout:g} s; make it more specific, or raise the "
            "timeout"
        )
    return QueryError(f"the statement failed: {_one_line(error)}")


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]


def _positive(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    """Remove a database file and what LadybugDB puts beside it."""
    for file in path.parent.glob(f"{glob.escape(path.name)}*"):
        file.unlink(missing_ok=True)


def _silent(what: str, done: int, total: int) -> None:
    """Report nothing."""
