"""Arrays of a store, exported once for each state of its graph and kept under ``DIAGRAPH_HOME``."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from pathlib import Path
from typing import Final

from data_schema import GraphVersionError

from .array_file import ARRAYS_FORMAT, read_arrays, write_arrays
from .arrays import GraphArrays
from .column_file import keep_latest
from .export import arrays_from_graph
from .home import cache_folder
from .model import KnowledgeGraph
from .protocols import GraphStore, Progress

__all__ = ["cache_arrays", "load_arrays"]

_KEPT: Final = 4
_log = logging.getLogger("diagraph")


def load_arrays(
    store: GraphStore, *, cache: Path | None = None, progress: Progress | None = None
) -> GraphArrays:
    """Return the arrays of the graph in an open store, as it is now.

    They come from a file named by the store's fingerprint; where there is none, the graph is
    exported and the file written. An export has the hash of what it read, so that a graph
    edited by hand never goes under the hash of the one that was loaded.

    Args:
        store: an open store.
        cache: folder of the files, that of ``DIAGRAPH_HOME`` by default.
        progress: told how the export goes.

    Raises:
        StoreError: the store failed while it was read.
    """
    path = _path(store, cache)
    if path.is_file():
        with suppress(GraphVersionError):
            return read_arrays(path)
    return _keep(arrays_from_graph(store.export(progress=progress)), path)


def cache_arrays(store: GraphStore, graph: KnowledgeGraph, *, cache: Path | None = None) -> None:
    """Keep the arrays of a graph that was just loaded into an open store.

    Saves the first :func:`load_arrays` the export; stores give back exactly what was loaded into
    them, which the stores' conformance tests check.
    """
    _keep(arrays_from_graph(graph), _path(store, cache))


def _path(store: GraphStore, cache: Path | None) -> Path:
    key = hashlib.sha256(f"{ARRAYS_FORMAT}\n{store.fingerprint()}".encode()).hexdigest()
    return (cache or cache_folder()) / f"arrays-{key[:24]}.npz"


def _keep(arrays: GraphArrays, path: Path) -> GraphArrays:
    try:
        write_arrays(arrays, path)
        keep_latest(path.parent, "arrays-*.npz", count=_KEPT)
    except OSError as error:
        _log.warning("graph arrays were not cached under %s: %s", path.parent, error.strerror)
    return arrays
