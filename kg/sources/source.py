"""The seam of this package: what every source of nodes and edges does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from data_schema import GraphBuildError
from kg.hashing import file_hash
from kg.model import Edge, Node, SourceInfo
from kg.protocols import Progress
from kg.validation import Issue

__all__ = ["Source", "SourceContent", "file_hashes", "require_files"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceContent:
    """What a source says, in any order, and what was wrong with it."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    issues: tuple[Issue, ...] = ()


@runtime_checkable
class Source(Protocol):
    """One source of a graph. Constructors do no I/O."""

    @property
    def name(self) -> str:
        """Registry name (``hpo``)."""
        ...

    def info(self) -> SourceInfo:
        """Return release, licence and file hashes.

        Raises:
            GraphBuildError: a file is missing or is not what it should be.
        """
        ...

    def read(self, known: Mapping[str, Node], *, progress: Progress | None = None) -> SourceContent:
        """Read everything.

        Args:
            known: nodes of the sources read before, by id; a source of mappings joins those.
            progress: told how far reading is.

        Raises:
            GraphBuildError: a file is missing or is not what it should be.
        """
        ...


def require_files(folder: Path, names: Iterable[str], *, source: str) -> list[Path]:
    """Return ``names`` as paths in ``folder``.

    Raises:
        GraphBuildError: one of them is not there.
    """
    paths = [folder / name for name in names]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        raise GraphBuildError(
            f"expected {', '.join(missing)} in {folder} for the source {source!r}, found none; "
            "give the folder that holds the release"
        )
    return paths


def file_hashes(paths: Iterable[Path]) -> dict[str, str]:
    """Return file name → SHA-256."""
    return {path.name: file_hash(path) for path in paths}
