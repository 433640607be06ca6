"""The Neo4j store, for teams and clusters: Neo4j 5.26 LTS or newer, through the official driver.

:mod:`kg.neo4j_load` tells what is ours in the database, :mod:`kg.neo4j_read` what is read back.
"""

from __future__ import annotations

import hashlib
import logging
import os
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from data_schema import (
    GraphNotFoundError,
    GraphVersionError,
    QueryError,
    QueryTimeoutError,
    StoreError,
    StoreUnavailableError,
    UsageError,
)

from .codec import manifest_from_json
from .collection import paused_collection
from .hashing import manifest_of_found
from .layout import MANIFEST_LABEL
from .model import SCHEMA_VERSION, KnowledgeGraph, Manifest
from .neo4j_load import MARK, load_graph
from .neo4j_read import count_graph, read_graph
from .neo4j_vectors import write_vectors
from .protocols import Progress, Row
from .statements import check_read_only

if TYPE_CHECKING:
    import numpy as np
    from neo4j import Driver, ManagedTransaction, Session
    from numpy.typing import NDArray

__all__ = ["Neo4jStore"]

_CONNECT_SECONDS: Final = 5.0
_RETRY_SECONDS: Final = 15.0
_OWN_SECONDS: Final = 600.0
_FETCH: Final = 2_000
_CHECKED: Final = 1_000
"""How many statements are remembered as explained."""

_T = TypeVar("_T")


