"""How long the best connections between two nodes take, and that they are the best.

Draws pairs of every kind from the default graph, searches the 10 best paths of up to four edges
with one thread and prints a Markdown table of CPU milliseconds a pair. With ``--check`` the paths
of so many pairs of each kind are compared with plain recursion, which leaves out pairs that it
would take too many walks for.

    python -m benchmarks.connections [--pairs 1000] [--check 100]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled_cases import default_arrays
from data_schema import Category, Predicate
from kg import Adjacency, ConnectionSearch, adjacency_of

K = 10
HOPS = 4
KINDS = (
    ("any", None, None),
    ("finding–disease", Category.PHENOTYPIC_FEATURE, Category.DISEASE),
    ("disease–disease", Category.DISEASE, Category.DISEASE),
    ("finding–gene", Category.PHENOTYPIC_FEATURE, Category.GENE),
    ("finding–finding", Category.PHENOTYPIC_FEATURE, Category.PHENOTYPIC_FEATURE),
    ("class–disease", Category.ONTOLOGY_CLASS, Category.DISEASE),
)
N_HUBS = 50
MOST_WALKS = 200_000
"""Walks that plain recursion takes for a pair; one with more is left out of the check."""

Walk = tuple[int, tuple[int, ...], tuple[int, ...]]


def drawn(graph: Adjacency, n: int) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Yield kinds of pair and ``n`` pairs of each, of nodes that have an edge."""
    rng = random.Random(0)
    used = np.diff(graph.indptr) > 0
    hubs = [int(node) for node in np.argsort(-graph.reach, kind="stable")[:N_HUBS]]
    for name, *ends in KINDS:
        sides = [
            [
                node
                for node in np.flatnonzero(used).tolist()
                if kind is None or graph.category_of(node) is kind
            ]
            for kind in ends
        ]
        pairs = [(rng.choice(sides[0]), rng.choice(sides[1])) for _ in range(n)]
        yield name, [pair for pair in pairs if pair[0] != pair[1]]
    heavy = rng.choices(range(len(graph.edge)), k=2 * n)
    by_degree = [int(graph.neighbour[entry]) for entry in heavy]
    pairs = list(zip(by_degree[::2], by_degree[1::2], strict=True))
    yield "any, drawn by degree", [pair for pair in pairs if pair[0] != pair[1]]
    yield "two of the 50 largest", [tuple(rng.sample(hubs, 2)) for _ in range(n)]  # type: ignore[misc]  # two of them


def timed(search: ConnectionSearch, pairs: list[tuple[int, int]]) -> tuple[list[float], int]:
    """Return CPU milliseconds of each pair, and how many have a path."""
    taken, connected = [], 0
    for pair in pairs:
        start = time.thread_time()
        found = search.between(*pair, k=K, max_hops=HOPS, deadline=60.0)
        taken.append(1000 * (time.thread_time() - start))
        connected += bool(found.paths)
        assert not found.truncated
    return taken, connected


def recursion(graph: Adjacency, degrees: NDArray[np.int64], start: int, end: int) -> list[Walk]:
    """Return the best paths by plain recursion, ordered by the exact product of the degrees."""
    lacks = list(Predicate).index(Predicate.LACKS_PHENOTYPE)
    rows: dict[int, list[tuple[int, int, int]]] = {}

    def row(node: int) -> list[tuple[int, int, int]]:
        if node not in rows:
            span = slice(graph.indptr[node], graph.indptr[node + 1])
            rows[node] = [
                (there, edge, int(degrees[edge, 0]) * int(degrees[edge, 1]))
                for there, edge in zip(
                    graph.neighbour[span].tolist(), graph.edge[span].tolist(), strict=True
                )
                if graph.predicate[edge] != lacks
            ]
        return rows[node]

    found: list[Walk] = []
    to_end: dict[int, list[tuple[int, int]]] = {}
    for there, edge, product in row(end):
        to_end.setdefault(there, []).append((edge, product))

    def walk(product: int, nodes: tuple[int, ...], edges: tuple[int, ...]) -> None:
        here = nodes[-1]
        for edge, last in to_end.get(here, ()):
            found.append((product * last, (*nodes, end), (*edges, edge)))
        if len(edges) < HOPS - 1:
            for there, edge, factor in row(here):
                if there != end and there not in nodes:
                    walk(product * factor, (*nodes, there), (*edges, edge))

    walk(1, (start,), ())
    return sorted(found)[:K]


def checked(search: ConnectionSearch, pairs: list[tuple[int, int]], n: int) -> tuple[int, int]:
    """Compare up to ``n`` pairs with plain recursion; return how many were, and how many differ."""
    graph = search.graph
    done = differ = 0
    for one, other in pairs:
        if done == n:
            break
        around = graph.neighbour[graph.indptr[one] : graph.indptr[one + 1]]
        if int(graph.reach[around].sum()) > MOST_WALKS:
            continue
        expected = recursion(graph, graph.degrees, one, other)
        found = search.between(one, other, k=K, max_hops=HOPS, deadline=60.0).paths
        differ += [walk[1:] for walk in expected] != [(path.nodes, path.edges) for path in found]
        done += 1
    return done, differ


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--check", type=int, default=0)
    asked = parser.parse_args()
    start = time.thread_time()
    graph = adjacency_of(default_arrays())
    print(f"{len(graph.ids):,} nodes, {len(graph.subject):,} edges, ", end="")
    search = ConnectionSearch(graph)
    search.between(0, 1)
    print(f"ready after {time.thread_time() - start:.1f} s of CPU; {K} paths, {HOPS} hops\n")
    print("| pairs | n | connected | mean ms | median | p99 | max | checked | differ |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for name, pairs in drawn(graph, asked.pairs):
        taken, connected = timed(search, pairs)
        p50, p99, longest = np.percentile(taken, [50, 99, 100])
        done, differ = checked(search, pairs, asked.check) if asked.check else (0, 0)
        print(
            f"| {name} | {len(pairs):,} | {connected:,} | {np.mean(taken):.2f} | {p50:.2f} | "
            f"{p99:.2f} | {longest:.2f} | {done} | {differ} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
