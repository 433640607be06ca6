"""Building a graph and copying one from store to store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from data_schema import GraphBuildError
from kg import (
    DEFAULT_SOURCES,
    GraphStore,
    Issue,
    KnowledgeGraph,
    Manifest,
    Progress,
    build_graph,
    cache_arrays,
    store_at,
)

__all__ = ["build_into", "copy_graph"]


def build_into(
    location: str | Path | None = None,
    *,
    sources: Iterable[str] = DEFAULT_SOURCES,
    paths: Mapping[str, Path] | None = None,
    without: Iterable[str] = (),
    progress: Progress | None = None,
    on_issue: Callable[[Issue], None] | None = None,
) -> Manifest:
    """Build a graph into a store and lay out its arrays, so that the first diagnosis is quick.

    Args:
        location: path of an embedded graph or a Neo4j URI; ``DIAGRAPH_STORE`` or the default
            graph when ``None``.
        sources: names of sources (see :func:`kg.build_graph`).
        paths: source name → folder or file to read.
        without: names of sources to leave out.
        progress: told what is being done.
        on_issue: told of each validation issue.

    Raises:
        GraphBuildError: a source cannot be read, or the graph made of it is not valid.
        StoreError: the store cannot be written.
    """
    store = store_at(location)
    graph = build_graph(sources, paths=paths, without=without, progress=progress, on_issue=on_issue)
    return _fill(store, graph, progress)


def copy_graph(
    origin: str | Path, target: str | Path, *, progress: Progress | None = None
) -> Manifest:
    """Copy the graph of one store into another; copying it again changes nothing.

    Raises:
        GraphNotFoundError: there is no graph at ``origin``.
        StoreError: a store fails, or does not answer.
    """
    store = store_at(target)
    with store_at(origin) as source:
        graph = source.export(progress=progress)
    return _fill(store, graph, progress)


def _fill(store: GraphStore, graph: KnowledgeGraph, progress: Progress | None) -> Manifest:
    """Load ``graph`` and keep its arrays, unless the store holds more than was loaded.

    A graph without phenotypes has no arrays: it can be queried, and nothing ranked with it.
    """
    try:
        manifest = store.load(graph, progress=progress)
        store.open()
        if store.counts() == (manifest.nodes, manifest.edges):
            with suppress(GraphBuildError):
                cache_arrays(store, graph)
    finally:
        store.close()
    return manifest
