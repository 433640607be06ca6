"""The seam of this package: what every graph store does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from .model import KnowledgeGraph, Manifest

__all__ = ["GraphStore", "Progress", "Row"]

Row = Mapping[str, Any]
"""A result row: column name → scalar, list of scalars or ``None``."""

Progress = Callable[[str, int, int], None]
"""Called with (what, done, total) while something long runs."""


@runtime_checkable
class GraphStore(Protocol):
    """A place where a graph lives and can be queried with Cypher.

    Constructors do no I/O; :meth:`open` does. Stores are context managers.
    """

    @property
    def uri(self) -> str:
        """Where the store is, without credentials."""
        ...

    def open(self) -> None:
        """Connect, or open the files.

        Raises:
            GraphNotFoundError: nothing is there.
            StoreUnavailableError: the server does not answer or refuses the login.
            GraphVersionError: the graph has another schema version.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections; closing twice is harmless."""
        ...

    def load(self, graph: KnowledgeGraph, *, progress: Progress | None = None) -> Manifest:
        """Write ``graph`` into the store; idempotent, never deletes nodes that are not ours."""
        ...

    def manifest(self) -> Manifest:
        """Return the manifest kept on the store's one ``:KnowledgeGraph`` node."""
        ...

    def fingerprint(self) -> str:
        """Return a string that changes when the graph *in the store* does, even by hand."""
        ...

    def export(self, *, progress: Progress | None = None) -> KnowledgeGraph:
        """Read the whole graph back, as it now is in the store, under the hash of what is there."""
        ...

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = 30.0,
        limit: int = 1000,
    ) -> Sequence[Row]:
        """Run a read-only statement and return at most ``limit`` rows.

        Raises:
            QueryError: the statement writes, does not parse, or failed.
            QueryTimeoutError: it ran longer than ``timeout`` seconds.
        """
        ...

    def counts(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Count nodes by category and edges by predicate, as they now are in the store."""
        ...

    def __enter__(self) -> GraphStore: ...

    def __exit__(self, *exc: object) -> None: ...
