"""The folder that something trained is written to, and what its manifest says of the graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data_schema import UsageError
from kg import GraphArrays, Manifest

__all__ = ["check_empty", "graph_told"]


def check_empty(out: Path) -> None:
    """Refuse a folder that holds something.

    Raises:
        UsageError: it does.
    """
    if out.is_dir() and any(out.iterdir()):
        raise UsageError(
            f"expected a new or empty folder, {out.name} holds something; name another, "
            "or give --resume to go on"
        )


def graph_told(arrays: GraphArrays, manifest: Manifest) -> dict[str, Any]:
    """Return version and hash of a graph, and version and licence of its sources, for JSON."""
    return {
        "graph": {"version": arrays.version, "hash": arrays.hash},
        "sources": {s.name: {"version": s.version, "licence": s.licence} for s in manifest.sources},
    }