class Neo4jStore:
    """A graph in a Neo4j database.

    Args:
        uri: ``bolt://``, ``neo4j://`` or their ``+s`` and ``+ssc`` forms, without credentials.
        username, password: as given, else ``NEO4J_USERNAME`` and ``NEO4J_PASSWORD``; no username
            means no authentication.
        database: as given, else ``NEO4J_DATABASE``, else the server's default.

    Raises:
        UsageError: the URI has credentials in it, or no host.
    """

    def __init__(
        self,
        uri: str,
        *,
        username: str | None = None,
        password: str | None = None,
        database: str | None = None,
    ) -> None:
        parts = urlsplit(uri)
        if parts.username is not None or not parts.hostname:
            raise UsageError(
                "expected a URI such as bolt://host:7687, with a host and without credentials; "
                "set NEO4J_USERNAME and NEO4J_PASSWORD for a login"
            )
        self._uri = uri
        self._database = _Database(
            uri,
            username=username or os.environ.get("NEO4J_USERNAME"),
            password=password or os.environ.get("NEO4J_PASSWORD"),
            name=database or os.environ.get("NEO4J_DATABASE") or None,
        )
        self._checked: set[str] = set()

    @property
    def uri(self) -> str:
        """The server's address."""
        return self._uri

    def open(self) -> None:
        """Connect; opening twice is harmless.

        Raises:
            GraphNotFoundError: the database holds no graph of ours.
            GraphVersionError: the graph has another layout.
            StoreUnavailableError: the server does not answer, or refuses the login.
        """
        try:
            self._database.connect()
            self.manifest()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the connections; closing twice is harmless."""
        self._database.close()

    def __enter__(self) -> Neo4jStore:
        self.open()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def load(self, graph: KnowledgeGraph, *, progress: Progress | None = None) -> Manifest:
        """Connect, and make the database hold ``graph``; loading it again writes nothing.

        While it is between two graphs the database has no manifest, so that nobody reads half of
        one; a load that was interrupted is completed by loading again.

        Raises:
            GraphBuildError: an edge joins what its predicate may not join.
            StoreUnavailableError: the server does not answer, or refuses the login.
            StoreError: the database refuses to be written, or holds nodes with one of our labels
                and equal ids.
        """
        try:
            self._database.connect()
            with paused_collection():
                load_graph(self._database, graph, progress or _silent)
        except QueryError as error:
            raise StoreError(f"could not load the graph into {self._uri}: {error}") from error
        return graph.manifest

    def write_embeddings(
        self,
        ids: Sequence[str],
        vectors: NDArray[np.float32],
        *,
        progress: Progress | None = None,
    ) -> int:
        """Write a vector to each disease, with an index over them, and return how many have one.

        See :mod:`kg.neo4j_vectors`.

        Args:
            ids: n CURIEs of diseases.
            vectors: (n, dim).
            progress: told how many are done.

        Raises:
            UsageError: a vector is missing, without direction, or not finite.
            StoreError: the database refuses to be written.
        """
        return write_vectors(self._database, ids, vectors, progress or _silent)

    def manifest(self) -> Manifest:
        """Return the manifest kept in the database, as of the last load."""
        rows = self._database.read(
            f"MATCH (k:{MANIFEST_LABEL}) WHERE k.{MARK} IS NOT NULL "
            "RETURN k.schema_version, k.manifest"
        )
        if not rows:
            raise GraphNotFoundError(
                f"no graph at {self._uri}; run `diagraph kg load --store {self._uri}`"
            )
        version, text = rows[0]
        if version != SCHEMA_VERSION:
            raise GraphVersionError(
                f"expected a graph of layout version {SCHEMA_VERSION} at {self._uri}, found "
                f"version {version}; run `diagraph kg load --store {self._uri}`"
            )
        return manifest_from_json(text)

    def fingerprint(self) -> str:
        """Return a digest of the database's identity and its last committed transaction.

        Both are in the bookmark that Neo4j gives with every read, so this costs one round trip,
        and any change by anybody, of a single property even, gives another fingerprint. So does
        a change that is not to our graph: a fingerprint may change more often than the graph.
        """
        return hashlib.sha256(self._database.bookmark().encode()).hexdigest()

    def export(self, *, progress: Progress | None = None) -> KnowledgeGraph:
        """Read the graph as it now is.

        Where somebody edited it, its manifest has the hash and counts of what is there now, and
        a version that ends in ``+edited``.
        """
        manifest = self.manifest()
        with paused_collection():
            nodes, edges = read_graph(
                self._database,
                progress or _silent,
                expected=sum(manifest.nodes.values()) + sum(manifest.edges.values()),
            )
            manifest = manifest_of_found(manifest, nodes, edges)
        return KnowledgeGraph(nodes=nodes, edges=edges, manifest=manifest)

    def counts(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Count nodes by category and edges by predicate; what the graph has none of is absent."""
        return count_graph(self._database)

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
        bound = dict(parameters or {})
        if cypher not in self._checked:
            self._explain(cypher, bound)
            if len(self._checked) >= _CHECKED:
                self._checked.clear()
            self._checked.add(cypher)

        def rows(transaction: ManagedTransaction) -> list[Row]:
            found = islice(_run(transaction, cypher, bound), limit)
            return [{name: _plain(value) for name, value in row.items()} for row in found]

        return self._database.in_read(rows, timeout=timeout)

    def _explain(self, cypher: str, parameters: Mapping[str, Any]) -> None:
        """Ask the server what kind of statement it is, without running it."""
        kind = self._database.in_read(
            lambda transaction: (
                _run(transaction, f"EXPLAIN {cypher}", parameters).consume().query_type
            ),
            timeout=_OWN_SECONDS,
        )
        if kind != "r":
            raise QueryError("expected a statement that only reads, got one that could write")


