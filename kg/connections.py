"""Exact search for the k best paths of at most four edges between two nodes.

Best is the greatest path-degree product (see :mod:`kg.adjacency`), which is the least sum of the
edges' costs; ties are broken by the nodes' CURIEs in order, then by the edges'. The sums are whole
numbers, so that paths with the same product of degrees are ties whichever way they are added up.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from data_schema import Predicate, UsageError

from .adjacency import Adjacency, reverse_step, step_of
from .metapaths import steps_of_metapath

if TYPE_CHECKING:
    from .connection_kernels import Entries, Question, Work

__all__ = ["DAMPING", "MAX_HOPS", "MAX_PATHS", "ConnectionSearch", "FoundPath", "FoundPaths"]

DAMPING: Final = 0.4
"""w of the path-degree product, as in Himmelstein & Baranzini (2015)."""

MAX_HOPS: Final = 4
MAX_PATHS: Final = 50

_N_STEPS: Final = 2 * len(Predicate)
_BUDGET: Final = 1 << 17
"""Entries looked at between two looks at the clock: about a millisecond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPath:
    """A path as numbers of an :class:`~kg.adjacency.Adjacency`.

    Attributes:
        cost: logarithm of the product of all degrees, in units of 1 / FIXED_ONE.
        nodes, edges: from start to end.
    """

    cost: int
    nodes: tuple[int, ...]
    edges: tuple[int, ...]

    def steps(self, graph: Adjacency) -> tuple[int, ...]:
        """Return the steps of the path."""
        predicates = tuple(Predicate)
        return tuple(
            step_of(predicates[graph.predicate[edge]], against=graph.subject[edge] != here)
            for here, edge in zip(self.nodes, self.edges, strict=False)
        )

    def product(self, graph: Adjacency) -> float:
        """Return the path-degree product, in (0, 1]."""
        degrees = math.prod(int(d) for edge in self.edges for d in graph.degrees[edge])
        return float(degrees**-DAMPING)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPaths:
    """The best paths, best first; ``truncated`` where time ran out before all were seen."""

    paths: tuple[FoundPath, ...]
    truncated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """Which steps are allowed at each place of a path, (4, steps) bool, and which lengths, (5,)."""

    allowed: NDArray[np.bool_]
    hops: NDArray[np.bool_]


