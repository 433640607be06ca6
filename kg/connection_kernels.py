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
3. :func:`join` lists the paths through the halves that are left: the k cheapest, those that
   cost as much as the last of them, and some that were among the cheapest for a while.

Each returns where to go on once it has done ``budget`` entries' work, or −1 when it is through, so
that a clock can be looked at in between. ``via`` −1 means a half of one edge.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    "listed_paths",
    "new_work",
    "reach_back",
    "scan_forward",
]

_FAR: Final = 2**63 - 1
"""More than any path costs."""

_HALVES, _TOUCHED, _CANDIDATES, _KNOWN, _FOUND, _LISTED, _AT = 0, 1, 2, 3, 4, 5, 6


class Entries(NamedTuple):
    """What the loops read of an :class:`~kg.adjacency.Adjacency`; shapes and types are there."""

    indptr: NDArray[np.int64]
    neighbour: NDArray[np.int32]
    step: NDArray[np.int8]
    cost: NDArray[np.int64]


class Question(NamedTuple):
    """Which paths are asked for.

    Attributes:
        a, b: the ends; ``b`` is the one with less around it.
        first, second: (steps,) bool, steps allowed from ``a``.
        last, last_but_one: (steps,) bool, steps allowed as walked from ``b``.
        hops: (5,) bool, lengths wanted; number 0 is never one.
    """

    a: int
    b: int
    first: NDArray[np.bool_]
    second: NDArray[np.bool_]
    last: NDArray[np.bool_]
    last_but_one: NDArray[np.bool_]
    hops: NDArray[np.bool_]


