"""The one exception tree of Diagraph.

Every error says what was expected, what came, and what to do next. Messages never contain note
text or identifiers beyond a record id.

::

    DiagraphError
    ├── UsageError            the call itself is wrong (exit 2)
    │   └── UnknownNameError  a registry or query name that does not exist
    ├── InputError            an input that cannot be read at all (exit 3)
    │   ├── RecordError       one record among several is unusable (exit 1 when others follow)
    │   └── CurieError        a string that is not a CURIE, or of an unknown prefix
    ├── GraphError            the knowledge graph is missing or unusable (exit 3)
    │   ├── GraphNotFoundError
    │   ├── GraphVersionError built by another version of Diagraph
    │   └── GraphBuildError   a source cannot be read or fails validation
    └── StoreError            the graph store (exit 3)
        ├── StoreUnavailableError
        ├── QueryError        Cypher refused, or failed
        └── QueryTimeoutError
"""

from __future__ import annotations

__all__ = [
    "CurieError",
    "DiagraphError",
    "GraphBuildError",
    "GraphError",
    "GraphNotFoundError",
    "GraphVersionError",
    "InputError",
    "QueryError",
    "QueryTimeoutError",
    "RecordError",
    "StoreError",
    "StoreUnavailableError",
    "UnknownNameError",
    "UsageError",
]


class DiagraphError(Exception):
    """Base of every error Diagraph raises on purpose.

    Attributes:
        code: stable machine-readable name, ``snake_case``, as printed in JSON error objects.
        exit_code: what the command line exits with when the error ends it.
    """

    code = "diagraph_error"
    exit_code = 3

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code

    @property
    def message(self) -> str:
        """What was expected, what came and what to do, in one line."""
        return str(self)

    def to_dict(self) -> dict[str, str]:
        """Return ``{"code", "message"}`` as printed for a failed record."""
        return {"code": self.code, "message": self.message}


class UsageError(DiagraphError):
    """The call is wrong: an option, an argument or a combination of them."""

    code = "usage"
    exit_code = 2


class UnknownNameError(UsageError):
    """A name that no registry entry, query or source has."""

    code = "unknown_name"


class InputError(DiagraphError):
    """An input that cannot be read as what it should be."""

    code = "unreadable_input"


class RecordError(InputError):
    """One record that cannot be used; the records beside it still can."""

    code = "invalid_record"


class CurieError(InputError):
    """A string that is not a CURIE of a known prefix."""

    code = "invalid_curie"


class GraphError(DiagraphError):
    """The knowledge graph is missing or cannot be used."""

    code = "graph_error"


class GraphNotFoundError(GraphError):
    """There is no graph where one was expected."""

    code = "no_graph"


class GraphVersionError(GraphError):
    """The graph was built by a version of Diagraph that this one cannot read."""

    code = "graph_version"


class GraphBuildError(GraphError):
    """A source file cannot be read or the graph made of it is not valid."""

    code = "graph_build"


class StoreError(DiagraphError):
    """A graph store failed."""

    code = "store_error"


class StoreUnavailableError(StoreError):
    """The store does not answer, or refuses the login."""

    code = "store_unavailable"


class QueryError(StoreError):
    """A Cypher statement was refused or failed."""

    code = "query_error"


class QueryTimeoutError(QueryError):
    """A Cypher statement ran past its time limit."""

    code = "query_timeout"
