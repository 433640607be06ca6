"""All simple paths of a graph by plain recursion: what the search is compared with."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from data_schema import Predicate
from kg import KnowledgeGraph

Walk = tuple[tuple[str, ...], tuple[tuple[str, str, str], ...]]
"""Nodes, and edges as (predicate, subject, object)."""

SYMMETRIC = frozenset({Predicate.EXACT_MATCH, Predicate.RELATED_TO, Predicate.SIMILAR_TO})


class BruteConnections:
    """The edges of a graph, each with its degrees, counted from the definition."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        category = {node.id: node.category for node in graph.nodes if not node.deprecated}
        seen: set[object] = set()
        self.edges: list[tuple[str, str, str]] = []
        self.around: dict[str, list[tuple[str, tuple[str, str, str]]]] = defaultdict(list)
        count: Counter[object] = Counter()
        sides: dict[tuple[str, str, str], tuple[object, object]] = {}
        for edge in graph.edges:
            ends = (edge.subject, edge.object)
            symmetric = edge.predicate in SYMMETRIC
            key = (edge.predicate, frozenset(ends) if symmetric else ends)
            if edge.subject == edge.object or key in seen or not set(ends) <= set(category):
                continue
            seen.add(key)
            row = (edge.predicate.value, *ends)
            of: tuple[object, ...] = tuple(category[each] for each in ends)
            kind = (edge.predicate, frozenset(of) if symmetric else of)
            sides[row] = (
                (kind, edge.subject, "both" if symmetric else "out"),
                (kind, edge.object, "both" if symmetric else "in"),
            )
            count.update(sides[row])
            self.around[edge.subject].append((edge.object, row))
            self.around[edge.object].append((edge.subject, row))
        self.degrees = {row: (count[one], count[two]) for row, (one, two) in sides.items()}

    def product(self, walk: Walk) -> int:
        """Return the product of all degrees of a path, exactly."""
        return math.prod(degree for row in walk[1] for degree in self.degrees[row])

    def best(
        self,
        start: str,
        end: str,
        k: int,
        max_hops: int = 4,
        *,
        without: Collection[str] = (Predicate.LACKS_PHENOTYPE.value,),
    ) -> list[Walk]:
        """Return the k best paths: by product, then nodes, then edges."""

        def walks(nodes: tuple[str, ...], rows: tuple[tuple[str, str, str], ...]) -> Iterator[Walk]:
            if nodes[-1] == end:
                yield nodes, rows
            elif len(rows) < max_hops:
                for there, row in self.around[nodes[-1]]:
                    if there not in nodes and row[0] not in without:
                        yield from walks((*nodes, there), (*rows, row))

        return sorted(walks((start,), ()), key=lambda walk: (self.product(walk), *walk))[:k]