class Work(NamedTuple):
    """Scratch memory for N nodes, R halves from one node and the k cheapest paths.

    Attributes:
        counts: (7,) int64: halves; nodes touched; candidates; costs in ``known`` and in ``found``;
            paths listed; the half that :func:`join` stopped at, −1 between two candidates.
        direct: (N,) int64, cheapest single edge to ``b``.
        best, second: (N,) int64, cheapest half to ``b``, and cheapest via another node.
        via: (N,) int32, which node ``best`` goes via.
        nearest: (1,) int64, the least of ``best``.
        head: (N,) int32, a node's first half, −1 without; ``following`` (R,) its next.
        half_cost: (R,) int64; half_via, half_last, half_before: (R,) int32: the node a half goes
            via, its entries as walked from ``b``.
        touched: (N,) int32, nodes to forget.
        bound: (R,) int64, cost of the cheapest path through a candidate; ``one``, ``two`` (R,)
            int32 its entries.
        known: (k,) int64, ascending, costs of k different paths.
        found: (k,) int64, ascending, costs of the cheapest paths listed.
        path: (R,) int64, costs of the paths listed; path_one, path_two, path_half: (R,) int32,
            their entries from ``a``, −1 without, and the half to ``b``, −1 without.
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
    bound: NDArray[np.int64]
    one: NDArray[np.int32]
    two: NDArray[np.int32]
    known: NDArray[np.int64]
    found: NDArray[np.int64]
    path: NDArray[np.int64]
    path_one: NDArray[np.int32]
    path_two: NDArray[np.int32]
    path_half: NDArray[np.int32]


def new_work(n_nodes: int, n_halves: int, k: int) -> Work:
    """Return scratch memory with nothing in it."""
    far = [np.full(n_nodes, _FAR, np.int64) for _ in range(3)]
    small = [np.empty(n_halves, np.int32) for _ in range(9)]
    large = [np.empty(n_halves, np.int64) for _ in range(3)]
    return Work(
        counts=np.zeros(7, np.int64),
        direct=far[0],
        best=far[1],
        second=far[2],
        via=np.full(n_nodes, -1, np.int32),
        nearest=np.full(1, _FAR, np.int64),
        head=np.full(n_nodes, -1, np.int32),
        following=small[0],
        half_cost=large[0],
        half_via=small[1],
        half_last=small[2],
        half_before=small[3],
        touched=np.empty(n_nodes, np.int32),
        bound=large[1],
        one=small[4],
        two=small[5],
        known=np.full(k, _FAR, np.int64),
        found=np.full(k, _FAR, np.int64),
        path=large[2],
        path_one=small[6],
        path_two=small[7],
        path_half=small[8],
    )


@compiled
def forget(work: Work) -> None:
    """Empty the scratch memory, at the cost of what was put there."""
    for node in work.touched[: work.counts[_TOUCHED]]:
        work.direct[node] = work.best[node] = work.second[node] = _FAR
        work.via[node] = work.head[node] = -1
    work.nearest[:] = _FAR
    work.known[:] = _FAR
    work.found[:] = _FAR
    work.counts[:] = 0
    work.counts[_AT] = -1


@compiled
def reach_back(  # noqa: C901 - a call for each half would take several times as long
    rows: Entries, asked: Question, work: Work, start: int, budget: int
) -> int:
    """List the halves that end at ``b``, from its ``start``-th entry on."""
    indptr, neighbour, step, costs = rows.indptr, rows.neighbour, rows.step, rows.cost
    best, second, via = work.best, work.second, work.via
    head, following, half_cost = work.head, work.following, work.half_cost
    half_via, half_last, half_before = work.half_via, work.half_last, work.half_before
    a, b, allowed = asked.a, asked.b, asked.last_but_one
    halves, touched, nearest = work.counts[_HALVES], work.counts[_TOUCHED], work.nearest[0]
    low, high = indptr[b], indptr[b + 1]
    done, then = 0, -1
    for last in range(low + start, high):
        near, to_end = neighbour[last], costs[last]
        done += 1
        if near == a or not asked.last[step[last]]:
            continue
        if asked.hops[2]:
            work.direct[near] = min(work.direct[near], to_end)
        first = last if asked.hops[2] or asked.hops[3] else -1
        begin, end = indptr[near], indptr[near + 1] if asked.hops[4] else indptr[near]
        for before in range(begin - 1, end):
            if before < begin:
                if first < 0:
                    continue
                node, cost, way = near, to_end, -1
            else:
                node, cost, way = neighbour[before], to_end + costs[before], near
                if node in (a, b) or not allowed[step[before]]:
                    continue
            if head[node] < 0:
                work.touched[touched] = node
                touched += 1
            half_cost[halves], half_via[halves] = cost, way
            half_last[halves], half_before[halves] = last, before if way >= 0 else -1
            following[halves], head[node] = head[node], halves
            halves += 1
            if way < 0 and not asked.hops[3]:
                continue
            if cost < best[node]:
                if way != via[node]:
                    second[node] = best[node]
                best[node], via[node] = cost, way
                nearest = min(nearest, cost)
            elif way != via[node] and cost < second[node]:
                second[node] = cost
        done += end - begin
        if done >= budget:
            then = last + 1 - low
            break
    work.counts[_HALVES], work.counts[_TOUCHED], work.nearest[0] = halves, touched, nearest
    return then


@compiled
def insert(ascending: NDArray[np.int64], value: int) -> int:
    """Put a value among the least, the greatest of which goes; return the greatest that stays."""
    place = len(ascending) - 1
    while place > 0 and ascending[place - 1] > value:
        ascending[place] = ascending[place - 1]
        place -= 1
    ascending[place] = value
    greatest: int = ascending[-1]
    return greatest


@compiled
def scan_forward(rows: Entries, asked: Question, work: Work, start: int, budget: int) -> int:
    """Find which halves from ``a`` can belong to the k cheapest, from its ``start``-th entry on."""
    indptr, neighbour, step, costs = rows.indptr, rows.neighbour, rows.step, rows.cost
    best, second, via, known = work.best, work.second, work.via, work.known
    nearest, limit, count = work.nearest[0], work.known[-1], work.counts[_CANDIDATES]
    allowed = asked.second
    low, high = indptr[asked.a], indptr[asked.a + 1]
    done, then = 0, -1
    for one in range(low + start, high):
        near, cost = neighbour[one], costs[one]
        if cost > limit:
            break
        done += 1
        if not asked.first[step[one]]:
            continue
        total = work.direct[near]
        if near == asked.b:
            total = cost if asked.hops[1] else _FAR
        elif total != _FAR:
            total += cost
        if total != _FAR and total <= limit:
            work.bound[count], work.one[count], work.two[count] = total, one, -1
            count += 1
            limit = insert(known, total)
        if near == asked.b or nearest == _FAR:
            continue
        for two in range(indptr[near], indptr[near + 1]):
            half = cost + costs[two]
            done += 1
            if nearest > limit - half:
                break
            node = neighbour[two]
            rest = second[node] if via[node] == near else best[node]
            if rest <= limit - half and rest != _FAR and allowed[step[two]]:
                work.bound[count], work.one[count], work.two[count] = half + rest, one, two
                count += 1
                limit = insert(known, half + rest)
        if done >= budget:
            then = one + 1 - low
            break
    work.counts[_CANDIDATES] = count
    return then


@compiled
def join(rows: Entries, asked: Question, work: Work, start: int, budget: int) -> int:
    """List paths that may be among the k cheapest, from candidate number ``start`` on."""
    costs, neighbour, following = rows.cost, rows.neighbour, work.following
    half_via, half_cost, found = work.half_via, work.half_cost, work.found
    limit, listed, half = min(work.known[-1], found[-1]), 0, work.counts[_AT]
    done = 0
    for at in range(start, work.counts[_CANDIDATES]):
        one, two = work.one[at], work.two[at]
        near = neighbour[one]
        cost = costs[one] if two < 0 else costs[one] + costs[two]
        if half < 0:
            done += 1
            if work.bound[at] > limit:
                continue
            half = work.head[near if two < 0 else neighbour[two]]
            if near == asked.b:
                work.path[listed], work.path_half[listed] = cost, -1
                work.path_one[listed], work.path_two[listed] = one, two
                listed += 1
                limit, half = min(limit, insert(found, cost)), -1
        while half >= 0:
            done += 1
            way = half_via[half]
            fits = way < 0 if two < 0 else (way != near and (way >= 0 or asked.hops[3]))
            if fits and half_cost[half] <= limit - cost:
                total = cost + half_cost[half]
                work.path[listed], work.path_half[listed] = total, half
                work.path_one[listed], work.path_two[listed] = one, two
                listed += 1
                limit = min(limit, insert(found, total))
            half = following[half]
            if listed == len(work.path):
                break
        if done >= budget or listed == len(work.path):
            work.counts[_LISTED], work.counts[_AT] = listed, half
            return at if half >= 0 else at + 1
    work.counts[_LISTED], work.counts[_AT] = listed, -1
    return -1


def listed_paths(
    rows: Entries, asked: Question, work: Work
) -> Iterator[tuple[int, tuple[int, ...], tuple[int, ...]]]:
    """Yield cost, nodes and entries from ``a`` to ``b`` of the paths that :func:`join` listed.

    Those that cost more than the k-th best seen so far are left out.
    """
    limit = min(int(work.known[-1]), int(work.found[-1]))
    near = rows.neighbour
    for at in np.flatnonzero(work.path[: work.counts[_LISTED]] <= limit).tolist():
        one, two, half = int(work.path_one[at]), int(work.path_two[at]), int(work.path_half[at])
        entries = [one] if two < 0 else [one, two]
        nodes = [asked.a, *(int(near[entry]) for entry in entries)]
        if half >= 0:
            if work.half_before[half] >= 0:
                entries.append(int(work.half_before[half]))
                nodes.append(int(work.half_via[half]))
            entries.append(int(work.half_last[half]))
            nodes.append(asked.b)
        yield int(work.path[at]), tuple(nodes), tuple(entries)
