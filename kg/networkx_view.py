"""The graph as a networkx graph, for notebooks and for the algorithms networkx has."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from data_schema import Predicate

from .frequency import pooled_frequency
from .model import KnowledgeGraph

if TYPE_CHECKING:
    import networkx

__all__ = ["to_networkx"]


def to_networkx(
    graph: KnowledgeGraph, *, predicates: Collection[Predicate] = tuple(Predicate)
) -> networkx.MultiDiGraph[str]:
    """Return nodes and edges as a directed multigraph, keyed by CURIE and predicate.

    Nodes have ``category`` and ``name``; edges have ``sources`` and, where they stand on annotation
    rows, ``frequency`` (pooled, in [0.01, 0.99]), ``publications`` and the ``annotations``
    themselves. ``EXACT_MATCH`` is symmetric and drawn once, as stored.

    Args:
        graph: the graph, from :func:`kg.build_graph` or a store's ``export``.
        predicates: which edges to take; nodes are all there whatever the edges.
    """
    import networkx

    drawn: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(
        version=graph.manifest.version, hash=graph.manifest.hash
    )
    for node in graph.nodes:
        drawn.add_node(node.id, category=node.category.value, name=node.name)
    for edge in graph.edges:
        if edge.predicate not in predicates:
            continue
        values: dict[str, Any] = {"sources": edge.sources}
        if edge.annotations:
            cited = {curie for row in edge.annotations for curie in row.publications}
            values |= {
                "frequency": pooled_frequency(edge.annotations),
                "publications": tuple(sorted(cited)),
                "annotations": edge.annotations,
            }
        drawn.add_edge(edge.subject, edge.object, key=edge.predicate.value, **values)
    return drawn