class _Database:
    """The driver: managed transactions, with its errors translated into ours."""

    def __init__(
        self, uri: str, *, username: str | None, password: str | None, name: str | None
    ) -> None:
        self._uri = uri
        self._auth = (username, password or "") if username else None
        self._name = name
        self._driver: Driver | None = None

    def connect(self) -> None:
        if self._driver is not None:
            return
        import neo4j

        if not (log := logging.getLogger("neo4j")).handlers:
            log.addHandler(logging.NullHandler())
        with self._translated():
            driver = neo4j.GraphDatabase.driver(
                self._uri,
                auth=self._auth,
                connection_timeout=_CONNECT_SECONDS,
                connection_acquisition_timeout=2 * _CONNECT_SECONDS,
                max_transaction_retry_time=_RETRY_SECONDS,
                notifications_min_severity="OFF",
            )
            try:
                driver.verify_connectivity()
            except BaseException:
                driver.close()
                raise
        self._driver = driver

    def close(self) -> None:
        if self._driver is not None:
            self._driver.close()
        self._driver = None

    def read(self, cypher: str, **parameters: Any) -> list[list[Any]]:  # noqa: ANN401
        return self.in_read(
            lambda transaction: [row.values() for row in _run(transaction, cypher, parameters)],
            timeout=_OWN_SECONDS,
        )

    def write(self, cypher: str, **parameters: Any) -> None:  # noqa: ANN401
        with self._session("WRITE") as session:
            session.execute_write(lambda tx: _run(tx, cypher, parameters).consume())

    def define(self, cypher: str) -> None:
        with self._session("WRITE") as session:
            session.run(cypher).consume()

    def in_read(self, work: Callable[[ManagedTransaction], _T], *, timeout: float) -> _T:
        from neo4j import unit_of_work

        with self._session("READ", timeout=timeout) as session:
            return session.execute_read(unit_of_work(timeout=timeout)(work))

    def bookmark(self) -> str:
        """Return database and last transaction; something new each time where a server has none."""
        with self._session("READ") as session:
            session.execute_read(lambda tx: tx.run("RETURN 1").consume())
            return "\n".join(sorted(session.last_bookmarks().raw_values)) or uuid.uuid4().hex

    @contextmanager
    def _session(self, mode: str, *, timeout: float = _OWN_SECONDS) -> Iterator[Session]:
        if self._driver is None:
            raise StoreError(f"the store {self._uri} is not open; call open() first")
        with (
            self._translated(timeout),
            self._driver.session(
                database=self._name, default_access_mode=mode, fetch_size=_FETCH
            ) as session,
        ):
            yield session

    @contextmanager
    def _translated(self, timeout: float = _OWN_SECONDS) -> Iterator[None]:
        from neo4j.exceptions import DriverError, Neo4jError

        try:
            yield
        except (DriverError, Neo4jError, OSError, ValueError) as error:
            raise self._error(error, timeout) from error

    def _error(self, error: Exception, timeout: float) -> StoreError:
        from neo4j.exceptions import DriverError, Neo4jError

        code = (error.code or "") if isinstance(error, Neo4jError) else ""
        if "TransactionTimedOut" in code:
            return QueryTimeoutError(
                f"the statement ran longer than {timeout:g} s; make it more specific, or raise "
                "the timeout"
            )
        if code.startswith("Neo.ClientError.Security."):
            return StoreUnavailableError(
                f"the server at {self._uri} refused the login; "
                "set NEO4J_USERNAME and NEO4J_PASSWORD"
            )
        if code.startswith("Neo.ClientError.Database."):
            return StoreUnavailableError(
                f"the server at {self._uri} has no database {self._name or 'by default'}; "
                "set NEO4J_DATABASE"
            )
        if isinstance(error, Neo4jError):
            return QueryError(f"the statement failed: {_one_line(error.message or code)}")
        assert isinstance(error, (DriverError, OSError, ValueError))
        return StoreUnavailableError(
            f"no answer from a Neo4j server at {self._uri}; check the address and that it runs"
        )


def _run(transaction: ManagedTransaction, cypher: str, parameters: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Run a statement assembled from the allow-list, or one that ``check_read_only`` passed."""
    return transaction.run(cypher, dict(parameters))


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """Return nodes, relationships and paths as dictionaries, other values as they are."""
    from neo4j.graph import Node, Path, Relationship

    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, Path):
        return {
            "nodes": [_plain(node) for node in value.nodes],
            "relationships": [_plain(edge) for edge in value.relationships],
        }
    if isinstance(value, Node):
        return {"label": ":".join(sorted(value.labels)), **_properties(value)}
    if isinstance(value, Relationship):
        return {"type": value.type, **_properties(value)}
    if hasattr(value, "iso_format"):
        return value.iso_format()
    return value


def _properties(entity: Any) -> dict[str, Any]:  # noqa: ANN401 - Node and Relationship share no type
    return {name: value for name, value in entity.items() if name != MARK}


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]


def _silent(what: str, done: int, total: int) -> None:
    """Report nothing."""
