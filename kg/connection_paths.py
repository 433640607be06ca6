"""A found path as a :class:`~data_schema.Connection`, with the Cypher that finds it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from data_schema import Category, Connection, Predicate

from .adjacency import Adjacency
from .connections import FoundPath
from .metapaths import metapath_of

__all__ = ["connection_of", "connection_statement"]

_PREDICATES: Final = {predicate.value: predicate for predicate in Predicate}


def connection_of(path: FoundPath, graph: Adjacency, *, as_good: int = 0) -> Connection:
    """Return a path with its edges, degrees and Cypher.

    Args:
        path: as it was found.
        graph: where it was found.
        as_good: random pairs with a path as good.
    """
    nodes = tuple(graph.ids[node] for node in path.nodes)
    edges = tuple(graph.path_edge(edge) for edge in path.edges)
    arrows = tuple(
        (_PREDICATES[edge.predicate], edge.subject == here)
        for here, edge in zip(nodes, edges, strict=False)
    )
    return Connection(
        nodes=nodes,
        edges=edges,
        metapath=metapath_of(path.steps(graph)),
        degrees=tuple(
            (int(graph.degrees[edge, 0]), int(graph.degrees[edge, 1])) for edge in path.edges
        ),
        path_degree_product=path.product(graph),
        as_good=as_good,
        cypher=connection_statement(tuple(map(graph.category_of, path.nodes)), arrows),
        parameters={f"n{place}": node for place, node in enumerate(nodes)},
    )


@lru_cache(maxsize=1024)
def connection_statement(
    categories: Sequence[Category], arrows: Sequence[tuple[Predicate, bool]]
) -> str:
    """Return the Cypher of a path of up to four edges, in the subset both stores share.

    It is one clause: a path that passes no node twice uses no edge twice.

    Args:
        categories: of the nodes.
        arrows: predicate of each edge, and whether it points the way that the path goes.

    Returns:
        A statement with the parameters ``$n0 … $nk`` that returns the path's ids in order.
    """
    chain = _node(0, categories[0])
    for place, (predicate, along) in enumerate(arrows, start=1):
        left, right = ("-", "->") if along else ("<-", "-")
        chain += f"{left}[:{predicate.rel_type}]{right}{_node(place, categories[place])}"
    ids = ", ".join(f"n{place}.id AS n{place}" for place in range(len(categories)))
    return f"MATCH {chain}\nRETURN {ids}"


def _node(place: int, category: Category) -> str:
    return f"(n{place}:{category} {{id: $n{place}}})"