class ConnectionSearch:
    """Searches one graph; several threads may use it at once.

    The first search of a process loads the compiled loops, the first ever compiles them.

    Args:
        graph: what to walk.
    """

    def __init__(self, graph: Adjacency) -> None:
        self.graph = graph
        self._idle: list[Work] = []

    def between(
        self,
        start: int,
        end: int,
        *,
        k: int = 10,
        max_hops: int = MAX_HOPS,
        metapaths: Sequence[str] = (),
        deadline: float = 1.0,
        budget: int = _BUDGET,
    ) -> FoundPaths:
        """Return the k best paths from one node to another.

        Args:
            start: number of a node.
            end: number of another.
            k: how many paths, from 1 to :data:`MAX_PATHS`.
            max_hops: how many edges at most, from 1 to :data:`MAX_HOPS`.
            metapaths: kinds of path (see :mod:`kg.metapaths`); without any all are walked but
                those with ``lacks_phenotype``, which says what is *not* so.
            deadline: seconds; what was found by then is returned. Each part of a search does
                ``budget`` entries' work at least.
            budget: entries to look at between two looks at the clock.

        Raises:
            UsageError: a number out of range, one node twice, or a metapath that cannot be.
        """
        _check(start, end, k, max_hops)
        shapes = [
            _shape(steps_of_metapath(each, self.graph, start=start, end=end, max_hops=max_hops))
            for each in dict.fromkeys(metapaths)
        ] or [_any_shape(max_hops)]
        stop = time.monotonic() + deadline
        found: set[FoundPath] = set()
        truncated = False
        work = self._idle.pop() if self._idle else self._new_work()
        try:
            for shape in shapes:
                paths, cut = self._search(start, end, shape, k, work, stop, budget)
                found.update(paths)
                truncated |= cut
        finally:
            self._idle.append(work)
        return FoundPaths(paths=tuple(sorted(found, key=_order)[:k]), truncated=truncated)

    def _new_work(self) -> Work:
        from .connection_kernels import new_work

        largest = int(self.graph.reach.max(initial=0)) + 1
        return new_work(len(self.graph.ids), largest, MAX_PATHS)

    def _search(
        self,
        start: int,
        end: int,
        shape: _Shape,
        k: int,
        work: Work,
        stop: float,
        budget: int,
    ) -> tuple[list[FoundPath], bool]:
        """Return the best paths of one shape, and whether time ran out."""
        from . import connection_kernels as kernels

        turned = bool(self.graph.reach[start] < self.graph.reach[end])
        asked = _question(*((end, start) if turned else (start, end)), shape, turned=turned)
        rows = kernels.Entries(
            self.graph.indptr, self.graph.neighbour, self.graph.step, self.graph.cost
        )
        kernels.forget(work)
        work = work._replace(known=work.known[:k], found=work.found[:k])
        best: list[FoundPath] = []
        truncated = False
        for part in (kernels.reach_back, kernels.scan_forward, kernels.join):
            at = 0
            while at >= 0:
                at = part(rows, asked, work, at, budget)
                if part is kernels.join:
                    best = sorted((*best, *self._listed(rows, asked, work, turned)), key=_order)[:k]
                if at >= 0 and time.monotonic() > stop:
                    truncated = True
                    break
        return best, truncated

    def _listed(
        self, rows: Entries, asked: Question, work: Work, turned: bool
    ) -> Iterator[FoundPath]:
        """Yield the paths that :func:`~kg.connection_kernels.join` listed and are still good."""
        from .connection_kernels import listed_paths

        edge = self.graph.edge
        for cost, nodes, entries in listed_paths(rows, asked, work):
            edges = tuple(int(edge[entry]) for entry in entries)
            if turned:
                nodes, edges = nodes[::-1], edges[::-1]
            yield FoundPath(cost=cost, nodes=nodes, edges=edges)


def _order(path: FoundPath) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    """Best first; nodes and edges are numbered in CURIE order."""
    return path.cost, path.nodes, path.edges


def _check(start: int, end: int, k: int, max_hops: int) -> None:
    if not 1 <= k <= MAX_PATHS:
        raise UsageError(f"expected from 1 to {MAX_PATHS} paths, got {k}")
    if not 1 <= max_hops <= MAX_HOPS:
        raise UsageError(f"expected from 1 to {MAX_HOPS} hops, got {max_hops}")
    if start == end:
        raise UsageError("expected two different nodes, got the same one twice")


def _any_shape(max_hops: int) -> _Shape:
    allowed = np.ones((MAX_HOPS, _N_STEPS), np.bool_)
    for against in (False, True):
        allowed[:, step_of(Predicate.LACKS_PHENOTYPE, against=against)] = False
    hops = np.arange(MAX_HOPS + 1)
    return _Shape(allowed=allowed, hops=(hops > 0) & (hops <= max_hops))


def _shape(steps: Sequence[int]) -> _Shape:
    allowed = np.zeros((MAX_HOPS, _N_STEPS), np.bool_)
    allowed[np.arange(len(steps)), list(steps)] = True
    return _Shape(allowed=allowed, hops=np.arange(MAX_HOPS + 1) == len(steps))


def _question(a: int, b: int, shape: _Shape, *, turned: bool) -> Question:
    """Return the question from ``a``, which is the asker's end where ``turned``."""
    from .connection_kernels import Question

    length = int(np.flatnonzero(shape.hops)[-1])
    back = [reverse_step(step) for step in range(_N_STEPS)]
    forth, returning = shape.allowed, shape.allowed[:, back]
    places = range(length)
    if turned:
        forth, returning, places = returning, forth, places[::-1]
    order = [*places]
    return Question(
        a=a,
        b=b,
        first=forth[order[0]].copy(),
        second=forth[order[min(1, length - 1)]].copy(),
        last=returning[order[-1]].copy(),
        last_but_one=returning[order[max(-2, -length)]].copy(),
        hops=shape.hops,
    )
