"""The inner loops of :mod:`kg.connections`, compiled: importing this module imports numba.

A path of at most four edges from ``a`` to ``b`` is a half of one or two edges from ``a`` to a
node in the middle and a half of one or two from there to ``b``: one and one edge, two and one,
two and two. Three loops find the k cheapest, whose costs add up from halves:

1. :func:`reach_back` lists the halves that end at ``b`` under the node in the middle where they
   begin, and keeps for each such node the cheapest, and the cheapest by another way round
   (*via* another neighbour of ``b``).
2. :func:`scan_forward` goes through the halves that begin at ``a``. With what is kept it knows the
   cost of the cheapest path through each half that passes no node twice. Halves whose cheapest
   path is not among the k cheapest known so far are left; entries come in order of cost, so
   that a hub's row is rarely read to its end.
3. :func:`join` lists the paths through the halves that are left.

Each returns where to go on once it has done ``budget`` entries' work, or −1 when it is through, so
that a clock can be looked at in between. ``via`` −1 means a half of one edge.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled

__all__ = [
    "Entries",
    "Question",
    "Work",
    "forget",
    "join",
    "new_work",
    "reach_back",
    "scan_forward",
]

_LONGEST: Final = 4
_FAR: Final = 2**63 - 1
"""More than any path costs."""

_HALVES, _TOUCHED, _CANDIDATES, _KNOWN, _FOUND = 0, 1, 2, 3, 4


class Entries(NamedTuple):
    """What the loops read of an :class:`~kg.adjacency.Adjacency`; shapes and types are there."""

    indptr: NDArray[np.int64]
    neighbour: NDArray[np.int32]
    step: NDArray[np.int8]
    cost: NDArray[np.int64]
    edge: NDArray[np.int32]


class Question(NamedTuple):
    """Which paths are asked for.

    Attributes:
        a, b: the ends; ``b`` is the one with less around it.
        turned: the asker's paths go from ``b`` to ``a``.
        first, second: (steps,) bool, steps allowed from ``a``.
        last, last_but_one: (steps,) bool, steps allowed as walked from ``b``.
        hops: (5,) bool, lengths wanted; number 0 is never one.
    """

    a: int
    b: int
    turned: bool
    first: NDArray[np.bool_]
    second: NDArray[np.bool_]
    last: NDArray[np.bool_]
    last_but_one: NDArray[np.bool_]
    hops: NDArray[np.bool_]


class Work(NamedTuple):
    """Scratch memory for N nodes, R halves from one node and k paths.

    Attributes:
        counts: (5,) int64, halves, nodes touched, candidates, bounds known, paths found.
        direct: (N,) int64, cheapest single edge to ``b``.
        best, second: (N,) int64, cheapest half to ``b``, and cheapest via another node.
        via: (N,) int32, which node ``best`` goes via.
        nearest: (1,) int64, the least of ``best``.
        head: (N,) int32, a node's first half, −1 without; ``following`` (R,) its next.
        half_cost: (R,) int64; half_via, half_last, half_before: (R,) int32, entries of the half
            as walked from ``b``.
        touched: (N,) int32, nodes to forget.
        candidate_bound: (R,) int64; candidate_first, candidate_second: (R,) int32 entries.
        known: (k,) int64, ascending, costs of k different paths at least as dear as the best k.
        cost: (k,) int64, ascending, of the paths found.
        nodes: (k, 5) int32; edges: (k, 4) int32; length: (k,) int32, edges of each.
    """

    counts: NDArray[np.int64]
    direct: NDArray[np.int64]
    best: NDArray[np.int64]
    second: NDArray[np.int64]
    via: NDArray[np.int32]
    nearest: NDArray[np.int64]
    head: NDArray[np.int32]
    following: NDArray[np.int32]
    half_cost: NDArray[np.int64]
    half_via: NDArray[np.int32]
    half_last: NDArray[np.int32]
    half_before: NDArray[np.int32]
    touched: NDArray[np.int32]
    candidate_bound: NDArray[np.int64]
    candidate_first: NDArray[np.int32]
    candidate_second: NDArray[np.int32]
    known: NDArray[np.int64]
    cost: NDArray[np.int64]
    nodes: NDArray[np.int32]
    edges: NDArray[np.int32]
    length: NDArray[np.int32]


def new_work(n_nodes: int, n_halves: int, k: int) -> Work:
    """Return scratch memory with nothing in it."""
    return Work(
        counts=np.zeros(5, np.int64),
        direct=np.full(n_nodes, _FAR, np.int64),
        best=np.full(n_nodes, _FAR, np.int64),
        second=np.full(n_nodes, _FAR, np.int64),
        via=np.full(n_nodes, -1, np.int32),
        nearest=np.full(1, _FAR, np.int64),
        head=np.full(n_nodes, -1, np.int32),
        following=np.empty(n_halves, np.int32),
        half_cost=np.empty(n_halves, np.int64),
        half_via=np.empty(n_halves, np.int32),
        half_last=np.empty(n_halves, np.int32),
        half_before=np.empty(n_halves, np.int32),
        touched=np.empty(n_nodes, np.int32),
        candidate_bound=np.empty(n_halves, np.int64),
        candidate_first=np.empty(n_halves, np.int32),
        candidate_second=np.empty(n_halves, np.int32),
        known=np.empty(k, np.int64),
        cost=np.empty(k, np.int64),
        nodes=np.empty((k, _LONGEST + 1), np.int32),
        edges=np.empty((k, _LONGEST), np.int32),
        length=np.empty(k, np.int32),
    )


@compiled
def forget(work: Work) -> None:
    """Empty the scratch memory, at the cost of what was put there."""
    for i in range(work.counts[_TOUCHED]):
        node = work.touched[i]
        work.direct[node] = _FAR
        work.best[node] = _FAR
        work.second[node] = _FAR
        work.via[node] = -1
        work.head[node] = -1
    work.nearest[0] = _FAR
    work.counts[:] = 0


@compiled
def add_half(work: Work, node: int, cost: int, via: int, last: int, before: int) -> None:
    """List one half that ends at ``b`` under the node where it begins."""
    half = work.counts[_HALVES]
    work.counts[_HALVES] = half + 1
    if work.head[node] < 0:
        work.touched[work.counts[_TOUCHED]] = node
        work.counts[_TOUCHED] += 1
    work.half_cost[half] = cost
    work.half_via[half] = via
    work.half_last[half] = last
    work.half_before[half] = before
    work.following[half] = work.head[node]
    work.head[node] = half


@compiled
def keep_best(work: Work, node: int, cost: int, via: int) -> None:
    """Keep the cheapest half of a node, and the cheapest via another one."""
    if cost < work.best[node]:
        if via != work.via[node]:
            work.second[node] = work.best[node]
        work.best[node] = cost
        work.via[node] = via
        if cost < work.nearest[0]:
            work.nearest[0] = cost
    elif via != work.via[node] and cost < work.second[node]:
        work.second[node] = cost


@compiled
def reach_back(rows: Entries, asked: Question, work: Work, start: int, budget: int) -> int:
    """List the halves that end at ``b``, from its ``start``-th entry on."""
    low, high = rows.indptr[asked.b], rows.indptr[asked.b + 1]
    done = 0
    for last in range(low + start, high):
        near = rows.neighbour[last]
        done += 1
        if near == asked.a or not asked.last[rows.step[last]]:
            continue
        cost = rows.cost[last]
        if asked.hops[2] or asked.hops[3]:
            add_half(work, near, cost, -1, last, -1)
        if asked.hops[2] and cost < work.direct[near]:
            work.direct[near] = cost
        if asked.hops[3]:
            keep_best(work, near, cost, -1)
        if asked.hops[4]:
            for before in range(rows.indptr[near], rows.indptr[near + 1]):
                node = rows.neighbour[before]
                if node == asked.a or node == asked.b:
                    continue
                if asked.last_but_one[rows.step[before]]:
                    both = cost + rows.cost[before]
                    add_half(work, node, both, near, last, before)
                    keep_best(work, node, both, near)
            done += rows.indptr[near + 1] - rows.indptr[near]
        if done >= budget:
            return last + 1 - low
    return -1


@compiled
def add_candidate(work: Work, bound: int, first: int, second: int) -> None:
    """Keep a half from ``a`` whose cheapest path may be among the k cheapest of all."""
    k = len(work.known)
    count = work.counts[_KNOWN]
    if count == k and bound > work.known[k - 1]:
        return
    at = work.counts[_CANDIDATES]
    work.counts[_CANDIDATES] = at + 1
    work.candidate_bound[at] = bound
    work.candidate_first[at] = first
    work.candidate_second[at] = second
    place = count if count < k else k - 1
    if count < k:
        work.counts[_KNOWN] = count + 1
    while place > 0 and work.known[place - 1] > bound:
        work.known[place] = work.known[place - 1]
        place -= 1
    work.known[place] = bound


@compiled
def limit_of(work: Work) -> int:
    """Return the cost above which no path is among the k cheapest, as far as is known."""
    k = len(work.known)
    return work.known[k - 1] if work.counts[_KNOWN] == k else _FAR


@compiled
def scan_row(rows: Entries, asked: Question, work: Work, first: int) -> int:
    """Look at the halves of two edges that begin with the entry ``first``; return how many."""
    near = rows.neighbour[first]
    low, high = rows.indptr[near], rows.indptr[near + 1]
    for second in range(low, high):
        cost = rows.cost[first] + rows.cost[second]
        if work.nearest[0] > limit_of(work) - cost:
            return second - low
        node = rows.neighbour[second]
        rest = work.best[node]
        if rest == _FAR or not asked.second[rows.step[second]]:
            continue
        if work.via[node] == near:
            rest = work.second[node]
        if rest != _FAR:
            add_candidate(work, cost + rest, first, second)
    return high - low


@compiled
def scan_forward(rows: Entries, asked: Question, work: Work, start: int, budget: int) -> int:
    """Find which halves from ``a`` can belong to the k cheapest, from its ``start``-th entry on."""
    low, high = rows.indptr[asked.a], rows.indptr[asked.a + 1]
    done = 0
    for first in range(low + start, high):
        near = rows.neighbour[first]
        cost = rows.cost[first]
        if cost > limit_of(work):
            return -1
        done += 1
        if not asked.first[rows.step[first]]:
            continue
        if near == asked.b:
            if asked.hops[1]:
                add_candidate(work, cost, first, -1)
            continue
        if work.direct[near] != _FAR:
            add_candidate(work, cost + work.direct[near], first, -1)
        if work.nearest[0] != _FAR:
            done += scan_row(rows, asked, work, first)
        if done >= budget:
            return first + 1 - low
    return -1


@compiled
def comes_before(work: Work, place: int, cost: int, nodes: NDArray[np.int32]) -> int:
    """Say whether a path comes before (1), after (−1) or with (0) the one found at ``place``."""
    if cost != work.cost[place]:
        return 1 if cost < work.cost[place] else -1
    for i in range(_LONGEST + 1):
        if nodes[i] != work.nodes[place, i]:
            return 1 if nodes[i] < work.nodes[place, i] else -1
        if i == work.length[place]:
            break
    return 0


@compiled
def add_path(
    work: Work, cost: int, nodes: NDArray[np.int32], edges: NDArray[np.int32], length: int
) -> None:
    """Put a path where it belongs among the k found: by cost, then by nodes, then by edges."""
    k = len(work.cost)
    count = work.counts[_FOUND]
    place = count
    while place > 0:
        order = comes_before(work, place - 1, cost, nodes)
        for i in range(length if order == 0 else 0):
            if order == 0 and edges[i] != work.edges[place - 1, i]:
                order = 1 if edges[i] < work.edges[place - 1, i] else -1
        if order <= 0:
            break
        place -= 1
    if place == k:
        return
    if count < k:
        work.counts[_FOUND] = count + 1
    for i in range(min(count, k - 1), place, -1):
        work.cost[i] = work.cost[i - 1]
        work.length[i] = work.length[i - 1]
        work.nodes[i] = work.nodes[i - 1]
        work.edges[i] = work.edges[i - 1]
    work.cost[place] = cost
    work.length[place] = length
    work.nodes[place] = nodes
    work.edges[place] = edges


@compiled
def join_halves(
    rows: Entries,
    asked: Question,
    work: Work,
    first: int,
    second: int,
    half: int,
    nodes: NDArray[np.int32],
    edges: NDArray[np.int32],
) -> None:
    """Add the path of a candidate and a half to ``b``; ``half`` −1 stands for a path of one edge.

    ``nodes`` (5,) and ``edges`` (4,) are scratch.
    """
    cost = rows.cost[first]
    nodes[:] = -1
    edges[:] = -1
    nodes[0], edges[0] = asked.a, rows.edge[first]
    length = 1
    if second >= 0:
        cost += rows.cost[second]
        nodes[1], edges[1] = rows.neighbour[first], rows.edge[second]
        length = 2
    if half >= 0:
        cost += work.half_cost[half]
        nodes[length] = rows.neighbour[first] if second < 0 else rows.neighbour[second]
        if work.half_before[half] >= 0:
            edges[length] = rows.edge[work.half_before[half]]
            length += 1
            nodes[length] = work.half_via[half]
        edges[length] = rows.edge[work.half_last[half]]
        length += 1
    nodes[length] = asked.b
    if asked.turned:
        nodes[: length + 1] = nodes[: length + 1][::-1].copy()
        edges[:length] = edges[:length][::-1].copy()
    add_path(work, cost, nodes, edges, length)


@compiled
def join(rows: Entries, asked: Question, work: Work, start: int, budget: int) -> int:
    """List the k cheapest paths, from candidate number ``start`` on."""
    k = len(work.cost)
    nodes = np.empty(_LONGEST + 1, np.int32)
    edges = np.empty(_LONGEST, np.int32)
    done = 0
    for at in range(start, work.counts[_CANDIDATES]):
        limit = limit_of(work)
        if work.counts[_FOUND] == k:
            limit = min(limit, work.cost[k - 1])
        done += 1
        if work.candidate_bound[at] > limit:
            continue
        first, second = work.candidate_first[at], work.candidate_second[at]
        near = rows.neighbour[first]
        if second < 0 and near == asked.b:
            join_halves(rows, asked, work, first, -1, -1, nodes, edges)
            continue
        cost = rows.cost[first] + (rows.cost[second] if second >= 0 else 0)
        half = work.head[near if second < 0 else rows.neighbour[second]]
        while half >= 0:
            via = work.half_via[half]
            fits = via < 0 if second < 0 else (via != near if via >= 0 else asked.hops[3])
            if fits and cost + work.half_cost[half] <= limit:
                join_halves(rows, asked, work, first, second, half, nodes, edges)
                if work.counts[_FOUND] == k:
                    limit = min(limit, work.cost[k - 1])
            half = work.following[half]
            done += 1
        if done >= budget:
            return at + 1
    return -1
