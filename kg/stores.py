"""From what a user writes after ``--store`` to a graph store."""

from __future__ import annotations

import os
from pathlib import Path

from data_schema import UsageError

from .home import graph_path
from .protocols import GraphStore

__all__ = ["open_store", "store_at"]

_NEO4J_SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})


def store_at(location: str | Path | None = None) -> GraphStore:
    """Return the store at a path or URI, not opened yet.

    Args:
        location: file of an embedded graph, or a Neo4j URI (``bolt://…``, ``neo4j+s://…``).
            ``None`` stands for ``DIAGRAPH_STORE``, and without it for the default graph under
            ``DIAGRAPH_HOME``.

    Raises:
        UsageError: a URI of an unknown scheme, or with credentials in it.
    """
    if location is None:
        location = os.environ.get("DIAGRAPH_STORE") or graph_path()
    scheme, mark, _ = str(location).partition("://")
    if isinstance(location, Path) or not mark:
        from .embedded_store import EmbeddedStore

        return EmbeddedStore(Path(location).expanduser())
    if scheme.lower() not in _NEO4J_SCHEMES:
        raise UsageError(
            f"expected a path or a URI of {', '.join(sorted(_NEO4J_SCHEMES))}, "
            f"got the scheme {scheme[:20]!r}"
        )
    from .neo4j_store import Neo4jStore

    return Neo4jStore(str(location))


def open_store(location: str | Path | None = None) -> GraphStore:
    """Open the store at a path or URI (see :func:`store_at`); close it, or use it in ``with``.

    Raises:
        UsageError: a URI of an unknown scheme, or with credentials in it.
        GraphNotFoundError: no graph is there; the message says how to make one.
        GraphVersionError: the graph was written by another version of Diagraph.
        StoreUnavailableError: the server does not answer, or refuses the login.
    """
    store = store_at(location)
    store.open()
    return store
