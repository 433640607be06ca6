"""Random pairs to compare a connection with: nodes like its two ends, drawn at random.

Two nodes with many edges have good paths between them whoever they are. So the best path of a pair
says something where pairs of nodes of the same categories and of like degrees seldom have one as
good. Himmelstein & Baranzini (2015) permute the network's edges for that; here the network stays
and its nodes are exchanged, which takes a search for each pair and no second network.
"""

from __future__ import annotations

import random
import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .connections import ConnectionSearch

__all__ = ["LIKE_NODES", "NullSample", "draw_null"]

LIKE_NODES: Final = 51
"""How many nodes of an end's category, next to it by degree, are drawn from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NullSample:
    """Costs of the best paths of random pairs.

    Attributes:
        costs: ascending, of the pairs that have a path at all.
        n: how many pairs.
        start_degrees, end_degrees: least and greatest degree of the nodes drawn from.
    """

    costs: tuple[int, ...]
    n: int
    start_degrees: tuple[int, int]
    end_degrees: tuple[int, int]

    def as_good(self, cost: int) -> int:
        """Return how many pairs have a path that costs no more."""
        return bisect_right(self.costs, cost)


def draw_null(
    search: ConnectionSearch,
    start: int,
    end: int,
    *,
    n: int,
    seed: int,
    max_hops: int,
    metapaths: Sequence[str] = (),
    deadline: float = 2.0,
) -> NullSample:
    """Search the best path of ``n`` random pairs that are like one pair.

    Each end is drawn from the :data:`LIKE_NODES` nodes of its category that are next to it by
    number of edges, itself among them; the pair itself is not drawn.

    Args:
        search: over the graph.
        start: one node of the pair.
        end: the other.
        n: how many pairs; fewer where time runs out or hardly any other pair is to be had.
        seed: of the drawing.
        max_hops: as the pair was searched.
        metapaths: as the pair was searched.
        deadline: seconds.
    """
    degrees = np.diff(search.graph.indptr)
    starts = _like(start, search.graph.category, degrees)
    ends = _like(end, search.graph.category, degrees)
    stop = time.monotonic() + deadline
    drawn = random.Random(seed)
    costs: list[int] = []
    done = 0
    for _ in range(2 * n):
        one, other = drawn.choice(starts), drawn.choice(ends)
        if done == n or time.monotonic() > stop:
            break
        if one == other or (one, other) == (start, end):
            continue
        found = search.between(one, other, k=1, max_hops=max_hops, metapaths=metapaths)
        costs.extend(path.cost for path in found.paths)
        done += 1
    return NullSample(
        costs=tuple(sorted(costs)),
        n=done,
        start_degrees=_range_of(degrees[starts]),
        end_degrees=_range_of(degrees[ends]),
    )


def _like(node: int, category: NDArray[np.int8], degrees: NDArray[np.int64]) -> list[int]:
    """Return the nodes next to one by degree, among those of its category."""
    same = np.flatnonzero(category == category[node])
    ranked = same[np.argsort(degrees[same], kind="stable")]
    place = int(np.flatnonzero(ranked == node)[0])
    low = max(0, min(place - LIKE_NODES // 2, len(ranked) - LIKE_NODES))
    found: list[int] = ranked[low : low + LIKE_NODES].tolist()
    return found


def _range_of(degrees: NDArray[np.int64]) -> tuple[int, int]:
    return int(degrees.min()), int(degrees.max())
